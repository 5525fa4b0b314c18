"""What the groups of the settings page are made of."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QDoubleValidator, QIntValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from modelpost.core.request import RequestSettings
from modelpost.core.resolved import SendOptions
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role

_LABELS = 165
_WIDEST_CONTROL = 280


class SettingsSection(QWidget):
    """A group of settings under a heading; a row has label, control and hint. Subclasses add rows and show.

    Signals:
        edited: the user changed something; carries the RequestSettings that are wanted now.
    """

    edited = Signal(object)

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.kit = kit
        self.own = RequestSettings()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        self._title = Text(kit, role=Role.STRONG)
        self.column.addWidget(self._title)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, kit.theme.pixels(_LABELS))
        self._grid.setColumnStretch(1, 100)
        self._grid.setColumnStretch(2, 1)
        self.column.addLayout(self._grid)

    def set_title(self, title: str) -> None:
        """Put a heading above the rows."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def render_settings(self, own: RequestSettings, inherited: SendOptions) -> None:
        """Show what the request says itself, and what holds where it says nothing."""
        self.own = own
        self.show_settings(own, inherited)

    def show_settings(self, own: RequestSettings, inherited: SendOptions) -> None:
        """Show them in the rows."""

    def add_row(self, label: str, control: QWidget, hint: str = "") -> None:
        """Add a row below the others."""
        row = self._grid.rowCount()
        control.setMaximumWidth(self.kit.theme.pixels(_WIDEST_CONTROL))
        self._grid.addWidget(Text(self.kit, label, ink="text2"), row, 0)
        self._grid.addWidget(control, row, 1)
        if hint:
            self._grid.addWidget(Text(self.kit, hint, role=Role.SMALL, ink="muted", wrap=True), row + 1, 1)

    def change(self, **values: object) -> None:
        """Report settings with these values."""
        self.edited.emit(replace(self.own, **values))  # type: ignore[arg-type]  # checked by RequestSettings itself


class NumberLine(QLineEdit):
    """A line for a number, or for none: the placeholder then says which one holds.

    Signals:
        number_edited: another number was typed, None for none; what is no number yet is passed over.
    """

    number_edited = Signal(object)

    def __init__(self, name: str, label: str, most: float, *, decimals: int = 0) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._is_whole = not decimals
        self.setValidator(QDoubleValidator(0, most, decimals, self) if decimals else QIntValidator(0, int(most), self))
        self.textEdited.connect(self._on_edited)

    def show_number(self, number: float | None, inherited: str) -> None:
        """Show a number, and what holds where there is none."""
        self.setPlaceholderText(inherited)
        text = "" if number is None else f"{number:g}"
        if self.text() != text and not (self.hasFocus() and _number(self.text()) == number):
            self.setText(text)

    def _on_edited(self, text: str) -> None:
        number = _number(text)
        if number is not None or not text.strip():
            self.number_edited.emit(int(number) if self._is_whole and number is not None else number)


class InheritedChoice(ComboBox):
    """Yes, no, or what is inherited.

    Signals:
        choice_made: something was chosen; carries True, False or None.
    """

    choice_made = Signal(object)

    def __init__(self, kit: Kit, name: str, label: str) -> None:
        super().__init__(kit, name, label)
        self._words = {True: self.tr("Yes"), False: self.tr("No")}
        for text, value in (("", None), (self._words[True], True), (self._words[False], False)):
            self.addItem(text, value)
        self.activated.connect(self._on_activated)

    def show_choice(self, own: bool | None, *, inherited: bool) -> None:
        """Show the choice, and what holds where there is none."""
        text = self.tr("Inherited: {value}").replace("{value}", self._words[inherited])
        if self.itemText(0) != text:
            self.setItemText(0, text)
        self.setCurrentIndex(self.findData(own))

    def _on_activated(self, index: int) -> None:
        self.choice_made.emit(self.itemData(index))


def _number(text: str) -> float | None:
    """Return what a text counts to; `1.` and `1.0` are the same while they are being typed."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
