"""AMF0, the notation of RTMP's commands (Adobe, "Action Message Format -- AMF 0"). Pure; every size is bounded."""

import struct
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from livehouse.media.rtmp.errors import ProtocolError

Value: TypeAlias = "bool | float | str | list[Value] | dict[str, Value] | None"
Encodable: TypeAlias = "bool | float | str | Sequence[Encodable] | Mapping[str, Encodable] | None"

# What encoders send has three levels and some forty values.
DEPTH_MAX: Final = 16
VALUES_MAX: Final = 2_000

_NUMBER, _BOOLEAN, _STRING, _OBJECT = 0x00, 0x01, 0x02, 0x03
_NULL, _UNDEFINED, _ECMA_ARRAY, _OBJECT_END, _STRICT_ARRAY = 0x05, 0x06, 0x08, 0x09, 0x0A
_DATE, _LONG_STRING, _UNSUPPORTED, _XML, _TYPED_OBJECT = 0x0B, 0x0C, 0x0D, 0x0F, 0x10
_U16, _U32, _DOUBLE = struct.Struct(">H"), struct.Struct(">I"), struct.Struct(">d")


class AmfUnreadable(ProtocolError):
    """The bytes are not AMF0, or more of it than anybody needs."""


def decode(data: bytes) -> list[Value]:
    """The values that follow each other in `data`.

    Dates become milliseconds, XML becomes text, undefined becomes None, and bytes that are no UTF-8 are replaced.

    Raises:
        AmfUnreadable: truncated, nested deeper than 16, more than 2,000 values, or a type that no encoder sends
            (references, film clips, AMF3).
    """
    reader = _Reader(data)
    values = []
    while not reader.at_end:
        values.append(reader.value(0))
    return values


def encode(*values: Encodable) -> bytes:
    """The values in AMF0, one after the other; mappings become objects."""
    written = bytearray()
    for value in values:
        _write(written, value)
    return bytes(written)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._values_left = VALUES_MAX

    @property
    def at_end(self) -> bool:
        return self._at >= len(self._data)

    def value(self, depth: int) -> Value:
        if depth > DEPTH_MAX:
            raise AmfUnreadable(f"a value nested deeper than {DEPTH_MAX} levels")
        self._values_left -= 1
        if self._values_left < 0:
            raise AmfUnreadable(f"more than {VALUES_MAX} values in a message")
        kind = self._take(1)[0]
        if kind == _NUMBER:
            return self._number()
        if kind == _BOOLEAN:
            return self._take(1)[0] != 0
        if kind == _STRING:
            return self._text(self._u16())
        if kind in (_NULL, _UNDEFINED, _UNSUPPORTED):
            return None
        if kind in (_LONG_STRING, _XML):
            return self._text(self._u32())
        if kind == _DATE:
            milliseconds = self._number()
            self._take(2)
            return milliseconds
        return self._many(kind, depth)

    def _many(self, kind: int, depth: int) -> Value:
        if kind == _OBJECT:
            return self._members(depth)
        if kind == _ECMA_ARRAY:
            # The count is a hint; the members end by their own mark.
            self._u32()
            return self._members(depth)
        if kind == _TYPED_OBJECT:
            self._text(self._u16())
            return self._members(depth)
        if kind == _STRICT_ARRAY:
            # Each item takes a byte at least, so that a count of four billion ends with the message.
            return [self.value(depth + 1) for _ in range(self._u32())]
        raise AmfUnreadable(f"a value of type {kind}, which encoders have no use for")

    def _members(self, depth: int) -> dict[str, Value]:
        members: dict[str, Value] = {}
        while True:
            name = self._text(self._u16())
            if not name and self._data[self._at : self._at + 1] == bytes([_OBJECT_END]):
                self._at += 1
                return members
            members[name] = self.value(depth + 1)

    def _number(self) -> float:
        (number,) = _DOUBLE.unpack(self._take(8))
        return float(number)

    def _u16(self) -> int:
        return int.from_bytes(self._take(2), "big")

    def _u32(self) -> int:
        return int.from_bytes(self._take(4), "big")

    def _text(self, size: int) -> str:
        return self._take(size).decode("utf-8", errors="replace")

    def _take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._data):
            raise AmfUnreadable("a message that ends in the middle of a value")
        taken = self._data[self._at : end]
        self._at = end
        return taken


def _write(written: bytearray, value: Encodable) -> None:
    if value is None:
        written.append(_NULL)
    elif isinstance(value, bool):
        written += bytes([_BOOLEAN, value])
    elif isinstance(value, int | float):
        written.append(_NUMBER)
        written += _DOUBLE.pack(value)
    elif isinstance(value, str):
        text = value.encode()
        if len(text) < 1 << 16:
            written.append(_STRING)
            written += _U16.pack(len(text))
        else:
            written.append(_LONG_STRING)
            written += _U32.pack(len(text))
        written += text
    elif isinstance(value, Mapping):
        written.append(_OBJECT)
        for name, member in value.items():
            key = name.encode()
            written += _U16.pack(len(key)) + key
            _write(written, member)
        written += bytes([0, 0, _OBJECT_END])
    else:
        written.append(_STRICT_ARRAY)
        written += _U32.pack(len(value))
        for item in value:
            _write(written, item)
