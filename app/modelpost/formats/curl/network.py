"""What the options of cURL say of the way to a server: its proxy, its TLS, and where to connect."""

import re
from dataclasses import replace
from typing import Final, NamedTuple
from urllib.parse import quote

from modelpost.core import url as address_line
from modelpost.core.request import ClientCertificate, Proxy, RequestSettings
from modelpost.core.text import Message
from modelpost.formats.curl.options import Given

OPTIONS: Final = frozenset(
    {
        "cacert",
        "capath",
        "cert",
        "cert-type",
        "connect-to",
        "key",
        "key-type",
        "noproxy",
        "pass",
        "proxy",
        "proxy-basic",
        "proxy-user",
        "resolve",
        "socks5",
        "socks5-basic",
        "socks5-hostname",
        "tlsv1.2",
        "tlsv1.3",
    }
)

_KINDS: Final = {"socks5": "socks5", "socks5-hostname": "socks5h"}
_PORTS: Final = {"http": 80, "https": 443}
_PROXY_PORT = 1080
"""cURL's own for every kind of proxy but HTTPS."""

_PASSWORD_BEHIND = re.compile(r"((?:[A-Za-z]:[\\/])?(?:[^\\:]|\\.)*):(.*)", re.DOTALL)
_HOST = r"(\[[^\]]*\]|[^:\[\]]*)"
_CONNECT_TO = re.compile(rf"{_HOST}:(\d*):{_HOST}:(\d*)")
_RESOLVE = re.compile(rf"\+?{_HOST}:(\d+):(.+)")


class _Place(NamedTuple):
    host: str
    port: int


def with_network(
    settings: RequestSettings, given: list[Given], authority: str, scheme: str, losses: list[Message]
) -> RequestSettings:
    """Return settings with what the options say, for an address with this authority; the rest goes to `losses`."""
    last = {option.name: option for option in given}
    authorities = tuple(option.value for option in given if option.name in {"cacert", "capath"})
    if authorities:
        settings = replace(settings, ca_files=authorities[-1:])
    if "tlsv1.3" in last:
        settings = replace(settings, minimum_tls="1.3")
    elif "tlsv1.2" in last:
        settings = replace(settings, minimum_tls="1.2")
    certificate = _certificate(last, losses)
    if certificate is not None:
        settings = replace(settings, client_certificates=(certificate,))
    proxy = _proxy(given, last, losses)
    if proxy is not None:
        settings = replace(settings, proxy=proxy)
    other = _other_place(
        [option for option in given if option.name in {"connect-to", "resolve"}], _place(authority, scheme), losses
    )
    return replace(settings, connect_to=other) if other else settings


def _place(authority: str, scheme: str) -> _Place:
    host, _, port = address_line.host_of(authority).rpartition(":")
    if not port.isdecimal():
        return _Place(address_line.host_of(authority).lower(), _PORTS.get(scheme.lower(), 0))
    return _Place(host.lower(), int(port))


def _certificate(last: dict[str, Given], losses: list[Message]) -> ClientCertificate | None:
    for name, known in (("cert-type", {"PEM", "P12"}), ("key-type", {"PEM"})):
        if name in last and last[name].value.upper() not in known:
            losses.append(
                Message("{option} {value} was not taken over.", option=last[name].typed, value=last[name].value)
            )
    if "cert" not in last:
        if "key" in last:
            losses.append(Message("A key without a certificate was not taken over."))
        return None
    path, passphrase = last["cert"].value, ""
    split = _PASSWORD_BEHIND.fullmatch(path)
    if split is not None:
        path, passphrase = split.groups()
    key = last["key"].value if "key" in last else ""
    return ClientCertificate(path.replace("\\:", ":"), key, last["pass"].value if "pass" in last else passphrase)


def _proxy(given: list[Given], last: dict[str, Given], losses: list[Message]) -> Proxy | None:
    bypass = last["noproxy"].value if "noproxy" in last else ""
    if bypass.strip() == "*":
        return Proxy("none")
    chosen = next((option for option in reversed(given) if option.name == "proxy" or option.name in _KINDS), None)
    if chosen is None:
        if bypass:
            losses.append(Message("Exceptions from the proxy were not taken over: the command names no proxy."))
        return None
    if not chosen.value:
        return Proxy("none")
    address = _proxy_address(chosen, last["proxy-user"].value if "proxy-user" in last else "")
    return Proxy("manual", address, address, bypass)


def _proxy_address(chosen: Given, user: str) -> str:
    scheme, separator, rest = chosen.value.rpartition("://")
    kind = _KINDS.get(chosen.name) or (scheme if separator else "http")
    credentials, at, place = rest.rstrip("/").rpartition("@")
    if user:
        name, colon, password = user.partition(":")
        credentials, at = f"{_quoted(name)}{colon}{_quoted(password)}", "@"
    if not re.search(r":\d+$", place) and not place.endswith("}}"):
        place = f"{place}:{443 if kind == 'https' else _PROXY_PORT}"
    return f"{kind}://{credentials}{at}{place}"


def _quoted(text: str) -> str:
    """Percent-encode what was typed; a variable stays one."""
    return text if re.fullmatch(r"\{\{[^{}]+\}\}", text) else quote(text, safe="")


def _other_place(given: list[Given], place: _Place, losses: list[Message]) -> str:
    """Return the first place that is meant for this address; `--connect-to` goes before `--resolve`."""
    for option in sorted(given, key=lambda option: option.name):
        pattern = _CONNECT_TO if option.name == "connect-to" else _RESOLVE
        found = pattern.fullmatch(option.value)
        if found is None:
            losses.append(Message("{option} {value} was not taken over.", option=option.typed, value=option.value))
            continue
        host, port = found[1].lower(), found[2]
        if host not in {"", "*", place.host} or (port and int(port) != place.port):
            losses.append(
                Message("{option} {value} is about another address.", option=option.typed, value=option.value)
            )
            continue
        if option.name == "resolve":
            address = found[3].split(",")[0].strip("[]")
            return f"[{address}]" if ":" in address else address
        return f"{found[3]}:{found[4]}" if found[4] else found[3]
    return ""
