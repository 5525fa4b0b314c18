"""Large answers: the first screen, the whole, memory, frames, searching, the tree, and the longest pause of the GUI.

`MODELPOST_BENCH_PEER=no` leaves Qt's own editor out, which takes half a minute and 3 GB for 100 MB.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_startup import APP
from harness import Result, compared
from servers import RARE, RECORDS, running

_CHILD = Path(__file__).resolve().with_name("text_work.py")
_LIMIT = 900
_AS_THE_PROGRAM_DOES = """
import os, runpy, sys
from modelpost.__main__ import import_plainly
import_plainly()
del sys.argv[0]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
"""
_BODY_MB = 100.0


def measure() -> list[Result]:
    body = b"[" + (RECORDS + b",") * 100 + RARE + b"]"
    before = _format_seconds(body)
    with (
        tempfile.TemporaryDirectory() as home,
        running("records") as records,
        running("line") as line,
        running("giant") as giant,
    ):
        told = _told_by(home, f"{records}/", f"{line}/", f"{giant}/")
        floor = statistics.median([*before, *_format_seconds(body)])
        peer = _peer_seconds(Path(home), body)
    return [*_compared(told, floor), *([_with_peer(told, peer)] if peer else [])]


def _compared(told: dict, floor: float) -> list[Result]:
    ms = {"first": told["first"] * 1000, "whole": told["whole"] * 1000}
    stalls = {name: told[name] for name in ("records", "search", "tree", "line-screen", "giant")}
    return [
        compared("text-first", ms["first"], "ms", "msgspec.json.format", floor * 1000, 1.0),
        compared("text-whole", ms["whole"], "ms", "msgspec.json.format", floor * 1000, 4.0),
        compared("tree-first", told["tree-first"] * 1000, "ms", "msgspec.json.format", floor * 1000, 1.5),
        compared("tree-root", told["tree-root"] * 1000, "ms", "msgspec.json.format", floor * 1000, 4.0),
        compared("text-memory", told["growth"], "MB", "the body", _BODY_MB, 3.2),
        compared("text-frame", told["frame"] * 1000, "ms", "6 ms", 6.0, 1.0),
        compared("text-frame-p99", told["frame99"] * 1000, "ms", "16 ms", 16.0, 1.0),
        compared("text-line-p99", told["line99"] * 1000, "ms", "16 ms", 16.0, 1.0),
        compared("text-find", told["find"] * 1000, "ms", "bytes.find", told["scan"] * 1000, 3.0),
        compared("text-find-fold", told["find-any-case"] * 1000, "ms", "bytes.find", told["scan"] * 1000, 99.0),
        compared("text-1GB-anon", told["anonymous"], "MB", "400 MB over idle", 400.0, 1.0),
        *(compared(f"stall-{name}", stall["longest"], "ms", "50 ms", 50.0, 1.0) for name, stall in stalls.items()),
        *(compared(f"p99-{name}", stall["p99"], "ms", "16 ms", 16.0, 1.0) for name, stall in stalls.items()),
    ]


def _with_peer(told: dict, peer: float) -> Result:
    return compared("text-first-qt", told["first"] * 1000, "ms", "QPlainTextEdit, same text", peer * 1000, 0.02)


def _told_by(*words: str) -> dict:
    environment = {**os.environ, "PYTHONPATH": APP, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    program = [sys.executable, "-c", _AS_THE_PROGRAM_DOES, str(_CHILD), *words]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False, timeout=_LIMIT)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told: dict = json.loads(done.stdout.splitlines()[-1])
    return told


def _format_seconds(body: bytes) -> list[float]:
    import msgspec

    taken = []
    for _ in range(3):
        began = time.perf_counter()
        msgspec.json.format(body, indent=2)
        taken.append(time.perf_counter() - began)
    return taken


def _peer_seconds(home: Path, body: bytes) -> float:
    if os.environ.get("MODELPOST_BENCH_PEER") == "no":
        return 0.0
    import msgspec

    file = home / "pretty.json"
    file.write_bytes(msgspec.json.format(body, indent=2))
    seconds: float = _told_by("peer", str(file))["peer"]
    return seconds
