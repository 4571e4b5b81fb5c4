"""Notes of what a step was last done with, so that it is done again only when that has changed.

A stamp is a file that holds a digest of the step's inputs. It lives inside what the step makes: who deletes a folder
deletes its stamp, and the next set-up makes both again. Contents are compared, not times, which a checkout changes.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_of(paths: Iterable[Path], *extra: str) -> str:
    """Return one digest of the names and contents of `paths`, and of `extra` words."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    for word in extra:
        total.update(word.encode() + b"\0")
    return total.hexdigest()


def is_current(stamp: Path, digest: str) -> bool:
    """Say whether `stamp` holds `digest`."""
    return stamp.is_file() and stamp.read_text().strip() == digest


def write(stamp: Path, digest: str) -> None:
    """Note that the step was done with `digest`."""
    stamp.write_text(digest + "\n")
