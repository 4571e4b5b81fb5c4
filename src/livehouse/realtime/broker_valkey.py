"""The broker of many processes: Valkey or Redis keeps the streams, the totals and who is where.

Each process holds two connections. Through one it writes, everything that gathered while the last answer was on its way
in one go; through the other it hears. Both are thrown away at the first doubt. What was missed meanwhile is fetched
from the room's history, and where that cannot be had, the room begins anew (`on_lost`).
"""

import asyncio
import struct
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
import structlog
from redis.exceptions import ResponseError

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import valkey_scripts as scripts
from livehouse.realtime.broker import (
    VIEWERS,
    BackListener,
    BrokerListener,
    BrokerStatus,
    BrokerUnreachable,
    Entry,
    Message,
    NoticeListener,
    Position,
    Volatile,
)
from livehouse.realtime.limits import HistoryLimits
from livehouse.realtime.valkey_link import Command, Link, LinkLost

log = structlog.get_logger(__name__)

BEAT_S: Final = 1.0
# Two signs of life missed. With a beat to notice it, the dead are counted out within 4 s.
DEAD_AFTER_S: Final = "2.5"
# What never waits is gathered for so long: totals go out every 100 ms at most, and thousands of taps become one
# command.
GATHER_S: Final = 0.02
RETRY_S_MIN: Final = 0.1
RETRY_S_MAX: Final = 1.0
SILENCE_S_MAX: Final = 3.0
# Commands that wait for an answer; past it the server is not keeping up, and more would only make everybody wait.
WAITING_MAX: Final = 20_000
# While it looks up so many rooms, 0.2 ms, Valkey does nothing else.
TOTALS_AT_ONCE: Final = 250
# What a command says whose key holds something of another kind. Beginning anew would not change that.
_WRONG_TYPE: Final = "WRONGTYPE"
AWAY: Final = "This cannot be passed on to others just now. Try again in a few seconds."


class _Wire(msgspec.Struct, frozen=True, array_like=True):
    """A message as it is stored."""

    sampled: bool
    speaker: str | None
    payload: bytes


class _Room:
    """A room that this process follows."""

    __slots__ = ("heard", "here", "late", "parts", "subscribed", "told", "totals")

    def __init__(self) -> None:
        # Up to where listeners have heard the stream; unknown until its position was asked for.
        self.heard: Position | None = None
        # What comes while older events are being fetched; None when nothing is.
        self.late: list[list[Entry]] | None = None
        self.subscribed = asyncio.Event()
        self.here: set[str] = set()
        self.parts: dict[tuple[str, str], int] = {}
        self.totals: dict[str, int] = {}
        # Totals that were told since they were last asked for: what is told is newer than the answer.
        self.told: set[str] = set()


