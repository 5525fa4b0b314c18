"""Who is calling: kinds, their forms, and what is inherited."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import INHERITED_AUTH, NO_AUTH, AuthChoice, Defaults, RequestDraft
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.tags import Tag
from modelpost.ui.request.auth_page import AuthPage
from modelpost.workbench.request_tab import RequestTab

LEFT = Qt.MouseButton.LeftButton
BEARER = AuthChoice("bearer", (("token", "not-a-real-token"),))


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab()  # type: ignore[no-any-return]


@pytest.fixture
def page(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> AuthPage:
    made = AuthPage(kit, bench.workspace, bench.auth)
    made.show_tab(tab)
    shown(made)
    return made


@pytest.fixture
def choose(page: AuthPage, named: Any, qtbot: QtBot) -> Callable[[str], None]:
    def do(text: str, name: str = "authKind") -> None:
        combo = named(page, QComboBox, name)
        combo.showPopup()
        view = combo.view()
        index = view.model().index(combo.findText(text), 0)
        qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())

    return do


def _fields(page: AuthPage) -> set[str]:
    return {
        widget.objectName()
        for widget in page.findChildren(QWidget)
        if isinstance(widget, QLineEdit | QComboBox) and widget.isVisible() and widget.objectName().startswith("auth-")
    }


@pytest.mark.parametrize(
    ("kind", "auth_choice", "fields"),
    [
        ("No auth", NO_AUTH, set()),
        ("Bearer token", AuthChoice("bearer", (("prefix", "Bearer"),)), {"auth-token", "auth-prefix"}),
        ("Basic", AuthChoice("basic"), {"auth-username", "auth-password"}),
        (
            "API key or X-Auth-Token",
            AuthChoice("apikey", (("key", "X-Auth-Token"), ("placement", "header"))),
            {"auth-key", "auth-value", "auth-placement"},
        ),
    ],
)
def test_a_kind_brings_its_form(
    page: AuthPage,
    tab: RequestTab,
    choose: Callable[..., None],
    qtbot: QtBot,
    kind: str,
    auth_choice: AuthChoice,
    fields: set[str],
) -> None:
    choose(kind)

    assert tab.draft.auth == auth_choice
    qtbot.waitUntil(lambda: _fields(page) == fields)


def test_inheriting_is_chosen_like_any_kind(tab: RequestTab, choose: Callable[..., None]) -> None:
    tab.set_auth(BEARER)

    choose("Inherit from folder or collection")

    assert tab.draft.auth == INHERITED_AUTH


def test_choosing_the_same_kind_again_keeps_what_was_typed(tab: RequestTab, choose: Callable[..., None]) -> None:
    tab.set_auth(BEARER)

    choose("Bearer token")

    assert tab.draft.auth == BEARER


def test_what_is_typed_into_the_form_belongs_to_the_request(
    page: AuthPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    tab.set_auth(AuthChoice("basic"))

    qtbot.keyClicks(named(page, QLineEdit, "auth-username"), "ada")
    qtbot.keyClicks(named(page, QLineEdit, "auth-password"), "{{password}}")

    assert tab.draft.auth == AuthChoice("basic", (("username", "ada"), ("password", "{{password}}")))


def test_a_choice_of_the_form_is_taken(tab: RequestTab, choose: Callable[..., None]) -> None:
    tab.set_auth(AuthChoice("apikey", (("key", "X-Auth-Token"),)))

    choose("Query", "auth-placement")

    assert tab.draft.auth.value("placement") == "query"


def test_a_secret_is_dots_until_it_is_revealed(page: AuthPage, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    tab.set_auth(BEARER)
    field = named(page, QLineEdit, "auth-token")
    before = field.echoMode()

    qtbot.mouseClick(named(page, QToolButton, "auth-tokenReveal"), LEFT)

    assert (before, field.echoMode()) == (QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal)


def test_a_reference_is_no_secret_and_is_shown(page: AuthPage, tab: RequestTab, named: Any) -> None:
    tab.set_auth(AuthChoice("bearer", (("token", "{{token}}"),)))

    assert named(page, QLineEdit, "auth-token").echoMode() is QLineEdit.EchoMode.Normal
    assert not named(page, QToolButton, "auth-tokenReveal").isVisible()
    assert not named(page, QPushButton, "auth-tokenKeep").isVisible()


def test_the_keyring_takes_a_secret_and_says_so(
    page: AuthPage, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    tab.set_auth(BEARER)

    qtbot.mouseClick(named(page, QPushButton, "auth-tokenKeep"), LEFT)

    qtbot.waitUntil(lambda: tab.draft.auth.value("token") == "{{token}}")
    qtbot.waitUntil(lambda: list(bench.keeper.values.values()) == ["not-a-real-token"])
    chip = named(page, Tag, "auth-tokenChip")
    assert (chip.isVisible(), chip.text) == (True, "Saved in keyring")


@pytest.mark.parametrize(
    ("inherited", "said"),
    [
        (AuthChoice("bearer"), "“Bearer token” is inherited from Flowers."),
        (INHERITED_AUTH, "No folder and no collection above this request sets an auth, so none is sent."),
    ],
    ids=["bearer", "nothing"],
)
def test_what_is_inherited_is_said(
    page: AuthPage, bench: Any, named: Any, qtbot: QtBot, inherited: AuthChoice, said: str
) -> None:
    root = FolderNode("", "Flowers", (RequestNode("a.yml", "A"),), defaults=Defaults(auth=inherited))
    bench.opened(Collection("/flowers", "c1", root))
    bench.collections.drafts["/flowers", "a.yml"] = RequestDraft(name="A", url="http://127.0.0.1/")
    with qtbot.waitSignal(bench.workspace.current_changed):
        bench.workspace.open_request("/flowers", "a.yml")

    page.show_tab(bench.workspace.current)

    assert named(page, QLabel, "authNote").text() == said


def test_no_auth_says_what_it_means(page: AuthPage, tab: RequestTab, named: Any) -> None:
    tab.set_auth(NO_AUTH)

    assert named(page, QLabel, "authNote").text() == "The request is sent without credentials."


def test_a_kind_that_is_not_known_here_is_kept_and_shown(page: AuthPage, tab: RequestTab, named: Any) -> None:
    tab.set_auth(AuthChoice("hawk", (("id", "1"),)))

    assert named(page, QComboBox, "authKind").currentText() == "hawk"
    assert tab.draft.auth == AuthChoice("hawk", (("id", "1"),))


def test_what_is_wrong_is_said_below_the_form(page: AuthPage, tab: RequestTab, named: Any) -> None:
    tab.set_auth(AuthChoice("bearer", (("token", "{{nowhere}}"),)))

    tab.send()

    message = named(page, QLabel, "authProblem")
    assert message.isVisible()
    assert "nowhere" in message.text()
