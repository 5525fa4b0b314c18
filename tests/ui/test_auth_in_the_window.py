"""Auth in the whole window: questions over it, the effective request, another token after a refusal."""

import threading
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from modelpost.core.remedies import Remedy
from modelpost.core.request import AuthChoice, Defaults, RequestDraft
from modelpost.core.text import Message
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.ui.dialogs.effective import EffectiveDialog
from modelpost.ui.dialogs.person import QuestionDialog
from modelpost.workbench.collection_model import TreeRole

DRAFT = RequestDraft(name="A", url="http://127.0.0.1:9/v1")
BEARER = AuthChoice("bearer", (("token", "not-a-real-token"),))


class Ended:
    is_cancelled = False


class Stored:
    draft = DRAFT


class Lent:
    """A collection whose folder lends its auth."""

    def open(self, root: str, *, quick: bool = False) -> Collection:
        folder = FolderNode("img", "Images", (RequestNode("img/a.yml", "A"),), defaults=Defaults(auth=BEARER))
        return Collection(root, "c1", FolderNode("", "Services", (folder,)))

    def read(self, root: str, path: str) -> Stored:
        return Stored()


def test_a_question_of_an_exchange_stands_over_the_window(program: Any, qtbot: QtBot) -> None:
    answers: list[str | None] = []
    asking = threading.Thread(
        target=lambda: answers.append(program.person.ask(Message("One-time password"), Ended(), is_secret=True))
    )

    asking.start()
    qtbot.waitUntil(lambda: program.window.findChild(QuestionDialog) is not None)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    qtbot.keyClicks(QApplication.focusWidget(), "123456")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: answers == ["123456"])

    asking.join()


def test_the_effective_request_is_an_action(program: Any, named: Any) -> None:
    program.workspace.new_tab(RequestDraft(url="http://127.0.0.1/", auth=BEARER))

    program.window.actions_table["request.effective"].trigger()

    dialog = named(program.window, EffectiveDialog, "effectiveDialog")
    model = named(dialog, QTableView, "effectiveHeaders").model()
    assert model.index(0, 0).data() == "Authorization"


def test_the_folder_that_lends_its_auth_is_shown_in_the_sidebar(program: Any, qtbot: QtBot) -> None:
    program.stores._collections = Lent()  # in the place of the disk
    with qtbot.waitSignal(program.workspace.collections_changed):
        program.workspace.open_collection("/services")
    with qtbot.waitSignal(program.workspace.current_changed):
        program.workspace.open_request("/services", "img/a.yml")

    program.window.area.request_pane.place_wanted.emit("/services", "img")

    tree = program.window.sidebar.focus_target
    assert tree.currentIndex().data(TreeRole.PATH) == "img"
    assert tree.hasFocus()


def test_another_token_is_got_by_forgetting_the_old_one_and_sending_again(program: Any, qtbot: QtBot) -> None:
    tab = program.workspace.new_tab(DRAFT)
    spent: list[object] = []
    program.window.area  # noqa: B018  # is made at its first use
    program.auth.token_changed.connect(lambda: spent.append(tab))

    program.window.requests.follow_remedy(Remedy.RENEW_TOKEN, None)

    assert spent
    assert tab.state.is_running
    qtbot.waitUntil(lambda: not tab.state.is_running)


def test_the_environment_in_force_shows_that_the_token_has_expired(program: Any, named: Any) -> None:
    box = named(program.window, QComboBox, "environment")

    program.window.app_bar.show_token(expired=True)
    expired = (box.toolTip(), box.accessibleDescription())
    program.window.app_bar.show_token(expired=False)

    assert expired == ("The token has expired", "The token has expired")
    assert box.toolTip() == ""
