"""Looking for rooms, people, events, videos, replays and topics, as one types.

The index proposes, the slices decide: whatever it finds is shown as its own slice shows it to the one who asks now, or
not at all. So an entry that is a moment old can make something be missing, and never be seen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, Protocol, TypeVar, get_args

import msgspec
from prometheus_client import CollectorRegistry, Histogram

from livehouse.accounts import Account, AccountCard
from livehouse.config import Settings
from livehouse.discovery import search_store as store
from livehouse.discovery.search_sources import Faces, query_of
from livehouse.discovery.search_store import KINDS, Found, Kind, Look
from livehouse.discovery.search_text import (
    EXACT,
    READ,
    Match,
    Query,
    match,
    original_of,
    wants_beginnings,
    wants_inside,
    wants_like,
    wants_whole,
)
from livehouse.discovery.search_topics import Topics
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import BadInput
from livehouse.platform.database import Database
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits, network_of
from livehouse.platform.recent_reads import RecentReads
from livehouse.platform.steps import Step
from livehouse.realtime import VIEWERS
from livehouse.replays import ReplayCard, Replays
from livehouse.rooms import RoomCard, Rooms
from livehouse.schedule import Event, Schedule
from livehouse.videos import Video, Videos

Section = Literal["rooms", "people", "events", "videos", "replays", "topics"]
SECTIONS: Final[tuple[Section, ...]] = get_args(Section)
KIND_OF: Final[dict[Section, Kind]] = {
    "rooms": "room",
    "people": "person",
    "events": "event",
    "videos": "video",
    "replays": "replay",
}

# What is shown of each kind where several are shown together, and on a page of one.
TOGETHER_MAX: Final[dict[Section, int]] = {"rooms": 6, "people": 6, "events": 4, "videos": 6, "replays": 4}
PAGE: Final = 20
# How many entries of a kind are looked at: the best known ones of those that answer.
CANDIDATES_TOGETHER: Final = 40
CANDIDATES_OF_ONE: Final = 300
EXACT_TOGETHER: Final = 10
# Fewer results than this, none of which is what was typed: perhaps there is an error in it.
FEW: Final = 3
# What may be shown is asked of so many more than are shown, as some may not be.
SPARE: Final = 2
TOPICS_TTL_S: Final = 5.0
# So that a word in a name is worth as much as one in the title, and a topic's less.
ROUNDED_UP: Final = 0.15
OPEN_EVENTS: Final = ("scheduled", "due", "live")
SECONDS_BUCKETS: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1)

Shown = TypeVar("Shown")


class QueryTooLong(BadInput):
    """What is looked for is longer than anything that could be found."""

    code = "query_too_long"


class SearchKindUnknown(BadInput):
    """There is nothing of this kind to be found."""

    code = "search_kind_unknown"


class SearchCursorInvalid(BadInput):
    """The cursor is none that this search gave out."""

    code = "search_cursor_invalid"

    def __init__(self) -> None:
        super().__init__("This part of the results is unknown. Search again from the beginning.", field="cursor")


class Totals(Protocol):
    """What is counted of rooms by all processes."""

    async def totals(self, rooms: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Of each room what is counted of it."""


