"""Headers: typed, inherited, and those that are added by themselves."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from modelpost.core.request import AuthChoice, BodyKind, Defaults, RequestDraft, Row
from modelpost.core.secrets import MASK
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.headers_page import HeadersPage
from modelpost.workbench.request_tab import RequestTab

LEFT = Qt.MouseButton.LeftButton
URL = "http://127.0.0.1:8500/v1"
TOKEN = Row("X-Auth-Token", "not-a-real-token")


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab(RequestDraft(url=URL, headers=(Row("Accept", "*/*", note="kept"),)))  # type: ignore[no-any-return]


@pytest.fixture
def page(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> HeadersPage:
    made = HeadersPage(kit, bench.workspace, bench.catalogue, "Modelpost/1", bench.auth)
    made.show_tab(tab)
    shown(made)
    return made


@pytest.fixture
def table(page: HeadersPage, named: Any) -> Any:
    return named(page, QTableView, "headersTable")


@pytest.fixture
def as_text(page: HeadersPage, named: Any, qtbot: QtBot) -> Any:
    qtbot.mouseClick(named(page, QPushButton, "bulkEdit"), LEFT)
    return named(page, QPlainTextEdit, "headersText")


def _edit(table: Any, row: int, column: int) -> QLineEdit:
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    table.edit(table.currentIndex())
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    return editor


def _write(qtbot: QtBot, field: QPlainTextEdit, text: str) -> None:
    field.selectAll()
    for line, words in enumerate(text.split("\n")):
        if line:
            qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.keyClicks(field, words)


def _automatic(page: HeadersPage) -> dict[str, str]:
    boxes = [box for box in page.findChildren(QCheckBox) if box.objectName().startswith("automatic-")]
    pairs = [box.text().split(": ", 1) for box in boxes]
    return dict(pairs)


def test_a_typed_header_belongs_to_the_request(page: HeadersPage, table: Any, tab: RequestTab, qtbot: QtBot) -> None:
    qtbot.keyClicks(_edit(table, 1, 1), "X-Trace")
    qtbot.keyClicks(_edit(table, 1, 2), "on")

    assert tab.draft.headers == (Row("Accept", "*/*", note="kept"), Row("X-Trace", "on"))


@pytest.mark.parametrize(
    ("column", "typed", "offered"), [(1, "content-ty", "Content-Type"), (2, "gz", "gzip")], ids=["names", "values"]
)
def test_known_names_and_values_are_offered(
    table: Any, tab: RequestTab, qtbot: QtBot, column: int, typed: str, offered: str
) -> None:
    tab.set_headers((Row("" if column == 1 else "Accept-Encoding"),))
    editor = _edit(table, 0, column)

    qtbot.keyClicks(editor, typed)

    completer = editor.completer()
    qtbot.waitUntil(lambda: completer.popup().isVisible())
    offers = [completer.completionModel().index(i, 0).data() for i in range(completer.completionCount())]
    completer.popup().hide()
    assert any(offered in offer for offer in offers)


def test_headers_as_text_stand_one_per_line(as_text: Any, page: HeadersPage, tab: RequestTab, table: Any) -> None:
    tab.set_headers((Row("Accept", "*/*"), Row("X-Off", "1", enabled=False)))
    page.setFocus()
    tab.set_headers((*tab.draft.headers, Row("X-On", "2")))

    assert as_text.isVisible()
    assert not table.isVisible()
    assert as_text.toPlainText() == "Accept: */*\n# X-Off: 1\nX-On: 2"


def test_text_becomes_headers(as_text: Any, tab: RequestTab, qtbot: QtBot) -> None:
    _write(qtbot, as_text, "accept: text/plain\n# X-Off: a:b\nX-Empty:")

    assert tab.draft.headers == (
        Row("accept", "text/plain"),
        Row("X-Off", "a:b", enabled=False),
        Row("X-Empty"),
    )


def test_a_note_stays_with_its_header_in_the_text(as_text: Any, tab: RequestTab, qtbot: QtBot) -> None:
    as_text.moveCursor(as_text.textCursor().MoveOperation.End)

    qtbot.keyClicks(as_text, ";q=1")

    assert tab.draft.headers == (Row("Accept", "*/*;q=1", note="kept"),)


def test_headers_come_back_as_a_table(as_text: Any, page: HeadersPage, table: Any, named: Any, qtbot: QtBot) -> None:
    _write(qtbot, as_text, "X-One: 1\nX-Two: 2")

    qtbot.mouseClick(named(page, QPushButton, "bulkEdit"), LEFT)

    assert as_text.isHidden()
    assert [table.model().index(row, 1).data() for row in range(3)] == ["X-One", "X-Two", ""]


def test_a_credential_is_dots_in_the_text_and_survives_editing_around_it(
    page: HeadersPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    tab.set_headers((TOKEN,))
    qtbot.mouseClick(named(page, QPushButton, "bulkEdit"), LEFT)
    field = named(page, QPlainTextEdit, "headersText")
    before = field.toPlainText()

    field.moveCursor(field.textCursor().MoveOperation.End)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, "Accept: a")

    assert before == f"X-Auth-Token: {MASK}"
    assert tab.draft.headers == (TOKEN, Row("Accept", "a"))


def test_what_will_be_added_is_listed(page: HeadersPage, tab: RequestTab, qtbot: QtBot) -> None:
    tab.set_method("POST")
    tab.set_headers(())
    tab.set_body_kind(BodyKind.RAW)

    expected = {
        "Host": "127.0.0.1:8500",
        "User-Agent": "Modelpost/1",
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Connection": "keep-alive",
        "Content-Type": "application/json",
        "Content-Length": "calculated when sent",
    }
    qtbot.waitUntil(lambda: _automatic(page) == expected)


def test_a_typed_header_is_not_added_a_second_time(page: HeadersPage, tab: RequestTab, qtbot: QtBot) -> None:
    tab.set_headers((Row("user-agent", "mine"),))

    qtbot.waitUntil(lambda: "User-Agent" not in _automatic(page))
    assert "Accept" in _automatic(page)


def test_an_automatic_header_can_be_left_out_and_taken_back(
    page: HeadersPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    qtbot.mouseClick(named(page, QCheckBox, "automatic-User-Agent"), LEFT, pos=QPoint(8, 8))
    left_out = tab.draft.omitted
    qtbot.waitUntil(lambda: not _box(page, "User-Agent").isChecked())

    qtbot.mouseClick(_box(page, "User-Agent"), LEFT, pos=QPoint(8, 8))

    assert left_out == ("User-Agent",)
    assert tab.draft.omitted == ()


def _box(page: HeadersPage, name: str) -> QCheckBox:
    return page.findChildren(QCheckBox, f"automatic-{name}")[-1]


def test_what_the_protocol_needs_cannot_be_left_out(page: HeadersPage, named: Any) -> None:
    assert not named(page, QCheckBox, "automatic-Host").isEnabled()


def test_inherited_headers_are_shown_with_credentials_masked(page: HeadersPage, bench: Any, qtbot: QtBot) -> None:
    defaults = Defaults(headers=(Row("X-Project", "p1"), TOKEN))
    bench.opened(
        Collection("/flowers", "c1", FolderNode("", "Flowers", (RequestNode("a.yml", "A"),), defaults=defaults))
    )
    bench.collections.drafts["/flowers", "a.yml"] = RequestDraft(name="A", url=URL)
    with qtbot.waitSignal(bench.workspace.current_changed):
        bench.workspace.open_request("/flowers", "a.yml")

    page.show_tab(bench.workspace.current)

    texts = [label.text() for label in page.findChildren(QLabel)]
    assert {"X-Project: p1", "Collection Flowers"} <= set(texts)
    assert f"X-Auth-Token: {MASK}" in texts


def test_the_keyring_is_offered_for_a_credential(
    page: HeadersPage, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    tab.set_headers((TOKEN,))

    qtbot.mouseClick(named(page, QPushButton, "keepHeader0"), LEFT)

    qtbot.waitUntil(lambda: tab.draft.headers == (Row("X-Auth-Token", "{{x_auth_token}}"),))
    qtbot.waitUntil(lambda: list(bench.keeper.values.values()) == ["not-a-real-token"])
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "keepHeader0") is None)


def test_a_credential_is_revealed_for_a_while_on_request(
    table: Any, tab: RequestTab, chosen: Callable[[str], None], qtbot: QtBot
) -> None:
    tab.set_headers((TOKEN,))
    place = table.visualRect(table.model().index(0, 3)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=place)

    chosen("Reveal for 10 seconds")

    assert table.model().index(0, 2).data() == "not-a-real-token"


@pytest.mark.parametrize("value", ["on", "{{token}}"])
def test_what_is_no_credential_has_nothing_to_reveal(table: Any, tab: RequestTab, qtbot: QtBot, value: str) -> None:
    tab.set_headers((Row("X-Auth-Token" if "{" in value else "X-Trace", value),))

    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.model().index(0, 3)).center())

    menu = QApplication.activePopupWidget()
    assert menu is not None
    texts = [action.text() for action in menu.actions()]
    menu.close()
    assert texts == ["Duplicate", "Move up", "Move down", "Delete"]


def test_a_wrong_header_name_is_marked_in_its_cell(page: HeadersPage, table: Any, tab: RequestTab) -> None:
    tab.set_headers((Row("Accept", "a"), Row("two words", "b")))

    tab.send()

    tip = table.model().index(1, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert tip
    assert table.model().index(0, 1).data(Qt.ItemDataRole.ToolTipRole) is None


def test_the_headers_of_the_auth_scheme_are_listed_with_their_source(
    page: HeadersPage, tab: RequestTab, named: Any
) -> None:
    tab.set_auth(AuthChoice("bearer", (("token", "not-a-real-token"),)))

    texts = {label.text() for label in page.findChildren(QLabel)}

    assert named(page, QLabel, "added-Authorization").text() == f"Authorization: {MASK}"
    assert {"Auth: Bearer token", "Automatic"} <= texts


def test_the_effective_request_is_asked_for(page: HeadersPage, named: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.effective_wanted):
        qtbot.mouseClick(named(page, QPushButton, "effectiveRequest"), LEFT)
