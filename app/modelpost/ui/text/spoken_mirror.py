"""The visible stretch of a large text in a widget of Qt, for screen readers."""

from PySide6.QtCore import Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleTextCursorEvent,
    QAccessibleTextSelectionEvent,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from modelpost.documents.visible_text import VisibleText
from modelpost.ui.text.canvas import TextCanvas
from modelpost.ui.text.spoken_lines import SpokenLine, SpokenLines

_LINES_AROUND = 100
_ROOM = 64
_FARTHEST = 50_000.0
"""Pixels by which a line may begin left of the view; one that is cut at what is seen begins in it."""


class SpokenMirror(QTextEdit):
    """The lines on the screen and a hundred on either side, in a widget that lies where they are painted and is hidden.

    A text of 100 MB is neither copied nor counted for a screen reader: its character 0 is the beginning of this
    stretch, which moves on when a line comes into view that is not in it; a caret that is elsewhere stands at its
    nearer end. Of a long line it holds what is seen, of a wrapped one each row as a line.

    Readers are handed this widget's interface as the view's, since that is C++. One written in Python lacks what is
    selected: PySide6 6.11 leaves `QAccessibleTextInterface.selection` out, and a reader gets what is in memory.

    Signals:
        chosen: a screen reader puts the caret or selects; carries anchor and caret, as bytes of the whole text.
    """

    chosen = Signal(object, object)

    def __init__(self, view: TextCanvas) -> None:
        super().__init__(view.viewport())
        self.setObjectName(f"{view.objectName()}Spoken")
        self.setAccessibleName(view.accessibleName())
        self.hide()
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.document().setDocumentMargin(0)
        self.document().setTextWidth(-1)  # or nothing is laid out before it is shown
        self._view = view
        self._lines = SpokenLines()
        self._first = self._behind = 0
        self._left = 0.0
        self._held: tuple[object, ...] = ()
        self._selected = (0, 0)
        self._is_following = False
        self.cursorPositionChanged.connect(self._on_moved)
        self.selectionChanged.connect(self._on_moved)

    def follow(self) -> None:
        """Hold what the view shows by now."""
        self._is_following = True
        if not self._is_held():
            self._fill()
        self._place()
        self._is_following = False

    def tell(self) -> None:
        """Tell a screen reader where the caret is and, if it is not what it was, what is selected."""
        view, (start, end) = self._view, self._view.selection
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, self._lines.position_of(view.caret)))
        is_or_was = start < end or self._selected[0] < self._selected[1]
        if is_or_was and (start, end) != self._selected:
            first, last = self._lines.position_of(start), self._lines.position_of(end)
            QAccessible.updateAccessibility(QAccessibleTextSelectionEvent(view, first, last))
        self._selected = start, end

    def _is_held(self) -> bool:
        first = self._view.first_line
        behind = min(first + self._view.rows, self._view.source.lines)
        return self._first <= first and behind <= self._behind and self._held == self._key()

    def _key(self) -> tuple[object, ...]:
        """Return what the stretch depends on: while it is the same, so is the stretch."""
        view, source = self._view, self._view.source
        ends = source.start_of(self._first), source.end_of(self._behind - 1)
        return source, source.index, view.face, view.horizontalScrollBar().value(), view.viewport().width(), ends

    def _fill(self) -> None:
        """Take the lines around those on the screen."""
        view, source = self._view, self._view.source
        self._first = max(0, view.first_line - _LINES_AROUND)
        self._behind = min(view.first_line + view.rows + _LINES_AROUND, source.lines)
        lines, lefts = [], []
        for number in range(self._first, self._behind):
            start, end, left = view.piece_of(number)
            lines.append(SpokenLine(start, VisibleText(source.raw(start, end), source.charset)))
            lefts.append(left)
        self._lines = SpokenLines(lines)
        self._held = self._key()
        self.document().setDefaultFont(view.face.font)
        self.setPlainText(self._lines.text)
        self._set_out(lefts)

    def _set_out(self, lefts: list[float]) -> None:
        """Give lines the height and the place that they are painted with, and room for all of them."""
        self._left = max(-_FARTHEST, min(lefts))
        cursor, style = QTextCursor(self.document()), QTextBlockFormat()
        style.setLineHeight(self._view.face.height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setBlockFormat(style)
        for number, left in enumerate(lefts):
            if left > self._left:
                style.setLeftMargin(left - self._left)
                cursor.setPosition(self.document().findBlockByNumber(number).position())
                cursor.setBlockFormat(style)
        size = self.document().size().toSize()  # lays it out too
        self.resize(size.width() + _ROOM, size.height() + _ROOM)
        self.horizontalScrollBar().setRange(0, 0)  # places are counted from its corner
        self.verticalScrollBar().setRange(0, 0)

    def _place(self) -> None:
        """Lie where the lines are painted, and put the caret where the view's is."""
        view, lines, cursor = self._view, self._lines, self.textCursor()
        self.move(round(view.gutter_width() + self._left), view.top_of(self._first))
        start, end = view.selection
        anchor, caret = lines.position_of(start + end - view.caret), lines.position_of(view.caret)
        if (cursor.anchor(), cursor.position()) != (anchor, caret):
            cursor.setPosition(anchor)
            cursor.setPosition(caret, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def _on_moved(self) -> None:
        if not self._is_following:
            cursor, lines = self.textCursor(), self._lines
            self.chosen.emit(lines.offset_at(cursor.anchor()), lines.offset_at(cursor.position()))
