"""What a batch needs of disk and network, made off the GUI thread."""

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from modelpost.core.failures import ModelpostError
from modelpost.core.ports import Clock
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import SendOptions
from modelpost.core.response import Response
from modelpost.core.scope import Context
from modelpost.core.variables import Problems, resolve
from modelpost.runs.ageing import remove_old
from modelpost.runs.answering import Answered
from modelpost.runs.applied import Fields, applied
from modelpost.runs.batch import Answers, Batch, Pace
from modelpost.runs.inputs import Input, Inputs, Part
from modelpost.runs.report import About, as_csv, as_json_lines, as_page
from modelpost.runs.result import Result
from modelpost.runs.result import from_record as result_from
from modelpost.runs.setup import Setup, as_record, class_names, inputs_of, truth_of, with_retries
from modelpost.runs.setup import from_record as setup_from
from modelpost.runs.truth import Truth
from modelpost.store.files import write_file, writing_trouble
from modelpost.store.names import file_stem
from modelpost.store.profile import make_private_folder
from modelpost.store.run_answers import RunAnswers
from modelpost.store.run_journal import RunJournal
from modelpost.workbench.texts import translated


@dataclass(frozen=True, slots=True)
class Work:
    """What is sent again and again: a request, what surrounds it, and where an input goes."""

    draft: RequestDraft
    context: Context
    options: SendOptions
    fields: Fields = ()
    part: str = ""
    labels: tuple[str, ...] = ()


class Source(NamedTuple):
    """All inputs of a setup, and the true boxes where they are known."""

    inputs: Inputs
    truth: Truth | None


class Earlier(NamedTuple):
    """A run that is in the profile: of what, and what came of it so far."""

    setup: Setup
    total: int
    results: tuple[Result, ...]


class Started(NamedTuple):
    """A run about to begin, and what is known of it already."""

    batch: Batch
    known: tuple[Result, ...]


class RunsEngine(Protocol):
    """Makes what sends; loads the network stack at its first use, off the GUI thread."""

    def answering(self, work: Work) -> Answers:
        """Return what sends the inputs of a run."""


