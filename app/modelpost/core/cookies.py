"""Cookies: what a server sets, whether it may, and where they go along (RFC 6265 and its revision, RFC 6265bis)."""

import ipaddress
import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import urlsplit

from modelpost.core.dates import seconds_of
from modelpost.core.text import Message

LONGEST_PAIR = 4096
"""Bytes of name and value together; a longer cookie is refused, as in every browser."""

_LONGEST_ATTRIBUTE = 1024
_LONGEST_LIFE = 400 * 86_400.0
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SPACES = " \t"
_MAX_AGE = re.compile(r"-?[0-9]+")
_COUNTRY = re.compile(r"[a-z]{2}")
_SAME_SITE = {"strict": "Strict", "lax": "Lax", "none": "None"}

_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gob", "gouv", "gov", "mil", "ne", "net", "or", "org"})
"""What stands before a country's domain where names are sold below it: `co.uk`, `com.cn`, `gob.mx`."""

_SHARED = frozenset(
    {
        "amazonaws.com",
        "appspot.com",
        "azurewebsites.net",
        "cloudfront.net",
        "firebaseapp.com",
        "github.io",
        "gitlab.io",
        "herokuapp.com",
        "hf.space",
        "netlify.app",
        "ngrok.app",
        "ngrok-free.app",
        "ngrok.io",
        "onrender.com",
        "pages.dev",
        "run.app",
        "trycloudflare.com",
        "vercel.app",
        "web.app",
        "workers.dev",
    }
)
"""Domains below which strangers are neighbours."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. `domain` is in lower case and without a leading dot; times are seconds since 1970-01-01 UTC.

    A cookie without `expires_at` ends with the session. A `host_only` one goes to its domain and to none below it.
    """

    name: str
    value: str = field(repr=False)
    domain: str
    path: str = "/"
    expires_at: float | None = None
    host_only: bool = True
    secure: bool = False
    http_only: bool = False
    same_site: str = ""
    created_at: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells cookies apart: one of the same domain, path and name takes the place of another."""
        return self.domain, self.path, self.name

    @property
    def pair(self) -> str:
        """The cookie as it is sent."""
        return f"{self.name}={self.value}" if self.name else self.value

    def is_expired(self, now: float) -> bool:
        """Tell whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now

    def goes_to(self, place: "Place") -> bool:
        """Tell whether the cookie goes along with a request (RFC 6265, section 5.4)."""
        is_domain = place.host == self.domain if self.host_only else domain_matches(place.host, self.domain)
        return is_domain and path_matches(place.path, self.path) and (place.is_secure or not self.secure)


class Place(NamedTuple):
    """Where a request goes, as far as cookies care: they tell neither ports apart nor, unless `Secure`, schemes."""

    host: str
    path: str
    is_secure: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A Set-Cookie header as it is understood; `refusal` says why the cookie is not kept, None where it is."""

    cookie: Cookie
    refusal: Message | None = None


def place_of(url: str) -> Place:
    """Return the place of an absolute URL. This computer counts as secure, as it does in browsers."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().rstrip(".")
    return Place(host, parts.path or "/", parts.scheme == "https" or _is_this_computer(host))


def offer(header: str, place: Place, now: float) -> Offer:
    """Read a Set-Cookie header that came from `place` (RFC 6265bis, sections 5.6 and 5.7)."""
    pair, *rest = header.split(";")
    name, equals, value = pair.partition("=")
    name, value = (name.strip(_SPACES), value.strip(_SPACES)) if equals else ("", name.strip(_SPACES))
    cookie = Cookie(name, value, place.host, _default_path(place.path), created_at=now)
    if _CONTROLS.search(header):
        return Offer(cookie, Message("It holds a control character."))
    if not name and not value:
        return Offer(cookie, Message("It has neither a name nor a value."))
    if len(f"{name}{value}".encode("utf-8", "replace")) > LONGEST_PAIR:
        return Offer(cookie, Message("It is longer than {n} bytes.", n=LONGEST_PAIR))
    attributes = _attributes(rest)
    cookie = _with_attributes(cookie, attributes, now)
    domain = attributes.get("domain", "").removeprefix(".").lower()
    if domain:
        refusal = _refusal_of_domain(domain, place)
        if refusal is not None:
            return Offer(replace(cookie, domain=domain, host_only=False), refusal)
        is_own = domain == place.host and (is_public_suffix(domain) or is_address(domain))
        cookie = replace(cookie, domain=domain, host_only=is_own)
    return Offer(cookie, _refusal(cookie, place, has_path=attributes.get("path", "") == "/"))


