"""The editor of request bodies."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from modelpost.documents.json_check import JsonProblem, check_json
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.adapter import DocumentAdapter
from modelpost.ui.text.highlight import Highlighter
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated

_CHECKED_UP_TO = 1 << 20
_IDLE_MS = 250
_PAIRS = {"{": "}", "[": "]", "(": ")"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_MATCHED_WITHIN = 20_000
_WHOLE_LINE = True


class CodeEditor(QPlainTextEdit):
    """Edits JSON, XML, HTML or text: line numbers, colours, matching brackets, and the first mistake marked.

    Signals:
        edited: the user changed the text; carries all of it.
        problem_changed: the JSON became wrong or right; carries a JsonProblem or None.
        caret_moved: the caret is elsewhere; carries line and column from 1.
    """

    edited = Signal(str)
    problem_changed = Signal(object)
    caret_moved = Signal(int, int)

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        self._kit = kit
        self._language = "json"
        self._problem: JsonProblem | None = None
        self._known: frozenset[str] | None = None
        self._adapter = DocumentAdapter(self)
        self._highlighter = Highlighter(self.document(), kit.theme, self._is_known)
        self._gutter = _Gutter(self)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._check)
        self._adapter.edited.connect(self._on_edited)
        self.blockCountChanged.connect(self._on_block_count_changed)
        self.updateRequest.connect(self._on_update_request)
        self.cursorPositionChanged.connect(self._on_caret_moved)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def problem(self) -> JsonProblem | None:
        """What is wrong with the JSON, as far as it was checked."""
        return self._problem

    def render_text(self, text: str, language: str) -> None:
        """Show a text in a language."""
        if language != self._language or (len(text) > _CHECKED_UP_TO) != (not self._highlighter_language()):
            self._language = language
            self._highlighter.set_language("" if len(text) > _CHECKED_UP_TO else language)
        if self.toPlainText() != text:
            self._adapter.render(text)
            self._idle.start()
        elif self._problem is not None and language != "json":
            self._check()

    def set_known_variables(self, names: frozenset[str]) -> None:
        """Say which variables have a value."""
        if names != self._known:
            self._known = names
            self._highlighter.rehighlight()

    def go_to(self, offset: int) -> None:
        """Put the caret at a character and show it."""
        cursor = self.textCursor()
        cursor.setPosition(min(offset, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def insert_fix(self, problem: JsonProblem) -> None:
        """Insert what certainly is missing."""
        cursor = self.textCursor()
        cursor.setPosition(problem.fix_at)
        cursor.insertText(problem.fix)

    def gutter_width(self) -> int:
        """Return the room for line numbers."""
        digits = len(str(max(99, self.blockCount())))
        return max(44, self.fontMetrics().horizontalAdvance("0") * digits + 24)

    def paint_gutter(self, painter: QPainter, area: QRect) -> None:
        """Paint line numbers, and the mark of a mistake."""
        theme = self._kit.theme
        painter.fillRect(area, theme.color("sunken"))
        block = self.firstVisibleBlock()
        current = self.textCursor().blockNumber()
        while block.isValid():
            top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
            if top > area.bottom():
                break
            number = block.blockNumber()
            height = round(self.blockBoundingRect(block).height())
            is_wrong = self._problem is not None and number == self._problem.line - 1
            if is_wrong:
                painter.fillRect(0, top, 4, height, theme.color("errFill"))
            painter.setPen(theme.color("err" if is_wrong else "text2" if number == current else "muted"))
            place = QRect(0, top, self._gutter.width() - 12, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number + 1))
            block = block.next()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the text, then the hint behind the line with the mistake."""
        super().paintEvent(event)
        if self._problem is None:
            return
        wrong = self.document().findBlockByNumber(self._problem.line - 1)
        if not wrong.isValid():
            return
        area = self.blockBoundingGeometry(wrong).translated(self.contentOffset())
        painter = QPainter(self.viewport())
        painter.setFont(self._kit.theme.font(Role.SMALL))
        painter.setPen(self._kit.theme.color("err"))
        left = self.fontMetrics().horizontalAdvance(wrong.text()) + 24
        place = QRect(left, round(area.top()), 600, round(area.height()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, translated(self._problem.reason))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Fit the gutter."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), self.gutter_width(), area.height()))

    def event(self, event: QEvent) -> bool:
        """Leave the window's shortcuts to the window, undo and redo among them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_for_window(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Indent, and keep the indent on a new line."""
        if event.key() == Qt.Key.Key_Tab and not event.modifiers():
            self.insertPlainText("  ")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._new_line()
        else:
            super().keyPressEvent(event)

    def _new_line(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        after = cursor.block().text()[cursor.positionInBlock() :]
        indent = before[: len(before) - len(before.lstrip())]
        opener = before.rstrip()[-1:]
        cursor.insertText("\n" + indent + ("  " if opener in _PAIRS and opener else ""))
        if opener in _PAIRS and opener and after.lstrip().startswith(_PAIRS[opener]):
            position = cursor.position()
            cursor.insertText("\n" + indent)
            cursor.setPosition(position)
        self.setTextCursor(cursor)

    def _is_known(self, name: str) -> bool:
        return self._known is None or name in self._known or name.startswith("$")

    def _highlighter_language(self) -> str:
        return self._language if self.document().characterCount() <= _CHECKED_UP_TO else ""

    def _on_edited(self, text: str) -> None:
        self._idle.start()
        self.edited.emit(text)

    def _check(self) -> None:
        text = self.toPlainText()
        is_checked = self._language == "json" and len(text) <= _CHECKED_UP_TO
        problem = check_json(text) if is_checked else None
        if problem != self._problem:
            self._problem = problem
            self._mark()
            self.viewport().update()
            self._gutter.update()
            self.problem_changed.emit(problem)

    def _mark(self) -> None:
        """Mark current line, matching brackets and the mistake."""
        marks: list[QTextEdit.ExtraSelection] = []
        theme = self._kit.theme
        line = QTextEdit.ExtraSelection()
        line.format.setBackground(theme.color("hover"))
        line.format.setProperty(QTextCharFormat.Property.FullWidthSelection, _WHOLE_LINE)
        line.cursor = self.textCursor()
        line.cursor.clearSelection()
        if self.hasFocus():
            marks.append(line)
        if self._problem is not None:
            marks.append(self._wrong(self._problem))
        marks += self._brackets()
        self.setExtraSelections(marks)

    def _wrong(self, problem: JsonProblem) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        cursor.setPosition(min(problem.offset, last))
        cursor.setPosition(min(problem.offset + problem.length, last), QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(QColor(self._kit.theme.color("errFill")))
        style.setBackground(self._kit.theme.color("errSoft"))
        mark.format = style
        return mark

    def _brackets(self) -> list[QTextEdit.ExtraSelection]:
        position = self.textCursor().position()
        start = max(0, position - _MATCHED_WITHIN)
        text = self._around(start, position + _MATCHED_WITHIN)
        here = position - start
        for at in (here - 1, here):
            if 0 <= at < len(text) and text[at] in "{}[]()":
                partner = _partner(text, at)
                if partner >= 0:
                    return [self._bracket(start + at), self._bracket(start + partner)]
        return []

    def _around(self, start: int, end: int) -> str:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(min(end, self.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()

    def _bracket(self, position: int) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        cursor.setPosition(position + 1, QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        mark.format.setBackground(self._kit.theme.color("selected"))
        return mark

    def _on_block_count_changed(self) -> None:
        self.setViewportMargins(self.gutter_width() + 6, 0, 0, 0)

    def _on_update_request(self, area: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())

    def _on_caret_moved(self) -> None:
        cursor = self.textCursor()
        self._mark()
        self._gutter.update()
        self.caret_moved.emit(cursor.blockNumber() + 1, cursor.positionInBlock() + 1)

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.CODE))
        self._on_block_count_changed()
        self._mark()


class _Gutter(QWidget):
    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._editor.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        painter.setFont(self._editor.font())
        self._editor.paint_gutter(painter, event.rect())


def _partner(text: str, at: int) -> int:
    """Return where the bracket that belongs to the one at `at` is, -1 where there is none nearby."""
    bracket = text[at]
    is_opener = bracket in _PAIRS
    other = _PAIRS[bracket] if is_opener else _CLOSERS[bracket]
    depth = 0
    for position in range(at, len(text)) if is_opener else range(at, -1, -1):
        if text[position] == bracket:
            depth += 1
        elif text[position] == other:
            depth -= 1
            if not depth:
                return position
    return -1


def is_for_window(event: QKeyEvent) -> bool:
    """Tell whether a key belongs to the window although editors know it too."""
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return control and event.key() in {
        Qt.Key.Key_Z,
        Qt.Key.Key_Y,
        Qt.Key.Key_B,
        Qt.Key.Key_K,
        Qt.Key.Key_E,
        Qt.Key.Key_L,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    }
