"""When a request that failed is sent again by itself: only where the user asked for it."""

from dataclasses import dataclass

from modelpost.core.failures import Failure, FailureKind
from modelpost.core.ports import Clock, Randomness
from modelpost.core.request import Retry
from modelpost.core.response import Response
from modelpost.core.retry_after import retry_after
from modelpost.core.text import Message
from modelpost.net.journal import Journal

LONGEST_WAIT = 300.0
"""Seconds. Who is asked to wait longer sits before an answer that says so, not before a clock."""

_JITTER = 0.1
_WITHOUT_ANSWER = frozenset(
    {
        FailureKind.DNS,
        FailureKind.REFUSED,
        FailureKind.CONNECT,
        FailureKind.TIMEOUT_CONNECT,
        FailureKind.TIMEOUT_READ,
        FailureKind.CONNECTION_LOST,
    }
)


@dataclass(frozen=True, slots=True)
class Again:
    """The request is sent once more, after so many seconds; `reason` says what the last attempt came to."""

    seconds: float
    reason: Message


class Retries:
    """Counts the attempts of one exchange, and says whether there is another."""

    def __init__(self, retry: Retry, journal: Journal, clock: Clock, randomness: Randomness) -> None:
        self._retry = retry
        self._journal = journal
        self._clock = clock
        self._randomness = randomness
        self.attempt = 1
        self.of = 1 + retry.count

    def after_response(self, response: Response, *, may_retry: bool) -> Again | None:
        """Return what comes after an answer, None where that is the last word."""
        if response.status not in self._retry.statuses or not self._has_another(may_retry=may_retry):
            return None
        status = f"{response.status} {response.reason}".strip()
        asked = retry_after(response.headers, self._clock.now())
        wait = self._back_off() if asked is None else asked
        return self._again(wait, Message("The service answered {status}", status=status))

    def after_failure(self, failure: Failure, *, may_retry: bool) -> Again | None:
        """Return what comes after an attempt without an answer, None where that is the end."""
        is_meant = self._retry.without_answer and failure.kind in _WITHOUT_ANSWER
        if not is_meant or not self._has_another(may_retry=may_retry):
            return None
        return self._again(self._back_off(), failure.summary)

    def _has_another(self, *, may_retry: bool) -> bool:
        """Tell whether there is an attempt left; a scheme that forbids it means requests that it has let out."""
        return self.attempt < self.of and (may_retry or not self._journal.has_left)

    def _again(self, seconds: float, reason: Message) -> Again | None:
        """Return the next attempt, None where it would begin too late."""
        return Again(seconds, reason) if seconds <= LONGEST_WAIT and seconds < self._journal.left else None

    def _back_off(self) -> float:
        """Return the wait, twice as long each time, and a little more so that not all come back at once."""
        seconds = min(self._retry.wait * 2.0 ** min(self.attempt - 1, 30), LONGEST_WAIT / (1 + _JITTER))
        return seconds * (1 + _JITTER * int(self._randomness.token(4), 16) / 0xFFFF)
