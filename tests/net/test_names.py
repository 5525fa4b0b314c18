"""Host names whose look-up takes its time: the exchange does not wait for longer than it may, nor after a stop."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from modelpost.core.events import Connected, Failed, Finished, HostResolved, Stopped
from modelpost.core.failures import FailureKind
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.net.cancel import CancelToken

PATIENCE = 10
NEVER = "never.example"
LOOPBACK = "127.0.0.1"
IMPATIENT = SendOptions(connect_timeout=0.2)


class Resolver:
    """Says nothing about one name until it is told to, and knows loopback by every other."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.was_asked = threading.Event()
        self.may_answer = threading.Event()

    def __call__(self, host: str, port: int) -> Any:
        self.asked.append(host)
        self.was_asked.set()
        if host == NEVER:
            self.may_answer.wait(PATIENCE)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (LOOPBACK, port))]


class HurriedClock:
    """A clock that can be put ahead."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def monotonic(self) -> float:
        return time.perf_counter() + self.ahead

    def now(self) -> float:
        return time.time()


@pytest.fixture
def resolver() -> Iterator[Resolver]:
    made = Resolver()
    yield made
    made.may_answer.set()


@pytest.fixture
def laboratory(build: Any, resolver: Resolver) -> Any:
    return build(resolver=resolver)


def test_a_name_is_looked_up_by_the_resolver_that_the_engine_was_given(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(b"here")))

    events = laboratory.get(f"http://model.example:{server.port}/")

    assert isinstance(events[-1], Finished)
    assert [event.addresses for event in events if isinstance(event, HostResolved)] == [(LOOPBACK,)]


def test_a_look_up_that_hangs_is_given_up_after_the_time_for_connecting(laboratory: Any) -> None:
    *events, failed = laboratory.get(f"http://{NEVER}/", IMPATIENT)

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.TIMEOUT_CONNECT
    assert str(failed.failure.summary) == "No answer within 0.2 s"
    assert str(failed.failure.hint).startswith("Connecting took longer than the limit. Check host, port and proxy")
    assert not any(isinstance(event, Connected) for event in events)


def test_what_a_look_up_takes_is_missing_for_the_connection(serve: Any, build: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(b"here")))
    clock = HurriedClock()

    def slow(host: str, port: int) -> Any:
        clock.ahead += 60
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (LOOPBACK, port))]

    *_, failed = build(resolver=slow, clock=clock).get(f"http://model.example:{server.port}/")

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.TIMEOUT_CONNECT
    assert server.connections == 0


def test_a_look_up_that_hangs_is_given_up_after_the_total_time(laboratory: Any) -> None:
    *_, failed = laboratory.get(f"http://{NEVER}/", SendOptions(connect_timeout=0, total_timeout=0.2))

    assert failed.failure.kind is FailureKind.TIMEOUT_TOTAL


def test_stopping_while_a_look_up_hangs(start: Any, resolver: Resolver) -> None:
    running = start(ResolvedRequest("GET", f"http://{NEVER}/"))
    assert resolver.was_asked.wait(PATIENCE)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)
    assert not resolver.may_answer.is_set()


def test_while_a_look_up_hangs_others_are_answered(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(b"here")))
    laboratory.get(f"http://{NEVER}/", IMPATIENT)

    *_, finished = laboratory.get(f"http://model.example:{server.port}/")

    assert isinstance(finished, Finished)


def test_the_same_hanging_look_up_is_not_begun_twice(laboratory: Any, resolver: Resolver) -> None:
    for _ in range(3):
        laboratory.get(f"http://{NEVER}/", IMPATIENT)

    assert resolver.asked == [NEVER]


def test_whoever_joins_a_look_up_gets_its_answer(start: Any, serve: Any, resolver: Resolver) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(b"here")))
    running = [start(ResolvedRequest("GET", f"http://{NEVER}:{server.port}/")) for _ in range(3)]
    assert resolver.was_asked.wait(PATIENCE)

    resolver.may_answer.set()

    assert all(isinstance(each.end(), Finished) for each in running)


def test_a_name_is_looked_up_anew_for_each_connection(serve: Any, laboratory: Any, resolver: Resolver) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(b"here", headers="Connection: close\r\n")))

    for _ in range(2):
        laboratory.get(f"http://model.example:{server.port}/")

    assert resolver.asked == ["model.example"] * 2


def test_stopped_before_the_beginning_nothing_is_looked_up(laboratory: Any, resolver: Resolver) -> None:
    token = CancelToken()
    token.cancel()

    laboratory.send(ResolvedRequest("GET", f"http://{NEVER}/"), token=token)

    assert resolver.asked == []


@pytest.mark.parametrize("trouble", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
def test_what_the_resolver_says_no_to_is_a_name_that_was_not_found(build: Any, trouble: Exception) -> None:
    def refuse(host: str, port: int) -> Any:
        raise trouble

    *_, failed = build(resolver=refuse).get("http://model.example/")

    assert failed.failure.kind is FailureKind.DNS
