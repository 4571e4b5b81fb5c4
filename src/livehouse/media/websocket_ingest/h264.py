"""H.264 from the form that files have into the form that streams have (ISO/IEC 14496-15 to ITU-T H.264, annex B)."""

from typing import Final

from livehouse.media.websocket_ingest.samples import MediaRefused

START_CODE: Final = b"\0\0\0\1"
_SEQUENCE_PARAMETERS: Final = 7
_UNITS_MAX: Final = 2_000


class DecoderRecord:
    """An avcC box's content: how long lengths are, and the parameter sets."""

    def __init__(self, record: bytes) -> None:
        try:
            if record[0] != 1:
                raise MediaRefused("the picture's decoder record is of an unknown version")
            self.length_bytes = (record[4] & 0x03) + 1
            sets: list[bytes] = []
            at = 6
            for count in (record[5] & 0x1F, None):
                if count is None:
                    count, at = record[at], at + 1
                for _ in range(count):
                    size = int.from_bytes(record[at : at + 2])
                    unit = record[at + 2 : at + 2 + size]
                    if not size or len(unit) != size:
                        raise MediaRefused("the picture's decoder record is cut off")
                    sets.append(unit)
                    at += 2 + size
        except IndexError:
            raise MediaRefused("the picture's decoder record is cut off") from None
        self.parameter_sets = b"".join(START_CODE + unit for unit in sets)


def with_start_codes(frame: bytes, record: DecoderRecord, *, keyframe: bool) -> bytes:
    """A picture with start codes in place of lengths; a keyframe with the parameter sets before it, if it has none.

    Raises:
        MediaRefused: its lengths do not add up.
    """
    units: list[bytes] = []
    at = 0
    while at < len(frame):
        size = int.from_bytes(frame[at : at + record.length_bytes])
        at += record.length_bytes
        unit = frame[at : at + size]
        if not size or len(unit) != size or len(units) == _UNITS_MAX:
            raise MediaRefused("a picture is cut off")
        units.append(unit)
        at += size
    has_sets = any(unit[0] & 0x1F == _SEQUENCE_PARAMETERS for unit in units)
    picture = b"".join(START_CODE + unit for unit in units)
    return record.parameter_sets + picture if keyframe and not has_sets else picture
