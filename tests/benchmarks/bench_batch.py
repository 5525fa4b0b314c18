"""A batch: its engine beside the same engine in a bare loop, the window with 100,000 rows, and two peers."""

import gc
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import batch_peers
from bench_send import engine
from bench_startup import APP
from bench_window import _AS_THE_PROGRAM_DOES
from harness import Result, compared
from servers import running

_COUNT = 1000
_ROUNDS = 7
_ROWS = 100_000
_LIMIT = 1800
_CHILD = Path(__file__).resolve().with_name("batch_work.py")


def measure() -> list[Result]:
    with running("small") as base, tempfile.TemporaryDirectory() as home:
        bare, batch, eight = _loops(f"{base}/", Path(home))
        floor = "the engine in a bare loop, a request"
        return [
            compared("batch", batch * 1e6, "µs", floor, bare * 1e6, 1.25, "one worker"),
            compared("batch-8", eight * 1e6, "µs", floor, bare * 1e6, 1.25, "8 workers"),
            *batch_peers.measure(f"{base}/", Path(home), _COUNT),
            *_window(f"{base}/", home),
        ]


def _loops(url: str, home: Path) -> tuple[float, float, float]:
    """Return seconds a request, the least of some rounds: in a bare loop, as a batch of one worker, and of eight."""
    from modelpost.core.request import RequestDraft
    from modelpost.core.resolved import ResolvedRequest, SendOptions
    from modelpost.core.scope import Context
    from modelpost.net.cancel import CancelToken
    from modelpost.runs.inputs import Repeats
    from modelpost.runs.setup import Setup, SourceKind
    from modelpost.store.clock import SystemClock, SystemRandomness
    from modelpost.store.profile import Profile
    from modelpost.workbench.batch_room import BatchRoom, Source, Started, Work
    from modelpost.workbench.engine_room import EngineRoom

    gc.disable()  # as the program does: it collects between events
    room = EngineRoom(Profile(home), "bench", SystemClock(), SystemRandomness())
    batches = BatchRoom(lambda: room, home / "runs", SystemClock())
    alone = engine()
    request = ResolvedRequest("GET", url)

    def bare() -> float:
        token, options = CancelToken(), SendOptions()
        began = time.perf_counter()
        for _ in range(_COUNT):
            for _event in alone.exchange(request, options, token):
                pass
        return (time.perf_counter() - began) / _COUNT

    def batch(workers: int) -> float:
        setup = Setup(SourceKind.REPEAT, times=_COUNT, workers=workers)
        work = Work(RequestDraft(url=url), Context(), SendOptions())
        ended = threading.Event()
        started = batches.start("bench", setup, Source(Repeats(_COUNT), None), work, lambda _: None)
        assert isinstance(started, Started)
        began = time.perf_counter()
        started.batch.start()
        started.batch.wait()
        ended.set()
        return (time.perf_counter() - began) / _COUNT

    rounds = [(bare(), batch(1), batch(8)) for _ in range(_ROUNDS)]
    gc.enable()
    return tuple(min(taken) for taken in zip(*rounds, strict=True))  # type: ignore[return-value]  # three of them


def _window(url: str, home: str) -> list[Result]:
    path = os.pathsep.join((APP, str(_CHILD.parent)))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    words = [sys.executable, "-c", _AS_THE_PROGRAM_DOES, str(_CHILD), home, url, str(_ROWS)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=_LIMIT)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told = json.loads(done.stdout.splitlines()[-1])
    note = f"{told['per_second']:.0f} requests a second with 8 workers in the window, {told['failed']} failed"
    return [
        compared("batch-memory", told["memory"], "MB", "250 MB over idle, 100,000 rows", 250.0, 1.0, note),
        *(
            compared(f"stall-{name}", longest * 1000, "ms", "50 ms", 50.0, 1.0)
            for name, longest in told["stalls"].items()
        ),
    ]
