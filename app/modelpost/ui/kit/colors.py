"""Colours that the user gives to things."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

CHOICES = ("#C9352B", "#C77700", "#0F8A57", "#169C8C", "#2F54D8", "#986FC8", "#882853", "#7B8596")
"""What is offered; a file may hold any other."""

_SIZE = 16
_RATIO = 2


def color_icon(color: str, *, filled: bool = True) -> QIcon:
    """Return a dot in a colour, or a ring; grey for what is no colour."""
    wanted = QColor(color)
    ink = wanted if wanted.isValid() else QColor("#7B8596")
    picture = QPixmap(_SIZE * _RATIO, _SIZE * _RATIO)
    picture.setDevicePixelRatio(_RATIO)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 2))
    painter.setBrush(ink if filled else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(3, 3, 10, 10)
    painter.end()
    return QIcon(picture)
