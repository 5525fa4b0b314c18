"""The text view at work, in a process of its own: `text_work.py HOME RECORDS LINE GIANT`, or `text_work.py peer FILE`.

Prints seconds, megabytes and the longest pauses of the GUI thread, as JSON.
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTreeView
from servers import RARE

from modelpost.core.events import Finished
from modelpost.core.request import RequestDraft
from modelpost.main import Program
from modelpost.store.profile import Profile
from modelpost.ui.text.view import TextView
from modelpost.workbench.exchange_state import ExchangeState, Phase

_FRAMES = 300
_LOOKED_AT_EVERY_MS = 2
_MEMORY_EVERY = 20
_NEEDLE = RARE.decode().strip('"')


class Watch(QObject):
    """A timer of 1 ms on the GUI thread: notes every time between two beats, and the most memory now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.most: dict[str, float] = {}
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def begin(self) -> None:
        self.gaps.clear()
        self.most = memory()
        self._last = time.perf_counter()

    def go_on(self) -> None:
        """Leave out what was done without the event loop."""
        self._last = time.perf_counter()

    def told(self) -> dict[str, float]:
        gaps = sorted(self.gaps)
        return {"longest": gaps[-1] * 1000, "p99": gaps[len(gaps) * 99 // 100] * 1000}

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        if len(self.gaps) % _MEMORY_EVERY == 0:
            self.most = {key: max(value, self.most.get(key, 0.0)) for key, value in memory().items()}
            now = time.perf_counter()
        self._last = now


class Work:
    """The program, and what is asked of it."""

    def __init__(self, application: QApplication, home: str) -> None:
        self.program = Program(application, Profile(Path(home)))
        self.program.show([])
        self.program.window.resize(1440, 900)
        self.watch = Watch()
        self.program.workspace.new_tab(RequestDraft())
        self.rest()
        view = self.program.window.findChild(TextView, "responseText")
        assert view is not None
        self.view = view

    def until(self, condition: Callable[[], bool], what: str, seconds: float = 300) -> None:
        """Let the window live until something is so."""
        loop, looking = QEventLoop(), QTimer(interval=_LOOKED_AT_EVERY_MS)
        end = time.perf_counter() + seconds

        def look() -> None:
            if condition() or time.perf_counter() > end:
                loop.quit()

        looking.timeout.connect(look)
        looking.start()
        loop.exec()
        if not condition():
            raise SystemExit(f"no end of: {what}")

    def rest(self) -> None:
        self.until(lambda: self.program.background.is_idle, "work in the background")

    def fetch(self, url: str, view: str = "") -> tuple[float, float]:
        """Send; return seconds from the last byte to the first screen, and to the text that is there as a whole."""
        tab = self.program.workspace.new_tab(RequestDraft(url=url))
        if view:
            self.program.response.choose_view(view)
        self.rest()
        ended: list[float] = []
        painted: list[float] = []

        def note(state: ExchangeState) -> None:
            if state.phase is Phase.ENDED and not ended:
                ended.append(time.perf_counter())

        self.program.response.state_changed.connect(note)
        before = self.view.content

        def is_painted() -> bool:
            if not painted and ended and self.view.content is not before and self.view.isVisible():
                self.view.viewport().repaint()
                painted.append(time.perf_counter())
            return bool(painted)

        tab.send()
        self.until(is_painted, "a first screen")
        self.until(lambda: not self.view.is_growing and self.view.source.index.is_complete, "the whole text")
        whole = time.perf_counter()
        assert isinstance(tab.state.outcome, Finished), tab.state.outcome
        self.program.response.state_changed.disconnect(note)
        return painted[0] - ended[0], whole - ended[0]

    def unfold(self) -> tuple[float, float]:
        """Turn to the tree; return seconds to its first rows on the screen, and to the whole of its root."""
        began = time.perf_counter()
        self.program.response.choose_view("tree")
        painted: list[float] = []

        def is_listed() -> bool:
            tree = self.program.window.findChild(QTreeView, "responseTree")
            if tree is None or not tree.isVisible() or not tree.model().rowCount():
                return False
            if not painted:
                tree.viewport().repaint()
                painted.append(time.perf_counter() - began)
            model = tree.model()
            last = model.entry(model.index(model.rowCount() - 1, 0))
            return last.end >= len(model.content) - 1

        self.until(is_listed, "the tree")
        return painted[0], time.perf_counter() - began

    def frames(self, bar: object) -> tuple[float, float]:
        """Return median and 99th percentile of seconds for a frame at random places."""
        chance, taken = random.Random(7), []
        for _ in range(_FRAMES):
            bar.setValue(chance.randrange(bar.maximum() + 1))  # type: ignore[attr-defined]  # a scroll bar
            began = time.perf_counter()
            self.view.viewport().repaint()
            taken.append(time.perf_counter() - began)
        taken.sort()
        self.watch.go_on()
        return statistics.median(taken), taken[len(taken) * 99 // 100]

    def find_all(self, *, case: bool) -> float:
        began = time.perf_counter()
        self.view.search_for(_NEEDLE, case=case)
        self.until(lambda: not self.view.is_searching, "a search")
        assert len(self.view.matches) == 1
        took = time.perf_counter() - began
        self.view.stop_search()
        return took


def memory() -> dict[str, float]:
    """Return megabytes: all that is resident, and the part of it that is in no file."""
    found = {}
    for row in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        name, _, value = row.partition(":")
        if name in {"VmRSS", "RssAnon"}:
            found[name] = int(value.split()[0]) / 1024
    return found


def scan(content: bytes | memoryview) -> float:
    """Return seconds that `bytes.find` takes for all of it."""
    whole = bytes(content)
    began = time.perf_counter()
    at = whole.find(_NEEDLE.encode())
    while at >= 0:
        at = whole.find(_NEEDLE.encode(), at + 1)
    return time.perf_counter() - began


def main(home: str, records: str, line: str, giant: str) -> None:
    application = QApplication([])
    application.setStyle("Fusion")
    work = Work(application, home)
    work.until(lambda: work.program.background.is_idle, "the start")
    told: dict[str, object] = {}
    idle = memory()
    work.watch.begin()
    first, whole = work.fetch(f"{records}/")
    told |= {"first": first, "whole": whole, "records": work.watch.told()}
    told["growth"] = work.watch.most["VmRSS"] - idle["VmRSS"]
    told["frame"], told["frame99"] = work.frames(work.view.verticalScrollBar())
    work.watch.begin()
    told |= {"find": work.find_all(case=True), "find-any-case": work.find_all(case=False)}
    told["search"] = work.watch.told()
    told["scan"] = min(scan(work.view.content) for _ in range(3))
    work.watch.begin()
    told["tree-first"], told["tree-root"] = work.unfold()
    told["tree"] = work.watch.told()
    work.watch.begin()
    work.fetch(f"{line}/", "raw")
    told["line-screen"] = work.watch.told()
    told["line"], told["line99"] = work.frames(work.view.horizontalScrollBar())
    work.watch.begin()
    work.fetch(f"{giant}/")
    assert work.program.response.view == "raw"
    assert work.view.source.size > 990_000_000
    work.frames(work.view.horizontalScrollBar())
    told["giant-find"] = work.find_all(case=True)
    work.program.response.save(str(Path(home) / "giant.json"))
    work.rest()
    told["giant"] = work.watch.told()
    told["anonymous"] = work.watch.most["RssAnon"] - idle["RssAnon"]
    print(json.dumps(told), flush=True)
    os._exit(0)  # the benchmark is over; nothing is to be asked about unsaved tabs


def peer(file: str) -> None:
    """Print the seconds that Qt's own text editor takes to show a text."""
    application = QApplication([])
    text = Path(file).read_bytes().decode()
    editor = QPlainTextEdit()
    editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    editor.resize(800, 800)
    editor.show()
    application.processEvents()
    began = time.perf_counter()
    editor.setPlainText(text)
    editor.viewport().repaint()
    print(json.dumps({"peer": time.perf_counter() - began}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    peer(sys.argv[2]) if sys.argv[1] == "peer" else main(*sys.argv[1:])
