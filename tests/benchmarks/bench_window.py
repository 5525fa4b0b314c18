"""The window at work: click to painted answer, memory after a send with a secret, and the longest pause of the GUI."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_send import measure as measure_send
from bench_startup import APP, BARE, once
from harness import Result, compared
from servers import running

_CHILD = Path(__file__).resolve().with_name("window_work.py")
_LIMIT = 600
_AS_THE_PROGRAM_DOES = """
import runpy, sys
from modelpost.__main__ import import_plainly
import_plainly()
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def measure() -> list[Result]:
    floor = measure_send()[0].floor
    bare = once(BARE)[1]
    environment = {**os.environ, "PYTHONPATH": APP, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
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
        program = [sys.executable, "-c", _AS_THE_PROGRAM_DOES, str(_CHILD)]
        words = [*program, home, f"{small}/", f"{sink}/", f"{large}/", str(big)]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=_LIMIT)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told = json.loads(done.stdout.splitlines()[-1])
    return [
        compared("click", told["click"] * 1000, "ms", "requests prepare+send", floor / 1000, 14.0),
        compared("memory-sent", told["memory"], "MB", "bare QMainWindow, PSS", bare, 2.6),
        *(
            compared(f"stall-{name}", longest * 1000, "ms", "50 ms", 50.0, 1.0)
            for name, longest in told["stalls"].items()
        ),
    ]
