"""A search over 100,000 exchanges, and what writing one more costs, beside the limit for both."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from harness import Result

APP = str(Path(__file__).resolve().parent.parent.parent / "app")
sys.path.insert(0, APP)

_ENTRIES = 100_000
_WORDS = ("flower", "model", "predict", "traffic", "speech", "resnet", "yolo", "iris", "chat", "embedding")
_SEARCHES = ("flower", "f", "pre tra", "number77777", "label rose", "v1/models", "nothing-has-this", "e r")


def measure() -> list[Result]:
    from modelpost.store.history.archive import Archive

    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        began = time.perf_counter()
        _fill(archive)
        took = time.perf_counter() - began
        slowest = max((_median(lambda words=words: archive.page(words, 0, 200)), words) for words in _SEARCHES)
        plain = _median(lambda: archive.page("", 0, 200))
        written = _median(lambda: archive.add(_exchange(7), _masking()))
        archive.close()
    note = f"slowest: “{slowest[1]}”; first page without words {plain * 1000:.1f} ms; filled in {took:.0f} s"
    return [
        Result(
            "history search", round(slowest[0] * 1000, 2), "ms", "limit", 50.0, round(slowest[0] * 20, 3), 1.0, note
        ),
        Result("history write", round(written * 1000, 2), "ms", "limit", 50.0, round(written * 20, 3), 1.0),
    ]


def _median(call: Callable[[], object], runs: int = 15) -> float:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _fill(archive: object) -> None:
    """Write as the archive does, in one transaction and without files: there are 100,000 of them."""
    from modelpost.store.history.words import indexed

    connection = archive._connection  # type: ignore[attr-defined]  # there is no other way that takes seconds
    connection.execute("BEGIN")
    for number in range(_ENTRIES):
        first, second, third = (_WORDS[(number // step) % len(_WORDS)] for step in (1, 10, 100))
        url = f"http://{first}.example/v1/models/{second}/predict/number{number}"
        text = (
            f"{first} {second} {third}\nPOST\n{url}\n" + f'{{"label": "rose {number % 97}", "score": 0.{number}}} ' * 8
        )
        connection.execute(
            "INSERT INTO entries (at, method, url, name, status, kind, seconds, size, root, path, origin, body,"
            " body_size) VALUES (?, 'POST', ?, ?, 200, 'finished', 0.2, 900, '', '', ?, '', 0)",
            (1_800_000_000.0 + number, url, f"{first} {second}", url),
        )
        connection.execute("INSERT INTO texts (words) VALUES (?)", (indexed(text),))
    connection.execute("COMMIT")


def _exchange(number: int) -> object:
    from modelpost.core.events import Finished
    from modelpost.core.history import Exchanged, Origin
    from modelpost.core.request import RequestDraft
    from modelpost.core.resolved import ResolvedRequest
    from modelpost.core.response import Response, StoredBody, Timings

    content = b'{"label": "rose", "score": 0.97}' * 300
    outcome = Finished(0.2, Response(200, body=StoredBody(len(content), content)), Timings(total=0.2))
    request = ResolvedRequest("POST", f"http://x.example/{number}")
    return Exchanged(1_800_000_000.0, Origin(), RequestDraft(url=request.url), request, outcome, (), 0.2, content)


def _masking() -> object:
    from modelpost.store.history.masking import Masking

    return Masking(frozenset({"a-secret-value"}), str, bytes)