def domain_matches(host: str, domain: str) -> bool:
    """Tell whether a host is a domain or lies below it (RFC 6265, section 5.1.3)."""
    return host == domain or (host.endswith(f".{domain}") and not is_address(host))


def path_matches(path: str, wanted: str) -> bool:
    """Tell whether a path is the wanted one or lies below it (RFC 6265, section 5.1.4)."""
    return path == wanted or (path.startswith(wanted) and (wanted.endswith("/") or path[len(wanted)] == "/"))


def is_address(host: str) -> bool:
    """Tell whether a host is an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_public_suffix(domain: str) -> bool:
    """Tell whether strangers are neighbours below a domain, so that none may set cookies for all of it.

    A guard, not the Public Suffix List: single labels, what countries sell (`co.uk`), and the best known hosters.
    """
    labels = domain.split(".")
    if len(labels) == 1:
        return not is_address(domain)
    is_sold = len(labels) == 2 and labels[0] in _SECOND_LEVELS and bool(_COUNTRY.fullmatch(labels[1]))
    return is_sold or domain in _SHARED


def pairs_of(header: str) -> tuple[tuple[str, str], ...]:
    """Return the names and values in a Cookie header."""
    found = []
    for part in header.split(";"):
        name, equals, value = part.strip().partition("=")
        if name or equals:
            found.append((name.strip(), value.strip()) if equals else ("", name))
    return tuple(found)


def joined(typed: str, cookies: tuple[Cookie, ...]) -> str:
    """Return a Cookie header: what was typed goes first, and takes the place of cookies of the same name."""
    names = {name for name, _ in pairs_of(typed)}
    own = [typed.strip().rstrip(";").rstrip()] if typed.strip() else []
    return "; ".join((*own, *(cookie.pair for cookie in cookies if cookie.name not in names)))


def _attributes(parts: list[str]) -> dict[str, str]:
    """Return the attributes by their names in lower case; of several the last one counts."""
    found: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition("=")
        value = value.strip(_SPACES)
        if len(value.encode("utf-8", "replace")) <= _LONGEST_ATTRIBUTE:
            found[name.strip(_SPACES).lower()] = value
    return found


def _with_attributes(cookie: Cookie, attributes: dict[str, str], now: float) -> Cookie:
    path = attributes.get("path", "")
    return replace(
        cookie,
        path=path if path.startswith("/") else cookie.path,
        expires_at=_expiry(attributes, now),
        secure="secure" in attributes,
        http_only="httponly" in attributes,
        same_site=_SAME_SITE.get(attributes.get("samesite", "").lower(), ""),
    )


def _expiry(attributes: dict[str, str], now: float) -> float | None:
    """Return when a cookie ends: Max-Age goes before Expires, and neither reaches further than 400 days."""
    age = attributes.get("max-age", "")
    if _MAX_AGE.fullmatch(age):
        seconds = float(age[:12])
        return 0.0 if seconds <= 0 else now + min(seconds, _LONGEST_LIFE)
    moment = seconds_of(attributes["expires"]) if "expires" in attributes else None
    return None if moment is None else min(moment, now + _LONGEST_LIFE)


def _refusal_of_domain(domain: str, place: Place) -> Message | None:
    if not domain.isascii():
        return Message("Its domain {domain} is not in ASCII.", domain=domain)
    if not domain_matches(place.host, domain):
        return Message("It is for {domain}, but came from {host}.", domain=domain, host=place.host)
    if is_public_suffix(domain) and domain != place.host:
        return Message("{domain} belongs to many: no one may set cookies for all of it.", domain=domain)
    return None


def _refusal(cookie: Cookie, place: Place, *, has_path: bool) -> Message | None:
    if cookie.secure and not place.is_secure:
        return Message("It is marked Secure, but came over plain http.")
    name = (cookie.name or cookie.value).lower()
    if name.startswith(("__secure-", "__host-")) and (not cookie.name or not cookie.secure):
        return Message("A name that begins with __Secure- or __Host- needs Secure.")
    if name.startswith("__host-") and not (cookie.host_only and has_path):
        return Message("A name that begins with __Host- needs Path=/ and no Domain.")
    return None


def _default_path(path: str) -> str:
    """Return the folder of a path (RFC 6265, section 5.1.4)."""
    if not path.startswith("/") or path.count("/") == 1:
        return "/"
    return path.rpartition("/")[0]


def _is_this_computer(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
