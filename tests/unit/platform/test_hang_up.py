import os
import pty

import pytest

from livehouse.platform.hang_up import HangUp


class Heard:
    def __init__(self, descriptor: int) -> None:
        self.what: list[str] = []
        self.hang_up = HangUp(
            gone=lambda: self.what.append("gone"), again=lambda: self.what.append("again"), descriptor=descriptor
        )


def test_without_a_terminal_it_asks_to_read_again() -> None:
    reading, writing = os.pipe()
    heard = Heard(reading)
    os.close(writing)
    heard.hang_up()
    os.close(reading)
    heard.hang_up()
    assert heard.what == ["again", "again"]


def test_in_a_terminal_it_asks_to_read_again_until_the_terminal_is_closed() -> None:
    ours, theirs = pty.openpty()
    heard = Heard(theirs)
    heard.hang_up()
    os.close(ours)
    heard.hang_up()
    os.close(theirs)
    assert heard.what == ["again", "gone"]


@pytest.mark.parametrize("descriptor", [-1, 10_000])
def test_a_server_without_any_input_has_no_terminal(descriptor: int) -> None:
    heard = Heard(descriptor)
    heard.hang_up()
    assert heard.what == ["again"]
