"""The window at work, in a process of its own: `window_work.py HOME SMALL SINK LARGE FILE`.

Prints seconds from click to painted answer, megabytes after a send with a secret, and the longest pauses, as JSON.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QPushButton

from modelpost.core.events import Finished
from modelpost.core.request import AuthChoice, Body, BodyKind, FormRow, RequestDraft
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.main import Program
from modelpost.store.profile import Profile
from modelpost.workbench.exchange_state import Phase
from modelpost.workbench.request_tab import RequestTab

_CLICKS, _WARM_UP = 200, 20
_AFTER = 600
"""Milliseconds watched after an answer is there: the view paints, highlights and indexes."""


class Paints(QObject):
    """Notes when a widget was last painted, and when there was an answer to paint."""

    at = 0.0
    shown_at = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


class Beat(QObject):
    """A timer of 1 ms on the GUI thread; the longest time between two beats is the longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def begin(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()


def until(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Run the event loop of the program until a condition holds; it is looked at every 2 ms.

    A loop that spins would take the interpreter from the threads whose work is measured, and `QTest.qWait` sleeps for
    up to 10 ms between two events.
    """
    end = time.perf_counter() + seconds
    loop, looking = QEventLoop(), QTimer(interval=2, timerType=Qt.TimerType.PreciseTimer)

    def look() -> None:
        if condition() or time.perf_counter() > end:
            loop.quit()

    looking.timeout.connect(look)
    looking.start()
    if not condition():
        loop.exec()
    looking.stop()
    if not condition():
        raise SystemExit(f"no end of: {what}")


class Work:
    """The program, and what is asked of it."""

    def __init__(self, application: QApplication, home: str) -> None:
        self.application = application
        self.program = Program(application, Profile(Path(home)))
        self.program.show([])
        self.program.window.resize(1440, 900)

    def until(self, condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
        until(condition, what, seconds)

    def rest(self) -> None:
        """Wait until nothing is left to do in the background."""
        self.until(lambda: self.program.background._pending == 0, "work in the background")

    def clicks(self, url: str) -> tuple[RequestTab, float]:
        """Return the median of seconds from the click on Send to the painted answer."""
        tab = self.program.workspace.new_tab(RequestDraft(url=url))
        self.program.response.choose_view("pretty")
        self.rest()
        window = self.program.window
        button = window.findChild(QPushButton, "send")
        view = window.findChild(QAbstractScrollArea, "responseText")
        assert button is not None
        assert view is not None
        paints = Paints()
        view.viewport().installEventFilter(paints)

        def note() -> None:
            if not paints.shown_at and tab.state.phase is Phase.ENDED and self.program.response.rendering is not None:
                paints.shown_at = time.perf_counter()

        self.program.response.state_changed.connect(note)
        taken = []
        for number in range(_WARM_UP + _CLICKS):
            paints.at = paints.shown_at = 0.0
            began = time.perf_counter()
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            self.until(lambda: paints.at > paints.shown_at > 0, "an answer painted")
            if number >= _WARM_UP:
                taken.append(paints.at - began)
            self.rest()
        return tab, statistics.median(taken)

    def send_with_secret(self, tab: RequestTab) -> float:
        """Return megabytes (PSS) after a send whose token is in the secret store."""
        ref = SecretRef("", "draft:bench", "token")
        self.program.secrets.keep(ref, "bench-token-value", lambda: None, lambda _error: None)
        tab.set_auth(AuthChoice("bearer", (("token", "{{token}}"),)))
        tab._own_secrets = (Variable("token", ref),)
        self.rest()
        tab.send()
        self.until(lambda: tab.state.phase is Phase.ENDED, "a send with a secret")
        self.rest()
        return proportional_set_size()

    def longest_pause(self, tab: RequestTab) -> float:
        """Return the seconds of the longest pause of the GUI thread, from the send until after the answer is shown."""
        loop, beat, looking = QEventLoop(), Beat(), QTimer(interval=5)
        began = time.perf_counter()

        def look() -> None:
            is_over = tab.state.phase is Phase.ENDED and self.program.background._pending == 0
            if is_over or time.perf_counter() - began > 120:
                looking.stop()
                QTimer.singleShot(_AFTER, loop.quit)

        looking.timeout.connect(look)
        QTimer.singleShot(0, tab.send)
        QTimer.singleShot(50, looking.start)
        beat.begin()
        loop.exec()
        assert isinstance(tab.state.outcome, Finished), tab.state.outcome
        return beat.longest


def proportional_set_size() -> float:
    """Return megabytes of memory, shared pages counted in part."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def main(home: str, small: str, sink: str, large: str, file: str) -> None:
    application = QApplication([])
    application.setStyle("Fusion")
    work = Work(application, home)
    tab, click = work.clicks(small)
    memory = work.send_with_secret(tab)
    stalls = {"send": work.longest_pause(tab)}
    form = Body(BodyKind.FORM_DATA, (FormRow("file", "", (file,), True),))
    stalls["upload"] = work.longest_pause(
        work.program.workspace.new_tab(RequestDraft(method="POST", url=sink, body=form))
    )
    down = work.program.workspace.new_tab(RequestDraft(url=large))
    work.program.response.choose_view("raw")
    stalls["download"] = work.longest_pause(down)
    print(json.dumps({"click": click, "memory": memory, "stalls": stalls}), flush=True)
    os._exit(0)  # the benchmark is over; nothing is to be asked about unsaved tabs


if __name__ == "__main__":
    main(*sys.argv[1:])
