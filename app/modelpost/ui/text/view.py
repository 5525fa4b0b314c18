"""A view over bytes of any size: only what is visible is decoded, coloured and painted."""

import codecs
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QWidget

from modelpost.documents.line_index import LineIndex
from modelpost.documents.tokens import tokens
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.search import Match, Search
from modelpost.ui.theme import Role
from modelpost.viewers.api import Buffer

_INDEXED_AT_ONCE = 1 << 18
_INDEXED_PER_TICK = 1 << 22
_COLORED_UP_TO = 20_000
_DECODED_PER_LINE = 4_096
_LARGEST_COPY = 64 << 20
_SCROLL_MAX = 1 << 30
_KINDS = {"key": "key", "str": "str", "num": "num", "bool": "bool", "punct": "punct", "var": "var"}
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
_VISIBLE = (
    {ord(mark): "\ufffd" for mark in _BIDI}
    | {code: chr(0x2400 + code) for code in range(32) if code not in (9, 10)}
    | {127: "\u2421", 9: "    "}
)


class TextView(QAbstractScrollArea):
    """Read-only text over a buffer that is never copied: line numbers, colours, selection, search.

    Positions are byte offsets. A line is decoded from its first visible byte on and only as far as it is seen, so that
    one line of 100 MB scrolls like a million short ones. Control characters and bidi overrides are made visible.

    Signals:
        search_changed: more matches were found, or another one is current.
    """

    search_changed = Signal()

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._kit = kit
        self._content: Buffer = b""
        self._language = "text"
        self._charset = "utf-8"
        self._index = LineIndex(b"")
        self._anchor = 0
        self._caret = 0
        self._column = 0  # first visible byte of each line
        self._search: Search | None = None
        self._matches: tuple[Match, ...] = ()
        self._current_match = -1
        self._indexing = QTimer(self, interval=0)
        self._indexing.timeout.connect(self._index_more)
        self._searching = QTimer(self, interval=0)
        self._searching.timeout.connect(self._search_more)
        self._dragging = QTimer(self, interval=40)
        self._dragging.timeout.connect(self._on_drag_tick)
        self._drag_at = QPoint()
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # Content ---------------------------------------------------------------------------------------------------------

    def set_content(self, content: Buffer, language: str = "text", charset: str = "utf-8") -> None:
        """Show a buffer; it is indexed in pieces while the window stays alive."""
        if content is self._content and language == self._language and charset == self._charset:
            return
        self._content, self._language, self._charset = content, language, _cuttable(charset)
        if charset == "utf-8-sig":
            self._content, self._charset = content[3:], "utf-8"
        elif not self._charset:
            self._content, self._charset = bytes(content).decode(charset, "replace").encode("utf-8"), "utf-8"
        self._index = LineIndex(self._content)
        self._index.advance(_INDEXED_AT_ONCE)
        self._anchor = self._caret = 0
        self._column = 0
        self.stop_search()
        self._update_bars()
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        if not self._index.is_complete:
            self._indexing.start()
        self.setAccessibleDescription(self._text(0, 2_000))
        self.viewport().update()

    @property
    def content(self) -> Buffer:
        """What is shown."""
        return self._content

    @property
    def lines(self) -> int:
        """Lines known so far."""
        return self._index.lines

    # Selection -------------------------------------------------------------------------------------------------------

    @property
    def selection(self) -> tuple[int, int]:
        """The selected bytes, equal ends for none."""
        return min(self._anchor, self._caret), max(self._anchor, self._caret)

    def select(self, start: int, end: int) -> None:
        """Select bytes and bring the end into view."""
        self._anchor, self._caret = start, end
        self._show_caret()
        self.viewport().update()

    def selected_text(self) -> str:
        """Return the selected text, up to 64 MB of it."""
        start, end = self.selection
        return self._text(start, min(end, start + _LARGEST_COPY))

    def copy(self) -> None:
        """Put the selection, or everything when there is none, into the clipboard."""
        start, end = self.selection
        if start == end:
            start, end = 0, min(len(self._content), _LARGEST_COPY)
        QGuiApplication.clipboard().setText(self._text(start, end))

    # Search ----------------------------------------------------------------------------------------------------------

    @property
    def matches(self) -> tuple[Match, ...]:
        """Where the searched text was found so far."""
        return self._matches

    @property
    def current_match(self) -> int:
        """Which match is current, from 0; -1 for none."""
        return self._current_match

    @property
    def is_searching(self) -> bool:
        """Tell whether the search goes on."""
        return self._searching.isActive()

    def search_for(self, text: str, *, case: bool = False, word: bool = False, regex: bool = False) -> str:
        """Begin to search; return what is wrong with a regular expression, empty if nothing is."""
        self.stop_search()
        if not text:
            return ""
        self._search = Search(self._content, text, self._charset, case=case, word=word, regex=regex)
        if self._search.trouble:
            trouble, self._search = self._search.trouble, None
            return trouble
        self._search_more()
        if not self._search.is_done:
            self._searching.start()
        return ""

    def stop_search(self) -> None:
        """Forget the search and its marks."""
        self._searching.stop()
        self._search = None
        self._matches = ()
        self._current_match = -1
        self.search_changed.emit()
        self.viewport().update()

    def go_to_match(self, step: int) -> None:
        """Make the next or previous match current and bring it into view."""
        if self._matches:
            self._current_match = (self._current_match + step) % len(self._matches)
            match = self._matches[self._current_match]
            self.select(match.start, match.end)
            self.search_changed.emit()

    def _search_more(self) -> None:
        if self._search is None:
            return
        self._search.advance()
        self._matches = self._search.matches
        if self._current_match < 0 and self._matches:
            self.go_to_match(1)
        if self._search.is_done:
            self._searching.stop()
        self.search_changed.emit()
        self.viewport().update()

    # Painting --------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the visible lines."""
        painter = QPainter(self.viewport())
        theme = self._kit.theme
        painter.setFont(self._font)
        gutter = self._gutter()
        painter.fillRect(0, 0, gutter, self.viewport().height(), theme.color("sunken"))
        first = self._first_line()
        caret_line = self._index.line_at(self._caret)
        for row, line in enumerate(range(first, min(first + self._rows() + 1, self._index.lines))):
            top = row * self._line_height
            if line == caret_line and self.hasFocus():
                painter.fillRect(
                    gutter, top, self.viewport().width() - gutter, self._line_height, theme.color("sunken")
                )
            self._paint_number(painter, line, top, gutter, is_current=line == caret_line)
            painter.setClipRect(gutter, top, self.viewport().width() - gutter, self._line_height)
            self._paint_line(painter, line, top, gutter)
            painter.setClipping(False)
        self._paint_marks(painter)

    def _paint_number(self, painter: QPainter, line: int, top: int, gutter: int, *, is_current: bool) -> None:
        painter.setPen(self._kit.theme.color("text2" if is_current else "muted"))
        place = QRect(0, top, gutter - 12, self._line_height)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line + 1))

    def _paint_line(self, painter: QPainter, line: int, top: int, gutter: int) -> None:
        start, text, offsets = self._visible(line)
        left = float(gutter + 8)
        widths = _Widths(self._metrics, text, self._advance)
        self._paint_ranges(painter, offsets, widths, left, top)
        baseline = top + (self._line_height + self._metrics.ascent() - self._metrics.descent()) / 2
        painter.setPen(self._kit.theme.color("text"))
        position = 0
        if self._language != "text" and len(text) <= _COLORED_UP_TO:
            for token in tokens(text, self._language):
                self._draw(painter, widths, text, position, token.start, left, baseline, "text")
                self._draw(
                    painter, widths, text, token.start, token.end, left, baseline, _KINDS.get(token.kind, "text")
                )
                position = token.end
        self._draw(painter, widths, text, position, len(text), left, baseline, "text")
        if self._caret in offsets and self.hasFocus():
            x = left + widths.at(offsets.index(self._caret))
            painter.fillRect(QRect(round(x), top + 2, 1, self._line_height - 4), self._kit.theme.color("accentText"))
        del start

    def _draw(
        self,
        painter: QPainter,
        widths: "_Widths",
        text: str,
        start: int,
        end: int,
        left: float,
        baseline: float,
        color: str,
    ) -> None:
        if end > start:
            painter.setPen(self._kit.theme.color(color))
            painter.drawText(int(left + widths.at(start)), int(baseline), text[start:end].translate(_VISIBLE))

    def _paint_ranges(self, painter: QPainter, offsets: list[int], widths: "_Widths", left: float, top: int) -> None:
        """Paint the grounds of matches and selection."""
        theme = self._kit.theme
        first, last = offsets[0], offsets[-1]
        for number, match in self._matches_between(first, last):
            color = QColor(theme.color("warnFill"))
            color.setAlpha(150 if number == self._current_match else 60)
            self._fill(painter, match.start, match.end, offsets, widths, left, top, color)
        start, end = self.selection
        if start != end and start <= last and end >= first:
            self._fill(painter, start, end, offsets, widths, left, top, theme.color("selected"), beyond=end > last)

    def _fill(
        self,
        painter: QPainter,
        start: int,
        end: int,
        offsets: list[int],
        widths: "_Widths",
        left: float,
        top: int,
        color: QColor,
        *,
        beyond: bool = False,
    ) -> None:
        a = _index_at(offsets, start)
        b = _index_at(offsets, end)
        x = left + widths.at(a)
        width = widths.at(b) - widths.at(a) + (6 if beyond else 0)
        painter.fillRect(QRect(round(x), top, max(1, round(width)), self._line_height), color)

    def _paint_marks(self, painter: QPainter) -> None:
        """Paint where matches are along the scroll bar."""
        if not self._matches or not len(self._content):
            return
        height = self.viewport().height()
        color = self._kit.theme.color("warnFill")
        seen: set[int] = set()
        for match in self._matches[:20_000]:
            y = match.start * height // len(self._content)
            if y not in seen:
                seen.add(y)
                painter.fillRect(self.viewport().width() - 4, y, 4, 2, color)

    def _matches_between(self, first: int, last: int) -> Iterator[tuple[int, Match]]:
        low, high = 0, len(self._matches)
        while low < high:
            middle = (low + high) // 2
            if self._matches[middle].end < first:
                low = middle + 1
            else:
                high = middle
        while low < len(self._matches) and self._matches[low].start <= last:
            yield low, self._matches[low]
            low += 1

    # Geometry --------------------------------------------------------------------------------------------------------

    def _gutter(self) -> int:
        digits = len(str(max(99, self._index.lines)))
        return max(44, int(self._advance * digits) + 24)

    def _rows(self) -> int:
        return max(1, self.viewport().height() // self._line_height)

    def _first_line(self) -> int:
        bar = self.verticalScrollBar()
        most = max(0, self._index.lines - self._rows())
        if most <= _SCROLL_MAX:
            return bar.value()
        return bar.value() * most // max(1, bar.maximum())

    def _visible(self, line: int) -> tuple[int, str, list[int]]:
        """Return a line's first visible byte, its visible text, and the byte offset of every character and the end."""
        start, end = self._index.offset_of(line), self._index.end_of(line)
        first = min(start + self._column, end)
        while start < first < end and self._charset == "utf-8" and self._content[first] & 0xC0 == 0x80:
            first += 1  # not in the middle of a character (RFC 3629, section 3)
        wanted = min(end - first, max(64, int(self.viewport().width() / self._advance) * 4), _DECODED_PER_LINE)
        raw = bytes(self._content[first : first + wanted])
        text = raw.decode(self._charset, "surrogateescape" if self._charset == "utf-8" else "replace")
        offsets = [first]
        for character in text:
            offsets.append(offsets[-1] + (_utf8_length(character) if self._charset == "utf-8" else 1))
        return first, _shown(text), offsets

    def _position_at(self, point: QPoint) -> int:
        line = max(0, min(self._first_line() + point.y() // self._line_height, self._index.lines - 1))
        _, text, offsets = self._visible(line)
        widths = _Widths(self._metrics, text, self._advance)
        return offsets[widths.index_at(point.x() - self._gutter() - 8)]

    def _show_caret(self) -> None:
        line = self._index.line_at(self._caret)
        bar, rows = self.verticalScrollBar(), self._rows()
        if line < self._first_line():
            bar.setValue(line)
        elif line >= self._first_line() + rows:
            bar.setValue(line - rows + 1)
        column = self._caret - self._index.offset_of(line)
        width = max(1, int((self.viewport().width() - self._gutter() - 16) / self._advance))
        if column < self._column:
            self.horizontalScrollBar().setValue(max(0, column - width // 4))
        elif column > self._column + width:
            self.horizontalScrollBar().setValue(column - width * 3 // 4)

    def _update_bars(self) -> None:
        rows = self._rows()
        bar = self.verticalScrollBar()
        bar.setPageStep(rows)
        bar.setRange(0, min(_SCROLL_MAX, max(0, self._index.lines - rows)))
        columns = max(1, int((self.viewport().width() - self._gutter() - 16) / self._advance))
        across = self.horizontalScrollBar()
        across.setPageStep(columns)
        across.setSingleStep(4)
        across.setRange(0, max(0, self._longest_visible() - columns + 4))

    def _longest_visible(self) -> int:
        first = self._first_line()
        lines = range(first, min(first + self._rows() + 1, self._index.lines))
        return max((self._index.end_of(n) - self._index.offset_of(n) for n in lines), default=0)

    def _index_more(self) -> None:
        self._index.advance(_INDEXED_PER_TICK)
        if self._index.is_complete:
            self._indexing.stop()
        self._update_bars()
        self.viewport().update()

    def _text(self, start: int, end: int) -> str:
        return bytes(self._content[start:end]).decode(self._charset, "replace")

    # Events ----------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Fit the scroll bars."""
        super().resizeEvent(event)
        self._update_bars()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint again; the longest visible line decides how far one can scroll to the right."""
        self._column = self.horizontalScrollBar().value()
        if dy:
            self._update_bars()
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Put the caret, or extend the selection with Shift."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._caret = self._position_at(event.position().toPoint())
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = self._caret
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Extend the selection; beyond the edge the text scrolls."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        self._drag_at = event.position().toPoint()
        self._caret = self._position_at(self._drag_at)
        if self.viewport().rect().contains(self._drag_at):
            self._dragging.stop()
        else:
            self._dragging.start()
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """End the selection."""
        self._dragging.stop()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Select the word under the pointer."""
        at = self._position_at(event.position().toPoint())
        start, end = max(0, at - 256), min(len(self._content), at + 256)
        raw = bytes(self._content[start:end])
        low = high = at - start
        while low > 0 and _is_word(raw[low - 1]):
            low -= 1
        while high < len(raw) and _is_word(raw[high]):
            high += 1
        self.select(start + low, start + high)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802  # Qt's name
        """Offer to copy."""
        menu = QMenu(self)
        menu.addAction(self.tr("Copy")).triggered.connect(self._on_copy)
        menu.addAction(self.tr("Select all")).triggered.connect(self._on_select_all)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Move, select, copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._on_select_all()
        else:
            target = self._target_of(event)
            if target is None:
                super().keyPressEvent(event)
                return
            self._caret = target
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._anchor = target
            self._show_caret()
            self.viewport().update()

    def _target_of(self, event: QKeyEvent) -> int | None:
        """Return where a key moves the caret."""
        whole = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        line = self._index.line_at(self._caret)
        match event.key():
            case Qt.Key.Key_Left:
                return self._beside(-1)
            case Qt.Key.Key_Right:
                return self._beside(1)
            case Qt.Key.Key_Up:
                return self._in_line(line - 1)
            case Qt.Key.Key_Down:
                return self._in_line(line + 1)
            case Qt.Key.Key_PageUp:
                return self._in_line(line - self._rows())
            case Qt.Key.Key_PageDown:
                return self._in_line(line + self._rows())
            case Qt.Key.Key_Home:
                return 0 if whole else self._index.offset_of(line)
            case Qt.Key.Key_End:
                return len(self._content) if whole else self._index.end_of(line)
        return None

    def _beside(self, step: int) -> int:
        at = self._caret + step
        while 0 < at < len(self._content) and self._charset == "utf-8" and self._content[at] & 0xC0 == 0x80:
            at += step
        return max(0, min(at, len(self._content)))

    def _in_line(self, line: int) -> int:
        here = self._index.line_at(self._caret)
        column = self._caret - self._index.offset_of(here)
        wanted = max(0, min(line, self._index.lines - 1))
        return min(self._index.offset_of(wanted) + column, self._index.end_of(wanted))

    def _on_drag_tick(self) -> None:
        bar = self.verticalScrollBar()
        if self._drag_at.y() < 0:
            bar.setValue(bar.value() - 2)
        elif self._drag_at.y() > self.viewport().height():
            bar.setValue(bar.value() + 2)
        self._caret = self._position_at(self._drag_at)
        self.viewport().update()

    def _on_copy(self) -> None:
        self.copy()

    def _on_select_all(self) -> None:
        self._anchor, self._caret = 0, len(self._content)
        self.viewport().update()

    def _on_theme_changed(self) -> None:
        self._font = self._kit.theme.font(Role.CODE)
        self._metrics = QFontMetricsF(self._font)
        self._advance = max(1.0, self._metrics.horizontalAdvance("0"))
        self._line_height = max(self._kit.theme.pixels(20), int(self._metrics.height()) + 2)
        self._update_bars()
        self.viewport().update()


class _Widths:
    """Where each character of a line begins; exact only where a character is not of the usual width."""

    def __init__(self, metrics: QFontMetricsF, text: str, advance: float) -> None:
        self._metrics = metrics
        self._text = text
        self._advance = advance
        self._is_even = text.isascii() and "\t" not in text

    def at(self, index: int) -> float:
        if self._is_even:
            return index * self._advance
        return self._metrics.horizontalAdvance(self._text[:index].translate(_VISIBLE))

    def index_at(self, x: float) -> int:
        if self._is_even:
            return max(0, min(len(self._text), round(x / self._advance)))
        low, high = 0, len(self._text)
        while low < high:
            middle = (low + high) // 2
            if (self.at(middle) + self.at(middle + 1)) / 2 < x:
                low = middle + 1
            else:
                high = middle
        return low


def _shown(text: str) -> str:
    """Replace the stand-ins of invalid bytes, one for one."""
    if text.isascii():
        return text
    return "".join("\ufffd" if 0xDC80 <= ord(character) <= 0xDCFF else character for character in text)


def _utf8_length(character: str) -> int:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return 1  # an invalid byte
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


def _index_at(offsets: list[int], position: int) -> int:
    low, high = 0, len(offsets) - 1
    while low < high:
        middle = (low + high) // 2
        if offsets[middle] < position:
            low = middle + 1
        else:
            high = middle
    return low


def _is_word(byte: int) -> bool:
    return byte >= 0x80 or chr(byte).isalnum() or byte == ord("_")


def _cuttable(charset: str) -> str:
    """Return the charset if its bytes can be cut into lines and characters, else an empty string."""
    name = codecs.lookup(charset).name
    return name if name in {"utf-8", "ascii", "iso8859-1", "cp1252", "iso8859-15"} else ""
