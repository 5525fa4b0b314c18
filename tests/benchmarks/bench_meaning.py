"""What answers mean, on the screen: words of a talk as they come, and a thousand boxes."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_startup import APP
from harness import Result, compared
from servers import running

_CHILD = Path(__file__).resolve().with_name("meaning_work.py")
_LIMIT = 120


def measure() -> list[Result]:
    environment = {**os.environ, "PYTHONPATH": APP, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home, running("talk") as talk:
        words = [sys.executable, str(_CHILD), home, f"{talk}/"]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=_LIMIT)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told = json.loads(done.stdout.splitlines()[-1])
    return [
        compared("chat-word", told["word"], "ms", "50 ms, 95 of 100 words", 50.0, 1.0, f"worst {told['worst']:.0f} ms"),
        compared("chat-core", told["share"], "", "a quarter of a core", 0.25, 1.0),
        compared("boxes-1000", told["boxes"], "ms", "50 ms", 50.0, 1.0),
    ]