class PersonFound(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, and the room in which they are live, if the one who asks may watch it."""

    account: AccountCard
    followers: int
    room: RoomCard | None


class TopicFound(msgspec.Struct, frozen=True):
    """A topic, and how many rooms of it everybody may watch now."""

    id: str
    live: int


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `corrected` is what was looked for in place of what was typed, where nothing had that."""

    query: str
    corrected: str | None = None
    rooms: Sequence[RoomCard] = ()
    people: Sequence[PersonFound] = ()
    events: Sequence[Event] = ()
    videos: Sequence[Video] = ()
    replays: Sequence[ReplayCard] = ()
    topics: Sequence[TopicFound] = ()
    next_cursor: str | None = None


class Hit(msgspec.Struct, frozen=True):
    """An entry that answers, and how well."""

    found: Found
    match: Match
    # How well in whole steps: within one the best known stand first.
    band: int


Hits = dict[Kind, list[Hit]]


class Search:
    """The search."""

    def __init__(
        self,
        *,
        database: Database,
        faces: Faces,
        rooms: Rooms,
        videos: Videos,
        replays: Replays,
        schedule: Schedule,
        totals: Totals,
        limits: RateLimits,
        clock: Clock,
        settings: Settings,
        registry: CollectorRegistry,
    ) -> None:
        self._database = database
        self._faces = faces
        self._rooms = rooms
        self._videos = videos
        self._replays = replays
        self._schedule = schedule
        self._totals = totals
        self._limits = limits
        self._limit = RateLimitItemPerMinute(settings.searches_per_minute)
        self._query_max = settings.search_query_max
        self._topics = Topics(settings.topic_ids)
        self._topic_counts: RecentReads[str, Mapping[str, int]] = RecentReads(clock, ttl_s=TOPICS_TTL_S, entries_max=1)
        self._clock = clock
        self._seconds = Histogram(
            "livehouse_search_seconds", "How long searches took.", buckets=SECONDS_BUCKETS, registry=registry
        )

    async def search(
        self,
        text: str,
        account_id: str | None,
        *,
        address: str,
        sections: Iterable[str] | None = None,
        cursor: str | None = None,
    ) -> Results:
        """What this person may see of what `text` may mean.

        Args:
            text: as typed.
            account_id: who asks; None when signed out.
            address: from where.
            sections: only these; a cursor goes on with the one that is named.
            cursor: where the page before ended.

        Raises:
            QueryTooLong, SearchKindUnknown, SearchCursorInvalid: as they say.
            TooFast: `searches_per_minute` is reached.
        """
        if len(text) > self._query_max:
            raise QueryTooLong(
                f"Keep what you look for to {self._query_max} characters.", field="q", characters_max=self._query_max
            )
        wanted = _read_sections(sections)
        offset = _read_cursor(cursor, wanted)
        who = ("network", network_of(address)) if account_id is None else ("account", account_id)
        await self._limits.hit(
            self._limit, "searches", *who, message="That was a great deal to look for. Wait a little, then go on."
        )
        began_s = self._clock.monotonic()
        results = await self._search(text, account_id, wanted, offset)
        self._seconds.observe(self._clock.monotonic() - began_s)
        return results

    async def _search(self, text: str, account_id: str | None, sections: Sequence[Section], offset: int) -> Results:
        shown_text = " ".join(text.replace("\0", " ").split())
        query = await query_of(text)
        if not query.words:
            return Results(query=shown_text)
        kinds = [KIND_OF[section] for section in sections if section != "topics"]
        hits = await self._find(query, kinds, alone=len(sections) == 1)
        totals = await self._totals_of(hits)
        _sort(hits, totals)
        topics = self._topics.find(query) if "topics" in sections else ()
        pages = _Pages(hits, offset, alone=len(sections) == 1)
        live = await self._live(pages, totals, account_id)
        rooms, people, events, videos, replays, counts = await asyncio.gather(
            pages.take("rooms", live.rooms, lambda room: room.id),
            pages.take("people", live.people, lambda one: one.account.id),
            pages.take("events", lambda ids: self._events(ids, account_id), lambda event: event.id),
            pages.take("videos", lambda ids: self._videos.shown_to(ids, account_id), lambda video: video.id),
            pages.take("replays", lambda ids: self._replays.shown_to(ids, account_id), lambda replay: replay.id),
            self._live_by_topic() if topics else _nothing(),
        )
        results = Results(
            query=shown_text,
            rooms=rooms,
            people=people,
            events=events,
            videos=videos,
            replays=replays,
            topics=[TopicFound(topic, counts.get(topic, 0)) for topic in topics],
            next_cursor=pages.next_cursor,
        )
        return msgspec.structs.replace(results, corrected=_corrected(query, hits, results))

    # Finding

    async def _find(self, query: Query, kinds: Sequence[Kind], *, alone: bool) -> Hits:
        """Entries that answer: as words and beginnings, else inside of words, else as a typing error would have it."""
        hits: Hits = {kind: [] for kind in kinds}
        if not kinds:
            return hits
        rows_max = CANDIDATES_OF_ONE if alone else CANDIDATES_TOGETHER
        looks = [Look(kind, wants_beginnings(query), rows_max) for kind in kinds]
        # Somebody hardly known whose name it is must be among them.
        looks += [Look(kind, wants_whole(query), EXACT_TOGETHER) for kind in kinds if kind in ("person", "room")]
        several = [store.known(query.words)] if len(query.words) > 1 else []
        found = await self._database.ask(store.find(looks), *several)
        _take(query, found, hits)
        if _count(hits) >= FEW:
            return hits
        # Words that there are, but not together, are no typing errors.
        known = several[0].result if several else ()
        is_doubted = len(known) < len(query.words)
        # Whatever may be meant instead is asked at once, as most of it is the way to the database and back.
        inside, like = wants_inside(query), wants_like(query, known)
        # A name may be written as one word where several were typed.
        joined = query.joined
        asked: dict[str, Step[list[Found]]] = {}
        if is_doubted and any(len(word) > 2 for word in query.words):
            asked["inside"] = store.find([Look(kind, inside, rows_max) for kind in kinds])
        if is_doubted and like != inside and not _has_exact(hits):
            asked["like"] = store.find([Look(kind, like, rows_max) for kind in kinds], forgiving=True)
        if len(query.words) > 1 and not _count(hits):
            asked["joined"] = store.find([Look(kind, wants_beginnings(joined), rows_max) for kind in kinds])
        if asked:
            await self._database.ask(*asked.values())
        if "inside" in asked:
            _take(query, asked["inside"].result, hits)
        if "like" in asked and _count(hits) < FEW and not _has_exact(hits):
            _take(query, asked["like"].result, hits, forgiving=True)
        if "joined" in asked and not _count(hits):
            _take(joined, asked["joined"].result, hits)
        return hits

    async def _totals_of(self, hits: Hits) -> Mapping[str, Mapping[str, int]]:
        """What is counted of the rooms that were found, and of those in which people who were found are live."""
        rooms = [hit.found.ref_id for hit in hits.get("room", [])]
        rooms += [hit.found.room_id for hit in hits.get("person", []) if hit.found.room_id is not None]
        return await self._totals.totals(list(dict.fromkeys(rooms))) if rooms else {}

    # Showing

    async def _live(self, pages: "_Pages", totals: Mapping[str, Mapping[str, int]], account_id: str | None) -> "_Live":
        """People and rooms, in one visit to the database: most of what a search costs is the way there."""
        rooms, people = pages.asked("rooms"), pages.asked("people")
        owners = {hit.found.owner_id for hit in (*rooms, *people)}
        if not owners:
            return _Live({}, {})
        ids = dict.fromkeys([hit.found.ref_id for hit in rooms])
        ids |= dict.fromkeys(hit.found.room_id for hit in people if hit.found.room_id is not None)
        facts = self._rooms.facts_of(ids)
        shown = await self._faces.shown(owners, facts)
        hosts = {each: account.card for each, account in shown.items()}
        cards = await self._rooms.cards_for(account_id, facts.result, hosts=hosts, totals=totals)
        return _Live(shown, {card.id: card for card in cards})

    async def _events(self, ids: Sequence[str], account_id: str | None) -> list[Event]:
        found = await self._schedule.find(ids, account_id)
        open_events = [event for event in found if event.state in OPEN_EVENTS]
        hosts = await self._faces.shown({event.host.id for event in open_events})
        shown = [event for event in open_events if event.host.id in hosts]
        # What is on now before what is to come.
        return sorted(shown, key=lambda event: event.state != "live")

    async def _live_by_topic(self) -> Mapping[str, int]:
        return await self._topic_counts.get("topics", self._rooms.count_by_topic) or {}


class _Live:
    """People, and the rooms on the air, that may be shown."""

    def __init__(self, accounts: Mapping[str, Account], cards: Mapping[str, RoomCard]) -> None:
        self._accounts = accounts
        self._cards = cards
        self._room_of = {card.host.id: card for card in cards.values()}

    async def rooms(self, ids: Sequence[str]) -> list[RoomCard]:
        return [self._cards[each] for each in ids if each in self._cards]

    async def people(self, ids: Sequence[str]) -> list[PersonFound]:
        return [_person(self._accounts[each], self._room_of.get(each)) for each in ids if each in self._accounts]


class _Pages:
    """Takes what is shown of each section."""

    def __init__(self, hits: Hits, offset: int, *, alone: bool) -> None:
        self._hits = hits
        self._offset = offset
        self._alone = alone
        self.next_cursor: str | None = None

    def asked(self, section: Section) -> list[Hit]:
        """Those of which it is asked whether they may be shown."""
        shown_max = PAGE if self._alone else TOGETHER_MAX[section]
        return self._hits.get(KIND_OF[section], [])[self._offset :][: shown_max * SPARE]

    async def take(
        self, section: Section, show: Callable[[Sequence[str]], Awaitable[list[Shown]]], id_of: Callable[[Shown], str]
    ) -> list[Shown]:
        ids = [hit.found.ref_id for hit in self._hits.get(KIND_OF[section], [])][self._offset :]
        if not ids:
            return []
        shown_max = PAGE if self._alone else TOGETHER_MAX[section]
        asked = [hit.found.ref_id for hit in self.asked(section)]
        shown = (await show(asked))[:shown_max]
        if self._alone:
            # Those after the last one that is shown come next; if that is too few, those after all that were asked for.
            taken = asked.index(id_of(shown[-1])) + 1 if len(shown) == shown_max else len(asked)
            if taken < len(ids):
                self.next_cursor = str(self._offset + taken)
        return shown


def _take(query: Query, found: Iterable[Found], hits: Hits, *, forgiving: bool = False) -> None:
    """Add to the hits those of the entries that answer and are not among them."""
    known = {hit.found.place for several in hits.values() for hit in several}
    for each in found:
        if each.place in known:
            continue
        matched = match(query, each.fields, forgiving=forgiving)
        if matched is not None:
            hits[each.kind].append(Hit(each, matched, _band(query, matched, each.fields)))


def _count(hits: Hits) -> int:
    return sum(map(len, hits.values()))


def _has_exact(hits: Hits) -> bool:
    return any(hit.match.points >= EXACT for several in hits.values() for hit in several)


def _sort(hits: Hits, totals: Mapping[str, Mapping[str, int]]) -> None:
    for kind, several in hits.items():
        if kind == "room":
            several.sort(key=lambda hit: (-hit.band, -totals.get(hit.found.ref_id, {}).get(VIEWERS, 0)))
        elif kind == "person":
            # Whoever is live before all others that answer as well.
            several.sort(key=lambda hit: (-hit.band, hit.found.room_id is None, -hit.found.place))
        else:
            several.sort(key=lambda hit: (-hit.band, -hit.found.place))


async def _nothing() -> Mapping[str, int]:
    return {}


def _person(account: Account, room: RoomCard | None) -> PersonFound:
    return PersonFound(account=account.card, followers=account.followers, room=room)


def _band(query: Query, matched: Match, fields: Sequence[Sequence[str]]) -> int:
    band = int(matched.points + ROUNDED_UP)
    # A handle, or a title, that is just what was typed.
    is_it = bool(fields) and [word for word in fields[0] if not word.startswith(READ)] == list(query.words)
    return band + 1 if is_it else band


def _corrected(query: Query, hits: Hits, results: Results) -> str | None:
    """What was looked for in place of what was typed; taken from something that is shown, and from nothing else."""
    if results.topics:
        return None
    texts: dict[str, tuple[str, ...]] = {room.id: (room.title, *_names(room.host)) for room in results.rooms}
    texts |= {person.account.id: _names(person.account) for person in results.people}
    texts |= {event.id: (event.title, *_names(event.host)) for event in results.events}
    texts |= {video.id: (video.caption, *_names(video.author)) for video in results.videos}
    texts |= {replay.id: (replay.title, *_names(replay.host)) for replay in results.replays}
    shown = [hit for several in hits.values() for hit in several if hit.found.ref_id in texts]
    if not shown or any(not hit.match.corrections for hit in shown):
        return None
    best = max(shown, key=lambda hit: hit.match.points)
    meant = dict(best.match.corrections)
    is_lower = results.query == results.query.lower()
    words = []
    for word in query.words:
        spelled = meant.get(word, word)
        written = (original_of(spelled, text) for text in texts[best.found.ref_id])
        word = next((one for one in written if one is not None), spelled)
        words.append(word.lower() if is_lower else word)
    return " ".join(words)


def _names(card: AccountCard) -> tuple[str, str]:
    return card.nickname, card.handle


def _read_sections(sections: Iterable[str] | None) -> tuple[Section, ...]:
    if sections is None:
        return SECTIONS
    named = [section.strip() for section in sections if section.strip()]
    for section in named:
        if section not in SECTIONS:
            raise SearchKindUnknown(
                f"Look for some of these: {', '.join(SECTIONS)}.", field="kinds", kinds=list(SECTIONS)
            )
    return tuple(section for section in SECTIONS if section in named) or SECTIONS


def _read_cursor(cursor: str | None, sections: Sequence[Section]) -> int:
    if cursor is None:
        return 0
    if len(sections) != 1 or not cursor.isascii() or not cursor.isdecimal() or len(cursor) > 4:
        raise SearchCursorInvalid
    offset = int(cursor)
    if offset > CANDIDATES_OF_ONE:
        raise SearchCursorInvalid
    return offset


assert set(KIND_OF.values()) == set(KINDS)  # noqa: S101  # each is shown somewhere
