"""Parameter sets, bit by bit."""

import pytest

from livehouse.media.packager.bits import BitReader, OutOfBits


def test_emulation_prevention_is_taken_out() -> None:
    reader = BitReader(b"\x00\x00\x03\x01\xb4")
    assert (reader.bits(24), reader.flag(), reader.unsigned(), reader.signed()) == (1, True, 2, 1)


def test_nobody_reads_a_parameter_set_of_megabytes() -> None:
    reader = BitReader(bytes(2_000_000))
    reader.bits(32_768)
    with pytest.raises(OutOfBits):
        reader.bits(1)
