"""What comes from outside: pasted and dropped cURL commands, collections, requests and files of other applications."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication

from modelpost.core.failures import ModelpostError
from modelpost.workbench.foreign_text import may_be_foreign
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.ui.dialogs.import_dialog import ImportDialog
    from modelpost.ui.window import MainWindow
    from modelpost.workbench.request_tab import RequestTab


_FOREIGN_ENDINGS = frozenset({".json", ".curl"})
"""Endings of files that are imported rather than opened."""


class Arrivals(QObject):
    """Takes in what is pasted or dropped on the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._workspace = window.desks.workspace

    def paste_curl(self) -> None:
        """Build requests from the clipboard."""
        self.import_curl(QGuiApplication.clipboard().text())

    def import_curl(self, text: str) -> None:
        """Build requests from a cURL command; what is not understood is named."""
        from modelpost.core.undecided import undecided_places  # noqa: PLC0415  # 10 ms, with the first request

        try:
            drafts, losses = self._window.desks.read_curl(text)
        except ModelpostError as error:
            self._window.show_failure(error)
            return
        current = self._workspace.current
        is_empty = current is not None and current.location is None and current.draft == type(current.draft)()
        replaced = current if is_empty else None
        for index, draft in enumerate(drafts):
            if not index and replaced is not None:
                replaced.replace_draft(draft)
            else:
                self._workspace.new_tab(draft)
        built = self._workspace.current
        if built is not None and drafts:
            for where in undecided_places(built.draft)[:1]:
                self._window.area.request_pane.show_place(where)  # where the keyring is offered
            undo = partial(self._undo_import, built, replaced)
            self._window.toasts.say(self.tr("Built a request from cURL."), self.tr("Undo"), undo)
        for loss in losses:
            self._window.toasts.say(translated(loss))

    def _undo_import(self, tab: "RequestTab", replaced: "RequestTab | None") -> None:
        """Take an import back whole, with what was edited since; redo, or reopening the tab, brings it back."""
        if tab is replaced:
            tab.replace_draft(type(tab.draft)())
        elif tab in self._workspace.tabs:
            self._workspace.close_tab(tab)

    def paste(self) -> bool:
        """Take a cURL command or a collection from the clipboard; tell whether there was one."""
        text = QGuiApplication.clipboard().text()
        if is_curl(text):
            self.import_curl(text)
            return True
        if may_be_foreign(text):
            self._import_dialog().read_text(text)
            return True
        return False

    def open_import(self) -> None:
        """Open the dialog that imports."""
        self._import_dialog()

    def _import_dialog(self) -> "ImportDialog":
        from modelpost.ui.dialogs.import_dialog import ImportDialog  # noqa: PLC0415  # 8 ms, at its first use

        opened = self._window.findChild(ImportDialog)
        if opened is not None:
            opened.raise_()
            return opened
        dialog = ImportDialog(self._window.kit, self._window.desks.load_import(), str(Path.home()), self._window)
        dialog.open()
        return dialog

    def open_paths(self, paths: Sequence[str]) -> None:
        """Open collections and requests; files of other applications go to the dialog that imports, all together."""
        foreign = [path for path in paths if Path(path).suffix.lower() in _FOREIGN_ENDINGS]
        for path in paths:
            if path not in foreign:
                self._workspace.open_path(path)
        if foreign:
            self._import_dialog().read_files(foreign)

    def drag(self, event: QDragEnterEvent) -> None:
        """Say whether what hangs over the window would be taken."""
        if _is_taken(event.mimeData()):
            _accept(event)

    def drop(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        dropped = event.mimeData()
        if not _is_taken(dropped):
            return
        _accept(event)
        if dropped.hasUrls():
            self._open([url.toLocalFile() for url in dropped.urls() if url.isLocalFile()])
        elif is_curl(dropped.text()):
            self.import_curl(dropped.text())
        else:
            self._import_dialog().read_text(dropped.text())

    def _open(self, paths: list[str]) -> None:
        """Open what was dropped; a table, or a folder of pictures, is for the request in front."""

        def looked(is_batch: bool) -> None:
            if is_batch and self._workspace.current is not None:
                self._window.requests.batch_over(paths)
                return
            self.open_paths(paths)

        self._workspace.look_at(paths, looked)


def _accept(event: QDropEvent) -> None:
    """Take a copy, whatever was proposed: whoever had a move accepted deletes what was dragged."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _is_taken(dropped: QMimeData) -> bool:
    if dropped.hasUrls():
        return any(url.isLocalFile() for url in dropped.urls())
    return is_curl(dropped.text()) or may_be_foreign(dropped.text())


def is_curl(text: str) -> bool:
    """Tell whether a text is a cURL command."""
    return text.lstrip().lower().startswith(("curl ", "curl.exe "))
