"""A switch that is read from the last row."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role

_TRACK = QSize(48, 26)
_HEIGHT = 44
_GAP = 12


class Switch(QCheckBox):
    """Shows on or off by the place of a knob, by colour, and in words."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for the switch and the longer word."""
        theme = self._kit.theme
        return QSize(theme.pixels(_TRACK.width() + _GAP) + theme.pixels(72), theme.pixels(_HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the same: nothing of it can be left out."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802  # Qt's name
        """Take clicks on the word too."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint track, knob and word."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = theme.pixels(_TRACK.width()), theme.pixels(_TRACK.height())
        track = QRectF(2, (self.height() - height) / 2, width, height)
        painter.setPen(QPen(theme.color("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent" if self.isChecked() else "borderStrong"))
        painter.drawRoundedRect(track, height / 2, height / 2)
        half = height / 2
        knob = QPointF(track.right() - half if self.isChecked() else track.left() + half, track.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("onAccent"))
        painter.drawEllipse(knob, half - 4, half - 4)
        painter.setFont(theme.font(Role.DEMO_BODY))
        painter.setPen(theme.color("text"))
        word = self.tr("On") if self.isChecked() else self.tr("Off")
        left = int(track.right()) + theme.pixels(_GAP)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, word)
