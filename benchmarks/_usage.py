"""What a process, and those that it started, use of the machine; from proc(5), so on Linux only."""

import os
from pathlib import Path

_PROC = Path("/proc")


def cpu_s(pid: int) -> float:
    """Processor seconds that the process and its children have used, in user and kernel mode."""
    # Fields 14 and 15 of the line, counted from 1; the second one may hold spaces and ends with the last bracket.
    fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    own_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own_s + sum(cpu_s(child) for child in _children(pid))


def own_memory_bytes(pid: int) -> int:
    """Resident memory that is the process's own and no file's: its heaps and stacks (RssAnon)."""
    for line in (_PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("this system does not say how much memory is a process's own; run this on Linux 4.5 or newer")


def threads(pid: int) -> list[int]:
    """Every thread of the process and of its children; those that they start later have the same processors."""
    own = [int(task.name) for task in (_PROC / str(pid) / "task").iterdir()]
    return own + [thread for child in _children(pid) for thread in threads(child)]


def _children(pid: int) -> list[int]:
    tasks = (_PROC / str(pid) / "task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
