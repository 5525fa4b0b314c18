"""What exchanges want of the user: asked on their threads, answered on the GUI thread, freed by a stop."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from pytestqt.qtbot import QtBot

from modelpost.core.text import Message
from modelpost.workbench.person import Notice, PersonDesk, Question

LABEL = Message("One-time password")


@dataclass
class Ended:
    is_cancelled: bool = False


@dataclass
class Exchange:
    """Calls on a thread of its own, as an exchange does."""

    threads: list[threading.Thread] = field(default_factory=list)
    results: list[Any] = field(default_factory=list)

    def call(self, work: Callable[[], object]) -> None:
        thread = threading.Thread(target=lambda: self.results.append(work()), daemon=True)
        self.threads.append(thread)
        thread.start()


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def desk(qapp: QCoreApplication, opened: list[str]) -> Iterator[PersonDesk]:
    def open_url(url: QUrl) -> bool:
        opened.append(url.toString())
        return "refused" not in url.host()

    made = PersonDesk(open_url=open_url)
    yield made
    made.close()


@pytest.fixture
def exchange(desk: PersonDesk) -> Iterator[Exchange]:
    made = Exchange()
    yield made
    desk.close()
    for thread in made.threads:
        thread.join(10)


def _asked(desk: PersonDesk, qtbot: QtBot) -> Question:
    qtbot.waitUntil(lambda: bool(desk.open))
    (question,) = desk.open
    assert isinstance(question, Question)
    return question


@pytest.mark.parametrize("text", ["123456", None], ids=["answered", "declined"])
def test_the_answer_reaches_the_thread_that_asked(
    desk: PersonDesk, exchange: Exchange, qtbot: QtBot, text: str | None
) -> None:
    exchange.call(lambda: desk.ask(LABEL, Ended(), is_secret=True))

    desk.answer(_asked(desk, qtbot), text)

    qtbot.waitUntil(lambda: exchange.results == [text])
    assert desk.open == ()


def test_a_stop_frees_the_thread_and_takes_the_question_away(
    desk: PersonDesk, exchange: Exchange, qtbot: QtBot
) -> None:
    ended = Ended()
    exchange.call(lambda: desk.ask(LABEL, ended, is_secret=True))
    question = _asked(desk, qtbot)

    with qtbot.waitSignal(desk.settled) as settled:
        ended.is_cancelled = True

    assert settled.args == [question]
    qtbot.waitUntil(lambda: exchange.results == [None])


def test_the_end_of_the_window_frees_every_thread(desk: PersonDesk, exchange: Exchange, qtbot: QtBot) -> None:
    exchange.call(lambda: desk.ask(LABEL, Ended(), is_secret=False))
    _asked(desk, qtbot)

    desk.close()

    qtbot.waitUntil(lambda: exchange.results == [None])


def test_two_questions_stand_side_by_side(desk: PersonDesk, exchange: Exchange, qtbot: QtBot) -> None:
    for _ in range(2):
        exchange.call(lambda: desk.ask(LABEL, Ended(), is_secret=True))
    qtbot.waitUntil(lambda: len(desk.open) == 2)

    for number, question in enumerate(desk.open):
        desk.answer(question, str(number))  # type: ignore[arg-type]  # both are questions

    qtbot.waitUntil(lambda: sorted(exchange.results) == ["0", "1"])


def test_what_is_shown_stays_until_it_is_done(desk: PersonDesk, exchange: Exchange, qtbot: QtBot) -> None:
    mine, other = Ended(), Ended()
    exchange.call(lambda: desk.show(LABEL, "https://id.test/device", "WDJB-MJHT", mine))
    exchange.call(lambda: desk.show(LABEL, "https://id.test/device", "XXXX-YYYY", other))
    qtbot.waitUntil(lambda: len(desk.open) == 2)

    exchange.call(lambda: desk.done(mine))

    qtbot.waitUntil(lambda: len(desk.open) == 1)
    (left,) = desk.open
    assert isinstance(left, Notice)
    assert left.code == "XXXX-YYYY"


def test_the_browser_is_opened_on_the_thread_of_the_window(
    desk: PersonDesk, exchange: Exchange, qtbot: QtBot, opened: list[str]
) -> None:
    exchange.call(lambda: desk.browse("https://id.test/authorize"))
    exchange.call(lambda: desk.browse("https://refused.test/"))

    qtbot.waitUntil(lambda: len(exchange.results) == 2)
    assert sorted(exchange.results) == [False, True]
    assert sorted(opened) == ["https://id.test/authorize", "https://refused.test/"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "ms-settings:x", "calculator"])
def test_only_addresses_of_the_web_are_opened(desk: PersonDesk, opened: list[str], url: str) -> None:
    assert not desk.open_address(url)
    assert Notice(LABEL, url, "", Ended()).url == ""
    assert opened == []


def test_what_was_typed_is_in_no_words_of_a_question(desk: PersonDesk) -> None:
    question = Question(LABEL, Ended(), is_secret=True)

    desk.answer(question, "canary-123456")

    assert "canary" not in repr(question)
