"""Figures of a run: how long answers took, how many a second, how much is left."""

from __future__ import annotations  # array takes no parameter before Python 3.12

import math
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PERCENTILES = (50.0, 90.0, 95.0, 99.0)
_BINS = 24


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of a histogram: from `start` to before `end` seconds; the last one has no end."""

    start: float
    end: float
    count: int


class Latencies:
    """Seconds of all answers; a hundred thousand take less than a megabyte."""

    def __init__(self, seconds: Iterable[float] = ()) -> None:
        self._sorted = array("d", sorted(seconds))
        self._new = array("d")

    def __len__(self) -> int:
        return len(self._sorted) + len(self._new)

    def add(self, seconds: float) -> None:
        """Take the next one."""
        self._new.append(seconds)

    def percentile(self, share: float) -> float:
        """Return the value that `share` percent do not exceed (nearest rank), NaN where there is none."""
        values = self._in_order()
        if not values:
            return math.nan
        return values[max(0, math.ceil(share / 100 * len(values)) - 1)]

    @property
    def mean(self) -> float:
        """The mean, NaN where there is none."""
        values = self._in_order()
        return math.fsum(values) / len(values) if values else math.nan

    def histogram(self, bins: int = _BINS) -> tuple[Bin, ...]:
        """Return bars of one width up to the 98th percentile; the last one takes everything above."""
        values = self._in_order()
        if not values:
            return ()
        low, high = values[0], self.percentile(98)
        if high <= low:
            return (Bin(low, math.inf, len(values)),)
        edges = [low + (high - low) * step / (bins - 1) for step in range(bins)]
        places = [0, *(bisect_right(values, edge) for edge in edges[1:]), len(values)]
        ends = [*edges[1:], math.inf]
        return tuple(
            Bin(start, end, places[step + 1] - places[step])
            for step, (start, end) in enumerate(zip(edges, ends, strict=True))
        )

    def _in_order(self) -> array[float]:
        if self._new:
            self._sorted = array("d", sorted((*self._sorted, *self._new)))
            self._new = array("d")
        return self._sorted


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `per_second` and `seconds_left` are NaN while they cannot be told."""

    total: int
    done: int = 0
    failed: int = 0
    right: int = 0
    judged: int = 0
    per_second: float = math.nan
    seconds_left: float = math.nan

    @property
    def is_complete(self) -> bool:
        """Tell whether every input has its result."""
        return self.done >= self.total


def progress_at(total: int, done: int, failed: int, right: int, judged: int, *, since: float, new: int) -> Progress:
    """Return how far a run is that has brought `new` results in `since` seconds."""
    rate = new / since if since > 0 and new else math.nan
    left = (total - done) / rate if rate > 0 else math.nan
    return Progress(total, done, failed, right, judged, rate, 0.0 if done >= total else left)
