"""One connection to a server or proxy: its socket, and the bytes that go over it.

Sockets of our own rather than a session's: every step can be measured, told of while it happens, and hung up.
"""

import contextlib
import os
import select
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from modelpost.core.ports import Clock
from modelpost.net.answer import AnswerHead, AnswerReader, announced_length, ends_by_itself
from modelpost.net.cancel import CancelToken
from modelpost.net.route import Route

_HAS_POLL = hasattr(select, "poll")  # not on Windows, where select takes any number of a socket
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""Servers that write head and body in two small packets wait for our acknowledgement of the first. Linux delays it by
40 ms unless asked for each time (measured against Python's own http.server: 44 ms, then 0.17 ms)."""

_FITS_AT_ONCE = 1 << 16
_GLANCE = 0.05
_FOR_EVER = 1e6
_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_TUNNEL_OPEN = range(200, 300)


class AnsweredEarly(Exception):
    """The server answers before it has the whole request: there is no point in sending the rest."""


class ProxyRefused(OSError):
    """The proxy does not open a tunnel; `status` is its answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status


class Address(NamedTuple):
    """One result of a look-up."""

    family: int
    place: tuple[object, ...]

    @property
    def text(self) -> str:
        """The address as people write it."""
        return str(self.place[0])


class Connection:
    """A socket to the server of a route, or to its proxy; kept alive between exchanges.

    Belongs to one exchange at a time, whose token can hang it up. A new one is brought up in steps: `look_up`,
    `connect`, `open_tunnel` where there is a proxy before TLS, `secure` for TLS.
    """

    def __init__(self, route: Route, token: CancelToken, clock: Clock) -> None:
        self.route = route
        self._token: CancelToken | None = token
        self._clock = clock
        self._socket: socket.socket | None = None
        self._reader = AnswerReader(self._receive_or_glance)
        self._patience = _FOR_EVER
        self._glance: float | None = None
        self._answer: tuple[str, AnswerHead] | None = None
        self.idle_since = 0.0
        self.has_heard = False

    # Coming up -------------------------------------------------------------------------------------------------------

    def look_up(self) -> tuple[Address, ...]:
        """Ask for the addresses of the host, or of its proxy. This one step cannot be hung up."""
        host, port = self._first_hop()
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return tuple(dict.fromkeys(Address(family, place) for family, _, _, _, place in found))

    def connect(self, addresses: tuple[Address, ...], limit: float | None) -> Address:
        """Connect to the first address that answers; all of them together may take `limit` seconds."""
        deadline = self._clock.monotonic() + (limit or _FOR_EVER)
        trouble: OSError | None = None
        for tried, address in enumerate(addresses):
            share = (deadline - self._clock.monotonic()) / (len(addresses) - tried)
            try:
                self._connect_to(address, max(share, 0.0))
            except OSError as error:
                trouble = error
                self._abandon()
            else:
                return address
        raise trouble or OSError("the host has no address")

    def open_tunnel(self) -> None:
        """Ask the proxy for a tunnel (RFC 9110, section 9.3.6)."""
        target = f"{self.route.bracketed_host}:{self.route.port}"
        lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
        credentials = proxy_credentials(self.route.proxy)
        if credentials:
            lines.append(f"Proxy-Authorization: {credentials}")
        self._live.sendall("\r\n".join((*lines, "", "")).encode("ascii"))
        answer = self._reader.head()
        if answer.status not in _TUNNEL_OPEN:
            raise ProxyRefused(answer.status, answer.reason)
        self.has_heard = False

    def secure(self, context: ssl.SSLContext) -> None:
        """Shake hands."""
        plain = self._live
        secured = context.wrap_socket(plain, server_hostname=self.route.host, do_handshake_on_connect=False)
        self._hold(secured)  # before it lets go of the plain one, so that a cancel always finds the socket
        if self._token is not None:
            self._token.release(plain)
        secured.do_handshake()

    # Between exchanges -----------------------------------------------------------------------------------------------

    def take(self, token: CancelToken) -> None:
        """Give a connection that was kept alive to the next exchange."""
        self._token = token
        self._glance = None
        self.has_heard = False
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

    def is_usable(self) -> bool:
        """Tell whether an idle connection still stands: nothing to read means that the server has not closed it.

        TLS may have something to read that is not for us, such as a late session ticket.
        """
        if self._socket is None:
            return False
        if not _ready(self._socket, select_for=_READ, timeout=0)[0]:
            return True
        self._socket.settimeout(0)
        try:
            self._socket.recv(1)
        except _WOULD_BLOCK:
            return True
        except OSError:
            return False
        return False

    # What TLS says ---------------------------------------------------------------------------------------------------

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

    # The request -----------------------------------------------------------------------------------------------------

    def wait_at_most(self, seconds: float | None) -> None:
        """Bound each wait for the socket; None waits for ever."""
        self._glance = None
        self._patience = seconds or _FOR_EVER
        self._live.settimeout(self._patience)

    def glance_after(self, seconds: float | None) -> None:
        """Let the body yield an empty piece where nothing arrives for so long; None lets it wait as before."""
        if seconds == self._glance:
            return
        self._glance = seconds
        self._live.settimeout(self._patience if seconds is None else seconds)

    def send(self, block: bytes | memoryview) -> None:
        """Send a block whole. Raises AnsweredEarly where the server speaks up before a large one is out."""
        if len(block) <= _FITS_AT_ONCE:
            with _resets():
                self._live.sendall(block)
            return
        connected, view = self._live, memoryview(block)
        connected.settimeout(0)
        while view:
            self._wait_to_send()
            with _resets(), contextlib.suppress(*_WOULD_BLOCK):
                view = view[connected.send(view) :]
        connected.settimeout(self._patience)

    def has_answer(self) -> bool:
        """Tell whether a final answer has begun, without waiting."""
        self._live.settimeout(0)
        try:
            return self._listen()
        except OSError:
            return False
        finally:
            self._live.settimeout(self._patience)

    # The answer ------------------------------------------------------------------------------------------------------

    def head(self, method: str) -> AnswerHead:
        """Wait for status line and headers."""
        if _QUICK_ACK is not None:
            self._live.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        head = self._reader.head()
        self._answer = method, head
        return head

    def body(self) -> Iterator[bytes]:
        """Yield the body of the answer as it arrives."""
        return self._reader.body(*self._answered)

    def upgraded(self) -> tuple[socket.socket, bytes]:
        """Hand over the socket, and what arrived behind the answer that ended HTTP; `close` still closes it."""
        return self._live, self._reader.rest()

    @property
    def announced_length(self) -> int | None:
        """How long the body will be, None where only its end tells."""
        return announced_length(*self._answered)

    @property
    def can_be_kept(self) -> bool:
        """Tell whether another request may follow, now that the body was read."""
        method, head = self._answered
        return head.keeps_alive and ends_by_itself(method, head) and not self._reader.has_more

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _live(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionResetError("the connection is closed")
        return self._socket

    @property
    def _answered(self) -> tuple[str, AnswerHead]:
        if self._answer is None:
            raise RuntimeError("the head comes first")
        return self._answer

    def _first_hop(self) -> tuple[str, int]:
        if not self.route.proxy:
            return self.route.host, self.route.port
        parts = urlsplit(self.route.proxy)
        return parts.hostname or "", parts.port or 8080

    def _hold(self, opened: socket.socket) -> None:
        self._socket = opened
        if self._token is not None:
            self._token.hold(opened)

    def _abandon(self) -> None:
        token = self._token
        self.close()
        self._token = token

    def _connect_to(self, address: Address, seconds: float) -> None:
        """Connect in short waits: a shutdown does not reach a socket before it begins to connect."""
        opened = socket.socket(address.family, socket.SOCK_STREAM)
        self._hold(opened)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.settimeout(0)
        with contextlib.suppress(BlockingIOError):
            opened.connect(address.place)
        deadline = self._clock.monotonic() + seconds
        is_ready = False
        while not is_ready:
            if self._clock.monotonic() >= deadline:
                raise TimeoutError("no connection within the limit")
            is_ready = _ready(opened, select_for=_WRITE, timeout=_GLANCE)[1]
            if self._token is not None:
                self._token.check()  # after the wait, since a shutdown ends it too
        trouble = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if trouble:
            raise OSError(trouble, os.strerror(trouble))
        self.wait_at_most(seconds)

    def _receive(self, size: int) -> bytes:
        with _resets():
            piece = self._live.recv(size)
        self.has_heard = self.has_heard or bool(piece)
        return piece

    def _receive_or_glance(self, size: int) -> bytes | None:
        if self._glance is None:
            return self._receive(size)
        try:
            return self._receive(size)
        except TimeoutError:
            return None

    def _wait_to_send(self) -> None:
        """Wait until the socket takes bytes, and listen meanwhile: a server may refuse and stop reading."""
        deadline = self._clock.monotonic() + self._patience
        while True:
            left = deadline - self._clock.monotonic()
            is_readable, is_writable = _ready(self._live, select_for=_READ | _WRITE, timeout=max(left, 0.0))
            if is_readable and self._listen():
                raise AnsweredEarly
            if is_writable:
                return
            if left <= 0:
                raise TimeoutError("the server takes no more bytes")

    def _listen(self) -> bool:
        """Take what has arrived on a socket that does not wait; tell whether it begins a final answer."""
        try:
            piece = self._receive(_FITS_AT_ONCE)
        except _WOULD_BLOCK:
            return False  # TLS had something to read that was not for us
        if not piece:
            raise ConnectionResetError("closed while the request was sent")
        return self._reader.feed(piece)


def proxy_credentials(proxy: str) -> str:
    """Return the Proxy-Authorization value for credentials in a proxy's address, empty for none."""
    parts = urlsplit(proxy)
    if not parts.username:
        return ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + b64encode(pair.encode()).decode("ascii")


@contextlib.contextmanager
def _resets() -> Iterator[None]:
    """Raise what TLS says of a connection that the other side dropped as what it is without TLS."""
    try:
        yield
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        raise ConnectionResetError(str(error)) from error


_READ = 1
_WRITE = 2


def _ready(opened: socket.socket, *, select_for: int, timeout: float) -> tuple[bool, bool]:
    """Wait up to `timeout` seconds; tell whether the socket can be read (or is closed), and whether it takes bytes."""
    if not _HAS_POLL:
        to_read, to_write = ([opened] if select_for & each else [] for each in (_READ, _WRITE))
        readable, writable, failed = select.select(to_read, to_write, to_write, timeout)
        return bool(readable), bool(writable or failed)
    watcher = select.poll()
    watcher.register(
        opened, (select.POLLIN if select_for & _READ else 0) | (select.POLLOUT if select_for & _WRITE else 0)
    )
    happened = watcher.poll(min(timeout, _FOR_EVER) * 1000)
    mask = happened[0][1] if happened else 0
    is_over = bool(mask & (select.POLLHUP | select.POLLERR | select.POLLNVAL))
    return bool(mask & select.POLLIN) or is_over, bool(mask & select.POLLOUT) or is_over