class ValkeyBroker:
    """Streams, totals and presence in a Valkey or Redis (7 or later) that many processes share.

    Args:
        url: see `Link.open`.
        process_id: this process's name among all others, never used before.
        new_epoch: makes a name that was never used before, e.g. `Ids.new`.
        limits: how much history is kept; the oldest entries go first.
    """

    def __init__(
        self,
        url: str,
        clock: Clock,
        process_id: str,
        new_epoch: Callable[[], str],
        limits: HistoryLimits | None = None,
    ) -> None:
        self._url = url
        self._clock = clock
        self._process = process_id
        self._new_epoch = new_epoch
        self._limits = limits or HistoryLimits()
        self._listeners: list[BrokerListener] = []
        self._notice_listeners: defaultdict[str, list[NoticeListener]] = defaultdict(list)
        self._back_listeners: list[BackListener] = []
        self._supervisor = Supervisor()
        self._rooms: dict[str, _Room] = {}
        self._run: str | None = None  # of the server that the writing link leads to; None while there is none
        self._hearing: Link | None = None
        self._hashes: dict[str, str] = {}
        self._ready = asyncio.Event()
        self._reason = "not connected yet"
        # What is to be written next.
        self._something = asyncio.Event()
        self._urgent = asyncio.Event()
        self._publishes: dict[str, list[tuple[bytes, asyncio.Future[Any]]]] = {}
        self._calls: list[tuple[Command, asyncio.Future[Any]]] = []
        self._waiting = 0
        self._parts: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        self._reactions: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._presence: defaultdict[str, dict[str, bool]] = defaultdict(dict)
        # Rooms whose `_presence` names everybody who is here.
        self._whole: set[str] = set()
        self._notices: list[bytes] = []

    def listen(self, listener: BrokerListener) -> None:
        """Hand the events of every room that this process follows to `listener` from now on."""
        self._listeners.append(listener)

    # The stream

    async def publish(self, room: str, message: Message) -> int:
        """Append to the room's stream; the event's offset. Listeners hear it from the server, like everybody else."""
        self._check_reachable()
        wire = msgspec.msgpack.encode(_Wire(message.sampled, message.speaker, message.payload))
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._publishes.setdefault(room, []).append((wire, answer))
        self._hurry()
        return int(await answer)

    async def position(self, room: str) -> Position:
        """Where the room's stream stands; from here on this process follows it."""
        self._check_reachable()
        followed = self._rooms.get(room)
        if followed is None:
            followed = self._rooms[room] = _Room()
            await self._subscribe(room)
        try:
            async with asyncio.timeout(SILENCE_S_MAX):
                await followed.subscribed.wait()
        except TimeoutError:
            raise Unavailable(AWAY) from None
        if self._rooms.get(room) is not followed:
            raise Unavailable("This LIVE was just closed here. Try again in a few seconds.")
        position = await self._ask_position(room)
        if followed.heard is None or followed.heard.epoch != position.epoch:
            followed.heard = position
        return position

    async def history(self, room: str, after: Position, until: int) -> list[Entry] | None:
        """The entries after `after` up to `until`, or None when they cannot all be had."""
        if not 0 <= after.offset <= until or until - after.offset > self._limits.events_max:
            return None
        now_s = self._clock.now().timestamp()
        events = await self._call(scripts.HISTORY, *self._stream_keys(room), after.epoch, after.offset, until, now_s)
        if events is None:
            return None
        return [_entry(after.epoch, offset, wire) for offset, wire in enumerate(events, after.offset + 1)]

    async def newest(self, room: str, until: Position, count_max: int) -> list[Entry]:
        """The last `count_max` entries up to `until`, or as many as are kept."""
        now_s = self._clock.now().timestamp()
        words = (until.epoch, until.offset, count_max, now_s)
        events = await self._call(scripts.NEWEST, *self._stream_keys(room), *words)
        first = until.offset - len(events) + 1
        return [_entry(until.epoch, offset, wire) for offset, wire in enumerate(reversed(events), first)]

    async def forget(self, room: str) -> None:
        """Drop the room's stream and totals, and follow it no more."""
        if (followed := self._rooms.pop(room, None)) is not None:
            # Who waits for it must not wait for ever.
            followed.subscribed.set()
            await self._tell_hearing("UNSUBSCRIBE", scripts.room_channel(room))
        for waiting in (self._parts, self._reactions, self._presence):
            waiting.pop(room, None)
        self._whole.discard(room)
        names = ("head", "events", "totals", "parts", "viewers", f"in:{self._process}")
        await asyncio.gather(
            self._ask(("DEL", *(scripts.room_key(room, name) for name in names))),
            self._ask(("SREM", scripts.rooms_of(self._process), room)),
        )

    # Totals

    def contribute(self, room: str, part: str, totals: Mapping[str, int]) -> None:
        """Say how much of some totals comes from `part`."""
        followed = self._rooms.get(room)
        if followed is None:
            return
        expected = {}
        for name, total in totals.items():
            before = followed.parts.get((part, name), 0)
            followed.parts[part, name] = max(before, total)
            if part == self._process and name in followed.totals:
                expected[name] = followed.totals[name] + max(0, total - before)
        self._parts[room].update({(part, name): followed.parts[part, name] for name in totals})
        self._something.set()
        # Shown here at once: no less than this comes back, and those who tapped see their own at any rate.
        self._hear_totals(room, expected)

    async def totals(self, rooms: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """The totals of rooms."""
        found: dict[str, Mapping[str, int]] = {}
        for first in range(0, len(rooms), TOTALS_AT_ONCE):
            part = rooms[first : first + TOTALS_AT_ONCE]
            keys = [scripts.room_key(room, "totals") for room in part]
            for room, answer in zip(part, await self._call(scripts.TOTALS, len(keys), *keys), strict=True):
                if answer:
                    words = zip(answer[::2], answer[1::2], strict=True)
                    found[room] = {name.decode(): int(total) for name, total in words}
        return found

    def react(self, room: str, emoji: str, count: int) -> None:
        """Hand a reaction to every listener."""
        if self._run is not None:
            self._reactions[room][emoji] += count
            self._something.set()

    # Who is there

    def enter(self, room: str, viewer_key: str) -> None:
        """This process has this viewer in the room."""
        self._move(room, viewer_key, is_here=True)

    def leave(self, room: str, viewer_key: str) -> None:
        """This process does not have this viewer any more."""
        self._move(room, viewer_key, is_here=False)

    def _move(self, room: str, viewer_key: str, *, is_here: bool) -> None:
        followed = self._rooms.get(room)
        if followed is None:
            return
        (followed.here.add if is_here else followed.here.discard)(viewer_key)
        self._presence[room][viewer_key] = is_here
        self._something.set()

    # From process to process

    def notify(self, topic: str, payload: bytes) -> None:
        """Tell every process."""
        if self._run is not None:
            self._notices.append(topic.encode() + b"\n" + payload)
            self._hurry()

    def on_notice(self, topic: str, listener: NoticeListener) -> None:
        """Hear what is told of `topic`."""
        self._notice_listeners[topic].append(listener)

    def on_back(self, listener: BackListener) -> None:
        """Call `listener()` when both connections are there again."""
        self._back_listeners.append(listener)

    # Its life

    async def start(self) -> None:
        """Connect, and stay connected until `close`."""
        try:
            await (await Link.open(self._url)).close()
        except LinkLost as error:
            raise BrokerUnreachable(
                f"The broker that LIVEHOUSE_BROKER_URL names cannot be reached ({error}). Start it or correct the "
                "address; unset it to run as one process without one."
            ) from error
        self._supervisor.start("broker writer", self._write)
        self._supervisor.start("broker hearing", self._hear)
        self._supervisor.start("broker pulse", self._beat)
        try:
            async with asyncio.timeout(SILENCE_S_MAX):
                await self._ready.wait()
        except TimeoutError:
            reason = self._reason
            await self._supervisor.stop()
            raise BrokerUnreachable(
                f"The broker that LIVEHOUSE_BROKER_URL names answers, but cannot be used ({reason}). It has to be a "
                "Valkey or Redis 7 or later that lets this user run scripts, publish and subscribe."
            ) from None

    async def close(self) -> None:
        """Leave every room and disconnect."""
        if self._run is not None:
            try:
                async with asyncio.timeout(SILENCE_S_MAX):
                    await self._call(
                        scripts.BEAT, 1, scripts.PROCESSES, scripts.PREFIX, "", DEAD_AFTER_S, self._process
                    )
            except (Unavailable, TimeoutError):
                log.warning("the broker is away; those who were here are counted out by the others")
        # Going by oneself is no loss of the broker.
        self._ready.clear()
        await self._supervisor.stop()
        self._lose("closed")

    def status(self) -> BrokerStatus:
        """Whether both connections are up."""
        return "ready" if self._ready.is_set() else "away"

    # Writing

    async def _write(self) -> None:
        retry_s = RETRY_S_MIN
        while True:
            link: Link | None = None
            reason = "stopped"
            try:
                link = await Link.open(self._url)
                await self._greet(link)
                retry_s = RETRY_S_MIN
                await self._write_through(link)
            except LinkLost as error:
                reason = str(error)
            finally:
                self._lose(reason)
                if link is not None:
                    await link.close()
            await asyncio.sleep(retry_s)
            retry_s = min(retry_s * 2, RETRY_S_MAX)

    async def _greet(self, link: Link) -> None:
        """Learn who is there, and teach it the scripts."""
        texts = scripts.ALL
        info, *hashes = await link.run([("INFO", "server"), *(("SCRIPT", "LOAD", text) for text in texts)])
        for answer in (info, *hashes):
            if isinstance(answer, ResponseError):
                raise LinkLost(str(answer))
        self._hashes = {text: digest.decode() for text, digest in zip(texts, hashes, strict=True)}
        lines = dict(line.split(":", 1) for line in info.decode().splitlines() if ":" in line)
        self._run = lines["run_id"]
        self._tell_all_again()
        self._note_state()

    def _tell_all_again(self) -> None:
        """The server may know nothing any more, or believe that this process is dead."""
        for room, followed in self._rooms.items():
            self._parts[room] = dict(followed.parts)
            self._presence[room] = dict.fromkeys(followed.here, True)
            self._whole.add(room)
        self._something.set()

    async def _write_through(self, link: Link) -> None:
        while True:
            await self._something.wait()
            try:
                # What somebody waits for goes at once; the rest gathers a little.
                async with asyncio.timeout(GATHER_S):
                    await self._urgent.wait()
            except TimeoutError:
                pass
            self._something.clear()
            self._urgent.clear()
            commands, answers = self._take()
            if not commands:
                continue
            results: list[Any] = []
            try:
                results = await link.run(commands)
            finally:
                # However it ended, whoever waits for an answer that does not come must hear so.
                for answer in answers[len(results) :]:
                    _fail(answer)
            broken = None
            for result, answer in zip(results, answers, strict=True):
                if isinstance(result, ResponseError):
                    _fail(answer)
                    if _WRONG_TYPE in str(result):
                        log.error("a key of ours holds something else; whoever else uses the server wrote it")
                    else:
                        broken = result
                elif answer is not None:
                    answer(result)
            if broken is not None:
                # A server that is read-only, full or without our scripts: begin from the handshake, and say so.
                raise LinkLost(str(broken))

    def _take(self) -> tuple[list[Command], list["_Answer | None"]]:
        commands: list[Command] = []
        answers: list[_Answer | None] = []

        def add(command: Command, answer: "_Answer | None" = None) -> None:
            commands.append(command)
            answers.append(answer)

        for room, presence in self._presence.items():
            come = [key for key, is_here in presence.items() if is_here]
            go = [key for key, is_here in presence.items() if not is_here]
            keys = [scripts.room_key(room, name) for name in ("totals", "parts", "viewers", f"in:{self._process}")]
            channel = scripts.room_channel(room)
            keys += [scripts.rooms_of(self._process), scripts.PROCESSES]
            how = "whole" if room in self._whole else "change"
            words: Command = (channel, room, self._process, how, len(come), *come, *go)
            add(self._script(scripts.PRESENCE, 6, *keys, *words), _News(self._tell_all_again))
        for room, parts in self._parts.items():
            keys = [scripts.room_key(room, name) for name in ("totals", "parts")]
            told = [word for (part, name), total in parts.items() for word in (part, name, total)]
            add(self._script(scripts.CONTRIBUTE, 2, *keys, scripts.room_channel(room), *told))
        for room, reactions in self._reactions.items():
            add(("PUBLISH", scripts.room_channel(room), b"R" + msgspec.json.encode(reactions)))
        for notice in self._notices:
            add(("PUBLISH", scripts.NOTICES, notice))
        for room, publishes in self._publishes.items():
            add(
                self._script(
                    scripts.PUBLISH,
                    *self._stream_keys(room),
                    self._run or "",
                    self._new_epoch(),
                    self._limits.events_max,
                    int(self._limits.age_s_max) + 1,
                    str(self._clock.now().timestamp() + self._limits.age_s_max),
                    scripts.room_channel(room),
                    *(wire for wire, _ in publishes),
                ),
                _Offsets([answer for _, answer in publishes]),
            )
        for command, answer in self._calls:
            add(command, _One(answer))
        self._forget_waiting()
        return commands, answers

    def _script(self, text: str, keys: int, *words: bytes | str | int) -> Command:
        return ("EVALSHA", self._hashes[text], keys, *words)

    def _stream_keys(self, room: str) -> tuple[int, str, str]:
        return 2, scripts.room_key(room, "head"), scripts.room_key(room, "events")

    async def _ask_position(self, room: str) -> Position:
        epoch, offset = await self._call(scripts.POSITION, *self._stream_keys(room), self._run or "", self._new_epoch())
        return Position(epoch.decode(), offset)

    async def _call(self, text: str, keys: int, *words: bytes | str | float) -> Any:  # noqa: ANN401 - as the script says
        self._check_reachable()
        plain = [str(word) if isinstance(word, float) else word for word in words]
        return await self._ask(self._script(text, keys, *plain))

    async def _ask(self, command: Command) -> Any:  # noqa: ANN401 - whatever the command gives
        self._check_reachable()
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._calls.append((command, answer))
        self._hurry()
        return await answer

    def _check_reachable(self) -> None:
        if self._run is None:
            raise Unavailable(AWAY)
        if self._waiting >= WAITING_MAX:
            raise Unavailable("The server that LIVEs are shared through does not keep up. Try again in a few seconds.")

    def _hurry(self) -> None:
        self._waiting += 1
        self._something.set()
        self._urgent.set()

    def _lose(self, reason: str) -> None:
        """The writing link is gone: whoever waits hears so now."""
        self._run = None
        self._reason = reason
        for _, answer in self._calls:
            _fail(_One(answer))
        for publishes in self._publishes.values():
            _fail(_Offsets([answer for _, answer in publishes]))
        self._forget_waiting()
        self._note_state()

    def _forget_waiting(self) -> None:
        for gathered in (self._presence, self._parts, self._reactions, self._publishes):
            gathered.clear()
        self._whole.clear()
        self._notices.clear()
        self._calls.clear()
        self._waiting = 0

    def _note_state(self) -> None:
        is_ready = self._run is not None and self._hearing is not None
        if is_ready and not self._ready.is_set():
            log.info("broker is there", run=self._run)
            self._ready.set()
            for listener in self._back_listeners:
                listener()
        elif not is_ready and self._ready.is_set():
            log.error("broker is away; LIVEs pause until it is back", reason=self._reason)
            self._ready.clear()

    async def _beat(self) -> None:
        while True:
            try:
                # Also while nothing is heard: those who watch here are still here.
                words = (scripts.PROCESSES, scripts.PREFIX, self._process, DEAD_AFTER_S, "")
                was_known = await self._call(scripts.BEAT, 1, *words)
                if not was_known:
                    self._tell_all_again()
            except Unavailable:
                # Said when the line broke; the next beat comes anyway.
                pass
            await asyncio.sleep(BEAT_S)

    # Hearing

    async def _hear(self) -> None:
        retry_s = RETRY_S_MIN
        while True:
            link: Link | None = None
            try:
                link = await Link.open(self._url)
                retry_s = RETRY_S_MIN
                await self._hear_through(link)
            except LinkLost as error:
                self._reason = str(error)
            finally:
                self._hearing = None
                for followed in self._rooms.values():
                    followed.subscribed.clear()
                self._note_state()
                if link is not None:
                    await link.close()
            await asyncio.sleep(retry_s)
            retry_s = min(retry_s * 2, RETRY_S_MAX)

    async def _hear_through(self, link: Link) -> None:
        for followed in self._rooms.values():
            if followed.heard is not None:
                followed.late = []
        behind = [room for room, followed in self._rooms.items() if followed.heard is not None]
        # From here on a room that is followed anew subscribes by itself, also while this is being sent.
        self._hearing = link
        await link.send([("SUBSCRIBE", scripts.NOTICES, *map(scripts.room_channel, self._rooms))])
        self._note_state()
        pulse = self._supervisor.start("broker hearing pulse", lambda: self._ping(link), restart=False)
        catching_up = self._supervisor.start("broker catching up", lambda: self._catch_up(behind), restart=False)
        try:
            while True:
                said = await link.read(SILENCE_S_MAX)
                if said is None:
                    raise LinkLost(f"it was silent for {SILENCE_S_MAX:g} s")
                self._take_in(said)
        finally:
            pulse.cancel()
            catching_up.cancel()

    async def _ping(self, link: Link) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                await link.send([("PING",)])
            except LinkLost:
                return  # whoever reads finds out by itself

    async def _subscribe(self, room: str) -> None:
        await self._tell_hearing("SUBSCRIBE", scripts.room_channel(room))

    async def _tell_hearing(self, word: str, channel: str) -> None:
        link = self._hearing
        if link is None:
            return  # every followed room is subscribed to when there is one again
        try:
            await link.send([(word, channel)])
        except LinkLost:
            return  # whoever reads finds out by itself

    def _take_in(self, said: Any) -> None:  # noqa: ANN401 - three kinds of it
        kind, channel, data = (said[0], said[1].decode(), said[2]) if len(said) == 3 else (said[0], "", b"")
        room = channel[len(scripts.PREFIX) + 1 : -1]
        if kind == b"message" and channel == scripts.NOTICES:
            topic, _, payload = data.partition(b"\n")
            for listener in self._notice_listeners[topic.decode()]:
                try:
                    listener(payload)
                except Exception:
                    # One that another version tells otherwise must not cost this process its hearing.
                    log.exception("a notice could not be taken in", topic=topic.decode())
        elif (followed := self._rooms.get(room)) is None:
            return
        elif kind == b"subscribe":
            followed.subscribed.set()
        elif kind == b"message" and data[:1] == b"E":
            self._hear_entries(room, followed, _entries(data))
        elif kind == b"message" and data[:1] == b"T":
            totals = msgspec.json.decode(data[1:], type=dict[str, int])
            followed.told.update(totals)
            self._hear_totals(room, totals)
        elif kind == b"message":
            self._tell(room, Volatile(reactions=msgspec.json.decode(data[1:], type=dict[str, int])))

    def _hear_entries(self, room: str, followed: _Room, entries: list[Entry]) -> None:
        heard = followed.heard
        if followed.late is not None:
            followed.late.append(entries)
        elif heard is not None and (entries[0].epoch != heard.epoch or entries[0].offset > heard.offset + 1):
            # This can only be a server that was started anew and that the others have met already.
            followed.late = [entries]
            self._supervisor.start(f"broker catching up {room}", lambda: self._catch_up([room]), restart=False)
        else:
            self._pass_on(room, followed, entries)

    def _pass_on(self, room: str, followed: _Room, entries: Sequence[Entry]) -> None:
        for entry in entries:
            heard = followed.heard
            if heard is not None and heard.epoch == entry.epoch and entry.offset <= heard.offset:
                continue
            followed.heard = Position(entry.epoch, entry.offset)
            for listener in self._listeners:
                listener.on_entry(room, entry)

    async def _catch_up(self, rooms: Sequence[str]) -> None:
        """Fetch what was said while nobody listened, and then what came meanwhile."""
        for room in rooms:
            while (followed := self._rooms.get(room)) is not None and followed.late is not None:
                try:
                    await self._catch_up_room(room, followed, followed.late)
                except Unavailable:
                    await asyncio.sleep(RETRY_S_MIN)

    async def _catch_up_room(self, room: str, followed: _Room, late: list[list[Entry]]) -> None:
        await followed.subscribed.wait()
        followed.told.clear()
        heard, now = followed.heard, await self._ask_position(room)
        totals = (await self.totals([room])).get(room, {})
        missed: list[Entry] | None = []
        if heard is not None:
            is_same = heard.epoch == now.epoch and heard.offset <= now.offset
            missed = await self.history(room, heard, now.offset) if is_same else None
        if self._rooms.get(room) is not followed or followed.late is not late:
            return  # it was forgotten meanwhile, or the line broke again and what came until then is not all
        followed.late = None
        self._hear_totals(room, {name: total for name, total in totals.items() if name not in followed.told})
        if missed is None:
            followed.heard = now
            for listener in self._listeners:
                listener.on_lost(room)
        else:
            self._pass_on(room, followed, missed)
        for entries in late:
            if entries[0].epoch == now.epoch:
                self._pass_on(room, followed, entries)

    def _hear_totals(self, room: str, totals: Mapping[str, int]) -> None:
        followed = self._rooms[room]
        changed = {}
        for name, total in totals.items():
            before = followed.totals.get(name, -1)
            # How many are there goes up and down; all else only up, and what was shown here at once may be ahead.
            if total > before or (name == VIEWERS and total != before):
                changed[name] = followed.totals[name] = total
        if changed:
            self._tell(room, Volatile(changed))

    def _tell(self, room: str, volatile: Volatile) -> None:
        for listener in self._listeners:
            listener.on_volatile(room, volatile)


class _One:
    """The answer that one call waits for."""

    def __init__(self, answer: asyncio.Future[Any]) -> None:
        self.waiting = [answer]

    def __call__(self, result: Any) -> None:  # noqa: ANN401 - whatever the command gives
        for answer in self.waiting:
            if not answer.done():
                answer.set_result(result)


class _Offsets(_One):
    """The offsets that several publishers of one room wait for, in order."""

    def __init__(self, waiting: list[asyncio.Future[Any]]) -> None:
        self.waiting = waiting

    def __call__(self, result: Any) -> None:  # noqa: ANN401 - epoch and first offset
        _, first = result
        for offset, answer in enumerate(self.waiting, first):
            if not answer.done():
                answer.set_result(offset)


class _News(_One):
    """Nobody waits, but somebody wants to know when this process was not known to the server."""

    def __init__(self, listener: Callable[[], None]) -> None:
        self.waiting = []
        self._listener = listener

    def __call__(self, result: Any) -> None:  # noqa: ANN401 - 0 or 1
        if result:
            self._listener()


_Answer = _One


def _fail(answer: _Answer | None) -> None:
    if answer is not None:
        for waiting in answer.waiting:
            if not waiting.done():
                waiting.set_exception(Unavailable(AWAY))


def _entry(epoch: str, offset: int, wire: bytes) -> Entry:
    read = msgspec.msgpack.decode(wire, type=_Wire)
    return Entry(epoch, offset, Message(read.payload, read.sampled, read.speaker))


def _entries(told: bytes) -> list[Entry]:
    """What `PUBLISH` told: 'E', epoch, the first offset, then each event after its length."""
    epoch_end = told.index(b"\n")
    offset_end = told.index(b"\n", epoch_end + 1)
    epoch, first = told[1:epoch_end].decode(), int(told[epoch_end + 1 : offset_end])
    entries: list[Entry] = []
    at = offset_end + 1
    while at < len(told):
        (size,) = struct.unpack_from(">I", told, at)
        at += 4
        entries.append(_entry(epoch, first + len(entries), told[at : at + size]))
        at += size
    return entries
