"""The hops of an exchange."""

from modelpost.core.events import Event, Failed, Finished, HeadReceived, HeadSent, Redirected, Retrying
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.hops import HopSummary, hops
from modelpost.core.response import Response, Timings
from modelpost.core.text import Message

BUSY = Message("The service answered 503 Busy")
NOTHING = HeaderList()


def sent(method: str, target: str) -> HeadSent:
    return HeadSent(0.0, method, target, NOTHING)


def received(status: int) -> HeadReceived:
    return HeadReceived(0.0, status, "", "HTTP/1.1", NOTHING, 0.0)


def test_a_request_that_was_answered_at_once_has_no_hops() -> None:
    events: list[Event] = [sent("GET", "/"), received(200), Finished(1.0, Response(200), Timings())]

    assert hops(events) == ()


def test_redirects_are_hops_with_their_own_times_and_what_stayed_behind() -> None:
    events: list[Event] = [
        sent("POST", "/a"),
        received(302),
        Redirected(0.5, 302, "http://b/", "GET", ("Cookie",), "http://a/a", Timings(total=0.25)),
        sent("GET", "/"),
        received(200),
        Finished(2.0, Response(200, url="http://b/"), Timings()),
    ]

    assert hops(events) == (
        HopSummary("POST", "http://a/a", 302, 0.25, Message("Not sent to another origin: {names}", names="Cookie")),
        HopSummary("GET", "http://b/", 200, 1.5),
    )


def test_attempts_are_hops_and_waits_are_not_counted() -> None:
    failure = Failure(FailureKind.CONNECTION_LOST, Message("The answer stopped early"))
    events: list[Event] = [
        sent("GET", "/a"),
        received(503),
        Retrying(1.0, 2, 2, 4.0, BUSY, timings=Timings(total=0.75)),
        sent("GET", "/a"),
        Failed(6.0, failure),
    ]

    assert hops(events) == (
        HopSummary("GET", "/a", 503, 0.75, BUSY),
        HopSummary("GET", "/a", 0, 1.0, failure.summary),
    )
