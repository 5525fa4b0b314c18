"""The batch of one request: what it is set up to do, the run under way, and what came of it."""

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message
from modelpost.core.variables import Problems, needed_secrets
from modelpost.runs import batch as engine
from modelpost.runs.applied import applied, filled
from modelpost.runs.inputs import Input
from modelpost.runs.report import About
from modelpost.runs.result import Result
from modelpost.runs.setup import Setup, source_of, with_retries
from modelpost.runs.statistics import Progress
from modelpost.runs.tally import Tally
from modelpost.workbench.background import Background
from modelpost.workbench.batch_room import BatchRoom, Earlier, Source, Started, Work
from modelpost.workbench.batch_rows import BatchRows
from modelpost.workbench.garbage import take_as_old
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.secrets_desk import SecretsDesk

_TICK_MS = 100
_MOST_A_TICK = 1500
"""Results taken in at once: 15 ms of the GUI thread."""

_FIGURES_EVERY = 7
"""Ticks between two looks at figures and the order of rows: most of a second."""


class Phase(Enum):
    """Where the batch stands."""

    EMPTY = "empty"
    READING = "reading"
    READY = "ready"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class KeptAnswer(NamedTuple):
    """The answer of one input, as it was kept: status, reason and headers in `head`, and the decoded body."""

    result: Result
    head: dict[str, Any]
    body: bytes


