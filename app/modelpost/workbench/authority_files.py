"""What is in files of trusted certificates, for those who look at their names only."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.paths import join_path
from modelpost.core.template import placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modelpost.core.certificates import CertificateFile
    from modelpost.core.failures import ModelpostError
    from modelpost.workbench.background import Background


class AuthorityFiles(QObject):
    """Looks files up as they are asked for; `read` is called off the GUI thread.

    Signals:
        changed: more is known than before.
    """

    changed = Signal()

    def __init__(
        self, background: Background, read: Callable[[str], CertificateFile], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._read = read
        self._known: dict[str, CertificateFile] = {}
        self._asked: set[str] = set()

    def look(self, folder: str, paths: tuple[str, ...]) -> Mapping[str, CertificateFile]:
        """Return what is known by now of files, by their paths as they are written; those are relative to a folder.

        The rest is looked up, but for a path with a variable in it, which means another file elsewhere.
        """
        places = {path: join_path(folder, path) for path in paths if not placeholders(path)}
        for place in places.values():
            if place not in self._asked:
                self._asked.add(place)
                self._background.run(partial(self._looked_up, place), self._on_read, _passed_over)
        return {path: found for path, place in places.items() if (found := self._known.get(place)) is not None}

    def forget(self) -> None:
        """Look files up again: they may have changed. Until then what was in them is still told."""
        self._asked.clear()

    def _looked_up(self, place: str) -> tuple[str, CertificateFile]:
        return place, self._read(place)

    def _on_read(self, found: tuple[str, CertificateFile]) -> None:
        place, content = found
        if self._known.get(place) != content:
            self._known[place] = content
            self.changed.emit()


def _passed_over(error: ModelpostError) -> None:
    """Do nothing: what cannot be read is told as what the file holds."""
    del error
