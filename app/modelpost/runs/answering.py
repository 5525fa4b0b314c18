"""One input sent and its answer read: the piece of work that a run does again and again."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from modelpost.core.assertions import Verdict
from modelpost.core.carried import credentials_in
from modelpost.core.events import Event, Failed, Finished, Stopped
from modelpost.core.failures import Failure, ModelpostError
from modelpost.core.needs import used_names
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import Response
from modelpost.core.scope import Context, Scope
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.core.variables import Problems, resolve
from modelpost.documents.media_type import MediaType, sniff
from modelpost.documents.picture_size import ENOUGH, picture_size
from modelpost.inference import api as inference
from modelpost.inference.api import Reader, Reading
from modelpost.net.cancel import CancelToken
from modelpost.runs.applied import Fields, applied
from modelpost.runs.assertions import Evidence, verdict
from modelpost.runs.inputs import Input
from modelpost.runs.meaning import exchanged_of
from modelpost.runs.result import UNAUTHORIZED, FoundBox, Result
from modelpost.store.files import read_whole

_LARGEST_READ = 16 << 20
_SNIFFED = 4096
_LONGEST_LABEL = 200
_SHOWN_OF_TABLE = 3

_Short = tuple[str, str, float | None, tuple[FoundBox, ...] | None]
_NOTHING: _Short = "", "", None, None


class Sends(Protocol):
    """The engine, as a run needs it."""

    def exchange(self, request: ResolvedRequest, options: SendOptions, token: CancelToken) -> Iterator[Event]:
        """Send and yield what happens, the outcome last."""


class Outcome(Protocol):
    """What came of an input. To read it takes time that nothing else should wait for, and less right behind another."""

    @property
    def is_refused(self) -> bool:
        """Tell whether the credentials were not accepted."""

    @property
    def size(self) -> int:
        """How many bytes of an answer it holds."""

    def read(self) -> "Answered":
        """Return the outcome with what it means; from any thread, never raises ModelpostError."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An outcome that was read, with its answer: the body decoded, empty where it is too large to be read."""

    result: Result
    response: Response | None = None
    content: bytes = b""
    reading: Reading | None = None

    @property
    def is_refused(self) -> bool:
        """Tell whether the credentials were not accepted."""
        return self.result.is_refused

    @property
    def size(self) -> int:
        """How many bytes of an answer it holds."""
        return len(self.content)

    def read(self) -> "Answered":
        """Return it as it is."""
        return self


@dataclass(frozen=True, slots=True)
class _Unread:
    """A complete answer, and who can read it."""

    given: Input
    request: ResolvedRequest
    end: Finished
    reader: "Answering"

    @property
    def is_refused(self) -> bool:
        return self.end.response.status == UNAUTHORIZED

    @property
    def size(self) -> int:
        return self.end.response.body.size

    def read(self) -> Answered:
        return self.reader.read(self.given, self.request, self.end.response, self.end.timings.total)


class Answering:
    """Sends one input after another; used from many threads.

    `pieces` yields the decoded body of a response. `fields` and `part` say where an input goes (`applied`). `labels`
    names classes by their index, for servers that send none.
    """

    def __init__(
        self,
        *,
        engine: Sends,
        draft: RequestDraft,
        context: Context,
        options: SendOptions,
        pieces: Callable[[Response], Iterator[bytes]],
        readers: Iterable[Reader],
        fields: Fields = (),
        part: str = "",
        labels: tuple[str, ...] = (),
    ) -> None:
        self._engine = engine
        self._draft = draft
        self._context = context
        self._options = options
        self._pieces = pieces
        self._readers = tuple(readers)
        self._fields = fields
        self._part = part
        self._labels = labels
        self._essence = "", ""
        self._same: ResolvedRequest | Problems | None = None
        self._names: frozenset[str] | None = None
        self._hiding: tuple[ResolvedRequest, Redactor] | None = None

    def answer(self, given: Input, token: CancelToken) -> Outcome | None:
        """Send one input; None where the token ended it. Never raises ModelpostError."""
        try:
            request = self._resolved(given)
        except ModelpostError as error:
            return Answered(_unsent(given, error.summary))
        if isinstance(request, Problems):
            return Answered(_unsent(given, request.problems[0].message))
        outcome: Event | None = None
        for event in self._engine.exchange(request, self._options, token):
            outcome = event
        match outcome:
            case Finished():
                return _Unread(given, request, outcome, self)
            case Failed(failure=failure, at=at):
                return Answered(_failed(given, failure, at))
            case Stopped():
                return None
        raise RuntimeError("an exchange ended without an outcome")

    def _resolved(self, given: Input) -> ResolvedRequest | Problems:
        """Return what is sent for an input; a request that is the same for all of them is resolved once."""
        if given.file or self._fields or self._depends_on(given):
            draft, scope = applied(self._draft, given, self._fields, self._part)
            return resolve(draft, self._with(scope))
        if self._same is None:
            self._same = resolve(self._draft, self._context)
        return self._same

    def _depends_on(self, given: Input) -> bool:
        """Tell whether the request refers to the input, or to what is made up anew each time."""
        if self._names is None:
            self._names = frozenset(used_names(self._draft, self._context))
        if "index" in self._names or any(not name.isidentifier() for name in self._names):
            return True
        return any(name in self._names for name, _ in given.values)

    def _with(self, scope: Scope) -> Context:
        context = self._context
        return replace(context, scopes=(*context.scopes, scope))

    def read(self, given: Input, request: ResolvedRequest, response: Response, seconds: float) -> Answered:
        """Read a complete answer."""
        content = b""
        message = ""
        if response.body.size <= _LARGEST_READ:
            try:
                content = b"".join(self._pieces(response))
            except ModelpostError as error:
                message = str(error.summary)
        hide = self._redactor(request)
        reading = self._reading(request, response, hide.content(content))
        if not message and response.status >= 400:
            message = hide.text(response.reason)
        kind, label, score, boxes = _in_short(reading, given) if reading is not None else _NOTHING
        if kind == "fault":
            message, label = label, ""
        size = response.body.size
        result = Result(
            given.index,
            given.name,
            response.status,
            seconds,
            size,
            "",
            message,
            kind,
            label,
            score,
            given.expected,
            boxes,
        )
        if request.expectations:
            evidence = Evidence(response, seconds, content, reading=reading)
            result = _judged(result, verdict(request.expectations, evidence))
        return Answered(result, response, content, reading)

    def _redactor(self, request: ResolvedRequest) -> Redactor:
        """Return what masks the credentials of a request: services repeat them, and results go to files."""
        known = self._hiding
        if known is None or known[0] is not request:
            self._hiding = known = request, Redactor(credentials_in(request))
        return known[1]

    def _reading(self, request: ResolvedRequest, response: Response, content: bytes) -> Reading | None:
        header = response.headers.first("Content-Type")
        known, declared = self._essence
        if header != known:  # a service says the same each time
            declared = MediaType.parse(header).essence
            self._essence = header, declared
        media_type = sniff(content[:_SNIFFED], declared)
        exchanged = exchanged_of(response, media_type, content, request, self._labels)
        found = inference.readings(self._readers, exchanged)
        return found[0][1] if found else None


