"""What will probably go wrong with a request, told before it is sent; nothing here keeps it from being sent."""

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import urlsplit

from modelpost.core import url as address_line
from modelpost.core.automatic import lacks_boundary
from modelpost.core.headers import Source
from modelpost.core.huawei_addresses import credential_mismatch, kind_of_header, recognised
from modelpost.core.request import BodyKind, RequestDraft, Row
from modelpost.core.resolved import (
    Content,
    FileContent,
    FilePart,
    FormContent,
    MultipartContent,
    ResolvedRequest,
    TextContent,
)
from modelpost.core.secrets import is_token_header
from modelpost.core.text import Message

_GATEWAY_LIMIT = 12 << 20
"""Bytes that the gateway before `/v1/infers/` lets pass; services at `/v2/infer/` have limits of their own
(https://support.huaweicloud.com/intl/en-us/usermanual-standard-modelarts/inference-modelarts-0023.html)."""

_MEGABYTE = 1e6
"""As sizes are told everywhere else; the limit is a little more than twelve of these."""

_PART_OVERHEAD = 200
_LOOKED_THROUGH = 1 << 16
_PREDICTS = re.compile(r"/v1/infers/[^/]+|/v2/infer/[^/]+|:predict$|/invocations$|/v1/chat/completions$")
_BARE_SERVICE = re.compile(r"(?:/(?:v1/infers|v2/infer)/[^/]+)?/?")
_LANGUAGE_MODEL_HOSTS = frozenset({"api.modelarts-maas.com"})
_CHAT_PATH = "/v1/chat/completions"
_IS_CHAT = re.compile(r'"messages"\s*:\s*\[')
_IAM_REGION = re.compile(r"\biam\.([a-z]{2,3}-[a-z]+-\d{1,3})\.", re.IGNORECASE)
_UNCLEAN = re.compile(r"[\s\"'“”‘’]")
_SCHEME_WORD = re.compile(r"[A-Za-z][\w-]*$")
_TOKEN_FIELDS = frozenset({"token", "key", "value", "code", "secret", "api_key", "app_code", "app_key"})


class Fix(Enum):
    """An edit that mends what a caution is about, offered only where it certainly does."""

    USE_POST = "use-post"
    REMOVE_HEADER = "remove-header"
    USE_HTTPS = "use-https"
    ADD_CHAT_PATH = "add-chat-path"


@dataclass(frozen=True, slots=True)
class Caution:
    """What may go wrong, where (`headers.2.value`, as in `Problem.where`), and what mends it."""

    where: str
    message: Message
    fix: Fix | None = None


Sizes = Callable[[str], int | None]
"""Returns the size of a file, None while it is not known or where there is no such file."""


def cautions(draft: RequestDraft, request: ResolvedRequest, sizes: Sizes) -> tuple[Caution, ...]:
    """Return what to look at again before `request` is sent, which `draft` resolves to."""
    return (
        *_about_address(draft, request),
        *_about_headers(draft),
        *_about_credentials(draft, request),
        *_about_body(draft, request, sizes),
    )


def mended(draft: RequestDraft, caution: Caution) -> RequestDraft:
    """Return the draft with the fix of a caution made; unchanged where its place is gone."""
    match caution.fix:
        case Fix.USE_POST:
            return replace(draft, method="POST")
        case Fix.USE_HTTPS:
            return address_line.with_part(draft, "scheme", "https")
        case Fix.ADD_CHAT_PATH:
            path = address_line.split(draft.url).path.rstrip("/")
            return address_line.with_part(draft, "path", path + _CHAT_PATH)
        case Fix.REMOVE_HEADER:
            index = int(caution.where.split(".")[1])
            return replace(draft, headers=(*draft.headers[:index], *draft.headers[index + 1 :]))
        case None:
            return draft


def _about_address(draft: RequestDraft, request: ResolvedRequest) -> Iterator[Caution]:
    parts = urlsplit(request.url)
    host = parts.hostname or ""
    if request.method.upper() in {"GET", "HEAD"} and _PREDICTS.search(parts.path):
        message = Message("Inference services take POST and refuse {method}.", method=request.method)
        yield Caution("method", message, Fix.USE_POST)
    text = request.content.text[:_LOOKED_THROUGH] if isinstance(request.content, TextContent) else ""
    is_service = bool(_PREDICTS.search(parts.path)) or host in _LANGUAGE_MODEL_HOSTS
    if is_service and _BARE_SERVICE.fullmatch(parts.path) and _IS_CHAT.search(text):
        message = Message("This is a chat, and the address has no path: most services want {path}.", path=_CHAT_PATH)
        yield Caution("url", message, Fix.ADD_CHAT_PATH)
    if parts.scheme == "http" and _is_public(host) and _carries_credentials(request):
        message = Message("The credentials go to {host} in the clear: the address begins with http://.", host=host)
        is_typed = draft.url.strip().lower().startswith("http://")  # not in a variable
        yield Caution("url", message, Fix.USE_HTTPS if is_typed else None)


def _about_headers(draft: RequestDraft) -> Iterator[Caution]:
    typed = [
        (index, row)
        for index, row in enumerate(draft.headers)
        if row.enabled and row.name.strip().lower() == "content-type"
    ]
    for index, _ in typed[1:]:
        message = Message("Content-Type is there twice. Servers take one of them, or refuse both.")
        yield Caution(f"headers.{index}.name", message, Fix.REMOVE_HEADER)
    for index, row in typed[:1]:
        yield from _about_type(f"headers.{index}.value", row, draft.body.kind)


