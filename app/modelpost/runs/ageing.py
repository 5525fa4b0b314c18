"""Which runs are kept in the profile: by their age and their number, but none that may still go on.

A run is a journal and, beside it, its answers. After 30 days it goes, complete or not. Of younger ones the 50 that were
written last stay, and those beyond them that have inputs left to send.
"""

import contextlib
import json
from collections.abc import Collection
from pathlib import Path

from modelpost.runs.result import from_record

KEPT_DAYS = 30
KEPT_RUNS = 50
_DAY = 86_400.0


def remove_old(folder: Path, now: float, spared: Collection[str] = ()) -> None:
    """Remove the runs in `folder` that are not to be kept any more, but those whose names are `spared`.

    What the system does not let go stays until the next time.
    """
    with contextlib.suppress(OSError):
        ages = sorted((now - path.stat().st_mtime, path) for path in folder.glob("*.jsonl") if path.stem not in spared)
        for place, (age, path) in enumerate(ages, len(spared)):
            if age > KEPT_DAYS * _DAY or (place >= KEPT_RUNS and _is_complete(path)):
                path.with_suffix(".answers").unlink(missing_ok=True)
                path.unlink(missing_ok=True)


def _is_complete(journal: Path) -> bool:
    """Tell whether another run need not send anything again; what is no journal is complete."""
    with journal.open("rb") as stream:
        try:
            total = int(json.loads(stream.readline())["inputs"])
        except (ValueError, KeyError, TypeError):
            return True
        settled: set[int] = set()
        for line in stream:
            with contextlib.suppress(ValueError, KeyError, TypeError):  # damaged, or written by another version
                result = from_record(json.loads(line))
                if result.is_settled:
                    settled.add(result.index)
    return len(settled) >= total
