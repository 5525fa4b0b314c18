"""The headers that are added by themselves, visible before sending and removable one by one."""

from modelpost.core.headers import Header, HeaderList, Source
from modelpost.core.request import Body, BodyKind

MULTIPART = "multipart/form-data"
REMOVABLE = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")
"""Automatic headers that a request may go without. Host and the length of the body belong to the protocol."""


def automatic_headers(user_agent: str, host: str, body: Body, own: HeaderList, method: str) -> tuple[Header, ...]:
    """Return what will be added to the headers `own`, as far as it is known before sending.

    An empty value stands for what is computed over the final body.
    """
    wanted = [
        ("Host", host),
        ("User-Agent", user_agent),
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate"),
    ]
    match body.kind:
        case BodyKind.RAW:
            wanted.append(("Content-Type", body.language.value))
        case BodyKind.FORM_DATA:
            wanted.append(("Content-Type", f"{MULTIPART}; boundary=…"))
        case BodyKind.URLENCODED:
            wanted.append(("Content-Type", "application/x-www-form-urlencoded"))
        case BodyKind.NONE | BodyKind.BINARY:
            pass
    if body.kind is not BodyKind.NONE or method.upper() in {"POST", "PUT", "PATCH"}:
        wanted.append(("Content-Length", "" if body.kind is not BodyKind.NONE else "0"))
    return tuple(Header(name, value, Source.AUTOMATIC) for name, value in wanted if name not in own)


def lacks_boundary(content_type: str) -> bool:
    """Tell whether a typed Content-Type would break form-data: multipart without the boundary that the body has."""
    lowered = content_type.strip().lower()
    return lowered.startswith("multipart/") and "boundary=" not in lowered
