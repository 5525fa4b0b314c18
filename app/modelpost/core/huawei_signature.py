"""SDK-HMAC-SHA256, the signature of Huawei Cloud's API gateways.

Norm: https://support.huaweicloud.com/devg-apisign/api-sign-algorithm-001.md and the two pages that follow. One HMAC
over the date and the hash of a request in canonical form; the key is the secret itself. The path counts decoded and
encoded anew, always with a slash at its end: what is sent keeps its own form.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from modelpost.core.headers import Header, HeaderList, Source
from modelpost.core.resolved import FileSlice, Payload, ResolvedRequest
from modelpost.core.secrets import is_token_header

ALGORITHM = "SDK-HMAC-SHA256"
DATE = "X-Sdk-Date"
PAYLOAD_HASH = "X-Sdk-Content-Sha256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
"""What stands for the hash of a body that is not signed; the header `PAYLOAD_HASH` then has to say so."""

EMPTY_HASH = sha256().hexdigest()

_SIGNED = frozenset(
    {
        "host",
        "content-type",
        DATE.lower(),
        PAYLOAD_HASH.lower(),
        "x-project-id",
        "x-domain-id",
        "x-security-token",
        "x-stage",
    }
)
"""Headers that a signature covers. The rest a proxy may change, and a server checks only what it is told to."""

_HASHED_TYPES = ("application/json", "application/bson")
"""Bodies that the vendor's own signer covers; it leaves forms and files unsigned."""


@dataclass(frozen=True, slots=True)
class Signing:
    """The value of the Authorization header, and the two texts that led to it."""

    authorization: str = field(repr=False)
    canonical_request: str = field(repr=False)
    string_to_sign: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and its secret, `date` as in `20191115T033655Z`, and who knows the SHA-256 of a payload, in hex.

    `adds` are headers that go out with the signature only, such as X-Project-Id; those without a value do not.
    `covers` tells which bodies are signed: `auto` as the vendor's signer does, `always`, `never`.
    """

    key: str
    secret: str = field(repr=False)
    date: str
    digest: Callable[[Payload], str]
    adds: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    covers: str = "auto"

    def signed(self, request: ResolvedRequest, payload: Payload) -> tuple[ResolvedRequest, Signing]:
        """Return the request with its signature; `request.headers` are all that go out."""
        payload_hash = self._hash(request, payload)
        dated = _with(request, DATE, self.date)
        for name, value in self.adds:
            dated = _with(dated, name, value.strip()) if value.strip() else dated
        if payload_hash == UNSIGNED_PAYLOAD:
            dated = _with(dated, PAYLOAD_HASH, payload_hash)
        covered = tuple(header for header in dated.headers if header.name.lower() in _SIGNED)
        found = signing(self.key, self.secret, replace(dated, headers=HeaderList(covered)), payload_hash)
        return dated.with_header("Authorization", found.authorization), found

    def _hash(self, request: ResolvedRequest, payload: Payload) -> str:
        typed = request.headers.first(PAYLOAD_HASH).strip()
        if typed:
            return typed
        if not any(isinstance(segment, FileSlice) or segment for segment in payload.segments):
            return EMPTY_HASH
        content_type = request.headers.first("Content-Type")
        has_file = any(isinstance(segment, FileSlice) for segment in payload.segments)
        is_hashed = not has_file and (content_type.startswith(_HASHED_TYPES) or not content_type)
        if self.covers == "never" or (self.covers != "always" and not is_hashed):
            return UNSIGNED_PAYLOAD
        return self.digest(payload)


def signing(key: str, secret: str, request: ResolvedRequest, payload_hash: str) -> Signing:
    """Sign with all headers of `request`, `X-Sdk-Date` among them, but those with an underscore in their name."""
    names = sorted({header.name.lower() for header in request.headers if "_" not in header.name})
    parts = urlsplit(request.url)
    canonical = "\n".join(
        (
            request.method.upper(),
            _path(parts.path),
            _query(parts.query),
            *(f"{name}:{request.headers.first(name).strip()}" for name in names),
            "",
            ";".join(names),
            payload_hash,
        )
    )
    hashed = sha256(canonical.encode("utf-8", "replace")).hexdigest()
    to_sign = f"{ALGORITHM}\n{request.headers.first(DATE)}\n{hashed}"
    signature = hmac.new(secret.encode("utf-8", "replace"), to_sign.encode("utf-8", "replace"), sha256).hexdigest()
    authorization = f"{ALGORITHM} Access={key}, SignedHeaders={';'.join(names)}, Signature={signature}"
    return Signing(authorization, canonical, to_sign)


def _with(request: ResolvedRequest, name: str, value: str) -> ResolvedRequest:
    """Set a header to show as it is, but for those whose name says that they are secret."""
    header = Header(name, value, Source.AUTH, sensitive=is_token_header(name))
    return replace(request, headers=request.headers.setting(header))


def _path(path: str) -> str:
    encoded = "/".join(_encoded(segment) for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else f"{encoded}/"


def _query(query: str) -> str:
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs)


def _encoded(text: str) -> str:
    return quote(text, safe="~", errors="replace")
