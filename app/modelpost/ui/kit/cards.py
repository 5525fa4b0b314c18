"""Cards: a title, a line about it, and a click."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.theme import Role


class ActionCard(QFrame):
    """One way to begin, to be clicked as a whole.

    Signals:
        pressed: the card or its button was clicked.
    """

    pressed = Signal()

    def __init__(self, kit: Kit, icon: str, keys: str, title: str, text: str, name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}Card")
        self.setProperty("card", "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        head = QHBoxLayout()
        head.addWidget(Icon(kit, icon, "accentText", 18))
        head.addStretch(1)
        head.addWidget(Text(kit, keys, role=Role.BADGE, ink="muted"))
        column.addLayout(head)
        column.addSpacing(4)
        button = Button(kit, title, name, look="link")
        button.setAccessibleDescription(text)
        button.clicked.connect(self.pressed)
        line = QHBoxLayout()
        line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(Text(kit, text, role=Role.SMALL, ink="text2", wrap=True))
        column.addStretch(1)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: object) -> None:  # noqa: ARG002, N802  # Qt's name
        """Take a click anywhere."""
        self.pressed.emit()
