"""Connections kept alive between exchanges (RFC 9112, section 9.3)."""

import threading

from modelpost.net.connection import Connection
from modelpost.net.route import Route

_KEPT_PER_ROUTE = 6


class Pool:
    """Idle connections by route; used from many exchange threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[Route, list[Connection]] = {}

    def take(self, route: Route) -> Connection | None:
        """Return an idle connection that still stands, the one used last first."""
        while True:
            with self._lock:
                waiting = self._idle.get(route)
                connection = waiting.pop() if waiting else None
            if connection is None or connection.is_usable:
                return connection
            connection.close()

    def give(self, connection: Connection) -> None:
        """Keep a connection whose answer was read to its end."""
        connection.let_go()
        with self._lock:
            waiting = self._idle.setdefault(connection.route, [])
            waiting.append(connection)
            surplus = waiting.pop(0) if len(waiting) > _KEPT_PER_ROUTE else None
        if surplus is not None:
            surplus.close()

    def close(self) -> None:
        """Close every idle connection."""
        with self._lock:
            connections = [connection for waiting in self._idle.values() for connection in waiting]
            self._idle.clear()
        for connection in connections:
            connection.close()
