"""Auth schemes at work: their conversation, their signature, and what is shown of it."""

import threading
from hashlib import sha256
from typing import Any
from urllib.request import urlopen

import pytest

from modelpost.auth.api import (
    AuthScheme,
    Browse,
    Fetch,
    Listen,
    Note,
    OneStep,
    Pause,
    Prompt,
    Recall,
    Refused,
    Remember,
    Reply,
    Scheme,
    Show,
    Signature,
)
from modelpost.core.events import Challenged, Finished, HeadSent, Obtained, Signed, Stopped
from modelpost.core.failures import FailureKind
from modelpost.core.fields import Secret, Text
from modelpost.core.registry import Registry
from modelpost.core.resolved import (
    MultipartContent,
    ResolvedAuth,
    ResolvedRequest,
    SendOptions,
    TextContent,
    TextPart,
)
from modelpost.core.text import Message
from modelpost.core.tokens import Token
from modelpost.net.cancel import CancelToken
from modelpost.net.tokens import MemoryTokens

CANARY = "canary-0123456789"


class Fetching(OneStep):
    """Fetches a token with a password, then uses it."""

    name = "fetching"
    label = Message("Fetching")
    order = 1
    fields = (Text("endpoint", Message("Endpoint")), Secret("password", Message("Password")))

    def authenticate(self, values: Any, request: ResolvedRequest, around: Any) -> Any:
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

    def authenticate(self, values: Any, request: ResolvedRequest, around: Any) -> Any:
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

    def sign(self, values: Any, request: ResolvedRequest, payload: Any, around: Any) -> Any:
        seen = "+".join(field.name for field in request.headers)
        length = sum(len(segment) for segment in payload.segments)
        signed = request.with_header("X-Signature", f"{values['key']}:{seen}:{length}:{payload.content_type}")
        return Signature(signed, "TEST-1", f"{seen} {values['key']}", f"hash of {seen}")


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


def test_keys_of_aws_sign_what_leaves_and_are_never_shown(serve: Any, laboratory: Any) -> None:
    service = serve(lambda peer: (peer.request(), peer.answer()))
    values = {
        "accessKeyId": "AKIDEXAMPLE",
        "secretAccessKey": CANARY,
        "sessionToken": f"session-{CANARY}",
        "region": "eu-west-1",
        "service": "s3",
    }
    content = TextContent('{"a": 1}', "application/json")

    events = laboratory.send(
        ResolvedRequest(
            "POST", f"{service.url}/b/k?x=1", content=content, auth=ResolvedAuth("awsv4", tuple(values.items()))
        )
    )

    sent = service.received[0]
    assert sent.value("X-Amz-Security-Token") == f"session-{CANARY}"
    assert sent.value("X-Amz-Content-Sha256") == sha256(sent.body).hexdigest()
    signed = next(event for event in events if isinstance(event, Signed))
    assert signed.canonical_request.startswith("POST\n/b/k\nx=1\n")
    assert CANARY not in repr(events)


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


# Conversations -------------------------------------------------------------------------------------------------------


class Lending(Scheme):
    """Uses a kept token, fetches one where there is none, and another one when the server wants it."""

    name = "lending"
    label = Message("Lending")
    order = 5
    fields = (Text("endpoint", Message("Endpoint")),)

    def authenticate(self, values: Any, request: ResolvedRequest, around: Any) -> Any:
        token = (yield Recall("lent")).token
        if token is None:
            token = yield from self._fetched(values)
        return request.with_header("X-Auth-Token", token.value)

    def challenged(self, values: Any, request: ResolvedRequest, reply: Reply, around: Any) -> Any:
        return self._renewed(values, request) if b"expired" in reply.content else None

    def _renewed(self, values: Any, request: ResolvedRequest) -> Any:
        token = yield from self._fetched(values)
        return request.with_header("X-Auth-Token", token.value)

    def _fetched(self, values: Any) -> Any:
        reply = yield Fetch(ResolvedRequest("POST", values["endpoint"]))
        token = Token(reply.content.decode())
        yield Remember("lent", token)
        return token


class Talking(Scheme):
    """Asks, shows, pauses, and sends the browser somewhere."""

    name = "talking"
    label = Message("Talking")
    order = 6

    def authenticate(self, values: Any, request: ResolvedRequest, around: Any) -> Any:
        code = (yield Prompt(Message("One-time password"))).text
        yield Show(Message("Enter the code"), "https://id.example/device", "WDJB-MJHT")
        yield Note(Message("A note with {code}", code=code))
        yield Pause(0.001)
        uri = (yield Listen("/back")).text
        back = (yield Browse(f"https://id.example/authorize?redirect_uri={uri}")).text
        return request.with_header("X-Code", code).with_header("X-Back", back.removeprefix(uri))


