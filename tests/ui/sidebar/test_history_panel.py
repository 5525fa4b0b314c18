"""The history in the sidebar: what is listed, found, opened, sent again and taken off."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTableView, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.events import Finished
from modelpost.core.history import Exchanged, Origin, PastExchange, PastRow
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.documents.diff_rows import text_rows
from modelpost.documents.side_by_side import Kind
from modelpost.ui.dialogs.side_by_side import SideBySideDialog
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.sidebar.history_panel import HistoryPanel
from modelpost.workbench.exchange_state import Read
from modelpost.workbench.history_desk import HistoryDesk, PastText
from modelpost.workbench.history_model import HistoryRole

LEFT = Qt.MouseButton.LeftButton
NOW = 1_800_000_000.0
_DAY = 86_400


class Past:
    """A history in memory."""

    def __init__(self) -> None:
        self.rows: list[PastRow] = []
        self.recorded: list[Exchanged] = []
        self.calls: list[tuple[str, object]] = []

    def record(self, exchanged: Exchanged, done: Callable[[int], object]) -> None:
        self.recorded.append(exchanged)
        done(len(self.recorded))

    def pin(self, number: int, *, wanted: bool) -> None:
        self.calls.append(("pin", (number, wanted)))

    def delete(self, numbers: tuple[int, ...]) -> None:
        self.calls.append(("delete", numbers))

    def restore(self, numbers: tuple[int, ...]) -> None:
        self.calls.append(("restore", numbers))

    def clear(self) -> None:
        self.calls.append(("clear", None))

    def page(self, wanted: str, before: int, count: int) -> tuple[PastRow, ...]:
        fitting = [row for row in self.rows if wanted in row.url and (not before or row.id < before)]
        return tuple(sorted(fitting, key=lambda row: -row.id)[:count])

    def get(self, number: int) -> PastExchange | None:
        row = next((row for row in self.rows if row.id == number), None)
        if row is None:
            return None
        content = f'{{"id": {number}}}'.encode()
        response = Response(200, body=StoredBody(len(content), content))
        draft = RequestDraft(method=row.method, url=row.url)
        return PastExchange(row, draft, ResolvedRequest(row.method, row.url), Finished(0.2, response, Timings()))

    def last_success(self, origin: Origin) -> int:
        return next((row.id for row in self.rows if row.status == 200 and row.url == origin.url), 0)


@pytest.fixture
def past() -> Past:
    made = Past()
    made.rows = [
        PastRow(1, NOW - 2 * _DAY, "GET", "http://127.0.0.1/old", status=500),
        PastRow(2, NOW - _DAY, "POST", "http://127.0.0.1/rose", status=200),
        PastRow(3, NOW - 60, "POST", "http://127.0.0.1/daisy", "Daisy", 200),
        PastRow(4, NOW, "DELETE", "http://127.0.0.1/gone", kind="failed"),
    ]
    return made


@pytest.fixture
def desk(bench: Any, past: Past) -> Iterator[HistoryDesk]:
    def recall(response: Response, request: ResolvedRequest) -> Read:
        answer = bench.reader.read(response)
        view = bench.reader.best_view(answer)
        return Read(answer, view, bench.reader.render(answer, view))

    made = HistoryDesk(bench.workspace, lambda _: past, recall, bench.background, lambda: NOW)
    bench.workspace.exchanged.connect(made.note)
    yield made
    made.deleteLater()  # here and now: Python's collector could take its timer away on another thread
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def panel(kit: Kit, desk: HistoryDesk, shown: Callable[[QWidget], None], qtbot: QtBot, past: Past) -> HistoryPanel:
    made = HistoryPanel(kit, desk)
    shown(made)
    qtbot.waitUntil(lambda: len(desk.model.rows) == len(past.rows))
    return made


def _row_of(panel: HistoryPanel, number: int) -> int:
    model = panel.list.model()
    return next(
        row
        for row in range(model.rowCount())
        if (past := model.index(row, 0).data(HistoryRole.PAST)) is not None and past.id == number
    )


def _choose(panel: HistoryPanel, *numbers: int) -> None:
    selection = panel.list.selectionModel()
    for number in numbers:
        selection.setCurrentIndex(
            panel.list.model().index(_row_of(panel, number), 0), QItemSelectionModel.SelectionFlag.Select
        )


def test_exchanges_stand_below_their_day(panel: HistoryPanel) -> None:
    model = panel.list.model()

    texts = [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    assert [text.split(",")[0] for text in texts[:5]] == ["Today", "DELETE", "POST", "Yesterday", "POST"]
    assert "no answer" in texts[1]
    assert "127.0.0.1/daisy" in texts[2]


def test_a_click_opens_the_stored_answer_in_a_tab_of_its_own(panel: HistoryPanel, bench: Any, qtbot: QtBot) -> None:
    place = panel.list.visualRect(panel.list.model().index(_row_of(panel, 3), 0)).center()

    qtbot.mouseClick(panel.list.viewport(), LEFT, pos=place)
    qtbot.waitUntil(lambda: bench.workspace.current is not None)

    tab = bench.workspace.current
    assert tab.draft.url == "http://127.0.0.1/daisy"
    assert bytes(tab.state.read.answer.content) == b'{"id": 3}'


def test_opening_it_twice_is_one_tab(panel: HistoryPanel, desk: HistoryDesk, bench: Any, qtbot: QtBot) -> None:
    del panel
    desk.open(3)
    qtbot.waitUntil(lambda: len(bench.workspace.tabs) == 1)
    bench.workspace.new_tab()

    desk.open(3)

    assert len(bench.workspace.tabs) == 2
    assert bench.workspace.current is bench.workspace.tabs[0]


def test_enter_sends_it_again(panel: HistoryPanel, bench: Any, qtbot: QtBot) -> None:
    _choose(panel, 2)

    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(bench.sender.sent) == 1)

    assert bench.sender.sent[0][0].url == "http://127.0.0.1/rose"


def test_delete_takes_it_off(panel: HistoryPanel, past: Past, qtbot: QtBot) -> None:
    _choose(panel, 2)

    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)

    assert past.calls == [("delete", (2,))]


def test_search_lists_what_fits_and_says_so_when_nothing_does(
    panel: HistoryPanel, desk: HistoryDesk, named: Any, qtbot: QtBot
) -> None:
    box = named(panel, QLineEdit, "historySearch")
    qtbot.keyClicks(box, "rose")
    qtbot.waitUntil(lambda: [row.id for row in desk.model.rows] == [2])
    qtbot.keyClicks(box, "-nothing")
    qtbot.waitUntil(lambda: not desk.model.rows)

    assert named(panel, QWidget, "noHistoryMatches").isVisible()


def test_an_empty_history_says_what_will_be_here(
    kit: Kit, desk: HistoryDesk, past: Past, shown: Callable[[QWidget], None], named: Any
) -> None:
    past.rows = []
    panel = HistoryPanel(kit, desk)
    shown(panel)

    assert named(panel, QWidget, "noHistory").isVisible()


def test_the_menu_pins_what_is_chosen(panel: HistoryPanel, past: Past, chosen: Callable[[str], None]) -> None:
    _choose(panel, 3)
    panel.list.menu_wanted.emit(panel.mapToGlobal(QPoint(30, 30)))

    chosen("Keep for good")

    assert past.calls == [("pin", (3, True))]


def test_the_menu_compares_two(
    panel: HistoryPanel, desk: HistoryDesk, chosen: Callable[[str], None], qtbot: QtBot
) -> None:
    _choose(panel, 2, 3)
    panel.list.menu_wanted.emit(panel.mapToGlobal(QPoint(30, 30)))

    with qtbot.waitSignal(desk.compared) as caught:
        chosen("Compare the answers")

    one, other, rows = caught.args
    assert b'"id": 2' in bytes(one.content)
    assert b'"id": 3' in bytes(other.content)
    assert [(row.left.strip(), row.right.strip()) for row in rows if row.kind is Kind.CHANGED] == [
        ('"id": 2', '"id": 3')
    ]


def test_everything_is_deleted_only_when_somebody_agrees(panel: HistoryPanel, named: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.clear_wanted):
        qtbot.mouseClick(named(panel, QToolButton, "clearHistory"), LEFT)


def test_an_exchange_is_handed_over_when_it_has_ended(desk: HistoryDesk, past: Past, bench: Any) -> None:
    tab = bench.tab(RequestDraft(method="POST", url="http://127.0.0.1:8500/x"))

    bench.answer(tab, b'{"a": 1}')

    assert [bytes(each.content or b"") for each in past.recorded] == [b'{"a": 1}']
    assert past.recorded[0].origin == Origin("", "", "POST", "http://127.0.0.1:8500/x")
    assert past.recorded[0].seconds == 0.412
    assert past.recorded[0].at == NOW - 0.412


def test_new_exchanges_come_on_top_and_what_is_chosen_stays_so(
    panel: HistoryPanel, desk: HistoryDesk, past: Past, qtbot: QtBot
) -> None:
    _choose(panel, 2)
    past.rows.append(PastRow(5, NOW + 1, "GET", "http://127.0.0.1/new", status=200))

    desk.changed.emit()
    qtbot.waitUntil(lambda: len(desk.model.rows) == 5)

    assert [row.id for row in panel.list.chosen] == [2]
    assert _row_of(panel, 5) == 1


def test_older_ones_come_when_the_end_is_reached(
    kit: Kit, desk: HistoryDesk, past: Past, shown: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    past.rows = [PastRow(n, NOW - n, "GET", f"http://127.0.0.1/{n}", status=200) for n in range(1, 451)]
    panel = HistoryPanel(kit, desk)
    shown(panel)
    qtbot.waitUntil(lambda: len(desk.model.rows) == 200)

    panel.list.scrollToBottom()
    qtbot.waitUntil(lambda: len(desk.model.rows) == 400)
    panel.list.scrollToBottom()
    qtbot.waitUntil(lambda: len(desk.model.rows) == 450)

    assert not desk.model.canFetchMore(desk.model.index(-1))


def test_the_last_success_takes_the_place_of_the_answer(desk: HistoryDesk, bench: Any, qtbot: QtBot) -> None:
    tab = bench.tab(RequestDraft(method="POST", url="http://127.0.0.1/rose"))
    bench.answer(tab, b"no", status=500)

    desk.show_last_success(tab)
    qtbot.waitUntil(lambda: bytes(tab.state.read.answer.content) == b'{"id": 2}')

    assert tab.state.outcome.response.status == 200


def test_two_answers_are_compared_line_by_line(kit: Kit, panel: HistoryPanel, named: Any) -> None:
    older, newer = (PastText("GET /a", text.encode()) for text in ('{\n"a": 1\n}', '{\n"a": 2\n}'))
    rows = tuple(text_rows('{\n"a": 1\n}', '{\n"a": 2\n}'))

    dialog = SideBySideDialog(kit, older, newer, rows, panel)

    assert named(dialog, QLabel, "differences").text() == "One line differs."
    assert named(dialog, QTableView, "responseDiff").currentIndex().row() == 1