class BatchRun(QObject):
    """The batch of one request.

    Signals:
        changed: the setup, the source or the phase is another, or an earlier run was found.
        advanced: results came; at most every 100 ms.
        figures_changed: it is time to look at figures again; about once a second while results come, and at the end.
        answer_read: the kept answer of a row is there; carries a KeptAnswer.
        failed: something could not be done; carries a ModelpostError.
    """

    changed = Signal()
    advanced = Signal()
    figures_changed = Signal()
    answer_read = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        tab: RequestTab,
        room: BatchRoom,
        background: Background,
        secrets: SecretsDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.tab = tab
        self._room = room
        self._background = background
        self._secrets = secrets
        self._setup = Setup()
        self._phase = Phase.EMPTY
        self._source: Source | None = None
        self._read_for: Setup | None = None
        self._earlier: Earlier | None = None
        self._problem = Message("")
        self._batch: engine.Batch | None = None
        self._again: frozenset[int] = frozenset()
        self._goes_on = False
        self._arrived: deque[Result] = deque()
        self._ticks = 0
        self._number = 0
        self.tally = Tally()
        self.rows = BatchRows(background, self)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)

    # What is shown ---------------------------------------------------------------------------------------------------

    @property
    def setup(self) -> Setup:
        """What the run is set up to do."""
        return self._setup

    @property
    def phase(self) -> Phase:
        """Where it stands."""
        return self._phase

    @property
    def is_busy(self) -> bool:
        """Tell whether a run is under way, paused or not."""
        return self._phase in (Phase.STARTING, Phase.RUNNING, Phase.PAUSED)

    @property
    def earlier(self) -> Earlier | None:
        """A run that was begun before and is not complete; None where there is none, or it was decided upon."""
        return self._earlier

    @property
    def problem(self) -> Message:
        """What keeps the batch from running, or ended it; empty for nothing."""
        return self._problem

    @property
    def total(self) -> int:
        """How many inputs there are."""
        return len(self._source.inputs) if self._source is not None else 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a table."""
        return self._source.inputs.columns if self._source is not None else ()

    @property
    def progress(self) -> Progress:
        """How far the run is."""
        done = self.tally.size
        if self._batch is None or not self.is_busy:
            return Progress(self.total, done)
        return replace(self._batch.progress, total=self.total, done=done)

    @property
    def is_resumable(self) -> bool:
        """Tell whether the run can go on where it was stopped."""
        return self._phase is Phase.STOPPED and 0 < self.tally.size < self.total

    @property
    def failed_count(self) -> int:
        """How many inputs could be sent again since they failed."""
        return sum(self.tally.errors.values())

    def input_of(self, result: Result) -> Input | None:
        """Return the input of a result."""
        if self._source is None or not 0 <= result.index < self.total:
            return None
        return self._source.inputs[result.index]

    def example(self) -> Input | None:
        """Return the first input."""
        return self._source.inputs[0] if self.total and self._source is not None else None

    # Setting up ------------------------------------------------------------------------------------------------------

    def take(self, paths: Sequence[str]) -> None:
        """Run over what was dropped or chosen: a folder, a table, or files."""
        if self.is_busy:
            return

        def work() -> Setup | None:
            return source_of(paths)

        def done(found: Setup | None) -> None:
            if found is None:
                self._fail(Message("There is nothing in it to send"))
                return
            kept = replace(found, workers=self._setup.workers, per_second=self._setup.per_second)
            self.set_up(replace(kept, retries=self._setup.retries, part=self._setup.part))

        self._background.run(work, done, self._on_trouble)

    def set_up(self, setup: Setup) -> None:
        """Change what the run is over or how it goes; a run that is under way goes on as it is."""
        if setup == self._setup or self.is_busy:
            return
        before = replace(
            self._setup, workers=setup.workers, per_second=setup.per_second, retries=setup.retries, labels=setup.labels
        )
        is_only_pace = before == setup
        self._setup = setup
        if is_only_pace:
            self.changed.emit()
        else:
            self._read_source()

    def _read_source(self) -> None:
        self._number += 1
        number, setup = self._number, self._setup
        self._source = None
        self._problem = Message("")
        self._start_afresh()
        if not setup.has_source:
            self._become(Phase.EMPTY)
            return

        def work() -> Source:
            source = self._room.source(setup)
            take_as_old()
            return source

        def done(source: Source) -> None:
            if number == self._number:
                self._source = source
                self._start_afresh()
                if not len(source.inputs):
                    self._problem = Message("There is nothing in it to send")
                self._become(Phase.READY if len(source.inputs) else Phase.EMPTY)

        def failed(error: ModelpostError) -> None:
            if number == self._number:
                self._problem = error.summary
                self._become(Phase.EMPTY)
                self.failed.emit(error)

        self._become(Phase.READING)
        self._background.run(work, done, failed)

    # Running ---------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Send every input, from the first one on."""
        self._begin(anew=True)

    def go_on(self) -> None:
        """Go on after a pause, or where the run was stopped."""
        if self._phase is Phase.PAUSED and self._batch is not None:
            self._batch.resume()
            self._become(Phase.RUNNING)
        elif self.is_resumable:
            self._begin(anew=False)

    def send_failed_again(self) -> None:
        """Send the inputs that failed once more."""
        failed = [result.index for result in self.rows.results if not result.is_answered]
        if failed:
            self._begin(anew=False, again=failed)

    def pause(self) -> None:
        """Let what is under way end, and begin nothing new."""
        if self._phase is Phase.RUNNING and self._batch is not None:
            self._batch.pause()
            self._become(Phase.PAUSED)

    def stop(self) -> None:
        """Hang up; what has no result can be sent later."""
        if self._phase is Phase.STARTING:
            self._number += 1
            self._become(Phase.READY)
        elif self.is_busy and self._batch is not None:
            self._batch.stop()

    def close(self) -> None:
        """Hang up and let go, before the window or the request goes."""
        self._number += 1
        self._timer.stop()
        if self._batch is not None:
            self._batch.stop()
            self._batch.wait(2.0)

    def _begin(self, *, anew: bool, again: Sequence[int] | None = None) -> None:
        if self.is_busy or self._source is None or not self.total:
            return
        self._number += 1
        self._problem = Message("")
        self._become(Phase.STARTING)
        needed = needed_secrets(self.tab.draft, self.tab.surroundings.context)
        number = self._number
        self._secrets.fetch(needed, lambda: self._prepare(number, anew=anew, again=again))

    def _prepare(self, number: int, *, anew: bool, again: Sequence[int] | None) -> None:
        if number != self._number or self._source is None:
            return
        around, source, setup, options = self.tab.surroundings, self._source, self._setup, self.tab.options
        if isinstance(options, Problems):
            self._fail(options.problems[0].message)
            return
        context = replace(around.context, secrets=dict(around.context.secrets))
        work = Work(self.tab.draft, context, with_retries(options, setup.retries))
        request = request_key(self.tab)
        arrived: deque[Result] = deque()

        def start() -> Started | Problems:
            return self._room.start(request, setup, source, work, arrived.extend, again=again, anew=anew)

        def done(started: Started | Problems) -> None:
            if number != self._number:
                return
            if isinstance(started, Problems):
                self._fail(started.problems[0].message)
                return
            self._arrived = arrived
            self._again = frozenset(again or ())
            if again is None:
                self._start_afresh()
                self._arrived.extendleft(reversed([result for result in started.known if result.is_settled]))
            self._batch = started.batch
            self._batch.start()
            self._timer.start()
            self._become(Phase.RUNNING)

        self._background.run(start, done, self._on_trouble)

    def held(self) -> contextlib.AbstractContextManager[None]:
        """Begin nothing new within the block, so that whoever paints need not share Python's lock."""
        return self._batch.held() if self._batch is not None and self.is_busy else contextlib.nullcontext()

    def _tick(self) -> None:
        with self.held():
            self._ticks += 1
            if self._ticks % _FIGURES_EVERY == 0:  # a tick of its own: both at once would be a pause that is felt
                self.rows.settle()
                self.figures_changed.emit()
            else:
                self._take([self._arrived.popleft() for _ in range(min(_MOST_A_TICK, len(self._arrived)))])
        if self._batch is None:
            if not self._arrived:
                self._loaded()
            return
        is_over = self._batch.phase in (engine.Phase.DONE, engine.Phase.STOPPED) and self._batch.wait(0)
        if is_over and not self._arrived:
            self._end(self._batch)

    def _take(self, fresh: list[Result]) -> None:
        if not fresh:
            return
        for result in fresh:
            before = self.rows.known(result.index) if self._again else None
            if before is not None:
                self.tally.take_back(before)
            self.tally.add(result)
        self.rows.add(fresh)
        self.advanced.emit()

    def _end(self, batch: engine.Batch) -> None:
        self._timer.stop()
        if batch.trouble is not None:
            self._problem = batch.trouble.summary
            self.failed.emit(batch.trouble)
        elif batch.refused is not None:
            self._problem = Message("The service did not accept the credentials. The run was stopped.")
        self.rows.settle()
        self._become(Phase.DONE if self.tally.size >= self.total else Phase.STOPPED)
        self.figures_changed.emit()

    def _start_afresh(self) -> None:
        self.tally = Tally(self._source.truth if self._source is not None else None)
        self.rows.clear(self.tally)
        self.figures_changed.emit()

    # Earlier runs ----------------------------------------------------------------------------------------------------

    def look_for_earlier(self) -> None:
        """Look in the profile for a run of this request that is not complete, or for the results of a complete one."""
        if self._phase is not Phase.EMPTY or self._setup.has_source:
            return
        number, request = self._number, request_key(self.tab)

        def work() -> Earlier | None:
            return self._room.earlier(request)

        def done(found: Earlier | None) -> None:
            if number == self._number and found is not None and self._phase is Phase.EMPTY:
                self._earlier = found
                self.changed.emit()

        self._background.run(work, done, self._on_trouble)

    def take_earlier(self, *, go_on: bool) -> None:
        """Show the results of the earlier run, and go on with it where that is wanted."""
        earlier, self._earlier = self._earlier, None
        if earlier is None or self.is_busy:
            return
        self._number += 1
        number, self._setup = self._number, earlier.setup

        def work() -> tuple[Source, bool]:
            source = self._room.source(earlier.setup)
            take_as_old()
            return source, self._room.continues(earlier, source)

        def done(found: tuple[Source, bool]) -> None:
            if number != self._number:
                return
            source, is_same = found
            self._source = source
            self._batch = None
            self._start_afresh()
            if not is_same:
                self._problem = Message("The source is not what it was: it holds other inputs, or other right answers.")
                self._become(Phase.READY)
                return
            self._goes_on = go_on
            self._arrived = deque(result for result in earlier.results if not go_on or result.is_settled)
            self._timer.start()

        self._become(Phase.READING)
        self._background.run(work, done, self._on_source_gone)

    def forget_earlier(self) -> None:
        """Remove the earlier run and its answers from the profile."""
        earlier, self._earlier = self._earlier, None
        if earlier is None:
            return
        request = request_key(self.tab)

        def work() -> None:
            self._room.forget(request, earlier.setup)

        self._background.run(work, _nothing, self._on_trouble)
        self.changed.emit()

    def _loaded(self) -> None:
        """Every result of the earlier run is taken in."""
        self._timer.stop()
        self._become(Phase.STOPPED if self.tally.size < self.total else Phase.DONE)
        self.figures_changed.emit()
        if self._goes_on:
            self.go_on()

    def _on_source_gone(self, error: ModelpostError) -> None:
        self._problem = error.summary
        self._become(Phase.EMPTY)
        self.failed.emit(error)

    # One row ---------------------------------------------------------------------------------------------------------

    def read_answer(self, result: Result) -> None:
        """Read the kept answer of a row; ends in `answer_read`, also where none is kept."""
        request, setup = request_key(self.tab), self._setup

        def work() -> tuple[dict[str, Any], bytes] | None:
            return self._room.answer(request, setup, result.index)

        def done(found: tuple[dict[str, Any], bytes] | None) -> None:
            head, body = found or ({}, b"")
            self.answer_read.emit(KeptAnswer(result, head, body))

        self._background.run(work, done, self._on_trouble)

    def put_into_request(self, result: Result) -> bool:
        """Put the input of a row into the request, as an edit that can be undone; tell whether that worked."""
        given = self.input_of(result)
        if given is None:
            return False
        try:
            draft, scope = applied(self.tab.draft, given, self._setup.fields, self._setup.part)
        except ModelpostError as error:
            self.failed.emit(error)
            return False
        self.tab.replace_draft(filled(draft, scope))
        return True

    def export(self, kind: str, path: str, done: Callable[[], None]) -> None:
        """Write results as `csv`, `jsonl` or `html`, or into the folder `path` each `answers` that is kept."""
        results = sorted(self.rows.results, key=lambda result: result.index)
        request, setup, source = request_key(self.tab), self._setup, self._source
        resolved = self.tab.resolved()
        command = "" if isinstance(resolved, Problems) else self.tab.copy_as_curl() or ""
        about = About(self.tab.title, command)

        def file_of(result: Result) -> str:
            return source.inputs[result.index].file if source is not None else ""

        def work() -> None:
            if kind == "answers":
                self._room.write_answers(request, setup, path, {result.index: result.name for result in results})
            else:
                truth = source.truth if source is not None else None
                self._room.write_report(kind, path, about, results, file_of, truth)

        def finished(_: None) -> None:
            done()

        self._background.run(work, finished, self.failed.emit)

    # -----------------------------------------------------------------------------------------------------------------

    def _become(self, phase: Phase) -> None:
        self._phase = phase
        self.changed.emit()

    def _fail(self, problem: Message) -> None:
        self._problem = problem
        settled = Phase.READY if self.total else Phase.EMPTY
        self._become(Phase.STOPPED if self.tally.size and self.total else settled)

    def _on_trouble(self, error: ModelpostError) -> None:
        self._fail(error.summary)
        self.failed.emit(error)


def request_key(tab: RequestTab) -> str:
    """Return what a request is known by over a restart: its file, or its method and address while it has none."""
    if tab.location is not None:
        return f"{tab.location.root}\n{tab.location.path}"
    return f"{tab.draft.method} {tab.draft.url}"


def _nothing(_: None) -> None:
    """Do nothing with a result."""
