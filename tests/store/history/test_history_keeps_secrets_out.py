"""No secret reaches a file of the history, whoever brings it there."""

import json
import sqlite3
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from modelpost.core.events import Finished
from modelpost.core.headers import HeaderList
from modelpost.core.history import Exchanged
from modelpost.core.request import AuthChoice, Row
from modelpost.core.resolved import FormContent, MultipartContent, ResolvedAuth, ResolvedRequest, TextContent, TextPart
from modelpost.core.response import StoredBody
from modelpost.store.history.history import History
from modelpost.store.redaction import KnownSecrets

CANARY = 'canary/7f3a "9c+2'


def _forms(secret: str) -> tuple[bytes, ...]:
    return tuple({secret.encode(), quote(secret, safe="").encode(), json.dumps(secret)[1:-1].encode()})


def _holding(folder: Path, secret: str) -> list[str]:
    """Return the files that hold the secret; records are packed, so what they say is looked at too."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = [path.name for path in files if any(form in path.read_bytes() for form in _forms(secret))]
    connection = sqlite3.connect(folder / "history" / "history.db")
    records = [zlib.decompress(blob) for (blob,) in connection.execute("SELECT record FROM records")]
    connection.close()
    found += ["a record" for text in records if any(form in text for form in _forms(secret))]
    return found


def _answered(exchanged: Exchanged, content: bytes, *headers: tuple[str, str]) -> Exchanged:
    assert isinstance(exchanged.outcome, Finished)
    response = exchanged.outcome.response
    response = replace(response, body=StoredBody(len(content), content), headers=HeaderList.of(headers))
    return replace(exchanged, content=content, outcome=replace(exchanged.outcome, response=response))


@pytest.mark.parametrize("echo", [CANARY.encode(), json.dumps({"you sent": CANARY}).encode(), quote(CANARY).encode()])
def test_a_secret_that_a_server_echoes(
    kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path, echo: bytes
) -> None:
    request = replace(exchanged.request, secrets=frozenset({CANARY}))

    kept(_answered(replace(exchanged, request=request), echo))

    assert not _holding(tmp_path, CANARY)


@pytest.mark.parametrize(
    "carrier",
    [
        lambda request: replace(request, auth=ResolvedAuth("apikey", (("key", "k"), ("value", CANARY)))),
        lambda request: replace(request, auth=ResolvedAuth("ak-sk", (("access_key", "AK"), ("secret_key", CANARY)))),
        lambda request: replace(request, headers=HeaderList.of([("X-Api-Key", CANARY)])),
        lambda request: replace(request, url=f"https://a.example/?access_token={quote(CANARY, safe='')}"),
        lambda request: replace(request, content=FormContent((("password", CANARY),))),
        lambda request: replace(request, content=MultipartContent((TextPart("client_secret", CANARY),))),
    ],
    ids=["a key", "a signature", "a header", "the query", "a form", "form-data"],
)
def test_a_credential_that_was_typed_and_that_a_server_echoes(
    kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path, carrier: Callable[..., ResolvedRequest]
) -> None:
    echoed = _answered(exchanged, json.dumps({"you sent": CANARY}).encode(), ("X-Echo", CANARY))

    kept(replace(echoed, request=carrier(exchanged.request)))

    assert not _holding(tmp_path, CANARY)


def test_a_secret_in_what_is_no_text(kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path) -> None:
    request = replace(exchanged.request, secrets=frozenset({CANARY}))

    kept(replace(_answered(replace(exchanged, request=request), b"\0\xff" + CANARY.encode()), is_text=False))

    assert not _holding(tmp_path, CANARY)


def test_a_secret_in_utf_16(kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path) -> None:
    content = json.dumps({"access_token": "canary-wide-token"}).encode("utf-16")

    kept(replace(_answered(exchanged, content), charset="utf-16"))

    assert not [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and "canary-wide".encode("utf-16-le") in path.read_bytes()
    ]


def test_the_secrets_of_other_requests(
    kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path, known: KnownSecrets
) -> None:
    known.add(CANARY)

    kept(_answered(exchanged, f"seen {CANARY} today".encode()))

    assert not _holding(tmp_path, CANARY)


def test_what_a_server_sets_and_hands_out_in_its_head(
    kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path
) -> None:
    kept(_answered(exchanged, b"{}", ("Set-Cookie", "sid=canary-cookie"), ("X-Subject-Token", "canary-token")))

    assert not _holding(tmp_path, "canary-cookie")
    assert not _holding(tmp_path, "canary-token")


@pytest.mark.parametrize(
    "content",
    [
        {"access_token": "canary-handed-out", "token_type": "Bearer"},
        {"refreshToken": "canary-handed-out"},
        {"credential": {"secret": "canary-handed-out"}},
        {"credential": {"securitytoken": "canary-handed-out"}},
        {"token": "canary-handed-out"},
    ],
)
def test_the_token_fields_of_a_token_endpoint(
    kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path, content: dict[str, object]
) -> None:
    url = "https://iam.example/v3.0/OS-CREDENTIAL/securitytokens"
    request = replace(exchanged.request, url=url)

    kept(_answered(replace(exchanged, request=request), json.dumps(content, indent=1).encode()))

    assert not _holding(tmp_path, "canary-handed-out")


def test_a_field_named_token_stays_where_no_tokens_are_handed_out(
    kept: Callable[..., History], exchanged: Exchanged
) -> None:
    history = kept(_answered(exchanged, b'{"token": "rose", "max_tokens": 5}'))

    past = history.get(1)

    assert past is not None
    assert past.response is not None
    assert Path(past.response.body.path).read_bytes() == b'{"token": "rose", "max_tokens": 5}'


def test_credentials_that_were_typed_in_the_clear(
    kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path
) -> None:
    draft = replace(
        exchanged.draft,
        headers=(Row("X-Auth-Token", "canary-typed"),),
        auth=AuthChoice("basic", (("username", "me"), ("password", "canary-typed"))),
        query=(Row("access_token", "canary-typed"),),
        url="http://me:canary-typed@x.example/?access_token=canary-typed",
    ).with_body(raw='{"password": "canary-typed"}')
    request = replace(
        exchanged.request,
        url="http://me:canary-typed@x.example/",
        content=TextContent('{"password": "canary-typed"}', "application/json"),
        secrets=frozenset(),
    )

    kept(replace(exchanged, draft=draft, request=request))

    assert not _holding(tmp_path, "canary-typed")


@pytest.mark.parametrize(
    "content",
    [FormContent((("password", "canary-field"),)), MultipartContent((TextPart("client_secret", "canary-field"),))],
)
def test_credentials_in_the_fields_of_a_form(
    kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path, content: FormContent | MultipartContent
) -> None:
    kept(replace(exchanged, request=replace(exchanged.request, content=content)))

    assert not _holding(tmp_path, "canary-field")


def test_a_password_as_basic_authentication_writes_it(
    kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path
) -> None:
    written = b64encode(b"me:canary-basic").decode()
    auth = ResolvedAuth("basic", (("username", "me"), ("password", "canary-basic")))
    request = replace(exchanged.request, auth=auth, secrets=frozenset({"canary-basic"}))

    kept(_answered(replace(exchanged, request=request), json.dumps({"Authorization": f"Basic {written}"}).encode()))

    assert not _holding(tmp_path, written)
