"""Where Python's garbage is collected: on the GUI thread only.

The cyclic collector runs on whichever thread happens to allocate. On the thread of an exchange it would free Qt objects
that belong to the GUI thread, which crashes; so it is switched off and run by a timer here.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2_000
AT_REST_MS = 10_000
_WORTH_IT = 700
"""Objects made since the last time, as many as Python's own collector waits for."""


class GarbageCollector(QObject):
    """Collects the young every two seconds, all of it every half minute; where nothing happens it hardly looks."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticks = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        gc.disable()

    def close(self) -> None:
        """Collect once more, and give the collector back to Python."""
        self._timer.stop()
        gc.collect()
        gc.enable()

    @property
    def every_ms(self) -> int:
        """How often it looks."""
        return self._timer.interval()

    def tick(self) -> None:
        """Collect what is worth it."""
        is_at_rest = gc.get_count()[0] < _WORTH_IT
        self._timer.setInterval(AT_REST_MS if is_at_rest else EVERY_MS)
        if is_at_rest:
            return
        self._ticks += 1
        gc.collect(2 if self._ticks % 15 == 0 else 1)
