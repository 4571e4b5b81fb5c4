"""What replays need of the media, as small as they need it."""

from collections.abc import AsyncIterator
from typing import Literal, Protocol


class Segment(Protocol):
    """Some 2 s of one rendition; `livehouse.media.packager.Segment` is one.

    Times are microseconds since 1970. `data` are fragments of one track whose own times are the same, in its units.
    `discontinuity` says that it does not go on where the one before it in its rendition ended, `independent` that it
    begins with a keyframe.
    """

    @property
    def rendition(self) -> str:
        """Its rendition's name."""

    @property
    def kind(self) -> Literal["video", "audio"]:
        """What it is of."""

    @property
    def start_us(self) -> int:
        """When it begins."""

    @property
    def duration_us(self) -> int:
        """How long it lasts."""

    @property
    def init(self) -> bytes:
        """What decoders need before it."""

    @property
    def data(self) -> bytes:
        """Its fragments."""

    @property
    def discontinuity(self) -> bool:
        """Whether something lies between it and the one before."""

    @property
    def independent(self) -> bool:
        """Whether it begins with a keyframe."""

    @property
    def width_px(self) -> int:
        """The picture's width; 0 for sound."""

    @property
    def height_px(self) -> int:
        """The picture's height; 0 for sound."""


class Segments(Protocol):
    """Where the segments of LIVEs come from; `livehouse.media.packager.Packager` is one."""

    def segments(self, room_id: str) -> AsyncIterator[Segment]:
        """The finished segments of a room from now on, all renditions mixed; ends when the room closes."""
