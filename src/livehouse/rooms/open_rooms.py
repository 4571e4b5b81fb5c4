"""The rooms that this process has open: where they stand, what is counted of them, and their streams in the hub."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Conflict
from livehouse.kernel.ids import is_id
from livehouse.platform.database import Database
from livehouse.realtime import VIEWERS, Audience, Hub, Peer
from livehouse.rooms import model, moderator_store, store
from livehouse.rooms.counts import Attendance, Counts
from livehouse.rooms.events import Counters, ModeratorChanged, RoomChanged
from livehouse.rooms.model import NoSuchRoom, Role, RoomFacts
from livehouse.rooms.ports import Fold, RoomPart

# An ended room stays open for those who reconnect to hear that it is over, and while its last numbers are written.
FINISHED_OPEN_S: Final = 60.0
READ_AT_ONCE_MAX: Final = 500


class NotInRoom(Conflict):
    """The command needs a room, and this connection is in none."""

    code = "not_in_room"

    def __init__(self) -> None:
        super().__init__("Join a LIVE first.")


def audience_of(role: Role) -> Audience:
    """Hosts and moderators are told everything, viewers what a person can read."""
    return "sampled" if role == "viewer" else "all"


class OpenRoom:
    """One room while it is open here."""

    def __init__(self, facts: RoomFacts, part: str, *, noted: int) -> None:
        self.facts = facts
        # Which of all notes of where a room stands was the last of this one.
        self.noted = noted
        # Ids of those whom the host has named.
        self.moderators: frozenset[str] = frozenset()
        self.counts = Counts(facts.id, part)
        self.attendance = Attendance(facts.id)
        # When each person's coming was last told, and what each viewer may still like (see `crowd`).
        self.announced_s: dict[str, float] = {}
        self.like_states: dict[str, float] = {}
        self.finished_s: float | None = None

    def forget_states(self, before_s: float) -> None:
        """Drop what is too old to matter: a state from the past is the same as none."""
        for states in (self.announced_s, self.like_states):
            for key in [key for key, at_s in states.items() if at_s < before_s]:
                del states[key]


class OpenRooms:
    """All of them, by id.

    Args:
        part: this process's name among all that count the same rooms.
    """

    def __init__(self, database: Database, hub: Hub, clock: Clock, *, part: str) -> None:
        self._database = database
        self._hub = hub
        self._clock = clock
        self._part = part
        self._parts: list[RoomPart] = []
        self._rooms: dict[str, OpenRoom] = {}
        self._notes = 0
        hub.on_totals(self._see_totals)

    def add_part(self, part: RoomPart) -> None:
        """Let `part` add to what somebody who joins gets."""
        self._parts.append(part)

    @property
    def parts(self) -> tuple[RoomPart, ...]:
        """What the slices above added."""
        return tuple(self._parts)

    @property
    def told_again(self) -> list[str]:
        """What of the parts' snapshots a returning viewer gets as well."""
        return [name for part in self._parts for name in part.told_again]

    def get(self, room_id: str) -> OpenRoom | None:
        """The room, if it is open."""
        return self._rooms.get(room_id)

    def all(self) -> list[OpenRoom]:
        """Every open room."""
        return list(self._rooms.values())

    def access_peers_room(self, peer: Peer) -> OpenRoom:
        """The room that `peer` is in.

        Raises:
            NotInRoom: it is in none.
        """
        opened = None if peer.room is None else self._rooms.get(peer.room)
        if opened is None:
            raise NotInRoom
        return opened

    async def open(self, room_id: str) -> OpenRoom:
        """The room, opened if it is not.

        Raises:
            NoSuchRoom: there is none.
        """
        opened = self._rooms.get(room_id)
        if opened is not None and opened.facts.state == "preparing":
            # Nobody but the host waits for this, and they may have gone live through another process just now.
            await self.look([room_id])
        if opened is not None and self._hub.is_open(room_id):
            return opened
        if opened is None:
            if not is_id(room_id):
                raise NoSuchRoom
            async with self._database.read() as connection:
                facts = await store.load_room(connection, room_id)
            if facts is None:
                raise NoSuchRoom
            self._notes += 1
            # Two who open at the same time read the same; the first one's object is the one that counts.
            opened = self._rooms.setdefault(room_id, OpenRoom(facts, self._part, noted=self._notes))
            self._note_end(opened)
        await self._hub.open(room_id, lambda: self._load(room_id))
        return opened

    async def _load(self, room_id: str) -> "FoldOfFolds":
        async with self._database.read() as connection:
            written = await store.load_counts(connection, room_id)
            moderators = await moderator_store.load_moderators(connection, self._rooms[room_id].facts.host_id)
        self._rooms[room_id].moderators = frozenset(moderators)
        for counted in written:
            self._hub.contribute(room_id, counted.part, likes=counted.likes, shares=counted.shares)
        self.show_counts(self._rooms[room_id])
        return FoldOfFolds([await part.load(room_id) for part in self._parts], partial(self._note_told, room_id))

    def show_counts(self, opened: OpenRoom) -> None:
        """Let everybody know what was counted here."""
        self._hub.contribute(opened.facts.id, self._part, likes=opened.counts.likes, shares=opened.counts.shares)

    def counters(self, opened: OpenRoom) -> Counters:
        """The room's totals, over all processes, as they are known here."""
        totals = self._hub.totals_here(opened.facts.id)
        return Counters(
            # Who lingers after the end watches nothing.
            viewers=totals.get(VIEWERS, 0) if opened.facts.state != "ended" else 0,
            likes=totals.get("likes", opened.facts.likes),
            shares=totals.get("shares", opened.facts.shares),
        )

    def _see_totals(self, room_id: str, changed: Mapping[str, int]) -> None:
        opened = self._rooms.get(room_id)
        if opened is not None and opened.facts.is_on_air and VIEWERS in changed:
            opened.counts.see_viewers(changed[VIEWERS])

    def note(self, facts: RoomFacts) -> None:
        """Know where the room stands now, from whoever moved it; the end is the last thing that is believed."""
        opened = self._rooms.get(facts.id)
        if opened is not None:
            self._notes += 1
            opened.noted = self._notes
            self._believe(opened, facts)

    def notes(self) -> int:
        """How often rooms were noted so far: taken before the database is read, it tells what is stale after."""
        return self._notes

    def note_read(self, facts: RoomFacts, notes_before: int) -> None:
        """Know where the room stood when it was read, unless it was noted, or opened, since `notes_before`."""
        opened = self._rooms.get(facts.id)
        if opened is not None and opened.noted <= notes_before:
            self._believe(opened, facts)

    def believed_running(self) -> list[str]:
        """The open rooms that are not known to be over."""
        return [opened.facts.id for opened in self._rooms.values() if opened.facts.state != "ended"]

    async def look(self, room_ids: Sequence[str]) -> dict[str, RoomFacts]:
        """Know where rooms stand by what the database says now; those that there are.

        Raises:
            Unavailable: the database cannot be read.
        """
        notes_before = self.notes()
        found: dict[str, RoomFacts] = {}
        for first in range(0, len(room_ids), READ_AT_ONCE_MAX):
            for facts in await self._database.ask(store.load_rooms(room_ids[first : first + READ_AT_ONCE_MAX])):
                self.note_read(facts, notes_before)
                found[facts.id] = facts
        return found

    def _note_told(self, room_id: str, event: RoomChanged | ModeratorChanged) -> None:
        """The room's stream tells what was done in whatever process."""
        opened = self._rooms.get(room_id)
        if opened is None:
            return
        if isinstance(event, ModeratorChanged):
            self._note_moderator(opened, event)
        else:
            self._note_room(opened, event)

    def _note_moderator(self, opened: OpenRoom, event: ModeratorChanged) -> None:
        account_id = event.account.id
        opened.moderators = opened.moderators | {account_id} if event.named else opened.moderators - {account_id}
        role = model.role_of(account_id, opened.facts, opened.moderators)
        self._hub.set_audience(opened.facts.id, account_id, audience_of(role))

    def _note_room(self, opened: OpenRoom, changed: RoomChanged) -> None:
        # That it has begun or ended; the rest can wait for a look.
        room = changed.room
        if not (room.state == "ended" or opened.facts.state == "preparing"):
            return
        facts = msgspec.structs.replace(
            opened.facts,
            state=room.state,
            started_at=room.started_at,
            interrupted_at=room.interrupted_at,
            ended_at=room.ended_at,
            ended_reason=room.ended_reason,
        )
        self._believe(opened, facts)

    def _believe(self, opened: OpenRoom, facts: RoomFacts) -> None:
        if opened.facts.state != "ended":
            opened.facts = facts
            self._note_end(opened)

    def _note_end(self, opened: OpenRoom) -> None:
        if opened.facts.state == "ended":
            opened.finished_s = self._clock.monotonic()
            opened.attendance.close(opened.finished_s, self._clock.now())

    async def close_finished(self) -> None:
        """Let go of rooms that ended a while ago and whose numbers are written."""
        now_s = self._clock.monotonic()
        for room_id, opened in list(self._rooms.items()):
            if opened.finished_s is None or now_s - opened.finished_s < FINISHED_OPEN_S:
                continue
            if self._hub.viewers_here(room_id) or opened.counts.unwritten() or opened.attendance.has_unwritten:
                continue
            del self._rooms[room_id]
            await self._hub.forget(room_id)


class FoldOfFolds:
    """The parts' folds as one."""

    def __init__(self, folds: list[Fold], on_change: Callable[[RoomChanged | ModeratorChanged], None]) -> None:
        self._folds = folds
        self._on_change = on_change

    def apply(self, offset: int, event: Any) -> None:  # noqa: ANN401 - each part picks the events that it knows
        """Let every part take in the event."""
        if isinstance(event, RoomChanged | ModeratorChanged):
            self._on_change(event)
        for fold in self._folds:
            fold.apply(offset, event)

    def snapshot(self) -> Mapping[str, object]:
        """What all parts add, together."""
        together: dict[str, object] = {}
        for fold in self._folds:
            together.update(fold.snapshot())
        return together
