"""Colours of classes, safe for colour-blind readers, on surfaces and on pictures."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from modelpost.ui.theme import Theme
from modelpost.workbench.segments import Paint

_COUNT = 6
_ON_PICTURES = ("#1846A5", "#C07519", "#169C8C", "#882853", "#986FC8", "#604E00")
"""The same in both themes: what lies below is the picture, not the theme (the design's colours for overlays)."""

_INK_ON_PICTURES = ("#FFFFFF", "#161A22", "#161A22", "#FFFFFF", "#161A22", "#FFFFFF")
_DASHES = (6.0, 3.0)

WHITE = QColor("#FFFFFF")
"""What lies beside every line on a picture, so that it is seen on any ground."""


def on_surface(theme: Theme, number: int) -> QColor:
    """Return the colour of the class of a number, from 0."""
    return theme.color(f"c{number % _COUNT + 1}")


def on_picture(number: int) -> QColor:
    """Return the colour of a box."""
    return QColor(_ON_PICTURES[number % _COUNT])


def ink_on_picture(number: int) -> QColor:
    """Return the colour of the words on a box's label."""
    return QColor(_INK_ON_PICTURES[number % _COUNT])


def box_pen(number: int, width: float) -> QPen:
    """Return the line of a box; from the seventh class on it is dashed, since colours come again."""
    pen = QPen(on_picture(number), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if number >= _COUNT:
        pen.setDashPattern([length / width for length in _DASHES])
    return pen


def segment_paint(number: int) -> Paint:
    """Return how a segment is filled; from the seventh class on it is hatched, since colours come again."""
    return Paint(on_picture(number), is_hatched=number >= _COUNT)
