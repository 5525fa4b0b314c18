"""A credential is seen by the origin that it was meant for, and by nobody and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.cookies import Cookie
from modelpost.core.events import Event, Failed, Finished, Redirected
from modelpost.core.failures import FailureKind
from modelpost.core.headers import Header, HeaderList
from modelpost.core.resolved import FormContent, ResolvedAuth, ResolvedRequest, SendOptions, TextContent
from modelpost.core.secrets import TOKEN_HEADERS
from modelpost.core.transcript import describe
from modelpost.net.jar import Jars
from modelpost.snippets.curl import PLUGIN as CURL
from modelpost.store.clock import SystemClock
from modelpost.store.crash import CrashReports
from modelpost.store.log import log_bug
from modelpost.store.redaction import KnownSecrets

CODES = [301, 302, 303, 307, 308]
CANARY = "canary-0123456789abcdef"

CARRIERS: dict[str, Callable[[str], ResolvedRequest]] = {
    "well-known headers": lambda url: ResolvedRequest(
        "POST", url, HeaderList(tuple(Header(name.title(), CANARY) for name in sorted(TOKEN_HEADERS)))
    ),
    "typed cookie": lambda url: ResolvedRequest("POST", url, HeaderList.of([("Cookie", f"session={CANARY}")])),
    "secret header": lambda url: ResolvedRequest(
        "POST", url, HeaderList((Header("X-Anything", f"v1 {CANARY}", sensitive=True),)), secrets=frozenset({CANARY})
    ),
    "bearer": lambda url: ResolvedRequest("POST", url, auth=ResolvedAuth("bearer", (("token", CANARY),))),
    "basic": lambda url: ResolvedRequest(
        "POST", url, auth=ResolvedAuth("basic", (("username", "ada"), ("password", CANARY)))
    ),
    **{
        f"key in {placement}": lambda url, placement=placement: ResolvedRequest(  # type: ignore[misc]  # bound now
            "POST", url, auth=ResolvedAuth("apikey", (("key", "k"), ("value", CANARY), ("placement", placement)))
        )
        for placement in ("header", "query", "cookie")
    },
    "password in the address": lambda url: ResolvedRequest("POST", url.replace("://", f"://ada:{CANARY}@")),
}


def written(events: list[Event]) -> str:
    return "\n".join(f"{line.mark} {line.text}" for event in events for line in describe(event))


@pytest.mark.parametrize("difference", ["port", "host", "http to https", "https to http", "port over TLS"])
@pytest.mark.parametrize("status", CODES)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_another_origin_sees_no_credential(
    pair: Any, laboratory: Any, authority_file: str, carrier: str, status: int, difference: str
) -> None:
    first, second, url = pair(difference, status)
    options = SendOptions(ca_files=(authority_file,), allow_downgrade=True)

    events = laboratory.send(CARRIERS[carrier](url), options)

    assert isinstance(events[-1], Finished), events[-1]
    assert events[-1].response.body.content == b"arrived"
    assert len(first.received) == len(second.received) == 1
    assert CANARY not in repr(second.received)
    assert CANARY not in written(events)
    assert CANARY not in repr([event for event in events if not isinstance(event, Finished)])


@pytest.mark.parametrize("difference", ["port", "host", "http to https", "https to http", "port over TLS"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("carrier", CARRIERS)
def test_another_origin_sees_no_credential_of_a_handshake(
    pair: Any, laboratory: Any, authority_file: str, carrier: str, status: int, difference: str
) -> None:
    _, second, url = pair(difference, status, speaks_websocket=True)
    options = SendOptions(ca_files=(authority_file,), allow_downgrade=True)

    events = laboratory.send(CARRIERS[carrier](url), options)

    assert isinstance(events[-1], Finished), events[-1]
    assert second.received[0].value("Upgrade") == "websocket"
    assert CANARY not in repr(second.received)
    assert CANARY not in written(events)
    assert CANARY not in repr([event for event in events if not isinstance(event, Finished)])


@pytest.mark.parametrize("status", CODES)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_same_origin_keeps_what_it_was_given(serve: Any, laboratory: Any, carrier: str, status: int) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.redirect("/next", status)
        peer.request()
        peer.answer()

    server = serve(script)

    events = laboratory.send(CARRIERS[carrier](server.url))

    first, second = server.received
    credentials = [pair for pair in first.headers if pair[0].lower() != "content-length"]
    assert [pair for pair in credentials if pair not in second.headers] == []
    assert next(event for event in events if isinstance(event, Redirected)).dropped == ()


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize(
    "content", [TextContent(json.dumps({"password": CANARY}), "application/json"), FormContent((("p", CANARY),))]
)
def test_a_body_that_holds_a_secret_does_not_go_to_another_origin(
    pair: Any, laboratory: Any, status: int, content: Any
) -> None:
    _, second, url = pair("port", status)
    request = ResolvedRequest("POST", url, content=content, secrets=frozenset({CANARY}))

    *_, failed = laboratory.send(request)

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.REDIRECT
    assert second.received == []


SENDERS: dict[str, Callable[[str], ResolvedRequest]] = {
    "a secret variable": lambda url: ResolvedRequest("GET", f"{url}/?a=1&k={CANARY}", secrets=frozenset({CANARY})),
    "an auth scheme": lambda url: ResolvedRequest(
        "GET", f"{url}/?a=1", auth=ResolvedAuth("apikey", (("key", "k"), ("value", CANARY), ("placement", "query")))
    ),
    "what was typed": lambda url: ResolvedRequest("GET", f"{url}/?a=1&api-key={CANARY}"),
}


@pytest.mark.parametrize("status", CODES)
@pytest.mark.parametrize("sender", SENDERS)
def test_a_secret_in_the_query_does_not_go_to_another_origin_that_a_server_copies_it_for(
    serve: Any, laboratory: Any, sender: str, status: int
) -> None:
    second = serve(lambda peer: (peer.request(), peer.answer(b"arrived")))
    first = serve(lambda peer: peer.redirect(second.url + peer.request().target, status))

    events = laboratory.send(SENDERS[sender](first.url))

    assert isinstance(events[-1], Finished), events[-1]
    assert CANARY in first.received[0].target
    assert second.received[0].target == "/?a=1"
    assert next(event.dropped for event in events if isinstance(event, Redirected)) in (("k",), ("api-key",))


def test_nothing_is_left_of_a_query_that_was_all_secret(serve: Any, laboratory: Any) -> None:
    second = serve(lambda peer: (peer.request(), peer.answer(b"arrived")))
    first = serve(lambda peer: peer.redirect(second.url + peer.request().target))

    laboratory.send(ResolvedRequest("GET", f"{first.url}/x?k={CANARY}", secrets=frozenset({CANARY})))

    assert second.received[0].target == "/x"


def test_a_token_that_a_server_puts_into_the_address_itself_goes_along(serve: Any, laboratory: Any) -> None:
    second = serve(lambda peer: (peer.request(), peer.answer(b"arrived")))
    first = serve(lambda peer: (peer.request(), peer.redirect(f"{second.url}/?X-Amz-Security-Token=lent")))

    laboratory.send(ResolvedRequest("GET", first.url, secrets=frozenset({CANARY})))

    assert second.received[0].target == "/?X-Amz-Security-Token=lent"


@pytest.mark.parametrize("address", ["/{}/next", "/next%2F{}"])
def test_a_redirect_whose_path_holds_a_secret_is_not_followed(serve: Any, laboratory: Any, address: str) -> None:
    second = serve(lambda peer: (peer.request(), peer.answer(b"arrived")))
    first = serve(lambda peer: (peer.request(), peer.redirect(second.url + address.format(CANARY))))

    *_, failed = laboratory.send(ResolvedRequest("GET", first.url, secrets=frozenset({CANARY})))

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.REDIRECT
    assert second.received == []


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_body_that_stays_behind_may_hold_a_secret(pair: Any, laboratory: Any, status: int) -> None:
    _, second, url = pair("port", status)
    request = ResolvedRequest("POST", url, content=TextContent(CANARY, "text/plain"), secrets=frozenset({CANARY}))

    *_, finished = laboratory.send(request)

    assert isinstance(finished, Finished)
    assert CANARY not in repr(second.received)


@pytest.mark.parametrize("status", CODES)
def test_a_cookie_of_the_jar_does_not_go_to_another_host(
    pair: Any, build: Any, status: int, authority_file: str
) -> None:
    jars = Jars(lambda: 0.0)
    jars.put("", Cookie("session", CANARY, "127.0.0.1"))
    first, second, url = pair("host", status)

    events = build(jars=jars).send(ResolvedRequest("GET", url), SendOptions(ca_files=(authority_file,)))

    assert first.received[0].value("Cookie") == f"session={CANARY}"
    assert CANARY not in repr(second.received)
    assert CANARY not in written(events)


def test_a_cookie_of_the_jar_goes_to_another_port_as_its_rules_have_it(pair: Any, build: Any) -> None:
    jars = Jars(lambda: 0.0)
    jars.put("", Cookie("session", "rules-of-rfc-6265", "127.0.0.1"))
    _, second, url = pair("port", 302)

    build(jars=jars).send(ResolvedRequest("GET", url))

    assert second.received[0].value("Cookie") == "session=rules-of-rfc-6265"


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_copied_command_holds_no_credential(carrier: str) -> None:
    request = CARRIERS[carrier]("https://example.org/")

    command = CURL.write(request, SendOptions(), with_secrets=False)

    assert CANARY not in command
    assert "Y2FuYXJ5" not in command  # the same in base64


def test_no_cookie_value_reaches_a_log_or_a_crash_report(tmp_path: Path) -> None:
    known = KnownSecrets()
    jars = Jars(lambda: 0.0, note=known.add)
    jars.put("", Cookie("session", CANARY, "example.org"))
    bug = ValueError(f"odd cookie {CANARY}, Set-Cookie: other={CANARY}")

    log_bug(tmp_path / "log.txt", known, bug)
    report = CrashReports(tmp_path, known, SystemClock()).write(bug)

    assert CANARY not in (tmp_path / "log.txt").read_text()
    assert CANARY not in report.read_text()
