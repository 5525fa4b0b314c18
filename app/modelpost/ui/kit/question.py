"""A question over a window."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class Question(QMessageBox):
    """Asks before something is done; whoever makes it says what, offers the way on and the way back, and opens it."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def ask(self, title: str, text: str, more: str = "") -> None:
        """Say what it is about."""
        self.setWindowTitle(title)
        self.setText(text)
        self.setInformativeText(more)

    def offer(self, text: str, name: str, agreed: Callable[[], None], *, loses: bool = False) -> None:
        """Offer the way on, which `agreed` does; `loses` where something is gone then."""
        role = QMessageBox.ButtonRole.DestructiveRole if loses else QMessageBox.ButtonRole.AcceptRole
        button = self.addButton(text, role)
        button.setObjectName(name)
        button.clicked.connect(agreed)

    def refuse(self, text: str, name: str, *, by_default: bool = True) -> None:
        """Offer the way back, which Enter takes too unless told otherwise."""
        button = self.addButton(text, QMessageBox.ButtonRole.RejectRole)
        button.setObjectName(name)
        if by_default:
            self.setDefaultButton(button)
