"""Addresses and messages of conversations, before anything is sent."""

import pytest

from modelpost.core import url as address_line
from modelpost.core.conversation import BytesMessage, FileMessage, MessageKind, SavedMessage, TextMessage, meaning_of
from modelpost.core.request import Body, BodyKind, RequestDraft
from modelpost.core.resolved import NoContent, ResolvedRequest
from modelpost.core.scope import Context, Scope, Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.variables import Problems, needed_secrets, resolve, resolve_message

REF = SecretRef("", "run", "token")
CONTEXT = Context(
    (Scope("here", (Variable("name", "Ada"), Variable("token", REF), Variable("base", "https://h/v1"))),),
    {REF: "s3cret"},
    folder="/collection",
)


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        (False, "wss://h/x", True),
        (False, "WS://h/x", True),
        (True, "https://h/x", False),
        (True, "{{base}}/x", True),
        (False, "{{base}}/x", False),
        (True, "h/x", True),
    ],
)
def test_the_scheme_that_is_typed_says_whether_it_is_a_conversation(before: bool, line: str, after: bool) -> None:
    draft = RequestDraft(is_conversation=before)

    assert address_line.with_line(draft, line).is_conversation is after


@pytest.mark.parametrize(
    ("draft", "url"),
    [
        (RequestDraft(url="wss://h/x"), "wss://h/x"),
        (RequestDraft(url="h/x", is_conversation=True), "wss://h/x"),
        (RequestDraft(url="127.0.0.1:8000/x", is_conversation=True), "ws://127.0.0.1:8000/x"),
        (RequestDraft(url="{{base}}/talk", is_conversation=True), "wss://h/v1/talk"),
        (RequestDraft(url="{{base}}/talk"), "https://h/v1/talk"),
    ],
)
def test_a_conversation_goes_to_the_address_of_a_websocket(draft: RequestDraft, url: str) -> None:
    request = resolve(draft, CONTEXT)

    assert isinstance(request, ResolvedRequest)
    assert request.url == url


def test_a_conversation_sends_no_body() -> None:
    body = Body(BodyKind.RAW, raw="{{undefined}}")

    request = resolve(RequestDraft(url="ws://h/", is_conversation=True, body=body), CONTEXT)

    assert isinstance(request, ResolvedRequest)
    assert request.content == NoContent()


@pytest.mark.parametrize("kind", [MessageKind.TEXT, MessageKind.JSON, MessageKind.XML])
def test_variables_of_a_text_message_are_filled_in_and_its_secrets_are_known(kind: MessageKind) -> None:
    message = resolve_message(SavedMessage("", kind, "{{name}}: {{token}}"), 0, CONTEXT)

    assert message == TextMessage("Ada: s3cret", frozenset({"s3cret"}))
    assert "s3cret" not in repr(message)


def test_comments_of_a_json_message_are_not_sent() -> None:
    message = resolve_message(SavedMessage("", MessageKind.JSON, '{"url": "http://{{name}}"} // why'), 0, CONTEXT)

    assert message == TextMessage('{"url": "http://Ada"} ')


def test_what_looks_like_a_comment_in_another_text_is_sent() -> None:
    message = resolve_message(SavedMessage("", MessageKind.TEXT, "see // there"), 0, CONTEXT)

    assert message == TextMessage("see // there")


def test_bytes_are_typed_as_base64() -> None:
    assert resolve_message(SavedMessage("", MessageKind.BINARY, "AAH/\n"), 0, CONTEXT) == BytesMessage(b"\0\1\xff")


def test_a_file_is_found_from_the_folder_of_the_collection() -> None:
    message = resolve_message(SavedMessage("", MessageKind.FILE, "samples/{{name}}.wav"), 0, CONTEXT)

    assert message == FileMessage("/collection/samples/Ada.wav")


@pytest.mark.parametrize(
    ("kind", "text"), [(MessageKind.TEXT, "{{no}}"), (MessageKind.BINARY, "not base64"), (MessageKind.FILE, "")]
)
def test_what_keeps_a_message_from_being_sent_is_told_at_its_place(kind: MessageKind, text: str) -> None:
    problems = resolve_message(SavedMessage("", kind, text), 3, CONTEXT)

    assert isinstance(problems, Problems)
    assert [problem.where for problem in problems.problems] == ["messages.3"]


def test_secrets_of_messages_are_fetched_with_those_of_the_handshake() -> None:
    draft = RequestDraft(url="ws://h/", is_conversation=True, messages=(SavedMessage(text="{{token}}"),))

    assert needed_secrets(draft, CONTEXT) == (REF,)


@pytest.mark.parametrize("code", [1000, 1006, 1011, 3000, 3999, 4000, 4999, 2000, 5000])
def test_every_close_code_has_a_meaning(code: int) -> None:
    assert str(meaning_of(code))
