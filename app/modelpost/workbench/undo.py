"""Undo over immutable drafts: the previous value is the undo step."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

_BURST = 1.0
_STEPS_KEPT = 500


class UndoHistory(Generic[T]):
    """Past and future values of one thing. Edits of one field within a second of each other merge into one step."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._past: list[T] = []
        self._future: list[T] = []
        self._field = ""
        self._edited_at = float("-inf")

    @property
    def can_undo(self) -> bool:
        """Tell whether there is something to go back to."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Tell whether something was undone."""
        return bool(self._future)

    def record(self, before: T, field: str) -> None:
        """Remember `before`, the value ahead of an edit of `field`."""
        now = self._clock()
        is_burst = bool(self._past) and not self._future and field == self._field and now - self._edited_at < _BURST
        if not is_burst:
            self._past.append(before)
            del self._past[:-_STEPS_KEPT]
        self._future.clear()
        self._field = field
        self._edited_at = now

    def undo(self, current: T) -> T:
        """Return the value before the last step."""
        if not self._past:
            return current
        self._future.append(current)
        self._field = ""
        return self._past.pop()

    def redo(self, current: T) -> T:
        """Return the value that was undone last."""
        if not self._future:
            return current
        self._past.append(current)
        self._field = ""
        return self._future.pop()
