"""Ctrl+C in the terminal and a polite request to end, both of which reach Python and not Qt."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier

_CODE_OF_SIGNAL = 128
"""What shells add to the number of the signal that ended a program."""


class Interrupts(QObject):
    """Ends the application in the orderly way when SIGINT or SIGTERM arrives.

    While Qt waits for events no Python runs, so that a handler alone would wait for the next click. The interpreter
    writes the signal's number into a socket (`signal.set_wakeup_fd`), which wakes Qt.
    """

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__()
        self._application = application
        self._ends: tuple[socket.socket, socket.socket] | None = None
        self._before: list[tuple[signal.Signals, object]] = []
        self._notifier: QSocketNotifier | None = None

    def listen(self) -> None:
        """Begin; on the main thread of the process only."""
        reading, writing = self._ends = socket.socketpair()
        for end in self._ends:
            end.settimeout(0)
        signal.set_wakeup_fd(writing.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before.append((number, signal.signal(number, _leave_to_qt)))
        self._notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)

    def close(self) -> None:
        """Leave signals as they were."""
        if self._ends is None or self._notifier is None:
            return
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for number, handler in self._before:
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal() returned
        for end in self._ends:
            end.close()
        self._ends = None

    def _on_signal(self) -> None:
        if self._ends is not None:
            number = self._ends[0].recv(1)[0]
            self._application.exit(_CODE_OF_SIGNAL + number)


def _leave_to_qt(number: int, frame: FrameType | None) -> None:
    """Do nothing: that there is a handler keeps Python from raising KeyboardInterrupt in whatever runs."""
    del number, frame
