"""A request tab: editing, undo, sending, stopping."""

import threading
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.events import Failed, Finished, Stopped
from modelpost.core.failures import FailureKind
from modelpost.core.request import AuthChoice, Body, BodyKind, Proxy, RequestDraft, Row
from modelpost.core.resolved import SendOptions
from modelpost.core.response import Response, Timings
from modelpost.core.secrets import SecretRef
from modelpost.documents.json_check import check_json
from modelpost.workbench.exchange_state import Phase

FINISHED = Finished(0.1, Response(200, "OK"), Timings(total=0.1))


def test_typing_an_address_fills_the_query_rows(desk: Any) -> None:
    tab = desk.workspace.new_tab()

    tab.set_url("http://host/p?a=1&b=2")

    assert tab.draft.query == (Row("a", "1"), Row("b", "2"))


def test_a_query_row_changes_the_address_line(desk: Any) -> None:
    tab = desk.workspace.new_tab()
    tab.set_url("http://host/p?a=1")

    tab.set_query((Row("a", "1", enabled=False), Row("c", "3")))

    assert tab.draft.url == "http://host/p?c=3"


def test_undo_takes_back_a_whole_burst_of_typing(desk: Any) -> None:
    tab = desk.workspace.new_tab()
    for text in ("h", "ht", "htt"):
        tab.set_url(text)

    tab.undo()

    assert tab.draft.url == ""


def test_edits_a_while_apart_are_undone_one_by_one(desk: Any) -> None:
    tab = desk.workspace.new_tab()
    tab.set_url("a")
    desk.clock.time = 5.0
    tab.set_url("ab")

    tab.undo()

    assert tab.draft.url == "a"


def test_redo_brings_back_what_was_undone(desk: Any) -> None:
    tab = desk.workspace.new_tab()
    tab.set_method("POST")
    tab.undo()

    tab.redo()

    assert tab.draft.method == "POST"


def test_a_sent_request_ends_with_its_answer(desk: Any, qtbot: QtBot) -> None:
    desk.sender.events = (FINISHED,)
    tab = desk.workspace.new_tab(RequestDraft(url="http://127.0.0.1/"))

    tab.send()

    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED)
    assert tab.state.outcome == FINISHED


def test_stop_says_so_at_once_and_drops_what_arrives_later(desk: Any, qtbot: QtBot) -> None:
    gate = threading.Event()
    desk.sender.events = (FINISHED,)
    desk.sender.wait = gate.wait
    tab = desk.workspace.new_tab(RequestDraft(url="http://127.0.0.1/"))
    tab.send()

    tab.stop()

    assert isinstance(tab.state.outcome, Stopped)
    gate.set()
    qtbot.waitUntil(lambda: desk.runner.running == 0)
    assert isinstance(tab.state.outcome, Stopped)


def test_stop_hangs_up_the_exchange(desk: Any, qtbot: QtBot) -> None:
    gate = threading.Event()
    desk.sender.wait = gate.wait
    tab = desk.workspace.new_tab(RequestDraft(url="http://127.0.0.1/"))
    tab.send()
    qtbot.waitUntil(lambda: bool(desk.sender.jobs))

    tab.stop()

    qtbot.waitUntil(lambda: desk.sender.jobs[0].token.is_cancelled)
    gate.set()
    qtbot.waitUntil(lambda: desk.runner.running == 0)


def test_the_earlier_answer_stays_when_the_next_send_is_stopped(desk: Any, qtbot: QtBot) -> None:
    desk.sender.events = (FINISHED,)
    tab = desk.workspace.new_tab(RequestDraft(url="http://127.0.0.1/"))
    tab.send()
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED)
    gate = threading.Event()
    desk.sender.wait = gate.wait

    tab.send()
    tab.stop()

    assert tab.state.shown is not None
    assert tab.state.shown.response.status == 200
    gate.set()
    qtbot.waitUntil(lambda: desk.runner.running == 0)


def test_an_undefined_variable_is_a_problem_at_its_place(desk: Any) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url="http://{{host}}/"))

    tab.send()

    assert [problem.where for problem in tab.problems] == ["url"]
    assert not desk.sender.sent


def test_an_edit_clears_the_problems(desk: Any) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url="http://{{host}}/"))
    tab.send()

    tab.set_url("http://127.0.0.1/")

    assert tab.problems == ()


def raw_json(text: str) -> RequestDraft:
    return RequestDraft(url="http://127.0.0.1/", method="POST", body=Body(BodyKind.RAW, raw=text))


def test_invalid_json_asks_once_before_it_is_sent(desk: Any, qtbot: QtBot) -> None:
    tab = desk.workspace.new_tab(raw_json('{"a": 1,,}'))

    tab.send()

    assert [(problem.where, str(problem.hint)[:18]) for problem in tab.problems] == [("body.raw", "Line 1, column 9: ")]
    tab.send_anyway()
    qtbot.waitUntil(lambda: bool(desk.sender.sent))
    qtbot.waitUntil(lambda: desk.runner.running == 0)


