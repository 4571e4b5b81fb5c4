"""SIGHUP means two things: the terminal of a server is gone, or what it has read is to be read again."""

import os
from collections.abc import Callable
from typing import Final

STDIN: Final = 0


class HangUp:
    """What to do on SIGHUP.

    Args:
        gone: the terminal was closed: nobody is there any more who could end the server by its keys.
        again: anything else, `kill -HUP` for one.
        descriptor: what is the terminal if the server was started in one.
    """

    def __init__(self, *, gone: Callable[[], object], again: Callable[[], object], descriptor: int = STDIN) -> None:
        self._gone = gone
        self._again = again
        self._descriptor = descriptor
        self._had_terminal = _is_terminal(descriptor)

    def __call__(self) -> None:
        """SIGHUP has come."""
        # A terminal that was closed answers no question any more.
        if self._had_terminal and not _is_terminal(self._descriptor):
            self._gone()
        else:
            self._again()


def _is_terminal(descriptor: int) -> bool:
    return os.isatty(descriptor)
