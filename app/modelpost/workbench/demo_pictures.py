"""The pictures of a demo's samples, read off the GUI thread: small ones for the strip, large ones for the stage."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from modelpost.core.failures import ModelpostError
from modelpost.store.files import read_whole
from modelpost.workbench.background import Background
from modelpost.workbench.picture_reader import read_picture

_THUMBNAIL = QSize(320, 200)
_STAGE = QSize(2560, 1600)
_LARGEST = 256 << 20
_MOST_LARGE = 6


class DemoPictures(QObject):
    """Reads pictures when they are asked for.

    Signals:
        changed: one more is there.
    """

    changed = Signal()

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._small: dict[Path, QImage | None] = {}
        self._large: dict[Path, QImage] = {}
        self._asked: set[Path] = set()

    def small(self, file: Path) -> QImage | None:
        """Return the small picture of a file; None while it is read, and for what is none."""
        if file not in self._small:
            self._small[file] = None
            self._read(file, _THUMBNAIL, partial(self._keep_small, file))
        return self._small[file]

    def large(self, file: Path) -> QImage | None:
        """Return the large picture of a file; None while it is read, and for what is none."""
        if file not in self._large and file not in self._asked:
            self._asked.add(file)
            self._read(file, _STAGE, partial(self._keep_large, file))
        return self._large.get(file)

    def forget(self) -> None:
        """Let go of all pictures."""
        self._small.clear()
        self._large.clear()
        self._asked.clear()

    def _read(self, file: Path, size: QSize, done: Callable[[QImage], None]) -> None:
        def work() -> QImage:
            return read_picture(read_whole(file, up_to=_LARGEST), size).image

        self._background.run(work, done, self._on_failed)

    def _on_failed(self, error: ModelpostError) -> None:
        """Show none: the run of the sample says what is wrong with it."""
        del error

    def _keep_small(self, file: Path, image: QImage) -> None:
        self._small[file] = image
        self.changed.emit()

    def _keep_large(self, file: Path, image: QImage) -> None:
        while len(self._large) >= _MOST_LARGE:
            oldest = next(iter(self._large))
            self._large.pop(oldest)
            self._asked.discard(oldest)
        self._large[file] = image
        self.changed.emit()
