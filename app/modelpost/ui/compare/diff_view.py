"""Two answers beside each other, line by line; what differs has a ground of its own and a mark."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from modelpost.documents.json_tokens import lex_json
from modelpost.documents.side_by_side import Kind, Line, SideBySide
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role

_GUTTER = 44
_PAD = 8
_LINE = 20
_INKS = frozenset({"key", "str", "num", "bool", "punct"})
_MARKS = {Kind.SAME: " ", Kind.CHANGED: "≠", Kind.LEFT: "−", Kind.RIGHT: "+"}


class DiffView(QAbstractScrollArea):
    """Paints what is in view. Ctrl+C copies the lines that differ."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("compareDiff")
        self.setAccessibleName(self.tr("Both answers, line by line"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._kit = kit
        self._lines: tuple[Line, ...] = ()
        kit.theme.changed.connect(self._fit)

    def show_difference(self, found: SideBySide) -> None:
        """Show two documents."""
        self._lines = found.lines
        differing = (
            f"{line.left.strip()} | {line.right.strip()}" for line in found.lines if line.kind is not Kind.SAME
        )
        self.setAccessibleDescription("; ".join(list(differing)[:20]))
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the height of a dozen lines."""
        return QSize(400, self._kit.theme.pixels(_LINE) * min(14, max(4, len(self._lines))) + 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy what differs."""
        if event.matches(QKeySequence.StandardKey.Copy):
            lines = (f"{line.left}\t{line.right}" for line in self._lines if line.kind is not Kind.SAME)
            QGuiApplication.clipboard().setText("\n".join(lines))
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """Fit the scroll bar."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the lines in view on both sides."""
        theme = self._kit.theme
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("sunken"))
        height, half = theme.pixels(_LINE), self.viewport().width() // 2
        first = self.verticalScrollBar().value()
        shown = self.viewport().height() // height + 2
        for row, line in enumerate(self._lines[first : first + shown]):
            top = row * height
            if line.kind is not Kind.SAME:
                painter.fillRect(0, top, self.viewport().width(), height, theme.color("warnSoft"))
            number = first + row + 1
            self._paint_side(painter, QRect(0, top, half, height), number, line.left, line.kind)
            self._paint_side(painter, QRect(half, top, half, height), number, line.right, line.kind)
        painter.setPen(theme.color("line"))
        painter.drawLine(half, 0, half, self.viewport().height())

    def _paint_side(self, painter: QPainter, area: QRect, number: int, text: str, kind: Kind) -> None:
        theme = self._kit.theme
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(Role.CODE))
        painter.setPen(theme.color("muted"))
        gutter = QRect(area.left(), area.top(), theme.pixels(_GUTTER) - 18, area.height())
        painter.drawText(gutter, middle | Qt.AlignmentFlag.AlignRight, str(number))
        painter.drawText(QRect(gutter.right() + 4, area.top(), 14, area.height()), middle, _MARKS[kind])
        painter.save()
        painter.setClipRect(area)
        left = area.left() + theme.pixels(_GUTTER) + _PAD
        step = painter.fontMetrics().horizontalAdvance("0" * 100) / 100
        end = 0
        for token in lex_json(text)[0]:
            own = token.kind if token.kind in _INKS else "text"
            for start, stop, ink in ((end, token.start, "text"), (token.start, token.end, own)):
                if stop > start:
                    painter.setPen(theme.color(ink))
                    place = QRect(round(left + start * step), area.top(), 4000, area.height())
                    painter.drawText(place, middle, text[start:stop])
            end = token.end
        painter.restore()

    def _fit(self) -> None:
        shown = self.viewport().height() // max(1, self._kit.theme.pixels(_LINE))
        self.verticalScrollBar().setRange(0, max(0, len(self._lines) - shown))
        self.verticalScrollBar().setPageStep(max(1, shown))
        self.updateGeometry()
        self.viewport().update()
