"""What a broadcast offers: its renditions, and what each needs to be decoded."""

from dataclasses import dataclass

import moq


@dataclass(frozen=True, slots=True)
class VideoRendition:
    """One encoding of the picture. `codec` is an RFC 6381 string; `description` its decoder record, if out of band."""

    track: str
    codec: str
    description: bytes | None
    width_px: int | None
    height_px: int | None
    container: moq.Container
    bitrate: int | None = None
    fps: float | None = None

    @property
    def pixels(self) -> int:
        """How many pixels a frame has; 0 if the publisher does not say."""
        return (self.width_px or 0) * (self.height_px or 0)

    @property
    def decoding(self) -> tuple[object, ...]:
        """What decoders care for; publishers correct the rest (bitrate, frame rate) while they go on."""
        return (self.track, self.codec, self.description, self.width_px, self.height_px)


@dataclass(frozen=True, slots=True)
class AudioRendition:
    """One encoding of the sound. `description` is its decoder record (AAC's AudioSpecificConfig), if out of band."""

    track: str
    codec: str
    description: bytes | None
    sample_rate_hz: int
    channels: int
    container: moq.Container
    bitrate: int | None = None

    @property
    def decoding(self) -> tuple[object, ...]:
        """What decoders care for; publishers correct the rest while they go on."""
        return (self.track, self.codec, self.description, self.sample_rate_hz, self.channels)


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a broadcast offers at present."""

    video: tuple[VideoRendition, ...]
    audio: tuple[str, ...]
    sounds: tuple[AudioRendition, ...] = ()


def read_catalog(catalog: moq.Catalog) -> Catalog:
    """The library's catalog as ours."""
    # The library has them in another order each time.
    return Catalog(
        video=tuple(
            VideoRendition(
                track=name,
                codec=video.codec,
                description=None if video.description is None else bytes(video.description),
                width_px=None if video.coded is None else video.coded.width,
                height_px=None if video.coded is None else video.coded.height,
                container=video.container,
                bitrate=video.bitrate,
                fps=video.framerate,
            )
            for name, video in sorted(catalog.video.items())
        ),
        audio=tuple(sorted(catalog.audio)),
        sounds=tuple(
            AudioRendition(
                track=name,
                codec=audio.codec,
                description=None if audio.description is None else bytes(audio.description),
                sample_rate_hz=audio.sample_rate,
                channels=audio.channel_count,
                container=audio.container,
                bitrate=audio.bitrate,
            )
            for name, audio in sorted(catalog.audio.items())
        ),
    )