def test_json_that_was_mended_since_it_was_looked_through_is_sent_unasked(desk: Any, qtbot: QtBot) -> None:
    tab = desk.workspace.new_tab(raw_json("{"))
    tab.report_json_check("{", check_json("{"))
    tab.set_raw("{}")

    tab.send()

    qtbot.waitUntil(lambda: bool(desk.sender.sent))
    qtbot.waitUntil(lambda: desk.runner.running == 0)
    assert tab.problems == ()


def test_a_large_json_is_asked_about_where_the_editor_found_it_invalid(desk: Any) -> None:
    large = "[" + "1," * 100_000
    tab = desk.workspace.new_tab(raw_json(large))
    tab.report_json_check(large, check_json(large))

    tab.send()

    assert [problem.where for problem in tab.problems] == ["body.raw"]


def test_a_credential_kept_in_the_keyring_leaves_a_reference_in_the_draft(desk: Any, qtbot: QtBot) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url="http://h/", headers=(Row("X-Auth-Token", "MIIsecretsecret"),)))

    desk.workspace.keep_in_keyring(tab, "headers.0.value")

    qtbot.waitUntil(lambda: bool(desk.keeper.values))
    qtbot.waitUntil(lambda: tab.draft.headers[0].value == "{{x_auth_token}}")
    assert list(desk.keeper.values.values()) == ["MIIsecretsecret"]


def test_the_scheme_word_stays_before_a_kept_credential(desk: Any, qtbot: QtBot) -> None:
    tab = desk.workspace.new_tab(RequestDraft(headers=(Row("Authorization", "Bearer abcdef12345"),)))

    desk.workspace.keep_in_keyring(tab, "headers.0.value")

    qtbot.waitUntil(lambda: tab.draft.headers[0].value == "Bearer {{authorization}}")
    qtbot.waitUntil(lambda: list(desk.keeper.values.values()) == ["abcdef12345"])


def test_a_kept_credential_is_sent_from_the_keyring(desk: Any, qtbot: QtBot) -> None:
    tab = desk.workspace.new_tab(
        RequestDraft(url="http://127.0.0.1/", auth=AuthChoice("bearer", (("token", "abc123"),)))
    )
    desk.workspace.keep_in_keyring(tab, "auth.token")
    qtbot.waitUntil(lambda: tab.draft.auth.value("token") == "{{token}}")

    tab.send()

    qtbot.waitUntil(lambda: bool(desk.sender.sent))
    assert desk.sender.sent[0][0].auth.values == (("token", "abc123"),)
    qtbot.waitUntil(lambda: desk.runner.running == 0)


def test_a_keyring_that_fails_leaves_the_value_usable_in_memory(desk: Any, qtbot: QtBot, keyring_trouble: Any) -> None:
    desk.keeper.trouble = keyring_trouble
    failures: list[object] = []
    desk.workspace.failed.connect(failures.append)
    tab = desk.workspace.new_tab(RequestDraft(url="http://h/", headers=(Row("X-Auth-Token", "MIIsecretsecret"),)))

    desk.workspace.keep_in_keyring(tab, "headers.0.value")

    qtbot.waitUntil(lambda: bool(failures))
    assert desk.secrets.values[SecretRef("", f"draft:{tab.id}", "x_auth_token")] == "MIIsecretsecret"


def test_only_the_changed_draft_is_told_of(desk: Any) -> None:
    tab = desk.workspace.new_tab(RequestDraft(method="GET"))
    seen: list[object] = []
    tab.draft_changed.connect(seen.append)

    tab.set_method("GET")

    assert seen == []


PROXY = Proxy("manual", "http://ada:{{proxy_http_password}}@proxy:3128")


def test_a_proxy_gets_its_password_from_the_keyring(desk: Any, qtbot: QtBot) -> None:
    desk.options = SendOptions(proxy=PROXY)
    desk.keeper.values[SecretRef("", "app", "proxy_http_password")] = "hunter@2"
    tab = desk.workspace.new_tab(RequestDraft(url="http://host/"))

    tab.send()

    qtbot.waitUntil(lambda: bool(desk.sender.sent))
    qtbot.waitUntil(lambda: desk.runner.running == 0)
    assert desk.sender.sent[0][1].proxy.http == "http://ada:hunter%402@proxy:3128"


def test_a_password_of_a_proxy_that_the_keyring_does_not_have_is_asked_for(desk: Any, qtbot: QtBot) -> None:
    desk.options = SendOptions(proxy=PROXY)
    tab = desk.workspace.new_tab(RequestDraft(url="http://host/"))

    tab.send()

    qtbot.waitUntil(lambda: bool(tab.problems))
    assert str(tab.problems[0].message) == "The keyring has no proxy_http_password for the proxy"
    assert not tab.state.is_running


def test_an_exchange_whose_thread_dies_ends_all_the_same(
    desk: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bugs: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", bugs.append)

    def broken() -> None:
        raise ZeroDivisionError

    desk.sender.wait = broken
    tab = desk.workspace.new_tab(RequestDraft(url="http://127.0.0.1/"))

    tab.send()

    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED)
    assert isinstance(tab.state.outcome, Failed)
    assert tab.state.outcome.failure.kind is FailureKind.INTERNAL
    assert [bug.exc_type for bug in bugs] == [ZeroDivisionError]
