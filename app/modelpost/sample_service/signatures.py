"""Checks signatures (SDK-HMAC-SHA256) as the gateway does, by computing them again from what arrived.

Written from https://support.huaweicloud.com/devg-apisign/api-sign-algorithm-001.md and not from our own signer: that is
what it puts to the test.
"""

import hashlib
import hmac
import re
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote, unquote

from modelpost.sample_service.wire import Request

_HEADER = re.compile(r"SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})")
_ALLOWED_SKEW = 15 * 60
_FAILURES = 5
_LOCKED_FOR = 5 * 60


class Signatures:
    """Knows the secret of each key, and locks a key for five minutes after five wrong signatures in a row."""

    def __init__(self, secrets: Mapping[str, str], now: Callable[[], float] = time.time) -> None:
        self._secrets = secrets
        self._now = now
        self._guard = threading.Lock()
        self._failures: dict[str, tuple[int, float]] = {}

    def key_of(self, request: Request) -> str:
        """Return the key that a request says it is signed with, empty for one that is not signed."""
        found = _HEADER.fullmatch(request.header("Authorization").strip())
        return found[1] if found else ""

    def refusal(self, request: Request) -> str:
        """Return why a signature is refused in the words of the gateway, empty for a right one."""
        found = _HEADER.fullmatch(request.header("Authorization").strip())
        if found is None:
            return "verify aksk signature fail"
        key, names, signature = found[1], found[2].split(";"), found[3]
        secret = self._secrets.get(key)
        if secret is None:
            return f"Get secretKey failed, ak:{key}, err: ak not exist"
        with self._guard:
            count, since = self._failures.get(key, (0, 0.0))
            if count >= _FAILURES and self._now() - since < _LOCKED_FOR:
                return "AK access failed to reach the limit, forbidden"
            count = 0 if count >= _FAILURES else count
            is_right = self._is_in_time(request) and hmac.compare_digest(_expected(request, names, secret), signature)
            self._failures[key] = (0, 0.0) if is_right else (count + 1, self._now())
        return "" if is_right else "verify aksk signature fail"

    def _is_in_time(self, request: Request) -> bool:
        try:
            signed_at = datetime.strptime(request.header("X-Sdk-Date"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            return False
        return abs(signed_at.timestamp() - self._now()) <= _ALLOWED_SKEW


def _expected(request: Request, names: list[str], secret: str) -> str:
    """Compute the signature over the headers that the request says it covers."""
    lines = [request.method.upper(), _canonical_path(request.path), _canonical_query(request.query)]
    lines += [f"{name}:{request.header(name).strip()}" for name in names]
    lines += ["", ";".join(names), request.header("X-Sdk-Content-Sha256") or _sha256(request.body or b"")]
    to_sign = f"SDK-HMAC-SHA256\n{request.header('X-Sdk-Date')}\n" + _sha256("\n".join(lines).encode())
    return hmac.new(secret.encode(), to_sign.encode(), "sha256").hexdigest()


def _canonical_path(path: str) -> str:
    encoded = "/".join(quote(segment, safe="-_.~") for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else f"{encoded}/"


def _canonical_query(query: Mapping[str, list[str]]) -> str:
    pairs = [(name, value) for name in sorted(query) for value in sorted(query[name])]
    return "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
