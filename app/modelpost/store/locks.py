"""Folders that belong to one running process, and whether that process is still there."""

import contextlib
import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl

LOCK_NAME = "lock"


class FolderLock:
    """Marks a folder as in use for as long as this process lives, however it ends.

    A lock of the operating system and not a number of a process, since numbers are given out again.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if sys.platform != "win32":
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(self) -> None:
        """Give the folder free."""
        os.close(self._descriptor)
        with contextlib.suppress(OSError):
            self._path.unlink()


def is_in_use(folder: Path) -> bool:
    """Tell whether a living process holds the folder's lock; one without a lock file is only just being made."""
    path = folder / LOCK_NAME
    try:
        if sys.platform == "win32":
            path.unlink()  # refused while any process has the file open
            return False
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
