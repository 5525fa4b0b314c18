"""Collections as files for other applications."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.core.text import Message
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import CollectionStore, ForeignWriter


class ExportDesk(QObject):
    """Writes a collection as one file, off the GUI thread; no value of a secret is in it.

    Signals:
        exported: a file is written; carries its path, and a tuple with what it has no place for.
        failed: it could not be; carries a ModelpostError.
    """

    exported = Signal(str, object)
    failed = Signal(object)

    def __init__(
        self,
        *,
        background: Background,
        load_collections: Callable[[], CollectionStore],
        load_writer: Callable[[], ForeignWriter],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._load_collections = load_collections
        self._load_writer = load_writer

    def export(self, root: str, format_name: str, path: str) -> None:
        """Write the collection at `root` to a file that the user chose."""

        def work() -> tuple[Message, ...]:
            contents, troubles = self._load_collections().contents(root)
            return (*troubles, *self._load_writer().export(contents, format_name, path))

        def done(losses: tuple[Message, ...]) -> None:
            self.exported.emit(path, losses)

        self._background.run(work, done, self.failed.emit)
