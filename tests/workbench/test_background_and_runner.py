"""The two doors to other threads."""

import threading
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QThread
from pytestqt.qtbot import QtBot

from modelpost.core.failures import FileTrouble, ModelpostError
from modelpost.core.text import Message
from modelpost.workbench.background import Background
from modelpost.workbench.runner import ExchangeRunner


@pytest.fixture
def background(qapp: QCoreApplication) -> Any:
    made = Background()
    yield made
    made.close()


def refuse(error: ModelpostError) -> None:
    raise error


def test_work_runs_elsewhere_and_its_result_arrives_on_the_gui_thread(background: Background, qtbot: QtBot) -> None:
    seen: list[tuple[bool, bool]] = []
    gui = threading.current_thread()

    background.run(
        lambda: threading.current_thread() is gui,
        lambda was_gui: seen.append((was_gui, QThread.isMainThread())),
        refuse,
    )

    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(False, True)]


def test_an_expected_error_goes_to_its_handler(background: Background, qtbot: QtBot) -> None:
    caught: list[ModelpostError] = []

    def work() -> None:
        raise FileTrouble("/x", Message("gone"))

    background.run(work, lambda _: None, caught.append)

    qtbot.waitUntil(lambda: bool(caught))
    assert caught[0].summary == Message("gone")


def test_what_a_call_is_bound_to_never_ends_on_a_worker(background: Background, qtbot: QtBot) -> None:
    ended: list[bool] = []

    class Owner:
        def work(self) -> None:
            """Do nothing."""

        def done(self, result: None) -> None:
            """Take nothing."""

        def __del__(self) -> None:
            ended.append(QThread.isMainThread())

    for _ in range(20):
        owner = Owner()
        background.run(owner.work, owner.done, refuse)
        del owner

    qtbot.waitUntil(lambda: len(ended) == 20)
    assert all(ended)


def test_a_bug_is_raised_on_the_gui_thread(background: Background, qtbot: QtBot) -> None:
    def work() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as exceptions:
        background.run(work, lambda _: None, refuse)
        qtbot.waitUntil(lambda: bool(exceptions))

    assert exceptions[0][0] is ZeroDivisionError


def test_nothing_is_delivered_after_close(background: Background) -> None:
    seen: list[object] = []
    background.run(lambda: 1, seen.append, refuse)

    background.close()
    QCoreApplication.sendPostedEvents()

    assert seen == []


def test_two_exchanges_run_side_by_side(qapp: QCoreApplication, qtbot: QtBot) -> None:
    runner = ExchangeRunner()
    meeting = threading.Barrier(2, timeout=5)
    arrived: list[int] = []
    runner.events_arrived.connect(lambda exchange_id, _: arrived.append(exchange_id))

    class Job:
        token: Any = None

        def run(self) -> Any:
            meeting.wait()
            yield "met"

    first, second = runner.start(Job), runner.start(Job)

    qtbot.waitUntil(lambda: set(arrived) == {first, second})
    qtbot.waitUntil(lambda: runner.running == 0)
    runner.close()


def test_close_cancels_what_runs_and_waits_for_it(qapp: QCoreApplication) -> None:
    runner = ExchangeRunner()
    hung_up = threading.Event()

    class Token:
        def cancel(self) -> None:
            hung_up.set()

    class Job:
        token = Token()

        def run(self) -> Any:
            hung_up.wait(10)
            yield "late"

    runner.start(Job)

    runner.close()

    assert hung_up.is_set()
