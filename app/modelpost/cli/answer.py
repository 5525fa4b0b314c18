"""How `modelpost send` shows a response: its body, with its head, or all of it as JSON."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from modelpost import inference
from modelpost.core.events import Event, Finished, HeadReceived, HeadSent, Redirected, RequestSent, Retrying
from modelpost.core.headers import HeaderList
from modelpost.core.hops import hops
from modelpost.core.registry import Registry
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.response import Response
from modelpost.documents.charset import charset_of
from modelpost.documents.media_type import MediaType, is_textual, sniff
from modelpost.inference.api import Reader, readings
from modelpost.net.decode import decoded
from modelpost.runs.assertions import Evidence
from modelpost.runs.meaning import as_plain, exchanged_of
from modelpost.store.spools import BodySpools

_LOOKED_AT = 4096


@dataclass(slots=True)
class Sent:
    """The request that was answered: the last one, where redirects were followed; `way` is what led to it."""

    head: HeadSent | None = None
    body_size: int = 0
    way: list[Event] = field(default_factory=list)

    def note(self, event: Event) -> None:
        """Take note of an event."""
        if isinstance(event, HeadSent | HeadReceived | Redirected | Retrying | Finished):
            self.way.append(event)
        match event:
            case HeadSent():
                self.head = event
            case RequestSent(body_size=size):
                self.body_size = size


def body_chunks(response: Response, spools: BodySpools, largest: int = 0) -> Iterator[bytes]:
    """Yield the body with its content coding undone, up to `largest` bytes, 0 for the usual rule.

    Raises FormatTrouble for one that is damaged, or larger than that.
    """
    return decoded(spools.chunks(response.body), response.codings, largest=largest)


def head_bytes(response: Response) -> bytes:
    """Return status line and headers, as they were received."""
    lines = [f"{response.version} {response.status} {response.reason}".rstrip()]
    lines += [f"{field.name}: {field.value}" for field in response.headers]
    return "\r\n".join((*lines, "", "")).encode("utf-8", "surrogateescape")


def as_json(sent: Sent, finished: Finished, body: bytes, request: ResolvedRequest) -> bytes:
    """Return request, response, timings and meaning as one JSON object; the engine masks secrets of the request."""
    response = finished.response
    declared = MediaType.parse(response.headers.first("Content-Type"))
    beginning = body[:_LOOKED_AT]
    media_type = sniff(beginning, declared.essence)
    is_text = is_textual(media_type)
    found: dict[str, object] = {
        "request": _request(sent, response.url),
        "status": response.status,
        "reason": response.reason,
        "headers": _pairs(response.headers),
        "timings": asdict(finished.timings),
        "hops": [
            {"method": hop.method, "url": hop.url, "status": hop.status or None, "seconds": hop.seconds}
            | ({"remark": hop.remark.filled()} if hop.remark is not None else {})
            for hop in hops(sent.way)
        ],
        "body": body.decode(charset_of(declared.parameter("charset"), beginning), "replace") if is_text else None,
        "reading": _reading(response, media_type, body, request),
    }
    if not is_text:
        found["body_base64"] = b64encode(body).decode()
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def evidence_of(response: Response, seconds: float, body: bytes, request: ResolvedRequest) -> Evidence:
    """Return an answer as assertions see it."""
    declared = MediaType.parse(response.headers.first("Content-Type"))
    beginning = body[:_LOOKED_AT]
    exchanged = exchanged_of(response, sniff(beginning, declared.essence), body, request)
    found = readings(Registry[Reader].discover(inference), exchanged)
    charset = charset_of(declared.parameter("charset"), beginning)
    return Evidence(response, seconds, body, charset, found[0][1] if found else None)


def _reading(response: Response, media_type: str, body: bytes, request: ResolvedRequest) -> dict[str, object] | None:
    """Return the most certain reading of an answer, None where it has no known shape."""
    exchanged = exchanged_of(response, media_type, body, request)
    found = readings(Registry[Reader].discover(inference), exchanged)
    return as_plain(found[0][0].name, found[0][1]) if found else None


def _request(sent: Sent, url: str) -> dict[str, object] | None:
    if sent.head is None:
        return None
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    is_whole = not sent.head.target.startswith("/")
    return {
        "method": sent.head.method,
        "url": sent.head.target if is_whole else f"{parts.scheme}://{host}{sent.head.target}",
        "headers": _pairs(sent.head.headers),
        "body_size": sent.body_size,
    }


def _pairs(headers: HeaderList) -> list[list[str]]:
    """Return headers as pairs: a JSON object could not hold two of one name."""
    return [[field.name, field.value] for field in headers]
