"""Top LIVE and For You: what a person is shown, why, and what they did with it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from livehouse.accounts import AccountDeleted, Accounts, Visitor
from livehouse.config import Settings
from livehouse.discovery import feed_store as store
from livehouse.discovery import ranking, taste
from livehouse.discovery.board import Board, Stay
from livehouse.discovery.chart import AUDIENCES, Chart, Layout, draw_chart
from livehouse.discovery.cursors import Seal, draw
from livehouse.discovery.feed_store import ItemKind, Shown, Taste, TasteKind
from livehouse.discovery.ranking import Person, Placed, Reason, Weights
from livehouse.discovery.weights import RankingWeights
from livehouse.kernel.clock import Clock
from livehouse.kernel.later import loaded_later
from livehouse.live_access import LiveAccess
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits, network_of
from livehouse.rooms import RoomCard, Rooms, UnknownTopic
from livehouse.videos import Video, Videos

if TYPE_CHECKING:
    import numpy as np

    from livehouse.discovery.ranking import Flags
else:
    np = loaded_later("numpy")

FeedName = Literal["live", "for_you", "room_swipe", "search"]
Outcome = Literal["seen", "opened", "skipped"]
Kinds = Literal["all", "live"]

# Some of what was chosen may have ended a moment ago; so many more are chosen than are asked for.
SPARE_PLACES: Final = 4
PREVIEWED_MAX: Final = 50
STAYS_AT_ONCE_MAX: Final = 500
# Parts that bring less are not worth telling.
TOLD_POINTS_MIN: Final = 0.05
FRESH_MINUTES_MAX: Final = 15.0
# That many people like to watch a video cannot be said before so many have.
POPULAR_VIEWS_MIN: Final = ranking.PRIOR_VIDEO_VIEWS


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of why something stands where it stands."""

    name: str
    value: float
    usual: float | None
    weight: float
    points: float


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why something is shown to this person."""

    reason: Reason
    score: float
    parts: list[Part]


class FeedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a feed: a LIVE or a video. Positions count from 0 over all pages."""

    kind: ItemKind
    room: RoomCard | None
    video: Video | None
    position: int
    why: Why


class FeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a feed. `version` names the formula and the weights that it was made by."""

    version: str
    items: list[FeedItem]
    next_cursor: str | None


class Impression(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody was shown something, for so long, and did this with it."""

    kind: ItemKind
    id: str
    dwell_ms: int
    outcome: Outcome


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """Where something stands in a feed now, and where it would stand; None past the places that are looked at."""

    kind: ItemKind
    room: RoomCard | None
    video: Video | None
    now: int | None
    then: int | None


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """How the feeds would change: each in the order of then, what falls out of it at its end."""

    live: list[Moved]
    for_you: list[Moved]