class BatchRoom:
    """Reads sources and keeps journals; every call waits for the disk or the network stack.

    `folder` is where journals and answers are, named by the key of request and source; what is old goes from there
    when the next run begins (`runs.ageing`).
    """

    def __init__(self, load_engine: Callable[[], RunsEngine], folder: Path, clock: Clock) -> None:
        self._load_engine = load_engine
        self._folder = folder
        self._clock = clock
        self._shelves: dict[str, RunAnswers] = {}

    def source(self, setup: Setup) -> Source:
        """Read what a setup is over. Raises ModelpostError."""
        inputs = inputs_of(setup)
        return Source(inputs, truth_of(setup, inputs))

    def earlier(self, request: str) -> Earlier | None:
        """Return the last run of a request whose journal is there, None for none."""
        found = [path for path in self._folder.glob("*.jsonl") if _header(path).get("request") == request]
        newest = max(found, key=lambda path: path.stat().st_mtime, default=None)
        if newest is None:
            return None
        with contextlib.suppress(ModelpostError, TypeError, ValueError, KeyError):  # of another version
            journal = RunJournal(newest, self._clock.monotonic)
            header, records = journal.resume()
            journal.close()
            return Earlier(setup_from(header["setup"]), int(header["inputs"]), _results(records))
        return None

    def continues(self, earlier: Earlier, source: Source) -> bool:
        """Tell whether a source holds the inputs of an earlier run, with the right answers that they had then."""
        count = len(source.inputs)
        return count == earlier.total and all(
            0 <= result.index < count and _is_of(result, source.inputs[result.index]) for result in earlier.results
        )

    def forget(self, request: str, setup: Setup) -> None:
        """Remove the journal of a run and its answers."""
        key = setup.key(request)
        for suffix in (".jsonl", ".answers"):
            (self._folder / f"{key}{suffix}").unlink(missing_ok=True)

    def start(
        self,
        request: str,
        setup: Setup,
        source: Source,
        work: Work,
        tell: Callable[[Sequence[Result]], None],
        *,
        again: Sequence[int] | None = None,
        anew: bool = True,
    ) -> Started | Problems:
        """Return a run about to begin, or what keeps it from that. Raises ModelpostError.

        `anew` begins from the first input; else the run goes on behind its journal. `again` are the only inputs to
        send, such as those that failed.
        """
        options = with_retries(work.options, setup.retries)
        work = replace(work, options=options, fields=setup.fields, part=setup.part, labels=class_names(setup.labels))
        problems = _problems(work, source.inputs)
        if problems is not None:
            return problems
        key = setup.key(request)
        make_private_folder(self._folder)
        journal = RunJournal(self._folder / f"{key}.jsonl", self._clock.monotonic)
        known: tuple[Result, ...] = ()
        if anew and again is None:
            header = {"modelpost": "run", "request": request, "inputs": len(source.inputs), "setup": as_record(setup)}
            journal.begin(header)
        else:
            known = _results(journal.resume()[1])
        answers = self._shelf(key)
        remove_old(self._folder, self._clock.now(), tuple(self._shelves))
        answers.open(anew=anew and again is None)

        def keep(group: Sequence[Answered]) -> None:
            journal.append(answered.result.as_record() for answered in group)
            answers.append(
                (answered.result.index, _head(answered.response), answered.content)
                for answered in group
                if answered.response is not None
            )

        inputs = source.inputs if again is None else Part(source.inputs, again)
        pace = Pace(setup.workers, setup.per_second)
        known_here = known if again is None else ()
        answering = self._load_engine().answering(work)
        batch = Batch(inputs, answering, pace, self._clock, keep=keep, tell=tell, known=known_here, end=journal.close)
        return Started(batch, known)

    def answer(self, request: str, setup: Setup, index: int) -> tuple[dict[str, Any], bytes] | None:
        """Return head and body of a kept answer. Raises FileTrouble."""
        return self._opened(setup.key(request)).read(index)

    def write_answers(self, request: str, setup: Setup, folder: str, names: Mapping[int, str]) -> None:
        """Write the body of every kept answer into a folder, under the name of its input. Raises FileTrouble."""
        place = Path(folder).expanduser()
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise writing_trouble(folder, error) from error
        for index in self._opened(setup.key(request)).indices():
            found = self.answer(request, setup, index)
            if found is not None:
                name = f"{index + 1:06} {file_stem(Path(names.get(index, '')).name)}"
                write_file(str(place / f"{name}.body"), (found[1],))

    def write_report(
        self,
        kind: str,
        path: str,
        about: About,
        results: Sequence[Result],
        files: Callable[[Result], str],
        truth: Truth | None,
    ) -> None:
        """Write results as `csv`, `jsonl` or `html`; a page says when it was written. Raises FileTrouble."""
        match kind:
            case "csv":
                lines = as_csv(results, truth)
            case "jsonl":
                lines = as_json_lines(results)
            case _:
                when = datetime.fromtimestamp(self._clock.now()).astimezone().strftime("%Y-%m-%d %H:%M %Z")
                lines = as_page(replace(about, when=when), results, files, translated, truth=truth)
        write_file(path, (line.encode("utf-8", "replace") for line in lines))

    def close(self) -> None:
        """Let go of all files."""
        for shelf in self._shelves.values():
            shelf.close()

    def _opened(self, key: str) -> RunAnswers:
        if key not in self._shelves:
            self._shelf(key).open(anew=False)
        return self._shelf(key)

    def _shelf(self, key: str) -> RunAnswers:
        return self._shelves.setdefault(key, RunAnswers(self._folder / f"{key}.answers"))


def _problems(work: Work, inputs: Inputs) -> Problems | None:
    """Return what is missing for the first input: it would be missing for all."""
    draft, scope = applied(work.draft, inputs[0], work.fields, work.part)
    found = resolve(draft, replace(work.context, scopes=(*work.context.scopes, scope)))
    return found if isinstance(found, Problems) else None


def _is_of(result: Result, given: Input) -> bool:
    return (result.name, result.expected) == tuple(
        text.encode("utf-8", "replace").decode()
        for text in (given.name, given.expected)  # as the journal has them
    )


def _results(records: Sequence[dict[str, Any]]) -> tuple[Result, ...]:
    found: dict[int, Result] = {}
    for record in records:
        with contextlib.suppress(TypeError, KeyError):  # written by another version; its input is sent again
            result = result_from(record)
            found[result.index] = result
    return tuple(found.values())


def _head(response: Response) -> dict[str, Any]:
    headers = [(field.name, field.value) for field in response.headers]
    return {"status": response.status, "reason": response.reason, "headers": headers}


def _header(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            found = json.loads(stream.readline())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
