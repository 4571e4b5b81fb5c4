"""What is counted of a room, exactly, in memory, and what of it the database does not know yet.

The total is what viewers are told at once; the gains since the last write are what `recorder` adds to the database. A
write that fails gives its gains back, so nothing is lost and nothing counts twice.
"""

from datetime import datetime

from livehouse.rooms.model import RoomFacts
from livehouse.rooms.store import CountsGained, TimeWatched


class Counts:
    """Likes, shares and the highest number of viewers of one room."""

    def __init__(self, facts: RoomFacts) -> None:
        self.likes = facts.likes
        self.shares = facts.shares
        self.viewers_peak = facts.viewers_peak
        self._room_id = facts.id
        self._likes_gained = 0
        self._shares_gained = 0
        self._peak_written = facts.viewers_peak

    def add_likes(self, count: int) -> None:
        """Count likes."""
        self.likes += count
        self._likes_gained += count

    def add_share(self) -> None:
        """Count a share."""
        self.shares += 1
        self._shares_gained += 1

    def see_viewers(self, viewers: int) -> None:
        """Take note of how many are watching now."""
        self.viewers_peak = max(self.viewers_peak, viewers)

    @property
    def has_gains(self) -> bool:
        """Whether something is not written yet."""
        return bool(self._likes_gained or self._shares_gained or self.viewers_peak > self._peak_written)

    def take_gains(self) -> CountsGained | None:
        """What is not written yet, to be written now or given back; None if there is nothing."""
        if not self.has_gains:
            return None
        gains = CountsGained(
            room_id=self._room_id,
            likes=self._likes_gained,
            shares=self._shares_gained,
            viewers_peak=self.viewers_peak,
        )
        self._likes_gained = self._shares_gained = 0
        self._peak_written = self.viewers_peak
        return gains

    def give_back(self, gains: CountsGained) -> None:
        """Keep for the next write what could not be written."""
        self._likes_gained += gains.likes
        self._shares_gained += gains.shares
        self._peak_written = -1


class Attendance:
    """Who watches one room, and for how long."""

    def __init__(self, room_id: str) -> None:
        self._room_id = room_id
        # Since when (monotonic seconds) each viewer's time is not accounted for.
        self._since_s: dict[str, float] = {}
        self._unwritten: dict[str, TimeWatched] = {}
        # Strangers who turned out to be somebody: their key, and whose it is.
        self._known_as: dict[str, str] = {}
        self._unwritten_merges: dict[str, str] = {}
        self._closed = False

    def __len__(self) -> int:
        """How many viewers are in the room."""
        return len(self._since_s)

    @property
    def has_unwritten(self) -> bool:
        """Whether something is not written yet."""
        return bool(self._unwritten or self._unwritten_merges)

    def recognise(self, browser_key: str, viewer_key: str) -> None:
        """Somebody who may have watched as a stranger has signed in: both are one person from now on."""
        if self._closed or self._known_as.get(browser_key) == viewer_key:
            return
        self._known_as[browser_key] = viewer_key
        self._unwritten_merges[browser_key] = viewer_key
        before = self._unwritten.pop(browser_key, None)
        if before is not None:
            self._add(viewer_key, before.first_seen_at, before.watched_s)

    def enter(self, viewer_key: str, now_s: float, at: datetime) -> None:
        """Somebody came. They count as a viewer of this room from now on, however soon they leave."""
        if self._closed:
            return
        self._since_s.setdefault(viewer_key, now_s)
        self._add(viewer_key, at, 0.0)

    def leave(self, viewer_key: str, now_s: float, at: datetime) -> None:
        """Somebody went."""
        since_s = self._since_s.pop(viewer_key, None)
        if since_s is not None:
            self._add(viewer_key, at, now_s - since_s)

    def settle(self, now_s: float, at: datetime) -> None:
        """Account for the time of everybody who is still there, so that a crash costs no more than what comes after."""
        for viewer_key, since_s in self._since_s.items():
            if now_s > since_s:
                self._add(viewer_key, at, now_s - since_s)
                self._since_s[viewer_key] = now_s

    def close(self, now_s: float, at: datetime) -> None:
        """The LIVE is over: whoever lingers watches nothing any more."""
        self.settle(now_s, at)
        self._since_s.clear()
        self._closed = True

    def take(self, rows_max: int) -> list[TimeWatched]:
        """What is not written yet, `rows_max` viewers at most; to be written now or given back."""
        keys = list(self._unwritten)[:rows_max]
        return [self._unwritten.pop(key) for key in keys]

    def take_merges(self) -> dict[str, str]:
        """Keys of strangers, and of whom they turned out to be, to be written now or given back."""
        merges, self._unwritten_merges = self._unwritten_merges, {}
        return merges

    def give_back_merges(self, merges: dict[str, str]) -> None:
        """Keep for the next write what could not be written."""
        self._unwritten_merges = {**merges, **self._unwritten_merges}

    def give_back(self, times: list[TimeWatched]) -> None:
        """Keep for the next write what could not be written."""
        for time in times:
            self._add(time.viewer_key, time.first_seen_at, time.watched_s)

    def _add(self, viewer_key: str, at: datetime, seconds: float) -> None:
        viewer_key = self._known_as.get(viewer_key, viewer_key)
        before = self._unwritten.get(viewer_key)
        self._unwritten[viewer_key] = TimeWatched(
            room_id=self._room_id,
            viewer_key=viewer_key,
            first_seen_at=at if before is None else min(at, before.first_seen_at),
            watched_s=seconds if before is None else before.watched_s + seconds,
        )
