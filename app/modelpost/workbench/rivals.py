"""Other answers that the one on the screen can be compared with."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from modelpost.core.text import Message
from modelpost.viewers.api import Answer
from modelpost.workbench.background import Background
from modelpost.workbench.exchange_desk import Sent
from modelpost.workbench.exchange_state import Read
from modelpost.workbench.ports import AnswerReader
from modelpost.workbench.request_tab import RequestTab

if TYPE_CHECKING:
    from modelpost.workbench.response_desk import ResponseDesk
    from modelpost.workbench.workspace import Workspace

_MOST_ENVIRONMENTS = 8
_LONGEST_NAME = 60
BEFORE = "before"
_EXAMPLE, _ENVIRONMENT, _TAB = "example:", "environment:", "tab:"


class Rival(NamedTuple):
    """An answer to compare with. `key` stays the same as long as it is there."""

    key: str
    title: Message


class Rivals(QObject):
    """Knows the answer before, the saved ones, those of other environments and of other requests.

    Signals:
        failed: an answer could not be read; carries a ModelpostError.
    """

    failed = Signal(object)

    def __init__(
        self,
        desk: "ResponseDesk",
        workspace: "Workspace | None",
        background: Background,
        load_reader: Callable[[], AnswerReader],
    ) -> None:
        super().__init__(desk)
        self._desk = desk
        self._workspace = workspace
        self._background = background
        self._load_reader = load_reader
        self._by_environment: dict[str, dict[str, Answer]] = {}
        self._chosen: dict[str, str] = {}
        if workspace is not None:
            workspace.tabs_changed.connect(self._forget_closed)

    def note(self, tab: RequestTab, sent: Sent) -> None:
        """Keep the last answer that came in each environment, as long as its request is open."""
        shown = tab.state.shown
        if shown is None or shown.read is None or not sent.environment:
            return
        kept = self._by_environment.setdefault(tab.key, {})
        kept.pop(sent.environment, None)
        kept[sent.environment] = shown.read.answer
        if len(kept) > _MOST_ENVIRONMENTS:
            del kept[next(iter(kept))]

    @property
    def offered(self) -> tuple[Rival, ...]:
        """What the answer on the screen can be compared with; nothing while there is none."""
        tab, now = self._desk.tab, self._now
        if tab is None or now is None:
            return ()
        found = [Rival(BEFORE, Message("The answer before"))] if self._before is not None else []
        for index, example in enumerate(tab.draft.examples):
            if self._desk.example_index != index:
                title = Message("Saved: {name}", name=example.name[:_LONGEST_NAME])
                found.append(Rival(f"{_EXAMPLE}{index}", title))
        for name, answer in self._by_environment.get(tab.key, {}).items():
            if answer is not now:
                found.append(Rival(f"{_ENVIRONMENT}{name}", Message("Environment: {name}", name=name[:_LONGEST_NAME])))
        found += [
            Rival(f"{_TAB}{each.key}", Message("Tab: {name}", name=each.title[:_LONGEST_NAME]))
            for each in self._tabs()
            if each is not tab and each.state.shown is not None and each.state.shown.read is not None
        ]
        return tuple(found)

    @property
    def current(self) -> str:
        """The key of the one that is compared with; empty for none."""
        keys = [rival.key for rival in self.offered]
        chosen = self._chosen.get(self._desk.tab.key, "") if self._desk.tab is not None else ""
        return chosen if chosen in keys else keys[0] if keys else ""

    def choose(self, key: str) -> None:
        """Compare with another one; remembered for the request as long as it is open."""
        if self._desk.tab is not None:
            self._chosen[self._desk.tab.key] = key
            self.compare()

    def compare(self) -> None:
        """Have the answer on the screen compared with the current rival."""
        tab, now, key = self._desk.tab, self._now, self.current
        if tab is None or now is None or not key:
            return
        if key.startswith(_EXAMPLE):
            self._compare_with_example(int(key.removeprefix(_EXAMPLE)), now)
            return
        other = self._before
        if key.startswith(_ENVIRONMENT):
            other = self._by_environment[tab.key][key.removeprefix(_ENVIRONMENT)]
        elif key.startswith(_TAB):
            states = (each.state.shown for each in self._tabs() if f"{_TAB}{each.key}" == key)
            other = next((shown.read.answer for shown in states if shown is not None and shown.read is not None), None)
        if other is not None:
            self._desk.differences.compare(other, now)

    def _forget_closed(self) -> None:
        """Let go of the answers of requests that are closed: each may hold 100 MB."""
        is_open = {each.key for each in self._tabs()}
        self._by_environment = {key: kept for key, kept in self._by_environment.items() if key in is_open}
        self._chosen = {key: chosen for key, chosen in self._chosen.items() if key in is_open}

    def _compare_with_example(self, index: int, now: Answer) -> None:
        response = self._desk.examples.response(index)
        if self._desk.differences.is_of(response, now):
            return

        def done(read: Read) -> None:
            if self._now is now and self.current == f"{_EXAMPLE}{index}":
                self._desk.differences.compare(read.answer, now)

        self._background.run(lambda: self._load_reader().read(response, 0), done, self.failed.emit)

    @property
    def _now(self) -> Answer | None:
        shown = self._desk.shown
        return shown.read.answer if shown is not None and shown.read is not None and not shown.is_live else None

    @property
    def _before(self) -> Answer | None:
        compared = self._desk.state.compared
        return compared[0] if compared is not None else None

    def _tabs(self) -> tuple[RequestTab, ...]:
        return tuple(self._workspace.tabs) if self._workspace is not None else ()
