"""What is remembered of exchanges: as they are handed over, as they are listed, and as they come back."""

from dataclasses import dataclass, field
from typing import NamedTuple

from modelpost.core.events import Event, Outcome
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.response import Response


class Origin(NamedTuple):
    """The request that was sent: where it is saved, or in the place of that what it is known by."""

    root: str = ""
    path: str = ""
    method: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """An exchange that has ended, as it is handed over to be remembered: secrets are still in it.

    `at` is when it began, in seconds since 1970-01-01 UTC. `content` is the decoded body, in a mapped file where it is
    large; None where there is none, or where it could not be read.
    """

    at: float
    origin: Origin
    draft: RequestDraft = field(repr=False)
    request: ResolvedRequest = field(repr=False)
    outcome: Outcome = field(repr=False)
    events: tuple[Event, ...] = field(default=(), repr=False)
    seconds: float = 0.0
    content: bytes | memoryview | None = field(default=None, repr=False)
    charset: str = "utf-8"
    is_text: bool = True

    @property
    def response(self) -> Response | None:
        """The answer, as far as there is one."""
        return getattr(self.outcome, "response", None)


class PastRow(NamedTuple):
    """One exchange in a list. `status` is 0 without an answer; `kind` is `finished`, `failed` or `stopped`."""

    id: int
    at: float
    method: str
    url: str
    name: str = ""
    status: int = 0
    kind: str = "finished"
    seconds: float = 0.0
    size: int = 0
    is_pinned: bool = False
    root: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class PastExchange:
    """An exchange as it comes back: secrets are masked in it, and its body is unpacked.

    `is_body_missing` tells that there was a body which is not kept: too large, or removed to make room.
    """

    row: PastRow
    draft: RequestDraft
    request: ResolvedRequest
    outcome: Outcome
    events: tuple[Event, ...] = ()
    is_body_missing: bool = False

    @property
    def response(self) -> Response | None:
        """The answer, as far as there is one."""
        return getattr(self.outcome, "response", None)


class HistoryLimits(NamedTuple):
    """How much is kept: days, and megabytes of bodies. What is pinned stays, and counts for nothing."""

    days: int = 30
    megabytes: int = 1000
