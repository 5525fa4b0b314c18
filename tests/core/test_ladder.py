"""How far an exchange came: which rung of the ladder broke, and which were not reached."""

import pytest

from modelpost.core.answered_by import answered_by
from modelpost.core.events import (
    Connected,
    Event,
    Failed,
    Finished,
    HeadReceived,
    HeadSent,
    HostResolved,
    Redirected,
    RequestSent,
    Secured,
    Stopped,
)
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.ladder import Rung, State, Step, folded, ladder
from modelpost.core.response import Response, Timings
from modelpost.core.text import Message

NAMED = HostResolved(0.004, "a.example", ("192.0.2.1",), 0.004)
JOINED = Connected(0.035, "a.example", 443, "192.0.2.1", reused=False, seconds=0.031)
THROUGH = Connected(0.035, "a.example", 443, "192.0.2.9", reused=False, seconds=0.031, proxy="proxy.example:3128")
REUSED = Connected(0.0, "a.example", 443, "", reused=True)
SECURED = Secured(0.083, "TLSv1.3", "AES", "a", "b", "", verified=True, seconds=0.048)
HEAD = HeadSent(0.09, "POST", "/x", HeaderList())
SENT = RequestSent(0.1, 118, "", b"", 0.01)
ANSWERED = HeadReceived(0.2, 200, "OK", "HTTP/1.1", HeaderList(), 0.1)
SHORT = {State.DONE: "+", State.FAILED: "x", State.NOT_REACHED: "-", State.SKIPPED: "."}


def drawn(rungs: tuple[Rung, ...]) -> str:
    """Draw the six steps: name, proxy, connection, TLS, request, answer."""
    assert [rung.step for rung in rungs] == list(Step)
    return "".join(SHORT[rung.state] for rung in rungs)


def broken(kind: FailureKind, *events: Event, response: Response | None = None) -> tuple[Rung, ...]:
    failed = Failed(1.0, Failure(kind, Message("It failed")), Timings(), response)
    return ladder((*events, failed), failed, is_https=True)


@pytest.mark.parametrize(
    ("kind", "events", "shape"),
    [
        (FailureKind.DNS, (), "x.----"),
        (FailureKind.REFUSED, (NAMED,), "+.x---"),
        (FailureKind.TIMEOUT_CONNECT, (NAMED,), "+.x---"),
        (FailureKind.PROXY, (NAMED,), "+x----"),
        (FailureKind.TLS, (NAMED, JOINED), "+.+x--"),
        (FailureKind.FILE, (), "....x-"),
        (FailureKind.FILE, (NAMED, JOINED, SECURED, HEAD), "+.++x-"),
        (FailureKind.CONNECTION_LOST, (NAMED, JOINED, SECURED, HEAD), "+.++x-"),
        (FailureKind.CONNECTION_LOST, (NAMED, THROUGH, SECURED, HEAD), "++++x-"),
        (FailureKind.TIMEOUT_READ, (NAMED, JOINED, SECURED, HEAD, SENT), "+.+++x"),
        (FailureKind.PROTOCOL, (REUSED, HEAD, SENT), "..+.+x"),
        (FailureKind.TIMEOUT_TOTAL, (NAMED, JOINED), "+.+x--"),
    ],
)
def test_a_failure_breaks_the_rung_it_happened_at(kind: FailureKind, events: tuple[Event, ...], shape: str) -> None:
    assert drawn(broken(kind, *events)) == shape


def test_an_answer_cut_short_says_with_what_it_began() -> None:
    rungs = broken(FailureKind.CONNECTION_LOST, NAMED, JOINED, SECURED, HEAD, SENT, ANSWERED, response=Response(200))

    assert drawn(rungs) == "+.+++x"
    assert "began with status 200" in str(rungs[-1].details[0])


@pytest.mark.parametrize("kind", [FailureKind.REDIRECT, FailureKind.DOWNGRADE])
def test_a_redirect_that_is_not_followed_is_a_whole_answer(kind: FailureKind) -> None:
    led = Response(302, "Found")

    rungs = broken(kind, NAMED, JOINED, SECURED, HEAD, SENT, ANSWERED, response=led)

    assert drawn(rungs) == "+.+++x"
    assert (str(rungs[-1].title), str(rungs[-1].details[0])) == ("Redirect not followed", "302 Found.")


def test_a_failure_after_a_redirect_is_that_of_the_next_request() -> None:
    hop = Redirected(0.3, 302, "https://b.example/", "GET")

    assert drawn(broken(FailureKind.DNS, NAMED, JOINED, SECURED, HEAD, SENT, ANSWERED, hop)) == "x.----"


def test_the_gateway_refuses_and_the_model_does_not_run() -> None:
    response = Response(401, "Unauthorized")
    answered = answered_by(response, '{"error_code": "APIG.0301"}')
    finished = Finished(0.3, response, Timings())

    *before, last = ladder((NAMED, JOINED, SECURED, HEAD, SENT, ANSWERED), finished, is_https=True, answered=answered)

    assert {rung.state for rung in before if rung.step is not Step.PROXY} == {State.DONE}
    assert (last.state, str(last.title)) == (State.FAILED, "Refused by the API gateway")
    assert " ".join(map(str, last.details)) == "401 Unauthorized, code APIG.0301. The model did not run."


def test_an_error_of_the_model_is_not_called_a_refusal() -> None:
    response = Response(500, "", headers=HeaderList.of([("Server", "ModelArts")]))

    *_, last = ladder((), Finished(0.3, response, Timings()), is_https=False, answered=answered_by(response, "boom"))

    assert str(last.title) == "The model answered with an error"
    assert [str(detail) for detail in last.details] == ["500."]


@pytest.mark.parametrize(
    "outcome",
    [
        Finished(0.1, Response(200), Timings()),
        Stopped(0.1),
        Failed(0.1, Failure(FailureKind.AUTH, Message("“Token” is missing"))),
    ],
)
def test_where_nothing_broke_on_the_way_there_is_no_ladder(outcome: Finished | Stopped | Failed) -> None:
    assert ladder((), outcome, is_https=True) == ()


def test_folded_all_that_led_to_a_connection_is_one_rung() -> None:
    connected, request, answer = folded(broken(FailureKind.TIMEOUT_READ, NAMED, THROUGH, SECURED, HEAD, SENT))

    assert connected.seconds == pytest.approx(0.083)
    assert [str(detail) for detail in connected.details] == [
        "Through the proxy proxy.example:3128.",
        "a.example at 192.0.2.9, port 443.",
        "TLSv1.3 with AES.",
    ]
    assert (request.size, answer.state) == (118, State.FAILED)


def test_folded_a_connection_that_broke_keeps_its_rungs() -> None:
    rungs = folded(broken(FailureKind.TLS, NAMED, JOINED))

    assert [rung.step for rung in rungs] == [Step.NAME, Step.CONNECTION, Step.TLS, Step.REQUEST, Step.ANSWER]
