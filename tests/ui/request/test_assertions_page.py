"""What must be true of an answer, and scripts that are kept."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.assertions import Checked, Expectation, Verdict
from modelpost.core.events import Finished
from modelpost.core.request import Assertion, RequestDraft, Script
from modelpost.core.response import Response, Timings
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.assertions_page import AssertionsPage
from modelpost.ui.request.scripts_page import ScriptsPage
from modelpost.workbench.request_tab import RequestTab

STATUS = Assertion("res.status", "eq", "200")
LABEL = Assertion("res.body.label", "eq", "rose")
HELD = Checked(Expectation(0, STATUS), holds=True, actual="200")
UNMET = Checked(Expectation(1, LABEL), holds=False, actual="tulip")


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab(RequestDraft(url="http://127.0.0.1:8500/", assertions=(STATUS, LABEL)))  # type: ignore[no-any-return]


@pytest.fixture
def page(kit: Kit, tab: RequestTab, shown: Callable[[QWidget], None]) -> AssertionsPage:
    made = AssertionsPage(kit)
    made.show_tab(tab)
    shown(made)
    return made


@pytest.fixture
def table(page: AssertionsPage, named: Any) -> Any:
    return named(page, QTableView, "assertionTable")


def _cell(table: Any, row: int, column: int) -> str:
    return str(table.model().index(row, column).data())


def test_a_typed_assertion_belongs_to_the_request(table: Any, tab: RequestTab, qtbot: QtBot) -> None:
    table.setFocus()
    table.setCurrentIndex(table.model().index(2, 1))
    table.edit(table.currentIndex())
    qtbot.keyClicks(QApplication.focusWidget(), "$.n")
    table.setFocus()

    assert tab.draft.assertions == (STATUS, LABEL, Assertion("$.n"))


def test_what_became_of_each_stands_beside_it(
    page: AssertionsPage, table: Any, tab: RequestTab, bench: Any, named: Any
) -> None:
    bench.send(tab, Verdict((HELD, UNMET)), Finished(0.1, Response(200), Timings(total=0.1)))

    unmet = named(page, QLabel, "assertionsUnmet")
    assert (_cell(table, 0, 4), _cell(table, 1, 4)) == ("✓ 200", "✗ tulip")
    assert (unmet.isVisible(), unmet.text()) == (True, "“res.body.label eq rose” does not hold: it is tulip")


def test_a_changed_assertion_has_no_result(table: Any, tab: RequestTab, bench: Any) -> None:
    bench.send(tab, Verdict((HELD, UNMET)), Finished(0.1, Response(200), Timings(total=0.1)))

    tab.set_assertions((STATUS, Assertion("res.body.label", "eq", "lily")))

    assert (_cell(table, 0, 4), _cell(table, 1, 4)) == ("✓ 200", "")


def test_scripts_are_shown_word_for_word_and_not_edited(
    kit: Kit, bench: Any, shown: Callable[[QWidget], None], named: Any
) -> None:
    code = "test('ok', () => {\n\texpect(1).to.eql(1)\n})"
    page = ScriptsPage(kit)
    page.show_tab(bench.tab(RequestDraft(scripts=(Script("tests", code),))))
    shown(page)

    field = named(page, QPlainTextEdit, "script0")
    assert (field.toPlainText(), field.isReadOnly()) == (code, True)
