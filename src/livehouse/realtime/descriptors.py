"""File descriptors: each viewer's socket is one."""

import resource
from typing import Final

# Where the hard limit is "no limit", systems still refuse a soft one above this (Linux: fs.nr_open).
_OPEN_FILES_MAX: Final = 1_048_576


def raise_open_files_limit() -> int:
    """Let the process open as many files as it is allowed to ask for; returns how many that is.

    Shells start programs with a soft limit of often 1,024, far below the hard one, and a server that reaches it can
    take no further connection.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES_MAX if hard == resource.RLIM_INFINITY else hard
    if soft not in (resource.RLIM_INFINITY, wanted):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted
