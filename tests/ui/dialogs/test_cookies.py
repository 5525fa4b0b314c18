"""The windows of cookies."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.cookies import Cookie
from modelpost.core.failures import KeyringTrouble
from modelpost.core.text import Message
from modelpost.ui.cookies_table import CookiesTable
from modelpost.ui.dialogs.cookies import CookiesDialog
from modelpost.ui.kit.buttons import Kit
from modelpost.workbench.cookies_desk import Jar

A = Cookie("a", "first-value", "example.org", expires_at=2e9, secure=True)
B = Cookie("b", "second-value", "example.org", host_only=False)


class FakeDesk(QObject):
    changed = Signal()
    failed = Signal(object)
    jars = (Jar("one", "Flowers"), Jar(""))
    jar = Jar("one", "Flowers")
    is_kept = False

    def __init__(self) -> None:
        super().__init__()
        self.cookies: tuple[Cookie, ...] = (A, B)
        self.asked: list[Any] = []

    def open(self) -> None:
        self.asked.append("open")

    def close(self) -> None:
        self.asked.append("close")

    def choose(self, jar: str) -> None:
        self.asked.append(("choose", jar))

    def put(self, cookie: Cookie, before: Cookie | None) -> None:
        self.asked.append(("put", cookie, before))

    def remove(self, cookies: tuple[Cookie, ...]) -> None:
        self.asked.append(("remove", cookies))

    def keep(self, *, wanted: bool) -> None:
        self.asked.append(("keep", wanted))


@pytest.fixture
def desk(qtbot: QtBot) -> FakeDesk:
    del qtbot
    return FakeDesk()


@pytest.fixture
def dialog(kit: Kit, desk: FakeDesk, shown: Callable[[QWidget], None]) -> Iterator[CookiesDialog]:
    over = QWidget()
    shown(over)
    given: Any = desk
    made = CookiesDialog(kit, given, over)
    made.show()
    yield made
    for opened in over.findChildren(QDialog):
        opened.close()


def texts(table: CookiesTable, column: int) -> list[str]:
    return [str(table.model().index(row, column).data()) for row in range(table.model().rowCount())]


def press(qtbot: QtBot, parent: QWidget, named: Any, name: str) -> None:
    qtbot.mouseClick(named(parent, QPushButton, name), Qt.MouseButton.LeftButton)


def test_values_are_dots_until_they_shall_be_seen(dialog: CookiesDialog, named: Any, qtbot: QtBot) -> None:
    table = named(dialog, CookiesTable, "cookieTable")
    before = texts(table, 1)

    qtbot.mouseClick(named(dialog, QCheckBox, "revealCookies"), Qt.MouseButton.LeftButton)

    assert before == ["•" * 8] * 2
    assert texts(table, 1) == ["first-value", "second-value"]


def test_a_cookie_is_shown_with_all_that_belongs_to_it(dialog: CookiesDialog, named: Any) -> None:
    table = named(dialog, CookiesTable, "cookieTable")

    assert texts(table, 2) == ["example.org", ".example.org"]
    assert texts(table, 4) == ["2033-05-18 03:33 UTC", "With the session"]
    assert texts(table, 5) == ["Secure", ""]


def test_selected_cookies_are_deleted(dialog: CookiesDialog, desk: FakeDesk, named: Any, qtbot: QtBot) -> None:
    named(dialog, CookiesTable, "cookieTable").selectRow(1)

    press(qtbot, dialog, named, "deleteCookies")

    assert desk.asked[-1] == ("remove", (B,))


def test_all_are_deleted_after_a_question(dialog: CookiesDialog, desk: FakeDesk, named: Any, qtbot: QtBot) -> None:
    press(qtbot, dialog, named, "clearCookies")
    before = list(desk.asked)

    press(qtbot, named(dialog, QMessageBox, "clearCookiesQuestion"), named, "clearCookiesAgreed")

    assert ("remove", (A, B)) not in before
    assert desk.asked[-1] == ("remove", (A, B))


def test_a_cookie_is_edited(dialog: CookiesDialog, desk: FakeDesk, named: Any, qtbot: QtBot) -> None:
    named(dialog, CookiesTable, "cookieTable").selectRow(1)
    press(qtbot, dialog, named, "editCookie")
    editor = named(dialog, QDialog, "cookieEditor")

    line = named(editor, QLineEdit, "cookieValue")
    line.selectAll()
    qtbot.keyClicks(line, "other")
    qtbot.keyClicks(named(editor, QLineEdit, "cookieEnds"), "2030-12-31 23:59")
    press(qtbot, editor, named, "cookieSave")

    changed = Cookie("b", "other", "example.org", expires_at=1_924_991_940.0, host_only=False)
    assert desk.asked[-1] == ("put", changed, B)


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("cookieName", "a=b", "A name has no = and"),
        ("cookieValue", "a;b", "A name has no = and"),
        ("cookieDomain", "", "Enter a domain."),
        ("cookiePath", "x", "A path begins with a slash."),
        ("cookieEnds", "soon", "Write the end as"),
    ],
)
def test_what_is_no_cookie_is_not_saved(
    dialog: CookiesDialog, named: Any, qtbot: QtBot, name: str, text: str, problem: str
) -> None:
    named(dialog, CookiesTable, "cookieTable").selectRow(0)
    press(qtbot, dialog, named, "editCookie")
    editor = named(dialog, QDialog, "cookieEditor")

    line = named(editor, QLineEdit, name)
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)

    assert named(editor, QLabel, "cookieProblem").text().startswith(problem)
    assert not named(editor, QPushButton, "cookieSave").isEnabled()


def test_another_jar_is_chosen(dialog: CookiesDialog, desk: FakeDesk, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(named(dialog, QComboBox, "cookieJar"), Qt.Key.Key_Down)

    assert desk.asked[-1] == ("choose", "")


def test_keeping_is_asked_for_and_trouble_is_said(
    dialog: CookiesDialog, desk: FakeDesk, named: Any, qtbot: QtBot
) -> None:
    box = named(dialog, QCheckBox, "keepCookies")
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)

    desk.changed.emit()
    desk.failed.emit(KeyringTrouble(Message("The keyring is locked"), Message("Unlock it.")))

    assert desk.asked[-1] == ("keep", True)
    assert not box.isChecked()
    assert named(dialog, QLabel, "cookieTrouble").text() == "The keyring is locked. Unlock it."


def test_an_empty_jar_says_so(dialog: CookiesDialog, desk: FakeDesk, named: Any) -> None:
    desk.cookies = ()

    desk.changed.emit()

    assert named(dialog, QWidget, "emptyJar").isVisible()
    assert not named(dialog, QPushButton, "clearCookies").isEnabled()


def test_the_jar_is_let_go_with_the_window(dialog: CookiesDialog, desk: FakeDesk) -> None:
    dialog.accept()

    assert desk.asked[-1] == "close"
