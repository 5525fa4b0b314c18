"""An exchange as bytes and back: everything that is remembered of it but its body.

Types that a later version adds are left out when they are not known; what is missing has its default.
"""

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

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
from modelpost.store.plain import draft_of, from_plain, plain_draft, to_plain

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
        "draft": plain_draft(_bounded(without_credentials(exchanged.draft))),
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


def _tagged(value: object) -> list[Any]:
    return [type(value).__name__, to_plain(value)]


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
        return from_plain(tagged[1], kind)
    except (ValueError, TypeError):
        return None


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
