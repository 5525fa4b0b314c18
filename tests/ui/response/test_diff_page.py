"""What differs from the answer before, as a person sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.pane import ResponsePane
from modelpost.ui.text.view import TextView
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
    pane: ResponsePane, bench: Any, tab: RequestTab, qtbot: QtBot
) -> None:
    bench.answer(tab, b'{"a": 1, "b": 2}')
    bench.answer(tab, b'{"b": 2, "a": 1.5}')

    bench.response.choose_view(DIFF)

    qtbot.waitUntil(lambda: _cells(pane) == [["$.a", "1", "1.5"]])


def test_what_is_no_json_is_compared_line_by_line(
    pane: ResponsePane, bench: Any, tab: RequestTab, qtbot: QtBot
) -> None:
    bench.answer(tab, b"one\ntwo", "text/plain")
    bench.answer(tab, b"one\nthree", "text/plain")

    bench.response.choose_view(DIFF)

    qtbot.waitUntil(lambda: _cells(pane) == [["Line 2", "two", "three"]])


def test_ids_and_times_count_when_the_user_wants_them_to(
    pane: ResponsePane, bench: Any, tab: RequestTab, qtbot: QtBot, named: Named
) -> None:
    bench.answer(tab, b'{"id": 1}')
    bench.answer(tab, b'{"id": 2}')
    bench.response.choose_view(DIFF)
    qtbot.waitUntil(lambda: named(pane, QWidget, "noDifference").isVisible())

    qtbot.mouseClick(named(pane, QCheckBox, "diffPassing"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: _cells(pane) == [["$.id", "1", "2"]])


def test_a_tolerance_is_typed(pane: ResponsePane, bench: Any, tab: RequestTab, qtbot: QtBot, named: Named) -> None:
    bench.answer(tab, b"[0.50]")
    bench.answer(tab, b"[0.52]")
    bench.response.choose_view(DIFF)
    qtbot.waitUntil(lambda: len(_cells(pane)) == 1)
    line = named(pane, QLineEdit, "diffTolerance")
    qtbot.keyClicks(line, "0.1")

    qtbot.keyClick(line, Key.Key_Return)

    qtbot.waitUntil(lambda: named(pane, QWidget, "noDifference").isVisible())


def test_a_difference_is_copied_and_leads_to_its_place(
    pane: ResponsePane, bench: Any, tab: RequestTab, qtbot: QtBot, named: Named
) -> None:
    bench.answer(tab, b'{"a": 1, "b": 2}')
    bench.answer(tab, b'{"a": 1, "b": 30}')
    bench.response.choose_view(DIFF)
    qtbot.waitUntil(lambda: len(_cells(pane)) == 1)
    table = named(pane, QTableView, "responseChanges")
    qtbot.mouseClick(named(pane, QWidget, "diffNext"), Qt.MouseButton.LeftButton)

    qtbot.keyClick(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    qtbot.keyClick(table, Key.Key_Return)

    assert copied == "$.b\t2\t30"
    qtbot.waitUntil(lambda: named(pane, TextView, "responseText").selected_text() == "30")
