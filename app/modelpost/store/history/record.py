"""An exchange as bytes and back: everything that is remembered of it but its body.

Types that a later version adds are left out when they are not known; what is missing has its default.
"""

import json
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args

import msgspec

from modelpost.core.events import (
    DownloadProgress,
    Event,
    Failed,
    Finished,
    HeadSent,
    Outcome,
    Stopped,
    UploadProgress,
)
from modelpost.core.failures import FormatTrouble
from modelpost.core.headers import Header
from modelpost.core.history import Exchanged
from modelpost.core.journaled import without_credentials, without_password
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import (
    Content,
    FilePart,
    FormContent,
    MultipartContent,
    NoContent,
    ResolvedAuth,
    ResolvedRequest,
    TextContent,
    TextPart,
)
from modelpost.core.response import Response, StoredBody
from modelpost.core.secrets import MASK, looks_like_credential, without_tokens
from modelpost.core.text import Message
from modelpost.store.history.masking import Masking

_OUTCOMES = {kind.__name__: kind for kind in (Finished, Failed, Stopped)}
_PASSING = (UploadProgress, DownloadProgress, *_OUTCOMES.values())
_EVENTS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Event) if kind not in _PASSING}
_CONTENTS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Content)}
_PARTS: dict[str, Any] = {kind.__name__: kind for kind in (TextPart, FilePart)}
_LARGEST = 1 << 20
"""Characters of a body that was sent up to which it is remembered."""


class Damaged(FormatTrouble):
    """A record cannot be read."""

    def __init__(self) -> None:
        super().__init__(
            Message("This entry of the history cannot be read"), Message("The others are not affected. Delete it.")
        )


def encoded(exchanged: Exchanged, masking: Masking) -> bytes:
    """Return an exchange without its body and without its secrets."""
    request = exchanged.request
    record = {
        "draft": _builtins(_bounded(without_credentials(exchanged.draft))),
        "request": {
            "method": request.method,
            "url": without_password(request.url),
            "headers": [[field.name, field.value] for field in _sent_headers(exchanged)],
            "content": _content(request.content),
            "auth": request.auth.kind,
        },
        "outcome": _tagged(_without_body(exchanged.outcome, masking)),
        "events": [tagged for event in exchanged.events if (tagged := _event(event)) is not None],
    }
    text = json.dumps(masking.tree(record), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "replace"), 1)


