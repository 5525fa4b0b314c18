"""The results of a batch on their way from the workers to the table and the figures, some at a time."""

from collections import deque
from collections.abc import Iterable, Sequence

from modelpost.runs.result import Result
from modelpost.runs.tally import Tally
from modelpost.runs.truth import Truth
from modelpost.workbench.batch_rows import BatchRows

_MOST_AT_ONCE = 1500
"""Results taken in at once: 15 ms of the GUI thread."""


class BatchArrivals:
    """What came and is not shown yet, and what it adds up to. Workers put it into the queue that `expect` returned."""

    def __init__(self, rows: BatchRows) -> None:
        self._rows = rows
        self._waiting: deque[Result] = deque()
        self._again: frozenset[int] = frozenset()
        self.tally = Tally()

    @property
    def is_empty(self) -> bool:
        """Tell whether all that came is taken in."""
        return not self._waiting

    def start_afresh(self, truth: Truth | None) -> None:
        """Forget all results; what comes is judged by `truth` where true boxes are known."""
        self.tally = Tally(truth)
        self._rows.clear(self.tally)

    def expect(self, waiting: deque[Result], again: Iterable[int] = ()) -> None:
        """Take what comes through a queue; inputs that are sent `again` have results already."""
        self._waiting = waiting
        self._again = frozenset(again)

    def put_first(self, results: Sequence[Result]) -> None:
        """Take results that were known before, ahead of what comes."""
        self._waiting.extendleft(reversed(results))

    def take_in(self) -> bool:
        """Take in some of what came; tell whether there was anything."""
        fresh = [self._waiting.popleft() for _ in range(min(_MOST_AT_ONCE, len(self._waiting)))]
        for result in fresh:
            before = self._rows.known(result.index) if self._again else None
            if before is not None:
                self.tally.take_back(before)
            self.tally.add(result)
        if fresh:
            self._rows.add(fresh)
        return bool(fresh)
