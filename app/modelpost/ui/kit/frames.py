"""Showing something that changes faster than anyone reads."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer


class Frames(QObject):
    """Shows at once what changes after a rest; what changes within a frame is shown at the end of it, once.

    Attributes:
        every: milliseconds that the frame after the next look lasts. What is shown may set it while it is shown.
    """

    def __init__(self, show: Callable[[], None], every: int, parent: QObject) -> None:
        super().__init__(parent)
        self.every = every
        self._show = show
        self._is_late = False
        self._frame = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._frame.timeout.connect(self._on_over)

    def want(self, *, at_once: bool = False) -> None:
        """Ask for a look; it comes at the end of the frame, or now where there is none or it is to be `at_once`."""
        if self._frame.isActive() and not at_once:
            self._is_late = True
            return
        self.now()

    def now(self) -> None:
        """Look now; a frame begins."""
        self._is_late = False
        self._show()
        self._frame.start(self.every)

    def _on_over(self) -> None:
        if self._is_late:
            self.now()
