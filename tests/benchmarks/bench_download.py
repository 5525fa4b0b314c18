"""1 GB to disk: wall time beside curl, and peak memory beside the same process fetching a few bytes."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import Result, compared
from servers import running

_CODE = """
import sys, resource, time
sys.path[:0] = [{here!r}, {app!r}]
from bench_send import engine
from modelpost.core.events import Finished
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.net.cancel import CancelToken
ours = engine({home!r})
began = time.perf_counter()
for event in ours.exchange(ResolvedRequest('GET', {url!r}), SendOptions(), CancelToken()):
    pass
taken = time.perf_counter() - began
assert isinstance(event, Finished), event
assert event.response.body.size == {size}, event.response.body.size
print(taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
_HUGE, _SMALL = 1 << 30, 27


def measure() -> list[Result]:
    here = Path(__file__).resolve().parent
    app = here.parent.parent / "app"
    with tempfile.TemporaryDirectory() as folder, running("huge") as huge, running("small") as small:

        def ours(url: str, size: int) -> tuple[float, float]:
            with tempfile.TemporaryDirectory(dir=folder) as home:
                code = _CODE.format(here=str(here), app=str(app), home=home, url=f"{url}/", size=size)
                done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            seconds, megabytes = done.stdout.split()
            return float(seconds), float(megabytes)

        def curl() -> float:
            target = Path(folder) / "by-curl"
            began = time.perf_counter()
            subprocess.run(["curl", "-s", "-o", str(target), f"{huge}/"], check=True)
            taken = time.perf_counter() - began
            target.unlink()
            return taken

        ours(huge, _HUGE)
        pairs = [(ours(huge, _HUGE), curl()) for _ in range(5)]
        mine = statistics.median(seconds for (seconds, _), _ in pairs)
        peak = statistics.median(megabytes for (_, megabytes), _ in pairs)
        floor = statistics.median(seconds for _, seconds in pairs)
        base_memory = ours(small, _SMALL)[1]
    return [
        compared("download", mine, "s", "curl -o, 1 GB", floor, 1.5),
        compared("download-memory", peak, "MB", "the same process, 27 bytes, + 32 MB", base_memory + 32, 1.0),
    ]
