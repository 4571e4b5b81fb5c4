"""Sound as every player takes it: AAC. What comes as AAC goes through as it is, Opus is decoded and encoded once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Protocol

from livehouse.media.moq_adapter import AudioRendition
from livehouse.media.packager.boxes import Sample, audio_entry, esds
from livehouse.media.packager.pictures import CannotCarry

if TYPE_CHECKING:
    # Loaded when the first sound is encoded: 15 MB that a server without LIVEs can do without.
    import av

RATE_HZ: Final = 48_000
CHANNELS: Final = 2
AAC_CODECS: Final = "mp4a.40.2"
BITRATE: Final = 128_000
# Samples in one access unit.
UNIT_SAMPLES: Final = 1_024
# Timestamps may waver by this much before silence is put in or sound left out to follow them.
WAVER_US: Final = 60_000
# Sound that is missing for longer is not replaced by silence at once; somebody has to say until when.
SILENCE_US_MAX: Final = 10_000_000
_RATES_HZ: Final = (
    96_000,
    88_200,
    64_000,
    48_000,
    44_100,
    32_000,
    24_000,
    22_050,
    16_000,
    12_000,
    11_025,
    8_000,
    7_350,
)


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """What decoders need to know before the first sample."""

    codecs: str
    entry: bytes
    timescale: int


class Sound(Protocol):
    """Makes samples of packets. Times are in microseconds; those of samples in units of `format.timescale`."""

    format: SoundFormat

    @property
    def until_us(self) -> int | None:
        """Up to where there are samples; None before the first."""

    def feed(self, payload: bytes, time_us: int) -> list[Sample]:
        """The samples that a packet completes. What is damaged is left out."""

    def fill(self, from_us: int, until_us: int) -> list[Sample]:
        """Silence up to `until_us`, from where the sound ended, or from `from_us` if there was none yet."""


def carries_sound(rendition: AudioRendition) -> bool:
    """Whether HLS can have the sound of a rendition, as it is or encoded anew."""
    codec = rendition.codec.lower()
    return codec == "opus" or _is_plain_aac(rendition)


def _is_plain_aac(rendition: AudioRendition) -> bool:
    return rendition.codec.lower().startswith("mp4a.40") and bool(rendition.description)


def sound_codecs(rendition: AudioRendition) -> str:
    """What the sound of a rendition will be called in playlists."""
    return rendition.codec.lower() if _is_plain_aac(rendition) else AAC_CODECS


def choose_sound(renditions: Sequence[AudioRendition]) -> AudioRendition | None:
    """The one that costs the least to carry; None if there is none that can be."""
    carried = [rendition for rendition in renditions if carries_sound(rendition)]
    return min(carried, key=lambda rendition: not _is_plain_aac(rendition), default=None)


def open_sound(rendition: AudioRendition) -> Sound:
    """What makes samples of a rendition's packets.

    Raises:
        CannotCarry: its codec is none of Opus and AAC.
    """
    codec = rendition.codec.lower()
    if codec == "opus":
        return _Encoded(rendition.channels)
    if _is_plain_aac(rendition):
        return _PassedThrough(rendition)
    raise CannotCarry(f"the sound is sent as {rendition.codec[:20] or 'nothing known'}, which HLS cannot carry")


class _Encoded:
    """Opus, decoded and encoded as AAC; always stereo at 48 kHz, so that a change of microphones changes nothing."""

    def __init__(self, channels: int) -> None:
        import av

        self._av = av
        decoder = av.CodecContext.create("opus", "r")
        assert isinstance(decoder, av.AudioCodecContext)  # noqa: S101  # it is one
        decoder.sample_rate = RATE_HZ
        decoder.layout = "mono" if channels == 1 else "stereo"
        self._decoder = decoder
        self._resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE_HZ)
        encoder = av.CodecContext.create("aac", "w")
        assert isinstance(encoder, av.AudioCodecContext)  # noqa: S101  # it is one
        encoder.sample_rate, encoder.layout, encoder.format = RATE_HZ, "stereo", "fltp"
        encoder.bit_rate, encoder.time_base = BITRATE, Fraction(1, RATE_HZ)
        # Half the processor time of the other one; at this bitrate nobody hears which it was.
        encoder.options = {"aac_coder": "fast"}
        encoder.open()
        self._encoder = encoder
        self._fifo = av.AudioFifo()
        # Samples since 1970 of what goes into the encoder next; None before the first.
        self._next: int | None = None
        self._done: int | None = None
        configuration = bytes(encoder.extradata or b"\x11\x90")
        entry = audio_entry(b"mp4a", CHANNELS, RATE_HZ, esds(configuration, BITRATE))
        self.format = SoundFormat(AAC_CODECS, entry, RATE_HZ)

    @property
    def until_us(self) -> int | None:
        return None if self._done is None else self._done * 1_000_000 // RATE_HZ

    def feed(self, payload: bytes, time_us: int) -> list[Sample]:
        try:
            decoded = self._decoder.decode(self._av.Packet(payload))
            frames = [made for frame in decoded for made in self._resampler.resample(_without_time(frame))]
        except self._av.FFmpegError:
            return []
        samples: list[Sample] = []
        at = time_us * RATE_HZ // 1_000_000
        for frame in frames:
            samples += self._put(frame, at)
            at += frame.samples
        return samples

    def fill(self, from_us: int, until_us: int) -> list[Sample]:
        if self._next is None:
            self._next = from_us * RATE_HZ // 1_000_000
        until = until_us * RATE_HZ // 1_000_000
        samples: list[Sample] = []
        while self._next + UNIT_SAMPLES <= until:
            samples += self._encode_in(self._silence(UNIT_SAMPLES))
        return samples

    def _put(self, frame: "av.AudioFrame", at: int) -> list[Sample]:
        """Encode what was decoded, at its place: behind a gap, or not at all if something is there already."""
        if self._next is None:
            self._next = at
        samples: list[Sample] = []
        off = at - self._next
        waver = WAVER_US * RATE_HZ // 1_000_000
        if off < -waver:
            return []
        if off > waver:
            for _ in range(min(off, SILENCE_US_MAX * RATE_HZ // 1_000_000) // UNIT_SAMPLES):
                samples += self._encode_in(self._silence(UNIT_SAMPLES))
        return samples + self._encode_in(frame)

    def _encode_in(self, frame: "av.AudioFrame") -> list[Sample]:
        assert self._next is not None  # noqa: S101  # whoever calls has set it
        self._next += frame.samples
        self._fifo.write(frame)
        samples = []
        while (unit := self._fifo.read(UNIT_SAMPLES)) is not None:
            begin = self._next - self._fifo.samples - UNIT_SAMPLES
            unit.pts, unit.sample_rate, unit.time_base = begin, RATE_HZ, Fraction(1, RATE_HZ)
            for packet in self._encoder.encode(unit):
                assert packet.pts is not None  # noqa: S101  # the encoder gives what it was given
                self._done = packet.pts + UNIT_SAMPLES
                samples.append(Sample(bytes(packet), packet.pts, UNIT_SAMPLES, 0, True))
        return samples

    def _silence(self, count: int) -> "av.AudioFrame":
        frame = self._av.AudioFrame(format="fltp", layout="stereo", samples=count)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate = RATE_HZ
        return frame


def _without_time(frame: "av.AudioFrame") -> "av.AudioFrame":
    # The resampler and the queue would want them without gaps; where sound belongs is counted here.
    frame.pts = None
    return frame


class _PassedThrough:
    """AAC as it comes."""

    def __init__(self, rendition: AudioRendition) -> None:
        configuration = rendition.description or b""
        rate_hz = _core_rate_hz(configuration) or rendition.sample_rate_hz
        entry = audio_entry(b"mp4a", rendition.channels, rate_hz, esds(configuration, rendition.bitrate or BITRATE))
        self.format = SoundFormat(rendition.codec.lower(), entry, rate_hz)
        self._rate_hz = rate_hz
        self._channels = min(max(rendition.channels, 1), 2)
        self._next: int | None = None
        self._silent_unit: bytes | None = None

    @property
    def until_us(self) -> int | None:
        return None if self._next is None else self._next * 1_000_000 // self._rate_hz

    def feed(self, payload: bytes, time_us: int) -> list[Sample]:
        at = time_us * self._rate_hz // 1_000_000
        if self._next is None:
            self._next = at
        samples: list[Sample] = []
        waver = WAVER_US * self._rate_hz // 1_000_000
        off = at - self._next
        if off < -waver:
            return []
        if off > waver:
            count = min(off, SILENCE_US_MAX * self._rate_hz // 1_000_000) // UNIT_SAMPLES
            samples += [self._make(self._silence()) for _ in range(count)]
        return [*samples, self._make(payload)]

    def fill(self, from_us: int, until_us: int) -> list[Sample]:
        if self._next is None:
            self._next = from_us * self._rate_hz // 1_000_000
        until = until_us * self._rate_hz // 1_000_000
        return [self._make(self._silence()) for _ in range(max(until - self._next, 0) // UNIT_SAMPLES)]

    def _make(self, unit: bytes) -> Sample:
        assert self._next is not None  # noqa: S101  # whoever calls has set it
        sample = Sample(unit, self._next, UNIT_SAMPLES, 0, True)
        self._next += UNIT_SAMPLES
        return sample

    def _silence(self) -> bytes:
        if self._silent_unit is None:
            self._silent_unit = _silent_unit(self._rate_hz, self._channels)
        return self._silent_unit


def _silent_unit(rate_hz: int, channels: int) -> bytes:
    """One AAC access unit in which nothing is heard."""
    import av

    encoder = av.CodecContext.create("aac", "w")
    assert isinstance(encoder, av.AudioCodecContext)  # noqa: S101  # it is one
    layout = "mono" if channels == 1 else "stereo"
    encoder.sample_rate, encoder.layout, encoder.format = rate_hz, layout, "fltp"
    encoder.time_base = Fraction(1, rate_hz)
    encoder.open()

    def units() -> Iterator[bytes]:
        for number in range(4):
            frame = av.AudioFrame(format="fltp", layout=layout, samples=UNIT_SAMPLES)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.sample_rate, frame.pts = rate_hz, number * UNIT_SAMPLES
            yield from map(bytes, encoder.encode(frame))

    return list(units())[-1]


def _core_rate_hz(configuration: bytes) -> int | None:
    """The sample rate in an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1), before any spectral band replication."""
    bits = int.from_bytes(configuration[:8].ljust(8, b"\0"), "big")
    left = 64 - 5
    if bits >> left & 0x1F == 31:
        left -= 6
    left -= 4
    index = bits >> left & 0xF
    if index == 15:
        explicit: int = bits >> (left - 24) & 0xFFFFFF
        return explicit or None
    return _RATES_HZ[index] if index < len(_RATES_HZ) else None
