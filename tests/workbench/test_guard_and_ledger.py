"""Guarded environments, looking variables up, and the list of secrets."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestDraft
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Environment
from modelpost.workbench.environments_desk import EnvironmentsDesk
from modelpost.workbench.location import EVERYWHERE, Place
from modelpost.workbench.secrets_ledger import SecretsLedger, Standing
from modelpost.workbench.variable_inspector import Home, Inspection, VariableInspector

TOKEN = SecretRef("c1", "env:production", "token")


@pytest.fixture
def tab(desk: Any, qtbot: QtBot) -> Any:
    desk.collections.environments = (
        Environment("production", (Variable("host", "h"), Variable("token", TOKEN)), guarded=True),
    )
    desk.collections.files["/work", "a.yml"] = RequestDraft(name="A", method="POST", url="https://{{host}}/{{token}}")
    with qtbot.waitSignal(desk.workspace.collections_changed):
        desk.workspace.open_collection("/work")
    with qtbot.waitSignal(desk.workspace.current_changed):
        desk.workspace.open_request("/work", "a.yml")
    return desk.workspace.current


@pytest.fixture
def settled(desk: Any, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: desk.background.is_idle)


def test_a_guarded_environment_asks_before_it_is_changed(desk: Any, tab: Any) -> None:
    asked: list[str] = []
    desk.workspace.confirmation_wanted.connect(lambda _, name: asked.append(name))

    tab.send()

    assert asked == ["production"]
    assert not tab.state.is_running


def test_who_was_asked_sends(desk: Any, tab: Any, qtbot: QtBot) -> None:
    desk.keeper.values[TOKEN] = "t"

    tab.send_confirmed()

    qtbot.waitUntil(lambda: bool(desk.sender.sent))


def test_who_only_reads_is_not_asked(desk: Any, tab: Any, qtbot: QtBot) -> None:
    desk.keeper.values[TOKEN] = "t"
    tab.set_method("GET")

    tab.send()

    qtbot.waitUntil(lambda: bool(desk.sender.sent))


def test_who_agreed_once_is_asked_again_the_next_time(desk: Any, tab: Any, qtbot: QtBot) -> None:
    desk.keeper.values[TOKEN] = "t"
    asked: list[str] = []
    desk.workspace.confirmation_wanted.connect(lambda _, name: asked.append(name))
    tab.send_confirmed()
    qtbot.waitUntil(lambda: bool(desk.sender.sent))

    tab.send()

    assert asked == ["production"]


def test_a_variable_without_a_value_is_named_by_the_problem(desk: Any, tab: Any) -> None:
    desk.workspace.choose_environment("")

    tab.set_url("https://{{host}}/")
    tab.send()

    assert [problem.variable for problem in tab.problems] == ["host"]


def inspected(desk: Any, tab: Any, name: str, settled: Callable[[], None]) -> Inspection:
    environments = EnvironmentsDesk(
        desk.workspace,
        desk.secrets,
        desk.background,
        load_collections=lambda: desk.collections,
        variables=None,
        texts=None,
    )
    found: list[Inspection] = []
    VariableInspector(desk.workspace, desk.secrets, environments).inspect(tab, name, found.append)
    settled()
    return found[0]


def test_a_variable_is_looked_up_with_its_source_and_its_home(desk: Any, tab: Any, settled: Callable[[], None]) -> None:
    home = Home(Place("/work", "production"), "production")

    assert inspected(desk, tab, "host", settled) == Inspection(
        "host", "h", "Environment production", is_defined=True, homes=(home,)
    )


def test_the_value_of_a_secret_is_fetched_and_not_in_the_repr(desk: Any, tab: Any, settled: Callable[[], None]) -> None:
    desk.keeper.values[TOKEN] = "canary"

    found = inspected(desk, tab, "token", settled)

    assert (found.value, found.is_secret) == ("canary", True)
    assert "canary" not in repr(found)


def test_an_undefined_variable_can_be_defined_in_environment_collection_or_everywhere(
    desk: Any, tab: Any, settled: Callable[[], None]
) -> None:
    found = inspected(desk, tab, "nowhere", settled)

    assert not found.is_defined
    assert [home.place for home in found.homes] == [Place("/work", "production"), Place("/work"), EVERYWHERE]


def test_a_built_in_variable_has_no_home(desk: Any, tab: Any, settled: Callable[[], None]) -> None:
    found = inspected(desk, tab, "$uuid", settled)

    assert found.is_defined
    assert found.homes == ()


@pytest.fixture
def ledger(desk: Any, tab: Any, settled: Callable[[], None]) -> SecretsLedger:
    desk.keeper.values |= {
        SecretRef("c1", "env:old name", "token"): "orphan",
        SecretRef("", "global", "gone"): "x",
        SecretRef("other", "collection", "y"): "y",
        SecretRef("", "app", "proxy_password"): "z",
    }
    made = SecretsLedger(desk.workspace, desk.secrets, desk.background, lambda: desk.keeper, lambda: desk.collections)
    made.look()
    settled()
    return made


def test_every_secret_is_listed_by_name_with_what_it_is_to_us(ledger: SecretsLedger) -> None:
    standing = {entry.ref.name: entry.standing for entry in ledger.entries}

    assert standing == {
        "token": Standing.ORPHAN,
        "gone": Standing.ORPHAN,
        "y": Standing.ELSEWHERE,
        "proxy_password": Standing.OWN,
    }
    assert "orphan" not in repr([entry.ref for entry in ledger.entries])


def test_an_orphan_is_attached_to_what_it_belongs_to_now(
    ledger: SecretsLedger, desk: Any, settled: Callable[[], None]
) -> None:
    orphan = next(entry for entry in ledger.entries if entry.ref.name == "token")

    (target,) = ledger.targets(orphan)
    ledger.attach(orphan.ref, target)
    settled()

    assert target == TOKEN
    assert desk.keeper.values[TOKEN] == "orphan"
    assert orphan.ref not in desk.keeper.values
    assert next(entry for entry in ledger.entries if entry.ref == TOKEN).standing is Standing.USED


def test_a_value_is_revealed_only_when_that_is_asked_for(
    ledger: SecretsLedger, desk: Any, settled: Callable[[], None]
) -> None:
    shown: list[str] = []
    ledger.revealed.connect(lambda _, value: shown.append(value))

    ledger.reveal(SecretRef("", "global", "gone"))
    settled()

    assert shown == ["x"]


def test_a_secret_is_replaced_and_deleted(ledger: SecretsLedger, desk: Any, settled: Callable[[], None]) -> None:
    ledger.replace(SecretRef("", "global", "gone"), "new")
    ledger.delete((SecretRef("", "app", "proxy_password"),))
    settled()

    assert desk.keeper.values[SecretRef("", "global", "gone")] == "new"
    assert "proxy_password" not in {entry.ref.name for entry in ledger.entries}
