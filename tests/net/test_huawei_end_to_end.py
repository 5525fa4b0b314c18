"""Huawei Cloud's credentials, from the form to a service that really checks them: our sample service."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.advice import for_response
from modelpost.core.events import Challenged, Failed, Finished, HeadReceived, HeadSent, Noted, Signed
from modelpost.core.failures import FailureKind
from modelpost.core.resolved import (
    FilePart,
    MultipartContent,
    ResolvedAuth,
    ResolvedRequest,
    TextContent,
    TextPart,
)
from modelpost.sample_service.service import SampleService
from modelpost.store.resources import resource_path

ROWS = TextContent('{"req_data": [{"sepal_length": 5, "sepal_width": 3, "petal_length": 1, "petal_width": 0}]}',
                   "application/json")  # fmt: skip
LIFETIME = 3600.0


class Clock:
    """The computer's clock, off by some seconds."""

    def __init__(self, off: float = 0.0) -> None:
        self.off = off

    def monotonic(self) -> float:
        return time.perf_counter()

    def now(self) -> float:
        return time.time() + self.off


class Running:
    """A sample service that listens, and every request that it got."""

    def __init__(self) -> None:
        self.service = SampleService(LIFETIME, seed=7)
        self.asked: list[str] = []
        self._server = self.service.server("127.0.0.1", 0)
        answer = self._server.answer

        def noting(request: Any) -> Any:
            self.asked.append(request.path)
            return answer(request)

        self._server.answer = noting  # type: ignore[method-assign]  # the seam of the server
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.said: Any = self.service.announcement(self.base)

    def close(self) -> None:
        self.service.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def tokens_fetched(self) -> int:
        return self.asked.count("/v3/auth/tokens")

    @property
    def inferences(self) -> int:
        return sum("/infer" in path for path in self.asked)

    def token(self, **changes: str) -> ResolvedAuth:
        names = ("domain", "user", "password", "project")
        values = {"endpoint": self.base, **{name: self.said[name] for name in names}, **changes}
        return ResolvedAuth("iam-token", tuple(values.items()))

    def keys(self, **changes: str) -> ResolvedAuth:
        values = {"access_key": self.said["access_key"], "secret_key": self.said["secret_key"], **changes}
        return ResolvedAuth("ak-sk", tuple(values.items()))

    def table(self, auth: ResolvedAuth, query: str = "") -> ResolvedRequest:
        return ResolvedRequest("POST", self.said["services"]["tabular"] + query, content=ROWS, auth=auth)


@pytest.fixture
def running() -> Iterator[Running]:
    service = Running()
    yield service
    service.close()


def status(events: list[Any]) -> int:
    assert isinstance(events[-1], Finished), events[-1]
    return int(events[-1].response.status)


def code(events: list[Any]) -> str:
    return str(json.loads(events[-1].response.body.content)["error_code"])


def notes(events: list[Any]) -> str:
    return " ".join(str(event.message) for event in events if isinstance(event, Noted))


# IAM tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_is_fetched_and_opens_the_service(running: Running, build: Any) -> None:
    events = build().send(running.table(running.token()))

    assert status(events) == 200
    assert running.asked == ["/v3/auth/tokens", "/v1/infers/" + running.service.ids["tabular"]]
    assert next(event.target for event in events if isinstance(event, HeadSent)).endswith("?nocatalog=true")


def test_neither_token_nor_password_is_in_any_event(running: Running, build: Any) -> None:
    events = build().send(running.table(running.token()))

    issued = running.service.identity._tokens
    shown = repr(events)
    assert len(issued) == 2
    assert not [token for token in issued if token[:40] in shown or token[-40:] in shown]
    assert running.said["password"] not in shown
    assert status(events) == 200


def test_the_next_request_uses_the_same_token(running: Running, build: Any) -> None:
    sender = build()

    for _ in range(3):
        sender.send(running.table(running.token()))

    assert running.tokens_fetched == 1


def test_parallel_requests_fetch_one_token(running: Running, build: Any) -> None:
    sender = build()
    outcomes: list[int] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(status(sender.send(running.table(running.token())))))
        for _ in range(6)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == [200] * 6
    assert running.tokens_fetched == 1


def test_a_token_is_renewed_before_it_expires(running: Running, build: Any) -> None:
    clock = Clock()
    sender = build(clock=clock)
    sender.send(running.table(running.token()))

    clock.off = LIFETIME - 599
    events = sender.send(running.table(running.token()))

    assert status(events) == 200
    assert running.tokens_fetched == 2
    assert not [event for event in events if isinstance(event, Challenged)]


def test_a_clock_that_is_off_does_not_make_tokens_older(running: Running, build: Any) -> None:
    sender = build(clock=Clock(off=5 * 86_400))

    sender.send(running.table(running.token()))
    events = sender.send(running.table(running.token()))

    assert status(events) == 200
    assert running.tokens_fetched == 1


def test_a_token_that_died_early_is_renewed_once_and_the_request_sent_once_more(running: Running, build: Any) -> None:
    sender = build()
    sender.send(running.table(running.token()))
    running.service.identity.revoke()

    events = sender.send(running.table(running.token()))

    assert status(events) == 200
    assert [event.status for event in events if isinstance(event, Challenged)] == [401]
    assert [event.status for event in events if isinstance(event, HeadReceived)] == [401, 201, 200]
    assert running.tokens_fetched == 2


