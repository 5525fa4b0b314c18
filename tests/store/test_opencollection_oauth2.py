"""OAuth 2.0 in files: the schema's shape, Bruno's habits, and everything else that our form has."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelpost.auth.oauth2.form import FIELDS
from modelpost.core.fields import Choice, Secret
from modelpost.core.parameters import PLACEMENTS, Parameter, in_one_line
from modelpost.core.request import AuthChoice, RequestDraft
from modelpost.core.undecided import undecided_places
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile

BRUNO = """info:
  name: Ask
  type: http
  seq: 1

http:
  method: GET
  url: https://models.example/
  auth:
    type: oauth2
    flow: authorization_code # the usual one
    authorizationUrl: https://id.example/authorize
    accessTokenUrl: "{{id}}/token"
    callbackUrl: https://app.example/callback
    credentials:
      clientId: me
      clientSecret: "{{client_secret}}"
      placement: body
    scope: openid read
    state: fixed
    pkce:
      enabled: true
    tokenConfig:
      id: credentials
      placement:
        header: Token
    additionalParameters:
      accessTokenRequest:
        - name: tenant
          value: a&b
          placement: body
        - name: X-Realm
          placement: header
    settings:
      autoFetchToken: true
      autoRefreshToken: false
"""


@pytest.fixture
def opened(collections: Collections, tmp_path: Path) -> Callable[[str], Any]:
    """Put a request file into a collection and read it."""

    def put(text: str) -> Any:
        collections.create(str(tmp_path / "c"), "C")
        (tmp_path / "c" / "ask.yml").write_text(text, "utf-8")
        return collections.read(str(tmp_path / "c"), "ask.yml")

    return put


def test_a_file_of_bruno_fills_our_form(opened: Callable[[str], Any]) -> None:
    auth = opened(BRUNO).draft.auth

    assert auth.kind == "oauth2"
    assert dict(auth.values) == {
        "grant": "authorization_code",
        "authorizationUrl": "https://id.example/authorize",
        "accessTokenUrl": "{{id}}/token",
        "callbackUrl": "https://app.example/callback",
        "clientId": "me",
        "clientSecret": "{{client_secret}}",
        "credentialsPlacement": "body",
        "scope": "openid read",
        "state": "fixed",
        "tokenId": "credentials",
        "prefix": "Token",
        "tokenParameters": "tenant=a%26b&header:X-Realm=",
        "autoFetchToken": "true",
        "autoRefreshToken": "false",
    }


def test_what_nobody_changed_stays_byte_for_byte(
    opened: Callable[[str], Any], collections: Collections, tmp_path: Path
) -> None:
    stored = opened(BRUNO)
    draft = stored.draft.named("Ask again")

    collections.save(str(tmp_path / "c"), "ask.yml", draft, stored)

    text = (tmp_path / "c" / "ask.yml").read_text("utf-8")
    assert text == BRUNO.replace("name: Ask\n", "name: Ask again\n")
    assert not (tmp_path / "c" / "ask.view.yaml").exists()


def test_one_changed_field_changes_one_line(
    opened: Callable[[str], Any], collections: Collections, tmp_path: Path
) -> None:
    stored = opened(BRUNO)
    auth = stored.draft.auth.with_value("scope", "read").with_value("clientId", "you")
    draft = RequestDraft("Ask", "GET", "https://models.example/", auth=auth)

    collections.save(str(tmp_path / "c"), "ask.yml", draft, stored)

    text = (tmp_path / "c" / "ask.yml").read_text("utf-8")
    assert text == BRUNO.replace("scope: openid read", "scope: read").replace("clientId: me", "clientId: you")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("flow: client_credentials", {}),
        ("flow: resource_owner_password", {"grant": "password"}),
        ("flow: resource_owner_password_credentials", {"grant": "password"}),
        ("flow: implicit\n    credentials: {clientId: a}", {"grant": "implicit", "clientId": "a"}),
        ("flow: sideways", {"grant": "sideways"}),
        ("credentials: {placement: basic_auth_header}", {}),
        ("pkce: {enabled: false}", {"pkce": "off"}),
        ("pkce: {disabled: true}", {"pkce": "off"}),
        ("pkce: {method: plain}", {"pkce": "plain"}),
        ("tokenConfig: {placement: {header: Authorization}}", {}),
        ("tokenConfig: {placement: {header: ''}}", {"prefix": ""}),
        ("tokenConfig: {placement: {query: t}}", {"tokenPlacement": "query", "queryName": "t"}),
        ("scope: [a, b]", {}),
    ],
)  # fmt: skip
def test_each_way_to_say_it_is_understood(opened: Callable[[str], Any], written: str, expected: dict[str, str]) -> None:
    stored = opened(f"info: {{name: A, type: http}}\nhttp:\n  auth:\n    type: oauth2\n    {written}\n")

    shown = dict(stored.draft.auth.values)
    assert shown == {**({"credentialsPlacement": "body"} if "credentials:" not in written else {}), **expected}


def test_a_new_file_says_what_our_form_means(collections: Collections, tmp_path: Path) -> None:
    collections.create(str(tmp_path / "c"), "C")
    values = (("accessTokenUrl", "https://id.example/token"), ("clientId", "me"), ("audience", "urn:x"))

    path, _ = collections.save_as(str(tmp_path / "c"), "", RequestDraft("A", auth=AuthChoice("oauth2", values)))

    assert yaml.safe_load((tmp_path / "c" / path).read_text("utf-8"))["http"]["auth"] == {
        "type": "oauth2",
        "flow": "client_credentials",
        "accessTokenUrl": "https://id.example/token",
        "credentials": {"clientId": "me", "placement": "basic_auth_header"},
        "tokenConfig": {"placement": {"header": "Bearer"}},
        "additionalParameters": {
            "accessTokenRequest": [{"name": "audience", "value": "urn:x", "placement": "body"}],
        },
    }
    assert not list((tmp_path / "c").glob("*.view.yaml"))


def test_a_grant_that_the_schema_does_not_know_stands_in_the_sidecar(collections: Collections, tmp_path: Path) -> None:
    collections.create(str(tmp_path / "c"), "C")
    values = (("grant", "device_code"), ("accessTokenUrl", "u"), ("deviceUrl", "https://id.example/device"))

    path, _ = collections.save_as(str(tmp_path / "c"), "", RequestDraft("A", auth=AuthChoice("oauth2", values)))

    hidden = yaml.safe_load((tmp_path / "c" / "A.view.yaml").read_text("utf-8"))
    assert hidden["auth"] == {"values": {"grant": "device_code", "deviceUrl": "https://id.example/device"}}
    assert dict(collections.read(str(tmp_path / "c"), path).draft.auth.values) == dict(values)


FOREIGN = {
    "ntlm": '    username: ada\n    password: "{{p}}"\n    domain: lab\n',
    "wsse": "    username: ada\n",
    "oauth1": "    privateKey:\n      type: file\n      value: key.pem\n    includeBodyHash: true\n",
    "edgegrid": '    accessToken: "{{t}}"\n    nested:\n      deep: [1, 2]\n',
}  # fmt: skip


@pytest.mark.parametrize("kind", FOREIGN)
def test_kinds_that_are_not_ours_are_kept(
    opened: Callable[[str], Any], collections: Collections, tmp_path: Path, kind: str
) -> None:
    text = (
        f"info:\n  name: A\n  type: http\n\nhttp:\n  method: GET\n  url: x\n  auth:\n    type: {kind}\n{FOREIGN[kind]}"
    )
    stored = opened(text)

    collections.save(str(tmp_path / "c"), "ask.yml", stored.draft.named("B"), stored)

    assert (tmp_path / "c" / "ask.yml").read_text("utf-8") == text.replace("name: A", "name: B")
    assert stored.draft.auth.kind == kind


WORD = st.text(st.sampled_from("abcXYZ_-09 =&%:花"), min_size=1, max_size=8)
LINE = st.lists(st.builds(Parameter, st.sampled_from(PLACEMENTS), WORD, WORD), max_size=3)
LINES = {"tokenParameters": "body", "refreshParameters": "body", "authorizationParameters": "query"}


@st.composite
def choices(draw: st.DrawFn) -> AuthChoice:
    values = {}
    for field in FIELDS:
        if not draw(st.booleans()):
            continue
        if field.name in LINES:
            usual = LINES[field.name]
            text = in_one_line((p for p in draw(LINE) if p.name not in ("audience", "resource")), usual)
        elif isinstance(field, Choice):
            text = draw(st.sampled_from([value for value, _ in field.options]))
        else:
            text = "{{secret}}" if isinstance(field, Secret) else draw(WORD)
        if text:
            values[field.name] = text
    for name in ("state", "tokenId"):
        if draw(st.booleans()):
            values[name] = draw(WORD)
    return AuthChoice("oauth2", tuple(values.items()))


DRAFT = st.builds(lambda auth: RequestDraft("A", auth=auth), choices()).filter(
    lambda draft: not undecided_places(draft)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DRAFT, DRAFT)
def test_whatever_is_saved_is_read_again_and_follows_the_schema(
    is_valid: Callable[[Path, str], None], before: RequestDraft, after: RequestDraft
) -> None:
    with TemporaryDirectory() as folder:
        collections = Collections(Profile(Path(folder, "profile")))
        collections.create(f"{folder}/c", "C")

        path, stored = collections.save_as(f"{folder}/c", "", before)
        first = collections.read(f"{folder}/c", path).draft
        is_valid(Path(folder, "c", path), "HttpRequest")
        collections.save(f"{folder}/c", path, after, stored)
        second = collections.read(f"{folder}/c", path).draft
        is_valid(Path(folder, "c", path), "HttpRequest")

        assert dict(first.auth.values) == dict(before.auth.values)
        assert dict(second.auth.values) == dict(after.auth.values)
