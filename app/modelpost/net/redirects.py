"""Which redirect is followed, with which method, and what it may carry along."""

from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from modelpost.core.headers import HeaderList
from modelpost.core.resolved import NoContent, ResolvedRequest
from modelpost.core.secrets import TOKEN_HEADERS
from modelpost.core.url import encode_path, encode_query, split

FOLLOWED = frozenset({301, 302, 303, 307, 308})
_ABOUT_A_BODY = ("Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Transfer-Encoding")
_NEVER_TO_ANOTHER_ORIGIN = TOKEN_HEADERS | {"host", "www-authenticate", "proxy-authenticate"}


def target_of(request: ResolvedRequest, location: str) -> str:
    """Return the absolute URL that a Location header means, percent-encoded (RFC 9110, section 10.2.2)."""
    address = split(urljoin(request.url, location.strip()))
    return replace(address, path=encode_path(address.path) or "/", query=encode_query(address.query), fragment="").text


def is_downgrade(request: ResolvedRequest, target: str) -> bool:
    """Tell whether following would leave TLS."""
    return urlsplit(request.url).scheme == "https" and urlsplit(target).scheme != "https"


def redirected(request: ResolvedRequest, status: int, target: str) -> tuple[ResolvedRequest, tuple[str, ...]]:
    """Return the request to `target`, and the names of the headers that do not go along.

    303 asks with GET; so do 301 and 302 after a POST, as every browser has it (RFC 9110, section 15.4). Another origin
    gets no credential: no well-known token header and none whose value came from a secret or an auth scheme.
    """
    method = request.method
    headers, content = request.headers, request.content
    if (status == 303 and method != "HEAD") or (status in {301, 302} and method == "POST"):
        method, content = "GET", NoContent()
        headers = headers.without(*_ABOUT_A_BODY)
    dropped: tuple[str, ...] = ()
    if _origin(request.url) != _origin(target):
        kept = tuple(
            field for field in headers if not field.sensitive and field.name.lower() not in _NEVER_TO_ANOTHER_ORIGIN
        )
        dropped = tuple(field.name for field in headers if field not in kept)
        headers = HeaderList(kept)
    return replace(request, method=method, url=target, headers=headers, content=content), dropped


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or {"http": 80, "https": 443}.get(parts.scheme)
