"""A line that says where folders go: into Batch."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.notices import Icon, Text


class BatchHint(QFrame):
    """Shown below form-data with a file, until it was closed.

    Signals:
        batch_wanted: the request shall be opened in Batch.
    """

    batch_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("batchHint")
        self.setProperty("card", "info")
        self._is_closed = False
        text = self.tr("Image services take one image per request. To send a folder, open this request in Batch.")
        self.setAccessibleName(text)
        open_it = Button(kit, self.tr("Open in Batch"), "openInBatch", look="link")
        open_it.clicked.connect(self.batch_wanted)
        close = IconButton(kit, "x", self.tr("Close"), "batchHintClose", size=14)
        close.clicked.connect(self._on_closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 6, 8)
        row.setSpacing(10)
        row.addWidget(Icon(kit, "info", "accentText"))
        row.addWidget(Text(kit, text, ink="text2", wrap=True), 1)
        row.addWidget(open_it)
        row.addWidget(close)
        self.hide()

    def show_for(self, *, has_file: bool) -> None:
        """Show it where the request has a file to send."""
        self.setVisible(has_file and not self._is_closed)

    def _on_closed(self) -> None:
        self._is_closed = True
        self.hide()
