"""Who is calling: kinds, their forms, and what is inherited."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.events import Failed, Obtained
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.request import INHERITED_AUTH, NO_AUTH, AuthChoice, Defaults, RequestDraft
from modelpost.core.scope import Variable
from modelpost.core.secrets import MASK, SecretRef
from modelpost.core.text import Message
from modelpost.core.tokens import Token
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.tags import Tag
from modelpost.ui.request.auth_page import AuthPage
from modelpost.ui.request.token_card import TokenCard
from modelpost.workbench.auth_desk import FOR_TOKEN
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


# Look-ups and tokens -------------------------------------------------------------------------------------------------

LENT = AuthChoice("lending", (("user", "ada"), ("password", "x"), ("project", "p-1")))
KEY = "lent ada p-1"


def _failed(message: str) -> Failed:
    return Failed(0.1, Failure(FailureKind.AUTH, Message(message), Message("Enter it again."), place="auth.password"))


def test_values_are_looked_up_and_one_is_chosen(
    page: AuthPage, tab: RequestTab, bench: Any, named: Any, chosen: Callable[[str], None], qtbot: QtBot
) -> None:
    tab.set_auth(LENT)
    bench.sender.events = (Obtained(0.1, (("p-7", "Seventh"), ("p-8", "p-8"))),)

    qtbot.mouseClick(named(page, QPushButton, "auth-projectLookup"), LEFT)
    chosen("Seventh  —  p-7")

    assert bench.sender.errands[0][1] == "project"
    assert tab.draft.auth.value("project") == "p-7"


def test_a_look_up_can_be_given_up(page: AuthPage, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot) -> None:
    tab.set_auth(LENT.with_value("password", "{{password}}"))  # is fetched first
    button = named(page, QPushButton, "auth-projectLookup")
    tab.refer_to_secret("auth.password", Variable("password", SecretRef("", "draft:x", "password")), own=True)

    qtbot.mouseClick(button, LEFT)
    while_busy = (button.text(), bench.auth.errand(tab))
    qtbot.mouseClick(button, LEFT)

    assert while_busy == ("Cancel", "project")
    assert (button.text(), bench.auth.errand(tab)) == ("Find projects", None)
    qtbot.waitUntil(lambda: bench.background.is_idle)


def test_a_look_up_that_fails_is_explained_at_the_form(
    page: AuthPage, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    tab.set_auth(LENT)
    bench.sender.events = (_failed("The password is wrong"),)

    qtbot.mouseClick(named(page, QPushButton, "auth-projectLookup"), LEFT)

    trouble = named(page, QLabel, "authProblem")
    qtbot.waitUntil(trouble.isVisible)
    assert trouble.text() == "The password is wrong. Enter it again."


def test_only_a_scheme_with_tokens_shows_one(page: AuthPage, tab: RequestTab, named: Any) -> None:
    tab.set_auth(BEARER)
    before = named(page, TokenCard, "tokenCard").isVisible()

    tab.set_auth(LENT)

    assert (before, named(page, TokenCard, "tokenCard").isVisible()) == (False, True)
    assert named(page, QLabel, "tokenState").text() == "No token yet"


@pytest.mark.parametrize(
    ("left", "said", "ink"),
    [
        (23 * 3600 + 12 * 60, "Valid for 23 h 12 min", ""),
        (42 * 60, "Valid for 42 min", ""),
        (-720, "Token expired 12 min ago", "err"),
    ],
)
def test_the_time_that_is_left_is_said(
    page: AuthPage, tab: RequestTab, bench: Any, named: Any, left: int, said: str, ink: str
) -> None:
    bench.tokens.put(KEY, Token("MII" + "x" * 60 + "wHQ=", expires_at=bench.clock.time + left))

    tab.set_auth(LENT)

    state = named(page, QLabel, "tokenState")
    assert (state.text(), state.property("ink")) == (said, ink)
    assert named(page, QLabel, "tokenValue").text() == f"{MASK}wHQ="


def test_a_token_is_fetched_renewed_and_forgotten(
    page: AuthPage, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    tab.set_auth(LENT)
    bench.sender.events = (Obtained(0.1),)
    button = named(page, QPushButton, "tokenRenew")
    first = button.accessibleName()

    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: bench.auth.errand(tab) is None)
    bench.tokens.put(KEY, Token("t-1"))
    bench.auth.token_changed.emit()
    second = button.accessibleName()
    qtbot.mouseClick(named(page, QPushButton, "tokenForget"), LEFT)

    assert (first, second) == ("Fetch token now", "Renew token")
    assert [field for _, field in bench.sender.errands] == [FOR_TOKEN]
    assert bench.tokens.peek(KEY) is None
    assert not named(page, QPushButton, "tokenForget").isVisible()


def test_where_the_token_is_kept_is_said(page: AuthPage, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot) -> None:
    tab.set_auth(LENT)

    bench.tokens.put(KEY, Token("t-1"))
    qtbot.waitUntil(lambda: bench.tokens.is_kept(KEY))
    bench.auth.token_changed.emit()

    assert named(page, Tag, "tokenChip").text == "Saved in keyring"


def test_the_place_of_inherited_auth_can_be_gone_to(page: AuthPage, bench: Any, named: Any, qtbot: QtBot) -> None:
    folder = FolderNode("img", "Images", (RequestNode("img/a.yml", "A"),), defaults=Defaults(auth=BEARER))
    bench.opened(Collection("/flowers", "c1", FolderNode("", "Flowers", (folder,))))
    bench.collections.drafts["/flowers", "img/a.yml"] = RequestDraft(name="A", url="http://127.0.0.1/")
    with qtbot.waitSignal(bench.workspace.current_changed):
        bench.workspace.open_request("/flowers", "img/a.yml")
    page.show_tab(bench.workspace.current)

    with qtbot.waitSignal(page.place_wanted) as wanted:
        qtbot.mouseClick(named(page, QPushButton, "authOrigin"), LEFT)

    assert wanted.args == ["/flowers", "img"]
    assert named(page, QLabel, "authNote").text() == "“Bearer token” is inherited from Images."


def test_own_auth_has_no_other_place(page: AuthPage, tab: RequestTab, named: Any) -> None:
    tab.set_auth(BEARER)

    assert not named(page, QPushButton, "authOrigin").isVisible()
