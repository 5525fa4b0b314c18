"""Two requests on the same inputs, in turns: A then B, B then A, so that neither has the warm cache by itself."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from modelpost.net.cancel import CancelToken, HungUp
from modelpost.runs.answering import Answered
from modelpost.runs.batch import Answers, Phase
from modelpost.runs.compare import Pair
from modelpost.runs.inputs import Inputs

if TYPE_CHECKING:
    from modelpost.runs.result import Result

_KEPT_BYTES = 64 << 20
_LARGEST_KEPT = 1 << 20


class Duel:
    """Sends each input to both, `rounds` times over, one request at a time: two at once would time one another.

    `tell` is called on the thread of the duel. It ends at the first answer that refuses the credentials. Bodies and
    readings are handed on up to 64 MB in all; later pairs have their results alone.
    """

    def __init__(self, inputs: Inputs, rounds: int, a: Answers, b: Answers, tell: Callable[[Pair], None]) -> None:
        self._inputs = inputs
        self._rounds = rounds
        self._a = a
        self._b = b
        self._tell = tell
        self._token = CancelToken()
        self._thread: threading.Thread | None = None
        self._kept = 0
        self.phase = Phase.READY
        self.refused: Result | None = None

    @property
    def total(self) -> int:
        """How many pairs there will be."""
        return len(self._inputs) * self._rounds

    def start(self) -> None:
        """Begin."""
        self.phase = Phase.RUNNING
        self._thread = threading.Thread(target=self._work, name="duel", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up."""
        self._token.cancel()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; tell whether it is there."""
        if self._thread is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        try:
            for number in range(self._rounds):
                for index in range(len(self._inputs)):
                    pair = self._pair(index, number)
                    if pair is None:
                        self.phase = Phase.STOPPED
                        return
                    self._tell(pair)
                    refused = next((r for r in (pair.a.result, pair.b.result) if r.is_refused), None)
                    if refused is not None:
                        self.refused, self.phase = refused, Phase.STOPPED
                        return
        except HungUp:
            self.phase = Phase.STOPPED
            return
        self.phase = Phase.DONE

    def _pair(self, index: int, number: int) -> Pair | None:
        """Return both answers, None where the token ended them."""
        given = self._inputs[index]
        a_first = (index + number) % 2 == 0
        first, second = (self._a, self._b) if a_first else (self._b, self._a)
        one = first.answer(given, self._token)
        other = second.answer(given, self._token) if one is not None else None
        if one is None or other is None:
            return None
        a, b = (one, other) if a_first else (other, one)
        return Pair(given.index, given.name, number, self._lean(a.read()), self._lean(b.read()), a_first)

    def _lean(self, answered: Answered) -> Answered:
        """Return an answer without its body where too much is kept already."""
        size = len(answered.content)
        if size > _LARGEST_KEPT or self._kept + size > _KEPT_BYTES:
            return replace(answered, content=b"", reading=None, response=None)
        self._kept += size
        return replace(answered, response=None)
