"""Sound made anew as Opus, for browsers that cannot take what the encoder sends. Only while somebody listens to it."""

import asyncio
import struct
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import structlog

from livehouse.media.moq_adapter import FrameUnusable, LocalTrack
from livehouse.media.rtmp.flv import AudioCodec

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

log = structlog.get_logger(__name__)

RATE_HZ: Final = 48_000
FRAME_SAMPLES: Final = 960
# What libopus looks ahead at 48 kHz.
PRE_SKIP_SAMPLES: Final = 312
LAYOUTS: Final = {1: "mono", 2: "stereo"}
BITS_PER_S: Final = {1: 64_000, 2: 128_000}
# Packets that wait for the encoder: two seconds. It is some 50 times faster than they come.
WAITING_MAX: Final = 100
# A packet that is due later than this after the one before it: something is missing in between.
APART_US: Final = 40_000
# After so many packets that nobody wanted, decoder and encoder are put away.
UNWANTED_PACKETS: Final = 250

_DECODERS: Final = {AudioCodec.AAC: "aac", AudioCodec.MP3: "mp3float"}


@dataclass(frozen=True, slots=True)
class SoundPacket:
    """Encoded sound and when it is to be heard."""

    data: bytes
    timestamp_us: int


class OpusMaker:
    """Turns packets of another codec into Opus, 20 ms each. Blocking: some 0.3 ms per packet.

    Args:
        record: the decoder's configuration, empty if it needs none.
        channels: 1 or 2; what has more is mixed down.
    """

    def __init__(self, codec: AudioCodec, record: bytes, channels: int) -> None:
        # Loaded when the first encoder is heard: 15 MB that a server without any can do without.
        import av
        from av.audio.codeccontext import AudioCodecContext

        self._av = av
        decoder = av.CodecContext.create(_DECODERS[codec], "r")
        assert isinstance(decoder, AudioCodecContext)  # noqa: S101  # the names above are audio decoders
        if record:
            decoder.extradata = record
        self._decoder = decoder
        self._channels = channels
        self._begin_us: int | None = None
        self._decoded_until_us = 0.0
        self._pieces = 0
        self._encoder = opus_encoder(channels)
        self._resampler = self._new_resampler()

    def make(self, packets: Sequence[SoundPacket]) -> list[SoundPacket]:
        """The Opus packets that can be made of these and what came before; what cannot be decoded is left out."""
        made: list[SoundPacket] = []
        for packet in packets:
            later_us = packet.timestamp_us - self._decoded_until_us
            if self._begin_us is None or later_us > APART_US:
                self._begin(packet.timestamp_us)
            elif later_us < -APART_US:
                # There is sound for that time already, and viewers have heard it.
                continue
            try:
                frames = self._decoder.decode(self._av.Packet(packet.data))
                for frame in frames:
                    self._decoded_until_us += frame.samples * 1_000_000 / frame.sample_rate
                    frame.pts = None
                    for piece in self._resampler.resample(frame):
                        made += self._encode(piece)
            except (self._av.FFmpegError, ValueError):
                continue
        return made

    def _begin(self, timestamp_us: int) -> None:
        """Count samples from here; what is left of the time before is let go of."""
        if self._begin_us is not None:
            self._resampler = self._new_resampler()
            self._encoder = opus_encoder(self._channels)
        self._begin_us, self._decoded_until_us, self._pieces = timestamp_us, float(timestamp_us), 0

    def _encode(self, piece: "AudioFrame") -> list[SoundPacket]:
        assert self._begin_us is not None  # noqa: S101  # the caller has begun
        piece.pts, piece.time_base = self._pieces * FRAME_SAMPLES, Fraction(1, RATE_HZ)
        self._pieces += 1
        made = []
        for packet in self._encoder.encode(piece):
            # The encoder looks ahead, and says so by a first packet that lies before the beginning.
            late_us = (packet.pts or 0) * 1_000_000 // RATE_HZ
            made.append(SoundPacket(bytes(packet), max(self._begin_us + late_us, 0)))
        return made

    def _new_resampler(self) -> "AudioResampler":
        return self._av.AudioResampler("flt", LAYOUTS[self._channels], RATE_HZ, FRAME_SAMPLES)


def opus_encoder(channels: int) -> "AudioCodecContext":
    """An encoder of sound for people, 48 kHz; its `extradata` is the OpusHead."""
    import av
    from av.audio.codeccontext import AudioCodecContext

    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, AudioCodecContext)  # noqa: S101  # it is one
    encoder.sample_rate, encoder.layout, encoder.format = RATE_HZ, LAYOUTS[channels], "flt"
    encoder.bit_rate = BITS_PER_S[channels]
    encoder.open()
    return encoder


def opus_head(channels: int) -> bytes:
    """The identification header (RFC 7845, section 5.1) of what `OpusMaker` makes, without making anything."""
    return b"OpusHead" + struct.pack("<BBHIhB", 1, channels, PRE_SKIP_SAMPLES, RATE_HZ, 0, 0)


class OpusRendition:
    """A second track for a sound, filled while somebody is subscribed to it.

    Args:
        track: where the Opus goes.
        workers: where it is made; the loop must not wait for it.
    """

    def __init__(self, codec: AudioCodec, record: bytes, channels: int, track: LocalTrack, workers: Executor) -> None:
        self._codec = codec
        self._record = record
        self._channels = channels
        self._track = track
        self._workers = workers
        self._maker: OpusMaker | None = None
        self._waiting: deque[SoundPacket] = deque(maxlen=WAITING_MAX)
        self._something = asyncio.Event()
        self._unwanted = UNWANTED_PACKETS
        self._finished = False

    def offer(self, packet: SoundPacket) -> None:
        """Make Opus of this packet soon, if anybody wants it; when too many wait, the oldest are left out."""
        if self._finished:
            return
        if self._track.is_wanted():
            self._unwanted = 0
        elif self._unwanted >= UNWANTED_PACKETS:
            self._maker = None
            return
        else:
            self._unwanted += 1
        self._waiting.append(packet)
        self._something.set()

    def finish(self) -> None:
        """Make no more, and end the track."""
        self._finished = True
        self._something.set()
        self._track.finish()

    async def run(self) -> None:
        """Make what is offered, until `finish`."""
        loop = asyncio.get_running_loop()
        while not self._finished:
            await self._something.wait()
            self._something.clear()
            if self._finished or not self._waiting:
                continue
            batch = list(self._waiting)
            self._waiting.clear()
            try:
                made = await loop.run_in_executor(self._workers, self._make, batch)
            except (OSError, ValueError, RuntimeError) as error:
                log.warning("sound cannot be made anew as Opus", codec=self._codec.name, reason=str(error))
                self.finish()
                return
            for packet in made:
                # One that the library does not take, or that comes after the end, is no reason for silence for ever.
                with suppress(FrameUnusable):
                    self._track.write(packet.data, packet.timestamp_us)

    def _make(self, batch: Sequence[SoundPacket]) -> list[SoundPacket]:
        maker = self._maker
        if maker is None:
            maker = self._maker = OpusMaker(self._codec, self._record, self._channels)
        return maker.make(batch)
