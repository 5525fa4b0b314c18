"""A run: inputs sent by several workers, with a limit on the rate, that can be paused, stopped and resumed."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from modelpost.core.failures import ModelpostError
from modelpost.core.ports import Clock
from modelpost.net.cancel import CancelToken, HungUp
from modelpost.runs.answering import Answered, Outcome
from modelpost.runs.inputs import Input, Inputs
from modelpost.runs.keeping import Keeping
from modelpost.runs.result import Result
from modelpost.runs.statistics import Progress, progress_at

MOST_WORKERS = 64


class Phase(Enum):
    """Where a run stands."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Answers(Protocol):
    """Sends one input."""

    def answer(self, given: Input, token: CancelToken) -> Outcome | None:
        """Return what came of an input, None where the token ended it."""


Keep = Callable[[Sequence[Answered]], None]
"""Writes results down, and raw answers where they are wanted; raises ModelpostError when the disk is full."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast: so many workers, and at most so many requests a second, 0 for as many as they manage."""

    workers: int = 1
    per_second: float = 0.0


class Batch:
    """One run over inputs.

    Results are handed to `keep` and then to `tell` as they come, 20 times a second, on a thread of
    their own: what was told is written, and a crash loses what came in the last 50 ms. Inputs whose results are known
    already, from a journal, are not sent again. The first input goes ahead alone: it fetches the token for all, and
    where it is refused, no other tries the same password; a lock on the account would be the answer. For the same
    reason the run stops at the first answer that refuses the credentials. `end` is called on the same thread as `keep`,
    once nothing more comes.
    """

    def __init__(
        self,
        inputs: Inputs,
        answers: Answers,
        pace: Pace,
        clock: Clock,
        *,
        keep: Keep,
        tell: Callable[[Sequence[Result]], None],
        known: tuple[Result, ...] = (),
        end: Callable[[], None] | None = None,
    ) -> None:
        self._inputs = inputs
        self._answers = answers
        self._pace = pace
        self._clock = clock
        self._keep = keep
        self._tell = tell
        self._end = end
        self._keeping = Keeping(self._write, self._finish)
        self._changed = threading.Condition()
        self._phase = Phase.READY
        self._waiting = _left(len(inputs), {result.index for result in known if result.is_settled}, inputs)
        self._next_at = 0.0
        self._tokens: set[CancelToken] = set()
        self._threads: list[threading.Thread] = []
        self._alive = 0
        self._began = 0.0
        self._worked = 0.0
        self._counts = _Counts()
        self._new = 0
        self._is_led = False
        self._is_followed = False
        self._holds = 0
        self._refused: Result | None = None
        self.trouble: ModelpostError | None = None
        self._count([result for result in known if result.is_settled])

    @property
    def refused(self) -> Result | None:
        """The result for which the run was stopped, since the credentials were not accepted."""
        return self._refused

    @property
    def phase(self) -> Phase:
        """Where the run stands."""
        return self._phase

    @property
    def progress(self) -> Progress:
        """How far it is."""
        with self._changed:
            counts = self._counts
            return progress_at(
                len(self._inputs),
                counts.done,
                counts.failed,
                counts.right,
                counts.judged,
                since=self._seconds_worked(),
                new=self._new,
            )

    def start(self) -> None:
        """Begin."""
        with self._changed:
            self._phase, self._began = Phase.RUNNING, self._clock.monotonic()
            count = max(1, min(self._pace.workers, MOST_WORKERS, len(self._inputs)))
            self._threads = [
                threading.Thread(target=self._work, name=f"run-{number}", daemon=True) for number in range(count)
            ]
            self._alive = count
        self._keeping.start()
        for thread in self._threads:
            thread.start()

    def pause(self) -> None:
        """Let what is under way end, and begin nothing new."""
        self._turn(Phase.RUNNING, Phase.PAUSED)

    def resume(self) -> None:
        """Go on after a pause."""
        self._turn(Phase.PAUSED, Phase.RUNNING)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Begin nothing new within the block: whoever paints what came waits for Python's lock at each of its calls.

        Workers end what they are at; it takes a millisecond or two until the last of them waits. For one thread only.
        """
        self._holds += 1
        try:
            with self._keeping.held():
                yield
        finally:
            with self._changed:
                self._holds -= 1
                self._changed.notify_all()

    def stop(self) -> None:
        """Hang up; what has no result yet can be sent by another run."""
        with self._changed:
            if self._phase in {Phase.DONE, Phase.STOPPED}:
                return
            self._worked, self._phase = self._seconds_worked(), Phase.STOPPED
            tokens = tuple(self._tokens)
            self._changed.notify_all()
        for token in tokens:
            token.cancel()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until no worker is left and every result is told; tell whether that is so."""
        for thread in self._threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._threads) and self._keeping.wait(seconds)

    # Workers ---------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        token = CancelToken()
        with self._changed:
            self._tokens.add(token)
            if self._phase is Phase.STOPPED:
                token.cancel()
        try:
            while (given := self._next()) is not None:
                outcome = self._answers.answer(given, token)
                if outcome is None:
                    break
                self._take(outcome)
        except HungUp:
            pass  # the run was stopped while it waited
        finally:
            self._leave(token)

    def _next(self) -> Input | None:
        """Wait for the turn, and return the next input; None when there is none, or the run was stopped."""
        with self._changed:
            while True:
                if self._phase is Phase.PAUSED or (self._holds and self._phase is Phase.RUNNING):
                    self._changed.wait()
                    continue
                if self._phase is not Phase.RUNNING:
                    return None
                if self._is_led and not self._is_followed:
                    self._changed.wait()
                    continue
                wait = self._next_at - self._clock.monotonic() if self._pace.per_second else 0.0
                if wait > 0:
                    self._changed.wait(wait)
                    continue
                index = next(self._waiting, None)
                if index is None:
                    return None
                self._is_led = True
                if self._pace.per_second:
                    now = self._clock.monotonic()
                    self._next_at = max(self._next_at, now) + 1 / self._pace.per_second
                break
        return self._inputs[index]

    def _take(self, outcome: Outcome) -> None:
        self._keeping.put(outcome)
        if outcome.is_refused:
            self.stop()
        if not self._is_followed:
            with self._changed:
                self._is_followed = True
                self._changed.notify_all()

    def _count(self, results: Sequence[Result]) -> None:
        counts = self._counts
        judged = [result.is_right for result in results if result.expected and result.is_right is not None]
        self._counts = _Counts(
            counts.done + len(results),
            counts.failed + sum(not result.is_answered for result in results),
            counts.right + sum(judged),
            counts.judged + len(judged),
        )

    def _leave(self, token: CancelToken) -> None:
        with self._changed:
            self._tokens.discard(token)
            self._alive -= 1
            self._is_led = self._is_followed  # where the first one brought nothing, another goes ahead
            self._changed.notify_all()
            is_last = not self._alive
        if is_last:
            self._keeping.finish()

    # What came -------------------------------------------------------------------------------------------------------

    def _write(self, group: Sequence[Answered]) -> None:
        if self.trouble is not None:
            return
        try:
            self._keep(group)
        except ModelpostError as error:  # the journal cannot be written: to go on would lose what comes
            self.trouble = error
            self.stop()
            return
        results = [answered.result for answered in group]
        with self._changed:
            self._new += len(results)
            self._count(results)
        self._refused = self._refused or next((result for result in results if result.is_refused), None)
        self._tell(results)

    def _finish(self) -> None:
        with self._changed:
            if self._phase is not Phase.STOPPED:
                self._worked, self._phase = self._seconds_worked(), Phase.DONE
        if self._end is not None:
            self._end()

    # -----------------------------------------------------------------------------------------------------------------

    def _turn(self, before: Phase, after: Phase) -> None:
        with self._changed:
            if self._phase is before:
                if before is Phase.RUNNING:
                    self._worked = self._seconds_worked()
                else:
                    self._began = self._clock.monotonic()
                self._phase = after
                self._changed.notify_all()

    def _seconds_worked(self) -> float:
        running = self._clock.monotonic() - self._began if self._phase is Phase.RUNNING else 0.0
        return self._worked + running


@dataclass(frozen=True, slots=True)
class _Counts:
    done: int = 0
    failed: int = 0
    right: int = 0
    judged: int = 0


def _left(count: int, known: set[int], inputs: Inputs) -> Iterator[int]:
    """Yield the places of inputs that have no result yet."""
    if not known:
        yield from range(count)
        return
    for place in range(count):
        if inputs[place].index not in known:
            yield place
