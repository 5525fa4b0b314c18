"""Between a text document and a presenter: what the user typed goes out, what the draft says comes in."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit


class DocumentAdapter(QObject):
    """Makes a document editor passive.

    Listens to `contentsChange`, ignores what its own `render` did, and renders by the smallest edit, so that the caret
    stays where the user has it.

    Signals:
        edited: the user changed the text; carries all of it.
    """

    edited = Signal(str)

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._is_rendering = False
        editor.setUndoRedoEnabled(False)
        editor.document().contentsChange.connect(self._on_contents_change)

    def render(self, text: str) -> None:
        """Show `text`, changing only what differs."""
        shown = self._editor.toPlainText()
        if shown == text:
            return
        start = _common(shown, text)
        end = _common(shown[start:][::-1], text[start:][::-1])
        self._is_rendering = True
        try:
            cursor = QTextCursor(self._editor.document())
            cursor.beginEditBlock()
            cursor.setPosition(_units(shown[:start]))
            cursor.setPosition(_units(shown[: len(shown) - end]), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(text[start : len(text) - end])
            cursor.endEditBlock()
        finally:
            self._is_rendering = False

    def _on_contents_change(self, position: int, removed: int, added: int) -> None:
        del position
        if not self._is_rendering and (removed or added):
            self.edited.emit(self._editor.toPlainText())


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common; halving, since most of a text usually is."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _units(text: str) -> int:
    """Return the length of a text as Qt counts it: characters beyond the basic plane are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
