"""Secrets behind a thread: fetched once, kept, forgotten, and usable while the keyring is not."""

import threading
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.failures import ModelpostError
from modelpost.core.secrets import SecretRef
from modelpost.workbench.background import Background
from modelpost.workbench.secrets_desk import SecretsDesk

TOKEN = SecretRef("c1", "env:sample", "token")
PASSWORD = SecretRef("c1", "env:sample", "password")


def nothing() -> None:
    pass


def fetch(desk: Any, qtbot: QtBot, *refs: SecretRef) -> None:
    calls: list[bool] = []
    desk.secrets.fetch(refs, lambda: calls.append(True))
    qtbot.waitUntil(lambda: calls == [True] and desk.background.is_idle)


def test_nobody_asks_the_keyring_before_it_is_needed(qapp: Any) -> None:
    background, loaded = Background(), []

    desk = SecretsDesk(lambda: loaded.append(True), background)

    assert (desk.backend, desk.count, desk.trouble, desk.values) == (None, 0, None, {})
    assert loaded == []


def test_the_keyring_is_loaded_once_and_off_the_gui_thread(desk: Any, qtbot: QtBot) -> None:
    loaded: list[threading.Thread] = []

    def load() -> Any:
        loaded.append(threading.current_thread())
        return desk.keeper

    background = Background(threads=1)
    secrets = SecretsDesk(load, background)
    secrets.warm_up()
    secrets.warm_up()

    qtbot.waitUntil(lambda: background.is_idle)
    background.close()
    assert len(loaded) == 1
    assert loaded[0] is not threading.main_thread()


def test_warming_up_tells_which_keyring_it_is_and_how_much_is_in_it(desk: Any, qtbot: QtBot) -> None:
    desk.keeper.values = {TOKEN: "not-a-real-token", PASSWORD: "not-a-real-password"}

    with qtbot.waitSignal(desk.secrets.status_changed):
        desk.secrets.warm_up()

    assert (desk.secrets.backend, desk.secrets.count) == ("Test keyring", 2)


def test_a_locked_keyring_is_told_of(desk: Any, qtbot: QtBot, keyring_trouble: ModelpostError) -> None:
    desk.keeper.trouble = keyring_trouble

    with qtbot.waitSignal(desk.secrets.status_changed):
        desk.secrets.warm_up()

    assert desk.secrets.trouble is keyring_trouble
    assert desk.secrets.backend is None


def test_a_keyring_that_works_again_is_no_longer_in_trouble(
    desk: Any, qtbot: QtBot, keyring_trouble: ModelpostError
) -> None:
    desk.keeper.trouble = keyring_trouble
    with qtbot.waitSignal(desk.secrets.status_changed):
        desk.secrets.warm_up()
    desk.keeper.trouble = None

    with qtbot.waitSignal(desk.secrets.status_changed):
        desk.secrets.warm_up()

    assert desk.secrets.trouble is None
    assert desk.secrets.backend == "Test keyring"


def test_fetched_values_are_known(desk: Any, qtbot: QtBot) -> None:
    desk.keeper.values = {TOKEN: "not-a-real-token", PASSWORD: "not-a-real-password"}

    fetch(desk, qtbot, TOKEN, PASSWORD)

    assert desk.secrets.values == {TOKEN: "not-a-real-token", PASSWORD: "not-a-real-password"}


def test_fetching_also_tells_which_keyring_it_is(desk: Any, qtbot: QtBot) -> None:
    fetch(desk, qtbot, TOKEN)

    assert desk.secrets.backend == "Test keyring"


def test_known_values_are_handed_on_at_once(desk: Any, qtbot: QtBot) -> None:
    desk.keeper.values = {TOKEN: "not-a-real-token"}
    fetch(desk, qtbot, TOKEN)
    calls: list[bool] = []

    desk.secrets.fetch((TOKEN,), lambda: calls.append(True))

    assert calls == [True]
    assert desk.background.is_idle


def test_known_values_are_not_read_again(desk: Any, qtbot: QtBot) -> None:
    desk.keeper.values = {TOKEN: "not-a-real-token", PASSWORD: "not-a-real-password"}
    fetch(desk, qtbot, TOKEN)
    desk.keeper.values[TOKEN] = "changed-by-another-program"

    fetch(desk, qtbot, TOKEN, PASSWORD)

    assert desk.secrets.values == {TOKEN: "not-a-real-token", PASSWORD: "not-a-real-password"}


