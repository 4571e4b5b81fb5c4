"""Videos: short recorded posts, their upload, processing, audience and numbers. All that other slices may use of it."""

from livehouse.videos.events import (
    VideoChanged,
    VideoCommented,
    VideoCommentRemoved,
    VideoDeleted,
    VideoPublished,
    VideoRefused,
)
from livehouse.videos.film import Film
from livehouse.videos.genuine import PlayFacts, judge_play
from livehouse.videos.model import NoSuchVideo, VideoForFollowers, Visibility
from livehouse.videos.numbers import Numbers
from livehouse.videos.routes import router
from livehouse.videos.schemas import Video as VideoSchema
from livehouse.videos.service import Videos
from livehouse.videos.store import Candidate
from livehouse.videos.views import Video

__all__ = [
    "Candidate",
    "Film",
    "NoSuchVideo",
    "Numbers",
    "PlayFacts",
    "Video",
    "VideoChanged",
    "VideoCommentRemoved",
    "VideoCommented",
    "VideoDeleted",
    "VideoForFollowers",
    "VideoPublished",
    "VideoRefused",
    "VideoSchema",
    "Videos",
    "Visibility",
    "judge_play",
    "router",
]
