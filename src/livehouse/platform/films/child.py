"""Having a film made by a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from livehouse.platform.database import StorageFull
from livehouse.platform.films.report import DiskFull, Fault, FilmRefused, Limits, Made, Progress, Refused, decode

__all__ = ["Fault", "FilmNotMade", "FilmRefused", "Limits", "Made", "make"]

MAKING_S_MAX: Final = 3_600.0
NICENESS: Final = 10
SAID_BYTES_MAX: Final = 4_000
# A fingerprint: 256 bytes for each second.
LINE_BYTES_MAX: Final = 2**20


class FilmNotMade(Exception):
    """The process ended without a film; the text is what it said."""


async def make(
    source: Path, folder: Path, limits: Limits, tell: Callable[[float], None], *, niceness: int = NICENESS
) -> Made:
    """The film in `source`, written into the empty `folder`; the process ends when this is cancelled.

    Args:
        source: what was uploaded.
        folder: where `<name>.mp4` and `poster.webp` are put.
        limits: what it may be at most.
        tell: called with how far it has come, from 0 to 1.
        niceness: how far it gives way to everything else on this machine, 0 to 19: rooms are on the air.

    Raises:
        FilmRefused: it can never be made, or not within an hour.
        StorageFull: there is no room for it just now.
        FilmNotMade: the process broke.
    """
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "livehouse.platform.films"),
        *(str(source), str(folder), str(limits.seconds), str(limits.side_px), str(niceness)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=LINE_BYTES_MAX,
        # Its numpy keeps to one thread: the pictures are what takes time.
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        # By itself: Ctrl-C in the terminal is for us.
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(MAKING_S_MAX):
            result, said = await asyncio.gather(_follow(child, tell), _read_complaints(child))
            await child.wait()
    except TimeoutError:
        # Tried again it would keep this machine busy for as long again.
        raise FilmRefused("unreadable") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if isinstance(result, Refused):
        raise FilmRefused(result.fault)
    if isinstance(result, DiskFull):
        raise StorageFull("The server has no room left to make this video. Tell its operator, then try again.")
    if result is None and child.returncode == -signal.SIGXCPU:
        raise FilmRefused("unreadable")
    if result is None:
        raise FilmNotMade(f"the process ended with {child.returncode}: {said}")
    return result


async def _follow(child: asyncio.subprocess.Process, tell: Callable[[float], None]) -> Made | Refused | DiskFull | None:
    """The last word of the process; None if it had none."""
    assert child.stdout is not None  # noqa: S101  # it was asked for
    last: Made | Refused | DiskFull | None = None
    async for line in child.stdout:
        try:
            said = decode(line)
        except msgspec.DecodeError as error:
            raise FilmNotMade(f"the process said {line!r}") from error
        if isinstance(said, Progress):
            tell(said.share)
        else:
            last = said
    return last


async def _read_complaints(child: asyncio.subprocess.Process) -> str:
    """The end of what it wrote to standard error."""
    assert child.stderr is not None  # noqa: S101  # it was asked for
    said = b""
    while chunk := await child.stderr.read(SAID_BYTES_MAX):
        said = (said + chunk)[-SAID_BYTES_MAX:]
    return said.decode(errors="replace")