class Feeds:
    """Puts the feeds together.

    Args:
        key: seals cursors; the same in every process, and over restarts.
    """

    def __init__(
        self,
        *,
        database: Database,
        board: Board,
        weights: RankingWeights,
        rooms: Rooms,
        videos: Videos,
        accounts: Accounts,
        live_access: LiveAccess,
        limits: RateLimits,
        clock: Clock,
        settings: Settings,
        key: bytes,
    ) -> None:
        self._database = database
        self._board = board
        self._weights = weights
        self._rooms = rooms
        self._videos = videos
        self._accounts = accounts
        self._live_access = live_access
        self._limits = limits
        self._clock = clock
        self._key = key
        self._topics = settings.topic_ids
        self._places = settings.feed_page_max
        self._told_limit = RateLimitItemPerMinute(settings.feed_impressions_per_minute)
        self._network_limit = RateLimitItemPerMinute(settings.feed_impressions_per_network_per_minute)

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(AccountDeleted, self._forget)

    async def _forget(self, event: AccountDeleted) -> None:
        async with self._database.transaction() as tx:
            await store.forget_person(tx, event.account_id)

    async def export(self, account_id: str) -> dict[str, object]:
        """What is known of an account's likings here, for its owner."""
        since = self._clock.now() - taste.REMEMBERED_FOR
        tastes_step = store.tastes_of(account_id)
        shown = await self._database.ask(store.shown_since(account_id, since), tastes_step)
        tastes = tastes_step.result
        return {
            "shown": [
                {name: value for name, value in msgspec.structs.asdict(each).items() if name != "person_key"}
                for each in shown
            ],
            "tastes": [
                {"kind": each.kind, "subject": each.subject, "points": each.points, "at": each.at} for each in tastes
            ],
        }

    # Top LIVE

    async def live(self, visitor: Visitor, *, topic: str | None, cursor: str | None) -> FeedPage:
        """The best LIVEs now, of all that this person may watch.

        Raises:
            UnknownTopic: with the list in the details.
            FeedCursorInvalid: this list did not give it to them today.
        """
        if topic is not None and topic not in self._topics:
            raise UnknownTopic("Choose one of the topics on the list.", field="topic", topics=list(self._topics))
        chart = await self._board.look()
        day = self._clock.now().date()
        seal = Seal(self._key, feed=f"live {topic or ''}", person=visitor.viewer_key, day=day)
        marks = seal.read(cursor)
        layout = chart.layout
        code = layout.topics.get(topic, -2) if topic is not None else None
        may_see = await self._may_see(chart, visitor.account_id, None)
        places = self._places + SPARE_PLACES
        before = [layout.row_of_mark.get(mark, -1) for mark in marks]

        def choose(rows: Flags) -> list[Placed]:
            return ranking.top(chart.pool, chart.weights, may_see=rows, places=places, before=before, topic=code)

        # The first page is the same for all adults, and for all others, and most ask for that one.
        is_adult = bool(may_see[layout.is_for_adults].all())
        all_see = ~layout.is_restricted | layout.is_for_adults if is_adult else ~layout.is_restricted
        placed = choose(may_see) if marks else chart.keep(("top", topic or "", str(is_adult)), lambda: choose(all_see))
        own = chart.pool.score[may_see & ~all_see]
        if not marks and len(own) and (len(placed) < places or own.max() >= min(one.score for one in placed)):
            # Something that is open to this person alone may stand on it.
            placed = choose(may_see)
        return await self._page(chart, placed, visitor, marks, seal)

    # For You

    async def for_you(self, visitor: Visitor, *, kinds: Kinds, cursor: str | None) -> FeedPage:
        """LIVEs and videos chosen for this person.

        Raises:
            FeedCursorInvalid: this list did not give it to them today.
        """
        chart = await self._board.look()
        now = self._clock.now()
        seal = Seal(self._key, feed=f"for you {kinds}", person=visitor.viewer_key, day=now.date())
        marks = seal.read(cursor)
        person, followed = await self._person(chart, visitor, now)
        if kinds == "live":
            person = replace(person, may_see=person.may_see & ~chart.pool.is_video)
        before = [chart.layout.row_of_mark.get(mark, -1) for mark in marks]
        placed = ranking.compose(
            chart.pool,
            person,
            chart.weights,
            places=self._places + SPARE_PLACES,
            before=before,
            head=len(marks),
        )
        return await self._page(chart, placed, visitor, marks, seal, followed=followed)

    async def _person(self, chart: Chart, visitor: Visitor, now: datetime) -> tuple[Person, set[str]]:
        """What is known of somebody, and whom they follow."""
        layout = chart.layout
        count = len(layout)
        account_id = visitor.account_id
        shown = store.shown_since(visitor.viewer_key, now - taste.REMEMBERED_FOR)
        tastes = store.tastes_of(visitor.viewer_key)
        followed = set[str]()
        if account_id is None:
            await self._database.ask(shown, tastes)
        else:
            followed = await self._accounts.following_ids(account_id, shown, tastes)
        of_host = np.zeros(len(layout.hosts) + 1)
        of_topic = np.zeros(len(layout.topics) + 1)
        for each in tastes.result:
            value = taste.taste_of(taste.points_at(each.points, each.at, now))
            if each.kind == "host" and (host := layout.hosts.get(each.subject)) is not None:
                of_host[host] = max(value, 0.0)
            elif each.kind == "topic" and (topic := layout.topics.get(each.subject)) is not None:
                of_topic[topic] = value
        is_followed = np.zeros(len(layout.hosts) + 1, dtype=bool)
        is_followed[[host for host_id in followed if (host := layout.hosts.get(host_id)) is not None]] = True
        seen, skipped = np.zeros(count), np.zeros(count)
        for each_shown in shown.result:
            row = layout.rows.get(each_shown.item_id)
            if row is not None:
                seen[row], skipped[row] = taste.seen_enough(each_shown, now)
        may_see = await self._may_see(chart, account_id, followed)
        if account_id is not None and (own := layout.hosts.get(account_id)) is not None:
            may_see = may_see & (layout.host != own)
        person = Person(
            may_see=may_see,
            follows=is_followed[layout.host],
            # What nobody knows the topic of has the number -1, which is the zero at the end.
            topic_taste=of_topic[layout.topic],
            host_taste=of_host[layout.host],
            seen=seen,
            skipped=skipped,
            draw=draw(layout.marks, visitor.viewer_key, now.date()),
        )
        return person, followed

    async def _may_see(self, chart: Chart, account_id: str | None, followed: set[str] | None) -> Flags:
        """What the audiences admit; the database is asked again about what is shown in the end."""
        layout = chart.layout
        may_see: Flags = ~layout.is_restricted
        if account_id is None or may_see.all():
            return may_see
        is_for_followers = layout.audience == AUDIENCES.index("followers")
        if is_for_followers.any():
            if followed is None:
                followed = await self._accounts.following_ids(account_id)
            admitted = np.zeros(len(layout.hosts), dtype=bool)
            admitted[[host for host_id in followed if (host := layout.hosts.get(host_id)) is not None]] = True
            may_see |= is_for_followers & admitted[layout.host]
        if layout.is_for_adults.any() and await self._live_access.is_adult_lately(account_id):
            may_see |= layout.is_for_adults
        if (own := layout.hosts.get(account_id)) is not None:
            may_see |= layout.host == own
        return may_see

    # A page

    async def _page(
        self,
        chart: Chart,
        placed: Sequence[Placed],
        visitor: Visitor,
        marks: Sequence[int],
        seal: Seal,
        *,
        followed: set[str] | None = None,
    ) -> FeedPage:
        layout = chart.layout
        ids = [layout.id_of(one.row) for one in placed]
        rooms, videos = await self._things(layout, ids, visitor.account_id, followed=followed)
        items: list[FeedItem] = []
        after = list(marks)
        for id_, one in zip(ids, placed, strict=True):
            if len(items) == self._places:
                break
            after.append(int(layout.marks[one.row]))
            room, video = rooms.get(id_), videos.get(id_)
            if room is None and video is None:
                continue  # it has ended, or may not be seen any more
            items.append(
                FeedItem(
                    kind="live" if video is None else "video",
                    room=room,
                    video=video,
                    position=len(after) - 1,
                    why=_why(chart, one),
                )
            )
        is_end = len(placed) < self._places + SPARE_PLACES and len(after) - len(marks) == len(placed)
        return FeedPage(version=chart.version, items=items, next_cursor=None if is_end else seal.write(after))

    async def _things(
        self, layout: Layout, ids: Sequence[str], account_id: str | None, *, followed: set[str] | None = None
    ) -> tuple[dict[str, RoomCard], dict[str, Video]]:
        """Those of these LIVEs and videos that may be shown to somebody now, by their ids."""
        lives = len(layout.lives)
        hosts = {id_: layout.lives[row].host_id for id_ in ids if (row := layout.rows[id_]) < lives}
        video_ids = [id_ for id_ in ids if layout.rows[id_] >= lives]
        rooms, videos = await asyncio.gather(
            self._rooms.cards_of(hosts, account_id, followed=followed), self._videos.shown_to(video_ids, account_id)
        )
        return {card.id: card for card in rooms}, {video.id: video for video in videos}

    # What they did with it

    async def note(self, visitor: Visitor, impressions: Sequence[Impression], *, address: str) -> None:
        """Note what a person was shown. However often they say so, each counts once for the LIVE.

        Raises:
            TooFast: `feed_impressions_per_minute` is reached, by the person or the network.
        """
        message = "This is told very often. Wait a minute, then go on."
        await self._limits.hit(self._told_limit, "feed impressions", visitor.viewer_key, message=message)
        if visitor.account_id is None:
            # Who keeps no cookie is somebody new each time.
            await self._limits.hit(self._network_limit, "feed impressions", network_of(address), message=message)
        now = self._clock.now()
        chart = await self._board.look()
        gained: dict[tuple[ItemKind, str], Shown] = {}
        for each in impressions:
            if self._is_shown(chart, each, visitor.account_id):
                key = (each.kind, each.id)
                before = gained.get(key)
                gained[key] = _add(before, each, visitor.viewer_key, now)
        if not gained:
            return
        counted: dict[str, tuple[int, int]] = {}
        skipped_topics: dict[str, float] = {}
        async with self._database.transaction() as tx:
            known = await store.lock_shown(tx, visitor.viewer_key, gained)
            await store.write_shown(tx, list(gained.values()))
            for (kind, item_id), shown in gained.items():
                entry = self._board.entry(item_id) if kind == "live" else None
                if entry is None:
                    continue
                before = known.get((kind, item_id))
                is_first_opened = shown.opened > 0 and (before is None or not before.opened)
                counted[item_id] = (int(before is None), int(is_first_opened))
                if shown.skipped and (before is None or not before.skipped):
                    skipped_topics[entry.topic] = skipped_topics.get(entry.topic, 0.0) + taste.SKIP_POINTS
            if skipped_topics:
                gains: dict[tuple[str, TasteKind, str], float] = {
                    (visitor.viewer_key, "topic", topic): points for topic, points in skipped_topics.items()
                }
                await self._gain(tx, gains, now)
        self._board.note_shown(counted)

    @staticmethod
    def _is_shown(chart: Chart, impression: Impression, account_id: str | None) -> bool:
        """Whether it is something that is shown, and not one's own."""
        layout = chart.layout
        row = layout.rows.get(impression.id)
        if row is None or (row >= len(layout.lives)) != (impression.kind == "video"):
            return False
        return account_id is None or layout.hosts.get(account_id) != int(layout.host[row])

    async def note_stays(self) -> None:
        """Write down who stayed where through this process, as likings.

        Raises:
            Unavailable: the database is away; what was to be written is lost, and nobody misses it.
        """
        stays = [stay for stay in self._board.take_stays() if stay.followed or stay.seconds >= taste.WATCHED_S_MIN]
        if not stays:
            return
        typical_min = (await self._board.look()).features.typical_stay_min
        now = self._clock.now()
        for first in range(0, len(stays), STAYS_AT_ONCE_MAX):
            gains: dict[tuple[str, TasteKind, str], float] = {}
            for stay in stays[first : first + STAYS_AT_ONCE_MAX]:
                points = taste.FOLLOWED_POINTS if stay.followed else taste.points_of_stay(stay.seconds, typical_min)
                for key in _tasted(stay):
                    gains[key] = gains.get(key, 0.0) + points
            async with self._database.transaction() as tx:
                await self._gain(tx, gains, now)

    async def _gain(self, tx: Any, gains: dict[tuple[str, TasteKind, str], float], now: datetime) -> None:  # noqa: ANN401
        known = await store.lock_tastes(tx, gains.keys())
        changed = []
        for key, gained in gains.items():
            before = known.get(key)
            points = (
                taste.add_points(0.0, now, now, gained)
                if before is None
                else taste.add_points(before.points, before.at, now, gained)
            )
            person_key, kind, subject = key
            changed.append(Taste(person_key=person_key, kind=kind, subject=subject, points=points, at=now))
        await store.write_tastes(tx, changed)

    async def forget_old(self) -> None:
        """Forget what is too old to matter.

        Raises:
            Unavailable: it is done another time.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await store.forget_before(tx, shown_before=now - taste.REMEMBERED_FOR, tastes_before=now - taste.TASTES_FOR)

    # For operators

    async def preview(self, weights: Weights, operator: Visitor) -> Preview:
        """How Top LIVE, and this operator's own For You, would change this moment: the first places of now and then."""
        chart = await self._board.look()
        moment = self._clock.now()
        changed = draw_chart(chart.layout, chart.features, weights, version=chart.version, now_s=moment.timestamp())
        may_see = await self._may_see(chart, operator.account_id, None)
        person, _ = await self._person(chart, operator, moment)

        def top(of: Chart) -> list[Placed]:
            return ranking.top(of.pool, of.weights, may_see=may_see, places=PREVIEWED_MAX)

        def chosen(of: Chart) -> list[Placed]:
            return ranking.compose(of.pool, person, of.weights, places=PREVIEWED_MAX)

        return Preview(
            live=await self._moved(chart.layout, top(chart), top(changed), operator.account_id),
            for_you=await self._moved(chart.layout, chosen(chart), chosen(changed), operator.account_id),
        )

    async def _moved(
        self, layout: Layout, now: Sequence[Placed], then: Sequence[Placed], account_id: str | None
    ) -> list[Moved]:
        places = [{layout.id_of(one.row): place for place, one in enumerate(each)} for each in (now, then)]
        # In the order of then; those that fall out of it at the end.
        ids = list(dict.fromkeys((*places[1], *places[0])))
        rooms, videos = await self._things(layout, ids, account_id)
        return [
            Moved(
                kind="video" if id_ in videos else "live",
                room=rooms.get(id_),
                video=videos.get(id_),
                now=places[0].get(id_),
                then=places[1].get(id_),
            )
            for id_ in ids
            if id_ in rooms or id_ in videos
        ]


