"""Small values: drafts, failures, media types."""

import pytest

from modelpost.core.failures import FileTrouble, FormatTrouble, KeyringTrouble, ModelpostError
from modelpost.core.headers import Header
from modelpost.core.media import BINARY, type_of_file
from modelpost.core.request import AuthChoice, Body, BodyKind, Proxy, RequestDraft, RequestSettings, Row
from modelpost.core.resolved import (
    FilePart,
    FormContent,
    MultipartContent,
    Payload,
    ResolvedRequest,
    TextContent,
    TextPart,
)
from modelpost.core.text import Message


def test_editing_a_draft_leaves_the_old_one_as_it_was() -> None:
    before = RequestDraft()

    after = before.with_header("A", "1").with_body(kind=BodyKind.RAW, raw="x")

    assert before == RequestDraft()
    assert after.headers == (Row("A", "1"),)
    assert after.body == Body(kind=BodyKind.RAW, raw="x")


def test_a_choice_of_auth_keeps_its_other_values() -> None:
    choice = AuthChoice("basic", (("username", "me"), ("password", "a"))).with_value("password", "b")

    assert (choice.value("username"), choice.value("password"), choice.value("none", "-")) == ("me", "b", "-")


def test_settings_are_completed_by_defaults() -> None:
    settings = RequestSettings(timeout=0, follow_redirects=False).over(RequestSettings(9, True, 3, False))

    assert settings == RequestSettings(0, follow_redirects=False, max_redirects=3, verify_tls=False)


@pytest.mark.parametrize(
    "value",
    [
        AuthChoice("bearer", (("token", "canary"),)),
        Header("X-Own", "canary", sensitive=True),
        Header("Authorization", "Bearer canary"),
        Header("Set-Cookie", "session=canary"),
        Proxy("manual", http="http://user:canary@proxy", https="http://user:canary@proxy"),
        ResolvedRequest("GET", "https://host/?key=canary", content=TextContent("canary", "text/plain")),
        FormContent((("client_secret", "canary"),)),
        MultipartContent(
            (
                TextPart("key", "canary", headers=(("X-Key", "canary"),)),
                FilePart("file", "/a", "a", headers=(("X-Key", "canary"),)),
            )
        ),
        TextContent("canary", "text/plain"),
        Payload("text/plain", (b"canary",)),
    ],
)
def test_what_may_hold_a_secret_does_not_show_it_in_a_log(value: object) -> None:
    assert "canary" not in repr(value)


def test_a_header_of_an_auth_scheme_replaces_a_typed_one() -> None:
    request = ResolvedRequest("GET", "http://h/").with_header("X-A", "1").with_header("x-a", "2")

    assert [(field.name, field.value, field.sensitive) for field in request.headers] == [("x-a", "2", True)]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("a.png", "image/png"),
        ("a.PNG", "image/png"),
        ("/x.y/a.tar.gz", "application/gzip"),
        ("a.json", "application/json"),
        ("noending", BINARY),
        (".png", BINARY),
        ("a.", BINARY),
        ("a.unknown", BINARY),
        ("", BINARY),
    ],
)
def test_the_type_of_a_file_follows_from_its_ending(path: str, media_type: str) -> None:
    assert type_of_file(path) == media_type


def test_troubles_are_told_in_two_sentences() -> None:
    trouble = FormatTrouble(Message("{n} is wrong.", n="It"), Message("Mend it."), line=2, column=3)

    assert str(trouble) == "It is wrong. Mend it."
    assert (trouble.line, trouble.column) == (2, 3)


def test_a_trouble_without_a_hint_is_one_sentence() -> None:
    assert str(KeyringTrouble(Message("It is locked."))) == "It is locked."


def test_every_trouble_can_be_caught_as_ours() -> None:
    with pytest.raises(ModelpostError) as caught:
        raise FileTrouble("/x", Message("Gone."))

    assert isinstance(caught.value, FileTrouble)
    assert caught.value.path == "/x"
