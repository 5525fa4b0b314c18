"""What is known of the files that a request names: size, dimensions, thumbnail, or that they are gone."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from modelpost.core.failures import ModelpostError
from modelpost.core.media import type_of_file
from modelpost.core.text import Message
from modelpost.workbench.background import Background
from modelpost.workbench.picture_reader import MOST_PIXELS, scale_down, upright_reader, upright_size

_THUMBNAIL = QSize(96, 72)
_TRUSTED_FOR = 1.0
"""Seconds for which what was seen stands; then the next who asks has the file compared with it."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a look at a file showed; `trouble` says why it cannot be sent."""

    path: str
    size: int = 0
    dimensions: QSize | None = None
    thumbnail: QImage | None = None
    trouble: Message | None = None


class _Stamp(NamedTuple):
    """What tells one state of a file from the next."""

    changed: int
    size: int


class _Look(NamedTuple):
    """What a look showed, and the state of the file before it; no stamp for one that cannot be asked."""

    facts: FileFacts
    stamp: _Stamp | None


class FileFactsDesk(QObject):
    """Looks at files off the GUI thread and remembers what it saw until they change.

    Whoever shows a file asks for its facts at every painting: that is when a file is compared with what was seen, at
    most once a second. Nothing is watched: other programs replace files more often than they write into them.

    Signals:
        known: a file was looked at for the first time or looks otherwise than before; carries its path.
    """

    known = Signal(str)

    def __init__(
        self,
        background: Background,
        measure: Callable[[str], int],
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._measure = measure
        self._clock = clock
        self._looks: dict[str, _Look] = {}
        self._asked: set[str] = set()
        self._seen_at: dict[str, float] = {}

    def facts(self, path: str) -> FileFacts | None:
        """Return what is known of a file, None while it is being looked at for the first time."""
        if path not in self._asked and self._clock() - self._seen_at.get(path, -_TRUSTED_FOR) >= _TRUSTED_FOR:
            self.look_again(path)
        look = self._looks.get(path)
        return look.facts if look is not None else None

    def look_again(self, path: str) -> None:
        """Look at a file once more, thoroughly only where it changed."""
        self._asked.add(path)
        before = self._looks.get(path)

        def work() -> _Look:
            stamp = _stamp(path)
            if before is not None and stamp is not None and stamp == before.stamp:
                return before
            return _Look(_seen(path, self._measure), stamp)

        def done(look: _Look) -> None:
            self._asked.discard(path)
            self._seen_at[path] = self._clock()
            self._looks[path] = look
            if before is None or look.facts != before.facts:
                self.known.emit(path)

        self._background.run(work, done, self._on_failed)

    def _on_failed(self, error: ModelpostError) -> None:
        raise error  # `_seen` turns every expected trouble into facts: this is a bug


def _stamp(path: str) -> _Stamp | None:
    try:
        found = Path(path).expanduser().stat()
    except (OSError, ValueError, RuntimeError):  # gone, a name with a NUL, a home that nobody has
        return None
    return _Stamp(found.st_mtime_ns, found.st_size)


def _seen(path: str, measure: Callable[[str], int]) -> FileFacts:
    try:
        size = measure(path)
    except ModelpostError as error:
        return FileFacts(path, trouble=error.summary)
    if not type_of_file(path).startswith("image/"):
        return FileFacts(path, size)
    reader = upright_reader(str(Path(path).expanduser()))
    dimensions = upright_size(reader)
    if not dimensions.isValid() or dimensions.width() * dimensions.height() > MOST_PIXELS:
        return FileFacts(path, size)
    scale_down(reader, _THUMBNAIL)
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