def _tasted(stay: Stay) -> tuple[tuple[str, TasteKind, str], ...]:
    return (stay.person_key, "topic", stay.topic), (stay.person_key, "host", stay.host_id)


def _add(before: Shown | None, each: Impression, person_key: str, now: datetime) -> Shown:
    """What one report adds to what is known of one thing; what is said twice in it counts once."""
    opened, skipped = int(each.outcome == "opened"), int(each.outcome == "skipped")
    return Shown(
        person_key=person_key,
        kind=each.kind,
        item_id=each.id,
        seen=1,
        opened=max(opened, 0 if before is None else before.opened),
        skipped=max(skipped, 0 if before is None else before.skipped),
        dwell_ms=each.dwell_ms + (0 if before is None else before.dwell_ms),
        last_at=now,
    )


def _why(chart: Chart, placed: Placed) -> Why:
    lives = len(chart.lives)
    scored, row = (chart.lives, placed.row) if placed.row < lives else (chart.videos, placed.row - lives)
    numbers = zip(
        scored.parts,
        # As Python's own numbers, taken out of their columns one by one, this would be half of what a page costs.
        scored.values[row].tolist(),
        scored.usual[row].tolist(),
        scored.weights.tolist(),
        scored.points[row].tolist(),
        strict=True,
    )
    parts = [
        Part(
            name=name,
            value=_number(value),
            usual=None if math.isnan(usual) else _number(usual),
            weight=_number(weight),
            points=_number(points),
        )
        for name, value, usual, weight, points in numbers
        if abs(points) >= TOLD_POINTS_MIN
    ]
    for name, points in placed.added.items():
        weight = float(getattr(chart.weights, name))
        parts.append(
            Part(
                name=name,
                value=_number(points / weight if weight else 0.0),
                usual=None,
                weight=_number(weight),
                points=_number(points),
            )
        )
    reason: Reason = placed.reason
    if reason == "popular":
        views = scored.values[row, scored.parts.index("video_views")] if placed.row >= lives else None
        is_new = chart.features.age_min[row] <= FRESH_MINUTES_MAX if views is None else views < POPULAR_VIEWS_MIN
        reason = "fresh" if is_new else reason
    return Why(reason=reason, score=_number(placed.score), parts=parts)


def _number(value: Any) -> float:  # noqa: ANN401  # a number of numpy's
    return round(float(value), 3)
