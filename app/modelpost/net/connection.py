"""One connection to a server or proxy: its socket, its phases, and the bytes that go over it.

Built on the standard library's sockets and response parser (`http.client.HTTPResponse`) rather than on a session, so
that every phase can be measured, told of while it happens, and hung up.
"""

import contextlib
import select
import socket
import ssl
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPResponse
from urllib.parse import unquote, urlsplit

from modelpost.core.ports import ByteReader, Clock
from modelpost.net.cancel import CancelToken
from modelpost.net.route import Route

_HAS_POLL = hasattr(select, "poll")
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""Servers that write head and body in two small packets wait for our acknowledgement of the first. Linux delays it by
40 ms unless asked for each time (measured against Python's own http.server: 44 ms, then 0.17 ms)."""

_SLICE = 1 << 23
_LAST_INFORMATIONAL = 199
_SWITCHING = 101


class AnsweredEarly(Exception):
    """The server answers before it has the whole request: there is no point in sending the rest."""


class ProxyRefused(OSError):
    """The proxy does not open a tunnel; `status` is its answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Phases:
    """How long it took to connect, in seconds, and where to."""

    dns: float
    connect: float
    tls: float | None
    addresses: tuple[str, ...]
    address: str


class Connection:
    """A socket to the server of a route, or to its proxy; kept alive between exchanges.

    Belongs to one exchange at a time, whose token can hang it up.
    """

    def __init__(self, route: Route, clock: Clock) -> None:
        self.route = route
        self._clock = clock
        self._socket: socket.socket | None = None
        self._token: CancelToken | None = None
        self.phase = "dns"
        self.used = 0

    # Life ------------------------------------------------------------------------------------------------------------

    def open(self, token: CancelToken, timeout: float | None, context: ssl.SSLContext | None) -> Phases:
        """Look up, connect, open the tunnel where there is one, shake hands."""
        self._token = token
        host, port = self._first_hop()
        began = self._clock.monotonic()
        self.phase = "dns"
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        looked_up = self._clock.monotonic()
        self.phase = "connect"
        address = self._connect(found, timeout)
        self.phase = "proxy"
        if self.route.proxy and context is not None:
            self._open_tunnel()
        connected = self._clock.monotonic()
        secured: float | None = None
        if context is not None:
            self.phase = "tls"
            self._secure(context)
            secured = self._clock.monotonic() - connected
        self.phase = "open"
        addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
        return Phases(looked_up - began, connected - looked_up, secured, addresses, address)

    def take(self, token: CancelToken) -> None:
        """Give a connection that was kept alive to the next exchange."""
        self._token = token
        token.hold(self._live)

    def let_go(self) -> None:
        """Take the connection from its exchange, so that a late cancel cannot hang it up."""
        if self._token is not None and self._socket is not None:
            self._token.release(self._socket)
        self._token = None

    def close(self) -> None:
        """Close the socket."""
        self.let_go()
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket = None

    @property
    def is_usable(self) -> bool:
        """Tell whether an idle connection still stands: nothing to read means the server has not closed it."""
        return self._socket is not None and not _is_readable(self._socket)

    @property
    def certificate(self) -> dict[str, object]:
        """The server's certificate, empty without TLS and when it was not verified."""
        secured = self._socket
        return dict(secured.getpeercert() or {}) if isinstance(secured, ssl.SSLSocket) else {}

    @property
    def cipher(self) -> tuple[str, str]:
        """TLS version and cipher suite."""
        secured = self._socket
        if not isinstance(secured, ssl.SSLSocket):
            return "", ""
        suite = secured.cipher()
        return secured.version() or "", suite[0] if suite else ""

    # Bytes -----------------------------------------------------------------------------------------------------------

    def wait_at_most(self, seconds: float | None) -> None:
        """Bound each wait for the socket; None waits for ever."""
        self._live.settimeout(seconds)

    def send(self, block: bytes | memoryview) -> None:
        """Send a block whole; raises AnsweredEarly where the server already speaks."""
        view = memoryview(block)
        connected = self._live
        while view:
            if len(view) > _WATCHED_FROM and _is_readable(connected):
                raise AnsweredEarly
            view = view[connected.send(view) :]

    def send_head(self, block: bytes) -> None:
        """Send a small block."""
        self._live.sendall(block)

    def send_file(self, reader: ByteReader, offset: int, count: int) -> int:
        """Send up to `count` bytes of a file without copying them through this process where the system can.

        Returns how many were sent, 0 at the end of the file.
        """
        connected = self._live
        if _is_readable(connected):
            raise AnsweredEarly
        if isinstance(connected, ssl.SSLSocket):
            block = reader.read(min(count, 1 << 20))
            self.send(block)
            return len(block)
        return connected.sendfile(reader, offset, min(count, _SLICE))  # type: ignore[arg-type]  # a file, by its port

    def receive(self, method: str) -> HTTPResponse:
        """Wait for a status line and headers; interim answers (RFC 9110, section 15.2) are passed over."""
        if _QUICK_ACK is not None:
            self._live.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        response = HTTPResponse(self._live, method=method)
        response.begin()
        while response.status <= _LAST_INFORMATIONAL and response.status != _SWITCHING:
            response.headers = None  # type: ignore[assignment]  # makes `begin` read the next head
            response.begin()
        return response

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _live(self) -> socket.socket:
        if self._socket is None:
            raise OSError("the connection is closed")
        return self._socket

    def _first_hop(self) -> tuple[str, int]:
        if not self.route.proxy:
            return self.route.host, self.route.port
        parts = urlsplit(self.route.proxy)
        return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 8080)

    def _connect(self, found: Sequence[tuple[object, ...]], timeout: float | None) -> str:
        trouble: OSError | None = None
        for family, kind, protocol, _, address in found:
            opened = socket.socket(family, kind, protocol)  # type: ignore[arg-type]  # as getaddrinfo gives them
            self._hold(opened)
            try:
                opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                opened.settimeout(timeout)
                opened.connect(address)  # type: ignore[arg-type]  # as above
            except OSError as error:
                trouble = error
                self.close_quietly(opened)
            else:
                return str(address[0])  # type: ignore[index]  # as above
        raise trouble or OSError("the host has no address")

    def close_quietly(self, opened: socket.socket) -> None:
        """Close a socket that did not connect."""
        if self._token is not None:
            self._token.release(opened)
        opened.close()
        self._socket = None

    def _hold(self, opened: socket.socket) -> None:
        if self._token is not None:
            self._token.hold(opened)
        self._socket = opened

    def _open_tunnel(self) -> None:
        """Ask the proxy for a tunnel (RFC 9110, section 9.3.6)."""
        target = f"{self.route.host}:{self.route.port}"
        lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
        credentials = proxy_credentials(self.route.proxy)
        if credentials:
            lines.append(f"Proxy-Authorization: {credentials}")
        self.send_head("\r\n".join((*lines, "", "")).encode("ascii"))
        answer = HTTPResponse(self._live, method="CONNECT")
        answer.begin()
        if not 200 <= answer.status < 300:
            raise ProxyRefused(answer.status, answer.reason)

    def _secure(self, context: ssl.SSLContext) -> None:
        plain = self._live
        secured = context.wrap_socket(plain, server_hostname=self.route.host, do_handshake_on_connect=False)
        if self._token is not None:
            self._token.release(plain)
        self._hold(secured)
        secured.do_handshake()


def proxy_credentials(proxy: str) -> str:
    """Return the Proxy-Authorization value for credentials in a proxy's address, empty for none."""
    parts = urlsplit(proxy)
    if not parts.username:
        return ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + b64encode(pair.encode()).decode("ascii")


_WATCHED_FROM = 1 << 16


def _is_readable(opened: socket.socket) -> bool:
    if _HAS_POLL:
        watcher = select.poll()
        watcher.register(opened, select.POLLIN)
        return bool(watcher.poll(0))
    return bool(select.select([opened], [], [], 0)[0])
