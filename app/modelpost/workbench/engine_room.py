"""The engine and the reader, assembled: what runs on the thread of an exchange."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from modelpost import auth, bodies, inference, viewers
from modelpost.core.assertions import Verdict
from modelpost.core.events import Event, Failed, Finished, Obtained, Stopped
from modelpost.core.extraction import Captured, NotFound, Source, extracted
from modelpost.core.failures import FormatTrouble
from modelpost.core.ports import Clock, Person, Randomness, TokenCache
from modelpost.core.registry import Registry
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.documents.jsonpath import JsonValues
from modelpost.net.cancel import CancelToken
from modelpost.net.decode import decoded
from modelpost.net.engine import Engine
from modelpost.net.jar import Jars
from modelpost.net.names import Resolver, system_resolver
from modelpost.runs.answering import Answering
from modelpost.runs.assertions import Evidence, verdict
from modelpost.store.files import LocalFiles
from modelpost.store.profile import Profile
from modelpost.store.spools import BodySpools
from modelpost.viewers.api import Answer
from modelpost.workbench.batch_room import Work
from modelpost.workbench.exchange_state import Read
from modelpost.workbench.reader import ResponseReader
from modelpost.workbench.understanding import Understanding

if TYPE_CHECKING:
    from modelpost.inference.api import Reader

_READ_BEFORE_TOLD = 1 << 20
"""Bytes of a body up to which it is read before the end is told: one repaint instead of two."""


class EngineRoom:
    """Makes exchanges; shared by all of their threads."""

    def __init__(
        self,
        profile: Profile,
        user_agent: str,
        clock: Clock,
        randomness: Randomness,
        jars: Jars | None = None,
        *,
        tokens: TokenCache | None = None,
        person: Person | None = None,
        resolver: Resolver | None = None,
    ) -> None:
        self._spools = BodySpools(profile.spools)
        self._spools.remove_leftovers()
        self.reader = ResponseReader(self._spools, decoded, Registry.discover(viewers))
        self._readers: Registry[Reader] = Registry.discover(inference)
        self._understanding = Understanding(self._readers)
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
            jars=jars,
            tokens=tokens,
            person=person,
            resolver=resolver or system_resolver,
        )

    def job(self, request: ResolvedRequest, options: SendOptions) -> "ExchangeJob":
        """Return an exchange about to run."""
        return ExchangeJob(self.engine, self.reader, self._understanding, request, options)

    def answering(self, work: Work) -> Answering:
        """Return what sends the inputs of a run; used from many threads."""
        return Answering(
            engine=self.engine,
            draft=work.draft,
            context=work.context,
            options=work.options,
            pieces=self._decoded,
            readers=self._readers,
            fields=work.fields,
            part=work.part,
            labels=work.labels,
        )

    def _decoded(self, response: Response) -> Iterator[bytes]:
        chunks, codings = self._spools.chunks(response.body), response.codings
        return decoded(chunks, codings) if codings else chunks

    def read(self, response: Response, largest: int) -> Read:
        """Read an answer once more, unpacking up to `largest` bytes of it."""
        return _reading(self.reader, response, largest)

    def recalled(self, response: Response, request: ResolvedRequest) -> Read:
        """Read an answer that comes from the history."""
        answer = self.reader.read(response)
        answer = replace(answer, note=answer.note or Message("From the history: secrets in it are masked."))
        view = self.reader.best_view(answer)
        understood = self._understanding.of(answer, request)
        return Read(answer, view, self.reader.render(answer, view), understood)

    def errand(self, auth: ResolvedAuth, options: SendOptions, field: str) -> "ErrandJob":
        """Return an errand of an auth scheme about to run."""
        return ErrandJob(self.engine, auth, options, field)

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

    def run(self) -> Iterator[Event | Read | Verdict | tuple[Captured, ...]]:
        """Yield what happens; the reading of a small body comes before the end, that of a large one after it.

        What is captured from the answer, and what became of the assertions, comes right behind its reading.
        """
        for event in self._engine.exchange(self._request, self._options, self.token):
            response = event.response if isinstance(event, Finished | Failed | Stopped) else None
            if response is None:
                yield event
            elif response.body.size <= _READ_BEFORE_TOLD:
                yield from self._read(response, event)
                yield event
            else:
                yield event
                yield from self._read(response, event)

    def _read(self, response: Response, outcome: Event) -> Iterator[Read | Verdict | tuple[Captured, ...]]:
        read = _reading(self._reader, response, self._options.largest_unpacked)
        read = replace(read, understood=self._understanding.of(read.answer, self._request))
        yield read
        if self._request.captures:
            yield extracted(self._request.captures, _source(read.answer))
        if self._request.expectations and isinstance(outcome, Finished):
            yield verdict(self._request.expectations, _evidence(read, outcome.timings.total))


def _reading(reader: ResponseReader, response: Response, largest: int) -> Read:
    answer = reader.read(response, largest)
    view = reader.best_view(answer)
    return Read(answer, view, reader.render(answer, view))


def _evidence(read: Read, seconds: float) -> Evidence:
    reading = read.understood.found[0].reading if read.understood is not None else None
    return Evidence(read.answer.response, seconds, read.answer.content, read.answer.charset, reading)


def _source(answer: Answer) -> Source:
    values = JsonValues(answer.content)

    def text(most: int) -> str:
        return bytes(answer.content[:most]).decode(answer.charset, "replace")

    def json_value(path: str) -> str:
        try:
            found = values.find(path)
        except FormatTrouble as trouble:
            raise NotFound(trouble.summary) from trouble
        if not found:
            raise NotFound(Message("The path leads nowhere in this answer"))
        return found[0]

    return Source(answer.response, text, json_value)


class ErrandJob:
    """One errand of an auth scheme."""

    def __init__(self, engine: Engine, auth: ResolvedAuth, options: SendOptions, field: str) -> None:
        self._engine = engine
        self._auth = auth
        self._options = options
        self._field = field
        self.token = CancelToken()

    def run(self) -> Iterator[Event | Obtained]:
        """Yield what happens."""
        return self._engine.errand(self._auth, self._options, self.token, self._field)


def _report(bug: BaseException) -> None:
    """Hand a bug of the engine to the program's crash reporter."""
    threading.excepthook(threading.ExceptHookArgs((type(bug), bug, bug.__traceback__, threading.current_thread())))
