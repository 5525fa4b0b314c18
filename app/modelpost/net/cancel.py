"""Stopping an exchange by hanging up its socket, from any thread."""

import contextlib
import socket
import threading


class HungUp(Exception):
    """The user hung up before there was anything to hang up."""


class CancelToken:
    """Holds the live sockets of one exchange. `cancel` shuts them down, which frees a thread that is blocked in them.

    The shutdown goes to the plain socket even under TLS: `SSLSocket.shutdown` would take the TLS object away from under
    the thread that is reading.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._is_cancelled = False
        self._hung_up = threading.Condition(self._lock)

    @property
    def is_cancelled(self) -> bool:
        """Tell whether the user hung up."""
        return self._is_cancelled

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises HungUp as soon as the user hangs up."""
        with self._hung_up:
            self._hung_up.wait_for(lambda: self._is_cancelled, seconds)
        self.check()

    def cancel(self) -> None:
        """Hang up, now and for every socket that still comes."""
        with self._lock:
            self._is_cancelled = True
            sockets = tuple(self._sockets)
            self._hung_up.notify_all()
        for connected in sockets:
            _hang_up(connected)

    def check(self) -> None:
        """Raise HungUp where the user hung up."""
        if self._is_cancelled:
            raise HungUp

    def hold(self, connected: socket.socket) -> None:
        """Take a socket into hand, before it may block."""
        with self._lock:
            self._sockets.add(connected)
            is_late = self._is_cancelled
        if is_late:
            _hang_up(connected)

    def release(self, connected: socket.socket) -> None:
        """Let go of a socket that the exchange is done with."""
        with self._lock:
            self._sockets.discard(connected)


def _hang_up(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):  # already closed by the other side, or not connected yet
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
