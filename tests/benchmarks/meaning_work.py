"""Answers that mean something, in a window of a process of its own: `meaning_work.py HOME TALK`.

Prints milliseconds from a word's arrival to its painting, the share of a core that the window took for it, and the
milliseconds from a thousand boxes to their painting, as JSON.
"""

import json
import re
import statistics
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextBrowser
from window_work import until

from modelpost.core.events import Finished
from modelpost.core.request import Body, BodyKind, RequestDraft
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.text import Message
from modelpost.inference.api import Box, BoxForm, Detection, Reading
from modelpost.main import Program
from modelpost.store.profile import Profile
from modelpost.viewers.api import Answer, NothingRendering
from modelpost.workbench.exchange_state import ExchangeState, Phase, Read, Shown
from modelpost.workbench.understanding import Named, Understood

_WORD = re.compile(r"\d+\.\d{4}")
_BOXES = 1000
_RUNS = 10
ASKED = json.dumps({"messages": [{"role": "user", "content": "What time is it?"}], "stream": True})


class Words(QObject):
    """Notes how old the oldest word is that a painting shows for the first time."""

    def __init__(self, page: QTextBrowser) -> None:
        super().__init__()
        self._page = page
        self._newest = 0.0
        self.ages: list[float] = []
        page.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        if event.type() == QEvent.Type.Paint:
            found = [float(word) for word in _WORD.findall(_tail(self._page))]
            fresh = [said for said in found if said > self._newest]
            if fresh:
                self.ages.append(time.monotonic() - fresh[0])
                self._newest = fresh[-1]
        return False


def _tail(page: QTextBrowser) -> str:
    last = page.document().lastBlock()
    return f"{last.previous().text()} {last.text()}"


class Paint(QObject):
    at = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


def main(home: str, talk: str) -> None:
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    program = Program(application, Profile(Path(home)))
    program.show([])
    program.window.resize(1440, 900)
    told = {**_talk(program, talk), "boxes": _boxes(program, application)}
    program.window.close()
    program.close()
    program.forget_window()
    print(json.dumps(told))


def _talk(program: Program, talk: str) -> dict[str, float]:
    body = Body(kind=BodyKind.RAW, raw=ASKED)
    tab = program.workspace.new_tab(RequestDraft(method="POST", url=talk, body=body))
    tab.send()
    until(lambda: program.window.findChild(QTextBrowser, "chatText") is not None, "the Inference tab", 5)
    QTest.qWait(300)  # the tab is built
    page = program.window.findChild(QTextBrowser, "chatText")
    assert page is not None
    words = Words(page)
    began, busy = time.monotonic(), time.process_time()
    until(lambda: not tab.state.is_running, "the talk")
    share = (time.process_time() - busy) / (time.monotonic() - began)
    ages = sorted(words.ages)
    return {"word": statistics.quantiles(ages, n=20)[18] * 1000, "worst": ages[-1] * 1000, "share": share}


def _boxes(program: Program, application: QApplication) -> float:
    """Return how long a thousand boxes take from the end of their reading to the painted picture."""
    tab = program.workspace.new_tab(RequestDraft(url="http://h/"))
    paint = Paint()
    taken = []
    for run in range(_RUNS):
        boxes = tuple(
            Box(
                f"class {n % 9}",
                0.9,
                (n % 40 * 20.0, n // 40 * 20.0, n % 40 * 20 + 15.0, n // 40 * 20 + 15.0 + run % 2),
            )
            for n in range(_BOXES)
        )
        named = Named("detection", Message("Boxes"), Reading(Detection(boxes, BoxForm()), 1.0))
        response = Response(200, body=StoredBody(2, b"{}"))
        nothing = NothingRendering(Message(""), Message(""))
        read = Read(Answer(response, b"{}", "application/json"), "pretty", nothing, Understood((named,)))
        began = time.perf_counter()
        shown = Shown(response, Timings(), (), read)
        tab.recall(ExchangeState(Phase.ENDED, outcome=Finished(0.1, response, Timings()), shown=shown, read=read))
        canvas = program.window.findChild(QObject, "boxCanvas")
        if run == 0 and canvas is not None:
            canvas.installEventFilter(paint)
        paint.at = 0.0
        while not paint.at and time.perf_counter() - began < 5:
            application.processEvents()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:]) * 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
