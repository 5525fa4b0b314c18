"""Which class was taken for which: a square of counts, the darker the more."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from modelpost.runs.quality import Quality
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role

_MOST_CLASSES = 16
_LARGEST_CELL = 34
_NAMES = 0.3


class ConfusionMatrix(QWidget):
    """Rows are the expected classes, columns what was answered. Pointing at a cell says it in words; Ctrl+C copies."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("batchMatrix")
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._kit = kit
        self._labels: tuple[str, ...] = ()
        self._pairs: dict[tuple[str, str], int] = {}
        kit.theme.changed.connect(self.updateGeometry)

    @property
    def has_room(self) -> bool:
        """Tell whether there are classes, and few enough to be told apart."""
        return 1 < len(self._labels) <= _MOST_CLASSES

    def show_quality(self, quality: Quality) -> None:
        """Show these counts."""
        self._labels, self._pairs = quality.labels, quality.pairs
        wrong = (f"{first} → {second} {count}" for (first, second), count in self._pairs.items() if first != second)
        self.setAccessibleDescription(", ".join(list(wrong)[:40]))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the height of its rows."""
        return QSize(200, self._kit.theme.pixels(24) * len(self._labels) if self.has_room else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy the counts."""
        if not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        lines = ["\t".join(("", *self._labels))]
        for expected in self._labels:
            counts = (str(self._pairs.get((expected, answered), 0)) for answered in self._labels)
            lines.append("\t".join((expected, *counts)))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Say what a cell counts."""
        for (expected, answered), cell in self._cells():
            if cell.contains(event.position().toPoint()):
                count = self._pairs.get((expected, answered), 0)
                said = self.tr("{n} of “{expected}” were taken for “{answered}”")
                text = said.replace("{n}", str(count)).replace("{expected}", expected).replace("{answered}", answered)
                QToolTip.showText(event.globalPosition().toPoint(), text, self)
                return
        QToolTip.hideText()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint names and cells; right ones in the accent's colour, wrong ones in the warning's."""
        if not self.has_room:
            return
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(Role.BADGE)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        highest = max(self._pairs.values(), default=1) or 1
        for (expected, answered), cell in self._cells():
            count = self._pairs.get((expected, answered), 0)
            if answered == self._labels[0]:
                painter.setPen(theme.color("text2"))
                names = QRect(0, cell.top(), cell.left() - 6, cell.height())
                text = metrics.elidedText(expected, Qt.TextElideMode.ElideRight, names.width())
                painter.drawText(names, Qt.AlignmentFlag.AlignVCenter, text)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("track"))
            painter.drawRoundedRect(cell, 2, 2)
            if count:
                color = QColor(theme.color("accent" if expected == answered else "warnFill"))
                color.setAlphaF(0.25 + 0.75 * count / highest)
                painter.setBrush(color)
                painter.drawRoundedRect(cell, 2, 2)
                painter.setPen(theme.color("onAccent" if count > highest * 0.4 and expected == answered else "text"))
                if metrics.horizontalAdvance(str(count)) < cell.width():
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(count))

    def _cells(self) -> list[tuple[tuple[str, str], QRect]]:
        if not self.has_room:
            return []
        names = round(self.width() * _NAMES)
        width = min((self.width() - names) / len(self._labels), float(self._kit.theme.pixels(_LARGEST_CELL)))
        height = self.height() / len(self._labels)
        across, down = max(1, round(width) - 2), max(1, round(height) - 2)
        return [
            ((expected, answered), QRect(round(names + column * width), round(row * height), across, down))
            for row, expected in enumerate(self._labels)
            for column, answered in enumerate(self._labels)
        ]
