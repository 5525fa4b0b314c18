"""Sending again by itself: how often, when, after what, and what ends it."""

import socket
from pathlib import Path
from typing import Any

import pytest

from modelpost.auth.api import AuthScheme, OneStep, Signature, Surroundings
from modelpost.core.events import Failed, Finished, HeadSent, Retrying, Stopped
from modelpost.core.failures import FailureKind
from modelpost.core.fields import Values
from modelpost.core.registry import Registry
from modelpost.core.request import Retry
from modelpost.core.resolved import FileContent, Payload, ResolvedAuth, ResolvedRequest, SendOptions, TextContent
from modelpost.core.text import Message
from modelpost.net.cancel import CancelToken

TWICE = SendOptions(retry=Retry(2, 1.0))


class PatientToken(CancelToken):
    """Lets no time pass, and remembers how much should have."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.check()


class NoChance:
    """Always the same."""

    def __init__(self, digit: str = "0") -> None:
        self._digit = digit

    def token(self, length: int) -> str:
        return self._digit * length


class Signing(OneStep):
    """A scheme whose signatures must not be repeated."""

    name = "signing"
    label = Message("Signing")
    order = 1
    may_retry = False

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        del values
        return request

    def sign(self, values: Values, request: ResolvedRequest, payload: Payload, around: Surroundings) -> Signature:
        del values, payload, around
        return Signature(request.with_header("X-Signature", "signed-once"))


def answering(serve: Any, *answers: tuple[str, str]) -> Any:
    """Give the answers, one after the other, as status and headers; then 200."""
    waiting = list(answers)

    def script(peer: Any) -> None:
        while True:
            peer.request()
            status, headers = waiting.pop(0) if waiting else ("200 OK", "")
            peer.answer(b"body", status, headers)

    return serve(script)


def retries(events: list[Any]) -> list[Retrying]:
    return [event for event in events if isinstance(event, Retrying)]


def test_nothing_is_sent_again_unless_asked(serve: Any, laboratory: Any) -> None:
    server = answering(serve, ("503 Busy", "Retry-After: 0\r\n"))

    *_, finished = laboratory.get(server.url)

    assert finished.response.status == 503
    assert len(server.received) == 1


def test_a_status_that_counts_as_a_failure_is_tried_again(serve: Any, laboratory: Any) -> None:
    server = answering(serve, ("503 Busy", ""), ("429 Slow Down", ""))
    token = PatientToken()

    events = laboratory.send(ResolvedRequest("GET", server.url), TWICE, token)

    first, second = retries(events)
    assert (first.attempt, second.attempt, first.of, second.of) == (2, 3, 3, 3)
    assert [str(first.reason), str(second.reason)] == [
        "The service answered 503 Busy",
        "The service answered 429 Slow Down",
    ]
    assert token.waits == [first.wait, second.wait]
    assert events[-1].response.status == 200
    assert server.connections == 1


def test_the_last_answer_stands_where_the_attempts_are_used_up(serve: Any, laboratory: Any) -> None:
    server = answering(serve, *[("503 Busy", "")] * 9)

    *_, finished = laboratory.send(ResolvedRequest("GET", server.url), TWICE, PatientToken())

    assert (finished.response.status, finished.response.body.content) == (503, b"body")
    assert len(server.received) == 3


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found", "500 Broken"])
def test_a_status_that_was_not_named_is_the_last_word(serve: Any, laboratory: Any, status: str) -> None:
    server = answering(serve, (status, ""))

    events = laboratory.send(ResolvedRequest("GET", server.url), TWICE, PatientToken())

    assert retries(events) == []


@pytest.mark.parametrize(("digit", "waits"), [("0", [1.0, 2.0, 4.0]), ("f", [1.1, 2.2, 4.4])])
def test_each_wait_is_twice_as_long_and_up_to_a_tenth_more(
    serve: Any, build: Any, digit: str, waits: list[float]
) -> None:
    laboratory = build(randomness=NoChance(digit))
    server = answering(serve, *[("503 Busy", "")] * 3)
    token = PatientToken()

    laboratory.send(ResolvedRequest("GET", server.url), SendOptions(retry=Retry(3, 1.0)), token)

    assert token.waits == pytest.approx(waits)


@pytest.mark.parametrize(
    "headers",
    [
        "Retry-After: 7\r\n",
        "Date: Tue, 24 Nov 2026 21:49:00 GMT\r\nRetry-After: Tue, 24 Nov 2026 21:49:07 GMT\r\n",
    ],
)
def test_what_the_service_asks_for_goes_before_the_own_wait(serve: Any, laboratory: Any, headers: str) -> None:
    server = answering(serve, ("503 Busy", headers))
    token = PatientToken()

    laboratory.send(ResolvedRequest("GET", server.url), TWICE, token)

    assert token.waits == [7.0]


def test_a_service_that_asks_for_too_long_has_the_last_word(serve: Any, laboratory: Any) -> None:
    server = answering(serve, ("503 Busy", "Retry-After: 301\r\n"))
    token = PatientToken()

    *_, finished = laboratory.send(ResolvedRequest("GET", server.url), TWICE, token)

    assert (finished.response.status, token.waits) == (503, [])


def test_a_wait_that_the_whole_has_no_time_for_is_not_begun(serve: Any, laboratory: Any) -> None:
    server = answering(serve, ("503 Busy", "Retry-After: 20\r\n"))
    options = SendOptions(retry=Retry(2, 1.0), total_timeout=10)
    token = PatientToken()

    *_, finished = laboratory.send(ResolvedRequest("GET", server.url), options, token)

    assert (finished.response.status, token.waits) == (503, [])


def test_a_connection_that_is_refused_is_tried_again(laboratory: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    token = PatientToken()

    events = laboratory.send(ResolvedRequest("POST", f"http://127.0.0.1:{port}/"), TWICE, token)

    assert [event.may_repeat for event in retries(events)] == [False, False]
    assert events[-1].failure.kind is FailureKind.REFUSED
    assert len(token.waits) == 2


def test_an_upload_that_went_out_in_part_is_sent_again_whole_and_said_to_be_twice(
    serve: Any, laboratory: Any, tmp_path: Path
) -> None:
    path = tmp_path / "picture.bin"
    path.write_bytes(b"x" * 3_000_000)
    is_first = [True]

    def script(peer: Any) -> None:
        if is_first.pop() if is_first else False:
            peer.head()
            peer.reset()
        else:
            peer.request()
            peer.answer()

    server = serve(script)

    events = laboratory.send(ResolvedRequest("POST", server.url, content=FileContent(str(path))), TWICE, PatientToken())

    (again,) = retries(events)
    assert again.may_repeat
    assert isinstance(events[-1], Finished)
    assert len(server.received[-1].body) == 3_000_000


def test_no_answer_is_the_end_where_only_statuses_were_named(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.reset()))
    options = SendOptions(retry=Retry(2, 1.0, without_answer=False))

    events = laboratory.send(ResolvedRequest("GET", server.url), options, PatientToken())

    assert isinstance(events[-1], Failed)
    assert retries(events) == []


def test_what_cannot_get_better_is_not_tried_again(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.send(b"SSH-2.0-OpenSSH\r\n\r\n")))

    events = laboratory.send(ResolvedRequest("GET", server.url), TWICE, PatientToken())

    assert events[-1].failure.kind is FailureKind.PROTOCOL
    assert retries(events) == []


def test_what_was_signed_is_not_sent_again(serve: Any, build: Any) -> None:
    schemes: Registry[AuthScheme] = Registry((Signing(),))
    server = answering(serve, ("503 Busy", ""))

    events = build(auth=schemes).send(
        ResolvedRequest("GET", server.url, auth=ResolvedAuth("signing")), TWICE, PatientToken()
    )

    assert retries(events) == []
    assert len(server.received) == 1


def test_a_signature_that_never_left_is_made_again(build: Any) -> None:
    schemes: Registry[AuthScheme] = Registry((Signing(),))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    events = build(auth=schemes).send(
        ResolvedRequest("GET", f"http://127.0.0.1:{port}/", auth=ResolvedAuth("signing")), TWICE, PatientToken()
    )

    assert len(retries(events)) == 2


def test_every_attempt_begins_where_the_first_one_did(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        while True:
            if peer.request().target == "/begin":
                peer.redirect("/end", 307)
            else:
                peer.answer(b"", "503 Busy" if len(server.received) < 4 else "200 OK")

    server = serve(script)
    request = ResolvedRequest("POST", server.url + "/begin", content=TextContent("body", "text/plain"))

    events = laboratory.send(request, TWICE, PatientToken())

    assert [(sent.target, sent.body) for sent in server.received] == [("/begin", b"body"), ("/end", b"body")] * 2
    assert isinstance(events[-1], Finished)


def test_each_attempt_tells_how_long_it_took(serve: Any, laboratory: Any) -> None:
    server = answering(serve, ("503 Busy", ""))

    events = laboratory.send(ResolvedRequest("GET", server.url), TWICE, PatientToken())

    (again,) = retries(events)
    assert 0 < (again.timings.wait or 0) <= again.timings.total <= again.at
    assert len([event for event in events if isinstance(event, HeadSent)]) == 2


def test_cancelling_ends_the_wait(serve: Any, start: Any) -> None:
    server = answering(serve, ("503 Busy", "Retry-After: 200\r\n"))
    running = start(ResolvedRequest("GET", server.url), TWICE)
    running.until(Retrying)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)
    assert len(server.received) == 1
