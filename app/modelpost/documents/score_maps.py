"""Maps from labels to scores, as TorchServe sends them: nothing but their sum tells them from other maps of numbers."""

from modelpost.documents.json_values import Json

_MOST = 100_000
_CLOSE = 0.02
_ELSEWHERE = frozenset(
    {
        *("xmin", "ymin", "xmax", "ymax", "x1", "y1", "x2", "y2", "x", "y", "w", "h", "width", "height"),
        *("left", "top", "right", "bottom", "Left", "Top", "Width", "Height"),
        *("score", "confidence", "probability", "prob", "index", "id", "start", "end", "threshold"),
    }
)
"""Names of members that are no classes: of boxes, and of what is said about one class."""


def adds_up(scores: list[float]) -> bool:
    """Tell whether scores are shares of one whole."""
    return abs(sum(scores) - 1) < _CLOSE


def shares_in(value: Json) -> dict[str, float] | None:
    """Return a map of more than one label to numbers between 0 and 1, None for anything else."""
    if not isinstance(value, dict) or not 1 < len(value) <= _MOST or _ELSEWHERE & value.keys():
        return None
    found = {
        label: float(score)
        for label, score in value.items()
        if isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
    }
    return found if len(found) == len(value) else None
