"""The engine and the reader, assembled: what runs on the thread of an exchange."""

import threading
from collections.abc import Iterator

from modelpost import auth, bodies, inference, viewers
from modelpost.core.events import Event, Failed, Finished, Stopped
from modelpost.core.ports import Clock, Randomness
from modelpost.core.registry import Registry
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import Response
from modelpost.net.cancel import CancelToken
from modelpost.net.decode import decoded
from modelpost.net.engine import Engine
from modelpost.store.files import LocalFiles
from modelpost.store.profile import Profile
from modelpost.store.spools import BodySpools
from modelpost.workbench.exchange_state import Read
from modelpost.workbench.reader import ResponseReader
from modelpost.workbench.understanding import Understanding

_READ_BEFORE_TOLD = 1 << 20
"""Bytes of a body up to which it is read before the end is told: one repaint instead of two."""


class EngineRoom:
    """Makes exchanges; shared by all of their threads."""

    def __init__(self, profile: Profile, user_agent: str, clock: Clock, randomness: Randomness) -> None:
        self._spools = BodySpools(profile.spools)
        self._spools.remove_leftovers()
        self.reader = ResponseReader(self._spools, decoded, Registry.discover(viewers))
        self._understanding = Understanding(Registry.discover(inference))
        self._bugs: list[BaseException] = []
        self.engine = Engine(
            files=LocalFiles(),
            spools=self._spools,
            clock=clock,
            randomness=randomness,
            auth=Registry.discover(auth),
            bodies=Registry.discover(bodies),
            user_agent=user_agent,
            report=_report,
        )

    def job(self, request: ResolvedRequest, options: SendOptions) -> "ExchangeJob":
        """Return an exchange about to run."""
        return ExchangeJob(self.engine, self.reader, self._understanding, request, options)

    def close(self) -> None:
        """Close idle connections and remove the bodies of this run."""
        self.engine.close()
        self._spools.close()


class ExchangeJob:
    """One exchange, then the reading of its answer."""

    def __init__(
        self,
        engine: Engine,
        reader: ResponseReader,
        understanding: Understanding,
        request: ResolvedRequest,
        options: SendOptions,
    ) -> None:
        self._engine = engine
        self._reader = reader
        self._understanding = understanding
        self._request = request
        self._options = options
        self.token = CancelToken()

    def run(self) -> Iterator[Event | Read]:
        """Yield what happens; the reading of a small body comes before the end, that of a large one after it."""
        for event in self._engine.exchange(self._request, self._options, self.token):
            response = event.response if isinstance(event, Finished | Failed | Stopped) else None
            if response is None:
                yield event
            elif response.body.size <= _READ_BEFORE_TOLD:
                yield from self._read(response)
                yield event
            else:
                yield event
                yield from self._read(response)

    def _read(self, response: Response) -> Iterator[Read]:
        answer = self._reader.read(response)
        view = self._reader.best_view(answer)
        understood = self._understanding.of(answer, self._request)
        yield Read(answer, view, self._reader.render(answer, view), understood)


def _report(bug: BaseException) -> None:
    """Hand a bug of the engine to the program's crash reporter."""
    threading.excepthook(threading.ExceptHookArgs((type(bug), bug, bug.__traceback__, threading.current_thread())))
