"""What a replay is, who may do what with it, and until when it is kept. Pure.

    recording → ready

A replay is `recording` while its LIVE goes on, and can be watched already; `ready` for good once it has ended. Its time
is that of what was recorded: where something is missing it goes on without a pause, and says so.
"""

from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from livehouse.kernel.errors import BadInput, Conflict, Forbidden, NotFound
from livehouse.kernel.text import TextMissing, TextTooLong, clean_line

ReplayState = Literal["recording", "ready", "deleted"]
"""`deleted` by its host while the LIVE went on: nothing more is recorded of it, and nobody sees it."""

MissingReason = Literal["interrupted", "disk_full", "lost"]

US: Final = 1_000_000
"""Microseconds of a second."""

HIGHLIGHT_S_MIN: Final = 1.0
MOMENTS_S_MAX: Final = 120.0


class NoSuchReplay(NotFound):
    """There is no such replay, or it is not for the one who asks."""

    code = "no_such_replay"

    def __init__(self) -> None:
        super().__init__("There is no such replay. It may have been deleted; look at the host's others.")


class NotTheReplaysHost(Forbidden):
    """Only the host of the LIVE may do this."""

    code = "not_the_replays_host"


class ReplayNotReady(Conflict):
    """The LIVE goes on; this can be done when it has ended."""

    code = "replay_not_ready"


class NoSuchReplayFile(NotFound):
    """The replay has no such file."""

    code = "no_such_replay_file"

    def __init__(self) -> None:
        super().__init__("This replay has no such file. Load the replay again.")


class MomentsInvalid(BadInput):
    """The time that is asked about is none, or too long."""

    code = "moments_invalid"


class HighlightInvalid(BadInput):
    """The part to cut is none, too short, too long, or outside of the replay."""

    code = "highlight_invalid"


class HighlightPosted(Conflict):
    """The very same part was posted before, and its video is there; `video_id` names it."""

    code = "highlight_posted"

    def __init__(self, video_id: str) -> None:
        super().__init__(
            "You have posted this very part before. Look at that video, or choose another beginning or end.",
            video_id=video_id,
        )


class ReplayTitleMissing(TextMissing):
    """A replay needs a title."""

    code = "replay_title_missing"


class ReplayTitleTooLong(TextTooLong):
    """The title does not fit."""

    code = "replay_title_too_long"


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """A lively minute, and what made it lively: what happened in it, and how much more that was than usual.

    `diamonds` is None where somebody looks at it who is not to know what it earned.
    """

    at_s: float
    until_s: float
    comments: int
    likes: int
    gifts: int
    diamonds: int | None
    viewers: int
    times_usual: float


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was not recorded: `duration_s` of it at this place, which the replay passes over."""

    at_s: float
    duration_s: float
    reason: MissingReason


class ReplayFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a replay; its `id` is the room's.

    `duration_us` and `size_bytes` are those of its pieces. `end_gap_us` is what is missing after the last one.
    `warned_at` is when the host was told that it goes soon, `deletes_early_at` when it goes because room is needed.
    `markers` are found when it is ready; `head_bytes` is the size of what a download begins with, once one was asked
    for.
    """

    id: str
    host_id: str
    title: str
    state: ReplayState = "recording"
    is_hidden: bool = False
    started_at: datetime
    ended_at: datetime | None = None
    duration_us: int = 0
    size_bytes: int = 0
    pieces: int = 0
    views: int = 0
    expires_at: datetime
    deletes_early_at: datetime | None = None
    warned_at: datetime | None = None
    end_gap_us: int = 0
    end_gap_reason: MissingReason | None = None
    markers: tuple[Marker, ...] = ()
    has_cover: bool = False
    head_bytes: int | None = None

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return self.duration_us / US

    @property
    def deletes_early_on(self) -> date | None:
        """The day on which it goes before its time, if it has to."""
        return None if self.deletes_early_at is None else self.deletes_early_at.date()


class PieceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a few seconds of a replay, which are one file.

    `at_us` is when it was, in microseconds since 1970, `position_us` where it is in the replay. Pieces of one `run` go
    on where the one before ended; `init` is what players need before it. Its film is the file's first `media_bytes`,
    the rest says where each frame is. `gap_us` is what is missing before it. `likes` is the room's total by then,
    `viewers` how many watched.
    """

    number: int
    at_us: int
    position_us: int
    duration_us: int
    run: int
    init: int
    size_bytes: int
    media_bytes: int
    gap_us: int = 0
    gap_reason: MissingReason | None = None
    likes: int = 0
    viewers: int = 0

    @property
    def end_us(self) -> int:
        """Where it ends in the replay."""
        return self.position_us + self.duration_us


def piece_key(replay_id: str, number: int) -> str:
    """Under which key a piece is kept."""
    return f"{files_prefix(replay_id)}{number:07}"


def cover_key(replay_id: str) -> str:
    """Under which key a replay's own picture is kept."""
    return f"{files_prefix(replay_id)}cover.jpg"


def head_key(replay_id: str) -> str:
    """Under which key the beginning of a download is kept."""
    return f"{files_prefix(replay_id)}head"


def files_prefix(replay_id: str) -> str:
    """What the keys of all files of a replay begin with."""
    return f"replays/{replay_id}/"


def is_host(replay: ReplayFacts, account_id: str | None) -> bool:
    """Whether the replay is this account's."""
    return account_id == replay.host_id


def check_may_see(replay: ReplayFacts, account_id: str | None) -> None:
    """Refuse a replay that is nobody's business, beside what its LIVE's audience says.

    Raises:
        NoSuchReplay: it is hidden, or there is nothing of it.
    """
    if replay.state == "deleted" or replay.pieces == 0:
        raise NoSuchReplay
    if replay.is_hidden and not is_host(replay, account_id):
        raise NoSuchReplay


def check_is_host(replay: ReplayFacts, account_id: str, *, what: str) -> None:
    """Refuse anybody but the host.

    Raises:
        NotTheReplaysHost: only the host may `what`.
    """
    if not is_host(replay, account_id):
        raise NotTheReplaysHost(f"Only the host can {what}.")


def check_ready(replay: ReplayFacts, *, what: str) -> None:
    """Refuse a replay whose LIVE goes on.

    Raises:
        ReplayNotReady: it can be done when the LIVE has ended.
    """
    if replay.state != "ready":
        raise ReplayNotReady(f"This LIVE is still going on. You can {what} when it has ended.")


def clean_title(value: str, *, graphemes_max: int) -> str:
    """`value` on one line, fit to be shown.

    Raises:
        ReplayTitleMissing, ReplayTitleTooLong: with the sentence that the form shows.
    """
    try:
        return clean_line(value, graphemes_max=graphemes_max, field="title")
    except TextMissing:
        raise ReplayTitleMissing(
            "Give your replay a title, so that people know what it is about.", field="title"
        ) from None
    except TextTooLong:
        raise ReplayTitleTooLong(
            f"Keep the title to {graphemes_max} characters.", field="title", characters_max=graphemes_max
        ) from None


def check_moments(from_s: float, until_s: float) -> None:
    """Refuse to look for moments of no time, or of too much.

    Raises:
        MomentsInvalid: naming the field.
    """
    if from_s < 0:
        raise MomentsInvalid("Ask from 0 on, in seconds of the replay.", field="from_s")
    if not 0 < until_s - from_s <= MOMENTS_S_MAX:
        raise MomentsInvalid(
            f"Ask for {MOMENTS_S_MAX:.0f} seconds at most.", field="until_s", seconds_max=MOMENTS_S_MAX
        )


