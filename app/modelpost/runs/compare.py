"""Two models on the same inputs: what differs between their answers, and whether it is more than noise.

Every input is answered by both, so differences are taken input by input. The interval around the median difference is
that of the sign test (Dixon and Mood, 1946), from order statistics: it assumes nothing about how times are spread.
Which of two models is right more often is told by the exact test of McNemar (1947). Neither draws a random number: the
same answers give the same verdict.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from modelpost.inference.api import Classification, Detection
from modelpost.runs.answering import Answered
from modelpost.runs.quality import Match, matched
from modelpost.runs.result import Result

_LARGEST_CHANCE = 0.05
"""Of calling noise a difference."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The answers of both to one input, in one round; `a_first` tells who was asked first."""

    index: int
    name: str
    round: int
    a: Answered
    b: Answered
    a_first: bool = True

    @property
    def are_answered(self) -> bool:
        """Tell whether both gave a welcome answer."""
        return self.a.result.is_answered and self.b.result.is_answered

    @property
    def agrees(self) -> bool | None:
        """Tell whether both say the same; None where one of them says nothing."""
        if not self.are_answered:
            return None
        one, other = self.a.result, self.b.result
        if one.boxes is not None and other.boxes is not None:
            return all(match.found is not None and match.true is not None for match in box_matches(one, other))
        return one.label.strip().casefold() == other.label.strip().casefold()


@dataclass(frozen=True, slots=True)
class Difference:
    """The median of differences, B minus A, and the interval that holds it; NaN where there are too few for one."""

    median: float
    low: float
    high: float
    pairs: int

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How often each was right, and the chance of such an imbalance by luck alone."""

    judged: int
    a_right: int
    b_right: int
    chance: float

    @property
    def is_clear(self) -> bool:
        """Tell whether luck is a poor explanation."""
        return self.chance <= _LARGEST_CHANCE


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of both."""

    pairs: int
    answered: int
    agreeing: int
    time_a: float
    time_b: float
    time: Difference
    score_a: float
    score_b: float
    score: Difference
    accuracy: Accuracy
    common_label: str = ""

    @property
    def always_agrees(self) -> bool:
        """Tell whether both said the same of every input."""
        return bool(self.answered) and self.agreeing == self.answered


def paired(differences: Sequence[float]) -> Difference:
    """Return the median of paired differences with its interval: below six pairs there is none."""
    known = sorted(value for value in differences if not math.isnan(value))
    count = len(known)
    if not count:
        return Difference(math.nan, math.nan, math.nan, 0)
    rank = _rank(count)
    if not rank:
        return Difference(median(known), math.nan, math.nan, count)
    return Difference(median(known), known[rank - 1], known[count - rank], count)


def sign_test(one: int, other: int) -> float:
    """Return the chance that of `one + other` fair coins so few or fewer fall on the rarer side, or on either."""
    total = one + other
    if not total:
        return 1.0
    return min(1.0, 2 * _tail(total, min(one, other)))


def compared(pairs: Sequence[Pair]) -> Verdict:
    """Return what can be said of both, from all pairs in which both answered."""
    both = [pair for pair in pairs if pair.are_answered]
    times = [(pair.a.result.seconds, pair.b.result.seconds) for pair in both]
    both_scores = ((_score(pair.a.result), _score(pair.b.result)) for pair in both)
    scores = [(one, other) for one, other in both_scores if not math.isnan(one) and not math.isnan(other)]
    judged = [pair for pair in both if pair.a.result.is_right is not None and pair.b.result.is_right is not None]
    only_a = sum(bool(pair.a.result.is_right) and not pair.b.result.is_right for pair in judged)
    only_b = sum(bool(pair.b.result.is_right) and not pair.a.result.is_right for pair in judged)
    right = sum(bool(pair.a.result.is_right) for pair in judged)
    labels = {pair.a.result.label for pair in both} | {pair.b.result.label for pair in both}
    return Verdict(
        len(pairs),
        len(both),
        sum(pair.agrees is True for pair in both),
        _median([one for one, _ in times]),
        _median([other for _, other in times]),
        paired([other - one for one, other in times]),
        _median([one for one, _ in scores]),
        _median([other for _, other in scores]),
        paired([other - one for one, other in scores]),
        Accuracy(len(judged), right, right - only_a + only_b, sign_test(only_a, only_b)),
        next(iter(labels)) if len(labels) == 1 else "",
    )


def class_scores(answered: Answered) -> dict[str, float]:
    """Return the score of each class; a class without one is left out."""
    meaning = answered.reading.meaning if answered.reading is not None else None
    if not isinstance(meaning, Classification):
        return {}
    return {each.label: each.score for each in meaning.classes if each.score is not None and each.score == each.score}


def is_detection(answered: Answered) -> bool:
    """Tell whether an answer is boxes."""
    return answered.reading is not None and isinstance(answered.reading.meaning, Detection)


def box_matches(one: Result, other: Result, least: float = 0.5) -> list[Match]:
    """Pair the boxes of A (`found`) with those of B (`true`) that have the label and overlap by at least `least`."""
    return matched(one.boxes or (), other.boxes or (), least)


def _rank(count: int) -> int:
    """Return how many differences lie beyond each end of the interval, counted from 1; 0 where there are too few."""
    rank = 0
    while 2 * _tail(count, rank) <= _LARGEST_CHANCE:
        rank += 1
    return rank


def _tail(count: int, up_to: int) -> float:
    """Return the chance that of `count` fair coins at most `up_to` show heads."""
    if count > _EXACT_UP_TO:
        spread = math.sqrt(count) / 2
        return 0.5 * math.erfc((count / 2 - up_to - 0.5) / spread / math.sqrt(2))
    return sum(math.comb(count, heads) for heads in range(up_to + 1)) / (1 << count)


_EXACT_UP_TO = 400
"""Beyond it the normal curve is as good, and cheaper."""


def _score(result: Result) -> float:
    return result.score if result.score is not None and result.kind == "classification" else math.nan


def _median(values: Sequence[float]) -> float:
    return median(values) if values else math.nan
