"""Reads bit by bit, as parameter sets of H.264 and HEVC are written. Pure."""


class OutOfBits(Exception):
    """Something was to be read behind the end."""


# Parameter sets have some dozens. Each bit of more costs as much as all of it.
_UNIT_BYTES_MAX = 4_096


class BitReader:
    """Bits of a network abstraction layer unit, its emulation prevention taken out (ITU-T H.264, 7.4.1).

    Of a unit that is absurdly long only the beginning is there.
    """

    def __init__(self, unit: bytes) -> None:
        clean = unit[:_UNIT_BYTES_MAX].replace(b"\0\0\3", b"\0\0")
        self._value = int.from_bytes(clean, "big")
        self._left = len(clean) * 8

    def bits(self, count: int) -> int:
        """The next `count` bits as a number."""
        if count > self._left:
            raise OutOfBits
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def flag(self) -> bool:
        """The next bit."""
        return self.bits(1) == 1

    def unsigned(self) -> int:
        """An Exp-Golomb number (9.1)."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > 31:
                raise OutOfBits
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed(self) -> int:
        """A signed Exp-Golomb number (9.1.1)."""
        number = self.unsigned()
        return (number + 1) // 2 if number & 1 else -(number // 2)
