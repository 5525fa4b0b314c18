"""A place to drop files on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.theme import Role


class DropZone(QFrame):
    """Takes files that are dropped on it, or asks for one.

    Signals:
        dropped: files came; carries a list of paths.
        choose_wanted: the button was pressed.
    """

    dropped = Signal(list)
    choose_wanted = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dropZone")
        self.setAccessibleName(self.tr("Drop files here"))
        self.setAcceptDrops(True)
        self._kit = kit
        self._is_target = False
        title = Text(kit, self.tr("Drop an image here, or paste it with Ctrl+V"), ink="text2", wrap=True)
        self._line = Text(kit, role=Role.SMALL, ink="muted", wrap=True, name="dropHint")
        button = Button(kit, self.tr("Choose file…"), "chooseFile")
        button.clicked.connect(self.choose_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 14)
        row.setSpacing(12)
        row.addStretch(1)
        row.addWidget(Icon(kit, "image-plus", "accentText", 20))
        row.addLayout(words, 8)
        row.addWidget(button)
        row.addStretch(1)

    def say(self, text: str) -> None:
        """Say what a drop would do."""
        self._line.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the dashed edge."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("accent" if self._is_target else "border"), 1.5)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.color("accentSoft") if self._is_target else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 8, 8)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            self._is_target = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Look as before."""
        self._is_target = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Tell of the files."""
        self._is_target = False
        self.update()
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.dropped.emit(paths)
            event.acceptProposedAction()
