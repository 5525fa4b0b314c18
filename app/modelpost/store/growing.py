"""A file of this run that is read as memory while it is still written."""

import mmap
import os
import weakref
from collections.abc import Callable

from modelpost.store.files import writing_trouble


class GrowingFile:
    """Written by one thread; what `mapped` returned stays as it is, whoever holds it."""

    def __init__(self, make_file: Callable[[], tuple[int, str]], when_unused: Callable[[str], object]) -> None:
        self._file, self._path = make_file()
        self._size = 0
        weakref.finalize(self, _let_go, self._file, self._path, when_unused).atexit = False  # the folder goes anyway

    def write(self, chunk: bytes | memoryview) -> None:
        """Append bytes; raises FileTrouble when the disk is full."""
        view = memoryview(chunk)
        self._size += len(view)
        try:
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            raise writing_trouble(self._path, error) from error

    def mapped(self) -> bytes | memoryview:
        """Return what was written so far as one buffer, without reading it."""
        if not self._size:
            return b""
        try:
            return memoryview(mmap.mmap(self._file, self._size, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise writing_trouble(self._path, error) from error


def _let_go(file: int, path: str, when_unused: Callable[[str], object]) -> None:
    os.close(file)
    when_unused(path)
