"""Which proxy a URL goes through, and why."""

import ipaddress
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, getproxies_environment, proxy_bypass

from modelpost.core.request import Proxy
from modelpost.core.resolved import SendOptions
from modelpost.core.text import Message
from modelpost.net.desktop.settings import DesktopSettings
from modelpost.net.desktop.values import DesktopMode, DesktopProxy

_DEFAULT_PORTS = {"http": 8080, "https": 443, "socks5": 1080, "socks5h": 1080}
_SECONDS_KEPT = 5.0
_VARIABLES = tuple(
    name for low in ("http_proxy", "https_proxy", "all_proxy", "no_proxy") for name in (low, low.upper())
)
_THIS_COMPUTER = "localhost,127.0.0.0/8,::1"
"""What browsers never ask a desktop's proxy for: a service under development is here, and the proxy is elsewhere."""
_OTHER_NAMES = {"socks": "socks5h"}
"""What the settings of Windows and of desktops call a SOCKS proxy; names are looked up there, as browsers do."""

_BRACKETED = re.compile(r"\[([^\]]*)\](?::(\d+))?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_IN_CREDENTIALS = "%:!$&'()*+,;="
"""What stands there as it is (RFC 3986, section 3.2.1), and `%`, since it may be encoded already."""


Desktop = Callable[[], DesktopProxy | None]
"""Returns what the desktop's settings say now, None where it has none."""


class UnknownProxyKind(Exception):
    """A proxy that speaks something else than HTTP and SOCKS5; says what."""


class NoProxyAddress(UnknownProxyKind):
    """An address that no proxy can have; says it, without credentials."""


@dataclass(frozen=True, slots=True)
class ProxyChoice:
    """The address of the proxy, empty for none, and the sentence that says so and why.

    `is_exception` tells of a server that is reached directly although there is a proxy, and `is_doubtful` that there
    may be one which we cannot tell.
    """

    address: str = field(repr=False)  # may carry a password
    sentence: Message
    is_exception: bool = False
    is_doubtful: bool = False


_NO_PROXY = ProxyChoice("", Message("Directly: no proxy is set."))


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
    whole = with_scheme(text)
    scheme = whole.partition("://")[0].lower()
    kind = _OTHER_NAMES.get(scheme, scheme)
    if kind not in _DEFAULT_PORTS:
        raise UnknownProxyKind(scheme)
    try:
        parts = urlsplit(whole)
        return ProxyAddress(kind, parts.hostname or "", parts.port or _DEFAULT_PORTS[kind])
    except ValueError as error:  # a port that is none, or half an address of IPv6
        raise NoProxyAddress(_place(text)) from error


def with_scheme(text: str) -> str:
    """Return an address that says what it is of, with credentials before its last `@` in which nothing else ends it."""
    scheme = _SCHEME.match(text)
    credentials, at, place = text[scheme.end() if scheme else 0 :].rpartition("@")
    return f"{scheme[0] if scheme else 'http://'}{quote(credentials, safe=_IN_CREDENTIALS)}{at}{place}"


@dataclass(frozen=True, slots=True)
class System:
    """How macOS or Windows is asked: for proxies by scheme, and for a host whether it goes without."""

    proxies: Callable[[], dict[str, str]]
    bypasses: Callable[[str], bool]


_SYSTEM = System(dict if getproxies is getproxies_environment else getproxies, proxy_bypass)
"""None where Python would ask the environment once more."""


class ProxyFinder:
    """Chooses proxies, each time by what environment and desktop say now."""

    def __init__(
        self,
        desktop: Desktop | None = None,
        now: Callable[[], float] = time.monotonic,
        system: System = _SYSTEM,
    ) -> None:
        self._desktop = desktop or DesktopSettings()
        self._system = system
        self._now = now
        self._known: dict[object, tuple[float, ProxyChoice]] = {}

    def choose(self, scheme: str, host: str, port: int, options: SendOptions) -> ProxyChoice:
        """Return the choice for a server; the host is lower case and in its ASCII form."""
        server = scheme, host, port
        match options.proxy.mode:
            case "none":
                return ProxyChoice("", Message("Directly: proxies are switched off."))
            case "manual":
                return _by_hand(*server, options.proxy)
            case "environment":
                return _of_environment(*server) or _NO_PROXY
        desktop = self._desktop()
        if desktop is not None:
            return _of_desktop(*server, desktop)
        return _of_environment(*server) or self._of_system(*server)

    def _of_system(self, scheme: str, host: str, port: int) -> ProxyChoice:
        """Ask macOS or Windows. Whether a host is an exception may take a look-up there, and is kept for a moment."""
        set_there = self._system.proxies()
        if not set_there:
            return _NO_PROXY
        key, now = (scheme, host, port, tuple(sorted(set_there.items()))), self._now()
        until, choice = self._known.get(key, (now, _NO_PROXY))
        if now >= until:
            choice = _of_system(scheme, host, port, set_there, self._system.bypasses)
            fresh = {known: kept for known, kept in tuple(self._known.items()) if kept[0] > now}
            self._known = {**fresh, key: (now + _SECONDS_KEPT, choice)}
        return choice


def bypassing_entry(host: str, port: int, bypass: str) -> str:
    """Return the entry of a list as in NO_PROXY that names a host: `*`, a name and all below it, an address, a network.

    A name may have a port. Empty where none does.
    """
    entries = bypass.replace(" ", ",").lower().split(",")
    return next((entry for entry in entries if entry and _names(entry, host, port)), "")


def _by_hand(scheme: str, host: str, port: int, chosen: Proxy) -> ProxyChoice:
    address = (chosen.https if scheme == "https" else chosen.http).strip()
    if not address:
        return ProxyChoice("", Message("Directly: no proxy is set for {scheme}.", scheme=scheme))
    entry = bypassing_entry(host, port, chosen.bypass)
    if entry:
        return ProxyChoice("", Message("Directly: “{entry}” is among the exceptions.", entry=entry), is_exception=True)
    return ProxyChoice(address, Message("Through the proxy {proxy}, set by hand.", proxy=_label(address)))


def _of_environment(scheme: str, host: str, port: int) -> ProxyChoice | None:
    """Return what the environment says, None where it says nothing of proxies at all."""
    if not any(map(os.environ.get, _VARIABLES)):  # 6 µs where Python, which takes names of any case, needs 75
        return None
    set_there = getproxies_environment()
    variable = next(
        (name for name in (f"{scheme}_proxy", "all_proxy") if set_there.get(name.removesuffix("_proxy"))), ""
    )
    if not variable:
        return _NO_PROXY if set_there else None
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


def _of_desktop(scheme: str, host: str, port: int, said: DesktopProxy) -> ProxyChoice:
    """Return what a desktop says; where it names no proxy, what the environment says, and why that was asked."""
    if said.mode is DesktopMode.MANUAL:
        return _set_on_desktop(scheme, host, port, said)
    elsewhere = _of_environment(scheme, host, port)
    if elsewhere is not None and (elsewhere.address or elsewhere.is_exception):
        return elsewhere
    match said.mode:
        case DesktopMode.SCRIPT:
            message = Message(
                "Directly, perhaps wrongly: a proxy script is set in the desktop settings ({desktop}). "
                "Modelpost does not run scripts; choose a manual proxy.",
                desktop=said.desktop,
            )
        case DesktopMode.UNKNOWN:
            message = Message(
                "Directly, perhaps wrongly: the desktop settings ({desktop}) could not be read.", desktop=said.desktop
            )
        case _:
            sentence = Message(
                "Directly: no proxy is set, neither in the desktop settings ({desktop}) nor in the environment.",
                desktop=said.desktop,
            )
            return ProxyChoice("", sentence)
    return ProxyChoice("", message, is_doubtful=True)


def _set_on_desktop(scheme: str, host: str, port: int, said: DesktopProxy) -> ProxyChoice:
    address, named = said.address(scheme), said.desktop
    if not address:
        return ProxyChoice(
            "",
            Message(
                "Directly: the desktop settings ({desktop}) have no proxy for {scheme}.", desktop=named, scheme=scheme
            ),
        )
    entry = bypassing_entry(host, port, said.bypass)
    if not entry and bypassing_entry(host, port, _THIS_COMPUTER):
        sentence = Message(
            "Directly: it is this computer, which the proxy in the desktop settings ({desktop}) is not for.",
            desktop=named,
        )
        return ProxyChoice("", sentence, is_exception=True)
    if said.is_reversed and not entry:
        sentence = Message(
            "Directly: the desktop settings ({desktop}) have a proxy for other hosts only.", desktop=named
        )
        return ProxyChoice("", sentence, is_exception=True)
    if entry and not said.is_reversed:
        sentence = Message(
            "Directly: “{entry}” is among the exceptions in the desktop settings ({desktop}).",
            entry=entry,
            desktop=named,
        )
        return ProxyChoice("", sentence, is_exception=True)
    sentence = Message(
        "Through the proxy {proxy}, from the desktop settings ({desktop}).", proxy=_label(address), desktop=named
    )
    return ProxyChoice(address, sentence)


def _of_system(
    scheme: str, host: str, port: int, set_there: dict[str, str], bypasses: Callable[[str], bool]
) -> ProxyChoice:
    address = set_there.get(scheme) or set_there.get("all") or set_there.get("socks") or ""
    if not address:
        return _NO_PROXY
    if bypasses(f"{host}:{port}" if ":" not in host else host):
        sentence = Message("Directly: the system's settings name this host as an exception.")
        return ProxyChoice("", sentence, is_exception=True)
    sentence = Message("Through the proxy {proxy}, from the settings of the system.", proxy=_label(address))
    return ProxyChoice(address, sentence)


def _as_set(variable: str) -> str:
    """Return the name of a variable in the case in which it counts: the lower one goes first."""
    return variable if os.environ.get(variable) else variable.upper()


def _label(address: str) -> str:
    try:
        return proxy_address(address).label
    except UnknownProxyKind:
        return _place(address)


def _place(address: str) -> str:
    """Return what stands behind scheme and credentials, for people."""
    return address.rpartition("@")[2].rpartition("://")[2].partition("/")[0]


def _names(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    in_brackets = _BRACKETED.fullmatch(entry)
    address, number = in_brackets.groups() if in_brackets else (entry, None)
    try:
        is_there = ipaddress.ip_address(host) in ipaddress.ip_network(address, strict=False)
    except ValueError:
        pass  # a name on one side or the other
    else:
        return is_there and number in {None, str(port)}
    name, colon, number = entry.partition(":")
    if colon and number != str(port):
        return False
    bare = name.removeprefix("*").removeprefix(".")
    return bool(bare) and (host == bare or host.endswith(f".{bare}"))
