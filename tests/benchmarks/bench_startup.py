"""From process start to the first paint of the ready window, and the memory it has then; beside a bare QMainWindow."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import Result, compared

APP = str(Path(__file__).resolve().parent.parent.parent / "app")

_BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer

class Window(QMainWindow):
    painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, done)
"""
_DONE = """
def done():
    pss = [line for line in open('/proc/self/smaps_rollup') if line.startswith('Pss:')][0].split()[1]
    print(time.clock_gettime(time.CLOCK_MONOTONIC), int(pss) / 1024, flush=True)
    import os; os._exit(0)
"""
_RUN_BARE = """
application = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
application.exec()
"""
_RUN_APP = """
import gc, sys, time
from modelpost.__main__ import import_plainly, main
gc.disable()  # as the program does before it loads what follows
import_plainly()  # as it does, too
from PySide6.QtCore import QTimer
import modelpost.main
from modelpost.ui.status_bar import StatusBar

class Watched(StatusBar):  # the last part of the window that is painted
    painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, done)

sys.modules['modelpost.ui.window'].StatusBar = Watched
sys.exit(main([]))
"""

BARE = _BARE + _DONE + _RUN_BARE
APP_WINDOW = _DONE + _RUN_APP


def once(code: str, bytecode: str = "") -> tuple[float, float]:
    """Return seconds to the first paint and megabytes (PSS) at that moment; `bytecode` is where it is kept."""
    import time

    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "PYTHONPATH": APP, "MODELPOST_HOME": home}
        if bytecode:
            environment |= {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
        if not environment.get("DISPLAY"):
            environment["QT_QPA_PLATFORM"] = "offscreen"
        began = time.clock_gettime(time.CLOCK_MONOTONIC)
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    painted, megabytes = done.stdout.split()[-2:]
    return float(painted) - began, float(megabytes)


def measure() -> list[Result]:
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as bytecode:
        for number in range(10):
            pair = once(BARE, bytecode), once(APP_WINDOW, bytecode)
            if number:  # the first one compiles, which is done with what is installed
                bare.append(pair[0])
                ours.append(pair[1])
    floor, time_ = (statistics.median(seconds for seconds, _ in runs) * 1000 for runs in (bare, ours))
    base, memory = (statistics.median(megabytes for _, megabytes in runs) for runs in (bare, ours))
    return [
        compared("startup", time_, "ms", "bare QMainWindow, first paint", floor, 2.0),
        compared("memory", memory, "MB", "bare QMainWindow, PSS", base, 1.6),
    ]
