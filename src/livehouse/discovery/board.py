"""What is on the air and what happens in it, as every process knows it within a second.

Each process counts what happens through itself: it takes note of what is published in rooms, of likes and of who comes
and goes (a place in a list for each, nothing more), and five times a second adds that to its own pulse and tells the
others, who add it to theirs. Rooms come and go by committed events, whose process tells the others as well. What a
notice lost, a look into the database puts right: it goes through everything that is on the air, a part each second.

One process, that with the relay, also writes down what is known, so that a restart goes on with it.
"""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from livehouse.accounts import AccountCard
from livehouse.chat import Commented
from livehouse.discovery import feed_store as store
from livehouse.discovery.chart import Chart, Layout, LiveEntry, VideoEntry, draw_chart, lay_out
from livehouse.discovery.pulse import NO_PAST, Past, Pulse, person_number
from livehouse.discovery.ranking import ACTS, Act
from livehouse.discovery.weights import RankingWeights
from livehouse.gifts import Gifted
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import is_id
from livehouse.kernel.later import load
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import Broker, Change, Hub
from livehouse.rooms import (
    Followed,
    RoomEnded,
    RoomFacts,
    RoomInterrupted,
    RoomResumed,
    Rooms,
    RoomStarted,
    Shared,
)
from livehouse.videos import VideoDeleted, VideoPublished, Videos

log = structlog.get_logger(__name__)

TICK_S: Final = 0.2
# A chart is drawn at most so often, and so seldom that drawing takes no more than this share of the time.
DRAW_S_MIN: Final = 0.2
DRAW_SHARE_MAX: Final = 0.1
# Without anything new it is still drawn this often: time passes for everybody.
DRAW_S_MAX: Final = 1.0
# The look into the database: so many rooms each second, 3 ms; at the start all of them.
LOOK_EVERY_S: Final = 1.0
LOOK_ROOMS_MAX: Final = 250
OPEN_ROOMS_MAX: Final = 1_000
# A room that was heard of so lately may not be in what was read.
LEARNED_S: Final = 5.0
VIDEOS_EVERY_S: Final = 10.0
VIDEOS_MAX: Final = 2_000
# What is known is written down: so many rooms a second, those that wait longest first.
KEEP_ROOMS_MAX: Final = 500
# A pulse that was written down longer ago than this says nothing of now.
KEPT_S_MAX: Final = 1_800.0
# What waits for the next tick; past it nobody counts until then. A second of the fastest platform.
NOTED_MAX: Final = 200_000
# Other processes: what they said of who is there holds so long after they were heard last.
OTHERS_S_MAX: Final = 6.0
WHOLE_EVERY_S: Final = 10.0
TELL_ROOMS_MAX: Final = 2_000
# Stays of one process that wait to become tastes.
STAYS_MAX: Final = 20_000

TOPIC: Final = "feed"
_ACT_OF_EVENT: Final[Mapping[type[msgspec.Struct], Act]] = {
    Commented: "comments",
    Gifted: "gifts",
    Shared: "shares",
    Followed: "follows",
}
DRAW_BUCKETS_S: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)


class Counted(msgspec.Struct, frozen=True, kw_only=True, tag="counted", omit_defaults=True):
    """What a process has counted since it last said so; of `viewers` the whole number, of the rest what came to it.

    `is_whole` says that rooms which are not named have no viewers through this process.
    """

    part: str
    people: dict[str, dict[int, list[int]]] = {}
    viewers: dict[str, int] = {}
    arrivals: dict[str, int] = {}
    shown: dict[str, tuple[int, int]] = {}
    is_whole: bool = False


class Changed(msgspec.Struct, frozen=True, kw_only=True, tag="changed", omit_defaults=True):
    """Rooms that began, were interrupted or resumed, those that are over, and whether there are other videos."""

    part: str
    on_air: list[RoomFacts] = []
    over: list[str] = []
    has_videos: bool = False


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag="hello"):
    """A process that has begun asks the others who is with them."""

    part: str


