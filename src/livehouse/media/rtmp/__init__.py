"""How encoders (OBS, ffmpeg, hardware) push pictures and sound: RTMP, plain and enhanced."""

from livehouse.media.rtmp.metrics import RtmpMetrics
from livehouse.media.rtmp.port import Encoders, Ending, Publication, Upload
from livehouse.media.rtmp.server import RtmpServer, RtmpSettings, RtmpUnavailable

__all__ = [
    "Encoders",
    "Ending",
    "Publication",
    "RtmpMetrics",
    "RtmpServer",
    "RtmpSettings",
    "RtmpUnavailable",
    "Upload",
]
