"""The window at work: click to painted answer, memory after a send with a secret, and the longest pause of the GUI."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_send import measure as measure_send
from bench_startup import _BARE, _DONE, _RUN_BARE, once
from harness import Result, compared
from servers import running

_CODE = """
import json, os, statistics, sys, time
sys.path[:0] = [{app!r}]
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from modelpost.main import Program
from modelpost.core.request import AuthChoice, Body, BodyKind, FormRow, RequestDraft
from modelpost.core.secrets import SecretRef
from modelpost.core.variables import Variable
from modelpost.store.profile import Profile
from modelpost.workbench.exchange_state import Phase
from pathlib import Path
application = QApplication([])
application.setStyle('Fusion')
program = Program(application, Profile(Path({home!r})))
program.show([])
program.window.resize(1440, 900)

def until(condition, seconds=60):
    end = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > end:
            raise SystemExit('too slow: ' + repr(condition))
        application.processEvents()

def ended(tab):
    return lambda: tab.state.phase is Phase.ENDED and not program.background._pending

tab = program.workspace.new_tab(RequestDraft(url={small!r}))
program.window.area
until(lambda: True)
button = program.window.findChild(QPushButton, 'send')
view = program.window.findChild(QWidget, 'responseText')

class Painted(QObject):
    at = 0.0
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False

painted = Painted()
view.viewport().installEventFilter(painted)
clicks = []
for number in range(220):
    painted.at = 0.0
    began = time.perf_counter()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    until(lambda: tab.state.phase is Phase.ENDED)
    program.window.area.response_pane.repaint()
    view.viewport().repaint()
    if number >= 20:
        clicks.append(time.perf_counter() - began)

ref = SecretRef('', 'draft:bench', 'token')
program.secrets.keep(ref, 'bench-token-value', lambda: None, lambda error: None)
tab.set_auth(AuthChoice('bearer', (('token', '{{{{token}}}}'),)))
tab._own_secrets = (Variable('token', ref),)
until(lambda: program.background._pending == 0)
tab.send()
until(ended(tab))
memory = int([l for l in open('/proc/self/smaps_rollup') if l.startswith('Pss:')][0].split()[1]) / 1024

class Beat(QObject):
    def __init__(self):
        super().__init__()
        self.longest = 0.0
        self.last = time.perf_counter()
        self.timer = QTimer(self, interval=1)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.beat)
        self.timer.start()
    def beat(self):
        now = time.perf_counter()
        self.longest = max(self.longest, now - self.last)
        self.last = now
    def reset(self):
        self.longest, self.last = 0.0, time.perf_counter()

beat = Beat()
stalls = {{}}

def watched(name, tab, view_name=''):
    until(lambda: program.background._pending == 0)
    beat.reset()
    QTimer.singleShot(0, tab.send)
    finished = lambda: (tab.state.phase is Phase.ENDED and program.background._pending == 0
                        and program.runner.running == 0)
    done = QTimer(interval=5)
    done.timeout.connect(lambda: application.quit() if finished() and tab.state.outcome is not None else None)
    QTimer.singleShot(60, done.start)
    application.exec()
    QTimer.singleShot(600, application.quit)
    application.exec()
    stalls[name] = beat.longest
    assert type(tab.state.outcome).__name__ == 'Finished', tab.state.outcome

watched('send', tab)
form = Body(BodyKind.FORM_DATA, (FormRow('file', '', ({big!r},), True),))
up = program.workspace.new_tab(RequestDraft(method='POST', url={sink!r}, body=form))
watched('upload', up)
down = program.workspace.new_tab(RequestDraft(url={large!r}))
program.response.choose_view('raw')
watched('download', down)
print(json.dumps([statistics.median(clicks), memory, stalls]))
sys.stdout.flush()
os._exit(0)
"""


def measure() -> list[Result]:
    import json

    app = str(Path(__file__).resolve().parent.parent.parent / "app")
    floor = measure_send()[0].floor / 1e6
    bare = once(_BARE + _DONE + _RUN_BARE)[1]
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    with (
        tempfile.TemporaryDirectory() as home,
        running("small") as small,
        running("sink") as sink,
        running("large") as large,
    ):
        big = Path(home) / "big.bin"
        with big.open("wb") as stream:
            for _ in range(1024):
                stream.write(os.urandom(1 << 12) * 256)
        code = _CODE.format(app=app, home=home, small=f"{small}/", sink=f"{sink}/", large=f"{large}/", big=str(big))
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    click, memory, stalls = json.loads(done.stdout.splitlines()[-1])
    return [
        compared("click", click * 1000, "ms", "requests prepare+send × 1", floor * 1000, 14.0),
        compared("memory-sent", memory, "MB", "bare QMainWindow, PSS", bare, 2.6),
        *(compared(f"stall-{name}", longest * 1000, "ms", "50 ms", 50.0, 1.0) for name, longest in stalls.items()),
    ]
