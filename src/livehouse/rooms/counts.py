"""What this process counts of a room, exactly, in memory, and what of it the database does not know yet.

Counts are written as a whole and not as what came to them, and the room's total is the sum over all processes; so a
write that fails, or whose outcome nobody knows, is simply done again.
"""

from datetime import datetime

from livehouse.rooms.store import Counted, TimeWatched


class Counts:
    """Likes and shares that one room got through this process, and the most viewers that it ever had.

    Args:
        part: this process's name among all that count.
    """

    def __init__(self, room_id: str, part: str) -> None:
        self.likes = 0
        self.shares = 0
        self._room_id = room_id
        self._part = part
        self._viewers_peak = 0
        self._written = self._now()

    def add_likes(self, count: int) -> None:
        """Count likes."""
        self.likes += count

    def add_share(self) -> None:
        """Count a share."""
        self.shares += 1

    def see_viewers(self, viewers: int) -> None:
        """Take note of how many are watching now."""
        self._viewers_peak = max(self._viewers_peak, viewers)

    def unwritten(self) -> Counted | None:
        """What is to be written; None if all of it is."""
        now = self._now()
        return None if now == self._written else now

    def has_written(self, counted: Counted) -> None:
        """Take note of what the database knows now."""
        self._written = counted

    def _now(self) -> Counted:
        return Counted(
            room_id=self._room_id,
            part=self._part,
            likes=self.likes,
            shares=self.shares,
            viewers_peak=self._viewers_peak,
        )


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
