"""What a run came to so far, kept up with each result: counts, qualities, groups of errors, times."""

from collections import Counter
from collections.abc import Iterable
from enum import Enum

from modelpost.runs.quality import NOTHING, Quality, matched
from modelpost.runs.result import Result
from modelpost.runs.statistics import Latencies
from modelpost.runs.truth import Truth

_LEAST_OVERLAP = 0.5


class Verdict(Enum):
    """How a result stands beside the right answer."""

    MATCH = "match"
    MISMATCH = "mismatch"
    FAILED = "failed"
    UNJUDGED = "unjudged"


class Tally:
    """Counts results as they come; a result for an input that has one already takes its place.

    `truth` holds the true boxes of pictures, where they are known. Whoever tells figures, window, command or page, has
    them from here.
    """

    def __init__(self, truth: Truth | None = None, results: Iterable[Result] = ()) -> None:
        self._truth = truth
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._spelled: dict[str, str] = {}
        self.verdicts: Counter[Verdict] = Counter()
        self.labels: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.latencies = Latencies()
        self.size = 0
        for result in results:
            self.add(result)

    def verdict(self, result: Result) -> Verdict:
        """Return how a result stands: a detection is right where each box has its partner."""
        if not result.is_answered:
            return Verdict.FAILED
        true = self._truth.of(result.index) if self._truth is not None else None
        if true is not None and result.boxes is not None:
            pairs = matched(result.boxes, true, _LEAST_OVERLAP)
            is_right = all(match.found is not None and match.true is not None for match in pairs)
            return Verdict.MATCH if is_right else Verdict.MISMATCH
        if result.is_right is None:
            return Verdict.UNJUDGED
        return Verdict.MATCH if result.is_right else Verdict.MISMATCH

    def add(self, result: Result) -> Verdict:
        """Count a result, and return how it stands."""
        verdict = self._count(result, 1)
        if result.status:
            self.latencies.add(result.seconds)
        return verdict

    def take_back(self, result: Result) -> None:
        """Count a result no more, since its input is sent again; its time stays among the times."""
        self._count(result, -1)

    @property
    def quality(self) -> Quality:
        """Pairs of expected and answered labels, or of true and found boxes."""
        return Quality({pair: count for pair, count in self._pairs.items() if count > 0})

    @property
    def judged(self) -> int:
        """How many results could be judged."""
        return self.verdicts[Verdict.MATCH] + self.verdicts[Verdict.MISMATCH]

    @property
    def right(self) -> int:
        """How many of those that could be judged are right."""
        return self.verdicts[Verdict.MATCH]

    @property
    def accuracy(self) -> float | None:
        """The share of inputs that is right, of a detection those with every box; None where nothing was judged."""
        return self.right / self.judged if self.judged else None

    @property
    def confusions(self) -> list[tuple[str, str, int]]:
        """The pairs of an expected and another answered label, the most frequent first."""
        pairs = ((pair, count) for pair, count in self._pairs.items() if pair[0] != pair[1] and count > 0)
        return [(expected, answered, count) for (expected, answered), count in sorted(pairs, key=lambda each: -each[1])]

    def _count(self, result: Result, by: int) -> Verdict:
        verdict = self.verdict(result)
        self.size += by
        self.verdicts[verdict] += by
        if verdict is Verdict.FAILED:
            self.errors[result.group] += by
        elif result.kind == "classification" and result.label:
            self.labels[result.label] += by
        self._count_pairs(result, by)
        return verdict

    def _count_pairs(self, result: Result, by: int) -> None:
        true = self._truth.of(result.index) if self._truth is not None else None
        if true is not None and result.boxes is not None and result.is_answered:
            for match in matched(result.boxes, true, _LEAST_OVERLAP):
                expected = match.true.label if match.true is not None else NOTHING
                answered = match.found.label if match.found is not None else NOTHING
                self._pairs[expected, answered] += by
        elif result.is_right is not None:
            self._pairs[self._spelling(result.expected), self._spelling(result.label)] += by

    def _spelling(self, label: str) -> str:
        """Return a label as it was spelled first: the case of letters does not matter."""
        return self._spelled.setdefault(label.strip().casefold(), label.strip())
