"""What came of one input."""

from dataclasses import asdict, dataclass
from typing import Any

from modelpost.core.failures import FailureKind

_FIRST_ERROR = 400
UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class FoundBox:
    """A box in pixels of the picture: label, score, left upper corner and size."""

    label: str
    score: float | None
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one input; small, so that a hundred thousand fit into memory.

    `status` is 0 where there was no answer; `failure` then names its kind, and `message` says what happened. `label`
    and `score` are the top of a classification, or what a table, a chat or a number says in short. `seconds` is the
    time of the whole exchange. `boxes` is None where the answer is no detection. `unmet` is
    the first assertion that does not hold, with what it is instead.
    """

    index: int
    name: str
    status: int = 0
    seconds: float = 0.0
    size: int = 0
    failure: str = ""
    message: str = ""
    kind: str = ""
    label: str = ""
    score: float | None = None
    expected: str = ""
    boxes: tuple[FoundBox, ...] | None = None
    unmet: str = ""

    @property
    def is_answered(self) -> bool:
        """Tell whether there is an answer, and a welcome one."""
        return not self.failure and not self.unmet and 0 < self.status < _FIRST_ERROR

    @property
    def is_refused(self) -> bool:
        """Tell whether the credentials were not accepted: the next input would fare the same."""
        return self.failure == FailureKind.AUTH.value or self.status == UNAUTHORIZED

    @property
    def is_settled(self) -> bool:
        """Tell whether another run need not send the input again."""
        return not self.failure and not self.is_refused

    @property
    def is_right(self) -> bool | None:
        """Tell whether the label is the expected one; None where that is not known."""
        if not self.expected or not self.is_answered:
            return None
        return self.label.strip().casefold() == self.expected.strip().casefold()

    @property
    def group(self) -> str:
        """What failures are gathered by: the kind, the assertion, or the status and what was said."""
        if self.is_answered:
            return ""
        return self.failure or self.unmet or f"{self.status} {self.message}".strip()

    def as_record(self) -> dict[str, Any]:
        """Return the result as plain values, for JSON."""
        values = ((name, getattr(self, name)) for name in self.__slots__)
        found = {name: value for name, value in values if value is not None and value not in ("", ())}
        if self.boxes is not None:
            found["boxes"] = [asdict(box) for box in self.boxes]
        return found


def from_record(record: dict[str, Any]) -> Result:
    """Return the result that a record holds; raises TypeError or KeyError for one that is none."""
    boxes = record.get("boxes")
    values = {**record, "boxes": None if boxes is None else tuple(FoundBox(**box) for box in boxes)}
    return Result(**values)
