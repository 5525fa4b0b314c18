"""Where Python's garbage is collected: on the GUI thread only.

The cyclic collector runs on whichever thread happens to allocate. On the thread of an exchange it would free Qt objects
that belong to the GUI thread, which crashes; so it is switched off and run by a timer here.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 2_000


class GarbageCollector(QObject):
    """Collects the young every two seconds, all of it every half minute."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticks = 0
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()
        gc.disable()

    def close(self) -> None:
        """Collect once more, and give the collector back to Python."""
        self._timer.stop()
        gc.collect()
        gc.enable()

    def _collect(self) -> None:
        self._ticks += 1
        gc.collect(2 if self._ticks % 15 == 0 else 1)