_decode: Final = msgspec.msgpack.Decoder(Counted | Changed | Hello).decode


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody stayed in a LIVE for a while, or followed its host in it."""

    person_key: str
    host_id: str
    topic: str
    seconds: float
    followed: bool = False


class _Other:
    """What another process says is with it."""

    def __init__(self) -> None:
        self.heard_s = 0.0
        self.viewers: dict[str, int] = {}


class BoardMetrics:
    """What the board tells Prometheus."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.lives = Gauge("livehouse_feed_lives", "LIVEs that this process ranks.", registry=registry)
        self.videos = Gauge("livehouse_feed_videos", "Videos that this process ranks.", registry=registry)
        self.draw_seconds = Histogram(
            "livehouse_feed_draw_seconds",
            "Seconds that it takes to rank everything anew.",
            buckets=DRAW_BUCKETS_S,
            registry=registry,
        )
        self.dropped = Counter(
            "livehouse_feed_dropped", "Acts that were not counted, as too many waited.", registry=registry
        )


class Board:
    """Keeps the pulse of everything that is on the air, and draws the chart.

    Args:
        part: this process's name among all.
        is_alone: whether there is no other process to tell.
        keeps: whether this process writes down what is known.
    """

    def __init__(
        self,
        *,
        database: Database,
        rooms: Rooms,
        videos: Videos,
        weights: RankingWeights,
        hub: Hub,
        broker: Broker,
        clock: Clock,
        registry: CollectorRegistry,
        part: str,
        is_alone: bool,
        keeps: bool,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._videos = videos
        self._weights = weights
        self._broker = broker
        self._clock = clock
        self._part = part
        self._is_alone = is_alone
        self._keeps = keeps
        self._metrics = BoardMetrics(registry)
        self._pulse = Pulse()
        self._entries: dict[str, LiveEntry] = {}
        self._learned_s: dict[str, float] = {}
        self._pasts: dict[str, Past] = {}
        self._candidates: tuple[VideoEntry, ...] = ()
        # What happened since the last tick.
        self._noted: list[tuple[str, Act, str]] = []
        self._here: defaultdict[str, int] = defaultdict(int)
        self._here_changed: set[str] = set()
        self._came: defaultdict[str, int] = defaultdict(int)
        self._shown: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self._since_s: dict[tuple[str, str], float] = {}
        self._stays: deque[Stay] = deque(maxlen=STAYS_MAX)
        # What others said.
        self._others: defaultdict[str, _Other] = defaultdict(_Other)
        self._to_learn: list[RoomFacts] = []
        self._has_other_videos = True
        self._said_whole_s = -WHOLE_EVERY_S
        self._must_say_whole = False
        # When what is due comes next.
        self._looked_s = self._videos_s = -VIDEOS_EVERY_S
        self._look_after = ""
        self._to_keep: dict[str, None] = {}
        # The chart, and what it is drawn from.
        self._marks: dict[str, int] = {}
        self._layout: Layout | None = None
        self._chart: Chart | None = None
        self._is_stale = True
        self._drawn_s = 0.0
        self._draw_takes_s = 0.0
        self._stopping = asyncio.Event()
        hub.on_publish(self._note_published)
        hub.on_presence(self._note_presence)
        rooms.on_like(self._note_like)
        broker.on_notice(TOPIC, self._hear)
        broker.on_back(self._ask_others)
        weights.on_change(self._note_stale)

    # Its life

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(RoomStarted, self._on_moved)
        events.subscribe(RoomInterrupted, self._on_moved)
        events.subscribe(RoomResumed, self._on_moved)
        events.subscribe(RoomEnded, self._on_ended)
        events.subscribe(VideoPublished, self._on_videos)
        events.subscribe(VideoDeleted, self._on_videos)

    async def start(self, supervisor: Supervisor) -> None:
        """Know what is on the air, and keep up with it.

        Raises:
            Unavailable: the database cannot be read.
        """
        await self.open()
        supervisor.start("feed", self.work)

    async def open(self) -> None:
        """Know everything that is on the air, as the process before knew it.

        Raises:
            Unavailable: the database cannot be read.
        """
        await self._weights.look(anyway=True)
        after = ""
        while found := await self._rooms.on_air_after(after, OPEN_ROOMS_MAX):
            await self._learn(found)
            after = found[-1].id
        if self._keeps:
            await self._forget_what_is_over()
        await self._look_for_videos()
        self._ask_others()
        if self._entries:
            self.draw()

    async def stop(self) -> None:
        """Write down what is known.

        Raises:
            Unavailable: it could not be written.
        """
        self._stopping.set()
        self._take_in(self._now_s())
        while self._keeps and self._to_keep:
            await self._keep()

    async def work(self) -> None:
        """Take in what happened, five times a second, until `stop`."""
        while not self._stopping.is_set():
            try:
                await self.tick()
            except Unavailable as error:
                log.warning("the feeds are behind", error=error.message)
            try:
                async with asyncio.timeout(TICK_S):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    async def tick(self) -> None:
        """Take in what happened, tell it, and do what is due.

        Raises:
            Unavailable: the database is away; what was to be read or written is done later.
        """
        now_s, at_s = self._now_s(), self._clock.monotonic()
        self._take_in(now_s)
        if self._to_learn:
            to_learn, self._to_learn = self._to_learn, []
            await self._learn(to_learn)
        await self._weights.look()
        self._draw_if_due(at_s)
        if at_s - self._looked_s >= LOOK_EVERY_S:
            self._looked_s = at_s
            self._drop_silent(at_s)
            await self._look()
            if self._keeps:
                await self._keep()
        if self._has_other_videos or at_s - self._videos_s >= VIDEOS_EVERY_S:
            self._videos_s = at_s
            await self._look_for_videos()

    def _now_s(self) -> float:
        return self._clock.now().timestamp()

    def _note_stale(self) -> None:
        self._is_stale = True

    # What happens here: called on the way of every comment

    def _note_published(self, room_id: str, event: msgspec.Struct) -> None:
        act = _ACT_OF_EVENT.get(type(event))
        if act is None:
            return
        person = _who(event)
        if person is not None:
            self._note(room_id, act, person)
            entry = self._entries.get(room_id)
            if act == "follows" and entry is not None:
                self._stays.append(
                    Stay(person_key=person, host_id=entry.host_id, topic=entry.topic, seconds=0.0, followed=True)
                )

    def _note_like(self, room_id: str, viewer_key: str) -> None:
        self._note(room_id, "likes", viewer_key)

    def _note(self, room_id: str, act: Act, person: str) -> None:
        if len(self._noted) < NOTED_MAX:
            self._noted.append((room_id, act, person))
        else:
            self._metrics.dropped.inc()

    def _note_presence(self, room_id: str, viewer_key: str, change: Change) -> None:
        key = (room_id, viewer_key)
        if change == "joined":
            self._here[room_id] += 1
            self._came[room_id] += 1
            self._since_s[key] = self._clock.monotonic()
        else:
            self._here[room_id] -= 1
            since_s, entry = self._since_s.pop(key, None), self._entries.get(room_id)
            if since_s is not None and entry is not None:
                seconds = self._clock.monotonic() - since_s
                self._stays.append(
                    Stay(person_key=viewer_key, host_id=entry.host_id, topic=entry.topic, seconds=seconds)
                )
        self._here_changed.add(room_id)

    def note_shown(self, shown: Mapping[str, tuple[int, int]]) -> None:
        """So many people were shown the cards of these rooms for the first time, and opened them."""
        for room_id, (seen, opened) in shown.items():
            if room_id in self._entries:
                before = self._shown[room_id]
                self._shown[room_id] = (before[0] + seen, before[1] + opened)

    def take_stays(self) -> list[Stay]:
        """Who stayed where through this process since this was last asked."""
        stays = list(self._stays)
        self._stays.clear()
        return stays

    def entry(self, room_id: str) -> LiveEntry | None:
        """A room that is on the air."""
        return self._entries.get(room_id)

    # Taking it in

    def _take_in(self, now_s: float) -> None:
        """Add what happened since the last time to the pulse, and tell the others."""
        self._pulse.advance(now_s)
        noted, self._noted = self._noted, []
        came, self._came = self._came, defaultdict(int)
        shown, self._shown = self._shown, defaultdict(lambda: (0, 0))
        changed, self._here_changed = self._here_changed, set()
        by_room: defaultdict[tuple[str, Act], set[int]] = defaultdict(set)
        for room_id, act, person in noted:
            entry = self._entries.get(room_id)
            # What hosts do in their own LIVE is no sign that anybody likes it.
            if entry is not None and entry.host_id != person:
                by_room[(room_id, act)].add(person_number(person, is_stranger=not is_id(person)))
        people: defaultdict[str, dict[int, list[int]]] = defaultdict(dict)
        for (room_id, act), numbers in by_room.items():
            if counted := self._pulse.act(room_id, act, sorted(numbers), now_s):
                people[room_id][ACTS.index(act)] = counted
        viewers = {room_id: self._here[room_id] for room_id in changed}
        for room_id, count in viewers.items():
            if not count:
                del self._here[room_id]
            self._sum_viewers(room_id)
        for room_id, count in came.items():
            self._pulse.arrive(room_id, count)
        for room_id, (seen, opened) in shown.items():
            self._pulse.show(room_id, shown=seen, opened=opened)
        touched = people.keys() | viewers.keys() | shown.keys()
        if touched:
            self._note_stale()
            self._note_to_keep(touched)
        if not self._is_alone:
            self._tell(people, viewers, came, shown)

    def _sum_viewers(self, room_id: str) -> None:
        elsewhere = sum(other.viewers.get(room_id, 0) for other in self._others.values())
        self._pulse.set_viewers(room_id, self._here.get(room_id, 0) + elsewhere)

    def _note_to_keep(self, room_ids: Iterable[str]) -> None:
        if self._keeps:
            for room_id in room_ids:
                self._to_keep.setdefault(room_id)

    # From process to process

    def _tell(
        self,
        people: Mapping[str, dict[int, list[int]]],
        viewers: Mapping[str, int],
        came: Mapping[str, int],
        shown: Mapping[str, tuple[int, int]],
    ) -> None:
        at_s = self._clock.monotonic()
        if self._must_say_whole or at_s - self._said_whole_s >= WHOLE_EVERY_S:
            self._must_say_whole, self._said_whole_s = False, at_s
            self._send(Counted(part=self._part, viewers=dict(self._here), is_whole=True))
        rooms = list(people.keys() | viewers.keys() | came.keys() | shown.keys())
        # Said also when there is nothing to say: who is silent is gone.
        for first in range(0, max(len(rooms), 1), TELL_ROOMS_MAX):
            some = rooms[first : first + TELL_ROOMS_MAX]
            self._send(
                Counted(
                    part=self._part,
                    people={room_id: people[room_id] for room_id in some if room_id in people},
                    viewers={room_id: viewers[room_id] for room_id in some if room_id in viewers},
                    arrivals={room_id: came[room_id] for room_id in some if room_id in came},
                    shown={room_id: shown[room_id] for room_id in some if room_id in shown},
                )
            )

    def _send(self, news: Counted | Changed | Hello) -> None:
        if not self._is_alone:
            self._broker.notify(TOPIC, msgspec.msgpack.encode(news))

    def _ask_others(self) -> None:
        self._must_say_whole = True
        self._send(Hello(part=self._part))

    def _hear(self, payload: bytes) -> None:
        try:
            news = _decode(payload)
        except msgspec.DecodeError as error:
            # Of a process of another version; the database tells the most of it.
            log.warning("news of another process cannot be read", error=str(error))
            return
        if news.part == self._part:
            return
        match news:
            case Hello():
                self._must_say_whole = True
            case Changed():
                for room_id in news.over:
                    self._drop(room_id)
                self._to_learn += news.on_air
                self._has_other_videos = self._has_other_videos or news.has_videos
            case Counted():
                self._add(news)

    def _add(self, news: Counted) -> None:
        now_s = self._now_s()
        other = self._others[news.part]
        other.heard_s = self._clock.monotonic()
        changed = set(news.viewers)
        if news.is_whole:
            changed |= other.viewers.keys()
            other.viewers = dict(news.viewers)
        else:
            for room_id, count in news.viewers.items():
                if count:
                    other.viewers[room_id] = count
                else:
                    other.viewers.pop(room_id, None)
        for room_id in changed:
            self._sum_viewers(room_id)
        for room_id, acts in news.people.items():
            for place, numbers in acts.items():
                if 0 <= place < len(ACTS):
                    self._pulse.act(room_id, ACTS[place], numbers, now_s)
        for room_id, count in news.arrivals.items():
            self._pulse.arrive(room_id, count)
        for room_id, (seen, opened) in news.shown.items():
            self._pulse.show(room_id, shown=seen, opened=opened)
        touched = changed | news.people.keys() | news.shown.keys()
        if touched:
            self._note_stale()
            self._note_to_keep(touched)

    def _drop_silent(self, at_s: float) -> None:
        for part, other in list(self._others.items()):
            if at_s - other.heard_s > OTHERS_S_MAX:
                del self._others[part]
                for room_id in other.viewers:
                    self._sum_viewers(room_id)
                self._note_stale()

    # Rooms come and go

    async def _on_moved(self, event: RoomStarted | RoomInterrupted | RoomResumed) -> None:
        facts = await self._rooms.load_facts([event.room_id])
        self._send(Changed(part=self._part, on_air=facts))
        await self._learn(facts)

    async def _on_ended(self, event: RoomEnded) -> None:
        self._send(Changed(part=self._part, over=[event.room_id]))
        now_s = self._now_s()
        self._take_in(now_s)
        entry = self._entries.get(event.room_id)
        past = None
        if entry is not None:
            async with self._database.read() as connection:
                before = (await store.load_pasts(connection, [entry.host_id])).get(entry.host_id, NO_PAST)
            past = self._pulse.past_with(entry.id, before, now_s)
        async with self._database.transaction() as tx:
            if past is not None:
                await store.add_past(tx, event.host_id, event.room_id, past)
            await store.forget_pulses(tx, [event.room_id])
        self._drop(event.room_id)

    async def _on_videos(self, _event: VideoPublished | VideoDeleted) -> None:
        self._has_other_videos = True
        self._send(Changed(part=self._part, has_videos=True))

    async def _learn(self, found: Sequence[RoomFacts]) -> None:
        """Know where these rooms stand."""
        for facts in found:
            if not facts.is_on_air:
                self._drop(facts.id)
            elif facts.id in self._entries and self._pulse.set_interrupted(facts.id, facts.state == "interrupted"):
                self._note_stale()
        fresh = {facts.id: facts for facts in found if facts.is_on_air and facts.id not in self._entries}
        if not fresh:
            return
        await self._be_able_to_count()
        async with self._database.read() as connection:
            pasts = await store.load_pasts(connection, [facts.host_id for facts in fresh.values()])
            pulses = await store.load_pulses(connection, list(fresh))
        now_s, at_s = self._now_s(), self._clock.monotonic()
        self._pulse.advance(now_s)
        for facts in fresh.values():
            if facts.id in self._entries:
                continue  # learned meanwhile
            kept = pulses.get(facts.id)
            began = facts.started_at or facts.created_at
            self._entries[facts.id] = LiveEntry(
                id=facts.id,
                host_id=facts.host_id,
                topic=facts.topic,
                audience=facts.audience,
                began_s=began.timestamp(),
            )
            self._learned_s[facts.id] = at_s
            self._pulse.add(
                facts.id,
                now_s,
                began_s=began.timestamp(),
                past=pasts.get(facts.host_id, NO_PAST),
                kept=kept if kept is not None and now_s - kept.at_s < KEPT_S_MAX else None,
            )
            self._pulse.set_interrupted(facts.id, facts.state == "interrupted")
            self._sum_viewers(facts.id)
        self._layout = None
        self._note_stale()
        self._note_to_keep(fresh)

    def _drop(self, room_id: str) -> None:
        """It is over: nobody is shown it from now on."""
        if self._entries.pop(room_id, None) is None:
            return
        self._learned_s.pop(room_id, None)
        self._to_keep.pop(room_id, None)
        self._pulse.remove(room_id)
        self._layout = None
        self._note_stale()

    async def _look(self) -> None:
        """Go through a part of what is on the air, as the database knows it."""
        at_s = self._clock.monotonic()
        known_before = [
            room_id
            for room_id, learned_s in self._learned_s.items()
            if room_id > self._look_after and at_s - learned_s > LEARNED_S
        ]
        found = await self._rooms.on_air_after(self._look_after, LOOK_ROOMS_MAX)
        is_last = len(found) < LOOK_ROOMS_MAX
        until = "" if is_last else found[-1].id
        there = {facts.id for facts in found}
        for room_id in known_before:
            if room_id not in there and (is_last or room_id <= until):
                self._drop(room_id)
        self._look_after = until
        await self._learn(found)

    async def _look_for_videos(self) -> None:
        self._has_other_videos = False
        try:
            found = await self._videos.candidates(VIDEOS_MAX)
        except Unavailable:
            self._has_other_videos = True
            raise
        candidates = tuple(
            VideoEntry(
                id=video.id,
                host_id=video.author_id,
                published_s=video.published_at.timestamp(),
                views=video.views,
                watched_share=min(video.play_s / (video.views * video.length_s), 1.0)
                if video.views and video.length_s
                else 0.0,
                likes=video.likes,
            )
            for video in found
        )
        if candidates != self._candidates:
            self._candidates, self._layout = candidates, None
            self._note_stale()

    # Written down

    async def _keep(self) -> None:
        now_s = self._now_s()
        ids = [room_id for room_id, _ in zip(self._to_keep, range(KEEP_ROOMS_MAX), strict=False)]
        kept = {room_id: pulse for room_id in ids if (pulse := self._pulse.keep(room_id, now_s)) is not None}
        async with self._database.transaction() as tx:
            await store.write_pulses(tx, kept)
        for room_id in ids:
            self._to_keep.pop(room_id, None)

    async def _forget_what_is_over(self) -> None:
        async with self._database.read() as connection:
            over = [room_id for room_id in await store.load_pulse_ids(connection) if room_id not in self._entries]
        if over:
            async with self._database.transaction() as tx:
                await store.forget_pulses(tx, over)

    # The chart

    async def look(self) -> Chart:
        """The latest chart. What has ended since it was drawn is still in it: whoever shows it asks the database."""
        await self._be_able_to_count()
        return self.chart

    async def _be_able_to_count(self) -> None:
        """Load what counts and draws, when the first LIVE begins or the first feed is asked for.

        A house at rest does without: 13 MB.
        """
        await load("numpy")

    def _draw_if_due(self, at_s: float) -> None:
        if self._chart is None and not self._entries:
            return  # nobody has asked for any
        since_s = at_s - self._drawn_s
        pause_s = max(DRAW_S_MIN, self._draw_takes_s / DRAW_SHARE_MAX)
        if since_s >= DRAW_S_MAX or (self._is_stale and since_s >= min(pause_s, DRAW_S_MAX)):
            self.draw()

    def draw(self) -> Chart:
        """Draw the chart of this moment."""
        began_s = time.perf_counter()
        now_s = self._now_s()
        if self._layout is None:
            lives = [self._entries[room_id] for room_id in self._pulse.ids]
            self._layout = lay_out(lives, self._candidates, self._marks)
        self._chart = draw_chart(
            self._layout,
            self._pulse.features(now_s),
            self._weights.weights,
            version=self._weights.name,
            now_s=now_s,
        )
        self._is_stale = False
        self._drawn_s = self._clock.monotonic()
        self._draw_takes_s = time.perf_counter() - began_s
        self._metrics.draw_seconds.observe(self._draw_takes_s)
        self._metrics.lives.set(len(self._entries))
        self._metrics.videos.set(len(self._candidates))
        return self._chart

    @property
    def chart(self) -> Chart:
        """What `look` gives, for whoever need not care that others wait."""
        return self._chart or self.draw()


def _who(event: msgspec.Struct) -> str | None:
    account: AccountCard | None = None
    match event:
        case Commented():
            account = event.comment.account
        case Gifted():
            account = event.gift.sender
        case Shared() | Followed():
            account = event.account
    return None if account is None else account.id
