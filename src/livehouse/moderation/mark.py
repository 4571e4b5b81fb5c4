"""A mark of how far the operators' log has come, kept outside the database.

Who can write the database can cut off the log's end, or write all of it anew, and put the head right as well. The mark
is a line in the data folder, which such a person need not reach: the entry that it names must be there, with its hash.
"""

import fcntl
import os
import re
from pathlib import Path
from typing import Final

import structlog

from livehouse.moderation.chain import NO_HASH
from livehouse.platform.data_folder import FOLDER_MODE, SECRET_MODE

log = structlog.get_logger(__name__)

FILE: Final = "operators-log.mark"
# Always as many bytes, so that it is written over itself and is never half of one and half of another.
_LINE: Final = re.compile(r"(\d{20}) ([0-9a-f]{64})\n")


class MarkUnreadable(Exception):
    """The file is there and is no mark; the text says what to do."""


class LogMark:
    """The mark in this data folder, shared by its processes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def read(self) -> tuple[int, str]:
        """Number and hash of the furthest entry that was noted; 0 and `NO_HASH` if none was.

        Raises:
            MarkUnreadable: something else is in the file.
        """
        try:
            text = self.path.read_text("ascii", "replace")
        except FileNotFoundError:
            return 0, NO_HASH
        found = _LINE.fullmatch(text)
        if found is None:
            raise MarkUnreadable(f"{self.path} is damaged. Find out why, then remove it: it is made anew.")
        return int(found[1]), found[2]

    def note(self, number: int, entry_hash: str) -> None:
        """Know that the log has come to this entry; one that is further already stays.

        Raises:
            OSError: it cannot be written.
            MarkUnreadable: something else is in the file.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, SECRET_MODE), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if file.read(1) and self.read()[0] >= number:
                return
            file.seek(0)
            file.write(f"{number:020} {entry_hash}\n".encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
