"""Method, address and Send."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestDraft
from modelpost.core.scope import Variable
from modelpost.core.secrets import MASK, SecretRef
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.request_line import RequestLine
from modelpost.workbench.request_tab import RequestTab

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab(RequestDraft(method="POST", url="http://127.0.0.1:8500/v1"))  # type: ignore[no-any-return]


@pytest.fixture
def line(kit: Kit, tab: RequestTab, shown: Callable[[QWidget], None]) -> RequestLine:
    made = RequestLine(kit, [])
    made.show_tab(tab)
    shown(made)
    return made


@pytest.fixture
def address(line: RequestLine, named: Any) -> Any:
    line.focus_address()
    return named(line, QPlainTextEdit, "address")


def _type_method(line: RequestLine, named: Any, qtbot: QtBot, text: str) -> None:
    field = named(line, QLineEdit, "methodText")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_the_line_shows_method_and_address(line: RequestLine, named: Any) -> None:
    assert named(line, QLineEdit, "methodText").text() == "POST"
    assert named(line, QPlainTextEdit, "address").toPlainText() == "http://127.0.0.1:8500/v1"


@pytest.mark.parametrize("method", ["PUT", "PURGE", "M-SEARCH"])
def test_any_method_can_be_typed(line: RequestLine, tab: RequestTab, named: Any, qtbot: QtBot, method: str) -> None:
    _type_method(line, named, qtbot, method)

    assert tab.draft.method == method


def test_a_method_is_chosen_from_the_menu(
    line: RequestLine, tab: RequestTab, named: Any, chosen: Callable[[str], None]
) -> None:
    button = named(line, QToolButton, "methodMenu")
    button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    chosen("PATCH")

    assert tab.draft.method == "PATCH"
    assert named(line, QLineEdit, "methodText").text() == "PATCH"


def test_a_method_has_its_own_colour(line: RequestLine, tab: RequestTab, kit: Kit, named: Any) -> None:
    tab.set_method("DELETE")

    assert kit.theme.hex("delete").lower() in named(line, QLineEdit, "methodText").styleSheet().lower()


def test_typing_an_address_changes_the_request(address: Any, tab: RequestTab, qtbot: QtBot) -> None:
    qtbot.keyClicks(address, "http://localhost/v2?top=5")

    assert tab.draft.url == "http://localhost/v2?top=5"
    assert [(row.name, row.value) for row in tab.draft.query] == [("top", "5")]


def test_enter_in_the_address_sends(address: Any, bench: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(address, Key.Key_Return)

    qtbot.waitUntil(lambda: [request.url for request, _ in bench.sender.sent] == ["http://127.0.0.1:8500/v1"])


def test_the_button_sends(line: RequestLine, bench: Any, named: Any, qtbot: QtBot) -> None:
    qtbot.mouseClick(named(line, QPushButton, "send"), LEFT)

    qtbot.waitUntil(lambda: len(bench.sender.sent) == 1)


def test_send_turns_into_cancel_at_once_and_hangs_up(
    line: RequestLine, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    button = named(line, QPushButton, "send")
    qtbot.mouseClick(button, LEFT)
    caption = button.text()

    qtbot.mouseClick(button, LEFT)

    assert (caption, button.text()) == ("Cancel", "Send")
    assert not tab.state.is_running


@pytest.mark.parametrize(
    ("url", "said"),
    [("", "URL"), ("http://{{nowhere}}/", "nowhere"), ("ftp://127.0.0.1/", "ftp")],
    ids=["empty", "variable", "scheme"],
)
def test_an_address_that_cannot_be_sent_is_explained_below_the_line(
    line: RequestLine, tab: RequestTab, named: Any, qtbot: QtBot, url: str, said: str
) -> None:
    tab.set_url(url)

    qtbot.mouseClick(named(line, QPushButton, "send"), LEFT)

    message = named(line, QLabel, "lineProblem")
    assert message.isVisible()
    assert said in message.text()
    assert named(line, QPlainTextEdit, "address").accessibleDescription() == message.text()


def test_the_explanation_goes_when_the_address_is_mended(
    line: RequestLine, tab: RequestTab, address: Any, named: Any, qtbot: QtBot
) -> None:
    tab.set_url("http://{{nowhere}}/")
    tab.send()
    line.focus_address()

    qtbot.keyClicks(address, "http://localhost/")

    assert named(line, QLabel, "lineProblem").isHidden()


def test_a_pasted_curl_command_is_handed_on_and_not_inserted(line: RequestLine, address: Any, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("curl http://127.0.0.1/x")

    with qtbot.waitSignal(line.curl_pasted) as told:
        qtbot.keyClick(address, Key.Key_V, CONTROL)

    assert told.args == ["curl http://127.0.0.1/x"]
    assert "curl" not in address.toPlainText()


def test_a_dropped_curl_command_is_taken_as_a_pasted_one(line: RequestLine, address: Any, qtbot: QtBot) -> None:
    carried = QMimeData()
    carried.setText("curl http://127.0.0.1/x")

    with qtbot.waitSignal(line.curl_pasted):
        address.insertFromMimeData(carried)


def test_a_pasted_address_becomes_one_line(address: Any, tab: RequestTab, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("http://127.0.0.1/a\n")

    qtbot.keyClick(address, Key.Key_V, CONTROL)

    assert tab.draft.url == "http://127.0.0.1/a"


def test_another_request_is_shown_in_its_place(line: RequestLine, bench: Any, named: Any) -> None:
    other = bench.tab(RequestDraft(method="GET", url="http://localhost/other"))

    line.show_tab(other)

    assert named(line, QLineEdit, "methodText").text() == "GET"
    assert named(line, QPlainTextEdit, "address").toPlainText() == "http://localhost/other"


def test_a_change_of_the_request_behind_is_not_shown(
    line: RequestLine, tab: RequestTab, bench: Any, named: Any
) -> None:
    line.show_tab(bench.tab(RequestDraft(url="http://localhost/front")))

    tab.set_url("http://localhost/behind")

    assert named(line, QPlainTextEdit, "address").toPlainText() == "http://localhost/front"


def test_variables_are_explained_with_secrets_masked(line: RequestLine, bench: Any, named: Any, qtbot: QtBot) -> None:
    ref = SecretRef("c1", "collection", "token")
    variables = (Variable("host", "127.0.0.1"), Variable("token", ref))
    root = FolderNode("", "Flowers", (RequestNode("a.yml", "A"),), variables=variables)
    bench.opened(Collection("/flowers", "c1", root))
    bench.collections.drafts["/flowers", "a.yml"] = RequestDraft(name="A", url="http://{{host}}/{{token}}")
    with qtbot.waitSignal(bench.workspace.current_changed):
        bench.workspace.open_request("/flowers", "a.yml")

    line.show_tab(bench.workspace.current)

    address = named(line, QPlainTextEdit, "address")
    assert address.explanation("host")[0] == "127.0.0.1"
    assert address.explanation("token")[0] == MASK
    assert address.explanation("nowhere") is None


def test_the_method_box_grows_with_the_text(line: RequestLine, kit: Kit, named: Any) -> None:
    box = named(line, QFrame, "method")
    before = box.size()

    kit.theme.choose(kit.theme.mode, 150)

    assert (box.width(), box.height()) == (before.width() * 1.5, before.height() * 1.5)
