"""Look-ups, tokens ahead of time, and how the token in force stands."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from modelpost.auth.api import AuthScheme, OneStep
from modelpost.core.events import Failed, Obtained, Stopped
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.fields import FileImport, Secret, Text, Values
from modelpost.core.registry import Registry
from modelpost.core.request import AuthChoice, Defaults, RequestDraft
from modelpost.core.scope import Variable
from modelpost.core.secrets import MASK, SecretRef
from modelpost.core.text import Message
from modelpost.core.tokens import Token
from modelpost.core.tree import Collection, Environment, FolderNode, RequestNode
from modelpost.store.files import LocalFiles
from modelpost.store.tokens import KeyringTokens
from modelpost.workbench.auth_desk import FOR_TOKEN, AuthDesk
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.token_state import NO_TOKEN

NOW = 1_700_000_000.0
KEY = "lent ada p-1"
PASSWORD = SecretRef("c1", "env:lab", "password")
LENT = AuthChoice("lending", (("user", "{{user}}"), ("password", "{{password}}"), ("project", "p-1")))
TOKEN = Token("MII" + "x" * 60 + "wHQ=", expires_at=NOW + 3600 * 5, obtained_at=NOW - 60)


class Lending(OneStep):
    name = "lending"
    label = Message("Lent token")
    order = 1
    fields = (
        Text("user", Message("User")),
        Secret("password", Message("Password")),
        Text("project", Message("Project"), lookup=Message("Find projects")),
        FileImport("file", Message("Read credentials")),
    )

    def sets(self, values: Values) -> tuple[str, ...]:
        return (f"X-{values['user']}",)

    def token_key(self, values: Values) -> str:
        return f"lent {values['user']} {values['project']}"

    def imported(self, field: str, content: bytes) -> Values:
        user, _, password = content.decode().partition(":")
        return {"user": user, "password": password}


class Plain(OneStep):
    name = "plain"
    label = Message("Plain")
    order = 2


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(desk: Any, clock: Clock) -> Iterator[KeyringTokens]:
    made = KeyringTokens(lambda: desk.keeper, clock)
    yield made
    made.close()


@pytest.fixture
def auth(desk: Any, tokens: KeyringTokens, clock: Clock) -> AuthDesk:
    return AuthDesk(
        desk.workspace,
        Registry[AuthScheme]((Lending(), Plain())),
        desk.background,
        LocalFiles(),
        secrets=desk.secrets,
        runner=desk.runner,
        errands=desk.sender,
        tokens=tokens,
        now=clock.now,
        user_agent="Modelpost/1",
    )


@pytest.fixture
def tab(desk: Any, qtbot: QtBot) -> RequestTab:
    """Open a request of a collection whose folder lends its auth."""
    variables = (Variable("user", "ada"), Variable("password", PASSWORD))
    desk.collections.environments = (Environment("lab", variables),)
    folder = FolderNode("img", "Images", (RequestNode("img/a.yml", "A"),), defaults=Defaults(auth=LENT))
    desk.collections.open = lambda root, quick=False: Collection(
        root, "c1", FolderNode("", "Services", (folder,)), desk.collections.environments
    )
    desk.collections.files["/services", "img/a.yml"] = RequestDraft(name="A", url="http://127.0.0.1:1/")
    desk.keeper.values[PASSWORD] = "hunter22"
    with qtbot.waitSignal(desk.workspace.collections_changed):
        desk.workspace.open_collection("/services")
    with qtbot.waitSignal(desk.workspace.current_changed):
        desk.workspace.open_request("/services", "img/a.yml")
    return desk.workspace.current  # type: ignore[no-any-return]  # a RequestTab


# Errands -------------------------------------------------------------------------------------------------------------


def test_a_look_up_is_given_the_values_of_the_form_secrets_too(
    auth: AuthDesk, tab: RequestTab, desk: Any, qtbot: QtBot
) -> None:
    desk.sender.events = (Obtained(0.1, (("p-1", "First"), ("p-2", "Second"))),)

    with qtbot.waitSignal(auth.offered) as offered:
        auth.look_up(tab, "project")

    resolved, field = desk.sender.errands[0]
    assert (resolved.kind, dict(resolved.values)["password"], field) == ("lending", "hunter22", "project")
    assert offered.args == [tab, "project", (("p-1", "First"), ("p-2", "Second"))]
    assert auth.errand(tab) is None


def test_an_errand_is_under_way_until_it_ends(auth: AuthDesk, tab: RequestTab, desk: Any, qtbot: QtBot) -> None:
    gate = threading.Event()
    desk.sender.wait, desk.sender.events = lambda: gate.wait(10), (Obtained(0.1),)

    auth.fetch_token(tab)
    under_way = auth.errand(tab)
    gate.set()

    assert under_way == FOR_TOKEN
    qtbot.waitUntil(lambda: auth.errand(tab) is None)


def test_an_errand_that_is_given_up_is_hung_up(auth: AuthDesk, tab: RequestTab, desk: Any, qtbot: QtBot) -> None:
    gate = threading.Event()
    desk.sender.wait, desk.sender.events = lambda: gate.wait(10), (Stopped(0.1),)
    auth.look_up(tab, "project")
    qtbot.waitUntil(lambda: bool(desk.sender.jobs))

    auth.cancel(tab)
    gate.set()

    assert auth.errand(tab) is None
    qtbot.waitUntil(lambda: desk.sender.jobs[0].token.is_cancelled and not desk.runner.running)


def test_one_that_is_given_up_before_its_secrets_are_there_never_begins(
    auth: AuthDesk, tab: RequestTab, desk: Any, qtbot: QtBot
) -> None:
    auth.look_up(tab, "project")

    auth.cancel(tab)

    qtbot.waitUntil(lambda: desk.background.is_idle)
    assert desk.sender.errands == []


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        (Failed(0.1, Failure(FailureKind.AUTH, Message("The password is wrong"), place="auth.password")), "password"),
        (Obtained(0.1), "no values"),
    ],
    ids=["refused", "nothing found"],
)
def test_what_went_wrong_is_known_until_the_form_changes(
    auth: AuthDesk, tab: RequestTab, desk: Any, qtbot: QtBot, ending: object, said: str
) -> None:
    desk.sender.events = (ending,)
    auth.look_up(tab, "project")
    qtbot.waitUntil(lambda: auth.problem(tab) is not None)
    problem = auth.problem(tab)

    tab.set_auth(LENT.with_value("user", "eve"))

    assert problem is not None
    assert said in str(problem.message)
    assert auth.problem(tab) is None


def test_a_variable_without_a_value_is_named_before_anything_is_asked(
    auth: AuthDesk, tab: RequestTab, desk: Any, qtbot: QtBot
) -> None:
    tab.set_auth(LENT.with_value("user", "{{nobody}}"))

    auth.look_up(tab, "project")

    qtbot.waitUntil(lambda: auth.problem(tab) is not None)
    problem = auth.problem(tab)
    assert problem is not None
    assert problem.where == "auth.user"
    assert desk.sender.errands == []


# Tokens --------------------------------------------------------------------------------------------------------------


def test_the_token_of_inherited_auth_is_known(auth: AuthDesk, tab: RequestTab, tokens: KeyringTokens) -> None:
    tokens.put(KEY, TOKEN)

    state = auth.token(tab)

    assert (state.shown, state.left, state.has_expired) == (f"{MASK}wHQ=", 3600.0 * 5, False)
    assert TOKEN.value not in repr(state)


def test_a_short_token_shows_nothing_of_itself(auth: AuthDesk, tab: RequestTab, tokens: KeyringTokens) -> None:
    tokens.put(KEY, Token("short-token"))

    assert auth.token(tab).shown == MASK
    assert auth.token(tab).left is None


def test_time_runs_out(auth: AuthDesk, tab: RequestTab, tokens: KeyringTokens, clock: Clock) -> None:
    tokens.put(KEY, TOKEN)

    clock.time = TOKEN.expires_at + 720

    assert auth.token(tab).left == -720
    assert auth.token(tab).has_expired


@pytest.mark.parametrize(
    "choice", [AuthChoice("plain"), AuthChoice("none"), LENT.with_value("user", "{{nobody}}")], ids=str
)
def test_where_no_token_is_used_there_is_none(auth: AuthDesk, tab: RequestTab, choice: AuthChoice) -> None:
    tab.set_auth(choice)

    assert not auth.has_tokens(tab)
    assert auth.token(tab) == NO_TOKEN


def test_a_token_from_an_earlier_run_is_found_once_somebody_looks(
    auth: AuthDesk, tab: RequestTab, desk: Any, qtbot: QtBot
) -> None:
    desk.keeper.values[SecretRef("", "app", f"token {KEY}")] = '{"value": "t-1", "expires_at": 1700003600.0}'

    auth.follow(tab)

    qtbot.waitUntil(lambda: auth.token(tab).is_there)
    assert auth.token(tab).is_kept
    auth.follow(None)


@pytest.mark.parametrize(("left", "interval"), [(3600, 10_000), (60, 1_000), (-5, 10_000)])
def test_the_last_seconds_of_a_token_are_watched_more_closely(
    auth: AuthDesk, tab: RequestTab, tokens: KeyringTokens, qtbot: QtBot, left: int, interval: int
) -> None:
    tokens.put(KEY, Token("t-1", expires_at=NOW + left))

    with qtbot.waitSignal(auth.token_changed):
        auth.follow(tab)

    (tick,) = (timer for timer in auth.findChildren(QTimer) if not timer.isSingleShot())
    assert tick.interval() == interval
    auth.follow(None)


def test_to_renew_is_to_let_the_old_token_go_and_fetch(
    auth: AuthDesk, tab: RequestTab, tokens: KeyringTokens, desk: Any, qtbot: QtBot
) -> None:
    tokens.put(KEY, TOKEN)
    desk.sender.events = (Obtained(0.1),)

    auth.renew_token(tab)

    assert tokens.peek(KEY) is None
    qtbot.waitUntil(lambda: [field for _, field in desk.sender.errands] == [FOR_TOKEN])
    qtbot.waitUntil(lambda: auth.errand(tab) is None)


def test_what_buys_the_next_token_survives_a_renewal(auth: AuthDesk, tab: RequestTab, tokens: KeyringTokens) -> None:
    tokens.put(KEY, Token("t-1", expires_at=NOW + 60, refresh="r-1"))

    auth.spend_token(tab)

    assert tokens.peek(KEY) == Token("t-1", expires_at=NOW, refresh="r-1")
    assert auth.token(tab).has_expired


def test_a_forgotten_token_is_gone_with_all_that_belongs_to_it(
    auth: AuthDesk, tab: RequestTab, tokens: KeyringTokens
) -> None:
    tokens.put(KEY, Token("t-1", refresh="r-1"))

    auth.forget_token(tab)

    assert tokens.peek(KEY) is None


# What goes out -------------------------------------------------------------------------------------------------------


def test_the_headers_of_the_scheme_are_among_those_that_go_out(auth: AuthDesk, tab: RequestTab) -> None:
    found = {header.name: str(header.origin) for header in auth.headers(tab)}

    assert found["X-ada"] == "Auth: Lent token"
    assert str(auth.effective(tab).auth) == "Lent token, inherited from: Folder Images"


def test_a_file_fills_the_form_and_its_secret_goes_into_the_keyring(
    auth: AuthDesk, desk: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "credentials.csv"
    file.write_text("eve:hunter22")
    tab = desk.workspace.new_tab(RequestDraft(auth=AuthChoice("lending")))

    auth.import_file(tab, "file", str(file))

    qtbot.waitUntil(lambda: tab.draft.auth.value("password") == "{{password}}")
    qtbot.waitUntil(lambda: "hunter22" in desk.keeper.values.values())
    assert tab.draft.auth.value("user") == "eve"
