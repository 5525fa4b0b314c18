"""A text that is laid out into a file, and shown from there while it grows."""

import threading
from collections.abc import Callable
from typing import Protocol

from modelpost.core.failures import ModelpostError
from modelpost.documents.growing import Grown, Layout
from modelpost.documents.line_index import Buffer

_SHOWN_EVERY = 8 << 20
"""Bytes after which what was written is mapped anew: a screen is there at once, and 100 MB are mapped 13 times."""


class GrowingFile(Protocol):
    """A file of this run that is written at its end and read as memory."""

    def write(self, chunk: bytes | memoryview) -> None:
        """Append bytes. Raises FileTrouble."""

    def mapped(self) -> Buffer:
        """Return what was written so far."""


class LaidOut:
    """One layout on its way into a file (`documents.growing.GrowingText`).

    The first piece is there when the object is. The rest is written by whoever calls `run`, on one thread at a time;
    `now` may be read from any. Where the text cannot be laid out it is shown as it was received.
    """

    def __init__(self, layout: Layout, received: Buffer, make_file: Callable[[], GrowingFile]) -> None:
        self._layout = layout
        self._received = received
        self._pieces = layout.pieces()
        self._file = make_file()
        self._lock = threading.Lock()
        self._is_paused = False
        self._unshown = _SHOWN_EVERY - 1
        self._now = Grown(b"")
        self._write_until_shown()

    @property
    def now(self) -> Grown:
        """How far it has come."""
        return self._now

    def run(self) -> None:
        """Go on until it is complete or paused. Raises FileTrouble, where the text stays as it was received."""
        self._is_paused = False
        with self._lock:
            while not self._now.is_complete and not self._is_paused:
                self._write_until_shown()

    def pause(self) -> None:
        """End `run` after the piece it is at; it may be called again."""
        self._is_paused = True

    def _write_until_shown(self) -> None:
        try:
            for piece in self._pieces:
                self._file.write(piece)
                self._unshown += len(piece)
                if self._unshown >= _SHOWN_EVERY:
                    self._unshown = 0
                    self._now = Grown(self._file.mapped())
                    return
                if self._is_paused:
                    return
            refusal = self._layout.refusal
            if refusal is None:
                self._now = Grown(self._file.mapped(), is_complete=True, fault=self._layout.fault)
            else:
                self._now = Grown(self._received, is_complete=True, is_other=True, fault=refusal)
        except ModelpostError:
            self._now = Grown(self._received, is_complete=True, is_other=True)
            raise
