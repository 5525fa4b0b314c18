"""What is done with the answer: variables that are set from it."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.events import Finished
from modelpost.core.extraction import Captured
from modelpost.core.request import Capture, CaptureScope, CaptureSource, RequestDraft
from modelpost.core.response import Response, Timings
from modelpost.core.secrets import MASK
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.after_page import AfterPage
from modelpost.workbench.request_tab import RequestTab

TOKEN = Capture("token", "$.access_token")


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab(RequestDraft(url="http://127.0.0.1:8500/"))  # type: ignore[no-any-return]


@pytest.fixture
def page(kit: Kit, tab: RequestTab, shown: Callable[[QWidget], None]) -> AfterPage:
    made = AfterPage(kit)
    made.show_tab(tab)
    shown(made)
    return made


@pytest.fixture
def table(page: AfterPage, named: Any) -> Any:
    return named(page, QTableView, "captureTable")


def _edit(table: Any, row: int, column: int) -> QWidget:
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    table.edit(table.currentIndex())
    editor = QApplication.focusWidget()
    assert editor is not None
    return editor


def _cell(table: Any, row: int, column: int) -> str:
    return str(table.model().index(row, column).data())


def _answered(bench: Any, tab: RequestTab, *found: Captured) -> None:
    bench.send(tab, found, Finished(0.1, Response(200), Timings(total=0.1)))


def test_a_typed_capture_belongs_to_the_request(table: Any, tab: RequestTab, qtbot: QtBot) -> None:
    qtbot.keyClicks(_edit(table, 0, 1), "token")
    qtbot.keyClicks(_edit(table, 0, 3), "$.access_token")

    assert tab.draft.captures == (TOKEN,)


def test_source_and_scope_are_chosen_by_keys(table: Any, tab: RequestTab, qtbot: QtBot) -> None:
    tab.set_captures((TOKEN,))

    for column in (2, 4):
        combo = _edit(table, 0, column)
        assert isinstance(combo, QComboBox)
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        qtbot.keyClick(combo, Qt.Key.Key_Return)

    capture = tab.draft.captures[0]
    assert (capture.source, capture.scope) == (CaptureSource.HEADER, CaptureScope.ENVIRONMENT)


def test_what_the_answer_gave_is_shown(table: Any, tab: RequestTab, bench: Any) -> None:
    tab.set_captures((TOKEN,))

    _answered(bench, tab, Captured(TOKEN, "rose"))

    assert _cell(table, 0, 5) == "rose"


def test_a_secret_is_shown_as_dots(table: Any, tab: RequestTab, bench: Any) -> None:
    tab.set_captures((TOKEN,))

    _answered(bench, tab, Captured(TOKEN, "MIIabcdefgh", is_secret=True))

    assert _cell(table, 0, 5) == MASK


def test_why_there_is_no_value_is_said_below(page: AfterPage, tab: RequestTab, bench: Any, named: Any) -> None:
    tab.set_captures((TOKEN,))

    _answered(bench, tab, Captured(TOKEN, trouble=Message("The path leads nowhere in this answer")))

    trouble = named(page, QLabel, "captureTrouble")
    assert (trouble.isVisible(), trouble.text()) == (True, "token: The path leads nowhere in this answer.")


@pytest.mark.parametrize(("source", "is_typed"), [(CaptureSource.JSON, True), (CaptureSource.STATUS, False)])
def test_an_expression_is_typed_only_where_there_is_one(
    table: Any, tab: RequestTab, source: CaptureSource, is_typed: bool
) -> None:
    tab.set_captures((Capture("a", "", source),))

    flags = table.model().flags(table.model().index(0, 3))
    assert bool(flags & Qt.ItemFlag.ItemIsEditable) is is_typed


def test_any_answer_may_be_allowed_in_the_menu(
    table: Any, tab: RequestTab, chosen: Callable[[str], None], qtbot: QtBot
) -> None:
    tab.set_captures((TOKEN,))
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 6))

    qtbot.keyClick(table, Qt.Key.Key_Return)
    chosen("From any answer, not only 2xx")

    assert tab.draft.captures[0].always


def test_a_problem_is_marked_in_its_cell(table: Any, tab: RequestTab) -> None:
    tab.set_captures((Capture("a", "$.{{nowhere}}"),))

    tab.send()

    assert "nowhere" in str(table.model().index(0, 3).data(Qt.ItemDataRole.ToolTipRole))
