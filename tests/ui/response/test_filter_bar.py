"""The filter bar, as the user works with it."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.filter_bar import FilterBar
from modelpost.ui.text.view import TextView
from modelpost.workbench.path_desk import PathDesk

TEXT = json.dumps({"boxes": [{"label": "rose", "score": 0.5}, {"label": "tulip", "score": 0.25}]}, indent=2).encode()


@pytest.fixture
def desk(qtbot: QtBot, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PathDesk]:
    monkeypatch.setenv("PYTHONPATH", str(repository / "app"))
    desk = PathDesk((sys.executable, "-m", "modelpost", "json-paths"))
    yield desk
    desk.end()


@pytest.fixture
def page(kit: Kit, desk: PathDesk, shown: Callable[[QWidget], None]) -> QWidget:
    page = QWidget()
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    view = TextView(kit, "responseText", "Response body")
    bar = FilterBar(kit, view, lambda: desk)
    column = QVBoxLayout(page)
    column.addWidget(bar)
    column.addWidget(view, 1)
    shown(page)
    view.set_content(TEXT, "json")
    bar.open_filter()
    return page


@pytest.fixture
def path(page: QWidget, named: Callable[..., QLineEdit], qtbot: QtBot) -> QLineEdit:
    field = named(page, QLineEdit, "filterPath")
    qtbot.waitUntil(field.hasFocus)
    return field


def _says(page: QWidget, named: Callable[..., QLabel], qtbot: QtBot, text: str) -> None:
    count = named(page, QLabel, "filterCount")
    qtbot.waitUntil(lambda: count.text() == text, timeout=20_000)


def test_typing_a_path_counts_and_lists_what_it_leads_to(
    page: QWidget, path: QLineEdit, named: Callable[..., QListView], qtbot: QtBot
) -> None:
    qtbot.keyClicks(path, "$.boxes[*].label")

    _says(page, named, qtbot, "2 values")
    model = named(page, QListView, "filterPlaces").model()
    assert [model.index(row, 0).data() for row in range(2)] == [
        '$.boxes[0].label   "rose"',
        '$.boxes[1].label   "tulip"',
    ]


def test_choosing_a_line_selects_the_value_in_the_text(
    page: QWidget, path: QLineEdit, named: Callable[..., QListView], qtbot: QtBot
) -> None:
    qtbot.keyClicks(path, "$..score")
    _says(page, named, qtbot, "2 values")

    qtbot.keyClick(path, Qt.Key.Key_Down)
    qtbot.keyClick(named(page, QListView, "filterPlaces"), Qt.Key.Key_Down)

    view = page.findChild(TextView, "responseText")
    assert view is not None
    assert view.selected_text() == "0.25"


def test_names_of_the_document_are_offered(
    page: QWidget, path: QLineEdit, named: Callable[..., QListView], qtbot: QtBot
) -> None:
    qtbot.keyClicks(path, "$.boxes[0].")

    model = path.completer().completionModel()
    qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=20_000)
    assert [model.index(row, 0).data() for row in range(2)] == ["$.boxes[0].label", "$.boxes[0].score"]


def test_what_is_no_path_is_said(page: QWidget, path: QLineEdit, named: Callable[..., QListView], qtbot: QtBot) -> None:
    qtbot.keyClicks(path, "$[")

    _says(page, named, qtbot, "This is not a JSONPath: unexpected end of query")


def test_escape_closes_the_bar_and_goes_to_the_text(page: QWidget, path: QLineEdit, qtbot: QtBot) -> None:
    qtbot.keyClick(path, Qt.Key.Key_Escape)

    view = page.findChild(TextView, "responseText")
    assert view is not None
    assert view.hasFocus()
    assert not path.isVisible()
