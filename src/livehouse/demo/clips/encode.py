"""Pictures to H.264 and sound to Opus, in the shape in which the relay passes them on."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.codec.context import CodecContext
from av.video.codeccontext import VideoCodecContext

from livehouse.demo.clips.paint import HEIGHT_PX, WIDTH_PX, Frame
from livehouse.demo.clips.synth import RATE_HZ, Sound

# RFC 6716: 20 ms at 48 kHz, what WebCodecs sends too.
OPUS_SAMPLES: Final = 960
OPUS_BITRATE: Final = 112_000
# RFC 7845, section 5.1: version 1, two channels, 312 samples of encoder delay, 48 kHz, no gain, mapping family 0.
OPUS_HEADER: Final = b"OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x00\x00"

# NAL unit types of H.264, table 7-1.
_SPS: Final = 7
_PPS: Final = 8
_SLICES: Final = (1, 5)


def encode_pictures(frames: Iterable[Frame], *, fps: int) -> tuple[bytes, list[bytes]]:
    """One closed group of pictures, which begins with a keyframe and has no other.

    Returns:
        The decoder record (avcC, ISO/IEC 14496-15, section 5.3.3.1), and the frames with 4-byte length prefixes.
        Groups that were encoded apart have the same record, so they can follow each other.
    """
    encoder = CodecContext.create("libx264", "w")
    assert isinstance(encoder, VideoCodecContext)  # noqa: S101  # libx264 encodes pictures
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
    encoder.framerate = Fraction(fps)
    encoder.gop_size = 100 * fps
    encoder.thread_count = 1
    encoder.options = {
        # Main profile without B-frames: every phone decodes it in hardware, and no frame waits for a later one.
        "profile": "main",
        "preset": "veryfast",
        "crf": "25",
        "maxrate": "2500k",
        "bufsize": "2500k",
        # Grain in the dark is what keeps gradients smooth; the third mode spends bits there.
        "x264-params": "bframes=0:aq-mode=3:scenecut=0:repeat-headers=1:annexb=1:sliced-threads=0",
    }
    packets: list[bytes] = []
    for frame in frames:
        picture = av.VideoFrame.from_ndarray(frame, format="rgb24").reformat(format="yuv420p")
        packets += [bytes(packet) for packet in encoder.encode(picture)]
    packets += [bytes(packet) for packet in encoder.encode(None)]
    units = [list(split_units(packet)) for packet in packets]
    record = decoder_record(units[0])
    return record, [with_lengths(group) for group in units]


def encode_sound(samples: Sound) -> list[bytes]:
    """The Opus packets of a stereo loop, 20 ms each.

    The loop is encoded twice and the second time kept, so that its first packet follows on its last.
    """
    if samples.shape[1] % OPUS_SAMPLES:
        raise ValueError("a loop of sound has to be whole packets long")
    encoder = CodecContext.create("libopus", "w")
    assert isinstance(encoder, AudioCodecContext)  # noqa: S101  # libopus encodes sound
    encoder.rate = RATE_HZ
    encoder.layout = "stereo"
    encoder.format = "flt"
    encoder.bit_rate = OPUS_BITRATE
    # Packets of one size: the publisher's catalog names the measured bitrate, and each time it changes every player
    # starts its decoder anew, which one hears.
    encoder.options = {"frame_duration": "20", "application": "audio", "vbr": "off"}
    packets: list[bytes] = []
    interleaved = np.ascontiguousarray(np.concatenate([samples, samples], axis=1).T, np.float32)
    for number, start in enumerate(range(0, interleaved.shape[0], OPUS_SAMPLES)):
        part = av.AudioFrame.from_ndarray(
            interleaved[start : start + OPUS_SAMPLES].reshape(1, -1), format="flt", layout="stereo"
        )
        part.rate = RATE_HZ
        part.pts = number * OPUS_SAMPLES
        packets += [bytes(packet) for packet in encoder.encode(part)]
    packets += [bytes(packet) for packet in encoder.encode(None)]
    wanted = samples.shape[1] // OPUS_SAMPLES
    return packets[wanted : 2 * wanted]


def split_units(stream: bytes) -> Iterator[bytes]:
    """The NAL units of a byte stream with start codes (H.264, annex B)."""
    at = stream.find(b"\x00\x00\x01")
    while at >= 0:
        begin = at + 3
        at = stream.find(b"\x00\x00\x01", begin)
        unit = stream[begin:] if at < 0 else stream[begin:at]
        # A start code may be four bytes long, and zeros may trail: a unit itself never ends in one.
        yield unit.rstrip(b"\x00")


def decoder_record(units: Iterable[bytes]) -> bytes:
    """The avcC record of the parameter sets among `units`.

    Raises:
        ValueError: there are none.
    """
    sets = {unit[0] & 0x1F: unit for unit in units if unit[0] & 0x1F in (_SPS, _PPS)}
    if len(sets) != 2:
        raise ValueError("the first frame carries no parameter sets")
    sps, pps = sets[_SPS], sets[_PPS]
    head = bytes([1, sps[1], sps[2], sps[3], 0xFC | 3, 0xE0 | 1])
    return head + len(sps).to_bytes(2) + sps + b"\x01" + len(pps).to_bytes(2) + pps


def with_lengths(units: Iterable[bytes]) -> bytes:
    """The slices among `units`, each behind its length; parameter sets and comments are left out."""
    return b"".join(len(unit).to_bytes(4) + unit for unit in units if unit[0] & 0x1F in _SLICES)
