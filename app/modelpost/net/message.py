"""The request as it goes over the wire: its target, its final headers, and the size of its body."""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit, urlunsplit

from modelpost.core.automatic import FRAMING, MULTIPART, REMOVABLE, added_headers, expects_body, lacks_boundary
from modelpost.core.failures import ModelpostError
from modelpost.core.headers import Header, HeaderList, Source
from modelpost.core.ports import Files
from modelpost.core.resolved import FileSlice, Payload, ResolvedRequest
from modelpost.core.secrets import MASK, Redactor
from modelpost.core.text import Message
from modelpost.net.route import Route

_REMOVABLE = frozenset(name.lower() for name in REMOVABLE)
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
_BREAKS_A_LINE = frozenset("\r\n\0")


class BrokenHeader(ModelpostError):
    """A header that would end its line and begin another one, of somebody else's choosing."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request ready to leave: its final headers, and its payload with the size of every part."""

    method: str
    target: str
    headers: HeaderList
    payload: Payload
    sizes: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return sum(self.sizes)

    def head(self) -> bytes:
        """Return request line and headers in UTF-8 (RFC 9112, section 3). Raises BrokenHeader."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        for field in self.headers:
            if not _BREAKS_A_LINE.isdisjoint(field.value):
                raise BrokenHeader(
                    Message("The value of {name} holds a line break or a NUL character", name=field.name),
                    Message("A header is one line. Remove the line break, in the Auth tab where it comes from there."),
                )
            if not _NAME.fullmatch(field.name):
                raise BrokenHeader(
                    Message("“{name}” is not a valid header name", name=field.name),
                    Message("Header names have letters, digits and - only, and no spaces."),
                )
            lines.append(f"{field.name}: {field.value}")
        return "\r\n".join((*lines, "", "")).encode("utf-8", "replace")

    def masked(self, redactor: Redactor) -> HeaderList:
        """Return the headers as they may be shown."""
        return HeaderList(tuple(_masked(field, redactor) for field in self.headers))


def outgoing(request: ResolvedRequest, payload: Payload, route: Route, files: Files, user_agent: str) -> Outgoing:
    """Add the automatic headers and measure the body. Raises FileTrouble for a file that cannot be sent."""
    sizes = tuple(
        len(part) if isinstance(part, bytes) else part.size(files.size(part.path)) for part in payload.segments
    )
    headers = _with_boundary(request.headers, payload).without(*FRAMING)
    length = str(sum(sizes)) if payload.segments or expects_body(request.method) else None
    added = [
        field
        for field in added_headers(user_agent, route.authority, payload.content_type, length, headers)
        if field.name.lower() not in request.omitted or field.name.lower() not in _REMOVABLE
    ]
    host = tuple(field for field in added if field.name == "Host")
    rest = tuple(field for field in added if field.name != "Host")
    return Outgoing(request.method, target(request.url, route), HeaderList((*host, *headers, *rest)), payload, sizes)


def decisions(request: ResolvedRequest, message: Outgoing) -> Iterator[Message]:
    """Tell where typed headers had to give way to what the body needs."""
    if _needs_boundary(request.headers, message.payload):
        yield Message("Content-Type was typed without a boundary; the one of this body was added.")
    typed = request.headers.first("Content-Length")
    if typed and typed != message.headers.first("Content-Length"):
        yield Message("Content-Length was typed as {typed}; the body's own length was sent.", typed=typed)
    if "Transfer-Encoding" in request.headers:
        yield Message("Transfer-Encoding was typed; the body is sent with a Content-Length instead.")


def target(url: str, route: Route) -> str:
    """Return what the request line names: the path, or the whole URL for a proxy (RFC 9112, section 3.2)."""
    parts = urlsplit(url)
    path = parts.path or "/"
    has_query = "?" in url.partition("#")[0]
    origin_form = f"{path}?{parts.query}" if has_query else path
    if route.is_forwarded:
        return f"http://{route.authority}{origin_form}"
    return origin_form


def with_url_credentials(request: ResolvedRequest) -> ResolvedRequest:
    """Return the request with `user:password@` taken from its URL into a header, as browsers and curl do."""
    parts = urlsplit(request.url)
    credentials, at, host = parts.netloc.rpartition("@")
    if not at:
        return request
    bare = replace(request, url=urlunsplit(parts._replace(netloc=host)))
    if "Authorization" in request.headers:
        return bare
    user, _, password = credentials.partition(":")
    pair = f"{unquote(user)}:{unquote(password)}"
    secrets = bare.secrets | {unquote(password)} if password else bare.secrets
    return replace(bare, secrets=secrets).with_header("Authorization", "Basic " + b64encode(pair.encode()).decode())


def file_places(payload: Payload) -> dict[str, str]:
    """Return the field that names each file of a payload."""
    return {part.path: part.place for part in payload.segments if isinstance(part, FileSlice)}


def _needs_boundary(headers: HeaderList, payload: Payload) -> bool:
    return payload.content_type.startswith(MULTIPART) and lacks_boundary(headers.first("Content-Type"))


def _with_boundary(headers: HeaderList, payload: Payload) -> HeaderList:
    if not _needs_boundary(headers, payload):
        return headers
    return HeaderList(
        tuple(
            replace(field, value=payload.content_type) if field.name.lower() == "content-type" else field
            for field in headers
        )
    )


def _masked(field: Header, redactor: Redactor) -> Header:
    """Mask what is secret of a header, all of it where the secret does not show as it is (Basic, signatures)."""
    if field.source is Source.AUTOMATIC and field.name != "Host":
        return field
    shown = redactor.header(field.name, field.value)
    if field.sensitive and shown == field.value:
        shown = MASK
    return replace(field, value=shown)
