"""How long a packet of sound lasts, read from the packet or from what the encoder said before. Pure."""

from dataclasses import dataclass
from typing import Final

from livehouse.media.rtmp.errors import ProtocolError

# ISO/IEC 14496-3, table 1.18.
_AAC_RATES_HZ: Final = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_AAC_RATE_SPELT_OUT: Final = 15
_AAC_ESCAPE: Final = 31
_AAC_ELD: Final = 39
_AAC_LD: Final = 23
_SBR, _PS = 5, 29
# RFC 6716, table 2: of the configuration's last two bits, and by its kind.
_SILK_US: Final = (10_000, 20_000, 40_000, 60_000)
_HYBRID_US: Final = (10_000, 20_000)
_CELT_US: Final = (2_500, 5_000, 10_000, 20_000)
_OPUS_PACKET_US_MAX: Final = 120_000
_MP3_RATES_HZ: Final = (44100, 48000, 32000)
_MP3_LAYER_3: Final = 1


@dataclass(frozen=True, slots=True)
class AacShape:
    """What an AudioSpecificConfig says: how long a packet lasts, and for how many loudspeakers it is.

    `channels` is 0 when the configuration leaves that to the packets.
    """

    packet_us: float
    channels: int


def aac_shape(configuration: bytes) -> AacShape:
    """What a packet is like by its AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).

    Raises:
        ProtocolError: truncated, or a sample rate that does not exist.
    """
    bits = _Bits(configuration)
    kind = _aac_object_type(bits)
    rate_hz = _aac_rate(bits)
    channels = bits.take(4)
    if kind in (_SBR, _PS):
        # The rate that was read is the core's, and so is the packet's length.
        _aac_rate(bits)
        kind = _aac_object_type(bits)
    is_short = bits.left > 0 and bits.take(1) == 1
    samples = 512 if kind in (_AAC_LD, _AAC_ELD) else 1024
    # The shorter frame of each kind is 15/16 of it.
    return AacShape((samples - samples // 16 if is_short else samples) * 1_000_000 / rate_hz, channels)


def opus_packet_us(packet: bytes) -> float:
    """How long an Opus packet lasts (RFC 6716, section 3.1), in microseconds.

    Raises:
        ProtocolError: truncated, or longer than a packet can be.
    """
    if not packet:
        raise ProtocolError("an empty packet of sound")
    configuration, arrangement = packet[0] >> 3, packet[0] & 3
    if configuration < 12:
        frame_us = _SILK_US[configuration % 4]
    elif configuration < 16:
        frame_us = _HYBRID_US[configuration % 2]
    else:
        frame_us = _CELT_US[configuration % 4]
    frames = (1, 2, 2, packet[1] & 0x3F if len(packet) > 1 else 0)[arrangement]
    if not 0 < frames * frame_us <= _OPUS_PACKET_US_MAX:
        raise ProtocolError("a packet of sound that lasts impossibly long")
    return float(frames * frame_us)


def mp3_packet_us(packet: bytes) -> float:
    """How long an MP3 frame lasts by its header (ISO/IEC 11172-3, 2.4.1.3), in microseconds.

    Raises:
        ProtocolError: it does not begin with a header of layer III.
    """
    if len(packet) < 4 or packet[0] != 0xFF or packet[1] & 0xE0 != 0xE0 or packet[1] >> 1 & 3 != _MP3_LAYER_3:
        raise ProtocolError("a packet of sound that is not MP3, as it claims")
    version, rate = packet[1] >> 3 & 3, packet[2] >> 2 & 3
    if version == 1 or rate == 3:
        raise ProtocolError("a packet of sound that is not MP3, as it claims")
    is_first = version == 3
    rate_hz = _MP3_RATES_HZ[rate] / (1 if is_first else 2 if version == 2 else 4)
    return (1152 if is_first else 576) * 1_000_000 / rate_hz


def _aac_object_type(bits: "_Bits") -> int:
    kind = bits.take(5)
    return 32 + bits.take(6) if kind == _AAC_ESCAPE else kind


def _aac_rate(bits: "_Bits") -> int:
    index = bits.take(4)
    rate_hz = bits.take(24) if index == _AAC_RATE_SPELT_OUT else _AAC_RATES_HZ[index] if index < 13 else 0
    if not 7_000 <= rate_hz <= 96_000:
        raise ProtocolError("sound with a sample rate that does not exist")
    return rate_hz


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data[:32], "big")
        self.left = len(data[:32]) * 8

    def take(self, count: int) -> int:
        if count > self.left:
            raise ProtocolError("a decoder configuration that is cut short")
        self.left -= count
        return self._value >> self.left & (1 << count) - 1
