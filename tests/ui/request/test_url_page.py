"""The address in parts, in step with the address line."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestDraft, Row
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.url_page import UrlPage
from modelpost.workbench.request_tab import RequestTab


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    made: RequestTab = bench.tab(RequestDraft())
    made.set_url("http://127.0.0.1:8500/v1/:model/infer?top=5&lang=en")
    return made


@pytest.fixture
def page(kit: Kit, tab: RequestTab, shown: Callable[[QWidget], None]) -> UrlPage:
    made = UrlPage(kit)
    made.show_tab(tab)
    shown(made)
    return made


def _type(qtbot: QtBot, table: QTableView, row: int, column: int, text: str) -> None:
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    table.edit(table.currentIndex())
    editor = QApplication.focusWidget()
    assert editor is not None
    qtbot.keyClicks(editor, text)


def _cells(table: QTableView) -> list[tuple[str, str]]:
    model = table.model()
    return [(model.index(row, 1).data(), model.index(row, 2).data()) for row in range(model.rowCount())]


def test_parameters_of_the_line_stand_in_rows(page: UrlPage, named: Any) -> None:
    assert _cells(named(page, QTableView, "queryTable")) == [("top", "5"), ("lang", "en"), ("", "")]


def test_a_typed_parameter_goes_into_the_line(page: UrlPage, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    _type(qtbot, named(page, QTableView, "queryTable"), 2, 1, "debug")

    assert tab.draft.url == "http://127.0.0.1:8500/v1/:model/infer?top=5&lang=en&debug"


def test_what_is_typed_into_the_line_changes_the_rows(page: UrlPage, tab: RequestTab, named: Any) -> None:
    tab.set_url("http://127.0.0.1:8500/v1/:model/infer?top=9")

    assert _cells(named(page, QTableView, "queryTable")) == [("top", "9"), ("", "")]


def test_a_path_variable_gets_its_value_here(page: UrlPage, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    _type(qtbot, named(page, QTableView, "pathTable"), 0, 2, "flowers")

    assert tab.draft.path == (Row("model", "flowers"),)
    assert named(page, QLabel, "resolvedAddress").text() == "http://127.0.0.1:8500/v1/flowers/infer?top=5&lang=en"


def test_without_path_variables_there_is_no_table_for_them(page: UrlPage, tab: RequestTab, named: Any) -> None:
    tab.set_url("http://127.0.0.1:8500/")

    assert not named(page, QTableView, "pathTable").isVisible()


@pytest.mark.parametrize(
    ("url", "scheme", "sent"),
    [
        ("localhost:8500/a", "Scheme: http (assumed)", "http://localhost:8500/a"),
        ("example.com/a b", "Scheme: https (assumed)", "https://example.com/a%20b"),
        ("http://example.com/", "Scheme: http", "http://example.com/"),
    ],
)
def test_the_address_as_it_will_be_sent_is_shown(
    page: UrlPage, tab: RequestTab, named: Any, url: str, scheme: str, sent: str
) -> None:
    tab.set_url(url)

    assert named(page, QLabel, "addressParts").text().splitlines()[0] == scheme
    assert named(page, QLabel, "resolvedAddress").text() == sent


def test_a_variable_without_a_value_is_named_instead_of_an_address(page: UrlPage, tab: RequestTab, named: Any) -> None:
    tab.set_url("http://{{host}}/")

    assert "host" in named(page, QLabel, "resolvedAddress").text()
    assert "{{host}}/" not in named(page, QLabel, "resolvedAddress").text()
