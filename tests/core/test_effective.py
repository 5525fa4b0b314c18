"""The request as it goes out: every header with its source, and no secret."""

import pytest

from modelpost.core.effective import Scheme, effective_headers, effective_request, place_of_auth
from modelpost.core.headers import Source
from modelpost.core.request import NO_AUTH, AuthChoice, Body, BodyKind, Defaults, FormRow, RequestDraft, Row
from modelpost.core.scope import Context, Scope, Variable
from modelpost.core.secrets import MASK, SecretRef
from modelpost.core.text import Message
from modelpost.core.tree import FolderNode

BEARER = AuthChoice("bearer", (("token", "{{token}}"),))
OUTER = Defaults(headers=(Row("X-Client", "lab"), Row("X-Team", "all")), auth=BEARER)
INNER = Defaults(headers=(Row("X-Team", "vision"),))
FOLDERS = (FolderNode("", "Services", defaults=OUTER), FolderNode("img", "Images", defaults=INNER))
CONTEXT = Context(
    (
        Scope(
            "Environment lab",
            (
                Variable("host", "infer.test"),
                Variable("base", "{{host}}:8443"),
                Variable("circle", "{{circle}}"),
                Variable("token", SecretRef("c1", "env:lab", "token")),
                Variable("plain", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"),
            ),
        ),
    ),
    {SecretRef("c1", "env:lab", "token"): "canary-0123456789"},
    INNER.over(OUTER),
)
SCHEME = Scheme(Message("Bearer token"), ("Authorization",))


def _sources(draft: RequestDraft, scheme: Scheme = SCHEME) -> dict[str, tuple[str, str]]:
    headers = effective_headers(draft, CONTEXT, FOLDERS, scheme, "Modelpost/1")
    return {header.name: (header.value, str(header.origin)) for header in headers}


def test_every_header_has_its_source() -> None:
    found = _sources(RequestDraft(url="https://{{base}}/v1", headers=(Row("X-Trace", "on"),)))

    assert found["X-Trace"] == ("on", "This request")
    assert found["X-Client"] == ("lab", "Collection Services")
    assert found["X-Team"] == ("vision", "Folder Images")
    assert found["Authorization"] == (MASK, "Auth: Bearer token")
    assert found["Host"] == ("infer.test:8443", "Automatic")


def test_the_innermost_header_of_a_name_counts() -> None:
    found = _sources(RequestDraft(headers=(Row("x-team", "mine"), Row("X-Off", "1", enabled=False))))

    assert found["x-team"] == ("mine", "This request")
    assert not {"X-Team", "X-Off"} & set(found)


def test_the_auth_scheme_replaces_a_typed_header() -> None:
    headers = effective_headers(
        RequestDraft(headers=(Row("authorization", "Basic abc"),)), CONTEXT, FOLDERS, SCHEME, "Modelpost/1"
    )

    assert [header.source for header in headers if header.name.lower() == "authorization"] == [Source.AUTH]


def test_what_is_left_out_is_not_listed() -> None:
    found = _sources(RequestDraft(omitted=("user-agent", "Host")))

    assert "User-Agent" not in found
    assert "Host" in found


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (Row("Authorization", "Bearer {{token}}"), f"Bearer {MASK}"),
        (Row("X-Auth-Token", "MIISkAY-canary"), MASK),
        (Row("X-Note", "{{token}}!"), f"{MASK}!"),
        (Row("X-Note", "{{plain}}"), MASK),
        (Row("X-Note", "{{nowhere}} {{circle}}"), "{{nowhere}} {{circle}}"),
    ],
)
def test_secrets_are_dots_and_unknown_variables_stay(row: Row, shown: str) -> None:
    found = _sources(RequestDraft(headers=(row,)), Scheme())

    assert found[row.name][0] == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("https://{{base}}/v1/:id?top={{token}}", f"https://infer.test:8443/v1/7?top={MASK}"),
        ("https://ada:hunter2@{{host}}/", f"https://ada:{MASK}@infer.test/"),
        ("{{host}}/a?access_token=canary-1&n=1", f"https://infer.test/a?access_token={MASK}&n=1"),
        ("", ""),
    ],
)
def test_the_address_is_filled_in_without_secrets(typed: str, shown: str) -> None:
    draft = RequestDraft(url=typed, path=(Row("id", "7"),))

    assert effective_request(draft, CONTEXT, FOLDERS, SCHEME, "Modelpost/1").url == shown


@pytest.mark.parametrize(("query", "before"), [("", "?"), ("?n=1", "?n=1&")])
def test_the_address_shows_what_the_auth_scheme_adds_to_it(query: str, before: str) -> None:
    scheme = Scheme(Message("API key"), asks=("key",))

    shown = effective_request(RequestDraft(url=f"https://{{{{host}}}}/{query}"), CONTEXT, FOLDERS, scheme, "M/1").url

    assert shown == f"https://infer.test/{before}key={MASK}"


@pytest.mark.parametrize(
    ("auth", "scheme", "said"),
    [
        (AuthChoice(), SCHEME, "Bearer token, inherited from: Collection Services"),
        (BEARER, SCHEME, "Bearer token, set in this request"),
        (NO_AUTH, Scheme(), "No auth"),
    ],
)
def test_auth_is_told_with_its_place(auth: AuthChoice, scheme: Scheme, said: str) -> None:
    assert str(effective_request(RequestDraft(auth=auth), CONTEXT, FOLDERS, scheme, "M/1").auth) == said


def test_the_place_of_auth_is_the_innermost_that_has_one() -> None:
    inner = FolderNode("img", "Images", defaults=Defaults(auth=NO_AUTH))

    assert place_of_auth(RequestDraft(), (FOLDERS[0], inner)) is inner
    assert place_of_auth(RequestDraft(), FOLDERS) is FOLDERS[0]
    assert place_of_auth(RequestDraft(auth=BEARER), FOLDERS) is None
    assert place_of_auth(RequestDraft(), ()) is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (Body(), "No body"),
        (Body(BodyKind.RAW, raw="{}"), "application/json, 2 characters"),
        (Body(BodyKind.FORM_DATA, form=(FormRow("a"), FormRow("b", enabled=False))), "form-data, parts: 1"),
        (Body(BodyKind.URLENCODED, urlencoded=(Row("a", "1"), Row())), "URL-encoded, fields: 1"),
        (Body(BodyKind.BINARY, binary="{{host}}.bin"), "The file infer.test.bin"),
    ],
)
def test_the_body_is_told_in_a_few_words(body: Body, said: str) -> None:
    assert str(effective_request(RequestDraft(body=body), CONTEXT, FOLDERS, SCHEME, "M/1").body) == said


def test_variables_that_multiply_do_not_take_for_ever() -> None:
    levels = tuple(Variable(f"v{n}", ("{{v" + str(n + 1) + "}}") * 100) for n in range(12))
    context = Context((Scope("", levels),))

    shown = effective_request(RequestDraft(url="https://h.test/{{v0}}"), context, (), Scheme(), "M/1").url

    assert len(shown) < 2_100
