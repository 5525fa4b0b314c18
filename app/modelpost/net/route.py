"""How a request reaches its server: origin, proxy, TLS."""

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy, should_bypass_proxies

from modelpost.core.resolved import SendOptions

_DEFAULT_PORTS = {"http": 80, "https": 443}


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
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port (RFC 6454)."""
        return (self.scheme, self.host, self.port)

    @property
    def authority(self) -> str:
        """What the Host header says: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def proxy_label(self) -> str:
        """The proxy's host and port, without credentials."""
        parts = urlsplit(self.proxy)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname or "")


def route_to(url: str, options: SendOptions, environment_proxies: "EnvironmentProxies") -> Route:
    """Return the route of an absolute URL; the host is lower case and in its ASCII form (RFC 5891)."""
    parts = urlsplit(url)
    host = ascii_host(parts.hostname or "")
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    proxy = _proxy_for(url, parts.scheme, options, environment_proxies)
    return Route(parts.scheme, host, port, proxy, options.verify_tls, options.ca_files)


def ascii_host(host: str) -> str:
    """Return the host as it is looked up; raises UnicodeError for one that no name server could know."""
    if host.isascii():
        return host.lower()
    import idna  # noqa: PLC0415  # 12 ms, and only for hosts beyond ASCII

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise UnicodeError(str(error)) from error


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


def _proxy_for(url: str, scheme: str, options: SendOptions, environment: EnvironmentProxies) -> str:
    chosen = options.proxy
    if chosen.mode == "none":
        return ""
    if chosen.mode == "system":
        return environment.find(url, scheme)
    proxy = chosen.https if scheme == "https" else chosen.http
    if not proxy or should_bypass_proxies(url, no_proxy=chosen.bypass or None):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def trusted_from_environment() -> str:
    """Return the CA file that the environment names, as requests and OpenSSL do, empty for none."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or ""
