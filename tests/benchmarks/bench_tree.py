"""A workspace of 5,000 requests in 500 folders: until its tree is shown, and until a keystroke has filtered it.

Beside both starts stands PyYAML's safe loader, which parses the same files in the same run.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from harness import Result, compared

_FOLDERS, _REQUESTS = 500, 10
_FOLDER = "info:\n  name: Folder {number}\n  type: folder\n  seq: {number}\n\nrequest:\n  auth: inherit\n"
_REQUEST = """info:
  name: Request {number} of flowers
  type: http
  seq: {place}

http:
  method: {method}
  url: "{{{{host}}}}/v1/models/{folder}/predict/{number}"
  headers:
    - name: Accept
      value: application/json
    - name: X-Trace
      value: "on"
      disabled: true
  body:
    type: json
    data: |-
      {{
        "inputs": [1.0, 2.0, 3.5, 4.25],
        "parameters": {{"top_k": 5, "threshold": 0.3}},
        "label": "a sunflower in a vase on a table"
      }}
  auth: inherit

settings:
  timeout: 30000
  followRedirects: true
  maxRedirects: 5

docs: |-
  Sends one picture and gets its labels.
  The threshold is a probability.
"""
_KEYSTROKES = ("p", "pr", "pre", "predict/4", "predict/49", "predict/499", "predict/49", "f", "")


def measure() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "collection", Path(folder) / "profile"
        _write(root)
        floor = _parsed(root)
        cold = _shown(root, home)
        warm = _shown(root, home)
    name = "PyYAML safe load of all files"
    return [
        compared("tree, cold", cold["shown"] * 1e3, "ms", name, floor * 1e3, 0.25),
        compared("tree, warm", warm["shown"] * 1e3, "ms", name, floor * 1e3, 0.10),
        compared("tree filter", max(warm["keystrokes"]) * 1e3, "ms", "a frame at 60 Hz", 16.0, 1.0),
    ]


def _write(root: Path) -> None:
    root.mkdir()
    (root / "opencollection.yml").write_text("opencollection: 1.0.0\n\ninfo:\n  name: Large\n", "utf-8")
    number = 0
    for folder in range(1, _FOLDERS + 1):
        place = root / f"folder {folder}"
        place.mkdir()
        (place / "folder.yml").write_text(_FOLDER.format(number=folder), "utf-8")
        for at in range(1, _REQUESTS + 1):
            number += 1
            method = ("GET", "POST", "PUT")[number % 3]
            text = _REQUEST.format(number=number, place=at, method=method, folder=folder)
            (place / f"request {number}.yml").write_text(text, "utf-8")


def _parsed(root: Path) -> float:
    import yaml

    began = time.perf_counter()
    for file in root.rglob("*.yml"):
        yaml.load(file.read_bytes(), Loader=yaml.SafeLoader)
    return time.perf_counter() - began


def _shown(root: Path, home: Path) -> dict[str, object]:
    """Return the figures of one start, in a process of its own."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, __file__, str(root), str(home)], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _one_start(root: str, home: str) -> None:
    gc.disable()  # as the program does
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication, QLineEdit

    from modelpost.main import Program
    from modelpost.store.profile import Profile
    from modelpost.ui.scenes import MemoryKeeper

    application = QApplication([])
    application.setStyle("Fusion")
    program = Program(application, Profile(Path(home)), keeper=MemoryKeeper())
    program.show([])
    program.window.resize(1440, 900)
    application.processEvents()
    sidebar, workspace = program.window.sidebar, program.workspace

    def until(condition: Callable[[], object]) -> None:
        while not condition():
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    began = time.perf_counter()
    workspace.open_collection(root)
    until(lambda: workspace.collections)
    sidebar.grab()
    shown = time.perf_counter() - began
    until(lambda: program.background.is_idle)
    time.sleep(2.1)  # what was written a moment ago is not remembered
    workspace.refresh(root)
    until(lambda: program.background.is_idle)
    line = sidebar.findChild(QLineEdit, "treeFilter")

    def keystroke(words: str) -> float:
        began = time.perf_counter()
        line.setText(words)
        application.processEvents()
        return time.perf_counter() - began

    rounds = [[keystroke(words) for words in _KEYSTROKES] for _ in range(9)]
    keystrokes = [min(taken) for taken in zip(*rounds, strict=True)]  # what else runs here only ever adds
    print(json.dumps({"shown": shown, "keystrokes": keystrokes}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    _one_start(*sys.argv[1:])
