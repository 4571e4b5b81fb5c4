"""A disk of a few megabytes that can be filled: what happens then is the kernel's own 'no space left on device'.

It is a tmpfs in a mount namespace of its own, which root and, on most systems, everybody may make; it is gone with the
process that holds it. Where neither is allowed (a locked-down container), a small /dev/shm serves; where there is none
either, the test fails and says so.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SIZE_BYTES = 24_000_000
SHARED_MEMORY = Path("/dev/shm")
SHARED_MEMORY_BYTES_MAX = 256_000_000
HOW_TO_GET_IT = (
    "This test needs a disk that it may fill. Run it as root, or allow user namespaces "
    "(sysctl kernel.unprivileged_userns_clone=1), or run the container with --shm-size=64m."
)


class SmallDisk:
    """A disk with room for `SIZE_BYTES` or a little more; made by `small_disk`.

    Attributes:
        folder: where it is, for programs that run under `wrapper`.
        wrapper: the command under which a program sees it.
    """

    def __init__(self, folder: Path, wrapper: Sequence[str], seen_from_here: Path) -> None:
        self.folder = folder
        self.wrapper = tuple(wrapper)
        self._ballast = seen_from_here / "ballast"

    def fill(self) -> None:
        """Leave not a byte."""
        with self._ballast.open("wb", buffering=0) as ballast:
            for block_bytes in (65_536, 4_096, 512, 1):
                try:
                    while True:
                        ballast.write(b"\0" * block_bytes)
                except OSError:
                    pass  # full for blocks of this size

    def free(self) -> None:
        """Make room again."""
        self._ballast.unlink()


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """A small disk at `folder`/disk, or at a place of its own where that is not allowed."""
    place = folder / "disk"
    place.mkdir()
    assert shutil.which("unshare"), HOW_TO_GET_IT
    privileges = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    mount = f"mount -t tmpfs -o size={SIZE_BYTES} livehouse-test '{place}' && echo mounted && cat"
    with subprocess.Popen(
        ["unshare", *privileges, "--mount", "sh", "-c", mount],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        if holder.stdout.readline() == b"mounted\n":
            credentials = ["--user", "--preserve-credentials"] if privileges else []
            enter = ["nsenter", f"--target={holder.pid}", "--mount", *credentials]
            yield SmallDisk(place, enter, Path(f"/proc/{holder.pid}/root{place}"))
            holder.stdin.close()
            return
        holder.stdin.close()
    with _shared_memory() as shared:
        yield SmallDisk(shared, (), shared)


@contextmanager
def _shared_memory() -> Iterator[Path]:
    assert SHARED_MEMORY.is_dir(), HOW_TO_GET_IT
    assert shutil.disk_usage(SHARED_MEMORY).total <= SHARED_MEMORY_BYTES_MAX, HOW_TO_GET_IT
    with tempfile.TemporaryDirectory(dir=SHARED_MEMORY) as folder:
        yield Path(folder)
