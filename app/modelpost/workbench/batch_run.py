"""The batch of one request: what it is set up to do, the run under way, and what came of it."""

import contextlib
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message
from modelpost.core.variables import Problems, needed_secrets
from modelpost.runs import batch as engine
from modelpost.runs.inputs import Input
from modelpost.runs.result import Result
from modelpost.runs.setup import Setup, source_of
from modelpost.runs.statistics import Progress
from modelpost.runs.tally import Tally
from modelpost.workbench.background import Background
from modelpost.workbench.batch_answers import BatchAnswers, Ran, request_key
from modelpost.workbench.batch_arrivals import BatchArrivals
from modelpost.workbench.batch_past import BatchPast
from modelpost.workbench.batch_phase import Phase
from modelpost.workbench.batch_room import BatchRoom, Earlier, Source, Started, Work
from modelpost.workbench.batch_rows import BatchRows
from modelpost.workbench.garbage import take_as_old
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.secrets_desk import SecretsDesk

_TICK_MS = 100
_FIGURES_EVERY = 7
"""Ticks between two looks at figures and the order of rows: most of a second."""


class BatchRun(QObject):
    """The batch of one request.

    Signals:
        changed: the setup, the source or the phase is another, or an earlier run was found.
        advanced: results came; at most every 100 ms.
        figures_changed: it is time to look at figures again; about once a second while results come, and at the end.
        failed: something could not be done; carries a ModelpostError.
    """

    changed = Signal()
    advanced = Signal()
    figures_changed = Signal()
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
        self._problem = Message("")
        self._batch: engine.Batch | None = None
        self._goes_on = False
        self._ticks = 0
        self._number = 0
        self.rows = BatchRows(background, self)
        self._arrivals = BatchArrivals(self.rows)
        self._past = BatchPast(tab, room, background, self)
        self._past.changed.connect(self.changed)
        self._past.failed.connect(self._on_trouble)
        self.answers = BatchAnswers(tab, room, background, self.rows, self._ran, self)
        self.answers.failed.connect(self.failed)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)

    # What is shown ---------------------------------------------------------------------------------------------------

    @property
    def tally(self) -> Tally:
        """What the results add up to."""
        return self._arrivals.tally

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
        return self._past.run

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
        return self._ran().input_of(result)

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
            self.set_up(replace(found.at_pace_of(self._setup), part=self._setup.part))

        self._background.run(work, done, self._on_trouble)

    def set_up(self, setup: Setup) -> None:
        """Change what the run is over or how it goes; a run that is under way goes on as it is."""
        if setup == self._setup or self.is_busy:
            return
        is_only_pace = replace(self._setup.at_pace_of(setup), labels=setup.labels) == setup
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

        def done(source: Source) -> None:
            if number == self._number:
                self._source = source
                self._start_afresh()
                if not len(source.inputs):
                    self._problem = Message("There is nothing in it to send")
                self._become(Phase.READY if len(source.inputs) else Phase.EMPTY)

        def failed(error: ModelpostError) -> None:
            if number == self._number:
                self._on_source_gone(error)

        self._become(Phase.READING)
        self._background.run(partial(self._source_of, setup), done, failed)

    def _source_of(self, setup: Setup) -> Source:
        source = self._room.source(setup)
        take_as_old()
        return source

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
        work = Work(self.tab.draft, context, options)
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
            self._arrivals.expect(arrived, again or ())
            if again is None:
                self._start_afresh()
                self._arrivals.put_first([result for result in started.known if result.is_settled])
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
            elif self._arrivals.take_in():
                self.advanced.emit()
        if self._batch is None:
            if self._arrivals.is_empty:
                self._loaded()
            return
        is_over = self._batch.phase in (engine.Phase.DONE, engine.Phase.STOPPED) and self._batch.wait(0)
        if is_over and self._arrivals.is_empty:
            self._end(self._batch)

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
        self._arrivals.start_afresh(self._source.truth if self._source is not None else None)
        self.figures_changed.emit()

    # Earlier runs ----------------------------------------------------------------------------------------------------

    def look_for_earlier(self) -> None:
        """Look in the profile for a run of this request that is not complete, or for the results of a complete one."""
        if self._phase is not Phase.EMPTY or self._setup.has_source:
            return
        number = self._number

        def is_wanted() -> bool:
            return number == self._number and self._phase is Phase.EMPTY

        self._past.look(is_wanted)

    def take_earlier(self, *, go_on: bool) -> None:
        """Show the results of the earlier run, and go on with it where that is wanted."""
        earlier = self._past.take()
        if earlier is None or self.is_busy:
            return
        self._number += 1
        number, self._setup = self._number, earlier.setup

        def work() -> tuple[Source, bool]:
            source = self._source_of(earlier.setup)
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
            self._arrivals.expect(deque(result for result in earlier.results if not go_on or result.is_settled))
            self._timer.start()

        self._become(Phase.READING)
        self._background.run(work, done, self._on_source_gone)

    def forget_earlier(self) -> None:
        """Remove the earlier run and its answers from the profile."""
        self._past.forget()

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

    # -----------------------------------------------------------------------------------------------------------------

    def _ran(self) -> Ran:
        return Ran(self._setup, self._source)

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
