"""Keeps secrets out of what is written for people who mend the program: the log and crash reports."""

import re
import threading

from modelpost.core.secrets import MASK, SET_COOKIE_HEADERS, TOKEN_HEADERS, Redactor

_HEADERS = "|".join(re.escape(name) for name in sorted(TOKEN_HEADERS | SET_COOKIE_HEADERS, key=len, reverse=True))
_BEHIND_HEADER = re.compile(
    r"(?P<name>\b(?:" + _HEADERS + r")\b['\"]?\s*(?:[:=,]|=>)\s*)(?P<value>b?'[^'\n]*'|b?\"[^\"\n]*\"|[^\n]+)",
    re.IGNORECASE,
)
_BEHIND_FIELD = re.compile(
    r"(?P<name>['\"]?\b[A-Za-z_-]{0,40}(?:password|passwd|passphrase|secret|token|api_?key|app_?code|access_?key)['\"]?\s*[:=]\s*)"
    r"(?P<value>'[^'\n]*'|\"[^\"\n]*\"|[^\s,;&}\])]+)",
    re.IGNORECASE,
)
_BY_SHAPE = re.compile(
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"  # a JSON web token (RFC 7519)
    r"|\bMII[A-Za-z0-9+/=_-]{5,}"  # an IAM token: the base64 of a CMS message
    r"|\b(?:sk|hf|ghp|gho|glpat|xox[abpr]|AKIA|ya29)[-_.]?[A-Za-z0-9_.-]{12,}"
    r"|(?<=[Bb]earer )[^\s'\"]{6,}|(?<=[Bb]asic )[A-Za-z0-9+/=]{6,}"
)
_IN_ADDRESS = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")


class KnownSecrets:
    """The values of secrets that this process has seen, to mask them wherever they turn up. Used by every thread."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._redactor = Redactor(frozenset())
        self._lock = threading.Lock()

    def add(self, value: str) -> None:
        """Mask this value from now on."""
        with self._lock:
            if value and value not in self._values:
                self._values.add(value)
                self._redactor = Redactor(frozenset(self._values))

    def masked(self, text: str) -> str:
        """Return `text` without the known secrets and without what looks like one."""
        return without_credentials(self._redactor.text(text))

    def text(self, text: str) -> str:
        """Return `text` with the known secrets masked, and nothing else."""
        return self._redactor.text(text)

    def content(self, content: bytes) -> bytes:
        """Return bytes with the known secrets masked, and nothing else."""
        return self._redactor.content(content)

    def __repr__(self) -> str:
        return f"KnownSecrets({len(self._values)} values)"


def without_credentials(text: str) -> str:
    """Mask what looks like a credential, or stands behind a name that is used for one."""
    text = _BEHIND_HEADER.sub(lambda match: f"{match['name']}{MASK}", text)
    text = _BEHIND_FIELD.sub(lambda match: f"{match['name']}{MASK}", text)
    return _IN_ADDRESS.sub(MASK, _BY_SHAPE.sub(MASK, text))
