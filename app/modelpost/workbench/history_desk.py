"""The history as presenters see it: what is listed, what is found, what is opened again."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.events import Stopped
from modelpost.core.failures import FormatTrouble
from modelpost.core.history import Exchanged, Origin, PastExchange, PastRow
from modelpost.core.response import Timings
from modelpost.core.text import Message
from modelpost.viewers.api import Buffer, TextRendering
from modelpost.workbench.exchange_state import ExchangeState, Phase, Read, Shown
from modelpost.workbench.history_model import HistoryModel
from modelpost.workbench.location import Location

if TYPE_CHECKING:
    from modelpost.documents.diff_rows import Row
    from modelpost.workbench.background import Background
    from modelpost.workbench.exchange_desk import Sent
    from modelpost.workbench.ports import HistoryKeeper, Recall
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.workspace import Workspace

_PAGE = 200
_FOUND = 50
_READ_AGAIN = 1_000
_SEARCH_AFTER_MS = 80
_LISTED_AFTER_MS = 100
_NO_TEXT_FROM = 4096


class PastText(NamedTuple):
    """One side of a comparison."""

    title: str
    content: Buffer
    language: str = "text"
    charset: str = "utf-8"


class _Both(NamedTuple):
    """Both sides, and how they stand to one another line by line; None where that is too much to show."""

    one: PastText
    other: PastText
    rows: "tuple[Row, ...] | None"


class HistoryDesk(QObject):
    """Hands exchanges over to be remembered, lists them, and opens them again.

    Nothing here waits for the disk. `now` gives seconds since 1970. `answers` has the number of the answer that each
    tab shows, by the tab's key.

    Signals:
        listed: the list differs, or another search was answered.
        changed: the history on disk differs; emitted on any thread.
        trouble: the history cannot be written; emitted on any thread, carries a ModelpostError.
        recorded: an exchange has its number; emitted on any thread, carries the key of its tab and the number.
        told: something to say in passing; carries a Message.
        failed: something could not be done; carries a ModelpostError.
        deleted: exchanges are off the list and can come back; carries their numbers.
        compared: two answers to show side by side; carries two PastTexts, and their lines where they can be compared.
    """

    listed = Signal()
    changed = Signal()
    trouble = Signal(object)
    recorded = Signal(str, int)
    told = Signal(object)
    failed = Signal(object)
    deleted = Signal(object)
    compared = Signal(object, object, object)

    def __init__(
        self,
        workspace: "Workspace",
        load_history: "Callable[[HistoryDesk], HistoryKeeper]",
        recall: "Recall",
        background: "Background",
        now: Callable[[], float],
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._history = load_history(self)
        self._recall = recall
        self._background = background
        self._now = now
        self._words = ""
        self._listed = ""
        self._is_listing = False
        self._asked = 0
        self._opened: dict[int, RequestTab] = {}
        self.answers: dict[str, int] = {}
        self.model = HistoryModel(now, self)
        self.model.more_wanted.connect(self._list_more)
        self._later = QTimer(self, singleShot=True, interval=_LISTED_AFTER_MS)
        self._later.timeout.connect(self._list)
        self.changed.connect(self._on_changed)
        self.trouble.connect(self.failed)
        self.recorded.connect(self._on_recorded)

    # Remembering -----------------------------------------------------------------------------------------------------

    def note(self, tab: "RequestTab", sent: "Sent") -> None:
        """Hand over an exchange that has ended."""
        state = tab.state
        if state.outcome is None:
            return
        answer = state.read.answer if state.read is not None else None
        seconds = _seconds(state, tab.elapsed)
        charset = answer.charset if answer is not None else "utf-8"
        beginning = bytes(answer.content[:_NO_TEXT_FROM]) if answer is not None else b""
        outcome = state.outcome
        if isinstance(outcome, Stopped) and answer is not None:
            outcome = replace(outcome, response=answer.response)  # what had arrived of a stream
        self._history.record(
            Exchanged(
                at=self._now() - seconds,
                origin=_origin(tab),
                draft=sent.draft,
                request=sent.request,
                outcome=outcome,
                events=state.events,
                seconds=seconds,
                content=answer.content if answer is not None else None,
                charset=charset,
                is_text=b"\0" not in beginning or charset.lower().startswith(("utf-16", "utf-32")),
            ),
            partial(self.recorded.emit, tab.key),
        )

    # Listing ---------------------------------------------------------------------------------------------------------

    @property
    def words(self) -> str:
        """What is looked for."""
        return self._words

    def show(self) -> None:
        """Keep the list filled from now on: somebody looks at it."""
        if not self._is_listing:
            self._is_listing = True
            self._list()

    def search(self, words: str) -> None:
        """List only what has these words, a moment after the last key."""
        if words != self._words:
            self._words = words
            self._later.start(_SEARCH_AFTER_MS)

    def find(self, words: str, then: "Callable[[tuple[PastRow, ...]], None]") -> None:
        """Call `then` with the newest exchanges that have these words."""
        self._background.run(lambda: self._history.page(words, 0, _FOUND), then, self.failed.emit)

    # Using -----------------------------------------------------------------------------------------------------------

    def open(self, number: int, *, send: bool = False) -> None:
        """Open an exchange in a tab of its own, or bring that to the front; `send` sends its request again."""
        tab = self._opened.get(number)
        if tab is not None and tab in self._workspace.tabs:
            self._workspace.show(tab)
            if send:
                tab.send()
            return
        self._fetch(number, partial(self._open, number, send))

    def show_last_success(self, tab: "RequestTab") -> None:
        """Show the last answer to a request that was a success in the place of the one on the screen."""
        origin = _origin(tab)

        def done(number: int) -> None:
            if number:
                self._fetch(number, partial(_show_in, tab))
            else:
                self.told.emit(Message("The history has no successful answer to this request."))

        self._background.run(lambda: self._history.last_success(origin), done, self.failed.emit)

    def restore_answer(self, tab: "RequestTab", number: int) -> None:
        """Show an answer of the past again, as it was when the window closed."""
        self._fetch(number, partial(_show_in, tab), quiet=True)

    def pin(self, number: int, *, wanted: bool) -> None:
        """Keep an exchange for good, or no longer."""
        self._history.pin(number, wanted=wanted)

    def delete(self, numbers: tuple[int, ...]) -> None:
        """Take exchanges off the list."""
        if numbers:
            self._history.delete(numbers)
            self.deleted.emit(numbers)

    def restore(self, numbers: tuple[int, ...]) -> None:
        """Put exchanges back that were deleted."""
        self._history.restore(numbers)

    def clear(self) -> None:
        """Forget everything."""
        self._history.clear()

    def compare(self, one: int, other: int) -> None:
        """Get two answers ready to be shown side by side, the older one first."""

        def work() -> _Both | None:
            found = [pair for number in sorted((one, other)) if (pair := self._recalled(number)) is not None]
            if len(found) < 2:
                return None
            first, second = (_text(*pair) for pair in found)
            return _Both(first, second, _rows(*(read for _, read in found)))

        def done(both: _Both | None) -> None:
            if both is not None:
                self.compared.emit(*both)

        self._background.run(work, done, self.failed.emit)

    # -----------------------------------------------------------------------------------------------------------------

    def _on_recorded(self, key: str, number: int) -> None:
        self.answers[key] = number

    def _on_changed(self) -> None:
        if self._is_listing and not self._later.isActive():
            self._later.start(_LISTED_AFTER_MS)

    def _list(self) -> None:
        """Read what is listed already, at least a page; of a long list only the beginning, where it changes."""
        count = min(max(_PAGE, len(self.model.rows)), _READ_AGAIN)
        is_same = self._words == self._listed
        self._listed = self._words

        def done(rows: tuple[PastRow, ...]) -> None:
            known = self.model.rows if is_same and len(rows) == count else ()
            older = tuple(row for row in known if row.id < rows[-1].id)
            self.model.show((*rows, *older), has_more=bool(older) or len(rows) == count)
            self.listed.emit()

        self._read(0, count, done)

    def _list_more(self) -> None:
        rows = self.model.rows

        def done(older: tuple[PastRow, ...]) -> None:
            self.model.show((*rows, *older), has_more=len(older) == _PAGE)
            self.listed.emit()

        self._read(rows[-1].id if rows else 0, _PAGE, done)

    def _read(self, before: int, count: int, then: Callable[[tuple[PastRow, ...]], None]) -> None:
        words, self._asked = self._words, self._asked + 1
        asked = self._asked

        def done(rows: tuple[PastRow, ...]) -> None:
            if asked == self._asked:  # else another list is wanted by now
                then(rows)

        self._background.run(lambda: self._history.page(words, before, count), done, self.failed.emit)

    def _fetch(self, number: int, then: Callable[[PastExchange, ExchangeState], None], *, quiet: bool = False) -> None:
        def done(found: tuple[PastExchange, Read | None] | None) -> None:
            if found is not None:
                then(found[0], _state(*found))
                if found[0].is_body_missing and not quiet:
                    self.told.emit(Message("The body of this answer is not kept any more."))
            elif not quiet:
                self.told.emit(Message("This entry is no longer in the history."))

        self._background.run(lambda: self._recalled(number), done, self.failed.emit)

    def _recalled(self, number: int) -> tuple[PastExchange, Read | None] | None:
        past = self._history.get(number)
        if past is None:
            return None
        response = past.response
        return past, self._recall(response, past.request) if response is not None else None

    def _open(self, number: int, send: bool, past: PastExchange, state: ExchangeState) -> None:  # bound above
        location = Location(past.row.root, past.row.path) if past.row.path else None
        tab = self._workspace.new_tab_beside(past.draft, location)
        self._opened[number] = tab
        self.answers[tab.key] = number
        tab.recall(state)
        if send:
            tab.send()


def _show_in(tab: "RequestTab", past: PastExchange, state: ExchangeState) -> None:
    del past
    tab.recall(state)


def _origin(tab: "RequestTab") -> Origin:
    location = tab.location or Location("", "")
    return Origin(location.root, location.path, tab.draft.method, tab.draft.url)


def _seconds(state: ExchangeState, elapsed: float) -> float:
    timings = getattr(state.outcome, "timings", Timings())
    return float(timings.total or getattr(state.outcome, "at", 0.0) or elapsed)


def _state(past: PastExchange, read: Read | None) -> ExchangeState:
    shown = None
    if past.response is not None:
        shown = Shown(past.response, getattr(past.outcome, "timings", Timings()), past.events, read)
    return ExchangeState(Phase.ENDED, past.events, outcome=past.outcome, read=read, shown=shown)


def _rows(one: Read | None, other: Read | None) -> "tuple[Row, ...] | None":
    """Return both answers line by line; None where there are none, or too many lines."""
    from modelpost.documents.diff_json import Rules  # noqa: PLC0415  # when two are compared
    from modelpost.workbench.diff_desk import Form, compared  # noqa: PLC0415  # 6 ms, as above

    if one is None or other is None:
        return None
    try:
        found = compared(one.answer, other.answer, Rules(), Form.BESIDE)
    except FormatTrouble:
        return None
    return None if found.is_cut else found.rows


def _text(past: PastExchange, read: Read | None) -> PastText:
    row = past.row
    title = f"{row.method} {row.url} · {row.status or row.kind}"
    if read is None:
        return PastText(title, b"")
    if isinstance(read.rendering, TextRendering):
        shown = read.rendering
        return PastText(title, shown.content, shown.language, shown.charset)
    return PastText(title, read.answer.content, charset=read.answer.charset)