def decoded(blob: bytes) -> tuple[RequestDraft, ResolvedRequest, Outcome, tuple[Event, ...]]:
    """Return what was remembered. Raises Damaged."""
    try:
        record = json.loads(zlib.decompress(blob))
        sent = record["request"]
        request = ResolvedRequest(
            sent["method"],
            sent["url"],
            content=_content_of(sent["content"]),
            auth=ResolvedAuth(sent["auth"]),
        )
        outcome = _untagged(record["outcome"], _OUTCOMES)
        if outcome is None:
            raise Damaged
        events = (_untagged(tagged, _EVENTS) for tagged in record["events"])
        return draft_of(record["draft"]), request, outcome, tuple(event for event in events if event is not None)
    except (zlib.error, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Damaged from error


def shown_url(request: ResolvedRequest, masking: Masking) -> str:
    """Return where a request went, without its password and its secrets."""
    return masking.text(without_password(request.url))


def with_body(outcome: Outcome, body: StoredBody) -> Outcome:
    """Return an outcome whose answer, if there is one, has this body: unpacked, so its head no longer says packed."""

    def whole(response: Response) -> Response:
        return replace(response, body=body, headers=response.headers.without("Content-Encoding"))

    return _with_response(outcome, whole)


def draft_of(tree: object) -> RequestDraft:
    """Return a draft from plain values. Raises ValueError."""
    return msgspec.convert(tree, RequestDraft, dec_hook=_from_plain)


def plain_draft(draft: RequestDraft) -> dict[str, Any]:
    """Return a draft as plain values; what has its default is left out."""
    tree: dict[str, Any] = _builtins(draft)
    return tree


def _builtins(value: object) -> Any:
    return msgspec.to_builtins(_sparse(value), enc_hook=_to_plain, builtin_types=())


def _sparse(value: object) -> object:
    """Return a dataclass as a mapping of the fields that differ from an empty one, where it can be empty."""
    if not is_dataclass(value) or isinstance(value, type):
        return value
    try:
        empty = type(value)()
    except TypeError:
        return value
    return {
        slot.name: _sparse(getattr(value, slot.name))
        for slot in fields(value)
        if getattr(value, slot.name) != getattr(empty, slot.name)
    }


def _tagged(value: object) -> list[Any]:
    return [type(value).__name__, msgspec.to_builtins(value, enc_hook=_to_plain)]


def _event(event: object) -> list[Any] | None:
    if type(event).__name__ not in _EVENTS:
        return None
    try:
        return _tagged(event)
    except TypeError:
        return None  # it holds something that lives, such as the recording of a stream


def _untagged(tagged: list[Any], kinds: dict[str, Any]) -> Any:
    kind = kinds.get(tagged[0])
    if kind is None:
        return None
    try:
        return msgspec.convert(tagged[1], kind, dec_hook=_from_plain)
    except (msgspec.ValidationError, TypeError):
        return None


def _to_plain(value: object) -> object:
    if isinstance(value, Message):
        return [value.template, {name: _parameter(part) for name, part in value.params}]
    raise TypeError(type(value).__name__)


def _parameter(value: object) -> object:
    return {"message": _to_plain(value)} if isinstance(value, Message) else value


def _from_plain(kind: type, value: Any) -> object:
    if kind is not Message:
        raise TypeError(kind.__name__)
    template, params = value
    return Message(template, **{name: _value(kind, part) for name, part in params.items()})


def _value(kind: type, part: Any) -> object:
    return _from_plain(kind, part["message"]) if isinstance(part, dict) and "message" in part else part


def _sent_headers(exchanged: Exchanged) -> tuple[Header, ...]:
    """Return the headers as they went out last, masked by the engine."""
    heads = [event.headers.fields for event in exchanged.events if isinstance(event, HeadSent)]
    return heads[-1] if heads else ()


def _bounded(draft: RequestDraft) -> RequestDraft:
    if len(draft.body.raw) <= _LARGEST:
        return draft
    return draft.with_body(raw=draft.body.raw[:_LARGEST])


def _content(content: Content) -> list[Any]:
    """Return what was sent; credentials that were typed into it are masked, and a long text is cut."""
    match content:
        case TextContent(text=text):
            return _tagged(replace(content, text=without_tokens(text[:_LARGEST])))
        case FormContent(pairs=pairs):
            shown = tuple((name, MASK if looks_like_credential(name, value) else value) for name, value in pairs)
            return _tagged(FormContent(shown))
        case MultipartContent(parts=parts):
            return ["MultipartContent", [_tagged(_shown_part(part)) for part in parts]]
    return _tagged(content)


def _shown_part(part: TextPart | FilePart) -> TextPart | FilePart:
    if isinstance(part, FilePart):
        return part
    value = MASK if looks_like_credential(part.name, part.value) else without_tokens(part.value[:_LARGEST])
    return replace(part, value=value)


def _content_of(tagged: list[Any]) -> Content:
    if tagged[0] == "MultipartContent":
        parts = (_untagged(part, _PARTS) for part in tagged[1])
        return MultipartContent(tuple(part for part in parts if part is not None))
    content: Content | None = _untagged(tagged, _CONTENTS)
    return NoContent() if content is None else content


def _without_body(outcome: Outcome, masking: Masking) -> Outcome:
    def head(response: Response) -> Response:
        return replace(masking.head(response), body=StoredBody(response.body.size))

    return _with_response(outcome, head)


def _with_response(outcome: Outcome, change: Callable[[Response], Response]) -> Outcome:
    match outcome:
        case Finished(response=response):
            return replace(outcome, response=change(response))
        case Failed(response=Response() as response) | Stopped(response=Response() as response):
            return replace(outcome, response=change(response))
    return outcome
