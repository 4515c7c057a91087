"""The memory of a process and all that it started, looked at until it ends."""

import contextlib
import os
import threading
from pathlib import Path

_PAUSE_SECONDS = 0.2
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PARENT, _RESIDENT = 1, 21  # in /proc/PID/stat, after the name in brackets


class MemoryTree:
    """Samples the resident bytes of a tree of processes while it is entered.

    Attributes:
        peak: The most so far.
    """

    def __init__(self, root: int):
        """Takes the id of the first process."""
        self.peak = 0
        self._root = root
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> "MemoryTree":
        """Begins to look."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends it."""
        self._ended.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._ended.wait(_PAUSE_SECONDS):
            largest = max(resident_bytes(self._root), own_peak(self._root))
            self.peak = max(self.peak, largest)


def own_peak(process: int) -> int:
    """The most bytes that a process alone has had resident.

    Not what the kernel tells at its end: that begins with the memory of its parent.
    """
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def resident_bytes(root: int) -> int:
    """Of a process and all below it, at this moment."""
    sizes, children = {}, {}
    for folder in Path("/proc").iterdir():
        # A process may end while it is looked at.
        with contextlib.suppress(OSError, IndexError):
            if folder.name.isdecimal():
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                sizes[int(folder.name)] = int(fields[_RESIDENT]) * _PAGE
                children.setdefault(int(fields[_PARENT]), []).append(int(folder.name))
    tree = [root]
    for process in tree:
        tree.extend(children.get(process, []))
    return sum(sizes.get(process, 0) for process in tree)
