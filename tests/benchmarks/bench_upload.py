"""1 GB of form-data: wall time beside curl, and peak memory beside the same process sending 1 KB."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import Result, compared
from servers import running

_CODE = """
import sys, resource
sys.path[:0] = [{here!r}, {app!r}]
from bench_send import engine
from modelpost.core.events import Finished
from modelpost.core.resolved import FilePart, MultipartContent, ResolvedRequest, SendOptions
from modelpost.net.cancel import CancelToken
import time
ours = engine()
content = MultipartContent((FilePart('file', {path!r}, 'big.bin'),))
began = time.perf_counter()
events = list(ours.exchange(ResolvedRequest('POST', {url!r}, content=content), SendOptions(), CancelToken()))
assert isinstance(events[-1], Finished), events[-1]
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure() -> list[Result]:
    here = Path(__file__).resolve().parent
    app = here.parent.parent / "app"
    with tempfile.TemporaryDirectory() as folder, running("sink") as base:
        big, little = Path(folder) / "big.bin", Path(folder) / "little.bin"
        with big.open("wb") as stream:
            for _ in range(1024):
                stream.write(os.urandom(1 << 12) * 256)
        little.write_bytes(b"x" * 1024)

        def ours(path: Path) -> tuple[float, float]:
            code = _CODE.format(here=str(here), app=str(app), path=str(path), url=f"{base}/")
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            seconds, megabytes = done.stdout.split()
            return float(seconds), float(megabytes)

        def curl() -> float:
            began = time.perf_counter()
            subprocess.run(["curl", "-s", "-F", f"file=@{big}", f"{base}/"], stdout=subprocess.DEVNULL, check=True)
            return time.perf_counter() - began

        ours(big)
        pairs = [(ours(big), curl()) for _ in range(5)]
        mine = statistics.median(seconds for (seconds, _), _ in pairs)
        peak = statistics.median(megabytes for (_, megabytes), _ in pairs)
        floor = statistics.median(seconds for _, seconds in pairs)
        base_memory = ours(little)[1]
    return [
        compared("upload", mine, "s", "curl -F, 1 GB", floor, 1.2),
        compared("upload-memory", peak, "MB", "the same process, 1 KB, + 32 MB", base_memory + 32, 1.0),
    ]