def _size_of(given: Input) -> tuple[int, int] | None:
    """Return the size of the picture that was sent, None where it is none or cannot be read any more."""
    if not given.file:
        return None
    try:
        return picture_size(read_whole(Path(given.file), up_to=ENOUGH))
    except ModelpostError:
        return None


def _unsent(given: Input, message: Message) -> Result:
    return Result(given.index, given.name, failure="unsent", message=str(message), expected=given.expected)


def _failed(given: Input, failure: Failure, seconds: float) -> Result:
    return Result(
        given.index,
        given.name,
        seconds=seconds,
        failure=failure.kind.value,
        message=str(failure.summary),
        expected=given.expected,
    )


def _judged(result: Result, found: Verdict) -> Result:
    """Return the result with the first assertion that does not hold."""
    if not found.unmet:
        return result
    first = found.unmet[0]
    typed = first.expectation.typed
    unmet = " ".join(part for part in (typed.expression, typed.operator, typed.value) if part)
    return replace(result, unmet=unmet, message=str(first.sentence))


def _in_short(reading: Reading, given: Input) -> _Short:
    """Return kind, label, score and boxes."""
    match reading.meaning:
        case inference.Classification() as found:
            best = next((each for each in found.classes if each.label == found.top), None)
            return "classification", found.top, best.score if best is not None else None, None
        case inference.Detection() as found:
            boxes = tuple(_found_boxes(found, _size_of(given)))
            scores = [box.score for box in boxes if box.score is not None and not math.isnan(box.score)]
            return "detection", str(len(found.boxes)), max(scores, default=None), boxes
        case inference.Table() as table:
            return "table", _of_table(table), None, None
        case inference.Number(text=text):
            return "number", text, None, None
        case inference.Chat(text=text) | inference.Transcript(text=text):
            return "text", text[:_LONGEST_LABEL], None, None
        case inference.Fault(text=text):
            return "fault", text[:_LONGEST_LABEL], None, None
        case inference.TextLines(lines=lines):
            return "ocr", " ".join(line.text for line in lines)[:_LONGEST_LABEL], None, None
        case inference.Entities(entities=entities):
            return (
                "entities",
                ", ".join(f"{each.word} ({each.label})" for each in entities)[:_LONGEST_LABEL],
                None,
                None,
            )
        case inference.Segmentation(masks=masks):
            return "segmentation", ", ".join(mask.label for mask in masks)[:_LONGEST_LABEL], None, None
        case inference.Embedding(vectors=vectors):
            return "embedding", f"{len(vectors)} × {len(vectors[0])}", None, None
        case inference.Pictures():
            return "picture", "", None, None


def _found_boxes(found: inference.Detection, picture: tuple[int, int] | None) -> Iterator[FoundBox]:
    for box in found.boxes:
        place = inference.rectangle(box, found.form, picture or (1, 1))
        if place is not None:
            yield FoundBox(box.label, box.score, place.x, place.y, place.width, place.height)


def _of_table(table: inference.Table) -> str:
    """Return the results of the first rows: what the model said, without what it was asked."""
    said = [str(row[column]) for row in table.rows[:_SHOWN_OF_TABLE] for column in table.results]
    more = ", …" if len(table.rows) > _SHOWN_OF_TABLE else ""
    return (", ".join(said) + more)[:_LONGEST_LABEL]
