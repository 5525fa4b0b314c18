"""How good the answers are, where the right ones are known.

Accuracy, confusion matrix, precision and recall by class for labels; the same for boxes that match by their overlap,
as in PASCAL VOC (Everingham et al., 2010, section 4.2): of all boxes of a class, the surest one takes the truth that it
overlaps most, and each truth counts once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from modelpost.runs.result import FoundBox

NOTHING = ""
"""The class of what was not found, and of what was found where nothing is."""


@dataclass(frozen=True, slots=True)
class ClassQuality:
    """One class: how often it was right to name it, and how many of it were named. None where there is no case."""

    label: str
    right: int
    named: int
    true: int

    @property
    def precision(self) -> float | None:
        """The share of what was named so that is so."""
        return self.right / self.named if self.named else None

    @property
    def recall(self) -> float | None:
        """The share of what is so that was named so."""
        return self.right / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        both = self.named + self.true
        return 2 * self.right / both if both else None


@dataclass(frozen=True, slots=True)
class Quality:
    """Counts of (expected, answered) pairs; `NOTHING` on one side for boxes without a partner."""

    pairs: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """All classes, sorted."""
        return tuple(sorted({label for pair in self.pairs for label in pair if label != NOTHING}))

    def classes(self) -> tuple[ClassQuality, ...]:
        """Return every class by itself."""
        named: Counter[str] = Counter()
        true: Counter[str] = Counter()
        for (expected, answered), count in self.pairs.items():
            true[expected] += count
            named[answered] += count
        return tuple(
            ClassQuality(label, self.pairs.get((label, label), 0), named[label], true[label]) for label in self.labels
        )


# Boxes ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Match:
    """A found box and the true one that it covers; one of both is None where there is no partner."""

    found: FoundBox | None
    true: FoundBox | None
    overlap: float = 0.0


def overlap(one: FoundBox, other: FoundBox) -> float:
    """Return the intersection over union of two boxes, from 0 to 1."""
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    return shared / (one.width * one.height + other.width * other.height - shared)


def matched(
    found: Sequence[FoundBox], true: Sequence[FoundBox], least: float = 0.5, *, by_label: bool = True
) -> list[Match]:
    """Pair found boxes with true ones that they overlap by at least `least`, the surest first."""
    left = list(true)
    matches: list[Match] = []
    for box in sorted(found, key=lambda each: -(each.score if each.score is not None else 0.0)):
        partners = [other for other in left if not by_label or other.label == box.label]
        best = max(partners, key=lambda other: overlap(box, other), default=None)
        if best is not None and (shared := overlap(box, best)) >= least:
            left.remove(best)
            matches.append(Match(box, best, shared))
        else:
            matches.append(Match(box, None))
    return [*matches, *(Match(None, other) for other in left)]
