"""Libraries that are loaded when they are first used."""

import subprocess
import sys

import pytest

from livehouse.kernel.later import load, loaded_later

FIRST_USE = """
import sys
from livehouse.kernel.later import loaded_later
colours = loaded_later("colorsys")
before = "colorsys" in sys.modules
red = colours.rgb_to_hsv(1.0, 0.0, 0.0)
import colorsys
print(before, red, colours.rgb_to_hsv is colorsys.rgb_to_hsv)
"""


def test_a_library_is_loaded_with_its_first_use() -> None:
    ended = subprocess.run([sys.executable, "-c", FIRST_USE], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout == "False (0.0, 1.0, 1.0) True\n"


def test_what_is_not_there_is_said_as_always() -> None:
    with pytest.raises(AttributeError, match="no_such_colour"):
        _ = loaded_later("colorsys").no_such_colour
    with pytest.raises(ModuleNotFoundError):
        _ = loaded_later("no_such_library").anything


async def test_a_thread_can_load_it_first() -> None:
    await load("colorsys")
    assert "colorsys" in sys.modules
