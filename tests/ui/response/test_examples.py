"""Answers that are kept with a request, and shown in the place of the live one."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QInputDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import AuthChoice, Example, RequestDraft
from modelpost.core.secrets import MASK
from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.response.pane import ResponsePane
from modelpost.workbench.examples_desk import ExamplesDesk
from modelpost.workbench.request_tab import RequestTab

ROSE = Example("A rose", status=404, reason="Not Found", kind="json", body='{"label": "rose"}')


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    made: RequestTab = bench.tab(RequestDraft(url="http://127.0.0.1:8500/", examples=(ROSE,)))
    bench.response.show_tab(made)
    return made


@pytest.fixture
def desk(bench: Any, tab: RequestTab) -> ExamplesDesk:
    del tab
    found: ExamplesDesk = bench.response.examples
    return found


def test_the_live_answer_is_kept_under_a_name(bench: Any, tab: RequestTab, desk: ExamplesDesk, qtbot: QtBot) -> None:
    bench.answer(tab, b'{"label": "tulip"}', headers=(("Set-Cookie", "a=canary"), ("X-Id", "7")))

    desk.save("A tulip")

    qtbot.waitUntil(lambda: len(tab.draft.examples) == 2)
    kept = tab.draft.examples[1]
    assert (kept.name, kept.status, kept.kind, kept.body) == ("A tulip", 200, "json", '{"label": "tulip"}')
    assert [(row.name, row.value) for row in kept.headers][1:] == [("Set-Cookie", MASK), ("X-Id", "7")]


def test_a_token_in_an_answer_is_not_kept(bench: Any, tab: RequestTab, desk: ExamplesDesk, qtbot: QtBot) -> None:
    bench.answer(tab, b'{"access_token": "MIIcanaryYJKoZIhvcNAQcCoIIS"}')

    desk.save("A token")

    qtbot.waitUntil(lambda: len(tab.draft.examples) == 2)
    assert "canary" not in tab.draft.examples[1].body


def test_a_credential_that_was_typed_and_came_back_is_not_kept(
    bench: Any, tab: RequestTab, desk: ExamplesDesk, qtbot: QtBot
) -> None:
    tab.set_auth(AuthChoice("apikey", (("key", "k"), ("value", "canary-0123456789"), ("placement", "query"))))
    bench.answer(tab, b'{"you asked": "/?k=canary-0123456789"}', headers=(("X-Echo", "canary-0123456789"),))

    desk.save("An echo")

    qtbot.waitUntil(lambda: len(tab.draft.examples) == 2)
    assert "canary" not in repr(tab.draft.examples[1])


def test_a_saved_answer_stands_in_the_place_of_the_live_one_until_it_is_left(
    bench: Any, tab: RequestTab, desk: ExamplesDesk, qtbot: QtBot
) -> None:
    bench.answer(tab, b'{"label": "tulip"}')
    live = tab.state

    desk.show(0)
    qtbot.waitUntil(lambda: desk.index == 0)
    shown = tab.state.shown
    desk.leave()

    assert shown is not None
    assert (shown.response.status, shown.read.answer.content) == (404, b'{"label": "rose"}')  # type: ignore[union-attr]  # it was read
    assert (tab.state, desk.index) == (live, None)


def test_sending_again_shows_the_live_answer(bench: Any, tab: RequestTab, desk: ExamplesDesk, qtbot: QtBot) -> None:
    desk.show(0)
    qtbot.waitUntil(lambda: desk.index == 0)

    bench.answer(tab, b'{"label": "tulip"}')

    assert desk.index is None


def test_a_saved_answer_is_renamed_and_deleted(tab: RequestTab, desk: ExamplesDesk) -> None:
    desk.rename(0, "Another rose")
    renamed = tab.draft.examples
    desk.delete(0)

    assert [each.name for each in renamed] == ["Another rose"]
    assert tab.draft.examples == ()


def test_the_pane_says_what_it_shows_and_leads_back(
    kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    pane = ResponsePane(kit, bench.response, bench.background)
    shown(pane)
    bench.answer(tab, b'{"label": "tulip"}')
    bench.response.examples.show(0)
    qtbot.waitUntil(lambda: bench.response.example_shown == "A rose")

    next(each for each in pane.findChildren(QPushButton) if each.text() == "Back to the live answer").click()

    assert bench.response.example_shown is None


def test_a_name_is_asked_for(
    kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None], named: Any, chosen: Any, qtbot: QtBot
) -> None:
    pane = ResponsePane(kit, bench.response, bench.background)
    shown(pane)
    bench.answer(tab, b'{"label": "tulip"}')

    named(pane, IconButton, "examples").click()
    chosen("Save answer as example…")
    dialog = named(pane, QInputDialog, "exampleNameDialog")
    dialog.setTextValue("A tulip")
    dialog.accept()

    qtbot.waitUntil(lambda: [each.name for each in tab.draft.examples] == ["A rose", "A tulip"])
