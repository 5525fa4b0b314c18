"""What the response pane shows on the way: hops, attempts, cookies of the answer."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.cookies import Cookie, Offer
from modelpost.core.events import Retrying
from modelpost.core.hops import HopSummary
from modelpost.core.text import Message
from modelpost.ui.cookies_table import CookiesTable
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.cookies_page import CookiesPage
from modelpost.ui.response.hops_list import HopsList
from modelpost.ui.response.retry_notice import RetryNotice

BUSY = Message("The service answered 503 Busy")


@pytest.mark.parametrize(
    ("wait", "text"), [(3.6, "Attempt 2 of 3 in 4 s"), (0.0, "Attempt 2 of 3"), (300.0, "Attempt 2 of 3 in 300 s")]
)
def test_an_attempt_is_counted_down_to(kit: Kit, shown: Callable[[QWidget], None], wait: float, text: str) -> None:
    notice = RetryNotice(kit)
    shown(notice)

    is_news = notice.show_retrying(Retrying(0.0, 2, 3, wait, BUSY))

    assert is_news
    assert notice.text == text
    assert notice.accessibleName() == text


def test_the_same_attempt_is_no_news_and_the_end_takes_the_notice_away(
    kit: Kit, shown: Callable[[QWidget], None]
) -> None:
    notice = RetryNotice(kit)
    shown(notice)
    event = Retrying(0.0, 2, 3, 1.0, BUSY)
    notice.show_retrying(event)

    is_news = notice.show_retrying(event)
    notice.show_retrying(None)

    assert not is_news
    assert not notice.isVisible()


def test_hops_are_listed_with_what_stayed_behind(kit: Kit, shown: Callable[[QWidget], None]) -> None:
    listed = HopsList(kit)
    shown(listed)
    remark = Message("Not sent to another origin: {names}", names="Cookie")

    listed.show_hops((HopSummary("POST", "http://a/", 302, 0.0123, remark), HopSummary("GET", "http://b/", 200, 1.0)))

    texts = [label.text() for label in listed.findChildren(QLabel)]
    assert texts == [
        *("1", "302", "POST http://a/", "12 ms", "Not sent to another origin: Cookie"),
        *("2", "200", "GET http://b/", "1000 ms"),
    ]


def test_of_very_many_hops_the_first_and_the_last_are_listed(kit: Kit, shown: Callable[[QWidget], None]) -> None:
    listed = HopsList(kit)
    shown(listed)

    listed.show_hops(tuple(HopSummary("GET", f"/{n}", 302, 0.0) for n in range(1, 302)))

    texts = [label.text() for label in listed.findChildren(QLabel)]
    assert len(texts) == 400
    assert ("GET /50" in texts, "GET /51" in texts, "GET /301" in texts) == (True, False, True)


def test_cookies_of_an_answer_are_shown_with_what_became_of_them(
    kit: Kit, shown: Callable[[QWidget], None], named: Any
) -> None:
    page = CookiesPage(kit)
    shown(page)
    cookie = Cookie("a", "secret", "example.org")

    page.show_offers((Offer(cookie), Offer(cookie, Message("It holds a control character."))))

    model = named(page, CookiesTable, "responseCookies").model()
    rows = [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
    assert rows == [["a", "•" * 8, "Kept"], ["a", "•" * 8, "It holds a control character."]]


def test_the_jar_is_reached_from_an_answer_without_cookies(
    kit: Kit, shown: Callable[[QWidget], None], named: Any, qtbot: QtBot
) -> None:
    page = CookiesPage(kit)
    shown(page)
    page.show_offers(())

    with qtbot.waitSignal(page.cookies_wanted):
        qtbot.mouseClick(named(page, QPushButton, "allCookies"), Qt.MouseButton.LeftButton)

    assert named(page, QWidget, "noCookies").isVisible()
