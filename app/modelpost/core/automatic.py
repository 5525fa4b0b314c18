"""The headers that are added by themselves, visible before sending and removable one by one."""

from modelpost.core.headers import Header, HeaderList, Source
from modelpost.core.media import type_of_file
from modelpost.core.request import Body, BodyKind

MULTIPART = "multipart/form-data"
REMOVABLE = ("User-Agent", "Accept", "Accept-Encoding", "Connection", "Content-Type")
"""Automatic headers that a request may go without. Host and the length of the body belong to the protocol."""

FRAMING = ("Content-Length", "Transfer-Encoding")
"""Headers that say where a body ends: always the truth, whatever was typed, or the next request would be misread."""

_EXPECT_BODY = frozenset({"POST", "PUT", "PATCH"})


def automatic_headers(user_agent: str, host: str, body: Body, own: HeaderList, method: str) -> tuple[Header, ...]:
    """Return what will be added to the headers `own`, as far as it is known before sending.

    An empty value stands for what is computed over the final body.
    """
    length = "0" if expects_body(method) else None
    if body.kind is not BodyKind.NONE:
        length = ""
    return added_headers(user_agent, host, _type_of(body), length, own)


def added_headers(
    user_agent: str, host: str, content_type: str, length: str | None, own: HeaderList
) -> tuple[Header, ...]:
    """Return the headers that `own` lacks; an empty `content_type` and a `length` of None stand for no such header."""
    wanted = [
        ("Host", host),
        ("User-Agent", user_agent),
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Connection", "keep-alive"),
    ]
    if content_type:
        wanted.append(("Content-Type", content_type))
    if length is not None:
        wanted.append(("Content-Length", length))
    taken = {field.name.lower() for field in own}
    return tuple(Header(name, value, Source.AUTOMATIC) for name, value in wanted if name.lower() not in taken)


def expects_body(method: str) -> bool:
    """Tell whether a request of this method says how long its body is even when there is none (RFC 9110, 8.6)."""
    return method.upper() in _EXPECT_BODY


def lacks_boundary(content_type: str) -> bool:
    """Tell whether a typed Content-Type would break form-data: multipart without the boundary that the body has."""
    lowered = content_type.strip().lower()
    return lowered.startswith("multipart/") and "boundary=" not in lowered


def _type_of(body: Body) -> str:
    match body.kind:
        case BodyKind.RAW:
            return body.language.value
        case BodyKind.FORM_DATA:
            return f"{MULTIPART}; boundary=…"
        case BodyKind.URLENCODED:
            return "application/x-www-form-urlencoded"
        case BodyKind.BINARY:
            return type_of_file(body.binary)
        case BodyKind.NONE:
            return ""