def check_highlight(from_s: float, until_s: float, *, duration_s: float, seconds_max: int) -> None:
    """Refuse to cut what is no part of the replay, or too long for a video.

    Raises:
        HighlightInvalid: naming the field.
    """
    if not 0 <= from_s < duration_s:
        raise HighlightInvalid(f"Begin within the {duration_s:.0f} seconds of the replay.", field="from_s")
    if until_s > duration_s + 1:
        raise HighlightInvalid(f"End within the {duration_s:.0f} seconds of the replay.", field="until_s")
    if min(until_s, duration_s) - from_s < HIGHLIGHT_S_MIN:
        raise HighlightInvalid("Choose a second at least.", field="until_s")
    if until_s - from_s > seconds_max:
        raise HighlightInvalid(f"Choose {seconds_max} seconds at most.", field="until_s", seconds_max=seconds_max)


def missing_parts(replay: ReplayFacts, pieces: tuple[PieceFacts, ...] | list[PieceFacts]) -> list[Missing]:
    """What is missing of a replay, in its order."""
    found = [
        Missing(at_s=piece.position_us / US, duration_s=piece.gap_us / US, reason=piece.gap_reason)
        for piece in pieces
        if piece.gap_reason is not None
    ]
    if replay.end_gap_reason is not None:
        found.append(Missing(at_s=replay.duration_s, duration_s=replay.end_gap_us / US, reason=replay.end_gap_reason))
    return found


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """As much of a replay as it takes to say whether it has to go. `began_at` orders them."""

    id: str
    host_id: str
    began_at: datetime
    size_bytes: int
    deletes_early_at: datetime | None
    is_recording: bool


class EarlyDeletions(msgspec.Struct, frozen=True, kw_only=True):
    """Which replays have to make room: those to announce, those that may stay after all, those whose day has come."""

    announced: tuple[str, ...]
    spared: tuple[str, ...]
    due: tuple[str, ...]


def plan_early_deletions(
    kept: list[Kept],
    *,
    bytes_max: int | None,
    bytes_per_host_max: int | None,
    now: datetime,
    free_percent: int,
) -> EarlyDeletions:
    """Which replays go before their time, the oldest first, so that what is kept stays under its bounds.

    Room is made early: what is kept is brought down to `free_percent` under a bound, so that there is room left for
    what is recorded until the announced ones go. One that is recorded just now never goes.

    Args:
        kept: all replays.
        bytes_max: of all together; None is no bound.
        bytes_per_host_max: of each host; None is no bound.
        now: what has been announced for a time before is due.
        free_percent: how far under its bound what is kept is to stay, in percent of it.
    """
    oldest_first = sorted(kept, key=lambda one: (one.began_at, one.id))
    by_host: dict[str, list[Kept]] = {}
    for one in oldest_first:
        by_host.setdefault(one.host_id, []).append(one)
    going: set[str] = set()
    if bytes_per_host_max is not None:
        for own in by_host.values():
            going |= _too_many(own, bytes_per_host_max * (100 - free_percent) // 100, frozenset())
    if bytes_max is not None:
        going |= _too_many(oldest_first, bytes_max * (100 - free_percent) // 100, going)
    return EarlyDeletions(
        announced=tuple(one.id for one in oldest_first if one.id in going and one.deletes_early_at is None),
        spared=tuple(one.id for one in oldest_first if one.id not in going and one.deletes_early_at is not None),
        due=tuple(
            one.id
            for one in oldest_first
            if one.id in going and one.deletes_early_at is not None and one.deletes_early_at <= now
        ),
    )


def _too_many(oldest_first: list[Kept], bytes_wanted: int, going: set[str] | frozenset[str]) -> set[str]:
    left = sum(one.size_bytes for one in oldest_first if one.id not in going)
    found = set()
    for one in oldest_first:
        if left <= bytes_wanted:
            break
        if one.id not in going and not one.is_recording:
            found.add(one.id)
            left -= one.size_bytes
    return found


def expires_at(replay_ended_at: datetime, *, days: int) -> datetime:
    """Until when a replay is kept."""
    return replay_ended_at + timedelta(days=days)
