"""A line that counts down to the next attempt."""

from math import ceil

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout

from modelpost.core.events import Retrying
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated

_EVERY_MS = 200


class RetryNotice(QFrame):
    """Says which attempt comes or is under way, and why; it is not there during the first one."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("retryNotice")
        self._event: Retrying | None = None
        self._since = QElapsedTimer()
        self._tick = QTimer(self, interval=_EVERY_MS)
        self._tick.timeout.connect(self._say)
        self._title = Text(kit, role=Role.STRONG, name="retryAttempt")
        self._reason = Text(kit, role=Role.SMALL, ink="text2", wrap=True, name="retryReason")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 4)
        row.setSpacing(8)
        row.addWidget(Icon(kit, "refresh-cw", "warn", 16))
        row.addWidget(self._title)
        row.addWidget(self._reason, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says of the attempt."""
        return self._title.text()

    def show_retrying(self, event: Retrying | None) -> bool:
        """Show what is being waited for; tell whether that is news."""
        is_news = event is not None and event is not self._event
        self._event = event
        if event is None:
            self._tick.stop()
        elif is_news:
            self._since.start()
            self._tick.start()
            self._reason.setText(translated(event.reason))
            self._say()
        self.setVisible(event is not None)
        return is_news

    def _say(self) -> None:
        event = self._event
        if event is None:
            return
        left = ceil(event.wait - self._since.elapsed() / 1000)
        text = self.tr("Attempt {n} of {of} in {seconds} s") if left > 0 else self.tr("Attempt {n} of {of}")
        if left <= 0:
            self._tick.stop()
        text = text.replace("{n}", str(event.attempt)).replace("{of}", str(event.of))
        self._title.setText(text.replace("{seconds}", str(left)))
        self.setAccessibleName(self._title.text())
