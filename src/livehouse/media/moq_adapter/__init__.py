"""The only package that knows the MoQ library: its names change every month, ours do not.

The library's work (QUIC, fan-out, caching) runs on threads of its own, outside the interpreter's lock; each call that
waits costs about 0.4 ms of ours, which is why nothing here is called per frame and viewer.
"""

from livehouse.media.moq_adapter.catalog import (
    AudioRendition,
    Catalog,
    VideoRendition,
)
from livehouse.media.moq_adapter.receiving import (
    Broadcast,
    EncodedFrame,
    GroupReader,
    TrackEnded,
)
from livehouse.media.moq_adapter.sending import (
    Fourcc,
    FrameUnusable,
    LocalBroadcast,
    LocalTrack,
    VideoCodec,
)
from livehouse.media.moq_adapter.sessions import (
    REFUSED_BUSY,
    REFUSED_FORBIDDEN,
    REFUSED_NO_ROOM,
    REFUSED_NO_TOKEN,
    Announcement,
    Listener,
    ListenFailed,
    Origin,
    OutgoingSession,
    RelayUnreachable,
    Request,
    Session,
    serves_certificate,
)

__all__ = [
    "REFUSED_BUSY",
    "REFUSED_FORBIDDEN",
    "REFUSED_NO_ROOM",
    "REFUSED_NO_TOKEN",
    "Announcement",
    "AudioRendition",
    "Broadcast",
    "Catalog",
    "EncodedFrame",
    "Fourcc",
    "FrameUnusable",
    "GroupReader",
    "ListenFailed",
    "Listener",
    "LocalBroadcast",
    "LocalTrack",
    "Origin",
    "OutgoingSession",
    "RelayUnreachable",
    "Request",
    "Session",
    "TrackEnded",
    "VideoCodec",
    "VideoRendition",
    "serves_certificate",
]
