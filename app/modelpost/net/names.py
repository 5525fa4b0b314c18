"""Looking up host names without being held up by a resolver that does not answer."""

import socket
import threading
from collections.abc import Callable, Sequence
from typing import Any

from modelpost.core.ports import Clock
from modelpost.net.cancel import CancelToken
from modelpost.net.connection import Address

_GLANCE = 0.05
_FOR_EVER = 1e6

Resolver = Callable[[str, int], Sequence[tuple[Any, ...]]]
"""Returns what `socket.getaddrinfo` returns, or raises what it raises."""


class Names:
    """Asks the resolver, each time on a thread of its own: a look-up itself can be neither stopped nor limited.

    One that nobody waits for any more goes on until the resolver gives it up. Until then it is joined by whoever asks
    for the same place, so that threads do not pile up.
    """

    def __init__(self, clock: Clock, resolver: Resolver) -> None:
        self._clock = clock
        self._resolver = resolver
        self._lock = threading.Lock()
        self._open: dict[tuple[str, int], _Question] = {}

    def look_up(self, host: str, port: int, token: CancelToken, limit: float | None) -> tuple[Address, ...]:
        """Return the addresses of a host. Raises TimeoutError after `limit` seconds, and HungUp."""
        question = self._asked(host, port)
        deadline = self._clock.monotonic() + (limit or _FOR_EVER)
        while not question.is_over.wait(_GLANCE):
            token.check()
            if self._clock.monotonic() >= deadline:
                raise TimeoutError("no answer to the look-up within the limit")
        if question.trouble is not None:
            raise question.trouble
        return question.addresses

    def _asked(self, host: str, port: int) -> "_Question":
        with self._lock:
            known = self._open.get((host, port))
            if known is not None:
                return known
            question = self._open[host, port] = _Question()
        threading.Thread(target=self._ask, args=(question, host, port), name="look-up", daemon=True).start()
        return question

    def _ask(self, question: "_Question", host: str, port: int) -> None:
        try:
            found = self._resolver(host, port)
            question.addresses = tuple(dict.fromkeys(Address(family, place) for family, _, _, _, place in found))
        except OSError as error:
            question.trouble = error
        except ValueError as error:  # a name that cannot be written as the resolver wants it
            question.trouble = socket.gaierror(socket.EAI_NONAME, str(error))
        finally:
            with self._lock:
                del self._open[host, port]
            question.is_over.set()


class _Question:
    """A look-up, and what came of it once it `is_over`."""

    def __init__(self) -> None:
        self.is_over = threading.Event()
        self.addresses: tuple[Address, ...] = ()
        self.trouble: OSError | None = None


def system_resolver(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    """Ask the operating system."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
