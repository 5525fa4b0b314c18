"""A view as a drawing whose lines and letters stay sharp at any size."""

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget


def as_svg(view: QWidget, title: str) -> bytes:
    """Return what a view shows as SVG, with its pictures in it."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(kept)
    drawing.setTitle(title)
    drawing.setSize(view.size())
    drawing.setViewBox(QRect(QPoint(), view.size()))
    drawing.setResolution(view.logicalDpiX())  # else letters are measured for another screen
    painter = QPainter(drawing)
    painter.fillRect(view.rect(), view.palette().window())
    view.render(painter, QPoint())
    painter.end()
    return bytes(kept.data().data())
