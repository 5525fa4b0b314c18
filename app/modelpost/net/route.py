"""How a request reaches its server: origin, proxy, TLS."""

import ipaddress
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from modelpost.core.resolved import SendOptions

_DEFAULT_PORTS = {"http": 80, "https": 443}


class BadHostName(Exception):
    """A host name that no name server could know."""


class UnknownProxyKind(Exception):
    """A proxy that speaks something else than HTTP."""


@dataclass(frozen=True, slots=True)
class Route:
    """The key under which connections are kept alive: two requests with one route may share a connection."""

    scheme: str
    host: str
    port: int
    proxy: str = field(default="", repr=False)  # may carry a password
    verify: bool = True
    ca_files: tuple[str, ...] = ()

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
    def proxy_label(self) -> str:
        """The proxy's host and port, without credentials."""
        parts = urlsplit(self.proxy)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname or "")


def route_to(url: str, options: SendOptions, environment: "EnvironmentProxies") -> Route:
    """Return the route of an absolute URL; the host is lower case and in its ASCII form (RFC 5891)."""
    parts = urlsplit(url)
    host = ascii_host(parts.hostname or "")
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    proxy = _proxy_for(url, parts.scheme, host, port, options, environment)
    kind, separator, _ = proxy.partition("://")
    if proxy and not separator:
        proxy = f"http://{proxy}"
    elif proxy and kind.lower() != "http":
        raise UnknownProxyKind(kind)
    return Route(parts.scheme, host, port, proxy, options.verify_tls, options.ca_files)


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


class EnvironmentProxies:
    """Proxies as the environment and the system set them, looked up once per host."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def find(self, url: str, scheme: str) -> str:
        """Return the proxy for a URL, empty for none."""
        key = (scheme, urlsplit(url).netloc.rpartition("@")[2])
        if key not in self._known:
            self._known[key] = select_proxy(url, get_environ_proxies(url)) or ""
        return self._known[key]


def is_bypassed(host: str, port: int, bypass: str) -> bool:
    """Tell whether a list as in NO_PROXY names a host: `*`, a name and all below it, an address, a network, a port."""
    return any(_names(entry, host, port) for entry in bypass.replace(" ", ",").lower().split(",") if entry)


def trusted_from_environment() -> str:
    """Return the CA file that the environment names, as requests and OpenSSL do, empty for none."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or ""


def _proxy_for(
    url: str, scheme: str, host: str, port: int, options: SendOptions, environment: EnvironmentProxies
) -> str:
    chosen = options.proxy
    if chosen.mode == "none":
        return ""
    if chosen.mode == "system":
        return environment.find(url, scheme)
    proxy = chosen.https if scheme == "https" else chosen.http
    return "" if is_bypassed(host, port, chosen.bypass) else proxy


def _names(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        pass  # a name on one side or the other
    name, colon, number = entry.partition(":")
    if colon and number != str(port):
        return False
    bare = name.removeprefix("*").removeprefix(".")
    return bool(bare) and (host == bare or host.endswith(f".{bare}"))