def test_what_another_request_renewed_meanwhile_is_used(running: Running, build: Any) -> None:
    sender = build()
    sender.send(running.table(running.token()))
    running.service.identity.revoke()
    threads = [threading.Thread(target=sender.send, args=(running.table(running.token()),)) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert running.tokens_fetched == 2


def test_a_token_with_domain_scope_is_warned_about_and_not_renewed(running: Running, build: Any) -> None:
    events = build().send(running.table(running.token(scope="domain", project="")))

    assert (status(events), code(events)) == (401, "ModelArts.0212")
    assert "domain scope" in notes(events)
    assert running.tokens_fetched == 1
    assert running.inferences == 1


def test_a_wrong_password_is_told_at_its_field_and_nothing_is_sent(running: Running, build: Any) -> None:
    events = build().send(running.table(running.token(password="wrong-password")))

    failed = events[-1]
    assert isinstance(failed, Failed)
    assert (failed.failure.kind, failed.failure.place) == (FailureKind.AUTH, "auth.password")
    assert "did not accept the account, the user or the password" in str(failed.failure.summary)
    assert failed.response is None
    assert "wrong-password" not in repr(events)
    assert running.inferences == 0


def test_a_project_that_there_is_not_is_told_at_its_field(running: Running, build: Any) -> None:
    failed = build().send(running.table(running.token(project="ru-moscow-1")))[-1]

    assert failed.failure.place == "auth.project"


def test_a_project_may_be_given_by_its_id(running: Running, build: Any) -> None:
    events = build().send(running.table(running.token(project=running.said["project_id"])))

    assert status(events) == 200


# Signatures ----------------------------------------------------------------------------------------------------------


def test_a_signed_upload_of_a_picture_is_accepted(running: Running, build: Any) -> None:
    picture = str(resource_path("sample_collection", "samples", "daisy.png"))
    content = MultipartContent((FilePart("images", picture, "gänseblümchen.png"), TextPart("note", "x")))
    url = running.said["services"]["image_classification"]

    events = build().send(ResolvedRequest("POST", url, content=content, auth=running.keys()))

    signed = next(event for event in events if isinstance(event, Signed))
    assert status(events) == 200
    assert signed.canonical_request.endswith("UNSIGNED-PAYLOAD")
    assert running.said["secret_key"] not in repr(events)


@pytest.mark.parametrize(
    "query", ["", "?b=2&a=1&b=1&a=", "?q=%E5%9B%BE%20x&flag&plus=1+2&slash=a%2Fb&star=*&tilde=~", "?Z=1&a=2"]
)
def test_a_signed_table_is_accepted_whatever_its_query(running: Running, build: Any, query: str) -> None:
    auth = running.keys(project_id=running.said["project_id"], security_token="gAAAAAB+/==")

    events = build().send(running.table(auth, query))

    assert status(events) == 200
    assert "gAAAAAB+/==" not in repr(events)


def test_a_file_may_be_signed_too(running: Running, build: Any, tmp_path: Path) -> None:
    file = tmp_path / "rose.png"
    file.write_bytes(resource_path("sample_collection", "samples", "rose.png").read_bytes())
    content = MultipartContent((FilePart("images", str(file), "rose.png"),))
    url = running.said["services"]["image_classification"]

    events = build().send(ResolvedRequest("POST", url, content=content, auth=running.keys(covers="always")))

    signed = next(event for event in events if isinstance(event, Signed))
    assert status(events) == 200
    assert not signed.canonical_request.endswith("UNSIGNED-PAYLOAD")


def test_a_wrong_secret_key_is_sent_once_and_never_again(running: Running, build: Any) -> None:
    events = build().send(running.table(running.keys(secret_key="not-the-secret-key")))

    assert (status(events), code(events)) == (401, "APIG.0301")
    assert b"verify aksk signature fail" in events[-1].response.body.content
    assert running.inferences == 1


def test_an_unknown_access_key_is_named(running: Running, build: Any) -> None:
    events = build().send(running.table(running.keys(access_key="NOBODY")))

    assert b"ak not exist" in events[-1].response.body.content


def test_a_clock_that_is_off_is_named(running: Running, build: Any) -> None:
    *told, finished = build(clock=Clock(off=3600)).send(running.table(running.keys()))

    asked = next(event.headers for event in reversed(told) if isinstance(event, HeadSent))
    advice = for_response(finished.response, finished.response.body.content.decode(), asked=asked)
    assert advice is not None
    assert str(advice.title) == "The clock of this computer is 60 minutes fast"


def test_the_signature_of_an_app_is_accepted(running: Running, build: Any) -> None:
    values = (("app_key", running.said["app_key"]), ("app_secret", running.said["app_secret"]))

    events = build().send(running.table(ResolvedAuth("app-signature", values)))

    assert status(events) == 200
    assert running.said["app_secret"] not in repr(events)


def test_a_wrong_app_secret_is_refused_as_such(running: Running, build: Any) -> None:
    values = (("app_key", running.said["app_key"]), ("app_secret", "wrong-app-secret"))

    assert code(build().send(running.table(ResolvedAuth("app-signature", values)))) == "APIG.0303"


# Codes and keys ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "field"), [("app-code", "app_code"), ("app-key", "app_key")])
def test_app_credentials_are_accepted_and_not_shown(running: Running, build: Any, kind: str, field: str) -> None:
    events = build().send(running.table(ResolvedAuth(kind, ((field, running.said[field]),))))

    assert status(events) == 200
    assert running.said[field] not in repr(events)


@pytest.mark.parametrize("is_bare", ["true", "false"])
def test_an_api_key_opens_the_address_of_the_second_generation(running: Running, build: Any, is_bare: str) -> None:
    auth = ResolvedAuth("modelarts-key", (("key", running.said["api_key"]), ("is_bare", is_bare)))
    url = running.said["services"]["tabular"].replace("/v1/infers/", "/v2/infer/")

    events = build().send(ResolvedRequest("POST", url, content=ROWS, auth=auth))

    assert status(events) == 200
    assert running.said["api_key"] not in repr(events)
