"""Messages on their way into a conversation."""

import contextlib
import socket
import threading
from collections import deque

from modelpost.core.conversation import Outgoing


class Outbox:
    """Takes messages from any thread for the one that talks, and wakes it; what comes after the end is dropped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: deque[Outgoing] = deque()
        self._is_closed = False
        self._bell, self.wake = socket.socketpair()  # what a thread can wait for beside another socket, on any system
        self._bell.settimeout(0)
        self.wake.settimeout(0)

    def put(self, message: Outgoing) -> None:
        """Send a message as soon as those before it are out."""
        with self._lock:
            if self._is_closed:
                return
            self._messages.append(message)
            with contextlib.suppress(BlockingIOError):  # it rings already
                self._bell.send(b"!")

    def take(self) -> list[Outgoing]:
        """Return what was put since the last time."""
        with contextlib.suppress(BlockingIOError):
            while self.wake.recv(1024):
                pass
        with self._lock:
            taken = list(self._messages)
            self._messages.clear()
        return taken

    def close(self) -> None:
        """Take nothing more."""
        with self._lock:
            self._is_closed = True
            self._messages.clear()
            self._bell.close()
            self.wake.close()
