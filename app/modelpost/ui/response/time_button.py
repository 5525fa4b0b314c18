"""The time of an answer, which opens the phases behind it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role


class TimeButton(QPushButton):
    """The time of an answer; dots below it say that there is more to see."""

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("look", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._kit = kit
        kit.theme.changed.connect(self.update)

    def say(self, text: str) -> None:
        """Show a time; nothing for an empty text."""
        self.setText(text)
        self.setVisible(bool(text))
        self.setAccessibleName(self.tr("Time {time}, show the phases").replace("{time}", text))
        self.setToolTip(self.tr("Show how long each phase took"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for the text and the dots."""
        metrics = QFontMetrics(self._kit.theme.font(Role.BUTTON))
        return QSize(metrics.horizontalAdvance(self.text()) + 4, self._kit.theme.pixels(28))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Open with Enter too, which buttons outside of dialogs do not take."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint text and dots."""
        theme = self._kit.theme
        painter = QPainter(self)
        font = theme.font(Role.BUTTON)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.setPen(theme.color("muted"))
        bottom = (self.height() + QFontMetrics(font).height()) // 2 + 1
        for left in range(2, self.width() - 2, 3):
            painter.drawPoint(left, bottom)
