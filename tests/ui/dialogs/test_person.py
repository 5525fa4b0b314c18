"""Questions of exchanges, over the window and by keyboard."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.text import Message
from modelpost.ui.dialogs.person import NoticeDialog, PersonDialogs, QuestionDialog
from modelpost.ui.kit.buttons import Kit
from modelpost.workbench.person import PersonDesk

LABEL = Message("One-time password")


@dataclass
class Ended:
    is_cancelled: bool = False


class Asking:
    """An exchange that asks one question on its thread."""

    def __init__(self, desk: PersonDesk, ended: Ended, *, is_secret: bool) -> None:
        self.answers: list[str | None] = []
        self._thread = threading.Thread(
            target=lambda: self.answers.append(desk.ask(LABEL, ended, is_secret=is_secret)), daemon=True
        )
        self._thread.start()

    def join(self) -> None:
        self._thread.join(10)


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def desk(kit: Kit, opened: list[str]) -> Iterator[PersonDesk]:
    made = PersonDesk(open_url=lambda url: not opened.append(url.toString()))
    yield made
    made.close()


@pytest.fixture
def window(kit: Kit, desk: PersonDesk, shown: Callable[[QWidget], None]) -> Iterator[QWidget]:
    made = QWidget()
    shown(made)
    PersonDialogs(kit, desk, made)
    yield made
    for dialog in made.findChildren(QDialog):
        dialog.close()


@pytest.fixture
def ask(desk: PersonDesk) -> Iterator[Callable[..., Asking]]:
    begun: list[Asking] = []

    def begin(ended: Ended | None = None, *, is_secret: bool = True) -> Asking:
        begun.append(Asking(desk, ended or Ended(), is_secret=is_secret))
        return begun[-1]

    yield begin
    desk.close()
    for asking in begun:
        asking.join()


def _question(window: QWidget, qtbot: QtBot) -> QuestionDialog:
    qtbot.waitUntil(lambda: window.findChild(QuestionDialog) is not None)
    dialog = window.findChild(QuestionDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    return dialog


def test_what_is_typed_answers_with_enter(window: QWidget, ask: Callable[..., Asking], qtbot: QtBot) -> None:
    asking = ask()
    _question(window, qtbot)

    qtbot.keyClicks(QApplication.focusWidget(), "123456")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: asking.answers == ["123456"])
    qtbot.waitUntil(lambda: window.findChild(QuestionDialog) is None)


def test_esc_declines(window: QWidget, ask: Callable[..., Asking], qtbot: QtBot) -> None:
    asking = ask()
    dialog = _question(window, qtbot)

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    qtbot.waitUntil(lambda: asking.answers == [None])


def test_an_empty_answer_is_not_given(window: QWidget, ask: Callable[..., Asking], named: Any, qtbot: QtBot) -> None:
    asking = ask()
    dialog = _question(window, qtbot)

    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    assert dialog.isVisible()
    assert not named(dialog, QPushButton, "questionOk").isEnabled()
    assert asking.answers == []


@pytest.mark.parametrize(
    ("is_secret", "mode"), [(True, QLineEdit.EchoMode.Password), (False, QLineEdit.EchoMode.Normal)]
)
def test_a_secret_is_typed_unseen(
    window: QWidget, ask: Callable[..., Asking], named: Any, qtbot: QtBot, is_secret: bool, mode: QLineEdit.EchoMode
) -> None:
    ask(is_secret=is_secret)
    dialog = _question(window, qtbot)

    field = named(dialog, QLineEdit, "questionText")

    assert (field.echoMode(), field.accessibleName()) == (mode, "One-time password")


def test_the_window_stays_usable(window: QWidget, ask: Callable[..., Asking], qtbot: QtBot) -> None:
    ask()

    assert not _question(window, qtbot).isModal()


def test_a_stop_takes_the_question_away(window: QWidget, ask: Callable[..., Asking], qtbot: QtBot) -> None:
    ended = Ended()
    asking = ask(ended)
    _question(window, qtbot)

    ended.is_cancelled = True

    qtbot.waitUntil(lambda: window.findChild(QuestionDialog) is None)
    qtbot.waitUntil(lambda: asking.answers == [None])


def test_a_window_that_is_built_anew_asks_again(
    kit: Kit, desk: PersonDesk, ask: Callable[..., Asking], shown: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    asking = ask()
    qtbot.waitUntil(lambda: bool(desk.open))
    window = QWidget()
    shown(window)

    PersonDialogs(kit, desk, window)
    qtbot.keyClick(_question(window, qtbot), Qt.Key.Key_Escape)

    qtbot.waitUntil(lambda: asking.answers == [None])


@pytest.fixture
def notice(window: QWidget, desk: PersonDesk, qtbot: QtBot) -> NoticeDialog:
    desk.show(Message("Enter this code to sign in"), "https://id.test/device", "WDJB-MJHT", Ended())
    dialog = window.findChild(NoticeDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_a_code_is_shown_to_take_along(notice: NoticeDialog, named: Any, qtbot: QtBot) -> None:
    qtbot.mouseClick(named(notice, QPushButton, "noticeCopy"), Qt.MouseButton.LeftButton)

    assert named(notice, QLabel, "noticeCode").text() == "WDJB-MJHT"
    assert QGuiApplication.clipboard().text() == "WDJB-MJHT"


def test_enter_opens_the_browser(notice: NoticeDialog, opened: list[str], qtbot: QtBot) -> None:
    qtbot.keyClick(notice, Qt.Key.Key_Return)

    assert opened == ["https://id.test/device"]
    assert notice.isVisible()


def test_esc_puts_a_code_away(notice: NoticeDialog, desk: PersonDesk, qtbot: QtBot) -> None:
    qtbot.keyClick(notice, Qt.Key.Key_Escape)

    assert not notice.isVisible()
    assert desk.open == ()
