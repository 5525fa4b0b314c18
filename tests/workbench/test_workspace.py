"""The workspace: tabs, collections, environments, saving."""

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.conversation import SavedMessage
from modelpost.core.failures import FileTrouble
from modelpost.core.request import RequestDraft, Row
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.secrets import SecretRef
from modelpost.core.session import Look
from modelpost.core.showing import Showing
from modelpost.core.text import Message
from modelpost.core.tree import Environment
from modelpost.core.variables import Variable

FLOWERS = RequestDraft(name="Flowers", method="POST", url="{{host}}/v1/infers/1")


@pytest.fixture
def opened(desk: Any, qtbot: QtBot) -> Any:
    desk.collections.files["/c", "flowers.yml"] = FLOWERS
    desk.collections.environments = (Environment("sample", (Variable("host", "http://127.0.0.1:1"),)),)
    with qtbot.waitSignal(desk.workspace.collections_changed):
        desk.workspace.open_collection("/c")
    return desk


def open_flowers(desk: Any, qtbot: QtBot) -> Any:
    with qtbot.waitSignal(desk.workspace.current_changed):
        desk.workspace.open_request("/c", "flowers.yml")
    return desk.workspace.current


def test_opening_a_request_shows_its_draft_unchanged(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)

    assert tab.draft == FLOWERS
    assert not tab.is_dirty


def test_opening_a_request_twice_shows_the_same_tab(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)
    opened.workspace.new_tab()

    opened.workspace.open_request("/c", "flowers.yml")

    assert opened.workspace.current is tab


def test_the_only_environment_is_in_force(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)

    resolved = tab.resolved()

    assert isinstance(resolved, ResolvedRequest)
    assert resolved.url == "http://127.0.0.1:1/v1/infers/1"


def test_a_request_of_no_collection_has_the_environment_that_the_window_shows(opened: Any) -> None:
    tab = opened.workspace.new_tab(RequestDraft(url="{{host}}/health"))

    resolved = tab.resolved()

    assert opened.workspace.environment is not None
    assert isinstance(resolved, ResolvedRequest)
    assert resolved.url == "http://127.0.0.1:1/health"


def test_an_environment_that_was_in_force_before_the_start_is_so_again(desk: Any, qtbot: QtBot) -> None:
    desk.collections.files["/c", "flowers.yml"] = FLOWERS
    desk.collections.environments = (Environment("sample"), Environment("production"))
    desk.workspace.put_in_force({"/c": "production"})

    with qtbot.waitSignal(desk.workspace.collections_changed):
        desk.workspace.open_collection("/c")

    assert desk.workspace.environment == Environment("production")


def test_that_no_environment_was_wanted_is_kept_too(desk: Any, qtbot: QtBot) -> None:
    desk.collections.files["/c", "flowers.yml"] = FLOWERS
    desk.collections.environments = (Environment("sample"),)
    desk.workspace.put_in_force({"/c": ""})

    with qtbot.waitSignal(desk.workspace.collections_changed):
        desk.workspace.open_collection("/c")

    assert (desk.workspace.environment, desk.workspace.in_force) == (None, {"/c": ""})


def test_filled_values_win_over_those_in_the_file(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)

    opened.workspace.fill_environment("/c", "sample", {"host": "http://127.0.0.1:2"})

    resolved = tab.resolved()
    assert isinstance(resolved, ResolvedRequest)
    assert resolved.url.startswith("http://127.0.0.1:2/")


def test_saving_makes_a_tab_clean(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)
    tab.set_method("PUT")

    with qtbot.waitSignal(opened.workspace.saved):
        opened.workspace.save(tab)

    assert not tab.is_dirty
    assert opened.collections.files["/c", "flowers.yml"].method == "PUT"


def test_the_view_in_front_is_saved_along_but_is_no_edit(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)
    tab.set_look(Look(view="tree"))
    was_dirty = tab.is_dirty

    with qtbot.waitSignal(opened.workspace.saved):
        opened.workspace.save(tab)

    assert (was_dirty, tab.is_dirty) == (False, False)
    assert opened.collections.files["/c", "flowers.yml"].showing.view == "tree"


