"""One connection to a server or proxy: its socket, and the bytes that go over it.

Sockets of our own rather than a session's: every step can be measured, told of while it happens, and hung up.
"""

import contextlib
import os
import select
import socket
import ssl
import struct
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from modelpost.core.headers import HeaderList
from modelpost.core.ports import Clock
from modelpost.net import socks
from modelpost.net.answer import AnswerHead, AnswerReader, announced_length, ends_by_itself, packed_for_the_way
from modelpost.net.cancel import CancelToken
from modelpost.net.nested_tls import NestedTls, Wire
from modelpost.net.route import Place, Route
from modelpost.net.tls import chain_of

_HAS_POLL = hasattr(select, "poll")  # not on Windows, where select takes any number of a socket
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""Servers that write head and body in two small packets wait for our acknowledgement of the first. Linux delays it by
40 ms unless asked for each time (measured against Python's own http.server: 44 ms, then 0.17 ms)."""

_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""For SO_LINGER: close without seeing to it that all arrives, which sends a reset."""

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

    Belongs to one exchange at a time, whose token can hang it up. A new one is brought up in steps (`net.approach`).
    The bytes go over `_wire`: the socket itself, or TLS within the TLS to a proxy.
    """

    def __init__(self, route: Route, token: CancelToken, clock: Clock) -> None:
        self.route = route
        self._token: CancelToken | None = token
        self._clock = clock
        self._socket: socket.socket | None = None
        self._wire: Wire | None = None
        self._reader = AnswerReader(self._receive_or_glance)
        self._patience = _FOR_EVER
        self._allowed = -1.0
        self._glance: float | None = None
        self._answer: tuple[str, AnswerHead] | None = None
        self.idle_since = 0.0
        self.has_heard = False

    # Coming up -------------------------------------------------------------------------------------------------------

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

    def open_tunnel(self, before_waiting: Callable[[], None]) -> None:
        """Ask the proxy for a tunnel (RFC 9110, section 9.3.6)."""
        target = self.route.destination.text
        lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
        credentials = proxy_credentials(self.route.proxy)
        if credentials:
            lines.append(f"Proxy-Authorization: {credentials}")
        self._live.sendall("\r\n".join((*lines, "", "")).encode("ascii"))
        answer = self._reader.head(before_waiting)
        if answer.status not in _TUNNEL_OPEN:
            raise ProxyRefused(answer.status, answer.reason)
        if self._reader.has_more:  # it would be read as the answer of a server that TLS has vouched for
            raise OSError("the proxy spoke in the server's place")
        self.has_heard = False

    def sign_in(self, before_waiting: Callable[[], None]) -> bool:
        """Agree with a SOCKS5 proxy on a way to sign in, and do; tell whether it asked for a password.

        `before_waiting` is called before each wait, here and below: a proxy may say a byte now and then for ever.
        """
        pair = socks.credentials_of(self.route.proxy)
        self._live.sendall(socks.greeting(has_credentials=pair is not None))
        wants_password = socks.wants_password(self._exactly(2, before_waiting))
        if wants_password:
            if pair is None:
                raise socks.wanting_credentials()
            self._live.sendall(socks.password(pair))
            socks.check_password(self._exactly(2, before_waiting))
        return wants_password

    def ask_for_way(self, place: Place, before_waiting: Callable[[], None]) -> None:
        """Have a SOCKS5 proxy connect to a place."""
        self._live.sendall(socks.connect(place))
        self._exactly(socks.rest_of_answer(self._exactly(5, before_waiting)), before_waiting)
        self.has_heard = False

    def secure(self, context: ssl.SSLContext, server_name: str, before_waiting: Callable[[], None]) -> None:
        """Shake hands, within the TLS that there is to a proxy where there is one.

        On a socket of its own the whole handshake takes no longer than one wait may (CPython counts it down).
        """
        plain = self._live
        if isinstance(plain, NestedTls):
            raise TypeError("two connections lie within one another already")
        if isinstance(plain, ssl.SSLSocket):
            self._wire = nested = NestedTls(plain, context, server_name)
            nested.do_handshake(before_waiting)
            return
        secured = context.wrap_socket(plain, server_hostname=server_name, do_handshake_on_connect=False)
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
        if self._socket is not None:
            token.hold(self._socket)

    def let_go(self) -> None:
        """Take the connection from its exchange, so that a late cancel cannot hang it up."""
        if self._token is not None and self._socket is not None:
            self._token.release(self._socket)
        self._token = None

    def close(self) -> None:
        """Close the socket, with a reset where the user hung up.

        A server that was held up by what we had not read yet would else learn of it a minute later only: Linux tells no
        one that there is room again once a socket was shut down.
        """
        is_cut_off = self._token is not None and self._token.is_cancelled
        self.let_go()
        if self._socket is not None:
            if is_cut_off:
                with contextlib.suppress(OSError):
                    self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket = self._wire = None

    def is_usable(self) -> bool:
        """Tell whether an idle connection still stands: nothing to read means that the server has not closed it.

        TLS may have something to read that is not for us, such as a late session ticket.
        """
        wire = self._wire
        if wire is None:
            return False
        if not _ready(wire, select_for=_READ, timeout=0)[0]:
            return True
        self._allow(0)
        try:
            wire.recv(1)
        except _WOULD_BLOCK:
            return True
        except OSError:
            return False
        return False

    # What TLS says ---------------------------------------------------------------------------------------------------

    @property
    def certificate(self) -> dict[str, object]:
        """The server's certificate, empty without TLS and when it was not verified."""
        secured = self._secured
        return dict(secured.getpeercert() or {}) if secured is not None else {}

    @property
    def cipher(self) -> tuple[str, str]:
        """TLS version and cipher suite."""
        secured = self._secured
        if secured is None:
            return "", ""
        suite = secured.cipher()
        return secured.version() or "", suite[0] if suite else ""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates that the server showed, verified or not, its own first, in DER."""
        secured = self._secured
        return chain_of(secured) if secured is not None else ()

    # The request -----------------------------------------------------------------------------------------------------

    def wait_at_most(self, seconds: float | None) -> None:
        """Bound each wait for the socket; None waits for ever."""
        self._glance = None
        self._patience = seconds or _FOR_EVER
        self._allow(self._patience)

    def glance_after(self, seconds: float | None) -> None:
        """Let the body yield an empty piece where nothing arrives for so long; None lets it wait as before."""
        if seconds == self._glance:
            return
        self._glance = seconds
        self._allow(self._patience if seconds is None else seconds)

    def send(self, block: bytes | memoryview) -> None:
        """Send a block whole. Raises AnsweredEarly where the server speaks up before a large one is out."""
        if len(block) <= _FITS_AT_ONCE:
            with _resets():
                self._live.sendall(block)
            return
        connected, view = self._live, memoryview(block)
        self._allow(0)
        while view:
            self._wait_to_send()
            with _resets(), contextlib.suppress(*_WOULD_BLOCK):
                view = view[connected.send(view) :]
        self._allow(self._patience)

    def has_answer(self) -> bool:
        """Tell whether a final answer has begun, without waiting."""
        self._allow(0)
        try:
            return self._listen()
        except ssl.SSLError:  # the other side said why it hangs up, which is better than that it did
            raise
        except OSError:
            return False
        finally:
            self._allow(self._patience)

    # The answer ------------------------------------------------------------------------------------------------------

    def head(self, method: str, before_waiting: Callable[[], None]) -> AnswerHead:
        """Wait for status line and headers."""
        if _QUICK_ACK is not None:
            self._live.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        head = self._reader.head(before_waiting)
        self._answer = method, head
        return head

    def body(self) -> Iterator[bytes]:
        """Yield the body of the answer as it arrives."""
        return self._reader.body(*self._answered)

    @property
    def trailers(self) -> HeaderList:
        """The header fields that stood behind the body, once it was read."""
        return self._reader.trailers

    @property
    def packed_as(self) -> tuple[str, ...]:
        """The transfer codings of the body, chunks apart."""
        return packed_for_the_way(*self._answered)

    def upgraded(self) -> tuple[Wire, bytes]:
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
    def _live(self) -> Wire:
        if self._wire is None:
            raise ConnectionResetError("the connection is closed")
        return self._wire

    @property
    def _secured(self) -> ssl.SSLSocket | ssl.SSLObject | None:
        wire = self._wire
        if isinstance(wire, NestedTls):
            return wire.inner
        return wire if isinstance(wire, ssl.SSLSocket) else None

    @property
    def _answered(self) -> tuple[str, AnswerHead]:
        if self._answer is None:
            raise RuntimeError("the head comes first")
        return self._answer

    def _allow(self, seconds: float) -> None:
        """Bound the waits of the socket where they are not bound so: to say it lets go of Python's lock each time."""
        if seconds != self._allowed:
            self._live.settimeout(seconds)
            self._allowed = seconds

    def _hold(self, opened: socket.socket) -> None:
        self._socket = self._wire = opened
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
        self._allowed = -1.0
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._allow(0)
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

    def _exactly(self, size: int, before_waiting: Callable[[], None]) -> bytes:
        """Return so many bytes, of what a proxy says before the way is open."""
        piece = b""
        while len(piece) < size:
            before_waiting()
            more = self._receive(size - len(piece))
            if not more:
                raise ConnectionResetError("the proxy closed the connection")
            piece += more
        return piece

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


def _ready(opened: Wire, *, select_for: int, timeout: float) -> tuple[bool, bool]:
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
