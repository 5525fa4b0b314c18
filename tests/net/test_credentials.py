"""Auth schemes at work: their conversation, their signature, and what is shown of it."""

from typing import Any

import pytest

from modelpost.auth.api import AuthScheme, Fetch, OneStep, Prompt
from modelpost.core.events import Finished, HeadSent
from modelpost.core.failures import FailureKind
from modelpost.core.fields import Secret, Text
from modelpost.core.registry import Registry
from modelpost.core.resolved import MultipartContent, ResolvedAuth, ResolvedRequest, TextContent, TextPart
from modelpost.core.text import Message

CANARY = "canary-0123456789"


class Fetching(OneStep):
    """Fetches a token with a password, then uses it."""

    name = "fetching"
    label = Message("Fetching")
    order = 1
    fields = (Text("endpoint", Message("Endpoint")), Secret("password", Message("Password")))

    def authenticate(self, values: Any, request: ResolvedRequest) -> Any:
        question = TextContent('{"password": "' + values["password"] + '"}', "application/json")
        secrets = frozenset({values["password"]})
        reply = yield Fetch(ResolvedRequest("POST", values["endpoint"], content=question, secrets=secrets))
        return request.with_header("X-Auth-Token", reply.content.decode())


class Asking(OneStep):
    """Asks for a one-time password."""

    name = "asking"
    label = Message("Asking")
    order = 2
    fields = ()

    def authenticate(self, values: Any, request: ResolvedRequest) -> Any:
        yield Prompt(Message("The one-time password is needed"))
        return request


class Signing(OneStep):
    """Signs the final headers and body."""

    name = "signing"
    label = Message("Signing")
    order = 3
    fields = (Secret("key", Message("Key")),)

    def apply(self, values: Any, request: ResolvedRequest) -> Any:
        return request

    def sign(self, values: Any, request: ResolvedRequest, payload: Any) -> Any:
        seen = "+".join(field.name for field in request.headers)
        length = sum(len(segment) for segment in payload.segments)
        return request.with_header("X-Signature", f"{values['key']}:{seen}:{length}:{payload.content_type}")


class Faulty(OneStep):
    """Has a bug."""

    name = "faulty"
    label = Message("Faulty")
    order = 4
    fields = ()

    def apply(self, values: Any, request: ResolvedRequest) -> None:
        raise KeyError("a bug that knows " + CANARY)


@pytest.fixture
def schemes() -> Any:
    return Registry[AuthScheme]((Fetching(), Asking(), Signing(), Faulty()))


def test_a_scheme_may_fetch_a_token_first(serve: Any, build: Any, schemes: Any) -> None:
    identity = serve(lambda peer: (peer.request(), peer.answer(CANARY.encode())))
    service = serve(lambda peer: (peer.request(), peer.answer()))
    auth = ResolvedAuth("fetching", (("endpoint", identity.url + "/tokens"), ("password", "hunter22")))

    events = build(auth=schemes).send(ResolvedRequest("GET", service.url, auth=auth))

    assert identity.received[0].body == b'{"password": "hunter22"}'
    assert service.received[0].value("X-Auth-Token") == CANARY
    assert [event.target for event in events if isinstance(event, HeadSent)] == ["/tokens", "/"]
    assert "hunter22" not in repr(events)
    assert CANARY not in repr(events[:-1])


def test_a_token_that_cannot_be_fetched_ends_the_exchange(build: Any, schemes: Any, serve: Any) -> None:
    service = serve(lambda peer: (peer.request(), peer.answer()))
    auth = ResolvedAuth("fetching", (("endpoint", "http://127.0.0.1:1/"), ("password", "hunter22")))

    *_, failed = build(auth=schemes).send(ResolvedRequest("GET", service.url, auth=auth))

    assert failed.failure.kind is FailureKind.REFUSED
    assert service.received == []


