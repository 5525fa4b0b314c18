"""Between a text document and a presenter: what the user typed goes out, what the draft says comes in."""

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from modelpost.documents import long_lines
from modelpost.documents.visible_text import in_units
from modelpost.ui.text.highlight import Highlighter


class DocumentAdapter(QObject):
    """Makes a document editor passive.

    Listens to `contentsChange`, ignores what its own `render` did and what only changed colours, and renders by the
    smallest edit, so that the caret stays where the user has it. The editor's own undo is off. Very long lines stand in
    the document in pieces; outside of it nobody notices.

    Signals:
        edited: the user changed the text; carries all of it.
    """

    edited = Signal(str)

    def __init__(self, editor: QPlainTextEdit, highlighter: Highlighter | None = None) -> None:
        super().__init__(editor)
        self._editor = editor
        self._highlighter = highlighter
        self._shown = self._text = ""
        self._continued: list[int] = []  # the blocks that continue a line
        self._take()
        self._is_rendering = False
        editor.setUndoRedoEnabled(False)
        editor.document().contentsChange.connect(self._on_contents_change)

    @property
    def text(self) -> str:
        """What the editor shows."""
        return self._text

    def position_of(self, index: int) -> int:
        """Return the position in the document of a character of the text; Qt counts some characters twice."""
        return _units(self._shown[: long_lines.shown_at(self._shown, index)])

    def index_of(self, position: int) -> int:
        """Return which character of the text stands at a position in the document."""
        before = self._shown[:position]
        if not before.isascii():
            before = self._shown.encode("utf-16-le")[: 2 * position].decode("utf-16-le", "ignore")
        return len(long_lines.whole(before))

    def line_of(self, block: int) -> int:
        """Return the line, from 0, of which a block is all or a piece."""
        return block - bisect_right(self._continued, block)

    def begins_line(self, block: int) -> bool:
        """Tell whether a block is the beginning of a line and not a further piece of one."""
        number = bisect_left(self._continued, block)
        return number == len(self._continued) or self._continued[number] != block

    def render(self, text: str) -> None:
        """Show `text`, changing only what differs."""
        if text == self._text:
            return
        old, new = self._shown, long_lines.cut(text)
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        self._is_rendering = True
        try:
            cursor = QTextCursor(self._editor.document())
            cursor.beginEditBlock()
            cursor.setPosition(_units(old[:start]))
            cursor.setPosition(_units(old[: len(old) - end]), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(new[start : len(new) - end])
            cursor.endEditBlock()
        finally:
            self._is_rendering = False
        if not old:  # Qt has moved the caret along to the end
            self._editor.moveCursor(QTextCursor.MoveOperation.Start)

    def _take(self) -> None:
        self._shown = self._editor.toPlainText()
        self._text = long_lines.whole(self._shown)
        self._continued = []
        if self._text is not self._shown:
            blocks = self._shown.split("\n")
            self._continued = [at + 1 for at, block in enumerate(blocks) if block.endswith(long_lines.MARK)]

    def _on_contents_change(self, position: int, removed: int, added: int) -> None:
        del position
        is_coloring = self._highlighter is not None and self._highlighter.is_coloring
        if is_coloring or not (removed or added):
            return
        before = self._text
        self._take()
        if self._text != before and not self._is_rendering:
            self.edited.emit(self._text)


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
    return len(in_units(text))
