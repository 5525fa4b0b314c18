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
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import Response
from modelpost.core.scope import Context, Scope
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.core.variables import Problems, resolve, used_names
from modelpost.documents.media_type import MediaType, sniff
from modelpost.documents.picture_size import ENOUGH, picture_size
from modelpost.inference import api as inference
from modelpost.inference.api import Reader, Reading
from modelpost.net.cancel import CancelToken
from modelpost.runs.applied import Fields, applied
from modelpost.runs.assertions import Evidence, verdict
from modelpost.runs.inputs import Input
from modelpost.runs.meaning import exchanged_of
from modelpost.runs.result import FoundBox, Result
from modelpost.store.files import read_whole

_LARGEST_READ = 16 << 20
_SNIFFED = 4096
_LONGEST_LABEL = 200
_SHOWN_OF_TABLE = 3


class Sends(Protocol):
    """The engine, as a run needs it."""

    def exchange(self, request: ResolvedRequest, options: SendOptions, token: CancelToken) -> Iterator[Event]:
        """Send and yield what happens, the outcome last."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An outcome with its answer: the body decoded, empty where it is too large to be read."""

    result: Result
    response: Response | None = None
    content: bytes = b""
    reading: Reading | None = None


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
        self._same: ResolvedRequest | Problems | None = None
        self._names: frozenset[str] | None = None

    def answer(self, given: Input, token: CancelToken) -> Answered | None:
        """Send one input and read its answer; None where the token ended it. Never raises ModelpostError."""
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
            case Finished(response=response, timings=timings):
                return self._read(given, request, response, timings.total)
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

    def _read(self, given: Input, request: ResolvedRequest, response: Response, seconds: float) -> Answered:
        content = b""
        message = ""
        if response.body.size <= _LARGEST_READ:
            try:
                content = b"".join(self._pieces(response))
            except ModelpostError as error:
                message = str(error.summary)
        hide = Redactor(credentials_in(request))  # services repeat credentials, and results go to files
        reading = self._reading(request, response, hide.content(content))
        base = Result(
            given.index,
            given.name,
            response.status,
            seconds,
            response.body.size,
            message=message or (hide.text(response.reason) if response.status >= 400 else ""),
            expected=given.expected,
        )
        result = _summed_up(base, reading, _size_of(given))
        if request.expectations:
            evidence = Evidence(response, seconds, content, reading=reading)
            result = _judged(result, verdict(request.expectations, evidence))
        return Answered(result, response, content, reading)

    def _reading(self, request: ResolvedRequest, response: Response, content: bytes) -> Reading | None:
        declared = MediaType.parse(response.headers.first("Content-Type")).essence
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


def _summed_up(base: Result, reading: Reading | None, picture: tuple[int, int] | None) -> Result:
    """Return the result with what the answer means in short."""
    if reading is None:
        return base
    kind, label, score, boxes = _in_short(reading, picture)
    message = label if kind == "fault" else base.message
    return Result(
        base.index,
        base.name,
        base.status,
        base.seconds,
        base.size,
        base.failure,
        message,
        kind,
        "" if kind == "fault" else label,
        score,
        base.expected,
        boxes,
    )


def _judged(result: Result, found: Verdict) -> Result:
    """Return the result with the first assertion that does not hold."""
    if not found.unmet:
        return result
    first = found.unmet[0]
    typed = first.expectation.typed
    unmet = " ".join(part for part in (typed.expression, typed.operator, typed.value) if part)
    return replace(result, unmet=unmet, message=str(first.sentence))


def _in_short(
    reading: Reading, picture: tuple[int, int] | None
) -> tuple[str, str, float | None, tuple[FoundBox, ...] | None]:
    match reading.meaning:
        case inference.Classification() as found:
            best = next((each for each in found.classes if each.label == found.top), None)
            return "classification", found.top, best.score if best is not None else None, None
        case inference.Detection() as found:
            boxes = tuple(_found_boxes(found, picture))
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
