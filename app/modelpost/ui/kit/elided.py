"""Texts that give way: cut with an ellipsis where there is no room, whole as a tooltip and to a screen reader."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionButton, QStyleOptionComboBox, QStylePainter

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role

_LEAST = 40


class ElidedText(Text):
    """A label of one line that never widens what it stands in."""

    def __init__(self, kit: Kit, text: str = "", *, role: Role = Role.BODY, ink: str = "", name: str = "") -> None:
        super().__init__(kit, text, role=role, ink=ink, name=name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return room for a word: the rest is cut."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LEAST), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Give the whole text as a tooltip where it is cut."""
        super().resizeEvent(event)
        self._show_tip()

    def setText(self, text: str) -> None:  # noqa: N802  # Qt's name
        """Show another text."""
        super().setText(text)
        self._show_tip()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint as much of the text as there is room for."""
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter = QPainter(self)
        self.style().drawItemText(
            painter, area, int(self.alignment()), self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )

    def _show_tip(self) -> None:
        is_cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(self.text() if is_cut else "")


class ElidedButton(Button):
    """A button whose text is cut where there is no room for it."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return room for the icon and a word."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 2 * _LEAST), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint as the style does, with as much of the text as there is room for."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self).width()
        room -= option.iconSize.width() + 4 if not option.icon.isNull() else 0
        if option.features & QStyleOptionButton.ButtonFeature.HasMenu:
            room -= self.style().pixelMetric(QStyle.PixelMetric.PM_MenuButtonIndicator, option, self)
        option.text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)


def paint_cut_choice(box: QComboBox, right: int) -> None:
    """Paint a combo box whose text does not fit: as the style does, with the text cut before `right`."""
    painter = QStylePainter(box)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    complex_control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(complex_control, option, part, box)
    painter.drawComplexControl(complex_control, option)
    room.setRight(max(room.right(), right))
    if not option.currentIcon.isNull():
        side = option.iconSize.width()
        painter.drawPixmap(room.left(), room.center().y() - side // 2, option.currentIcon.pixmap(option.iconSize))
        room.setLeft(room.left() + side + 4)
    shown = box.fontMetrics().elidedText(box.currentText(), Qt.TextElideMode.ElideRight, room.width())
    place = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    painter.drawItemText(room, place, option.palette, box.isEnabled(), shown, QPalette.ColorRole.ButtonText)
