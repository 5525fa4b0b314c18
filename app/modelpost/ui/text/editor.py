"""The editor of request bodies."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from modelpost.documents import long_lines
from modelpost.documents.brackets import matching
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text import indentation
from modelpost.ui.text.gutter import Gutter
from modelpost.ui.text.spaced_layout import SpacedLayout
from modelpost.ui.text.variable_text import VariableText
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.documents.json_check import JsonCheck, JsonProblem

_COLORED_UP_TO = 1 << 20
_IDLE_MS = 250
_STEPS_PER_TICK = 4_000
"""Steps of the check, about 3 ms."""

_LINE_HEIGHT = 20
_GUTTER = 44
_GUTTER_GAP = 14
_MARGIN = 8
_HINT_GAP = 20
_BRACKETS = "{}[]()"


class CodeEditor(VariableText):
    """Edits JSON, XML, HTML or text: line numbers, colours, matching brackets, and the first mistake marked.

    Texts over 1 MB stay plain: neither coloured nor checked. Very long lines (a picture in base64) stand in pieces,
    since Qt lays out and paints a line as a whole, however little of it is seen.

    Signals:
        problem_changed: the JSON became wrong or right; carries a JsonProblem or None.
        checked: a JSON text was looked through; carries the text, and its JsonProblem or None.
        caret_moved: the caret is elsewhere; carries line and column from 1.
    """

    problem_changed = Signal(object)
    checked = Signal(str, object)
    caret_moved = Signal(int, int)

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(kit, name, label, parent)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTabChangesFocus(False)
        self._language = "text"
        self._problem: JsonProblem | None = None
        self._known: frozenset[str] | None = None
        self._brackets: tuple[int, ...] = ()
        self._gutter = Gutter(self, self.gutter_width, self._paint_gutter)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._start_check)
        self._check: JsonCheck | None = None
        self._checking = QTimer(self, interval=0)
        self._checking.timeout.connect(self._check_more)
        self.blockCountChanged.connect(self._fit_gutter)
        self.updateRequest.connect(self._on_update_request)
        self.cursorPositionChanged.connect(self._on_caret_moved)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def problem(self) -> "JsonProblem | None":
        """What is wrong with the JSON, as far as it was checked."""
        return self._problem

    def explanation(self, name: str) -> tuple[str, str] | None:
        """Return no more than whether a variable is known: the names are all that the editor is told."""
        return ("", "") if self._known is None or name in self._known else None

    def render_text(self, text: str, language: str) -> None:
        """Show a text in a language."""
        is_new = language != self._language or text != self._adapter.text
        self._language = language
        self._choose_colors(text)
        self._adapter.render(text)
        if is_new:
            self._stop_check()
            self._idle.start()

    def set_known_variables(self, names: frozenset[str]) -> None:
        """Say which variables have a value."""
        if names != self._known:
            self._known = names
            self.refresh_variables()

    def go_to(self, offset: int) -> None:
        """Put the caret at a character and show it."""
        self.setTextCursor(self._cursor_at(offset))
        self.centerCursor()
        self.setFocus()

    def insert_fix(self, problem: "JsonProblem") -> None:
        """Insert what certainly is missing."""
        self._cursor_at(problem.fix_at).insertText(problem.fix)

    def gutter_width(self) -> int:
        """Return the room for line numbers."""
        digits = len(str(max(10, self.blockCount())))
        wanted = round(self.fontMetrics().horizontalAdvance("0") * digits) + 2 * _GUTTER_GAP
        return max(self._kit.theme.pixels(_GUTTER), wanted)

    def lay_out(self) -> None:
        """Give the editor a document whose lines have room between them."""
        document = QTextDocument(self)
        document.setDocumentMargin(_MARGIN)
        self._spaced = SpacedLayout(document)
        document.setDocumentLayout(self._spaced)
        self.setDocument(document)

    # Painting --------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the text, then the hint behind the line with the mistake."""
        super().paintEvent(event)
        if self._problem is None or self._problem.hint is None:
            return
        block = self._block_at(self._problem.hint_at)
        row = self._row_of(block)
        painter = QPainter(self.viewport())
        painter.setFont(self._kit.theme.font(Role.SMALL))
        painter.setPen(self._kit.theme.color("err"))
        left = self._span_area(block, self._area_of(block), 0, block.length() - 1).right() + _HINT_GAP
        place = QRectF(left, row.top(), self.viewport().width(), row.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, translated(self._problem.hint))

    def paint_ground(self, painter: QPainter) -> None:
        """Paint the line of the caret, the line of the mistake, and the brackets at the caret."""
        theme = self._kit.theme
        painter.fillRect(self.viewport().rect(), theme.color("sunken"))
        if self.hasFocus():
            painter.fillRect(self._row_of(self.textCursor().block()), theme.color("hover"))
        if self._problem is not None:
            painter.fillRect(self._row_of(self._block_at(self._problem.offset)), theme.color("errSoft"))
        painter.setPen(theme.color("borderStrong"))
        painter.setBrush(theme.color("selected"))
        for position in self._brackets:
            block = self.document().findBlock(position)
            at = position - block.position()
            painter.drawRoundedRect(self._span_area(block, self._area_of(block), at, at + 1), 3, 3)

    def _paint_gutter(self, painter: QPainter, event: QPaintEvent) -> None:
        theme, width = self._kit.theme, self._gutter.width()
        painter.fillRect(event.rect(), theme.color("sunken"))
        caret = self.textCursor().block()
        wrong = self._block_at(self._problem.offset) if self._problem is not None else QTextBlock()
        block = self.firstVisibleBlock()
        while block.isValid():
            row = self._row_of(block)
            if row.top() > event.rect().bottom():
                break
            is_wrong, is_current = block == wrong, block == caret
            if is_wrong or (is_current and self.hasFocus()):
                painter.fillRect(row, theme.color("errSoft" if is_wrong else "hover"))
            if is_wrong:
                painter.fillRect(QRectF(0, row.top(), 4, row.height()), theme.color("errFill"))
            font = self.font()
            font.setBold(is_wrong)
            painter.setFont(font)
            painter.setPen(theme.color("err" if is_wrong else "text2" if is_current else "muted"))
            if self._adapter.begins_line(block.blockNumber()):
                number = str(self._adapter.line_of(block.blockNumber()) + 1)
                place = QRectF(0, row.top(), width - _GUTTER_GAP + _MARGIN, row.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
            block = block.next()

    # Editing ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Indent, and keep the indent on a new line."""
        cursor = self.textCursor()
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Tab and is_plain:
            indentation.indent(cursor)
        elif event.key() == Qt.Key.Key_Backtab:
            indentation.outdent(cursor)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_plain:
            indentation.insert_line_break(cursor)
        elif event.text() in ("}", "]"):
            indentation.insert_closing(cursor, event.text())
        else:
            super().keyPressEvent(event)
            return
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  # Qt's name
        """Paste; very long lines in pieces, and nothing is coloured that will be too large for it."""
        text = source.text()
        self._choose_colors(text, self._adapter.text)
        self.textCursor().insertText(long_lines.cut(text))
        self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802  # Qt's name
        """Copy; pieces of a long line as the line they are."""
        copied = QMimeData()
        copied.setText(long_lines.whole(self.textCursor().selection().toPlainText()))
        return copied

    def _on_edited(self, text: str) -> None:
        self._choose_colors(text)
        self._stop_check()
        self._idle.start()
        super()._on_edited(text)

    def _choose_colors(self, *texts: str) -> None:
        is_small = sum(map(len, texts)) <= _COLORED_UP_TO
        self._highlighter.set_language(self._language if is_small else "")

    # Checking --------------------------------------------------------------------------------------------------------

    def _start_check(self) -> None:
        text = self._adapter.text
        if self._language == "json" and len(text) <= _COLORED_UP_TO:
            from modelpost.documents.json_check import JsonCheck  # noqa: PLC0415  # 3 ms at start-up

            self._check = JsonCheck(text)
            self._checking.start()
            self._check_more()
        else:
            self._show_problem(None)

    def _check_more(self) -> None:
        if self._check is not None and self._check.advance(_STEPS_PER_TICK):
            text, problem = self._check.text, self._check.problem
            self._stop_check()
            self._show_problem(problem)
            self.checked.emit(text, problem)

    def _stop_check(self) -> None:
        self._checking.stop()
        self._check = None

    def _show_problem(self, problem: "JsonProblem | None") -> None:
        if problem != self._problem:
            self._problem = problem
            self._underline()
            self.viewport().update()
            self._gutter.update()
            self.problem_changed.emit(problem)

    def _underline(self) -> None:
        problem = self._problem
        if problem is None:
            self.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        mark.cursor = self._cursor_at(problem.offset)
        end = self._cursor_at(problem.offset + problem.length).position()
        mark.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        mark.format.setUnderlineColor(self._kit.theme.color("errFill"))
        self.setExtraSelections([mark])

    # Geometry --------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Fit the gutter."""
        super().resizeEvent(event)
        self._place_gutter()

    def _cursor_at(self, offset: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(self._adapter.position_of(offset), self.document().characterCount() - 1))
        return cursor

    def _block_at(self, offset: int) -> QTextBlock:
        return self._cursor_at(offset).block()

    def _row_of(self, block: QTextBlock) -> QRectF:
        """Return the row of a line, from edge to edge; its text stands in the middle."""
        area, extra, layout = self._area_of(block), self._spaced.extra, block.layout()
        if not layout.lineCount():  # asked for its first line, Qt would read what is not there
            return QRectF(0, area.top(), self.width(), area.height())
        line = layout.lineAt(0)
        return QRectF(0, area.top() + line.y() - extra / 2, self.width(), line.height() + extra)

    def _fit_gutter(self) -> None:
        self.setViewportMargins(self.gutter_width() - _MARGIN, 0, 0, 0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), self.gutter_width() - _MARGIN, area.height()))

    def _on_update_request(self, area: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())

    def _on_caret_moved(self) -> None:
        cursor = self.textCursor()
        self._brackets = self._brackets_at(cursor.position())
        self._gutter.update()
        self.viewport().update()
        block = cursor.block()
        while not self._adapter.begins_line(block.blockNumber()):
            block = block.previous()
        column = self._adapter.index_of(cursor.position()) - self._adapter.index_of(block.position())
        self.caret_moved.emit(self._adapter.line_of(block.blockNumber()) + 1, column + 1)

    def _brackets_at(self, position: int) -> tuple[int, ...]:
        """Return the positions of the bracket at the caret and its partner."""
        text = self._adapter.text
        if len(text) > _COLORED_UP_TO:
            return ()
        here = self._adapter.index_of(position)
        for at in (here - 1, here):
            if 0 <= at < len(text) and text[at] in _BRACKETS:
                partner = matching(text, at)
                if partner is not None:
                    return self._adapter.position_of(at), self._adapter.position_of(partner)
        return ()

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.CODE))
        height = QFontMetricsF(self.font()).height()
        self._spaced.extra = max(0, round(self._kit.theme.pixels(_LINE_HEIGHT) - height))
        self._fit_gutter()
        self._underline()
        self.viewport().update()
