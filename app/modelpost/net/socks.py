"""SOCKS5: how a proxy is asked to open a way (RFC 1928), with user name and password (RFC 1929).

Nothing here reads or writes: each function returns what to send, or says what an answer means.
"""

import ipaddress
from urllib.parse import unquote, urlsplit

from modelpost.core.text import Message
from modelpost.net.route import Place

_VERSION = 5
_WITHOUT_CREDENTIALS = 0
_PASSWORD = 2
_NOTHING_FITS = 0xFF
_CONNECT = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_LONGEST = 255

_REASONS = {
    1: Message("It says: general failure."),
    2: Message("It says: its rules do not allow this connection."),
    3: Message("It says: the network cannot be reached."),
    4: Message("It says: the host cannot be reached."),
    5: Message("It says: nothing is listening there."),
    6: Message("It says: the time to live has run out."),
    7: Message("It says: it does not know this command."),
    8: Message("It says: it does not know this kind of address."),
}


class SocksRefused(OSError):
    """The proxy does not open the way; `reason` is a sentence, `wants_credentials` tells whether it is about those."""

    def __init__(self, reason: Message, *, wants_credentials: bool = False) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.wants_credentials = wants_credentials


def credentials_of(proxy: str) -> tuple[bytes, bytes] | None:
    """Return the user name and password in a proxy's address."""
    parts = urlsplit(proxy)
    if not parts.username:
        return None
    pair = unquote(parts.username).encode(), unquote(parts.password or "").encode()
    if any(len(text) > _LONGEST for text in pair):
        raise SocksRefused(
            Message("User name and password may have 255 bytes each with SOCKS5."), wants_credentials=True
        )
    return pair


def greeting(*, has_credentials: bool) -> bytes:
    """Offer the ways to sign in that we have."""
    methods = bytes((_WITHOUT_CREDENTIALS, _PASSWORD)) if has_credentials else bytes((_WITHOUT_CREDENTIALS,))
    return bytes((_VERSION, len(methods))) + methods


def wants_password(answer: bytes) -> bool:
    """Tell which of the ways the proxy chose. Raises SocksRefused."""
    version, method = answer
    if version != _VERSION:
        raise SocksRefused(Message("What answers there does not speak SOCKS5."))
    if method == _NOTHING_FITS:
        raise wanting_credentials()
    if method not in {_WITHOUT_CREDENTIALS, _PASSWORD}:
        raise SocksRefused(Message("It wants a way to sign in that Modelpost does not have."), wants_credentials=True)
    return method == _PASSWORD


def wanting_credentials() -> SocksRefused:
    """Return what to raise where the proxy wants to know who is calling."""
    return SocksRefused(Message("It wants a user name and a password."), wants_credentials=True)


def password(pair: tuple[bytes, bytes]) -> bytes:
    """Sign in."""
    user, secret = pair
    return bytes((1, len(user))) + user + bytes((len(secret),)) + secret


def check_password(answer: bytes) -> None:
    """Raise SocksRefused where the proxy did not accept user name and password."""
    if answer[1] != 0:
        raise SocksRefused(Message("It does not accept the user name or the password."), wants_credentials=True)


def connect(place: Place) -> bytes:
    """Ask for the way to a host, which the proxy looks up, or to an address."""
    try:
        address = ipaddress.ip_address(place.host)
    except ValueError:
        name = place.host.encode("ascii")
        if len(name) > _LONGEST:
            raise SocksRefused(Message("The host name is too long for SOCKS5.")) from None
        target = bytes((_NAME, len(name))) + name
    else:
        target = bytes((_IPV4 if address.version == 4 else _IPV6,)) + address.packed  # IP's version
    return bytes((_VERSION, _CONNECT, 0)) + target + place.port.to_bytes(2, "big")


def rest_of_answer(beginning: bytes) -> int:
    """Return how many bytes follow the first five of an answer to `connect`. Raises SocksRefused for a refusal."""
    version, reply, _, kind, first = beginning
    if version != _VERSION:
        raise SocksRefused(Message("What answers there does not speak SOCKS5."))
    if reply != 0:
        raise SocksRefused(_REASONS.get(reply) or Message("It says: error {number}.", number=reply))
    lengths = {_IPV4: 4, _IPV6: 16, _NAME: first + 1}
    if kind not in lengths:
        raise SocksRefused(Message("What answers there does not speak SOCKS5."))
    return lengths[kind] - 1 + 2
