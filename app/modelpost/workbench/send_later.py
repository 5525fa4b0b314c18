"""A request that is sent by itself some seconds from now."""

from math import ceil

from PySide6.QtCore import QObject, QTimer, Signal


class SendLater(QObject):
    """Counts the seconds down.

    Signals:
        changed: a second went by, or nothing is waited for any more.
        due: the time has come.
    """

    changed = Signal()
    due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seconds = 0
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._on_tick)

    @property
    def seconds(self) -> int:
        """How many seconds are left; 0 where nothing is waited for."""
        return self._seconds

    def begin(self, seconds: float) -> None:
        """Wait for so many seconds."""
        self._seconds = max(1, ceil(seconds))
        self._tick.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Wait no more."""
        self._tick.stop()
        if self._seconds:
            self._seconds = 0
            self.changed.emit()

    def _on_tick(self) -> None:
        self._seconds -= 1
        if not self._seconds:
            self._tick.stop()
        self.changed.emit()
        if not self._seconds:
            self.due.emit()
