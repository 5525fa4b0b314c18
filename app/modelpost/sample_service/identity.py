"""Identity: accounts, tokens, keys, made up anew at each start or from a seed."""

import base64
import random
import secrets
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Token:
    """An IAM token; a domain-scoped one has no project."""

    value: str
    project: str
    issued: float
    expires: float


class Identity:
    """Knows who may call. Tokens look like real ones: long, and beginning with `MII`."""

    def __init__(self, lifetime: float, seed: int | None) -> None:
        self._random = random.Random(seed) if seed is not None else secrets.SystemRandom()  # noqa: S311  # test data
        self._lock = threading.Lock()
        self._tokens: dict[str, Token] = {}
        self.lifetime = lifetime
        self.domain = "northwind-demo"
        self.user = "ml-tester"
        self.project = "cn-north-4"
        self.project_id = self._hex(32)
        self.password = self._word(16)
        self.access_key = self._word(20).upper()
        self.secret_key = self._word(40)
        self.app_code = self._hex(64)
        self.api_key = self._word(48)
        self.token = self.issue(self.project)
        self.app_key = self._hex(32)
        self.app_secret = self._hex(32)

    def issue(self, project: str) -> Token:
        """Make a token."""
        now = time.time()
        body = base64.b64encode(self._random.randbytes(1170)).decode()
        token = Token(f"MIIS{body}", project, now, now + self.lifetime)
        with self._lock:
            self._tokens[token.value] = token
        return token

    def find(self, value: str) -> Token | None:
        """Return a token that was issued here."""
        with self._lock:
            return self._tokens.get(value)

    def revoke(self) -> None:
        """Forget every token, as happens when a password changes."""
        with self._lock:
            self._tokens.clear()

    def request_id(self) -> str:
        """Return an id for one answer."""
        return self._hex(32)

    def _hex(self, length: int) -> str:
        return self._random.randbytes(length).hex()[:length]

    def _word(self, length: int) -> str:
        return "".join(self._random.choice(_LETTERS) for _ in range(length))


def moment(seconds: float) -> str:
    """Return a time as IAM writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
