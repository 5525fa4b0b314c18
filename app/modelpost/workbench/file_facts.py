"""What is known of the files that a request names: size, dimensions, thumbnail, or that they are gone."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from modelpost.core.failures import ModelpostError
from modelpost.core.media import type_of_file
from modelpost.core.text import Message
from modelpost.workbench.background import Background
from modelpost.workbench.picture_reader import MOST_PIXELS

_THUMBNAIL = QSize(96, 72)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a look at a file showed; `trouble` says why it cannot be sent."""

    path: str
    size: int = 0
    dimensions: QSize | None = None
    thumbnail: QImage | None = None
    trouble: str = ""


class FileFactsDesk(QObject):
    """Looks at files off the GUI thread and remembers what it saw until they change.

    Signals:
        known: a file was looked at; carries its path.
    """

    known = Signal(str)

    def __init__(self, background: Background, measure: Callable[[str], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._measure = measure
        self._facts: dict[str, FileFacts] = {}
        self._asked: set[str] = set()

    def facts(self, path: str) -> FileFacts | None:
        """Return what is known of a file, None while it is being looked at for the first time."""
        if path not in self._facts and path not in self._asked:
            self.look_again(path)
        return self._facts.get(path)

    def look_again(self, path: str) -> None:
        """Look at a file once more."""
        self._asked.add(path)

        def work() -> FileFacts:
            return _seen(path, self._measure)

        def done(facts: FileFacts) -> None:
            self._asked.discard(path)
            self._facts[path] = facts
            self.known.emit(path)

        self._background.run(work, done, self._on_failed)

    def _on_failed(self, error: ModelpostError) -> None:
        raise error  # `_seen` turns every expected trouble into facts: this is a bug


def _seen(path: str, measure: Callable[[str], int]) -> FileFacts:
    try:
        size = measure(path)
    except ModelpostError as error:
        return FileFacts(path, trouble=error.summary.filled())
    if not type_of_file(path).startswith("image/"):
        return FileFacts(path, size)
    reader = QImageReader(str(Path(path).expanduser()))
    reader.setAutoTransform(True)
    dimensions = reader.size()
    if not dimensions.isValid() or dimensions.width() * dimensions.height() > MOST_PIXELS:
        return FileFacts(path, size)
    reader.setScaledSize(dimensions.scaled(_THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    return FileFacts(path, size, dimensions, None if image.isNull() else image)


def save_picture(image: QImage, folder: Path) -> str:
    """Write a pasted picture into a folder as PNG and return its path; raises ModelpostError."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while (folder / f"pasted-{number}.png").exists():
        number += 1
    path = folder / f"pasted-{number}.png"
    if not image.save(str(path)):
        raise ModelpostError(
            Message("The picture could not be kept"), Message("The folder {path} may be read-only.", path=str(folder))
        )
    return str(path)
