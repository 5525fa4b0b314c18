"""The address in parts, in step with the address line."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableView, QWidget
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


class Quoting(QTranslator):
    """Another language: every sentence stands in quotes."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str = "", n: int = -1) -> str:
        return f"«{source}»"


@pytest.fixture
def quoted(qapp: QApplication) -> Iterator[None]:
    language = Quoting()
    qapp.installTranslator(language)
    yield
    qapp.removeTranslator(language)


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
        ("localhost:8500/a", ("", "http"), "http://localhost:8500/a"),
        ("example.com/a b", ("", "https"), "https://example.com/a%20b"),
        ("http://example.com/", ("http", "http"), "http://example.com/"),
    ],
)
def test_the_address_as_it_will_be_sent_is_shown(
    page: UrlPage, tab: RequestTab, named: Any, url: str, scheme: tuple[str, str], sent: str
) -> None:
    tab.set_url(url)

    line = named(page, QLineEdit, "addressScheme")
    assert (line.text(), line.placeholderText()) == scheme
    assert named(page, QLabel, "resolvedAddress").text() == sent


def test_a_variable_without_a_value_is_named_instead_of_an_address(page: UrlPage, tab: RequestTab, named: Any) -> None:
    tab.set_url("http://{{host}}/")

    assert "host" in named(page, QLabel, "resolvedAddress").text()
    assert "{{host}}/" not in named(page, QLabel, "resolvedAddress").text()


def test_the_parts_of_the_line_stand_in_fields_without_credentials(page: UrlPage, tab: RequestTab, named: Any) -> None:
    tab.set_url("https://ada:pw@example.com:8443/v1/infers?x=1")

    fields = [named(page, QLineEdit, name).text() for name in ("addressScheme", "addressHost", "addressPath")]
    assert fields == ["https", "example.com:8443", "/v1/infers"]


@pytest.mark.parametrize(
    ("name", "typed", "line"),
    [
        ("addressScheme", "https", "https://127.0.0.1:8500/v1/:model/infer?top=5&lang=en"),
        ("addressHost", "example.com", "http://example.com/v1/:model/infer?top=5&lang=en"),
        ("addressPath", "v2/infer", "http://127.0.0.1:8500/v2/infer?top=5&lang=en"),
    ],
)
def test_a_typed_part_goes_into_the_line(
    page: UrlPage, tab: RequestTab, named: Any, qtbot: QtBot, name: str, typed: str, line: str
) -> None:
    field = named(page, QLineEdit, name)
    field.selectAll()

    qtbot.keyClicks(field, typed)

    assert tab.draft.url == line


def test_a_scheme_takes_no_other_characters(page: UrlPage, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    field = named(page, QLineEdit, "addressScheme")
    field.selectAll()

    qtbot.keyClicks(field, "1h:/t")

    assert tab.draft.url.startswith("ht://127.0.0.1:8500/")


def test_what_keeps_the_address_from_being_known_is_said_in_the_users_language(
    page: UrlPage, tab: RequestTab, named: Any, quoted: None
) -> None:
    tab.set_url("")

    assert named(page, QLabel, "resolvedAddress").text() == "«There is no address yet»"
