"""Which proxy a URL goes through, and why."""

import ipaddress
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import getproxies, getproxies_environment, proxy_bypass

from modelpost.core.resolved import SendOptions
from modelpost.core.text import Message

_DEFAULT_PORTS = {"http": 8080, "https": 443, "socks5": 1080, "socks5h": 1080}
_OTHER_NAMES = {"socks": "socks5h"}
"""What the settings of Windows call a SOCKS proxy; names are looked up there, as browsers do."""


class UnknownProxyKind(Exception):
    """A proxy that speaks something else than HTTP and SOCKS5."""


@dataclass(frozen=True, slots=True)
class ProxyChoice:
    """The address of the proxy, empty for none, and the sentence that says so and why.

    `is_exception` tells of a server that is reached directly although there is a proxy.
    """

    address: str = field(repr=False)  # may carry a password
    sentence: Message
    is_exception: bool = False


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """A proxy's address in its parts; credentials are still percent-encoded."""

    kind: str
    host: str
    port: int

    @property
    def label(self) -> str:
        """Host and port, without credentials."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_socks(self) -> bool:
        """Tell whether it speaks SOCKS5."""
        return self.kind in {"socks5", "socks5h"}


def proxy_address(text: str) -> ProxyAddress:
    """Return the parts of an address; one without a scheme is that of an HTTP proxy. Raises UnknownProxyKind."""
    parts = urlsplit(with_scheme(text))
    kind = _OTHER_NAMES.get(parts.scheme, parts.scheme)
    if kind not in _DEFAULT_PORTS:
        raise UnknownProxyKind(parts.scheme)
    try:
        return ProxyAddress(kind, parts.hostname or "", parts.port or _DEFAULT_PORTS[kind])
    except ValueError as error:  # a port that is none
        raise UnknownProxyKind(parts.netloc.rpartition("@")[2]) from error


def with_scheme(text: str) -> str:
    """Return an address that says what it is of."""
    return text if "://" in text else f"http://{text}"


class ProxyFinder:
    """Chooses proxies; what the environment and the system say is looked up once for each host."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str, int], ProxyChoice] = {}

    def choose(self, scheme: str, host: str, port: int, options: SendOptions) -> ProxyChoice:
        """Return the choice for a server; the host is lower case and in its ASCII form."""
        chosen = options.proxy
        if chosen.mode == "none":
            return ProxyChoice("", Message("Directly: proxies are switched off."))
        if chosen.mode != "manual":
            key = (chosen.mode, scheme, host, port)
            if key not in self._known:
                self._known[key] = _found(scheme, host, port, asks_system=chosen.mode == "system")
            return self._known[key]
        address = (chosen.https if scheme == "https" else chosen.http).strip()
        entry = bypassing_entry(host, port, chosen.bypass)
        if not address:
            return ProxyChoice("", Message("Directly: no proxy is set for {scheme}.", scheme=scheme))
        if entry:
            return ProxyChoice(
                "", Message("Directly: “{entry}” is among the exceptions.", entry=entry), is_exception=True
            )
        return ProxyChoice(address, Message("Through the proxy {proxy}, set by hand.", proxy=_label(address)))


def bypassing_entry(host: str, port: int, bypass: str) -> str:
    """Return the entry of a list as in NO_PROXY that names a host: `*`, a name and all below it, an address, a network.

    A name may have a port. Empty where none does.
    """
    entries = bypass.replace(" ", ",").lower().split(",")
    return next((entry for entry in entries if entry and _names(entry, host, port)), "")


def _found(scheme: str, host: str, port: int, *, asks_system: bool) -> ProxyChoice:
    """Ask the environment; where it says nothing at all, the system (on Linux that is the environment again)."""
    set_there = getproxies_environment()
    if not set_there and asks_system:
        return _of_system(scheme, host, port)
    variable = next(
        (name for name in (f"{scheme}_proxy", "all_proxy") if set_there.get(name.removesuffix("_proxy"))), ""
    )
    if not variable:
        return ProxyChoice("", Message("Directly: no proxy is set."))
    entry = bypassing_entry(host, port, set_there.get("no", ""))
    if entry:
        name = _as_set("no_proxy")
        return ProxyChoice(
            "", Message("Directly: “{entry}” in {name} names this host.", entry=entry, name=name), is_exception=True
        )
    address = set_there[variable.removesuffix("_proxy")]
    sentence = Message(
        "Through the proxy {proxy}, from the environment variable {name}.",
        proxy=_label(address),
        name=_as_set(variable),
    )
    return ProxyChoice(address, sentence)


def _of_system(scheme: str, host: str, port: int) -> ProxyChoice:
    set_there = getproxies()
    address = set_there.get(scheme) or set_there.get("all") or set_there.get("socks") or ""
    if not address:
        return ProxyChoice("", Message("Directly: no proxy is set."))
    if proxy_bypass(f"{host}:{port}" if ":" not in host else host):
        return ProxyChoice("", Message("Directly: the system's settings name this host as an exception."))
    sentence = Message("Through the proxy {proxy}, from the settings of the system.", proxy=_label(address))
    return ProxyChoice(address, sentence)


def _as_set(variable: str) -> str:
    """Return the name of a variable in the case in which it counts: the lower one goes first."""
    return variable if os.environ.get(variable) else variable.upper()


def _label(address: str) -> str:
    try:
        return proxy_address(address).label
    except UnknownProxyKind:
        return urlsplit(with_scheme(address)).netloc.rpartition("@")[2]


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
