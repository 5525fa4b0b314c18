"""What the window does with the history."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.core.failures import ModelpostError
    from modelpost.core.history import PastRow
    from modelpost.core.text import Message
    from modelpost.documents.diff_rows import Row
    from modelpost.ui.dialogs.palette import Palette
    from modelpost.ui.window import MainWindow
    from modelpost.workbench.history_desk import HistoryDesk, PastText


class HistoryCommands(QObject):
    """Commands of menus, shortcuts and the panel; the desk is loaded with the first of them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._desk: HistoryDesk | None = None
        self._palette: Palette | None = None

    @property
    def desk(self) -> "HistoryDesk":
        """The history, loaded at the first look."""
        if self._desk is None:
            self._desk = self._window.desks.load_history()
            self._desk.told.connect(self._say)
            self._desk.failed.connect(self._show_failure)
            self._desk.deleted.connect(self._on_deleted)
            self._desk.compared.connect(self._on_compared)
        return self._desk

    def load(self) -> "HistoryDesk":
        """Return the desk, for whoever builds what shows it."""
        return self.desk

    def show_history(self) -> None:
        """Go to the history in the sidebar."""
        self._window.show_sidebar("history")

    def show_last_success(self) -> None:
        """Show the last successful answer to the request in front."""
        tab = self._window.desks.workspace.current
        if tab is not None:
            self.desk.show_last_success(tab)

    def ask_to_clear(self) -> None:
        """Forget everything, if that is meant."""
        from modelpost.ui.dialogs.questions import ClearHistoryQuestion  # noqa: PLC0415  # 3 ms, seldom used

        ClearHistoryQuestion(self._window, self.desk.clear).open()

    def search_for(self, palette: "Palette") -> None:
        """Look in the history for what is typed behind `#` in the palette."""
        self._palette = palette
        palette.history_wanted.connect(self._on_history_wanted)

    def _on_history_wanted(self, words: str) -> None:
        self.desk.find(words, partial(self._show_found, words))

    def _show_found(self, words: str, rows: "tuple[PastRow, ...]") -> None:
        from modelpost.workbench.palette import Entry, EntryKind  # noqa: PLC0415  # loaded with the palette

        palette = self._palette
        if palette is None or not isValid(palette):
            return
        model = self.desk.model
        entries = [
            Entry(
                EntryKind.HISTORY,
                row.name or model.place_of(row),
                model.moment_of(row),
                row.method,
                "",
                partial(self.desk.open, row.id),
                partial(self.desk.open, row.id, send=True),
            )
            for row in rows
        ]
        palette.show_history(words, entries)

    def _say(self, message: "Message") -> None:
        self._window.toasts.say(translated(message))

    def _show_failure(self, error: "ModelpostError") -> None:
        self._window.show_failure(error)

    def _on_deleted(self, numbers: tuple[int, ...]) -> None:
        text = self.tr("1 entry was deleted.") if len(numbers) == 1 else self.tr("{count} entries were deleted.")

        def undo() -> None:
            self.desk.restore(numbers)

        self._window.toasts.say(text.replace("{count}", str(len(numbers))), self.tr("Undo"), undo)

    def _on_compared(self, one: "PastText", other: "PastText", rows: "tuple[Row, ...] | None") -> None:
        from modelpost.ui.dialogs.side_by_side import SideBySideDialog  # noqa: PLC0415  # 2 ms, at the first use

        SideBySideDialog(self._window.kit, one, other, rows, self._window).show()
