"""What each auth scheme puts into a request; and what all of them promise."""

from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest

import modelpost.auth
from modelpost.auth.api import AuthScheme, OneStep, Recall, Refused, Reply, Surroundings
from modelpost.core.fields import Secret, Values
from modelpost.core.headers import HeaderList, Source
from modelpost.core.registry import Registry
from modelpost.core.resolved import Payload, ResolvedRequest
from modelpost.core.secrets import is_token_header
from modelpost.core.text import Message
from modelpost.core.tokens import Token
from modelpost.store.clock import SystemClock, SystemRandomness

SCHEMES = Registry[AuthScheme].discover(modelpost.auth)
AROUND = Surroundings(SystemClock(), SystemRandomness(), lambda payload: sha256().hexdigest())
HUAWEI = ["iam-token", "ak-sk", "app-code", "app-key", "app-signature", "modelarts-key"]
KEPT = {"digest": Token('Digest realm="r", nonce="n", qop="auth", nc=1')}
STANDARD = ["apikey", "bearer", "basic", "digest", "oauth2", "awsv4"]
REQUEST = ResolvedRequest("GET", "https://models.example/v1?a=b", HeaderList.of([("X-Other", "kept")]))


def applied(kind: str, values: Values, request: ResolvedRequest = REQUEST) -> ResolvedRequest:
    """Run a scheme whose token, if it needs one, is kept already."""
    flow = SCHEMES[kind].authenticate(values, request, AROUND)
    reply: Any = None
    try:
        while True:
            step = flow.send(reply)
            reply = Reply(token=KEPT.get(kind, Token("canary-token")) if isinstance(step, Recall) else None)
    except StopIteration as end:
        authenticated: Any = end.value
    return SCHEMES[kind].sign(values, authenticated, Payload(), AROUND).request


def filled_in(scheme: AuthScheme) -> Values:
    values = {field.name: field.default or "text" for field in scheme.fields}
    return values | {field.name: "canary" for field in scheme.fields if isinstance(field, Secret)}


def test_the_schemes_come_in_the_order_of_their_lists() -> None:
    names = [scheme.name for scheme in SCHEMES]

    assert names[:3] == ["apikey", "bearer", "basic"]
    assert [name for name in names if name in STANDARD] == STANDARD
    assert [name for name in names if name in HUAWEI] == HUAWEI


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_scheme_has_a_label_and_labelled_fields(scheme: AuthScheme) -> None:
    assert str(scheme.label)
    assert all(field.name and str(field.label) for field in scheme.fields)
    assert len({field.name for field in scheme.fields}) == len(scheme.fields)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_scheme_marks_as_sensitive_what_it_adds(scheme: AuthScheme) -> None:
    request = applied(scheme.name, filled_in(scheme))

    added = [field for field in request.headers if field not in REQUEST.headers.fields]
    assert all(field.source is Source.AUTH for field in added)
    assert any(field.sensitive for field in added)
    assert all(field.sensitive for field in added if "canary" in field.value or is_token_header(field.name))


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_scheme_leaves_alone_what_is_not_its_own(scheme: AuthScheme) -> None:
    request = applied(scheme.name, filled_in(scheme))

    assert request.headers.first("X-Other") == "kept"
    assert (request.method, request.content) == (REQUEST.method, REQUEST.content)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"token": "abc"}, "Bearer abc"),
        ({"token": " abc\n", "prefix": "Bearer"}, "Bearer abc"),
        ({"token": "abc", "prefix": "Token"}, "Token abc"),
        ({"token": "abc", "prefix": ""}, "abc"),
    ],
)
def test_bearer_sends_the_token_behind_its_prefix(values: Values, expected: str) -> None:
    assert applied("bearer", values).headers.first("Authorization") == expected


@pytest.mark.parametrize(
    ("username", "password", "expected"),
    [
        ("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),  # RFC 7617, section 2
        ("test", "123£", "Basic dGVzdDoxMjPCow=="),  # RFC 7617, section 2.1
        ("", "", "Basic Og=="),
    ],
)
def test_basic_sends_user_and_password_as_the_standard_shows(username: str, password: str, expected: str) -> None:
    request = applied("basic", {"username": username, "password": password})

    assert request.headers.first("Authorization") == expected


def test_basic_refuses_a_user_name_that_would_run_into_the_password() -> None:
    with pytest.raises(Refused) as refused:
        applied("basic", {"username": "ada:b", "password": "c"})

    assert refused.value.place == "auth.username"


def test_an_api_key_is_sent_as_x_auth_token_unless_named_otherwise() -> None:
    assert applied("apikey", {"value": "MIIabc"}).headers.first("X-Auth-Token") == "MIIabc"


def test_an_api_key_takes_the_place_of_a_typed_header_of_its_name() -> None:
    typed = ResolvedRequest("GET", "https://models.example/", HeaderList.of([("x-auth-token", "old")]))

    request = applied("apikey", {"key": "X-Auth-Token", "value": "new"}, typed)

    assert request.headers.all("X-Auth-Token") == ("new",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://models.example/v1", "https://models.example/v1?api%20key=a%2Bb%26c"),
        ("https://models.example/v1?a=b", "https://models.example/v1?a=b&api%20key=a%2Bb%26c"),
    ],
)
def test_an_api_key_may_stand_in_the_query_where_it_is_secret_too(before: str, after: str) -> None:
    values = {"key": "api key", "value": "a+b&c", "placement": "query"}

    request = applied("apikey", values, ResolvedRequest("GET", before))

    assert request.url == after
    assert "a+b&c" in request.secrets


def test_an_api_key_joins_the_cookies_of_the_request() -> None:
    values = {"key": "session", "value": "k-12345678", "placement": "cookie"}
    before = ResolvedRequest("GET", "https://models.example/", HeaderList.of([("Cookie", "theme=dark")]))

    request = applied("apikey", values, before)

    assert request.headers.all("Cookie") == ("theme=dark; session=k-12345678",)
    assert "k-12345678" in request.secrets


@pytest.mark.parametrize("placement", ["header", "query", "cookie"])
def test_an_api_key_names_the_header_that_it_sets(placement: str) -> None:
    values = {"key": "X-Key", "value": "k-12345678", "placement": placement}

    names = SCHEMES["apikey"].sets(values)

    added = [header.name for header in applied("apikey", values).headers if header.source is Source.AUTH]
    assert list(names) == added


@pytest.mark.parametrize("placement", ["header", "query", "cookie"])
def test_an_api_key_names_the_parameter_that_it_adds(placement: str) -> None:
    values = {"key": "k", "value": "k-12345678", "placement": placement}

    names = SCHEMES["apikey"].asks(values)

    added = set(urlsplit(applied("apikey", values).url).query.split("&")) - {"a=b"}
    assert {f"{name}=k-12345678" for name in names} == added


def test_a_token_that_is_sent_in_the_query_is_named_there() -> None:
    assert SCHEMES["oauth2"].asks({"tokenPlacement": "query", "queryName": "t"}) == ("t",)
    assert SCHEMES["oauth2"].asks({}) == ()


def test_a_one_step_scheme_must_say_how_it_applies_its_values() -> None:
    class Empty(OneStep):
        name, label, order, fields = "empty", Message("Empty"), 1, ()

    with pytest.raises(TypeError, match="Empty"):
        Empty().apply({}, REQUEST)
