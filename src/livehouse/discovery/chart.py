"""Everything that can be shown this moment, with its points: what every feed is put together from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from livehouse.discovery.cursors import mark_of
from livehouse.discovery.ranking import (
    Features,
    Placed,
    Pool,
    Scored,
    VideoFeatures,
    Weights,
    on_trial,
    score_lives,
    score_videos,
)
from livehouse.kernel.later import loaded_later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from livehouse.discovery.ranking import Flags, Numbers
else:
    np = loaded_later("numpy")

AUDIENCES: Final = ("everyone", "followers", "adults")


class LiveEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What of a LIVE never changes while it is on the air."""

    id: str
    host_id: str
    topic: str
    audience: Literal["everyone", "followers", "adults"]
    began_s: float


class VideoEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A public video."""

    id: str
    host_id: str
    published_s: float
    views: int
    watched_share: float
    likes: int


@dataclass(frozen=True)
class Layout:
    """Which row is what, for LIVEs first and then videos; made anew when one comes or goes."""

    lives: tuple[LiveEntry, ...]
    videos: tuple[VideoEntry, ...]
    rows: dict[str, int]
    row_of_mark: dict[int, int]
    marks: NDArray[np.uint64]
    hosts: dict[str, int]
    host: Numbers
    topics: dict[str, int]
    topic: Numbers
    audience: NDArray[np.int8]
    is_video: Flags
    is_restricted: Flags
    is_for_adults: Flags

    def __len__(self) -> int:
        return len(self.marks)

    def id_of(self, row: int) -> str:
        """The id of what stands in a row."""
        return self.lives[row].id if row < len(self.lives) else self.videos[row - len(self.lives)].id


def lay_out(lives: Sequence[LiveEntry], videos: Sequence[VideoEntry], marks: dict[str, int]) -> Layout:
    """The layout of these. `marks` remembers what was computed before; those that are gone are taken out of it."""
    hosts: dict[str, int] = {}
    topics: dict[str, int] = {}
    rows: dict[str, int] = {}
    row_of_mark: dict[int, int] = {}
    host = np.empty(len(lives) + len(videos), dtype=np.int64)
    topic = np.full(len(host), -1, dtype=np.int64)
    mark = np.empty(len(host), dtype=np.uint64)
    audience = np.zeros(len(host), dtype=np.int8)
    entries: list[LiveEntry | VideoEntry] = [*lives, *videos]
    for row, entry in enumerate(entries):
        known = marks.get(entry.id)
        if known is None:
            known = marks[entry.id] = mark_of(entry.id)
        rows[entry.id], row_of_mark[known] = row, row
        mark[row] = known
        host[row] = hosts.setdefault(entry.host_id, len(hosts))
    for row, live in enumerate(lives):
        topic[row] = topics.setdefault(live.topic, len(topics))
        audience[row] = AUDIENCES.index(live.audience)
    if len(marks) > 2 * len(rows):
        for gone in [item_id for item_id in marks if item_id not in rows]:
            del marks[gone]
    return Layout(
        lives=tuple(lives),
        videos=tuple(videos),
        rows=rows,
        row_of_mark=row_of_mark,
        marks=mark,
        hosts=hosts,
        host=host,
        topics=topics,
        topic=topic,
        audience=audience,
        is_video=np.arange(len(host)) >= len(lives),
        is_restricted=audience > 0,
        is_for_adults=audience == AUDIENCES.index("adults"),
    )


@dataclass(frozen=True)
class Chart:
    """All of them with their points, under certain weights, at one moment."""

    version: str
    weights: Weights
    layout: Layout
    features: Features
    lives: Scored
    videos: Scored
    pool: Pool
    _kept: dict[tuple[str, ...], list[Placed]] = field(default_factory=dict)

    def keep(self, key: tuple[str, ...], choose: Callable[[], list[Placed]]) -> list[Placed]:
        """What `choose()` gives for `key`, chosen once until the next chart."""
        if key not in self._kept:
            self._kept[key] = choose()
        return self._kept[key]


def draw_chart(layout: Layout, features: Features, weights: Weights, *, version: str, now_s: float) -> Chart:
    """The chart of this moment."""
    lives = score_lives(features, weights)
    videos = score_videos(video_features(layout.videos, now_s), weights)
    none = np.zeros(len(layout.videos))
    pool = Pool(
        score=np.concatenate((lives.total, videos.total)),
        host=layout.host,
        topic=layout.topic,
        is_video=layout.is_video,
        is_trial=np.concatenate((on_trial(features, weights), none > 0)),
        shown=np.concatenate((features.shown, none)),
    )
    return Chart(version, weights, layout, features, lives, videos, pool)


def video_features(videos: Sequence[VideoEntry], now_s: float) -> VideoFeatures:
    """The videos' numbers in columns."""
    return VideoFeatures(
        views=np.array([video.views for video in videos], dtype=float),
        watched_share=np.array([video.watched_share for video in videos], dtype=float),
        likes=np.array([video.likes for video in videos], dtype=float),
        age_h=np.array([max(now_s - video.published_s, 0.0) / 3600 for video in videos], dtype=float),
    )