def test_a_request_comes_up_in_the_view_that_it_was_saved_with(opened: Any, qtbot: QtBot) -> None:
    opened.collections.files["/c", "flowers.yml"] = replace(FLOWERS, showing=Showing(view="headers"))

    tab = open_flowers(opened, qtbot)

    assert tab.look.view == "headers"


def test_a_failed_save_keeps_the_draft_dirty(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)
    tab.set_method("PUT")
    opened.collections.trouble = FileTrouble("/c/flowers.yml", Message("The disk is full"))

    with qtbot.waitSignal(opened.workspace.failed):
        opened.workspace.save(tab)

    assert tab.is_dirty
    assert tab.draft.method == "PUT"


def test_a_credential_in_the_clear_is_not_saved(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)
    tab.set_headers((Row("X-Auth-Token", "MIIsecretsecret"),))

    with qtbot.waitSignal(opened.workspace.secrets_undecided) as asked:
        opened.workspace.save(tab)

    assert asked.args[1] == ("headers.0.value",)
    assert opened.collections.files["/c", "flowers.yml"] == FLOWERS


def test_a_credential_in_the_body_is_not_saved_and_said_where_it_is(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)
    tab.set_raw('{"password": "not-a-real-password"}')

    with qtbot.waitSignal(opened.workspace.failed) as told, qtbot.assertNotEmitted(opened.workspace.secrets_undecided):
        opened.workspace.save(tab)

    assert "The body holds a password or a token" in told.args[0].summary.filled()
    assert opened.collections.files["/c", "flowers.yml"] == FLOWERS


def test_a_credential_in_a_message_is_not_saved_and_said_where_it_is(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)
    tab.set_messages((SavedMessage(text='{"password": "not-a-real-password"}'),))

    with qtbot.waitSignal(opened.workspace.failed) as told, qtbot.assertNotEmitted(opened.workspace.secrets_undecided):
        opened.workspace.save(tab)

    assert "A message holds a password or a token" in told.args[0].summary.filled()
    assert opened.collections.files["/c", "flowers.yml"] == FLOWERS


def test_keep_all_and_save_puts_references_into_the_file(opened: Any, qtbot: QtBot) -> None:
    tab = open_flowers(opened, qtbot)
    tab.set_headers((Row("X-Auth-Token", "MIIsecretsecret"),))

    with qtbot.waitSignal(opened.workspace.saved):
        opened.workspace.keep_all_and_save(tab)

    assert opened.collections.files["/c", "flowers.yml"].headers == (Row("X-Auth-Token", "{{x_auth_token}}"),)


def test_save_as_moves_the_secrets_of_a_draft_to_the_collection(opened: Any, qtbot: QtBot) -> None:
    tab = opened.workspace.new_tab(RequestDraft(url="http://h/", headers=(Row("X-Auth-Token", "MIIsecretsecret"),)))
    opened.workspace.keep_in_keyring(tab, "headers.0.value")
    own = SecretRef("", f"draft:{tab.id}", "x_auth_token")
    qtbot.waitUntil(lambda: own in opened.keeper.values)

    with qtbot.waitSignal(opened.workspace.saved):
        opened.workspace.save_as(tab, "/c", "", "Mine")

    kept = SecretRef("c1", "env:sample", "x_auth_token")
    qtbot.waitUntil(lambda: set(opened.keeper.values) == {kept})
    assert opened.keeper.values[kept] == "MIIsecretsecret"


def test_a_tab_without_a_file_asks_for_a_place(desk: Any, qtbot: QtBot) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url="http://h/"))

    with qtbot.waitSignal(desk.workspace.place_wanted) as asked:
        desk.workspace.save(tab)

    assert asked.args == [tab]


def test_a_closed_tab_comes_back_as_it_was(desk: Any) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url="http://typed/"))
    desk.workspace.close_tab(tab)

    desk.workspace.reopen_tab()

    assert desk.workspace.current.draft.url == "http://typed/"


def test_closing_the_front_tab_shows_its_neighbour(desk: Any) -> None:
    first = desk.workspace.new_tab(RequestDraft(url="http://1/"))
    second = desk.workspace.new_tab(RequestDraft(url="http://2/"))

    desk.workspace.close_tab(second)

    assert desk.workspace.current is first


def test_tabs_go_round(desk: Any) -> None:
    first = desk.workspace.new_tab()
    desk.workspace.new_tab()

    desk.workspace.show_next()

    assert desk.workspace.current is first
