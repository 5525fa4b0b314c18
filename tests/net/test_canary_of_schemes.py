"""No auth scheme, whatever it puts where, tells another origin or the timeline what is secret."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest

import modelpost.auth
from modelpost.auth.api import AuthScheme
from modelpost.core.events import Finished
from modelpost.core.fields import Secret
from modelpost.core.registry import Registry
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions, TextContent
from modelpost.core.secrets import TOKEN_HEADERS
from modelpost.core.transcript import describe

CANARY = "canary-0123456789abcdef"
LENT = "canary-lent-0123456789abcdef"
CODES = [301, 302, 303, 307, 308]
DIFFERENCES = ["port", "host", "http to https", "https to http", "port over TLS"]
SCHEMES: Registry[AuthScheme] = Registry.discover(modelpost.auth)

VALUES: dict[str, dict[str, str]] = {
    "apikey": {"key": "X-Key", "value": CANARY},
    "bearer": {"token": CANARY},
    "basic": {"username": "ada", "password": CANARY},
    "digest": {"username": "ada", "password": CANARY},
    "iam-token": {"endpoint": "SERVICE", "domain": "d", "user": "u", "password": CANARY, "project": "cn-north-4"},
    "ak-sk": {"access_key": "AKEXAMPLE", "secret_key": CANARY, "security_token": f"{CANARY}-token"},
    "app-code": {"app_code": CANARY},
    "app-key": {"app_key": CANARY},
    "app-signature": {"app_key": "key", "app_secret": CANARY},
    "modelarts-key": {"key": CANARY},
    "oauth2": {"accessTokenUrl": "SERVICE/token", "clientId": "id", "clientSecret": CANARY},
    "awsv4": {
        "accessKeyId": "AKEXAMPLE",
        "secretAccessKey": CANARY,
        "sessionToken": f"{CANARY}-token",
        "region": "eu-west-1",
        "service": "sagemaker",
    },
}
"""What is typed into the form of each scheme; SERVICE is where tokens are lent."""

READABLE = frozenset(
    form
    for secret in (CANARY, LENT)
    for form in (
        secret,
        quote(secret),
        b64encode(secret.encode()).decode()[:20],
        b64encode(f"ada:{secret}".encode()).decode(),
    )
)


@pytest.fixture
def lender(serve: Any) -> str:
    """Serve whoever asks a token, as an IAM service and as one of OAuth 2.0."""
    project = {"token": {"expires_at": "2099-01-01T00:00:00.000000Z", "project": {"id": "p", "name": "cn-north-4"}}}

    def script(peer: Any) -> None:
        while True:
            if peer.request().target == "/token":
                peer.answer(json.dumps({"access_token": LENT, "token_type": "Bearer", "expires_in": 600}).encode())
            else:
                peer.answer(json.dumps(project).encode(), "201 Created", f"X-Subject-Token: {LENT}\r\n")

    return str(serve(script).url)


def found_in(text: str) -> set[str]:
    return {form for form in READABLE if form in text}


def credentials_of(request: Any) -> set[str]:
    return {name.lower() for name, _ in request.headers} & (TOKEN_HEADERS | {"x-key"})


def auth_of(scheme: str, service: str) -> ResolvedAuth:
    values = {name: value.replace("SERVICE", service) for name, value in VALUES[scheme].items()}
    return ResolvedAuth(scheme, tuple(values.items()))


def test_every_scheme_is_tried_with_all_of_its_secrets_that_have_no_other_use() -> None:
    alone = {"passcode", "password"}  # of other grants, or of people with a second factor

    assert set(VALUES) == {scheme.name for scheme in SCHEMES}
    for scheme in SCHEMES:
        secrets = {field.name for field in scheme.fields if isinstance(field, Secret)}
        assert secrets - set(VALUES[scheme.name]) <= alone


@pytest.mark.parametrize("difference", DIFFERENCES)
@pytest.mark.parametrize("status", CODES)
@pytest.mark.parametrize("scheme", VALUES)
def test_another_origin_and_the_timeline_see_no_secret_of_a_scheme(
    pair: Any, laboratory: Any, authority_file: str, lender: str, scheme: str, status: int, difference: str
) -> None:
    first, second, url = pair(difference, status)
    options = SendOptions(ca_files=(authority_file,), allow_downgrade=True)
    content = TextContent('{"rows": []}', "application/json")

    events = laboratory.send(ResolvedRequest("POST", url, content=content, auth=auth_of(scheme, lender)), options)

    assert isinstance(events[-1], Finished), events[-1]
    assert len(second.received) == 1
    told = "\n".join(str(line.text) for event in events for line in describe(event))
    assert found_in(repr(second.received)) == set()
    assert found_in(told) == set()
    assert found_in(repr([event for event in events if not isinstance(event, Finished)])) == set()
    assert credentials_of(second.received[0]) == set()
    assert credentials_of(first.received[0]) or scheme == "digest"  # which waits to be asked


@pytest.mark.parametrize("scheme", VALUES)
def test_a_request_and_its_auth_can_be_written_down_without_a_secret(scheme: str) -> None:
    auth = auth_of(scheme, "http://127.0.0.1:9")

    assert found_in(f"{auth!r} {ResolvedRequest('POST', 'http://127.0.0.1:9/', auth=auth)!r}") == set()
