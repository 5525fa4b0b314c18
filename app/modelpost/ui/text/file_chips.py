"""Files whose content stands in a text, shown as small labels in the place of their placeholders."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from modelpost.core.media import type_of_file
from modelpost.core.template import FileMark
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role
from modelpost.workbench.file_facts import FileFacts
from modelpost.workbench.sizes import size_text
from modelpost.workbench.texts import translated

_ICON = 14
_SIDE = 6
_RADIUS = 4

FactsOf = Callable[[str], FileFacts | None]
"""Returns what is known of a file that a draft names, None while it is being looked at."""


def paint_chip(painter: QPainter, kit: Kit, area: QRectF, mark: FileMark, facts: FileFacts | None) -> None:
    """Paint the label over the placeholder in `area`: icon, name, and size or trouble."""
    theme = kit.theme
    is_wrong = facts is not None and facts.trouble is not None
    ink, ground = ("err", "errSoft") if is_wrong else ("var", "varSoft")
    painter.setPen(theme.color("sunken"))
    painter.setBrush(theme.color("sunken"))
    painter.drawRect(area)  # what the text below it shows through otherwise
    painter.setPen(theme.color(ground))
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(area.adjusted(-1, 1, 1, -1), _RADIUS, _RADIUS)
    icon = "circle-alert" if is_wrong else "file-image" if type_of_file(mark.path).startswith("image/") else "file"
    top = area.center().y() - _ICON / 2
    painter.drawPixmap(round(area.left() + _SIDE), round(top), kit.icons.pixmap(icon, ink, _ICON))
    font = theme.font(Role.SMALL)
    painter.setFont(font)
    painter.setPen(theme.color(ink))
    place = area.adjusted(_SIDE + _ICON + 5, 0, -_SIDE, 0)
    text = QFontMetricsF(font).elidedText(chip_text(mark, facts), Qt.TextElideMode.ElideMiddle, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)


def chip_text(mark: FileMark, facts: FileFacts | None) -> str:
    """Return what a label says: the file's name, and how large it is."""
    name = mark.path.rpartition("/")[2] or mark.path
    if facts is None:
        return f"{name} · {mark.coding}"
    said = translated(facts.trouble) if facts.trouble is not None else f"{size_text(facts.size)} · {mark.coding}"
    return said if name in said else f"{name} · {said}"
