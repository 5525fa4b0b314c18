"""Bytes as hexadecimal numbers and characters, of which only what is visible is ever looked at."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelpost.core.failures import ModelpostError
from modelpost.documents.hexadecimal import ROW, characters, find_bytes, pairs, sought
from modelpost.documents.line_index import Buffer
from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.viewers.api import BytesRendering
from modelpost.workbench.background import Background
from modelpost.workbench.texts import translated

_MARGIN = 16
_TOP = 8
_GOES_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3)
_LARGEST_COPIED = 4 << 20
_OFFSET_DIGITS = 8
_GAP = 3
_PAIRS_AT = _OFFSET_DIGITS + _GAP
_CHARACTERS_AT = _PAIRS_AT + 3 * ROW + _GAP
_ACROSS = _CHARACTERS_AT + ROW


class HexView(QAbstractScrollArea):
    """Offset, bytes and characters, sixteen to a row. Arrows move, Shift selects, Ctrl+C copies the bytes as digits.

    Signals:
        caret_moved: another byte is current; carries its offset.
        too_large: more was to be copied than the clipboard takes.
    """

    caret_moved = Signal(object)
    too_large = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("responseHex")
        self.setAccessibleName(self.tr("Response byte by byte"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._kit = kit
        self._content: Buffer = b""
        self._anchor = 0
        self._caret = 0
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def selection(self) -> tuple[int, int]:
        """The first selected byte and the one behind the last: never less than the byte under the caret."""
        return min(self._anchor, self._caret), min(max(self._anchor, self._caret) + 1, len(self._content))

    def show_bytes(self, content: Buffer) -> None:
        """Show bytes from their beginning."""
        self._content = content
        self._anchor = self._caret = 0
        self._fit()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    def select(self, start: int, end: int) -> None:
        """Select bytes and bring them into view."""
        last = max(0, len(self._content) - 1)
        self._anchor, self._caret = min(start, last), min(max(start, end - 1), last)
        self._reveal(self._anchor)
        self._moved()

    def copy(self) -> None:
        """Copy what is selected as digits."""
        start, end = self.selection
        if end - start > _LARGEST_COPIED:
            self.too_large.emit()
            return
        QGuiApplication.clipboard().setText(bytes(self._content[start:end]).hex(" "))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the rows that are visible."""
        theme, painter = self._kit.theme, QPainter(self.viewport())
        painter.setFont(theme.font(Role.CODE))
        first = self.verticalScrollBar().value()
        for number in range(self._visible_rows() + 1):
            start = (first + number) * ROW
            if start >= len(self._content):
                break
            row = bytes(self._content[start : start + ROW])
            top = _TOP + number * self._height
            self._paint_selection(painter, start, top)
            self._write(painter, 0, top, f"{start:0{_OFFSET_DIGITS}x}", "muted")
            self._write(painter, _PAIRS_AT, top, pairs(row), "text")
            self._write(painter, _CHARACTERS_AT, top, characters(row), "str")
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Move, select, copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self._anchor, self._caret = 0, max(0, len(self._content) - 1)
            self._moved()
            return
        page, is_whole = self._visible_rows() * ROW, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        last = max(0, len(self._content) - 1)
        places = {
            Qt.Key.Key_Left: self._caret - 1,
            Qt.Key.Key_Right: self._caret + 1,
            Qt.Key.Key_Up: self._caret - ROW,
            Qt.Key.Key_Down: self._caret + ROW,
            Qt.Key.Key_PageUp: self._caret - page,
            Qt.Key.Key_PageDown: self._caret + page,
            Qt.Key.Key_Home: 0 if is_whole else self._caret - self._caret % ROW,
            Qt.Key.Key_End: last if is_whole else self._caret - self._caret % ROW + ROW - 1,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
            return
        self._go(min(max(place, 0), last), keep=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Make the byte under the pointer current; select up to it with Shift."""
        if event.button() is Qt.MouseButton.LeftButton and len(self._content):
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._go(self._at(event.position().toPoint()), keep=keep)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Select up to the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton and len(self._content):
            self._go(self._at(event.position().toPoint()), keep=True)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Fit the scroll bars."""
        super().resizeEvent(event)
        self._fit()

    def _write(self, painter: QPainter, column: int, top: int, text: str, color: str) -> None:
        painter.setPen(self._kit.theme.color(color))
        painter.drawText(QPoint(self._left(column), top + self._ascent), text)

    def _paint_selection(self, painter: QPainter, start: int, top: int) -> None:
        begin, end = (min(max(place - start, 0), ROW) for place in self.selection)
        if begin >= end:
            return
        color = self._kit.theme.color("selected")
        left, right = self._left(_column(begin)), self._left(_column(end - 1) + 2)
        painter.fillRect(QRect(left, top, right - left, self._height), color)
        left = self._left(_CHARACTERS_AT + begin)
        painter.fillRect(QRect(left, top, self._left(_CHARACTERS_AT + end) - left, self._height), color)

    def _left(self, column: int) -> int:
        return _MARGIN - self.horizontalScrollBar().value() + round(column * self._width)

    def _at(self, place: QPoint) -> int:
        """Return the byte at a place, the nearest where there is none."""
        column = int((place.x() - self._left(0)) / self._width)
        if column >= _CHARACTERS_AT - 1:
            byte = column - _CHARACTERS_AT
        else:
            inner = column - _PAIRS_AT
            byte = (inner - (inner >= 3 * ROW // 2)) // 3
        row = self.verticalScrollBar().value() + (place.y() - _TOP) // self._height
        return min(max(row * ROW + min(max(byte, 0), ROW - 1), 0), len(self._content) - 1)

    def _go(self, place: int, *, keep: bool) -> None:
        self._caret = place
        if not keep:
            self._anchor = place
        self._reveal(place)
        self._moved()

    def _moved(self) -> None:
        self.viewport().update()
        self.caret_moved.emit(self._caret)

    def _reveal(self, place: int) -> None:
        bar, row, visible = self.verticalScrollBar(), place // ROW, self._visible_rows()
        if not bar.value() <= row < bar.value() + visible:
            bar.setValue(row if row < bar.value() else row - visible + 1)

    def _visible_rows(self) -> int:
        return max(1, (self.viewport().height() - _TOP) // self._height)

    def _fit(self) -> None:
        rows = -(-len(self._content) // ROW)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, rows - self._visible_rows()))
        bar.setPageStep(self._visible_rows())
        across = round(_ACROSS * self._width) + 2 * _MARGIN
        self.horizontalScrollBar().setRange(0, max(0, across - self.viewport().width()))
        self.horizontalScrollBar().setPageStep(self.viewport().width())

    def _on_theme_changed(self) -> None:
        metrics = QFontMetrics(self._kit.theme.font(Role.CODE))
        self._width = metrics.horizontalAdvance("0" * 100) / 100
        self._height = metrics.height() + 4
        self._ascent = metrics.ascent() + 2
        self._fit()
        self.viewport().update()


class HexPage(QWidget):
    """The bytes, a line to search them, and which of them is current.

    Signals:
        told: something to say in passing; carries a text.
    """

    told = Signal(str)

    def __init__(self, kit: Kit, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._shown: BytesRendering | None = None
        self._view = HexView(kit)
        self._view.caret_moved.connect(self._on_caret_moved)
        self._view.too_large.connect(self._on_too_large)
        self._sought = QLineEdit()
        self._sought.setObjectName("hexFind")
        self._sought.setAccessibleName(self.tr("Find bytes"))
        self._sought.setPlaceholderText(self.tr("Find a text or bytes such as ff d8"))
        self._sought.setProperty("compact", "true")
        self._sought.installEventFilter(self)
        self._place = Text(kit, ink="muted", name="hexPlace")
        down = IconButton(kit, "arrow-down", self.tr("Next match"), "hexNext")
        down.clicked.connect(self._find_next)
        bar = QFrame()
        bar.setProperty("line", "below")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self._sought, 1)
        row.addWidget(self._place)
        row.addWidget(down)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._view, 1)
        self.setFocusProxy(self._view)

    def show_bytes(self, rendering: BytesRendering) -> None:
        """Show bytes; those that are shown already stay where they are."""
        if rendering is not self._shown:
            self._shown = rendering
            self._view.show_bytes(rendering.content)
            self._place.setText("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Go on with Enter and F3 in the search."""
        is_press = watched is self._sought and event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in _GOES_ON:
            self._find_next()
            return True
        return super().eventFilter(watched, event)

    def _find_next(self) -> None:
        shown, needle = self._shown, sought(self._sought.text())
        if shown is None or not needle:
            return
        start = self._view.selection[0]
        is_there = bytes(shown.content[start : start + len(needle)]) == needle

        def done(place: int) -> None:
            if shown is not self._shown:
                return
            if place < 0:
                self._place.setText(self.tr("Nothing found"))
            else:
                self._view.select(place, place + len(needle))

        self._place.setText(self.tr("Searching…"))
        self._background.run(lambda: find_bytes(shown.content, needle, start + is_there), done, self._on_failed)

    def _on_caret_moved(self, place: int) -> None:
        start, end = self._view.selection
        if end - start > 1:
            text = self.tr("{n} bytes from {offset}").replace("{n}", self.locale().toString(end - start))
            self._place.setText(text.replace("{offset}", f"0x{start:x}"))
        else:
            self._place.setText(f"0x{place:x}")

    def _on_too_large(self) -> None:
        self.told.emit(self.tr("The selection is too large for the clipboard."))

    def _on_failed(self, error: ModelpostError) -> None:
        self.told.emit(f"{translated(error.summary)}. {translated(error.hint)}")


def _column(byte: int) -> int:
    """Return the column in which the digits of a byte of a row begin."""
    return _PAIRS_AT + 3 * byte + (byte >= ROW // 2)
