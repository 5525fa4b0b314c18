"""Two requests on the same inputs: which ones, over what, the answers of both, and the verdict."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.failures import ModelpostError
from modelpost.core.resolved import SendOptions
from modelpost.core.scope import Context, Scope
from modelpost.core.text import Message
from modelpost.core.variables import Problems, needed_secrets, resolve
from modelpost.documents.json_values import Json, parse
from modelpost.documents.side_by_side import PASSING, SideBySide, side_by_side
from modelpost.runs.applied import Fields, applied
from modelpost.runs.compare import Pair, Verdict, compared
from modelpost.runs.compare_report import as_comparison
from modelpost.runs.duel import Duel
from modelpost.runs.inputs import Input, Inputs, Repeats
from modelpost.runs.setup import Setup, class_names, inputs_of, source_of
from modelpost.store.files import write_file
from modelpost.workbench.background import Background
from modelpost.workbench.batch_room import RunsEngine, Work
from modelpost.workbench.compare_memory import CompareMemory, Kept
from modelpost.workbench.compare_sides import Side, own_input
from modelpost.workbench.location import Location
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace

_TICK_MS = 100
MOST_ROUNDS = 100


class Phase(Enum):
    """Where the comparison stands."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class CompareDesk(QObject):
    """A is the request in front, as long as nothing runs; B is chosen.

    Signals:
        changed: a side, the input or the phase is another.
        advanced: pairs of answers came; at most every 100 ms.
        failed: something could not be done; carries a ModelpostError.
    """

    changed = Signal()
    advanced = Signal()
    failed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        load_engine: Callable[[], RunsEngine],
        background: Background,
        secrets: SecretsDesk,
        memory: CompareMemory,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or workspace)
        self.workspace = workspace
        self._load_engine = load_engine
        self._background = background
        self._secrets = secrets
        self._memory = memory
        self._sides: dict[str, Side | None] = {"a": None, "b": None}
        self._setup: Setup | None = None
        self._inputs: Inputs = Repeats(1)
        self._duel: Duel | None = None
        self._arrived: deque[Pair] = deque()
        self._number = 0
        self._is_recalled = False
        self.rounds = 20
        self.phase = Phase.IDLE
        self.problem = Message("")
        self.pairs: list[Pair] = []
        self.verdict: Verdict | None = None
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        workspace.current_changed.connect(self._on_current_changed)
        workspace.tabs_changed.connect(self._on_tabs_changed)
        self._on_current_changed(workspace.current)

    # What is compared ------------------------------------------------------------------------------------------------

    def side(self, name: str) -> Side | None:
        """Return the side `a` or `b`."""
        return self._sides[name]

    @property
    def is_busy(self) -> bool:
        """Tell whether requests are under way."""
        return self.phase is Phase.RUNNING

    @property
    def is_ready(self) -> bool:
        """Tell whether there are two sides."""
        return None not in self._sides.values() and not self.is_busy

    @property
    def setup(self) -> Setup | None:
        """What both are sent for; None for the input of A."""
        return self._setup

    @property
    def total(self) -> int:
        """How many pairs there will be."""
        return len(self._inputs) * self.rounds

    @property
    def input_count(self) -> int:
        """How many inputs there are."""
        return len(self._inputs)

    def file_of(self, pair: Pair) -> str:
        """Return the file that both were sent, empty for none."""
        return self._inputs[pair.index].file if 0 <= pair.index < len(self._inputs) else ""

    def choose(self, name: str, tab: RequestTab) -> None:
        """Put a request on a side."""
        if not self.is_busy:
            self._sides[name] = Side(tab)
            self._is_recalled = False
            self._forget()

    def choose_saved(self, name: str, location: Location) -> None:
        """Put a saved request on a side; it is opened beside the one in front."""

        def opened(tab: RequestTab) -> None:
            self.choose(name, tab)

        if not self.is_busy:
            self.workspace.open_beside(location.root, location.path, opened)

    def choose_environment(self, name: str, environment: str | None) -> None:
        """Send a side in another environment."""
        side = self._sides[name]
        if side is not None and not self.is_busy:
            self._change(name, side._replace(environment=environment))

    def choose_part(self, name: str, part: str) -> None:
        """Send the file to a side in another part of its form-data: two services may name it differently."""
        side = self._sides[name]
        if side is not None and part != side.part and not self.is_busy:
            self._change(name, side._replace(part=part))

    def choose_fields(self, name: str, fields: Fields) -> None:
        """Put the columns of the table into fields of the JSON of a side; every column is a variable besides."""
        side = self._sides[name]
        if side is not None and fields != side.fields and not self.is_busy:
            self._change(name, side._replace(fields=fields))

    def swap(self) -> None:
        """Make A of B and B of A."""
        if not self.is_busy:
            self._sides = {"a": self._sides["b"], "b": self._sides["a"]}
            self._keep()
            self._forget()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a table."""
        return self._inputs.columns

    def example(self) -> Input | None:
        """Return the first input."""
        return self._inputs[0] if len(self._inputs) else None

    def take(self, paths: Sequence[str]) -> None:
        """Send both for a folder, a table or files; for the input of A where there are none."""
        self._read(lambda: source_of(paths), is_another=True)

    def set_up(self, setup: Setup) -> None:
        """Change which column is a file, where the right answers are, or which files of the folder are sent."""
        self._read(lambda: replace(setup, fields=()), self.rounds)

    def _read(self, setup_of: Callable[[], Setup | None], rounds: int = 0, *, is_another: bool = False) -> None:
        if self.is_busy:
            return

        def work() -> tuple[Setup | None, Inputs]:
            setup = setup_of()
            return setup, inputs_of(setup) if setup is not None else Repeats(1)

        def done(found: tuple[Setup | None, Inputs]) -> None:
            self._setup, self._inputs = found
            self.rounds = rounds or (1 if self._setup is not None else 20)
            if is_another:  # its columns are not those of the table before
                self._sides = {name: side and side._replace(fields=()) for name, side in self._sides.items()}
            self._keep()
            self._forget()

        self._background.run(work, done, self._on_trouble)

    def set_rounds(self, rounds: int) -> None:
        """Send each input so many times."""
        if rounds != self.rounds and not self.is_busy:
            self.rounds = max(1, min(MOST_ROUNDS, rounds))
            self._keep()
            self.changed.emit()

    # From one time to the next ---------------------------------------------------------------------------------------

    def _change(self, name: str, side: Side) -> None:
        self._sides[name] = side
        self._keep()
        self._forget()

    def _keep(self) -> None:
        """Keep what is chosen for these two."""
        a, b = self._sides["a"], self._sides["b"]
        if a is not None and b is not None:
            self._memory.keep(a.key, b.key, Kept(self._setup, self.rounds, a.kept, b.kept))

    def recall(self) -> None:
        """Take up what was chosen for these two the last time; where nothing was, all stays as it is.

        It is for whoever shows the comparison, since a folder may have to be read.
        """
        a, b = self._sides["a"], self._sides["b"]
        if self._is_recalled or a is None or b is None:
            return
        self._is_recalled = True

        def found(kept: Kept) -> None:
            if self._sides != {"a": a, "b": b} or self.is_busy:
                return  # something was chosen meanwhile
            self._sides = {"a": a.with_kept(kept.a), "b": b.with_kept(kept.b)}
            self._read(lambda: kept.setup, kept.rounds)

        self._memory.recall(a.key, b.key, found)

    # Running ---------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Send to both."""
        a, b = self._sides["a"], self._sides["b"]
        if a is None or b is None or self.is_busy:
            return
        self._forget()
        self._number += 1
        number = self._number
        self._become(Phase.RUNNING)
        needed = [ref for side in (a, b) for ref in needed_secrets(side.tab.draft, self._context(side))]
        self._secrets.fetch(needed, lambda: self._prepare(number, a, b))

    def stop(self) -> None:
        """Hang up."""
        self._number += 1
        if self._duel is not None:
            self._duel.stop()
        elif self.is_busy:
            self._become(Phase.STOPPED)

    def close(self) -> None:
        """Hang up and let go."""
        self._timer.stop()
        self.stop()
        if self._duel is not None:
            self._duel.wait(2.0)

    def _prepare(self, number: int, a: Side, b: Side) -> None:
        if number != self._number:
            return
        works = [self._work(side) for side in (a, b)]
        problems = [work for work in works if isinstance(work, Problems)]
        if problems:
            self._stop_with(problems[0].problems[0].message)
            return
        if self._setup is None:
            a, self._inputs = own_input(a, b, self._context(a).folder)
        inputs, rounds, arrived, setup = self._inputs, self.rounds, deque[Pair](), self._setup or Setup()

        def start() -> Duel | Problems:
            labels = class_names(setup.labels)
            found = [
                replace(work, fields=side.fields, part=side.part, labels=labels)
                for side, work in zip((a, b), works, strict=True)
                if isinstance(work, Work)
            ]
            for work in found:
                draft, scope = applied(work.draft, inputs[0], work.fields, work.part)
                resolved = resolve(draft, replace(work.context, scopes=(*work.context.scopes, scope)))
                if isinstance(resolved, Problems):
                    return resolved
            engine = self._load_engine()
            return Duel(inputs, rounds, engine.answering(found[0]), engine.answering(found[1]), arrived.append)

        def done(duel: Duel | Problems) -> None:
            if number != self._number:
                return
            if isinstance(duel, Problems):
                self._stop_with(duel.problems[0].message)
                return
            self._arrived, self._duel = arrived, duel
            duel.start()
            self._timer.start()
            self.changed.emit()

        self._background.run(start, done, self._on_trouble)

    def _tick(self) -> None:
        fresh = [self._arrived.popleft() for _ in range(len(self._arrived))]
        if fresh:
            self.pairs += fresh
            self.verdict = compared(self.pairs)
            self.advanced.emit()
        duel = self._duel
        if duel is not None and duel.wait(0) and not self._arrived:
            self._timer.stop()
            self._duel = None
            if duel.refused is not None:
                self.problem = Message("The service did not accept the credentials. The run was stopped.")
            self._become(Phase.DONE if len(self.pairs) == duel.total else Phase.STOPPED)

    # Answers ---------------------------------------------------------------------------------------------------------

    def difference(self, pair: Pair, *, ignores_passing: bool) -> SideBySide | None:
        """Return both answers beside each other, None where one of them is no JSON or is not kept."""
        left, right = _document(pair.a.content), _document(pair.b.content)
        if left is None or right is None:
            return None
        return side_by_side(left, right, PASSING if ignores_passing else frozenset())

    def export(self, path: str, done: Callable[[], None]) -> None:
        """Write a page about the comparison."""
        a, b, verdict, pairs = self._sides["a"], self._sides["b"], self.verdict, list(self.pairs)
        if a is None or b is None or verdict is None:
            return
        sides = a.contender, b.contender
        source = Path(self._setup.place).name if self._setup is not None else ""

        def work() -> None:
            lines = as_comparison(sides, verdict, pairs, translated, source=source)
            write_file(path, (line.encode("utf-8", "replace") for line in lines))

        def finished(_: None) -> None:
            done()

        self._background.run(work, finished, self.failed.emit)

    # -----------------------------------------------------------------------------------------------------------------

    def _context(self, side: Side) -> Context:
        context = self.workspace.context_for(side.tab, side.environment).context
        own = side.tab.own_secrets
        scopes = (*context.scopes, Scope(self.tr("This request"), own)) if own else context.scopes
        return replace(context, scopes=scopes, secrets=dict(self._secrets.values))

    def _work(self, side: Side) -> Work | Problems:
        options = side.tab.options
        if isinstance(options, Problems):
            return options
        options = _without_jar(options) if side.environment is not None else options
        return Work(side.tab.draft, self._context(side), options)

    def _forget(self) -> None:
        self.pairs, self.verdict, self.problem = [], None, Message("")
        self._become(Phase.IDLE)

    def _become(self, phase: Phase) -> None:
        self.phase = phase
        self.changed.emit()

    def _stop_with(self, problem: Message) -> None:
        self.problem = problem
        self._become(Phase.IDLE)

    def _on_trouble(self, error: ModelpostError) -> None:
        self._stop_with(error.summary)
        self.failed.emit(error)

    def _on_current_changed(self, tab: RequestTab | None) -> None:
        a = self._sides["a"]
        if self.is_busy or tab is None or (a is not None and a.tab is tab):
            return
        self._sides["a"] = Side(tab)
        b = self._sides["b"]
        if b is None or b.tab is tab:
            other = next((each for each in self.workspace.tabs if each is not tab), None)
            self._sides["b"] = Side(other) if other is not None else None
        self._is_recalled = False
        self._forget()

    def _on_tabs_changed(self) -> None:
        """Let go of requests that were closed."""
        for name, side in self._sides.items():
            if side is not None and side.tab not in self.workspace.tabs:
                self.stop()
                self._sides[name] = None
        self.changed.emit()


def _document(content: bytes) -> Json:
    try:
        return parse(content) if content else None
    except ModelpostError:
        return None


def _without_jar(options: SendOptions) -> SendOptions:
    """Return options with cookies left out: those of one environment are not for another."""
    return replace(options, send_cookies=False)
