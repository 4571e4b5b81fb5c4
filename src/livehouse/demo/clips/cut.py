"""A part of a clip as a film that one could upload: its frames and packets as they are, in a Matroska file.

Nothing is encoded, so it takes some milliseconds. Elements and their numbers are those of RFC 9559 (Matroska) in the
binary form of RFC 8794 (EBML).
"""

import struct
from collections.abc import Iterator
from typing import Final

from livehouse.demo.clips import PACKET_US, Clip

_EBML: Final = 0x1A45DFA3
_DOC_TYPE: Final = 0x4282
_DOC_TYPE_VERSION: Final = 0x4287
_DOC_TYPE_READ_VERSION: Final = 0x4285
_SEGMENT: Final = 0x18538067
_INFO: Final = 0x1549A966
_TIMESTAMP_SCALE: Final = 0x2AD7B1
_MUXING_APP: Final = 0x4D80
_WRITING_APP: Final = 0x5741
_TRACKS: Final = 0x1654AE6B
_TRACK_ENTRY: Final = 0xAE
_TRACK_NUMBER: Final = 0xD7
_TRACK_UID: Final = 0x73C5
_TRACK_TYPE: Final = 0x83
_CODEC_ID: Final = 0x86
_CODEC_PRIVATE: Final = 0x63A2
_VIDEO: Final = 0xE0
_PIXEL_WIDTH: Final = 0xB0
_PIXEL_HEIGHT: Final = 0xBA
_AUDIO: Final = 0xE1
_SAMPLING_FREQUENCY: Final = 0xB5
_CHANNELS: Final = 0x9F
_CLUSTER: Final = 0x1F43B675
_TIMESTAMP: Final = 0xE7
_SIMPLE_BLOCK: Final = 0xA3
_KEYFRAME: Final = 0x80

_PICTURES: Final = 1
_SOUND: Final = 2
_MS_IN_NS: Final = 1_000_000


def cut_film(clip: Clip, begin_s: int, end_s: int) -> bytes:
    """The clip from one whole second to another: each of them begins with a keyframe."""
    head = _element(
        _EBML,
        _text(_DOC_TYPE, "matroska") + _number(_DOC_TYPE_VERSION, 4) + _number(_DOC_TYPE_READ_VERSION, 2),
    )
    info = _element(
        _INFO,
        _number(_TIMESTAMP_SCALE, _MS_IN_NS) + _text(_MUXING_APP, "livehouse") + _text(_WRITING_APP, "livehouse"),
    )
    pictures = _element(_VIDEO, _number(_PIXEL_WIDTH, clip.width_px) + _number(_PIXEL_HEIGHT, clip.height_px))
    sound = _element(_AUDIO, _element(_SAMPLING_FREQUENCY, struct.pack(">d", 48_000.0)) + _number(_CHANNELS, 2))
    tracks = _element(
        _TRACKS,
        _track(_PICTURES, "V_MPEG4/ISO/AVC", clip.decoder_record, pictures)
        + _track(_SOUND, "A_OPUS", clip.opus_header, sound),
    )
    clusters = b"".join(_cluster(clip, begin_s, second) for second in range(begin_s, end_s))
    return head + _element(_SEGMENT, info + tracks + clusters)


def _track(number: int, codec: str, private: bytes, shape: bytes) -> bytes:
    return _element(
        _TRACK_ENTRY,
        _number(_TRACK_NUMBER, number)
        + _number(_TRACK_UID, number)
        # 1 is video, 2 is audio: the numbers that the tracks have here.
        + _number(_TRACK_TYPE, number)
        + _text(_CODEC_ID, codec)
        + _element(_CODEC_PRIVATE, private)
        + shape,
    )


def _cluster(clip: Clip, begin_s: int, second: int) -> bytes:
    blocks = sorted([*_pictures(clip, second), *_sounds(clip, second)])
    return _element(
        _CLUSTER,
        _number(_TIMESTAMP, (second - begin_s) * 1_000)
        + b"".join(
            _element(_SIMPLE_BLOCK, bytes([0x80 | track]) + struct.pack(">hB", at_ms, flags) + data)
            for at_ms, track, flags, data in blocks
        ),
    )


def _pictures(clip: Clip, second: int) -> Iterator[tuple[int, int, int, bytes]]:
    for number in range(clip.fps):
        data = clip.frames[second * clip.fps + number]
        yield round(number * 1_000 / clip.fps), _PICTURES, _KEYFRAME if number == 0 else 0, data


def _sounds(clip: Clip, second: int) -> Iterator[tuple[int, int, int, bytes]]:
    per_s = 1_000_000 // PACKET_US
    for number in range(per_s):
        yield number * 1_000 // per_s, _SOUND, _KEYFRAME, clip.packets[second * per_s + number]


def _element(element_id: int, body: bytes) -> bytes:
    # A size of eight bytes always: it is a film for one upload, not for an archive.
    return element_id.to_bytes((element_id.bit_length() + 7) // 8) + (len(body) | 1 << 56).to_bytes(8) + body


def _number(element_id: int, value: int) -> bytes:
    return _element(element_id, value.to_bytes(8))


def _text(element_id: int, value: str) -> bytes:
    return _element(element_id, value.encode())
