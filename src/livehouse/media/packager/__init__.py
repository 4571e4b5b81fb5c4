"""From frames to files: HLS for those without WebTransport, segments for those who keep replays."""

from livehouse.media.packager.packager import Packager
from livehouse.media.packager.segment import Segment

__all__ = ["Packager", "Segment"]
