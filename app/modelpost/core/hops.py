"""The hops of an exchange: every request that was sent on the way, and what became of it."""

from collections.abc import Iterable
from typing import NamedTuple

from modelpost.core.events import Event, Failed, Finished, HeadReceived, HeadSent, Redirected, Retrying
from modelpost.core.text import Message


class HopSummary(NamedTuple):
    """One request. `status` is 0 where no answer came; `seconds` are its own; `remark` says what followed from it."""

    method: str
    url: str
    status: int
    seconds: float
    remark: Message | None = None


def hops(events: Iterable[Event]) -> tuple[HopSummary, ...]:
    """Return the hops in order; none where one request and its answer were all there was."""
    found: list[HopSummary] = []
    method, url, status, began = "", "", 0, 0.0
    for event in events:
        match event:
            case HeadSent():
                method, status = event.method, 0
                url = url or event.target
            case HeadReceived():
                status = event.status
            case Redirected():
                found.append(HopSummary(method, event.url, event.status, event.timings.total, _left_out(event)))
                url, began = event.location, event.at
            case Retrying():
                found.append(HopSummary(method, url, status, event.timings.total, event.reason))
                url, began = "", event.at + event.wait
            case Finished(response=response):
                found.append(HopSummary(method, response.url, response.status, event.at - began))
            case Failed(failure=failure):
                found.append(HopSummary(method, url, status, max(0.0, event.at - began), failure.summary))
            case _:
                pass
    return tuple(found) if len(found) > 1 else ()


def _left_out(event: Redirected) -> Message | None:
    if not event.dropped:
        return None
    return Message("Not sent to another origin: {names}", names=", ".join(event.dropped))
