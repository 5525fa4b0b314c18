"""What two models say, side by side: bars of classes, strips of times."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from modelpost.ui.batch.charts import Chart
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role
from modelpost.workbench.sizes import duration_text, share_text

_ROW = 44
_STRIP = 64
_BADGE = 22
_BAR = 8
_DOT = 4.0
_MOST_CLASSES = 8
COLORS = ("c1", "c2")


class Badge(QWidget):
    """The letter of a side in a frame of its colour."""

    def __init__(self, kit: Kit, letter: str) -> None:
        super().__init__()
        self.setObjectName(f"badge{letter}")
        self.setAccessibleName(letter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._kit = kit
        self._letter = letter
        kit.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return its size."""
        side = self._kit.theme.pixels(_BADGE + 2)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint frame and letter."""
        painter = QPainter(self)
        paint_badge(painter, self._kit, QRect(1, 1, self.width() - 2, self.height() - 2), self._letter)


def paint_badge(painter: QPainter, kit: Kit, area: QRect, letter: str) -> None:
    """Paint the letter of a side."""
    theme = kit.theme
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color(COLORS[letter == "B"]), 2))
    painter.setBrush(theme.color("surface"))
    painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 5, 5)
    painter.setFont(theme.font(Role.STRONG))
    painter.setPen(theme.color("text"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, letter)
    painter.restore()


class PairedBars(Chart):
    """Classes with a bar for each side, and how far they are apart."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "compareBars", "")
        self.setAccessibleName(self.tr("Confidence by class"))
        self._classes: list[tuple[str, float, float]] = []

    def show_scores(self, a: dict[str, float], b: dict[str, float]) -> None:
        """Show the scores of both, the surest first."""
        names = sorted({*a, *b}, key=lambda name: -max(a.get(name, 0.0), b.get(name, 0.0)))
        self._classes = [(name, a.get(name, math.nan), b.get(name, math.nan)) for name in names[:_MOST_CLASSES]]
        rows = [(name, _share(one), _share(other)) for name, one, other in self._classes]
        self._tell([(self.tr("class"), "A", "B"), *rows])

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the height of its rows."""
        return QSize(300, self._kit.theme.pixels(_ROW) * len(self._classes))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint a row for each class."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row, width = theme.pixels(_ROW), self.width()
        values, apart = theme.pixels(68), theme.pixels(64)
        words = QFontMetrics(theme.font(Role.STRONG))
        longest_name = max((words.horizontalAdvance(name) for name, *_ in self._classes), default=0)
        names = max(round(width * 0.2), min(longest_name + 12, round(width * 0.34)))
        longest = max((value for _, *both in self._classes for value in both if value == value), default=1.0)
        whole = 1.0 if longest <= 1 else longest
        for place, (name, one, other) in enumerate(self._classes):
            top = place * row
            painter.setPen(theme.color("line"))
            painter.drawLine(0, top, width, top)
            painter.setFont(theme.font(Role.STRONG if not place else Role.BODY))
            painter.setPen(theme.color("text" if not place else "text2"))
            text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, names - 10)
            painter.drawText(QRect(0, top, names, row), Qt.AlignmentFlag.AlignVCenter, text)
            for at, value in enumerate((one, other)):
                middle = top + row / 2 + (at - 0.5) * (_BAR + 6)
                track = QRectF(names, middle - _BAR / 2, width - names - values - apart, _BAR)
                self._bar(painter, track, value / whole if value == value else 0.0, COLORS[at])
                painter.setFont(theme.font(Role.SMALL))
                painter.setPen(theme.color("text"))
                cell = QRect(width - values - apart, round(middle) - 9, values - 6, 18)
                painter.drawText(cell, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _share(value))
            if one == one and other == other:
                said = f"{(other - one) * 100:+.1f}".replace("-", "−")
                is_none = said in ("+0.0", "−0.0")
                painter.setFont(theme.font(Role.STRONG if abs(other - one) >= 0.02 else Role.BODY))
                painter.setPen(theme.color("muted" if is_none else "text"))
                said = "0.0" if is_none else said
                cell = QRect(width - apart, top, apart, row)
                painter.drawText(cell, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)

    def _bar(self, painter: QPainter, track: QRectF, share: float, color: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._kit.theme.color("track"))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        if share > 0:
            bar = QRectF(track)
            bar.setWidth(max(3.0, bar.width() * min(1.0, share)))
            painter.setBrush(self._kit.theme.color(color))
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)


class Strips(Chart):
    """A dot for each time of a side, with a line at the median."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "compareStrips", "")
        self.setAccessibleName(self.tr("Response times of both"))
        self._times: tuple[Sequence[float], Sequence[float]] = ((), ())
        self._medians = (math.nan, math.nan)

    def show_times(self, a: Sequence[float], b: Sequence[float], medians: tuple[float, float]) -> None:
        """Show the times of both."""
        self._times, self._medians = (a, b), medians
        rows = [(duration_text(one), duration_text(other)) for one, other in zip(a, b, strict=False)]
        self._tell([("A", "B"), *rows])

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the height of both strips and the scale."""
        return QSize(260, self._kit.theme.pixels(2 * _STRIP + 30))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint scale, dots and medians."""
        times = [*self._times[0], *self._times[1]]
        if not times:
            return
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strip, left = theme.pixels(_STRIP), theme.pixels(44)
        plot = QRectF(left, 6, self.width() - left - 12, 2 * strip)
        low, high = min(times), max(times)
        room = (high - low) * 0.08 or high * 0.1 or 0.001
        low, high = max(0.0, low - room), high + room
        self._paint_scale(painter, plot, low, high)
        for at, seconds in enumerate(self._times):
            middle = plot.top() + strip * (at + 0.5)
            paint_badge(painter, self._kit, QRect(0, round(middle) - 11, _BADGE, _BADGE), "AB"[at])
            color = QColor(theme.color(COLORS[at]))
            color.setAlphaF(0.6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            for number, value in enumerate(seconds):
                x = plot.left() + plot.width() * (value - low) / (high - low)
                y = middle + ((number * 7) % 5 - 2) * 3.2  # apart, so that equal times can be counted
                painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
            self._paint_median(painter, plot, middle, (self._medians[at] - low) / (high - low), self._medians[at])

    def _paint_scale(self, painter: QPainter, plot: QRectF, low: float, high: float) -> None:
        theme = self._kit.theme
        painter.setFont(theme.font(Role.BADGE))
        for step in range(5):
            x = plot.left() + plot.width() * step / 4
            painter.setPen(theme.color("line"))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(theme.color("muted"))
            text = duration_text(low + (high - low) * step / 4)
            width = painter.fontMetrics().horizontalAdvance(text) + 4
            start = min(max(plot.left() - 10, x - width / 2), self.width() - width)
            painter.drawText(QRectF(start, plot.bottom() + 4, width, 18), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_median(self, painter: QPainter, plot: QRectF, middle: float, share: float, value: float) -> None:
        if value != value:
            return
        theme = self._kit.theme
        x = plot.left() + plot.width() * share
        painter.setPen(QPen(theme.color("text"), 2))
        painter.drawLine(QPointF(x, middle - 18), QPointF(x, middle + 16))
        painter.setFont(theme.font(Role.LABEL))
        text = duration_text(value)
        width = painter.fontMetrics().horizontalAdvance(text)
        left = x + 6 if x + 6 + width < self.width() else x - 6 - width
        painter.drawText(QPointF(left, middle - 14), text)


def _share(value: float) -> str:
    return share_text(value if value == value else None, is_share=True)
