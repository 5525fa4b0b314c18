"""Connections kept alive between exchanges (RFC 9112, section 9.3)."""

import threading

from modelpost.core.ports import Clock
from modelpost.net.connection import Connection
from modelpost.net.route import Route

_KEPT_PER_ROUTE = 64
"""As many as a batch may have workers: whenever all of them wait, the rest would be connected anew."""

_KEPT_FOR = 90.0
"""Seconds; most servers hang up earlier, and what idles longer is rather forgotten by some router on the way."""


class Pool:
    """Idle connections by route; used from many exchange threads at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._idle: dict[Route, list[Connection]] = {}

    def take(self, route: Route) -> Connection | None:
        """Return an idle connection that still stands, the one used last first."""
        while True:
            with self._lock:
                waiting = self._idle.get(route)
                connection = waiting.pop() if waiting else None
            if connection is None or connection.is_usable():
                return connection
            connection.close()

    def give(self, connection: Connection) -> None:
        """Keep a connection whose answer was read to its end; close those that waited too long."""
        connection.let_go()
        connection.idle_since = now = self._clock.monotonic()
        with self._lock:
            self._idle.setdefault(connection.route, []).append(connection)
            surplus = [old for route in list(self._idle) for old in self._surplus(route, now)]
        for old in surplus:
            old.close()

    def close(self) -> None:
        """Close every idle connection."""
        with self._lock:
            connections = [connection for waiting in self._idle.values() for connection in waiting]
            self._idle.clear()
        for connection in connections:
            connection.close()

    def _surplus(self, route: Route, now: float) -> list[Connection]:
        waiting = self._idle[route]
        kept = [connection for connection in waiting if now - connection.idle_since < _KEPT_FOR][-_KEPT_PER_ROUTE:]
        surplus = [connection for connection in waiting if connection not in kept]
        if kept:
            self._idle[route] = kept
        else:
            del self._idle[route]
        return surplus
