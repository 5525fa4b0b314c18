"""The part of the text view that paints and scrolls."""

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from modelpost.documents.growing import Fault, GrowingText
from modelpost.documents.line_index import Buffer
from modelpost.documents.search import Matches
from modelpost.documents.text_source import TextSource
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.line_layout import Ground, LineLayout, Typeface
from modelpost.ui.text.lines import Lines
from modelpost.ui.text.marked_scroll_bar import MarkedScrollBar

_INDEXED_PER_TICK = 1 << 21
"""Bytes, about 2 ms."""

_LOOKED_AT_EVERY_MS = 15
"""How often a text that grows is looked at, where there is nothing to index."""

_GUIDED_EVERY = 2
_GUTTER = 44
_GUTTER_GAP = 14
_TOP = 8
_STEP_ACROSS = 4
_MARGIN_COLUMNS = 4
_FEWEST_DIGITS = 2
_FEWEST_COLUMNS = 20


class TextCanvas(QAbstractScrollArea):
    """Shows the lines of a buffer of any size, which is never copied: only what is visible is decoded and painted.

    Positions are byte offsets. The scroll bars count lines and columns. What is selected, found and current is painted
    here and decided by the view.
    """

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._kit = kit
        self._bar = MarkedScrollBar(kit.theme)
        self.setVerticalScrollBar(self._bar)
        self._language = "text"
        self._source = TextSource(b"")
        self._anchor = 0
        self._caret = 0
        self._matches = Matches()
        self._current_match = -1
        self._growing: GrowingText | None = None
        self._fault: Fault | None = None
        self._is_wrapping = False
        self._wrapped_at = 0
        self._kept_in_view = -1
        self._widest = 0
        self._face = Typeface(kit.theme)
        self._lines = Lines(self._source, self._language, self._face)
        self._indexing = QTimer(self, interval=0)
        self._indexing.timeout.connect(self._index_more)
        self._fitting = QTimer(self, interval=0, singleShot=True)  # not within a paint event: a bar may come or go
        self._fitting.timeout.connect(self._fit_across)
        kit.theme.changed.connect(self._on_theme_changed)

    @property
    def content(self) -> Buffer:
        """What is shown."""
        return self._source.content

    @property
    def source(self) -> TextSource:
        """What is shown, as lines."""
        return self._source

    @property
    def lines(self) -> int:
        """Lines known so far."""
        return self._source.lines

    @property
    def is_wrapping(self) -> bool:
        """Tell whether lines are wrapped at the right edge."""
        return self._is_wrapping

    def set_wrapping(self, *, wrapped: bool) -> None:
        """Wrap lines at the right edge, or let them go on beyond it."""
        if wrapped != self._is_wrapping:
            self._is_wrapping = wrapped
            self._wrap_anew()

    @property
    def caret(self) -> int:
        """Where the caret is."""
        return self._caret

    @property
    def selection(self) -> tuple[int, int]:
        """The selected bytes, equal ends for none."""
        return min(self._anchor, self._caret), max(self._anchor, self._caret)

    @property
    def first_line(self) -> int:
        """The line at the top."""
        return self._bar.value()

    @property
    def face(self) -> Typeface:
        """The typeface of the text."""
        return self._face

    @property
    def rows(self) -> int:
        """Lines that are visible as a whole."""
        return max(1, (self.viewport().height() - _TOP) // self._face.height)

    def offset_at(self, point: QPoint) -> int:
        """Return the character boundary next to a point of the viewport."""
        row = (point.y() - _TOP) // self._face.height
        line = max(0, min(self.first_line + row, self._source.lines - 1))
        layout, left = self._at(line)
        return layout.offset_at(point.x() - self.gutter_width() - left)

    def rectangle_of(self, offset: int) -> QRect:
        """Return where a character is in the viewport; it may lie outside."""
        line = self._source.line_at(offset)
        layout, left = self._at(line)
        x = self.gutter_width() + left + layout.x_of(offset)
        return QRect(round(x), self.top_of(line), round(self._face.advance), self._face.height)

    def top_of(self, line: int) -> int:
        """Return where a line begins in the viewport; it may lie outside."""
        return _TOP + (line - self.first_line) * self._face.height

    def piece_of(self, line: int) -> tuple[int, int, float]:
        """Return which bytes of a line are shown, and how far right of the gutter they begin, without laying it out."""
        return self._lines.piece_of(line, self.horizontalScrollBar().value(), self._columns())

    def gutter_width(self) -> int:
        """Return the room for line numbers."""
        digits = max(_FEWEST_DIGITS, len(str(self._source.numbered)))
        return max(self._kit.theme.pixels(_GUTTER), round(self._face.advance * digits) + 2 * _GUTTER_GAP)

    def bring_into_view(self, offset: int) -> None:
        """Scroll as far as needed to see a character."""
        line = self._source.line_at(offset)
        self.bring_line_into_view(line)
        across = self.horizontalScrollBar()
        column, shown = self._lines.column_of(line, offset), self._columns()
        self._widen(column + _MARGIN_COLUMNS)
        if column < across.value():
            across.setValue(max(0, column - shown // 4))
        elif column >= across.value() + shown - 1:
            across.setValue(column - shown * 3 // 4)

    def bring_line_into_view(self, line: int) -> None:
        """Scroll up or down as far as needed to see a line."""
        if line < self.first_line:
            self._bar.setValue(line)
        elif line >= self.first_line + self.rows:
            self._bar.setValue(line - self.rows + 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the visible lines."""
        painter, theme = QPainter(self.viewport()), self._kit.theme
        painter.setFont(self._face.font)
        painter.fillRect(event.rect(), theme.color("sunken"))
        gutter, width, height = self.gutter_width(), self.viewport().width(), self._face.height
        caret_line = self._source.line_at(self._caret)
        last = min(self.first_line + self.rows + 2, self._source.lines)
        for line in range(self.first_line, last):
            top = _TOP + (line - self.first_line) * height
            if line == caret_line and self.hasFocus():
                painter.fillRect(0, top, width, height, theme.color("hover"))
            start = self._source.start_of(line)
            if not self._source.is_continued(start):
                number = self._source.number_of(start) if self._source.is_wrapped else line
                self._paint_number(painter, number, top, gutter, is_current=line == caret_line)
            painter.setClipRect(gutter, top, width - gutter, height)
            self._paint_line(painter, line, gutter, top, has_caret=line == caret_line and self.hasFocus())
            painter.setClipping(False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Fit the scroll bars."""
        super().resizeEvent(event)
        if self._is_wrapping and self._wrap_columns() != self._wrapped_at:
            self._wrap_anew()
        self._fit_bars()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint again: a frame costs a few milliseconds, wherever it is."""
        self.viewport().update()

    # -----------------------------------------------------------------------------------------------------------------

    def _show(self, content: Buffer, language: str, charset: str) -> None:
        self._source = TextSource(content, charset)
        self._kept_in_view = -1
        if self._is_wrapping:
            self._wrapped_at = self._wrap_columns()
            self._source.wrap(self._wrapped_at)
        self._language = language
        self._fault = None
        self._anchor = self._caret = 0
        self._matches, self._current_match = Matches(), -1
        self._widest = 0
        self._lay_out_anew()
        self._bar.setValue(0)
        self.horizontalScrollBar().setValue(0)
        self._go_on_indexing()

    def _go_on_indexing(self) -> None:
        if not self._source.is_indexed:
            self._indexing.start(0)
        elif self._growing is not None:
            self._indexing.start(_LOOKED_AT_EVERY_MS)
        else:
            self._indexing.stop()

    def _grow(self, growing: GrowingText) -> None:
        """Show as much of a growing text as there is by now."""
        grown = growing.now
        if grown.is_other:
            self._show(grown.content, self._language, self._source.charset)
        elif grown.content is not self._source.content:
            self._source.grow(grown.content)
        self._fault = grown.fault
        if grown.is_complete:
            self._growing = None

    def _show_matches(self, matches: Matches, current: int) -> None:
        self._matches, self._current_match = matches, current
        self._bar.show_matches(self._source, matches)
        self.viewport().update()

    def _at(self, line: int) -> tuple[LineLayout, float]:
        """Return a line and where it begins, right of the gutter."""
        return self._lines.at(line, self.horizontalScrollBar().value(), self._columns())

    def _wrap_anew(self) -> None:
        """Wrap for another width; what stood at the top comes back there, as soon as its row is known."""
        if self._kept_in_view < 0:
            self._kept_in_view = self._source.start_of(self.first_line)
        self._wrapped_at = self._wrap_columns() if self._is_wrapping else 0
        self._source.wrap(self._wrapped_at)
        self._widest = 0
        self.horizontalScrollBar().setValue(0)
        self._lay_out_anew()
        self._go_on_indexing()
        self._return_to_view()

    def _return_to_view(self) -> None:
        if 0 <= self._kept_in_view <= self._source.index.indexed:
            self._bar.setValue(self._source.line_at(self._kept_in_view))
            self._kept_in_view = -1

    def _wrap_columns(self) -> int:
        return max(_FEWEST_COLUMNS, self._columns() - _MARGIN_COLUMNS - 1)

    def _columns(self) -> int:
        return max(1, int((self.viewport().width() - self.gutter_width()) / self._face.advance))

    def _paint_number(self, painter: QPainter, line: int, top: int, gutter: int, *, is_current: bool) -> None:
        number = str(line + 1)
        painter.setPen(self._kit.theme.color("text2" if is_current else "muted"))
        left = gutter - _GUTTER_GAP - len(number) * self._face.advance
        painter.drawText(QPointF(left, top + self._face.baseline), number)

    def _paint_line(self, painter: QPainter, line: int, gutter: int, top: int, *, has_caret: bool) -> None:
        layout, left = self._at(line)
        left += gutter
        if self._language == "json":
            self._paint_guides(painter, layout, left, top)
        grounds = self._grounds(layout)
        layout.paint(painter, left, top, grounds, self.viewport().width() - gutter)
        columns = self._lines.columns_of(line)
        if columns > self._widest:
            self._widest = columns
            self._fitting.start()
        if self._fault is not None and layout.start <= self._fault.offset <= layout.end:
            self._paint_fault(painter, left + layout.x_of(self._fault.offset), top)
        start, end = self.selection
        if start <= self._source.end_of(line) < end:  # the line's end is selected too
            x = round(left + layout.x_of(layout.end))
            painter.fillRect(x, top, round(self._face.advance), self._face.height, self._selected_color())
        if has_caret and layout.start <= self._caret <= layout.end:
            x = round(left + layout.x_of(self._caret))
            painter.fillRect(x, top + 2, 2, self._face.height - 4, self._kit.theme.color("accentText"))

    def _paint_guides(self, painter: QPainter, layout: LineLayout, left: float, top: int) -> None:
        """Paint a thin line for every level that a line is indented by, but for the outermost."""
        indent = layout.indent
        for column in range(_GUIDED_EVERY, indent, _GUIDED_EVERY):
            x = round(left + column * self._face.advance)
            painter.fillRect(x, top, 1, self._face.height, self._kit.theme.color("line"))

    def _paint_fault(self, painter: QPainter, x: float, top: int) -> None:
        """Paint a bar below the first thing that is wrong."""
        bar = QRect(round(x), top + self._face.height - 3, round(self._face.advance), 3)
        painter.fillRect(bar, self._kit.theme.color("errFill"))

    def _grounds(self, layout: LineLayout) -> list[Ground]:
        theme, found = self._kit.theme, []
        for number, match in self._matches.between(layout.start, layout.end):
            is_current = number == self._current_match
            edge = theme.color("warnFill") if is_current else None
            found.append(Ground(match.start, match.end, theme.color("warnSoft"), edge))
        start, end = self.selection
        if start < end and start <= layout.end and end >= layout.start and not self._is_match(start, end):
            found.append(Ground(start, end, self._selected_color()))
        return found

    def _is_match(self, start: int, end: int) -> bool:
        return self._current_match >= 0 and self._matches[self._current_match] == (start, end)

    def _selected_color(self) -> QColor:
        return self._kit.theme.color("selected")

    def _fit_bars(self) -> None:
        self._bar.setPageStep(self.rows)
        self._bar.setRange(0, max(0, self._source.lines - self.rows))
        self._fit_across()

    def _fit_across(self) -> None:
        """Let one scroll as far to the right as the widest line reached that was seen."""
        bar, shown = self.horizontalScrollBar(), self._columns()
        bar.setPageStep(shown)
        bar.setSingleStep(_STEP_ACROSS)
        bar.setRange(0, max(0, self._widest + _MARGIN_COLUMNS - shown))

    def _widen(self, columns: int) -> None:
        if columns > self._widest:
            self._widest = columns
            self._fit_across()

    def _index_more(self) -> None:
        was_complete = self._source.is_indexed
        if self._growing is not None:
            self._grow(self._growing)
        self._source.advance(_INDEXED_PER_TICK)
        if self._source.is_indexed and not was_complete:
            self.viewport().update()
        self._go_on_indexing()
        self._fit_bars()
        self._return_to_view()

    def _lay_out_anew(self) -> None:
        self._lines = Lines(self._source, self._language, self._face)
        self._fit_bars()
        self.viewport().update()

    def _on_theme_changed(self) -> None:
        self._face = Typeface(self._kit.theme)
        if self._is_wrapping:
            self._wrap_anew()
        self._lay_out_anew()
