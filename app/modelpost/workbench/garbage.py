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

_WORTH_ALL = 15
"""Ticks at which something happened, after which everything is collected at the next rest."""

_AT_LAST = 300
"""Such ticks, ten minutes, after which it is not put off any more."""

_RESTED = 2
"""Ticks without anything, ten seconds and more, that make a rest."""


class GarbageCollector(QObject):
    """Collects the young every two seconds, all of it once nothing has happened for a while; then it hardly looks.

    With a hundred thousand results of a batch in memory, to look at all of it takes a tenth of a second and more: who
    is at work would feel that.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy_ticks = 0
        self._quiet_ticks = 0
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
        self._busy_ticks += not is_at_rest
        self._quiet_ticks = self._quiet_ticks + 1 if is_at_rest else 0
        if self._busy_ticks >= (_WORTH_ALL if self._quiet_ticks >= _RESTED else _AT_LAST):
            self._busy_ticks = 0
            gc.collect()
        elif not is_at_rest:
            gc.collect(1)


def take_as_old() -> None:
    """Have all that was made so far looked at with the old only: a table of 100,000 rows is young, but no garbage."""
    gc.freeze()
    gc.unfreeze()  # into the oldest generation
