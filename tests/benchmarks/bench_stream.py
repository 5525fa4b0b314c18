"""A stream of events: from socket to event, and from the server to the screen."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_send import engine
from bench_startup import APP
from harness import Result, compared
from servers import STREAMED, running

_CHILD = Path(__file__).resolve().with_name("stream_work.py")
_RUNS = 3
_WANTED = 100_000
_LIMIT = 120


def measure() -> list[Result]:
    from modelpost.core.events import StreamItems
    from modelpost.core.resolved import ResolvedRequest, SendOptions
    from modelpost.net.cancel import CancelToken

    ours = engine()

    def stream(url: str) -> float:
        began, seen = time.perf_counter(), 0
        for event in ours.exchange(ResolvedRequest("GET", url), SendOptions(), CancelToken()):
            seen += len(event.items) if isinstance(event, StreamItems) else 0
        assert seen == STREAMED, seen
        return time.perf_counter() - began

    with running("events") as base:
        taken = min(stream(f"{base}/") for _ in range(_RUNS))
    per_event = taken / STREAMED
    return [
        compared(
            "stream",
            per_event * 1e6,
            "µs",
            f"{_WANTED:,} events/s",
            1e6 / _WANTED,
            1.0,
            f"{1 / per_event:,.0f} chat events/s",
        ),
        *_shown(),
    ]


def _shown() -> list[Result]:
    environment = {**os.environ, "PYTHONPATH": APP, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home, running("ticks") as ticks:
        words = [sys.executable, str(_CHILD), home, f"{ticks}/"]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=_LIMIT)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told = json.loads(done.stdout.splitlines()[-1])
    note = f"median {told['median'] * 1000:.0f} ms, worst {told['worst'] * 1000:.0f} ms"
    return [
        compared("stream-shown", told["p99"] * 1000, "ms", "50 ms from sending to screen, p99", 50.0, 1.0, note),
        compared("stall-stream", told["pause"] * 1000, "ms", "50 ms", 50.0, 1.0),
    ]
