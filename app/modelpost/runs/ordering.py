"""Results in the order and selection in which a table shows them.

It works in pieces: one sort of a hundred thousand texts would hold every other thread up for a tenth of a second.
"""

import heapq
import math
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import Any

from modelpost.runs.result import Result
from modelpost.runs.tally import Verdict

_PIECE = 4096
_WORST = {Verdict.MISMATCH: 0, Verdict.FAILED: 1, Verdict.UNJUDGED: 2, Verdict.MATCH: 3}
_UNSURE = 0.5


class Order(Enum):
    """What results are ordered by."""

    ARRIVAL = "arrival"
    NUMBER = "number"
    NAME = "name"
    ANSWER = "answer"
    SCORE = "score"
    EXPECTED = "expected"
    SECONDS = "seconds"
    VERDICT = "verdict"
    """The worst first: surely wrong, unsurely wrong, failed, and what was right with the least certainty."""


def arranged(
    results: Sequence[Result],
    order: Order,
    verdict: Callable[[Result], Verdict],
    is_shown: Callable[[Result, Verdict], bool],
    *,
    is_descending: bool = False,
) -> list[int]:
    """Return the places of the results to show, in order; of equal ones the earlier comes first."""
    key = _KEYS.get(order, _by_nothing)
    chosen: list[tuple[Any, int]] = []
    for place, result in enumerate(results):
        judged = verdict(result)
        if is_shown(result, judged):
            chosen.append((key(result, judged), place))
    if order is Order.ARRIVAL:
        places = [place for _, place in chosen]
        return places[::-1] if is_descending else places
    pieces = [sorted(piece, reverse=is_descending) for piece in _pieces(chosen)]
    return [place for _, place in heapq.merge(*pieces, reverse=is_descending)]


def _pieces(chosen: list[tuple[Any, int]]) -> Iterator[list[tuple[Any, int]]]:
    for start in range(0, len(chosen), _PIECE):
        yield chosen[start : start + _PIECE]


def _by_nothing(result: Result, verdict: Verdict) -> int:
    del result, verdict
    return 0


def _by_verdict(result: Result, verdict: Verdict) -> tuple[int, float]:
    score = result.score if result.score is not None and not math.isnan(result.score) else _UNSURE
    return _WORST[verdict], -score if verdict is Verdict.MISMATCH else score


def _by_score(result: Result, verdict: Verdict) -> float:
    del verdict
    return result.score if result.score is not None and not math.isnan(result.score) else -math.inf


_KEYS: dict[Order, Callable[[Result, Verdict], Any]] = {
    Order.NUMBER: lambda result, _: result.index,
    Order.NAME: lambda result, _: result.name.casefold(),
    Order.ANSWER: lambda result, _: (result.label or result.message).casefold(),
    Order.SCORE: _by_score,
    Order.EXPECTED: lambda result, _: result.expected.casefold(),
    Order.SECONDS: lambda result, _: result.seconds,
    Order.VERDICT: _by_verdict,
}
