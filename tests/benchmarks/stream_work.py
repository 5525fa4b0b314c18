"""The window while a thousand events a second arrive, in a process of its own: `stream_work.py HOME TICKS`.

Prints how long events took from being sent to being painted, and the longest pause of the GUI thread, as JSON.
"""

import json
import os
import sys
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QTableView
from servers import TICKS
from window_work import Beat, Work

from modelpost.core.request import RequestDraft
from modelpost.ui.response.stream_model import StreamModel
from modelpost.workbench.exchange_state import Phase


class Painted(QObject):
    """Notes when each event was first painted."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        model = table.model()
        assert isinstance(model, StreamModel)
        self._model = model
        self._next = 0
        self.taken: list[float] = []
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        if event.type() == QEvent.Type.Paint and self._model.items:
            now = time.monotonic()
            fresh = self._next - self._model.items[0].number
            self.taken += [now - float(item.preview) for item in self._model.items[fresh:]]
            self._next = self._model.items[-1].number + 1
        return False


def main(home: str, ticks: str) -> None:
    application = QApplication([])
    application.setStyle("Fusion")
    work = Work(application, home)
    tab = work.program.workspace.new_tab(RequestDraft(url=ticks))
    work.rest()
    table = work.program.window.findChild(QTableView, "streamTable")
    assert table is not None
    painted, beat = Painted(table), Beat()
    tab.send()
    work.until(lambda: tab.state.stream is not None and tab.state.stream.total > TICKS // 8, "the first events")
    del painted.taken[:]
    beat.begin()
    work.until(lambda: tab.state.phase is Phase.ENDED, "the stream")
    taken = sorted(painted.taken)
    told = {
        "median": taken[len(taken) // 2],
        "p99": taken[len(taken) * 99 // 100],
        "worst": taken[-1],
        "pause": beat.longest,
    }
    print(json.dumps(told), flush=True)
    os._exit(0)  # the benchmark is over; nothing is to be asked about unsaved tabs


if __name__ == "__main__":
    main(*sys.argv[1:])
