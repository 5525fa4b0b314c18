"""Small pictures for the rows that are in view, made off the GUI thread and forgotten when they are long out of it."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from modelpost.core.failures import ModelpostError
from modelpost.core.media import type_of_file
from modelpost.workbench.background import Background
from modelpost.workbench.picture_reader import MOST_PIXELS, scale_down, upright_reader, upright_size

_SIZE = QSize(88, 66)
_KEPT = 600
"""Pictures of 23 KB each: 14 MB."""

_MOST_WAITING = 60


class Thumbnails(QObject):
    """Makes one picture after the other, the one asked for last first: rows that were scrolled past are left out.

    Signals:
        made: a picture is there; carries the path of its file.
    """

    made = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._images: OrderedDict[str, QImage | None] = OrderedDict()
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._is_busy = False

    def image(self, path: str) -> QImage | None:
        """Return the picture of a file, None while it is not there yet, and for what is none."""
        if path in self._images:
            self._images.move_to_end(path)
            return self._images[path]
        if path and type_of_file(path).startswith("image/"):
            self._waiting[path] = None
            self._waiting.move_to_end(path)
            while len(self._waiting) > _MOST_WAITING:
                self._waiting.popitem(last=False)
            self._make_next()
        return None

    def _make_next(self) -> None:
        if self._is_busy or not self._waiting:
            return
        path, _ = self._waiting.popitem()
        self._is_busy = True

        def work() -> QImage | None:
            return _small(path)

        def done(image: QImage | None) -> None:
            self._is_busy = False
            self._images[path] = image
            while len(self._images) > _KEPT:
                self._images.popitem(last=False)
            self.made.emit(path)
            self._make_next()

        self._background.run(work, done, self._on_failed)

    def _on_failed(self, error: ModelpostError) -> None:
        raise error  # a picture that cannot be read is None: this is a bug


def _small(path: str) -> QImage | None:
    reader = upright_reader(str(Path(path).expanduser()))
    size = upright_size(reader)
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return None
    scale_down(reader, _SIZE)
    image = reader.read()
    return None if image.isNull() else image
