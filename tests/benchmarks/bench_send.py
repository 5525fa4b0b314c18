"""One small request on a kept-alive connection: the engine beside `requests` prepare and send."""

import tempfile
import time
from pathlib import Path

from harness import Result, compared, interleaved
from servers import running

_RUNS = 1500


def engine(home: str = ""):
    from modelpost.store.clock import SystemClock, SystemRandomness
    from modelpost.store.profile import Profile
    from modelpost.workbench.engine_room import EngineRoom

    return EngineRoom(Profile(Path(home or tempfile.mkdtemp())), "bench", SystemClock(), SystemRandomness()).engine


def measure() -> list[Result]:
    import requests

    from modelpost.core.resolved import ResolvedRequest, SendOptions
    from modelpost.net.cancel import CancelToken

    with running("small") as base:
        ours, session = engine(), requests.Session()
        request, options = ResolvedRequest("GET", f"{base}/"), SendOptions()

        def send() -> float:
            began = time.perf_counter()
            for _ in ours.exchange(request, options, CancelToken()):
                pass
            return time.perf_counter() - began

        def peer() -> float:
            began = time.perf_counter()
            _ = session.send(requests.Request("GET", f"{base}/").prepare()).content
            return time.perf_counter() - began

        interleaved(send, peer, 100)
        mine, floor = interleaved(send, peer, _RUNS)
    return [compared("send", mine * 1e6, "µs", "requests prepare+send, p50", floor * 1e6, 1.5)]
