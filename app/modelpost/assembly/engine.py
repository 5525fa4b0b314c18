"""The engine, as presenters see it."""

from __future__ import annotations  # types of what is loaded late stand in signatures

import threading
from typing import TYPE_CHECKING

from modelpost.assembly.own import USER_AGENT
from modelpost.store.clock import SystemClock, SystemRandomness

if TYPE_CHECKING:
    from modelpost.assembly.stores import Stores
    from modelpost.core.certificates import CertificateFile
    from modelpost.core.proxies import Way
    from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
    from modelpost.core.response import Response, StoredBody
    from modelpost.net.names import Resolver
    from modelpost.viewers.api import Answer, Buffer, Rendering
    from modelpost.workbench.engine_room import EngineRoom
    from modelpost.workbench.exchange_state import Read
    from modelpost.workbench.person import PersonDesk
    from modelpost.workbench.runner import Job


class Engine:
    """The sender and the reader of the ports; both load the network stack at their first use."""

    def __init__(self, stores: Stores, person: PersonDesk, resolver: Resolver | None = None) -> None:
        self._stores = stores
        self._person = person
        self._resolver = resolver
        self._room: EngineRoom | None = None
        self._room_lock = threading.Lock()

    def room(self) -> EngineRoom:
        """Seam: the network stack, 100 ms and 20 MB, on the thread of the first exchange."""
        with self._room_lock:  # the first exchanges may begin side by side, and share tokens and connections
            if self._room is None:
                from modelpost.workbench.engine_room import EngineRoom  # noqa: PLC0415  # see above

                stores, clock, chance = self._stores, SystemClock(), SystemRandomness()
                jars, _ = stores.cookies()
                self._room = EngineRoom(
                    stores.profile,
                    USER_AGENT,
                    clock,
                    chance,
                    jars,
                    tokens=stores.tokens(),
                    person=self._person,
                    resolver=self._resolver,
                )
            return self._room

    def close(self) -> None:
        """Hang up, and clear away what was received."""
        if self._room is not None:
            self._room.close()

    def job(self, request: ResolvedRequest, options: SendOptions) -> Job:
        """Return an exchange about to run."""
        return self.room().job(request, options)

    def errand(self, auth: ResolvedAuth, options: SendOptions, field: str) -> Job:
        """Return an errand of an auth scheme about to run."""
        return self.room().errand(auth, options, field)

    def copy_as_curl(self, request: ResolvedRequest, options: SendOptions, *, with_secrets: bool) -> str:
        """Return the request as a command."""
        from modelpost.snippets.curl import PLUGIN  # noqa: PLC0415  # 3 ms, at the first copy

        return PLUGIN.write(request, options, with_secrets=with_secrets)

    def render(self, answer: Answer, view: str) -> Rendering:
        """Return what a view shows."""
        return self.room().reader.render(answer, view)

    def body(self, body: StoredBody) -> Buffer:
        """Return the bytes of a body as they were kept."""
        return self.room().reader.body(body)

    def read(self, response: Response, largest: int) -> Read:
        """Read an answer once more, unpacking up to `largest` bytes of it."""
        return self.room().read(response, largest)

    def raw(self, response: Response) -> Buffer:
        """Return a body as it was received."""
        return self.room().reader.raw(response)

    def recalled(self, response: Response, request: ResolvedRequest) -> Read:
        """Read an answer of the history."""
        return self.room().recalled(response, request)


def way_to(url: str, options: SendOptions) -> Way:
    """Say which way leads to an address."""
    from modelpost.net import route  # noqa: PLC0415  # 20 ms, off the GUI thread, at the first Settings

    return route.way_to(url, options)


def certificates_in(path: str) -> CertificateFile:
    """Return what a file of trusted certificates holds."""
    from modelpost.net import certificates  # noqa: PLC0415  # 40 ms, off the GUI thread, at the first CA file shown

    return certificates.certificates_in(path)