class Answering:
    """A person who answers everything, with a browser that goes straight back."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.dones = 0

    def ask(self, label: Message, ended: Any, *, is_secret: bool) -> str:
        return CANARY

    def show(self, message: Message, url: str, code: str, ended: Any) -> None:
        self.shown.append(code)

    def browse(self, url: str) -> bool:
        back = url.partition("redirect_uri=")[2]
        threading.Thread(target=lambda: urlopen(f"{back}?code=abc").read(), daemon=True).start()  # loopback
        return True

    def done(self, ended: Any) -> None:
        self.dones += 1


def refusing_the_first(peer: Any) -> None:
    """Answer 401 to the first token and 200 to any other."""
    while True:
        token = peer.request().value("X-Auth-Token")
        if token == "token-0001":
            peer.answer(b"expired", "401 Unauthorized")
        else:
            peer.answer()


def lending_desk(tokens: list[str]) -> Any:
    def script(peer: Any) -> None:
        while True:
            peer.request()
            tokens.append(f"token-{len(tokens) + 1:04d}")
            peer.answer(tokens[-1].encode())

    return script


def test_a_401_renews_the_token_and_sends_once_more(serve: Any, build: Any) -> None:
    lent: list[str] = []
    identity, service = serve(lending_desk(lent)), serve(refusing_the_first)
    auth = ResolvedAuth("lending", (("endpoint", identity.url),))

    events = build(auth=Registry[AuthScheme]((Lending(),))).send(ResolvedRequest("GET", service.url, auth=auth))

    assert events[-1].response.status == 200
    assert [received.value("X-Auth-Token") for received in service.received] == ["token-0001", "token-0002"]
    assert [event.status for event in events if isinstance(event, Challenged)] == [401]


def test_it_is_sent_once_more_and_not_for_ever(serve: Any, build: Any) -> None:
    lent: list[str] = []

    def refusing(peer: Any) -> None:
        while True:
            peer.request()
            peer.answer(b"expired", "401 Unauthorized")

    identity, service = serve(lending_desk(lent)), serve(refusing)
    auth = ResolvedAuth("lending", (("endpoint", identity.url),))

    *_, finished = build(auth=Registry[AuthScheme]((Lending(),))).send(ResolvedRequest("GET", service.url, auth=auth))

    assert finished.response.status == 401
    assert len(service.received) == 2


def test_parallel_requests_share_one_token(serve: Any, build: Any) -> None:
    lent: list[str] = []
    identity, service = serve(lending_desk(lent)), serve(lambda peer: (peer.request(), peer.answer()))
    auth = ResolvedAuth("lending", (("endpoint", identity.url),))
    sender = build(auth=Registry[AuthScheme]((Lending(),)))
    threads = [
        threading.Thread(target=sender.send, args=(ResolvedRequest("GET", service.url, auth=auth),)) for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert lent == ["token-0001"]
    assert {received.value("X-Auth-Token") for received in service.received} == {"token-0001"}
    assert len(service.received) == 8


def test_a_scheme_may_talk_with_whoever_sits_there(serve: Any, build: Any) -> None:
    service = serve(lambda peer: (peer.request(), peer.answer()))
    person = Answering()
    sender = build(auth=Registry[AuthScheme]((Talking(),)), person=person)

    events = sender.send(ResolvedRequest("GET", service.url, auth=ResolvedAuth("talking")))

    assert service.received[0].value("X-Code") == CANARY
    assert service.received[0].value("X-Back") == "?code=abc"
    assert (person.shown, person.dones) == (["WDJB-MJHT"], 1)
    assert CANARY not in repr(events)


def test_what_was_signed_is_told_without_the_key(serve: Any, build: Any, schemes: Any) -> None:
    service = serve(lambda peer: (peer.request(), peer.answer()))
    auth = ResolvedAuth("signing", (("key", CANARY),))

    events = build(auth=schemes).send(ResolvedRequest("GET", service.url, auth=auth))

    signed = next(event for event in events if isinstance(event, Signed))
    assert signed.algorithm == "TEST-1"
    assert signed.string_to_sign.startswith("hash of Host")
    assert CANARY not in repr(events[:-1])


def test_a_refusal_names_the_field_and_hides_the_password(serve: Any, build: Any) -> None:
    class Refusing(Scheme):
        name, label, order = "refusing", Message("Refusing"), 7
        fields = (Secret("password", Message("Password")),)

        def authenticate(self, values: Any, request: ResolvedRequest, around: Any) -> Any:
            yield from ()
            text = Message("The service says {text}", text=f"wrong: {values['password']}")
            raise Refused(text, Message("Enter another one."), place="auth.password")

    auth = ResolvedAuth("refusing", (("password", CANARY),))

    *_, failed = build(auth=Registry[AuthScheme]((Refusing(),))).send(
        ResolvedRequest("GET", "http://h.test/", auth=auth)
    )

    assert (failed.failure.kind, failed.failure.place) == (FailureKind.AUTH, "auth.password")
    assert CANARY not in str(failed.failure.summary)


# Errands -------------------------------------------------------------------------------------------------------------


class Choosing(Lending):
    """Asks the service for the values of a field, with the password of another one."""

    name = "choosing"
    label = Message("Choosing")
    fields = (
        Text("endpoint", Message("Endpoint")),
        Secret("password", Message("Password"), is_needed=True),
        Text("project", Message("Project"), is_needed=True, lookup=Message("Find projects")),
    )

    def look_up(self, field: str, values: Any, around: Any) -> Any:
        question = TextContent(values["password"], "text/plain")
        reply = yield Fetch(ResolvedRequest("POST", values["endpoint"], content=question))
        if reply.response.status != 200:
            text = Message("The service says {text}", text=reply.content.decode())
            raise Refused(text, Message("Check the password."), place="auth.password")
        return tuple((line, f"{field} {line}") for line in reply.content.decode().split())


def _errand(laboratory: Any, auth: ResolvedAuth, field: str = "", token: Any = None) -> Any:
    return list(laboratory.engine.errand(auth, SendOptions(), token or CancelToken(), field))


def test_values_of_a_field_are_looked_up_without_it(serve: Any, build: Any) -> None:
    identity = serve(lambda peer: (peer.request(), peer.answer(b"p-1 p-2")))
    auth = ResolvedAuth("choosing", (("endpoint", identity.url), ("password", CANARY)))

    *told, obtained = _errand(build(auth=Registry[AuthScheme]((Choosing(),))), auth, "project")

    assert obtained.options == (("p-1", "project p-1"), ("p-2", "project p-2"))
    assert identity.received[0].body == CANARY.encode()
    assert CANARY not in repr(told)


def test_a_look_up_that_is_refused_names_the_field(serve: Any, build: Any) -> None:
    identity = serve(lambda peer: (peer.request(), peer.answer(CANARY.encode(), "401 No")))
    auth = ResolvedAuth("choosing", (("endpoint", identity.url), ("password", CANARY)))

    *_, failed = _errand(build(auth=Registry[AuthScheme]((Choosing(),))), auth, "project")

    assert (failed.failure.kind, failed.failure.place) == (FailureKind.AUTH, "auth.password")
    assert CANARY not in str(failed.failure.summary)


def test_a_look_up_needs_what_cannot_be_looked_up(build: Any) -> None:
    auth = ResolvedAuth("choosing", (("endpoint", "http://127.0.0.1:1/"),))

    (failed,) = _errand(build(auth=Registry[AuthScheme]((Choosing(),))), auth, "project")

    assert failed.failure.place == "auth.password"


def test_a_look_up_ends_when_the_user_hangs_up(serve: Any, build: Any) -> None:
    token = CancelToken()
    identity = serve(lambda peer: (peer.request(), token.cancel(), peer.wait_until_gone()))
    auth = ResolvedAuth("choosing", (("endpoint", identity.url), ("password", CANARY)))

    *_, stopped = _errand(build(auth=Registry[AuthScheme]((Choosing(),))), auth, "project", token)

    assert isinstance(stopped, Stopped)


def test_a_token_is_fetched_ahead_and_no_request_sent(serve: Any, build: Any) -> None:
    lent: list[str] = []
    identity = serve(lending_desk(lent))
    cache = MemoryTokens()
    laboratory = build(auth=Registry[AuthScheme]((Lending(),)), tokens=cache)

    *told, obtained = _errand(laboratory, ResolvedAuth("lending", (("endpoint", identity.url),)))

    assert obtained == Obtained(obtained.at)
    assert cache.get("lent") == Token("token-0001")
    assert [event.target for event in told if isinstance(event, HeadSent)] == ["/"]


def test_an_errand_of_an_unknown_scheme_is_told(laboratory: Any) -> None:
    (failed,) = _errand(laboratory, ResolvedAuth("oauth3"))

    assert failed.failure.place == "auth"
