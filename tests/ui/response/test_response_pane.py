"""What came back: status, views, and what to do about an unwelcome answer."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from modelpost.core.advice import Remedy
from modelpost.core.events import DownloadProgress, Failed, Stopped
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.kit.tags import Tag
from modelpost.ui.response.captions import Captions
from modelpost.ui.response.pane import ResponsePane
from modelpost.workbench.request_tab import RequestTab

LEFT = Qt.MouseButton.LeftButton
REFUSED = Failure(FailureKind.REFUSED, Message("Nothing is listening at {host}", host="127.0.0.1:9"))


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab()  # type: ignore[no-any-return]


@pytest.fixture
def pane(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> ResponsePane:
    made = ResponsePane(kit, bench.response, bench.background)
    shown(made)
    return made


@pytest.fixture
def front(pane: ResponsePane, named: Any) -> Callable[[], str]:
    """Tell which view is in front."""
    return lambda: named(pane, QStackedWidget, "responseViews").currentWidget().objectName()  # type: ignore[no-any-return]


def _text(pane: ResponsePane, named: Any, name: str) -> str:
    return named(pane, QLabel, name).text()  # type: ignore[no-any-return]


def _buttons(pane: ResponsePane) -> list[str]:
    banner = pane.findChild(QWidget, "advice")
    assert banner is not None
    return [button.text() for button in banner.findChildren(QPushButton) if button.isVisible()]


# Before an answer ----------------------------------------------------------------------------------------------------


def test_before_the_first_answer_the_pane_says_how_to_get_one(
    pane: ResponsePane, named: Any, front: Callable[[], str]
) -> None:
    state = named(pane, QWidget, "noResponse")

    assert front() == "noResponse"
    assert (state.accessibleName(), state.accessibleDescription()) == (
        "No response yet",
        "Press Ctrl+Enter to send. The answer appears here.",
    )
    assert _text(pane, named, "notSent") == "Not sent"


@pytest.mark.parametrize("button", ["findInResponse", "copyResponse", "saveResponse"])
def test_without_an_answer_there_is_nothing_to_find_copy_or_save(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, button: str
) -> None:
    before = named(pane, QToolButton, button).isEnabled()

    bench.answer(tab)

    assert (before, named(pane, QToolButton, button).isEnabled()) == (False, True)


def test_while_the_first_answer_is_awaited_the_pane_says_so(pane: ResponsePane, tab: RequestTab, named: Any) -> None:
    tab.send()

    said = _text(pane, named, "notSent")
    tab.stop()
    assert said == "Sending…"


def test_after_a_moment_progress_and_a_clock_appear(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.sender.events = (DownloadProgress(0.1, 250, 1000),)  # and no end

    tab.send()

    bar = named(pane, QProgressBar, "exchangeProgress")
    qtbot.waitUntil(lambda: bar.isVisible() and bar.value() == 250)
    assert named(pane, QPushButton, "responseTime").text()
    tab.stop()
    assert bar.isHidden()


# Head ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [(200, "OK", "200 OK"), (302, "Found", "302 Found"), (404, "Not Found", "404 Not Found"), (599, "", "599")],
)
def test_the_pill_says_code_and_reason(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, status: int, reason: str, said: str
) -> None:
    bench.answer(tab, status=status, reason=reason)

    assert named(pane, Tag, "statusPill").text == said


def test_time_and_size_stand_beside_the_pill(pane: ResponsePane, tab: RequestTab, bench: Any, named: Any) -> None:
    bench.answer(tab, b'{"a": 1}')

    assert named(pane, QPushButton, "responseTime").text() == "412 ms"
    assert _text(pane, named, "responseSize") == "8 B"
    assert named(pane, Tag, "statusPill").accessibleDescription() == "200 OK, 412 ms"


def test_another_request_has_an_answer_of_its_own(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, front: Callable[[], str]
) -> None:
    bench.answer(tab)

    other = bench.tab()
    empty = front()
    bench.response.show_tab(tab)

    assert other is not tab
    assert (empty, front()) == ("noResponse", "responseText")


# Views ---------------------------------------------------------------------------------------------------------------


def test_json_is_laid_out_without_touching_a_digit(pane: ResponsePane, tab: RequestTab, bench: Any, named: Any) -> None:
    bench.answer(tab, b'{"id":12345678901234567890,"p":0.10}')

    text = named(pane, QWidget, "responseText")
    assert bytes(text.content) == b'{\n  "id": 12345678901234567890,\n  "p": 0.10\n}'


def test_raw_shows_the_answer_as_it_came(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.answer(tab, b'{"a":1}')
    tabs = named(pane, PaneTabs, "responseTabs")

    qtbot.keyClick(tabs, Qt.Key.Key_Right)
    qtbot.keyClick(tabs, Qt.Key.Key_Right)

    assert tabs.current == "raw"
    qtbot.waitUntil(lambda: bytes(named(pane, QWidget, "responseText").content) == b'{"a":1}')


def test_headers_stand_in_a_table(
    pane: ResponsePane, tab: RequestTab, bench: Any, front: Callable[[], str], qtbot: QtBot
) -> None:
    bench.answer(tab, headers=(("X-Request-Id", "r-1"),))

    bench.response.choose_view("headers")

    qtbot.waitUntil(lambda: front() == "responseHeadersPage")


def test_the_timeline_tells_what_was_sent_and_received(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, front: Callable[[], str]
) -> None:
    bench.answer(tab)

    bench.response.choose_view("timeline")

    lines = named(pane, QPlainTextEdit, "timeline").toPlainText()
    assert front() == "timelinePage"
    assert "> GET / HTTP/1.1" in lines
    assert "> Host: 127.0.0.1:8500" in lines
    assert "< HTTP/1.1 200 OK" in lines


def test_a_picture_is_shown_as_one_with_its_size(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, front: Callable[[], str], qtbot: QtBot
) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    content = QByteArray()
    device = QBuffer(content)
    device.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(device, "PNG")

    bench.answer(tab, bytes(content.data()), "image/png")

    assert front() == "picturePage"
    qtbot.waitUntil(lambda: _text(pane, named, "pictureSize") == "20 × 10 pixels · 100%")
    assert named(pane, QWidget, "pictureView").accessibleName() == "Picture, 20 by 10 pixels"


def test_the_picture_of_an_earlier_answer_is_let_go(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    content = QByteArray()
    device = QBuffer(content)
    device.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(device, "PNG")
    bench.answer(tab, bytes(content.data()), "image/png")
    qtbot.waitUntil(lambda: "pixels" in _text(pane, named, "pictureSize"))

    bench.answer(tab, b"{}")

    assert named(pane, QWidget, "pictureView").accessibleName() == "Picture"


def test_a_picture_that_cannot_be_read_is_explained(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.answer(tab, b"\x89PNG\r\n\x1a\nbroken", "image/png")

    qtbot.waitUntil(lambda: named(pane, QLabel, "responseNote").isVisible())


def test_a_view_with_nothing_to_preview_says_so(
    tab: RequestTab, bench: Any, named: Any, pane: ResponsePane, front: Callable[[], str], qtbot: QtBot
) -> None:
    bench.answer(tab)

    bench.response.choose_view("preview")

    qtbot.waitUntil(lambda: front() == "nothingToShow")
    nothing = named(pane, QWidget, "nothingToShow")
    assert nothing.accessibleName() == "No preview"
    assert "application/json" in nothing.accessibleDescription()


def test_an_answer_without_a_body_shows_its_headers(
    pane: ResponsePane, tab: RequestTab, bench: Any, front: Callable[[], str]
) -> None:
    bench.answer(tab, b"", "", status=204, reason="No Content")

    assert front() == "responseHeadersPage"


def test_an_answer_without_a_body_says_so(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, front: Callable[[], str], qtbot: QtBot
) -> None:
    bench.answer(tab, b"", "", status=204, reason="No Content")

    bench.response.choose_view("pretty")

    qtbot.waitUntil(lambda: bench.response.rendering is not None)
    assert front() == "nothingToShow"
    assert named(pane, QWidget, "nothingToShow").accessibleDescription() == "The answer has no body."


def test_an_answer_that_is_not_what_its_header_says_is_noted(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any
) -> None:
    bench.answer(tab, b'{"a": 1}', "text/plain")

    assert _text(pane, named, "responseNote") == "Sent as text/plain, looks like application/json."


def test_a_chosen_view_stays_for_the_next_answer(
    pane: ResponsePane, tab: RequestTab, bench: Any, front: Callable[[], str]
) -> None:
    bench.answer(tab)
    bench.response.choose_view("timeline")

    bench.answer(tab)

    assert front() == "timelinePage"


# What to do about it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "content", "headers", "title", "text", "buttons"),
    [
        (
            401,
            b'{"error_msg": "token expires, expires_at:2026-01-01T00:00:00Z"}',
            (),
            "The token has expired",
            "The service refused the request because X-Auth-Token was valid until 2026-01-01 00:00 UTC.",
            ["Edit auth"],
        ),
        (
            401,
            b"{}",
            (),
            "The service did not accept the credentials",
            (
                "It asked for a different or missing token. Check the Auth tab. "
                "ModelArts needs a token with project scope."
            ),
            ["Edit auth"],
        ),
        (
            403,
            b"{}",
            (("X-Request-Id", "r-1"),),
            "No permission for this service",
            "The token is valid, but this account may not call the service.",
            ["Copy request ID"],
        ),
        (
            404,
            b"{}",
            (),
            "No service at this path",
            "The host answered, but not for /. The service may be stopped or its ID may have changed.",
            ["Edit URL"],
        ),
        (413, b"{}", (), "The file is too large for the service", "Choose a smaller file", ["Choose file…"]),
        (
            429,
            b"{}",
            (("Retry-After", "7"),),
            "Too many requests",
            "The service asks to wait 7 s.",
            ["Send in 7 s", "Cancel"],
        ),
        (
            503,
            b"{}",
            (("X-Request-Id", "r-1"),),
            "The model service failed (503)",
            "The request arrived. The service reported an error while answering.",
            ["Send again", "Copy request ID"],
        ),
    ],
    ids=["expired", "401", "403", "404", "413", "429", "503"],
)
def test_an_unwelcome_answer_is_explained_above_it(
    pane: ResponsePane,
    tab: RequestTab,
    bench: Any,
    named: Any,
    front: Callable[[], str],
    status: int,
    content: bytes,
    headers: tuple[tuple[str, str], ...],
    title: str,
    text: str,
    buttons: list[str],
) -> None:
    bench.answer(tab, content, status=status, reason="", headers=headers)

    assert _text(pane, named, "adviceTitle") == title
    assert text in _text(pane, named, "adviceText")
    assert _buttons(pane) == buttons
    assert front() == "responseText"


@pytest.mark.parametrize(
    ("kind", "buttons"),
    [
        (FailureKind.REFUSED, ["Send again", "Start sample service"]),
        (FailureKind.DNS, ["Edit URL", "Send again"]),
        (FailureKind.TLS, ["Choose CA file…", "Allow for this request"]),
        (FailureKind.TIMEOUT_READ, ["Send with more time", "Timeout settings"]),
        (FailureKind.PROXY, ["Proxy settings"]),
        (FailureKind.FILE, ["Locate…"]),
        (FailureKind.CONNECTION_LOST, ["Send again"]),
    ],
    ids=lambda value: value.value if isinstance(value, FailureKind) else "",
)
def test_no_answer_is_explained_with_the_way_out(
    pane: ResponsePane,
    tab: RequestTab,
    bench: Any,
    named: Any,
    front: Callable[[], str],
    kind: FailureKind,
    buttons: list[str],
) -> None:
    bench.send(tab, Failed(0.2, Failure(kind, Message("What happened"), Message("What to do."))))

    assert (_text(pane, named, "adviceTitle"), _text(pane, named, "adviceText")) == ("What happened", "What to do.")
    assert _buttons(pane) == buttons
    assert named(pane, Tag, "statusPill").text == "No answer"
    assert front() == "timelinePage"


def test_a_button_of_the_advice_tells_the_remedy(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.send(tab, Failed(0.2, REFUSED))

    with qtbot.waitSignal(pane.remedy_chosen) as told:
        qtbot.mouseClick(named(pane, QPushButton, "advice-send-again"), LEFT)

    assert told.args[0] is Remedy.SEND_AGAIN


def test_a_wait_counts_down_on_its_button_and_can_be_cancelled(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.answer(tab, b"{}", status=429, reason="", headers=(("Retry-After", "7"),))
    qtbot.mouseClick(named(pane, QPushButton, "advice-send-later"), LEFT)
    assert _buttons(pane) == ["Send in 7 s", "Cancel"]
    assert not named(pane, QPushButton, "advice-send-later").isEnabled()

    bench.response.findChild(QTimer).timeout.emit()
    assert _buttons(pane) == ["Send in 6 s", "Cancel"]
    qtbot.mouseClick(named(pane, QPushButton, "advice-cancel"), LEFT)

    assert bench.response.waiting == 0
    assert _buttons(pane) == ["Send in 7 s", "Cancel"]
    assert named(pane, QPushButton, "advice-send-later").isEnabled()


def test_a_wait_that_nobody_wants_is_put_away(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.answer(tab, b"{}", status=429, reason="", headers=(("Retry-After", "7"),))

    qtbot.mouseClick(named(pane, QPushButton, "advice-cancel"), LEFT)

    assert _buttons(pane) == []


def test_the_time_that_is_offered_stands_on_the_button(pane: ResponsePane, tab: RequestTab, bench: Any) -> None:
    failure = Failure(FailureKind.TIMEOUT_READ, Message("No answer within {n} s", n="30"), Message("Wait longer."))

    bench.send(tab, Failed(30.0, failure))

    assert _buttons(pane) == ["Send with 60 s", "Timeout settings"]


@pytest.mark.parametrize("remedy", Remedy)
def test_every_remedy_has_a_caption(qapp: object, remedy: Remedy) -> None:
    del qapp

    assert Captions().of(remedy, 3)


def test_the_request_id_is_copied_for_the_services_owner(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.answer(tab, status=500, headers=(("X-Request-Id", "r-17"),))

    with qtbot.waitSignal(pane.told) as told:
        qtbot.mouseClick(named(pane, QPushButton, "advice-copy-request-id"), LEFT)

    assert QGuiApplication.clipboard().text() == "r-17"
    assert told.args == ["The request ID was copied."]


@pytest.mark.parametrize("answered", [True, False])
def test_a_cancelled_request_leaves_the_answer_before_it(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, front: Callable[[], str], answered: bool
) -> None:
    if answered:
        bench.answer(tab)

    bench.send(tab, Stopped(1.2))

    assert _text(pane, named, "adviceTitle") == "Cancelled after 1.2 s"
    assert _text(pane, named, "adviceText") == ("The previous response is shown." if answered else "")
    assert _buttons(pane) == ["Send again"]
    assert (front() == "responseText") is answered


def test_the_advice_goes_while_the_request_is_sent_again(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any
) -> None:
    bench.send(tab, Failed(0.2, REFUSED))

    bench.sender.events = ()
    tab.send()

    gone = named(pane, QWidget, "advice").isHidden()
    tab.stop()
    assert gone


def test_a_welcome_answer_needs_no_advice(pane: ResponsePane, tab: RequestTab, bench: Any, named: Any) -> None:
    bench.answer(tab, status=500)

    bench.answer(tab)

    assert not named(pane, QWidget, "advice").isVisible()


# What can be done with it --------------------------------------------------------------------------------------------


def test_the_answer_is_copied_as_it_came(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.answer(tab, '{"flower":"花"}'.encode())

    with qtbot.waitSignal(pane.told) as told:
        qtbot.mouseClick(named(pane, QToolButton, "copyResponse"), LEFT)

    assert QGuiApplication.clipboard().text() == '{"flower":"花"}'
    assert told.args == ["The response was copied."]


def test_the_answer_is_saved_byte_for_byte(pane: ResponsePane, tab: RequestTab, bench: Any, qtbot: QtBot) -> None:
    bench.answer(tab, b'{"a":1}')

    with qtbot.waitSignal(bench.response.told) as told:
        bench.response.save("/somewhere/answer.json")

    assert bench.saved == {"/somewhere/answer.json": b'{"a":1}'}
    assert str(told.args[0]) == "The answer was saved to /somewhere/answer.json."


def test_find_searches_the_text_of_the_answer(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.answer(tab, b'{"label": "rose", "other": "rose"}')

    qtbot.mouseClick(named(pane, QToolButton, "findInResponse"), LEFT)
    qtbot.keyClicks(named(pane, QWidget, "findText"), "rose")

    qtbot.waitUntil(lambda: _text(pane, named, "findCount") == "1 of 2")


def test_find_goes_from_the_timeline_to_the_text(
    pane: ResponsePane, tab: RequestTab, bench: Any, front: Callable[[], str]
) -> None:
    bench.answer(tab)
    bench.response.choose_view("timeline")

    pane.open_search()

    assert front() == "responseText"


def test_the_other_orientation_is_asked_for(pane: ResponsePane, named: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.orientation_wanted):
        qtbot.mouseClick(named(pane, QToolButton, "turnPanes"), LEFT)


# What is said aloud ---------------------------------------------------------------------------------------------------


@pytest.fixture
def said(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> list[str]:
    heard: list[str] = []
    pane = ResponsePane(kit, bench.response, bench.background, say_aloud=lambda _, text: heard.append(text))
    shown(pane)
    bench.response.show_tab(tab)
    return heard


def test_an_answer_is_announced_once(said: list[str], tab: RequestTab, bench: Any) -> None:
    bench.answer(tab)

    tab.state_changed.emit(tab.state)

    assert len(said) == 1
    assert said[0].startswith("200 OK, ")


def test_a_cancelled_request_is_announced(said: list[str], tab: RequestTab) -> None:
    tab.send()

    tab.stop()

    assert said == ["Cancelled after 0.0 s"]


def test_a_packed_answer_can_be_saved_as_it_was_received(
    pane: ResponsePane,
    tab: RequestTab,
    bench: Any,
    named: Any,
    chosen: Callable[[str], None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    suggested: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *words: (suggested.append(words[2]) or "/a.gz", ""))
    bench.answer(tab, b"packed", "text/plain", headers=(("Content-Encoding", "gzip"),))

    with qtbot.waitSignal(bench.response.told):
        qtbot.keyClick(named(pane, QToolButton, "saveResponse"), Qt.Key.Key_Space)
        chosen("Save as received (gzip)…")

    assert suggested == ["response.txt.gz"]
    assert bench.saved == {"/a.gz": b"packed"}


def test_what_only_other_programs_show_is_saved_and_opened_with_one(
    pane: ResponsePane,
    tab: RequestTab,
    bench: Any,
    named: Any,
    front: Callable[[], str],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *words: (f"/there/{words[2]}", ""))
    bench.answer(tab, b"%PDF-1.7", "application/pdf")
    bench.response.choose_view("preview")
    qtbot.waitUntil(lambda: front() == "foreignKind")

    qtbot.keyClick(named(pane, QAbstractButton, "foreignKindButton"), Qt.Key.Key_Space)

    qtbot.waitUntil(lambda: bench.opened_files == ["/there/response.pdf"])
    assert bench.saved == {"/there/response.pdf": b"%PDF-1.7"}


def test_the_menu_copies_json_as_a_table(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, chosen: Callable[[str], None], qtbot: QtBot
) -> None:
    bench.answer(tab, b'[{"label": "rose"}]')

    with qtbot.waitSignal(pane.told):
        qtbot.keyClick(named(pane, QToolButton, "textOptions"), Qt.Key.Key_Space)
        chosen("Copy as CSV")

    assert QGuiApplication.clipboard().text().split() == ["label", "rose"]


# Who answered, how far it came, how long it took ----------------------------------------------------------------------


def test_who_answered_stands_beside_the_status(pane: ResponsePane, tab: RequestTab, bench: Any, named: Any) -> None:
    bench.answer(tab, headers=(("Server", "ModelArts"),))

    badge = named(pane, Tag, "answeredBy")
    assert (badge.text, badge.accessibleName()) == ("Model", "Answered by the model")
    assert "Server: ModelArts" in badge.accessibleDescription()


def test_of_a_server_that_nobody_knows_nothing_is_claimed(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any
) -> None:
    bench.answer(tab)

    assert named(pane, Tag, "answeredBy").isHidden()


def test_a_refusal_shows_how_far_the_request_came(pane: ResponsePane, tab: RequestTab, bench: Any, named: Any) -> None:
    bench.answer(tab, b'{"error_code": "APIG.0301", "error_msg": "x"}', status=401, reason="Unauthorized")

    assert named(pane, Tag, "answeredBy").text == "Gateway"
    last = named(pane, QWidget, "ladder").findChildren(QLabel)[-1].text()
    assert last == "401 Unauthorized, code APIG.0301. The model did not run."


def test_a_welcome_answer_has_no_ladder(pane: ResponsePane, tab: RequestTab, bench: Any, named: Any) -> None:
    bench.answer(tab, b"no", status=404)

    bench.answer(tab)

    assert named(pane, QWidget, "ladder").isHidden()


def test_enter_on_the_time_shows_the_phases(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.answer(tab)
    time = named(pane, QPushButton, "responseTime")
    time.setFocus()

    qtbot.keyClick(time, Qt.Key.Key_Return)

    assert named(pane, QWidget, "timingPopover").isVisible()


def test_the_phases_of_an_exchange_go_when_there_is_another(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.answer(tab)
    pane.show_timing()
    popover = named(pane, QWidget, "timingPopover")

    with qtbot.waitSignal(popover.destroyed):
        bench.answer(tab)


def test_the_phases_of_an_exchange_go_when_another_request_comes_to_the_front(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    bench.answer(tab)
    pane.show_timing()
    popover = named(pane, QWidget, "timingPopover")

    with qtbot.waitSignal(popover.destroyed):
        bench.response.show_tab(bench.tab())


def test_the_phases_lead_to_the_timeline(
    pane: ResponsePane, tab: RequestTab, bench: Any, named: Any, front: Callable[[], str], qtbot: QtBot
) -> None:
    bench.answer(tab)
    pane.show_timing()

    qtbot.keyClick(named(pane, QPushButton, "openTimeline"), Qt.Key.Key_Space)

    assert front() == "timelinePage"
    assert named(pane, QPlainTextEdit, "timeline").hasFocus()
