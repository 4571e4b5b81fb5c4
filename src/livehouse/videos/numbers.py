"""What videos came to: for their author, and for those who judge the quality of what an account posts."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from livehouse.live_access import PostNumbers
from livehouse.platform.database import Database
from livehouse.videos import play_store, plays, store
from livehouse.videos.model import VideoFacts
from livehouse.videos.play_store import DayOfViews

# Older posts say little of what somebody does now.
POSTS_MAX: Final = 200
# Who watched so many of the author's last so many posts comes back.
RETURNING_MIN: Final = 3
RETURNING_OF: Final = 10
REPOST: Final = "repost"
NOBODY: Final = (0, 0.0)


class VideoNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """What a video came to, for its author."""

    views: int
    views_per_day: list[DayOfViews]
    play_s: float
    average_retention: float
    retention: list[float]
    likes: int
    likes_per_view: float
    comments: int
    shares: int
    counts: bool
    why_not: str | None
    left_out: dict[str, int]


class Numbers:
    """Reads what was counted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_video(self, video: VideoFacts) -> VideoNumbers:
        """What a video that is ready came to."""
        async with self._database.read() as connection:
            days = await play_store.load_days(connection, video.id)
            left_out = await play_store.load_left_out(connection, video.id)
            seconds = (await play_store.load_seconds(connection, [video.id])).get(video.id, b"")
            likes = (await store.count_likes_by_others(connection, video.author_id, [video.id])).get(video.id, 0)
        shares = _shares_seen(video, seconds)
        return VideoNumbers(
            views=video.views,
            views_per_day=days,
            play_s=round(video.play_s, 3),
            average_retention=plays.average_retention(shares),
            retention=shares,
            likes=likes,
            likes_per_view=round(likes / video.views, 4) if video.views else 0.0,
            comments=video.comments,
            shares=video.shares,
            counts=video.repost_of is None,
            why_not=None if video.repost_of is None else REPOST,
            left_out=left_out,
        )

    async def of_account(self, account_id: str) -> Sequence[PostNumbers]:
        """What everything that an account shows to others came to, the newest first."""
        async with self._database.read() as connection:
            videos = await store.load_videos_of(
                connection, account_id, visibilities=("public", "followers"), before_id=None, rows_max=POSTS_MAX
            )
            ids = [video.id for video in videos]
            seconds = await play_store.load_seconds(connection, ids)
            likes = await store.count_likes_by_others(connection, account_id, ids)
            viewers = await play_store.load_viewers(connection, ids)
            strangers = await play_store.count_strangers(connection, ids)
        watched_of_last = Counter(viewer for video_id, viewer in viewers if video_id in set(ids[:RETURNING_OF]))
        returning = {viewer for viewer, posts in watched_of_last.items() if posts >= RETURNING_MIN}
        returning_of = Counter(video_id for video_id, viewer in viewers if viewer in returning)
        return [
            PostNumbers(
                id=video.id,
                kind="video",
                title=video.caption,
                posted_at=video.published_at or video.created_at,
                length_s=video.length_s or 0.0,
                viewers=video.views,
                play_s=video.play_s,
                likes=likes.get(video.id, 0),
                strangers=strangers.get(video.id, NOBODY)[0],
                strangers_play_s=strangers.get(video.id, NOBODY)[1],
                returning_viewers=returning_of[video.id],
                retention=plays.still_there(_shares_seen(video, seconds.get(video.id, b""))),
                counts=video.repost_of is None,
                why_not=None if video.repost_of is None else REPOST,
            )
            for video in videos
        ]


def _shares_seen(video: VideoFacts, seconds: bytes) -> list[float]:
    counts = plays.read_counts(seconds, seconds=plays.count_seconds(video.length_s or 0.0))
    return plays.shares_seen(counts, video.views)
