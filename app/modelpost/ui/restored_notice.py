"""The line that says what came back after a crash."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Icon, Text


class RestoredNotice(QWidget):
    """One sentence above the requests, until it is closed."""

    def __init__(self, kit: Kit, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("restoredNotice")
        self.setAccessibleName(text)
        card = QFrame()
        card.setProperty("card", "info")
        close = IconButton(kit, "x", self.tr("Close"), "closeRestoredNotice")
        close.clicked.connect(self.deleteLater)
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 4, 6, 4)
        row.setSpacing(12)
        row.addWidget(Icon(kit, "info", "accentText", 20))
        row.addWidget(Text(kit, text, wrap=True, name="restoredText"), 1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 8)
        column.addWidget(card)
