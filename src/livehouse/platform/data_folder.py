"""The data folder: made for this user alone, used by one server at a time, with the secrets that it keeps."""

import errno
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import structlog

log = structlog.get_logger(__name__)

# It holds addresses, birth dates and password hashes.
FOLDER_MODE: Final = 0o700
SECRET_MODE: Final = 0o600
OTHERS: Final = 0o077
LOCK_FILE: Final = "livehouse.lock"


class DataFolderUnusable(Exception):
    """The folder cannot be used; the text says why and what to do."""


@contextmanager
def hold_folder(folder: Path) -> Iterator[int]:
    """Make `folder` if it is missing, see that it can be written, and keep other servers out while the block runs.

    Two servers on one folder would each take the other's LIVEs for interrupted. Yields the lock's descriptor: processes
    that inherit it hold the folder too.

    Raises:
        DataFolderUnusable: it cannot be made or written, or another server uses it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        _check_writable(folder)
        lock = (folder / LOCK_FILE).open("a+")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DataFolderUnusable(
                f"The disk that holds {folder} is full. Make room on it and start again."
            ) from None
        raise DataFolderUnusable(
            f"The data folder {folder.absolute()} cannot be written ({error.strerror}). Make it writable for this "
            "user, or name another with --data or LIVEHOUSE_DATA."
        ) from None
    if folder.stat().st_mode & OTHERS:
        log.warning("other users of this machine can read the data folder", folder=str(folder), do="chmod 700")
    with lock:
        try:
            # Held by the process: it is free again however the process ends.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise DataFolderUnusable(
                f"Another Livehouse (process {lock.read().strip() or 'unknown'}) uses the data folder "
                f"{folder.absolute()}. Stop it, or name another folder with --data or LIVEHOUSE_DATA."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock.fileno()


def _check_writable(folder: Path) -> None:
    probe = folder / f".write-probe-{secrets.token_hex(4)}"
    try:
        probe.write_bytes(b"\0" * 4096)
    finally:
        if folder.is_dir():
            probe.unlink(missing_ok=True)


def keep_secret(file: Path, size_bytes: int) -> bytes:
    """The secret in `file`, made at the first time; readable by this user only.

    It is there whole or not at all: one that a crash or a full disk cut short counts as missing.
    """
    try:
        secret = file.read_bytes()
    except FileNotFoundError:
        secret = b""
    if len(secret) >= size_bytes:
        return secret
    secret = secrets.token_bytes(size_bytes)
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET_MODE), "wb") as opened:
        opened.write(secret)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)
    return secret