def test_a_value_that_was_missing_is_looked_for_again(desk: Any, qtbot: QtBot) -> None:
    fetch(desk, qtbot, TOKEN)
    assert not desk.secrets.values.get(TOKEN)
    desk.keeper.values = {TOKEN: "not-a-real-token"}

    fetch(desk, qtbot, TOKEN)

    assert desk.secrets.values[TOKEN] == "not-a-real-token"


def test_sending_goes_on_when_the_keyring_does_not_answer(
    desk: Any, qtbot: QtBot, keyring_trouble: ModelpostError
) -> None:
    desk.keeper.trouble = keyring_trouble

    fetch(desk, qtbot, TOKEN)

    assert desk.secrets.trouble is keyring_trouble
    assert not desk.secrets.values.get(TOKEN)


def test_a_remembered_value_stays_out_of_the_keyring(desk: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.secrets.value_changed) as told:
        desk.secrets.remember(TOKEN, "not-a-real-token")

    assert told.args == [TOKEN]
    assert desk.secrets.values == {TOKEN: "not-a-real-token"}
    assert desk.background.is_idle
    assert desk.keeper.values == {}


def test_a_kept_value_is_in_force_before_the_keyring_has_it(desk: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.secrets.value_changed):
        desk.secrets.keep(TOKEN, "not-a-real-token", nothing, lambda _: None)

    assert desk.secrets.values[TOKEN] == "not-a-real-token"
    qtbot.waitUntil(lambda: desk.keeper.values == {TOKEN: "not-a-real-token"} and desk.background.is_idle)


def test_keeping_a_value_counts_it(desk: Any, qtbot: QtBot) -> None:
    done: list[bool] = []

    desk.secrets.keep(TOKEN, "not-a-real-token", lambda: done.append(True), lambda _: None)

    qtbot.waitUntil(lambda: desk.secrets.count == 1)
    assert done == [True]


def test_a_value_that_the_keyring_refused_stays_usable(
    desk: Any, qtbot: QtBot, keyring_trouble: ModelpostError
) -> None:
    desk.keeper.trouble = keyring_trouble
    done: list[bool] = []
    refused: list[ModelpostError] = []

    desk.secrets.keep(TOKEN, "not-a-real-token", lambda: done.append(True), refused.append)

    qtbot.waitUntil(lambda: bool(refused))
    assert (done, refused) == ([], [keyring_trouble])
    assert desk.secrets.trouble is keyring_trouble
    assert desk.secrets.values[TOKEN] == "not-a-real-token"


def test_a_forgotten_value_is_gone_from_memory_and_keyring(desk: Any, qtbot: QtBot) -> None:
    desk.keeper.values = {TOKEN: "not-a-real-token", PASSWORD: "not-a-real-password"}
    fetch(desk, qtbot, TOKEN, PASSWORD)

    with qtbot.waitSignal(desk.secrets.value_changed) as told:
        desk.secrets.forget(TOKEN)

    assert told.args == [TOKEN]
    assert desk.secrets.values == {PASSWORD: "not-a-real-password"}
    qtbot.waitUntil(lambda: desk.secrets.count == 1 and desk.background.is_idle)
    assert desk.keeper.values == {PASSWORD: "not-a-real-password"}


@pytest.mark.parametrize("way", ["remember", "keep"])
def test_a_value_that_is_entered_is_kept_out_of_logs(desk: Any, qtbot: QtBot, way: str) -> None:
    noted: list[str] = []
    secrets = SecretsDesk(lambda: desk.keeper, desk.background, note=noted.append)

    if way == "keep":
        secrets.keep(TOKEN, "not-a-real-token", nothing, lambda _: None)
    else:
        secrets.remember(TOKEN, "not-a-real-token")

    assert noted == ["not-a-real-token"]


def test_a_value_from_the_keyring_is_told_of_too(desk: Any, qtbot: QtBot) -> None:
    desk.keeper.values = {TOKEN: "not-a-real-token"}
    noted: list[str] = []
    secrets = SecretsDesk(lambda: desk.keeper, desk.background, note=noted.append)

    secrets.fetch((TOKEN, PASSWORD), nothing)

    qtbot.waitUntil(lambda: desk.background.is_idle)
    assert noted == ["not-a-real-token"]
    qtbot.waitUntil(lambda: desk.background.is_idle)
