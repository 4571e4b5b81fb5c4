"""What makes content good, in numbers: what is known of each post, and what is made of it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Literal

import msgspec


class PostNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """One video or past LIVE as its audience took it, after what does not count was left out.

    `viewers` are people who watched 2 s or more, each once per post and day; `play_s` is how long all of them watched.
    `retention` is the share of viewers still there at 0 %, 5 % … 100 % of the post (21 values from 1 down; empty where
    it is not known). `returning_viewers` are those of its viewers who watched at least 3 of the author's last 10 posts.
    """

    id: str
    kind: Literal["video", "live"]
    title: str
    posted_at: datetime
    length_s: float
    viewers: int
    play_s: float
    likes: int
    returning_viewers: int = 0
    retention: tuple[float, ...] = ()
    counts: bool = True
    why_not: str | None = None


QualitySource = Callable[[str], Awaitable[Sequence[PostNumbers]]]
"""The posts of an account, newest first; whoever has some gives one to `LiveAccess`."""
