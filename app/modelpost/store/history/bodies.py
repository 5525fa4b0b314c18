"""Bodies in files that are named by their content, so that the same answer is there once."""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from modelpost.store.atomic import PRIVATE, write_atomically
from modelpost.store.profile import make_private_folder

_YOUNG = 3600.0
"""Seconds for which a file that nothing refers to may be one of which another window is just writing the reference."""


class BodyShelf:
    """Keeps bodies in a folder. What is there is whole: a file gets its name when it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep a body and return its name. Raises FileTrouble."""
        name = hashlib.sha256(content).hexdigest()
        path = self.path(name)
        with contextlib.suppress(OSError):
            if path.stat().st_size == len(content):
                os.utime(path)  # no longer one that nothing refers to
                return name
        make_private_folder(path.parent)
        write_atomically(path, content, mode=PRIVATE)
        return name

    def path(self, name: str) -> Path:
        """Return where a body is kept."""
        return self._folder / name[:2] / name

    def remove(self, name: str) -> None:
        """Remove a body; on Windows one that is shown just now stays until the next time."""
        with contextlib.suppress(OSError):
            self.path(name).unlink(missing_ok=True)

    def leftovers(self, now: float | None = None) -> Iterator[str]:
        """Yield the names of all bodies but the youngest, and remove what a crash left half written."""
        before = (time.time() if now is None else now) - _YOUNG
        with contextlib.suppress(OSError):
            for path in self._folder.glob("??/*"):
                with contextlib.suppress(OSError):
                    if path.stat().st_mtime > before:
                        continue
                    if len(path.name) == hashlib.sha256().digest_size * 2:
                        yield path.name
                    else:
                        path.unlink()
