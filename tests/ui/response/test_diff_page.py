"""What differs from the answer before, as a person sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import Example
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.response.pane import ResponsePane
from modelpost.ui.response.views import ResponseViews
from modelpost.ui.text.view import TextView
from modelpost.workbench.exchange_desk import Sent
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.response_desk import DIFF

Key = Qt.Key
Named = Callable[[QWidget, type[Any], str], Any]


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab()  # type: ignore[no-any-return]  # the bench is untyped


@pytest.fixture
def pane(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> ResponsePane:
    made = ResponsePane(kit, bench.response, bench.background)
    shown(made)
    return made


@pytest.fixture
def compared(pane: ResponsePane, bench: Any, tab: RequestTab, qtbot: QtBot) -> Callable[..., None]:
    """Let two answers arrive and compare them; waits for so many differences to be listed."""

    def compare(before: bytes, now: bytes, differences: int = 0, media_type: str = "application/json") -> None:
        bench.answer(tab, before, media_type)
        bench.answer(tab, now, media_type)
        bench.response.choose_view(DIFF)
        if differences:
            qtbot.waitUntil(lambda: len(_cells(pane)) == differences)

    return compare


def _cells(pane: ResponsePane) -> list[list[str]]:
    table = pane.findChild(QTableView, "responseChanges")
    assert isinstance(table, QTableView)
    model = table.model()
    return [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]


def _count(pane: ResponsePane, named: Named) -> str:
    return str(named(pane, QLabel, "diffCount").text())


def test_the_first_answer_has_nothing_to_be_compared_with(pane: ResponsePane, bench: Any, tab: RequestTab) -> None:
    bench.answer(tab, b'{"a": 1}')

    bench.response.choose_view(DIFF)

    assert bench.response.view != DIFF


def test_the_second_answer_is_compared_with_the_first(
    pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot
) -> None:
    compared(b'{"a": 1, "b": 2}', b'{"b": 2, "a": 1.5}')

    qtbot.waitUntil(lambda: _cells(pane) == [["$.a", "1", "1.5"]])


def test_what_is_no_json_is_compared_line_by_line(
    pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot
) -> None:
    compared(b"one\ntwo", b"one\nthree", media_type="text/plain")

    qtbot.waitUntil(lambda: _cells(pane) == [["Line 2", "two", "three"]])


def test_ids_and_times_count_when_the_user_wants_them_to(
    pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot, named: Named
) -> None:
    compared(b'{"id": 1}', b'{"id": 2}')
    qtbot.waitUntil(lambda: named(pane, QWidget, "noDifference").isVisible())

    qtbot.mouseClick(named(pane, QCheckBox, "diffPassing"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: _cells(pane) == [["$.id", "1", "2"]])


def test_a_tolerance_is_typed(pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot, named: Named) -> None:
    compared(b"[0.50]", b"[0.52]", 1)
    line = named(pane, QLineEdit, "diffTolerance")
    qtbot.keyClicks(line, "0.1")

    qtbot.keyClick(line, Key.Key_Return)

    qtbot.waitUntil(lambda: named(pane, QWidget, "noDifference").isVisible())


def test_a_difference_is_copied_and_leads_to_its_place(
    pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot, named: Named
) -> None:
    compared(b'{"a": 1, "b": 2}', b'{"a": 1, "b": 30}', 1)
    table = named(pane, QTableView, "responseChanges")
    qtbot.mouseClick(named(pane, QWidget, "diffNext"), Qt.MouseButton.LeftButton)

    qtbot.keyClick(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    qtbot.keyClick(table, Key.Key_Return)

    assert copied == "$.b\t2\t30"
    qtbot.waitUntil(lambda: named(pane, TextView, "responseText").selected_text() == "30")


def test_a_place_that_is_not_there_says_so(
    pane: ResponsePane, bench: Any, tab: RequestTab, qtbot: QtBot, named: Named
) -> None:
    bench.answer(tab, b'{"a": 1}')
    qtbot.waitUntil(lambda: len(named(pane, TextView, "responseText").content) > 0)

    with qtbot.waitSignal(pane.told) as told:
        named(pane, ResponseViews, "responseViews").mark(("b",))

    assert told.args == ["The value does not stand in the text that is shown."]


def test_names_and_paths_that_do_not_count_are_typed(
    pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot, named: Named
) -> None:
    compared(b'{"took": 1, "x": [{"p": 1}]}', b'{"took": 2, "x": [{"p": 2}]}', 2)
    line = named(pane, QLineEdit, "diffIgnored")
    qtbot.keyClicks(line, "took, $.x[*].p")

    qtbot.keyClick(line, Key.Key_Return)

    qtbot.waitUntil(lambda: named(pane, QWidget, "noDifference").isVisible())


def test_delete_lets_a_difference_not_count_from_now_on(
    pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot, named: Named
) -> None:
    compared(b'{"x": [{"p": 1}, {"p": 2}], "y": 1}', b'{"x": [{"p": 5}, {"p": 6}], "y": 2}', 3)
    table = named(pane, QTableView, "responseChanges")
    table.selectRow(0)

    qtbot.keyClick(table, Key.Key_Delete)

    qtbot.waitUntil(lambda: _cells(pane) == [["$.y", "1", "2"]])
    assert named(pane, QLineEdit, "diffIgnored").text() == "$.x[*].p"


# In other forms, and with other answers -------------------------------------------------------------------------------


def _rows(pane: ResponsePane) -> list[tuple[str, str]]:
    table = pane.findChild(QTableView, "responseDiff")
    assert isinstance(table, QTableView)
    model = table.model()
    return [(model.index(row, 1).data(), model.index(row, 3).data()) for row in range(model.rowCount())]


def _choose_form(pane: ResponsePane, named: Named, qtbot: QtBot, steps: int) -> None:
    control = named(pane, SegmentedControl, "diffForm")
    for _ in range(steps):
        qtbot.keyClick(control, Key.Key_Right)


def _rivals(pane: ResponsePane, named: Named) -> list[str]:
    box = named(pane, QComboBox, "diffRival")
    return [box.itemText(at) for at in range(box.count())]


def test_both_answers_stand_side_by_side(
    pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot, named: Named
) -> None:
    compared(b'{"a": 1, "b": 2}', b'{"a": 1, "b": 3}')

    _choose_form(pane, named, qtbot, 1)

    qtbot.waitUntil(lambda: ('  "b": 2', '  "b": 3') in _rows(pane))
    assert named(pane, QTableView, "responseDiff").currentIndex().row() == 2


def test_inline_what_was_stands_above_what_is(
    pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot, named: Named
) -> None:
    compared(b"one\ntwo", b"one\nthree", media_type="text/plain")

    _choose_form(pane, named, qtbot, 2)

    qtbot.waitUntil(lambda: [now for _, now in _rows(pane)] == ["one", "two", "three"])


def test_buttons_go_from_one_run_of_differences_to_the_next(
    pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot, named: Named
) -> None:
    compared(b"a\nb\nc\nd", b"x\ny\nc\nz", media_type="text/plain")
    _choose_form(pane, named, qtbot, 1)
    qtbot.waitUntil(lambda: len(_rows(pane)) == 4)
    table = named(pane, QTableView, "responseDiff")
    visited = [table.currentIndex().row()]

    for name in ("diffNext", "diffNext", "diffPrevious"):
        qtbot.mouseClick(named(pane, QWidget, name), Qt.MouseButton.LeftButton)
        visited.append(table.currentIndex().row())

    assert visited == [0, 3, 0, 3]


def test_rows_are_copied_as_a_patch(
    pane: ResponsePane, compared: Callable[..., None], qtbot: QtBot, named: Named
) -> None:
    compared(b"one\ntwo", b"one\nthree", media_type="text/plain")
    _choose_form(pane, named, qtbot, 1)
    qtbot.waitUntil(lambda: len(_rows(pane)) == 2)
    table = named(pane, QTableView, "responseDiff")
    table.selectAll()

    qtbot.keyClick(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == " one\n-two\n+three"


def test_an_answer_is_compared_with_a_saved_one(
    pane: ResponsePane, bench: Any, tab: RequestTab, qtbot: QtBot, named: Named
) -> None:
    tab.set_examples((Example("golden", status=200, kind="json", body='{"a": 1}'),))
    bench.answer(tab, b'{"a": 2}')

    bench.response.choose_view(DIFF)

    qtbot.waitUntil(lambda: _cells(pane) == [["$.a", "1", "2"]])
    assert _rivals(pane, named) == ["Saved: golden"]


def test_an_answer_is_compared_with_that_of_another_tab(
    pane: ResponsePane, bench: Any, tab: RequestTab, qtbot: QtBot, named: Named
) -> None:
    bench.answer(tab, b'{"a": 1}')
    other = bench.tab()
    bench.answer(other, b'{"a": 5}')
    bench.answer(other, b'{"a": 2}')
    bench.response.choose_view(DIFF)
    qtbot.waitUntil(lambda: _cells(pane) == [["$.a", "5", "2"]])
    box = named(pane, QComboBox, "diffRival")

    qtbot.keyClick(box, Key.Key_Down)

    qtbot.waitUntil(lambda: _cells(pane) == [["$.a", "1", "2"]])
    assert _rivals(pane, named) == ["The answer before", "Tab: 127.0.0.1:8500"]


def test_an_answer_is_compared_with_that_of_another_environment(
    pane: ResponsePane, bench: Any, tab: RequestTab, qtbot: QtBot, named: Named
) -> None:
    rivals = bench.response.rivals
    for environment, body in (("staging", b'{"a": 1}'), ("production", b'{"a": 2}')):
        bench.answer(tab, body)
        rivals.note(tab, Sent(None, tab.draft, environment))  # type: ignore[arg-type]  # nothing is read of it
    bench.response.choose_view(DIFF)
    qtbot.waitUntil(lambda: len(_cells(pane)) == 1)
    rivals.choose("environment:staging")

    bench.answer(tab, b'{"a": 3}')

    qtbot.waitUntil(lambda: _cells(pane) == [["$.a", "1", "3"]])
    assert _rivals(pane, named) == ["The answer before", "Environment: staging", "Environment: production"]


def test_the_answers_of_a_closed_request_are_let_go(pane: ResponsePane, bench: Any, tab: RequestTab) -> None:
    del pane
    bench.answer(tab, b'{"a": 1}')
    bench.response.rivals.note(tab, Sent(None, tab.draft, "staging"))  # type: ignore[arg-type]  # nothing is read of it
    bench.tab()

    bench.workspace.close_tab(tab)

    assert tab.key not in bench.response.rivals._by_environment  # what it holds is nowhere to be seen


def test_a_saved_answer_that_is_read_late_does_not_stand_in_for_what_was_chosen_since(
    pane: ResponsePane, compared: Callable[..., None], tab: RequestTab, bench: Any, qtbot: QtBot
) -> None:
    tab.set_examples((Example("golden", status=200, kind="json", body='{"a": 7}'),))
    compared(b'{"a": 1}', b'{"a": 2}')
    bench.response.rivals.choose("example:0")

    bench.response.rivals.choose("before")
    qtbot.waitUntil(lambda: bench.background.is_idle)

    qtbot.waitUntil(lambda: _cells(pane) == [["$.a", "1", "2"]])


@pytest.mark.parametrize("form", range(3))
def test_half_a_character_is_shown_in_every_form(
    pane: ResponsePane, compared: Callable[..., None], bench: Any, qtbot: QtBot, named: Named, form: int
) -> None:
    compared(b'{"a\\ud800": "\\ud801"}', b'{"a\\ud800": "\\ud802"}', 1)

    _choose_form(pane, named, qtbot, form)

    qtbot.waitUntil(lambda: bench.background.is_idle)
    assert not pane.grab().isNull()
