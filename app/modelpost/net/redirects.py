"""Which redirect is followed, with which method, and what it may carry along."""

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.resolved import NoContent, Payload, ResolvedRequest, SendOptions
from modelpost.core.response import Response
from modelpost.core.secrets import TOKEN_HEADERS, Redactor, looks_like_credential
from modelpost.core.text import Message
from modelpost.core.url import CONVERSATIONS, encode_path, encode_query, split

FOLLOWED = frozenset({301, 302, 303, 307, 308})
_ABOUT_A_BODY = ("Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Transfer-Encoding")
_NEVER_TO_ANOTHER_ORIGIN = TOKEN_HEADERS | {"host", "cookie2", "www-authenticate", "proxy-authenticate"}
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NOT_IN_A_HOST = re.compile(r"[\x00-\x20\x7f\"#%/<>?@\\^`{|}]")


@dataclass(frozen=True, slots=True)
class Following:
    """The request that follows a redirect, and the names of the headers and parameters that do not go along.

    `holds_secret` tells that one stands elsewhere in the address, from where it cannot be taken out.
    """

    request: ResolvedRequest
    dropped: tuple[str, ...]
    keeps_content: bool
    is_another_origin: bool
    holds_secret: bool = False


def following(
    request: ResolvedRequest, response: Response, known: Redactor, *, opens_conversation: bool = False
) -> Following:
    """Return the request to where a redirect points; `known` masks what is secret.

    303 asks with GET; so do 301 and 302 after a POST, as every browser has it (RFC 9110, section 15.4). Another origin
    gets no credential: no well-known token header, none whose value came from a secret or an auth scheme, and no secret
    in the query, which many servers copy into the address that they point to. Only what `opens_conversation` may be led
    to the address of a WebSocket, which has the origin of the request that opens it.
    """
    target = target_of(request.url, response.headers.first("Location"))
    scheme, colon, rest = target.partition(":")
    if opens_conversation:
        target = f"{CONVERSATIONS.get(scheme, scheme)}{colon}{rest}"
    method, headers, content = request.method, request.headers, request.content
    keeps_content = True
    if (response.status == 303 and method != "HEAD") or (response.status in {301, 302} and method == "POST"):
        method, content, keeps_content = "GET", NoContent(), False
        headers = headers.without(*_ABOUT_A_BODY)
    dropped: tuple[str, ...] = ()
    is_another_origin = _origin(request.url) != _origin(target)
    holds_secret = False
    if is_another_origin:
        kept = tuple(
            field for field in headers if not field.sensitive and field.name.lower() not in _NEVER_TO_ANOTHER_ORIGIN
        )
        target, parameters = _without_secrets(target, request.url, known)
        dropped = (*(field.name for field in headers if field not in kept), *parameters)
        headers = HeaderList(kept)
        holds_secret = known.text(target) != target
    onward = replace(request, method=method, url=target, headers=headers, content=content)
    return Following(onward, dropped, keeps_content, is_another_origin, holds_secret)


def refusal(request: ResolvedRequest, onward: Following, hops: int, options: SendOptions) -> Failure | None:
    """Return why a redirect is not followed, None where it is."""
    before, after = urlsplit(request.url).scheme, urlsplit(onward.request.url).scheme
    if hops > options.max_redirects:
        return Failure(
            FailureKind.REDIRECT,
            Message("The service redirected more than {n} times", n=options.max_redirects),
            Message("It may be going in circles. Check the address, or raise the limit in Settings."),
        )
    if after not in _DEFAULT_PORTS:
        return Failure(
            FailureKind.REDIRECT,
            Message("The service redirects to an address that cannot be followed"),
            Message("Switch redirects off to see the answer itself."),
        )
    if (before, after) == ("https", "http") and not options.allow_downgrade:
        return Failure(
            FailureKind.DOWNGRADE,
            Message("The service redirects from https to http"),
            Message("What follows could be read on the way, so it is not sent. Check the address."),
        )
    return None


def refusal_of_secret(onward: Following, payload: Payload, known: Redactor) -> Failure | None:
    """Return why neither address nor body goes to another origin: a secret is in it. None where it may."""
    host = known.text(_host(onward.request.url))
    if onward.holds_secret:
        summary = Message("The service redirects to {host}, and a secret is in that address", host=host)
    elif onward.is_another_origin and onward.keeps_content and _is_in(payload, known):
        summary = Message("The service redirects the body to {host}, and a secret is in it", host=host)
    else:
        return None
    hint = Message("It is not sent on. Put that address into the URL if you trust it with the secret.")
    return Failure(FailureKind.REDIRECT, summary, hint)


def target_of(url: str, location: str) -> str:
    """Return the absolute URL that a Location header means, percent-encoded (RFC 9110, section 10.2.2).

    Credentials in it are left out: a server shall not choose who we say we are. A fragment is inherited where it has
    none of its own. Empty for what is no address at all.
    """
    try:
        parts = urlsplit(urljoin(url, location.strip()))
        bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        if not parts.hostname or parts.port == 0 or _NOT_IN_A_HOST.search(parts.hostname):
            return ""
    except ValueError:
        return ""
    address = split(bare)
    return replace(
        address,
        path=encode_path(address.path) or "/",
        query=encode_query(address.query),
        fragment=encode_query(address.fragment) or urlsplit(url).fragment,
    ).text


def _is_in(payload: Payload, known: Redactor) -> bool:
    literal = (segment for segment in payload.segments if isinstance(segment, bytes))
    return any(known.content(segment) != segment for segment in literal)


def _without_secrets(target: str, asked: str, known: Redactor) -> tuple[str, tuple[str, ...]]:
    """Return an address without the parameters of its query that hold a secret, and their names.

    One that looks like a credential is ours where `asked`, the address before, had it too; a service may well lead to
    an address with a token of its own.
    """
    address, ours = split(target), split(asked).query.split("&")
    dropped: list[str] = []
    kept: list[str] = []
    for pair in address.query.split("&"):
        name, _, value = map(unquote, pair.partition("="))
        is_secret = known.text(pair) != pair or (pair in ours and looks_like_credential(name, value))
        (dropped if is_secret else kept).append(name if is_secret else pair)
    if not dropped:
        return target, ()
    without = replace(address, query="&".join(kept), has_query=bool(kept))
    return without.text, tuple(map(known.text, dropped))


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS.get(parts.scheme)
