"""A small card that says what a variable stands for, and lets it be changed."""

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelpost.core.template import reference
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.variable_inspector import Home, Inspection

_WIDTH = 416
_REVEALED_MS = 10_000


class VariableCard(QFrame):
    """Opens at a place of the screen and closes with Esc or a click beside it.

    Signals:
        agreed: the variable shall have a value; carries its Home, its name, the value, and whether it is a secret.
    """

    agreed = Signal(object, str, str, bool)

    def __init__(self, kit: Kit, inspection: Inspection, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("variableCard")
        self.setAccessibleName(self.tr("Variable {name}").replace("{name}", inspection.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("card", "popover")
        self.setFixedWidth(kit.theme.pixels(_WIDTH))
        self._kit = kit
        self._shown = inspection
        self._hidden = QTimer(self, singleShot=True, interval=_REVEALED_MS)
        self._hidden.timeout.connect(self._hide_value)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(Text(kit, reference(inspection.name), role=Role.CODE, name="variableName"))
        column.addWidget(Text(kit, self._standing(), role=Role.SMALL, ink="text2", wrap=True, name="variableSource"))
        column.addLayout(self._build_value())
        column.addLayout(self._build_foot())
        self._value.setFocus()

    def open_at(self, place: QPoint) -> None:
        """Show the card at a place of the screen, moved so that all of it is seen."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place) or self.screen()
        room = screen.availableGeometry()
        left = min(place.x(), room.right() - self.width())
        top = min(place.y() + 6, room.bottom() - self.height())
        self.move(max(room.left(), left), max(room.top(), top))
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Close with Esc, agree with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._shown.homes:
            self._on_agreed()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _standing(self) -> str:
        shown = self._shown
        if not shown.is_defined:
            return self.tr("It has no value here.")
        if not shown.source:
            return ""
        text = self.tr("From {source}. It is changed there.") if not shown.homes else self.tr("From {source}.")
        return text.replace("{source}", shown.source)

    def _build_value(self) -> QHBoxLayout:
        kit, shown = self._kit, self._shown
        self._value = QLineEdit(shown.value)
        self._value.setObjectName("variableValue")
        self._value.setAccessibleName(self.tr("Value"))
        self._value.setFont(kit.theme.font(Role.CODE))
        self._value.setReadOnly(not shown.homes)
        self._value.setPlaceholderText(self.tr("No value"))
        self._reveal = IconButton(kit, "eye", self.tr("Reveal for 10 seconds"), "variableReveal")
        self._reveal.clicked.connect(self._on_reveal)
        self._reveal.setVisible(shown.is_secret)
        if shown.is_secret:
            self._value.setEchoMode(QLineEdit.EchoMode.Password)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._value, 1)
        row.addWidget(self._reveal)
        return row

    def _build_foot(self) -> QHBoxLayout:
        kit, shown = self._kit, self._shown
        self._home = ComboBox(kit, "variableHome", self.tr("Kept in"), compact=True)
        for home in shown.homes:
            self._home.addItem(home.label, home)
        self._home.setVisible(len(shown.homes) > 1)
        self._secret = CheckBox(kit, self.tr("Secret"), "variableSecret")
        self._secret.setChecked(shown.is_secret)
        self._secret.setVisible(bool(shown.homes) and not shown.is_secret)
        self._secret.toggled.connect(self._on_secret)
        text = self.tr("Save") if shown.is_defined else self.tr("Define it")
        self._save = Button(kit, text, "variableSave", look="primary", compact=True)
        self._save.clicked.connect(self._on_agreed)
        self._save.setVisible(bool(shown.homes))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._home)
        row.addWidget(self._secret)
        row.addStretch(1)
        row.addWidget(self._save)
        return row

    def _on_reveal(self) -> None:
        self._value.setEchoMode(QLineEdit.EchoMode.Normal)
        self._hidden.start()

    def _hide_value(self) -> None:
        self._value.setEchoMode(QLineEdit.EchoMode.Password)

    def _on_secret(self, checked: bool) -> None:
        self._value.setEchoMode(QLineEdit.EchoMode.Password if checked else QLineEdit.EchoMode.Normal)
        self._reveal.setVisible(checked)

    def _on_agreed(self) -> None:
        home = self._home.currentData()
        if isinstance(home, Home):
            self.agreed.emit(home, self._shown.name, self._value.text(), self._secret.isChecked())
            self.close()
