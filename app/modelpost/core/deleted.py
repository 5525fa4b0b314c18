"""What was deleted from collections and can still come back."""

from typing import NamedTuple

KEPT_DAYS = 30
DAY = 86_400


class Deleted(NamedTuple):
    """One act of deletion: from which collection, what, and when (seconds since 1970).

    `names` are what people call the items at `paths`, and `collection` is what they call the collection at `root`.
    """

    id: str
    root: str
    paths: tuple[str, ...]
    at: float
    names: tuple[str, ...] = ()
    collection: str = ""

    def days_left(self, now: float) -> int:
        """Return for how many days it is still kept, those begun included."""
        return max(0, KEPT_DAYS - int(max(0.0, now - self.at) // DAY))
