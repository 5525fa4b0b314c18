"""Cookies that outlive the program: values in the keyring, names and domains in the profile."""

import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from modelpost.core.cookies import Cookie
from modelpost.core.secrets import SecretRef
from modelpost.store.json_file import read_object, write_object

_VERSION = 1
_SCOPE = "cookies"
_NAME = "kept cookies"


class Secrets(Protocol):
    """What is needed of the keyring."""

    def get(self, ref: SecretRef) -> str | None:
        """Return the value, or None where there is none."""

    def set(self, ref: SecretRef, value: str) -> None:
        """Keep the value."""

    def delete(self, ref: SecretRef) -> None:
        """Forget the value."""


class KeptCookies:
    """The jars that the user wants to keep (`core.ports.CookieKeeper`); a jar is one entry of the keyring.

    The keyring is asked for nothing unless a jar is kept. Raises ModelpostError.
    """

    def __init__(self, path: Path, load_secrets: Callable[[], Secrets]) -> None:
        self._path = path
        self._load_secrets = load_secrets
        self._lock = threading.Lock()

    def is_kept(self, jar: str) -> bool:
        """Tell whether the user wants this jar to be kept."""
        return jar in self._jars()

    def keep(self, jar: str, *, wanted: bool) -> None:
        """Keep a jar from now on, or no longer: then what was kept of it is forgotten."""
        if wanted == self.is_kept(jar):
            return
        if not wanted:
            self._load_secrets().delete(_ref(jar))
        self._write(jar, [] if wanted else None)

    def load(self, jar: str) -> tuple[Cookie, ...]:
        """Return the cookies of a jar whose values the keyring has."""
        listed = self._jars().get(jar)
        if not isinstance(listed, list) or not listed:
            return ()
        values = _values(self._load_secrets().get(_ref(jar)))
        read = (_cookie(entry, values) for entry in listed if isinstance(entry, dict))
        return tuple(cookie for cookie in read if cookie is not None)

    def save(self, jar: str, cookies: tuple[Cookie, ...]) -> None:
        """Keep these, where the jar is kept at all; the values go first, for names without values are none."""
        if not self.is_kept(jar):
            return
        values = json.dumps([[*cookie.key, cookie.value] for cookie in cookies], ensure_ascii=False)
        if cookies:
            self._load_secrets().set(_ref(jar), values)
        else:
            self._load_secrets().delete(_ref(jar))
        self._write(jar, [_entry(cookie) for cookie in cookies])

    def _jars(self) -> dict[str, Any]:
        jars = read_object(self._path).get("jars")
        return jars if isinstance(jars, dict) else {}

    def _write(self, jar: str, entries: list[dict[str, object]] | None) -> None:
        with self._lock:
            jars = {**self._jars(), jar: entries}
            kept = {name: listed for name, listed in sorted(jars.items()) if listed is not None}
            write_object(self._path, {**read_object(self._path), "version": _VERSION, "jars": kept})


def _ref(jar: str) -> SecretRef:
    return SecretRef(jar, _SCOPE, _NAME)


def _values(text: str | None) -> dict[tuple[str, str, str], str]:
    """Return the values by domain, path and name; what is damaged is none."""
    try:
        listed = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return {}
    rows = [row for row in listed if _is_row(row)] if isinstance(listed, list) else []
    return {(domain, path, name): value for domain, path, name, value in rows}


def _is_row(row: object) -> bool:
    return isinstance(row, list) and len(row) == 4 and all(isinstance(part, str) for part in row)


def _entry(cookie: Cookie) -> dict[str, object]:
    return {
        "domain": cookie.domain,
        "path": cookie.path,
        "name": cookie.name,
        "hostOnly": cookie.host_only,
        "secure": cookie.secure,
        "httpOnly": cookie.http_only,
        "sameSite": cookie.same_site,
        "expires": cookie.expires_at,
        "created": cookie.created_at,
    }


def _cookie(entry: Mapping[str, object], values: Mapping[tuple[str, str, str], str]) -> Cookie | None:
    """Return a cookie as it was kept, None where its value is missing."""
    domain, path, name = (str(entry.get(key, "")) for key in ("domain", "path", "name"))
    value = values.get((domain, path, name))
    if value is None or not domain:
        return None
    expires, created = entry.get("expires"), entry.get("created")
    return Cookie(
        name,
        value,
        domain,
        path,
        expires_at=float(expires) if isinstance(expires, int | float) else None,
        host_only=entry.get("hostOnly") is not False,
        secure=entry.get("secure") is True,
        http_only=entry.get("httpOnly") is True,
        same_site=str(entry.get("sameSite", "")),
        created_at=float(created) if isinstance(created, int | float) else 0.0,
    )
