"""The text view in the tree of accessible objects."""

from typing import cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import Shiboken

from modelpost.ui.text.spoken import SpokenText


class SpokenInterface(QAccessibleWidget):
    """A text view as a text of several lines that is read and not written.

    Qt deletes it with the view, and PySide keeps what is left of it in Python until the program ends: it holds nothing.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.EditableText, widget.accessibleName())

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        """Return an address: that of Qt's own text interface for the mirror, or what any widget has.

        Not an int, whatever the signature says: PySide6 6.11 takes the address out of a Shiboken object, and reads None
        as the address of None itself.
        """
        spoken = self._spoken
        if kind == QAccessible.InterfaceType.TextInterface and spoken is not None:
            return cast(int, QAccessible.queryAccessibleInterface(spoken.mirror).textInterface())
        found = cast(int | None, super().interface_cast(kind))
        return cast(int, Shiboken.VoidPtr(0)) if found is None else found

    def state(self) -> QAccessible.State:
        """Return what any widget's state is, and that of a text to read."""
        state = super().state()
        state.multiLine = state.readOnly = state.selectableText = 1
        return state

    def text(self, kind: QAccessible.Text) -> str:
        """Return the name, or which line the caret is on."""
        spoken = self._spoken
        if kind == QAccessible.Text.Description and spoken is not None:
            return spoken.description
        return super().text(kind)

    @property
    def _spoken(self) -> SpokenText | None:
        view = cast(QObject | None, self.object())
        return None if view is None else view.findChild(SpokenText, "", Qt.FindChildOption.FindDirectChildrenOnly)
