"""File descriptors: each viewer's socket is one."""

import resource


def raise_open_files_limit() -> int:
    """Let the process open as many files as it is allowed to ask for; returns how many that is.

    Shells start programs with a soft limit of often 1,024, far below the hard one, and a server that reaches it can
    take no further connection.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
