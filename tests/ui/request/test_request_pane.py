"""The pages of a request, and which one is in front."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.assertions import Checked, Expectation, Verdict
from modelpost.core.events import Finished
from modelpost.core.request import (
    Assertion,
    AuthChoice,
    Body,
    BodyKind,
    FormRow,
    RequestDraft,
    RequestSettings,
    Row,
    Script,
)
from modelpost.core.response import Response, Timings
from modelpost.core.tokens import Token
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.kit.tags import Tag
from modelpost.ui.request.pane import RequestPane

URL = "http://127.0.0.1:8500/"
RAW = RequestDraft(url=URL, body=Body(BodyKind.RAW, raw="[1]"))


@pytest.fixture
def pane(kit: Kit, bench: Any, shown: Callable[[QWidget], None]) -> RequestPane:
    made = RequestPane(kit, bench.workspace, bench.files, bench.catalogue, bench.auth, "Modelpost/1", bench.network)
    shown(made)
    return made


def _in_front(pane: RequestPane) -> str:
    return pane.findChild(PaneTabs, "requestPaneTabs").current  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize(("draft", "page"), [(RequestDraft(url=URL), "url"), (RAW, "body")], ids=["no-body", "body"])
def test_a_request_opens_where_its_work_is(pane: RequestPane, bench: Any, draft: RequestDraft, page: str) -> None:
    pane.show_tab(bench.tab(draft))

    assert _in_front(pane) == page


def test_each_request_keeps_its_page_in_front(pane: RequestPane, bench: Any) -> None:
    first, second = bench.tab(), bench.tab()
    pane.show_tab(first)
    pane.show_page("auth")
    pane.show_tab(second)

    pane.show_tab(first)

    assert _in_front(pane) == "auth"
    assert pane.findChild(QWidget, "authPage").isVisible()  # type: ignore[union-attr]  # it is there


def test_arrows_go_through_the_pages(pane: RequestPane, bench: Any, named: Any, qtbot: QtBot) -> None:
    pane.show_tab(bench.tab())

    qtbot.keyClick(named(pane, PaneTabs, "requestPaneTabs"), Qt.Key.Key_Right)

    assert named(pane, QWidget, "headersPage").isVisible()


@pytest.mark.parametrize(
    ("draft", "page"),
    [
        (RequestDraft(url=URL, headers=(Row("two words", "1"),)), "headers"),
        (RequestDraft(url=URL, auth=AuthChoice("bearer", (("token", "{{nowhere}}"),))), "auth"),
        (RequestDraft(url=URL, body=Body(BodyKind.FORM_DATA, form=(FormRow("f", is_file=True),))), "body"),
    ],
    ids=["headers", "auth", "body"],
)
def test_a_problem_brings_its_page_to_the_front(pane: RequestPane, bench: Any, draft: RequestDraft, page: str) -> None:
    tab = bench.tab(draft)
    pane.show_tab(tab)
    pane.show_page("settings")
    tab.send()

    pane.show_problem(tab.problems[0])

    assert _in_front(pane) == page


def test_twice_the_time_is_allowed_for_this_request_alone(pane: RequestPane, bench: Any) -> None:
    tab = bench.tab(RequestDraft(url=URL, settings=RequestSettings(timeout=20.0)))
    pane.show_tab(tab)

    pane.double_timeout()

    assert tab.draft.settings == RequestSettings(timeout=40.0)


def test_the_time_that_is_offered_is_the_time_that_is_allowed(pane: RequestPane, bench: Any) -> None:
    tab = bench.tab(RequestDraft(url=URL))
    pane.show_tab(tab)

    pane.double_timeout(60.0)

    assert tab.draft.settings == RequestSettings(timeout=60.0)


@pytest.mark.parametrize("name", ["connect_timeout", "total_timeout", "timeout"])
def test_the_limit_that_ran_out_is_the_one_that_is_raised(pane: RequestPane, bench: Any, name: str) -> None:
    tab = bench.tab(RequestDraft(url=URL))
    pane.show_tab(tab)

    pane.double_timeout(60.0, f"settings.{name}")

    assert tab.draft.settings == RequestSettings(**{name: 60.0})


def test_the_way_from_https_to_http_is_opened_for_this_request_alone(pane: RequestPane, bench: Any) -> None:
    tab = bench.tab()
    pane.show_tab(tab)

    pane.allow_downgrade()

    assert tab.draft.settings == RequestSettings(allow_downgrade=True)


def test_certificates_are_left_unchecked_for_this_request_alone(pane: RequestPane, bench: Any) -> None:
    tab = bench.tab()
    pane.show_tab(tab)

    pane.allow_unverified()

    assert tab.draft.settings == RequestSettings(verify_tls=False)


def test_beautify_brings_the_body_to_the_front(pane: RequestPane, bench: Any, named: Any) -> None:
    tab = bench.tab(RAW)
    pane.show_tab(tab)
    pane.show_page("url")

    pane.beautify()

    assert named(pane, QPlainTextEdit, "rawBody").isVisible()
    assert tab.draft.body.raw == "[\n  1\n]"


def test_a_request_behind_changes_nothing_in_front(pane: RequestPane, bench: Any, named: Any) -> None:
    behind, front = bench.tab(RAW), bench.tab(RAW)
    pane.show_tab(behind)
    pane.show_tab(front)

    behind.set_raw("[2]")

    assert named(pane, QPlainTextEdit, "rawBody").toPlainText() == "[1]"


LENT = AuthChoice("lending", (("user", "ada"), ("project", "p-1")))
KEY = "lent ada p-1"


@pytest.mark.parametrize(
    ("left", "said"), [(3601, ""), (42 * 60, "42 min"), (59, "59 s"), (-1, "Expired"), (None, "")], ids=str
)
def test_the_last_hour_of_a_token_is_counted_down(
    pane: RequestPane, bench: Any, named: Any, left: int | None, said: str
) -> None:
    bench.tokens.put(KEY, Token("t-1", expires_at=bench.clock.time + left if left is not None else 0.0))

    pane.show_tab(bench.tab(RequestDraft(url=URL, auth=LENT)))

    countdown = named(pane, Tag, "tokenCountdown")
    assert (countdown.text, countdown.isVisible()) == (said, bool(said))


def test_a_token_that_arrives_with_an_answer_is_counted_down(pane: RequestPane, bench: Any, named: Any) -> None:
    tab = bench.tab(RequestDraft(url=URL, auth=LENT))
    pane.show_tab(tab)
    bench.tokens.put(KEY, Token("t-1", expires_at=bench.clock.time + 60))

    bench.answer(tab)

    assert named(pane, Tag, "tokenCountdown").text == "1 min"


def test_nobody_watches_a_token_that_nobody_sees(pane: RequestPane, bench: Any) -> None:
    pane.show_tab(bench.tab(RequestDraft(url=URL, auth=LENT)))
    timers = [timer for timer in bench.auth.findChildren(QTimer) if not timer.isSingleShot()]
    while_shown = [timer.isActive() for timer in timers]

    pane.hide()

    assert (while_shown, [timer.isActive() for timer in timers]) == ([True], [False])
    pane.show()


def test_a_request_without_tokens_is_not_watched(pane: RequestPane, bench: Any) -> None:
    pane.show_tab(bench.tab())

    assert not [timer for timer in bench.auth.findChildren(QTimer) if timer.isActive()]


def test_a_spent_token_is_not_used_again(pane: RequestPane, bench: Any) -> None:
    bench.tokens.put(KEY, Token("t-1"))
    pane.show_tab(bench.tab(RequestDraft(url=URL, auth=LENT)))

    pane.spend_token()

    assert bench.tokens.peek(KEY) is None


def test_how_many_assertions_hold_stands_on_their_tab(pane: RequestPane, bench: Any, named: Any) -> None:
    status, label = Assertion("res.status", "eq", "200"), Assertion("res.body.label", "eq", "rose")
    tab = bench.tab(RequestDraft(url=URL, assertions=(status, label)))
    pane.show_tab(tab)
    held, unmet = Checked(Expectation(0, status), holds=True), Checked(Expectation(1, label), holds=False)

    bench.send(tab, Verdict((held, unmet)), Finished(0.1, Response(200), Timings(total=0.1)))

    assert named(pane, PaneTabs, "requestPaneTabs").badge("assertions") == "1/2"


def test_a_request_with_scripts_has_a_page_for_them(pane: RequestPane, bench: Any, named: Any) -> None:
    pane.show_tab(bench.tab(RequestDraft(url=URL, scripts=(Script("tests", "pass"),))))
    pane.show_page("scripts")
    assert named(pane, QWidget, "scriptsPage").isVisible()

    pane.show_tab(bench.tab())
    pane.show_page("scripts")

    assert _in_front(pane) == "url"