def test_what_must_be_asked_for_is_told(build: Any, schemes: Any) -> None:
    *_, failed = build(auth=schemes).send(ResolvedRequest("GET", "http://127.0.0.1:1/", auth=ResolvedAuth("asking")))

    assert failed.failure.kind is FailureKind.AUTH
    assert str(failed.failure.summary) == "The one-time password is needed"


def test_a_signature_covers_the_headers_and_the_body_that_really_leave(serve: Any, build: Any, schemes: Any) -> None:
    service = serve(lambda peer: (peer.request(), peer.answer()))
    content = MultipartContent((TextPart("a", "b"),))
    auth = ResolvedAuth("signing", (("key", CANARY),))

    events = build(auth=schemes).send(ResolvedRequest("POST", service.url, content=content, auth=auth))

    request = service.received[0]
    names = "+".join(name for name, _ in request.headers if name != "X-Signature")
    assert request.value("X-Signature") == f"{CANARY}:{names}:{len(request.body)}:{request.value('Content-Type')}"
    assert CANARY not in repr(events[:-1])


def test_an_unknown_scheme_is_named(laboratory: Any) -> None:
    *_, failed = laboratory.send(ResolvedRequest("GET", "http://127.0.0.1:1/", auth=ResolvedAuth("oauth3")))

    assert failed.failure.kind is FailureKind.AUTH
    assert "oauth3" in str(failed.failure.summary)
    assert failed.failure.place == "auth"


def test_a_bug_in_a_scheme_is_reported_without_its_words(build: Any, schemes: Any) -> None:
    reported = []

    events = build(auth=schemes, report=reported.append).send(
        ResolvedRequest("GET", "http://127.0.0.1:1/", auth=ResolvedAuth("faulty"))
    )

    assert events[-1].failure.kind is FailureKind.INTERNAL
    assert CANARY not in repr(events)
    assert [type(error) for error in reported] == [KeyError]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("bearer", (("token", CANARY), ("prefix", "Bearer"))),
        ("basic", (("username", "someone"), ("password", CANARY))),
        ("apikey", (("key", "X-Project-Key"), ("value", CANARY), ("placement", "header"))),
        ("apikey", (("key", "key"), ("value", CANARY), ("placement", "query"))),
    ],
)
def test_credentials_are_sent_and_never_shown(serve: Any, laboratory: Any, kind: str, values: Any) -> None:
    service = serve(lambda peer: (peer.request(), peer.answer()))

    *told, finished = laboratory.send(ResolvedRequest("GET", service.url, auth=ResolvedAuth(kind, values)))

    assert isinstance(finished, Finished)
    assert CANARY not in repr(told)
    assert "c2" not in next(f.value for e in told if isinstance(e, HeadSent) for f in e.headers if f.name != "Host")
    sent = service.received[0]
    assert CANARY in repr(sent) or sent.value("Authorization") == "Basic c29tZW9uZTpjYW5hcnktMDEyMzQ1Njc4OQ=="


@pytest.mark.parametrize("token", [f"{CANARY}\r\nX-Evil: 1", f"a\n{CANARY}", f"a\0{CANARY}"])
def test_a_token_that_would_begin_another_header_is_refused(serve: Any, laboratory: Any, token: str) -> None:
    service = serve(lambda peer: (peer.request(), peer.answer()))
    auth = ResolvedAuth("bearer", (("token", token), ("prefix", "Bearer")))

    events = laboratory.send(ResolvedRequest("GET", service.url, auth=auth))

    assert events[-1].failure.kind is FailureKind.BODY
    assert "Authorization" in str(events[-1].failure.summary)
    assert CANARY not in repr(events)
    assert service.received == []


def test_a_header_name_that_cannot_be_is_refused(serve: Any, laboratory: Any) -> None:
    service = serve(lambda peer: (peer.request(), peer.answer()))
    auth = ResolvedAuth("apikey", (("key", "X Key: 1\r\nY"), ("value", CANARY)))

    events = laboratory.send(ResolvedRequest("GET", service.url, auth=auth))

    assert "is not a valid header name" in str(events[-1].failure.summary)
    assert service.received == []
