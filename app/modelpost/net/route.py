"""How a request reaches its server: origin, proxy, place to connect to, TLS."""

import os
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from modelpost.core.failures import ModelpostError
from modelpost.core.proxies import Way, split_password
from modelpost.core.request import ClientCertificate
from modelpost.core.resolved import SendOptions
from modelpost.core.text import Message
from modelpost.core.url import CONVERSATIONS
from modelpost.net.proxies import ProxyAddress, ProxyFinder, proxy_address, with_scheme

_DEFAULT_PORTS = {"http": 80, "https": 443}


class BadHostName(Exception):
    """A host name that no name server could know."""


class SettingUnusable(ModelpostError):
    """A setting of the request that cannot be used; `place` is the field, in the form of `Problem.where`."""

    def __init__(self, summary: Message, hint: Message, place: str) -> None:
        super().__init__(summary, hint)
        self.place = place


class Place(NamedTuple):
    """A host, or an address, and a port."""

    host: str
    port: int

    @property
    def text(self) -> str:
        """The place as it is written."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


_NOWHERE = Place("", 0)


@dataclass(frozen=True, slots=True)
class Route:
    """The key under which connections are kept alive: two requests with one route may share a connection.

    `destination` is where the connection leads, at the URL's host or in the place of it. `server_name` is asked for and
    verified in TLS, empty for the host itself; `client` is shown to a server that asks. `reason` says why this proxy,
    or why none where one could have been expected; a way that `is_doubtful` may be the wrong one. What `is_upgraded` is
    to become another protocol, which no proxy passes on: it is given a tunnel (RFC 6455, section 4.1).
    """

    scheme: str
    host: str
    port: int
    proxy: str = field(default="", repr=False)  # may carry a password
    verify: bool = True
    ca_files: tuple[str, ...] = ()
    minimum_tls: str = "1.2"
    server_name: str = ""
    destination: Place = _NOWHERE
    client: ClientCertificate | None = None
    is_upgraded: bool = False
    reason: Message | None = field(default=None, compare=False)
    is_doubtful: bool = field(default=False, compare=False)

    @property
    def bracketed_host(self) -> str:
        """The host as it stands before a port."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def authority(self) -> str:
        """What the Host header says: the port only where it is not the scheme's own."""
        host = self.bracketed_host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether the connection leads somewhere else than to the host of the URL."""
        return self.destination != Place(self.host, self.port)

    @property
    def proxy_address(self) -> ProxyAddress | None:
        """The proxy in its parts, None where there is none."""
        return proxy_address(self.proxy) if self.proxy else None

    @property
    def proxy_label(self) -> str:
        """The proxy's host and port, without credentials."""
        return proxy_address(self.proxy).label if self.proxy else ""

    @property
    def is_forwarded(self) -> bool:
        """Tell whether the proxy reads the request and passes it on; else it only opens a way to the destination."""
        proxy = self.proxy_address
        has_way = self.scheme == "https" or self.is_elsewhere or self.is_upgraded
        return proxy is not None and not proxy.is_socks and not has_way


def route_to(url: str, options: SendOptions, proxies: ProxyFinder) -> Route:
    """Return the route of an absolute URL; the host is lower case and in its ASCII form (RFC 5891)."""
    parts = urlsplit(url)
    host = ascii_host(parts.hostname or "")
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    destination = _destination(options.connect_to, Place(host, port))
    choice = proxies.choose(parts.scheme, host, port, options)
    proxy = choice.address
    if proxy:
        proxy_address(proxy)
        proxy = with_scheme(proxy)
    return Route(
        parts.scheme,
        host,
        port,
        proxy,
        options.verify_tls,
        options.ca_files,
        options.minimum_tls,
        ascii_host(options.server_name) if options.server_name else "",
        destination,
        next((known for known in options.client_certificates if _is_for(known, Place(host, port))), None),
        reason=choice.sentence if proxy or choice.is_exception or choice.is_doubtful else None,
        is_doubtful=choice.is_doubtful,
    )


def way_to(url: str, options: SendOptions) -> Way:
    """Say which proxy an absolute URL goes through now, and why; the settings of the desktop are read for it."""
    scheme, host, port = origin_of(url)
    try:
        choice = ProxyFinder().choose(scheme, ascii_host(host), port, options)
    except BadHostName:
        return Way(Message("The address has no host name that could be looked up."))
    return Way(choice.sentence, choice.is_doubtful)


def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port (RFC 6454); a WebSocket has the origin of the request that opens it."""
    parts = urlsplit(url)
    scheme = CONVERSATIONS.get(parts.scheme, parts.scheme)
    return scheme, (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS.get(scheme, 0)


def secrets_of(options: SendOptions) -> frozenset[str]:
    """Return what of the options must not be shown: passphrases, and the passwords of proxies."""
    addresses = (options.proxy.http, options.proxy.https)
    passwords = (split_password(address, "")[1] for address in addresses)
    passphrases = (certificate.passphrase for certificate in options.client_certificates)
    return frozenset(filter(None, (*passwords, *passphrases)))


def ascii_host(host: str) -> str:
    """Return the host as it is looked up; raises BadHostName."""
    if host.isascii():
        if any(not 0 < len(label) < 64 for label in host.rstrip(".").split(".")) and ":" not in host:
            raise BadHostName(host)
        return host.lower()
    import idna  # noqa: PLC0415  # 12 ms, and only for hosts beyond ASCII

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise BadHostName(host) from error


def trusted_from_environment() -> str:
    """Return the CA file that the environment names, as requests and OpenSSL do, empty for none."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or ""


def _destination(typed: str, usual: Place) -> Place:
    """Read `host`, `host:port`, `:port` or an address, with brackets around one of IPv6 that has a port."""
    text = typed.strip()
    if not text:
        return usual
    bare = text.strip("[]")
    if bare.count(":") > 1 and "]:" not in text:
        return Place(bare, usual.port)
    try:
        parts = urlsplit(f"//{text}")
        host = ascii_host(parts.hostname) if parts.hostname else usual.host
        place = Place(host, parts.port or usual.port)
    except (ValueError, BadHostName) as error:
        raise _no_place(text) from error
    if parts.path or parts.query or parts.fragment or parts.port == 0:
        raise _no_place(text)
    return place


def _no_place(text: str) -> SettingUnusable:
    return SettingUnusable(
        Message("“{text}” is no place to connect to", text=text),
        Message("Write a host or an address, and a port where it is another one: 192.0.2.7:8443."),
        "settings.connect_to",
    )


def _is_for(certificate: ClientCertificate, place: Place) -> bool:
    wanted, _, port = certificate.host.strip().lower().partition(":")
    if not certificate.certificate or (port and port != str(place.port)):
        return False
    if wanted.startswith("*."):
        return place.host.endswith(wanted[1:])
    return wanted in {"", place.host}
