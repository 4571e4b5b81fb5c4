"""`python -m livehouse.platform.films SOURCE FOLDER SECONDS_MAX SIDE_MAX NICENESS`, which `child` runs for itself.

It says how it goes in lines of JSON (`report`) and ends when whoever started it is gone.
"""

import errno
import os
import resource
import sys
import threading
from pathlib import Path
from typing import Final

import av

from livehouse.platform.films.make import make_film
from livehouse.platform.films.report import DiskFull, FilmRefused, Limits, Line, Progress, Refused, encode

# A damaged file must not take more of the machine than the largest one that may be taken.
MEMORY_BYTES_MAX: Final = 4 * 1024**3
FILE_BYTES_MAX: Final = 1024**3
PROCESSOR_S_MAX: Final = 3_600
PROGRESS_STEP: Final = 0.01


def _say(line: Line) -> None:
    sys.stdout.buffer.write(encode(line))
    sys.stdout.buffer.flush()


def _follow_parent() -> None:
    """End when the line to whoever started this does."""
    sys.stdin.buffer.read()
    os._exit(1)


def _stay_small() -> None:
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES_MAX),
        (resource.RLIMIT_FSIZE, FILE_BYTES_MAX),
        (resource.RLIMIT_CPU, PROCESSOR_S_MAX),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def main(arguments: list[str]) -> int:
    """Make the film named first into the folder named second."""
    if len(arguments) != 5:
        sys.stderr.write("usage: python -m livehouse.platform.films SOURCE FOLDER SECONDS_MAX SIDE_MAX NICENESS\n")
        return 2
    os.nice(int(arguments[4]))
    _stay_small()
    threading.Thread(target=_follow_parent, daemon=True).start()
    limits = Limits(seconds=float(arguments[2]), side_px=int(arguments[3]))
    said = 0.0

    def tell(share: float) -> None:
        nonlocal said
        if share - said >= PROGRESS_STEP:
            said = share
            _say(Progress(share=share))

    try:
        _say(make_film(Path(arguments[0]), Path(arguments[1]), limits, tell))
    except FilmRefused as refusal:
        _say(Refused(fault=refusal.fault))
    except (OSError, av.error.FFmpegError) as error:
        if error.errno != errno.ENOSPC:
            raise
        _say(DiskFull())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
