"""What people see and keep of proxies: the way that one leads, and its password.

In the address that is a `{{name}}`, and its value an entry of the keyring that belongs to the app.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from modelpost.core.request import Proxy
from modelpost.core.secrets import SecretRef
from modelpost.core.template import placeholders, reference
from modelpost.core.text import Message

_PASSWORD = re.compile(
    r"^(?P<user>(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^@:]*:)(?!//)(?!\{\{[^{}]+\}\}@[^@]*$)(?P<password>.+)(?P<host>@[^@]*)$"
)


@dataclass(frozen=True, slots=True)
class Way:
    """Which way leads to a server, in a sentence; `is_doubtful` where the settings want one that we cannot tell."""

    sentence: Message
    is_doubtful: bool = False


def holds_password(address: str) -> bool:
    """Tell whether the address of a proxy has a password in the clear, and not as a `{{reference}}`."""
    return _PASSWORD.match(address.strip()) is not None


def split_password(address: str, name: str) -> tuple[str, str]:
    """Return the address with `{{name}}` in the place of its password, and the password, decoded (RFC 3986, 2.1).

    An address without a password comes back as it is, with an empty one.
    """
    found = _PASSWORD.match(address.strip())
    if found is None:
        return address, ""
    return f"{found['user']}{reference(name)}{found['host']}", unquote(found["password"])


def proxy_secrets(proxy: Proxy) -> tuple[SecretRef, ...]:
    """Return the keyring entries that the addresses of a proxy refer to; none where they do not count."""
    if proxy.mode != "manual":
        return ()
    names = (span.name for address in (proxy.http, proxy.https) for span in placeholders(address))
    return tuple(dict.fromkeys(app_secret(name) for name in names if name is not None))


def with_passwords(proxy: Proxy, values: Mapping[SecretRef, str | None]) -> Proxy:
    """Return the proxy with what is known of its passwords in place, percent-encoded; what is not known stays."""
    return replace(proxy, http=_filled(proxy.http, values), https=_filled(proxy.https, values))


def app_secret(name: str) -> SecretRef:
    """Return the keyring entry of a secret that belongs to the application itself."""
    return SecretRef("", "app", name)


def _filled(address: str, values: Mapping[SecretRef, str | None]) -> str:
    for span in reversed(placeholders(address)):
        value = values.get(app_secret(span.name or ""))
        if value is not None:
            address = address[: span.start] + quote(value, safe="") + address[span.end :]
    return address
