"""What comes from outside: pasted and dropped cURL commands, dropped collections and requests."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication

from modelpost.core.failures import ModelpostError
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.ui.window import MainWindow
    from modelpost.workbench.request_tab import RequestTab


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
        """Take a cURL command from the clipboard; tell whether there was one."""
        text = QGuiApplication.clipboard().text()
        if is_curl(text):
            self.import_curl(text)
            return True
        return False

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
        else:
            self.import_curl(dropped.text())

    def _open(self, paths: list[str]) -> None:
        """Open what was dropped; a table, or a folder of pictures, is for the request in front."""

        def looked(is_batch: bool) -> None:
            if is_batch and self._workspace.current is not None:
                self._window.requests.batch_over(paths)
                return
            for path in paths:
                self._workspace.open_path(path)

        self._workspace.look_at(paths, looked)


def _accept(event: QDropEvent) -> None:
    """Take a copy, whatever was proposed: whoever had a move accepted deletes what was dragged."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _is_taken(dropped: QMimeData) -> bool:
    if dropped.hasUrls():
        return any(url.isLocalFile() for url in dropped.urls())
    return is_curl(dropped.text())


def is_curl(text: str) -> bool:
    """Tell whether a text is a cURL command."""
    return text.lstrip().lower().startswith(("curl ", "curl.exe "))