def _about_type(where: str, row: Row, kind: BodyKind) -> Iterator[Caution]:
    if not lacks_boundary(row.value):
        return
    if kind is BodyKind.FORM_DATA:
        message = Message("Content-Type has no boundary. The right one is added on sending; this row is not needed.")
        yield Caution(where, message, Fix.REMOVE_HEADER)
    else:
        message = Message("Content-Type says multipart, but the body is no form-data. Choose form-data in Body.")
        yield Caution(where, message)


def _about_credentials(draft: RequestDraft, request: ResolvedRequest) -> Iterator[Caution]:
    warning = credential_mismatch(request.url, request.auth.kind)
    if warning is not None:
        yield Caution("auth", warning)
    yield from _about_kinds_of_headers(draft, request)
    predicts = _PREDICTS.search(urlsplit(request.url).path)
    values = dict(request.auth.values)
    if predicts and values.get("scope") == "domain" and "endpoint" in values:
        message = Message("ModelArts services refuse tokens with domain scope. Choose project scope.")
        yield Caution("auth.scope", message)
    yield from _about_region(request.url, values)
    yield from _about_tokens(draft, request)


def _about_kinds_of_headers(draft: RequestDraft, request: ResolvedRequest) -> Iterator[Caution]:
    """Name credentials that do not fit the address though no scheme of the vendor was chosen: their headers tell."""
    values = dict(request.auth.values)
    names = [(field.name, _place_of_header(draft, field.name)) for field in request.headers]
    if request.auth.kind == "apikey" and values.get("placement", "header") == "header":
        names.append((values.get("key", "").strip() or "X-Auth-Token", "auth"))
    for name, where in names:
        warning = credential_mismatch(request.url, kind_of_header(name))
        if warning is not None:
            yield Caution(where, warning)


def _place_of_header(draft: RequestDraft, name: str) -> str:
    """Return the row of a header; `headers` where it is inherited."""
    rows = (row.name.strip().lower() if row.enabled else "" for row in draft.headers)
    return next((f"headers.{index}.name" for index, row in enumerate(rows) if row == name.lower()), "headers")


def _about_region(url: str, values: dict[str, str]) -> Iterator[Caution]:
    lends = _IAM_REGION.search(values.get("endpoint", ""))
    address = recognised(url)
    serves = address.region if address is not None else ""
    if lends and serves and lends[1].lower() != serves:
        message = Message(
            "The token is of the region {lends}, and the service is in {serves}. Use the IAM endpoint of its region.",
            lends=lends[1].lower(),
            serves=serves,
        )
        yield Caution("auth.endpoint", message)


def _about_tokens(draft: RequestDraft, request: ResolvedRequest) -> Iterator[Caution]:
    """Name tokens that were pasted with something around or within them."""
    rows = {row.name.strip().lower(): index for index, row in enumerate(draft.headers) if row.enabled}
    for field in request.headers:
        if field.source is Source.REQUEST and is_token_header(field.name) and _is_unclean(field.name, field.value):
            where = f"headers.{rows.get(field.name.lower(), 0)}.value"
            message = Message("The value of {name} holds a space, a quote or a line break.", name=field.name)
            yield Caution(where, message)
    for name, value in request.auth.values:
        if name in _TOKEN_FIELDS and _UNCLEAN.search(value):
            message = Message("The credential holds a space, a quote or a line break. Paste it again.")
            yield Caution(f"auth.{name}", message)


def _is_unclean(name: str, value: str) -> bool:
    scheme, space, rest = value.partition(" ")
    has_scheme = name.lower().endswith("authorization") and space and _SCHEME_WORD.fullmatch(scheme)
    bare = rest if has_scheme else value
    is_list = "=" in bare and ("," in bare or ";" in bare)  # parameters of a signature, cookies
    return not is_list and _UNCLEAN.search(bare) is not None


def _about_body(draft: RequestDraft, request: ResolvedRequest, sizes: Sizes) -> Iterator[Caution]:
    size = _size(request.content, sizes)
    if size > _GATEWAY_LIMIT and "/v1/infers/" in urlsplit(request.url).path:
        message = Message(
            "The body has {size} MB, and the gateway of this service lets 12 MB pass. Send a smaller file, or the file "
            "itself in the place of base64.",
            size=f"{size / _MEGABYTE:.1f}",
        )
        yield Caution(f"body.{draft.body.kind.value}", message)


def _size(content: Content, sizes: Sizes) -> int:
    """Return how many bytes a body has, as far as its files are known."""
    match content:
        case TextContent(text=text):  # what stays below the limit however it is encoded need not be
            return len(text) if 4 * len(text) < _GATEWAY_LIMIT else len(text.encode("utf-8", "replace"))
        case FormContent(pairs=pairs):
            return sum(len(name) + len(value) + 2 for name, value in pairs)
        case FileContent(path=path):
            return sizes(path) or 0
        case MultipartContent(parts=parts):
            return sum(
                _PART_OVERHEAD + ((sizes(part.path) or 0) if isinstance(part, FilePart) else len(part.value))
                for part in parts
            )
        case _:
            return 0


def _carries_credentials(request: ResolvedRequest) -> bool:
    return (
        request.auth.kind != "none"
        or "@" in urlsplit(request.url).netloc
        or any(is_token_header(field.name) for field in request.headers)
    )


def _is_public(host: str) -> bool:
    """Tell whether a host is reached over networks of other people."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    name = host.lower().rstrip(".")
    return "." in name and not name.endswith((".local", ".localhost", ".internal", ".lan", ".home.arpa", ".test"))
