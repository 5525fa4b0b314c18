"""What is open is journaled, and comes back."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from modelpost.core.failures import ModelpostError
from modelpost.core.request import RequestDraft
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.session import Look, OpenRequest, Session
from modelpost.core.text import Message
from modelpost.workbench.drafts_desk import DraftsDesk
from modelpost.workbench.ports import StoredDraft
from modelpost.workbench.request_tab import RequestTab

ROSE = RequestDraft(name="Rose", url="http://127.0.0.1/rose")


@dataclass
class Journal:
    """Keeps sessions in memory."""

    found: Session = field(default_factory=Session)
    written: list[Session] = field(default_factory=list)
    closed: list[Session] = field(default_factory=list)
    trouble: ModelpostError | None = None

    def take(self) -> Session:
        return self.found

    def write(self, session: Session) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.written.append(session)

    def close(self, session: Session) -> None:
        self.closed.append(session)


@dataclass
class Bench:
    drafts: DraftsDesk
    journal: Journal
    answers: dict[str, int]
    shown: list[tuple[str, int]]
    said: list[str]
    desk: Any
    qtbot: QtBot

    def begin(self, *requests: OpenRequest, current: str = "", crashes: int = 0) -> None:
        self.journal.found = Session(requests, current, crashes)
        self.drafts.begin()
        self.qtbot.waitUntil(lambda: self.drafts.is_safe or self.drafts.trouble is not None)

    def last(self) -> Session:
        """Wait for what is written after all changes so far."""
        count = len(self.journal.written)
        self.qtbot.waitUntil(lambda: len(self.journal.written) > count)
        return self.journal.written[-1]


@pytest.fixture
def bench(desk: Any, qtbot: QtBot) -> Iterator[Bench]:
    journal, answers = Journal(), {}
    shown: list[tuple[str, int]] = []

    def read(request: OpenRequest) -> StoredDraft:
        if (request.root, request.path) not in desk.collections.files:
            raise ModelpostError(Message("gone"))
        return desk.collections.read(request.root, request.path)  # type: ignore[no-any-return]

    def show(tab: RequestTab, number: int) -> None:
        shown.append((tab.title, number))

    drafts = DraftsDesk(desk.workspace, lambda: journal, desk.background, read, lambda: answers, show)
    said: list[str] = []
    drafts.restored.connect(lambda message: said.append(str(message)))
    yield Bench(drafts, journal, answers, shown, said, desk, qtbot)
    drafts.deleteLater()  # here and now: Python's collector could take its timer away on another thread
    QCoreApplication.sendPostedEvents(drafts, QEvent.Type.DeferredDelete.value)


def test_an_edit_is_journaled(bench: Bench) -> None:
    bench.begin()
    tab = bench.desk.workspace.new_tab()

    tab.set_url("http://127.0.0.1/typed")
    session = bench.last()

    assert session.requests[-1].draft is not None
    assert session.requests[-1].draft.url == "http://127.0.0.1/typed"
    assert session.current == tab.id


def test_a_request_that_is_as_its_file_says_is_journaled_without_its_text(bench: Bench) -> None:
    bench.desk.collections.files["/c", "rose.yml"] = ROSE
    bench.begin()

    with bench.qtbot.waitSignal(bench.desk.workspace.tabs_changed):
        bench.desk.workspace.open_request("/c", "rose.yml")
    request = bench.last().requests[0]

    assert request.draft is None
    assert (request.root, request.path, bool(request.mark)) == ("/c", "rose.yml", True)


def test_how_a_request_is_looked_at_and_its_own_secrets_are_journaled(bench: Bench) -> None:
    bench.begin()
    tab = bench.desk.workspace.new_tab(ROSE)
    ref = SecretRef("", f"draft:{tab.id}", "token")

    tab.give_secrets((Variable("token", ref),))
    tab.set_look(Look("body", "raw", 7))
    request = bench.last().requests[0]

    assert request.secrets == (("token", ref),)
    assert request.look == Look("body", "raw", 7)


def test_everything_comes_back_in_its_order(bench: Bench) -> None:
    bench.desk.collections.files["/c", "rose.yml"] = ROSE
    edited = replace(ROSE, url="http://127.0.0.1/edited")
    new = OpenRequest("new", RequestDraft(url="http://127.0.0.1/new"), look=Look("headers"))

    bench.begin(
        OpenRequest("clean", None, "/c", "rose.yml", "mark"), new, OpenRequest("dirty", edited, "/c", "b.yml", "mark")
    )
    tabs = bench.desk.workspace.tabs

    assert [tab.id for tab in tabs] == ["clean", "new", "dirty"]
    assert [tab.is_dirty for tab in tabs] == [False, True, True]
    assert tabs[1].look == Look("headers")
    assert tabs[2].stored is None  # its file is gone: saving asks for a place


def test_the_request_that_was_in_front_is_in_front(bench: Bench) -> None:
    bench.begin(OpenRequest("one", ROSE), OpenRequest("two", ROSE), OpenRequest("three", ROSE), current="two")

    assert bench.desk.workspace.current.id == "two"


def test_a_file_that_is_gone_and_was_not_edited_does_not_come_back(bench: Bench) -> None:
    bench.begin(OpenRequest("one", None, "/c", "gone.yml", "mark"))

    assert bench.desk.workspace.tabs == ()


def test_own_secrets_come_back_with_their_addresses(bench: Bench) -> None:
    ref = SecretRef("", "draft:one", "token")

    bench.begin(OpenRequest("one", ROSE, secrets=(("token", ref),)))

    assert bench.desk.workspace.tabs[0].own_secrets == (Variable("token", ref),)


def test_after_an_ordinary_end_nothing_is_said(bench: Bench) -> None:
    bench.begin(OpenRequest("one", ROSE))

    assert bench.said == []


@pytest.mark.parametrize(("count", "said"), [(1, "Restored 1 unsaved request"), (3, "Restored 3 unsaved requests")])
def test_after_a_crash_it_is_said_what_came_back(bench: Bench, count: int, said: str) -> None:
    bench.begin(*(OpenRequest(f"n{number}", ROSE) for number in range(count)), crashes=1)

    assert bench.said == [said]


def test_the_answer_in_front_comes_back_at_once_and_others_when_they_are_looked_at(bench: Bench) -> None:
    one, two = replace(ROSE, name="One"), replace(ROSE, name="Two")

    bench.begin(OpenRequest("one", one, answer=11), OpenRequest("two", two, answer=22), current="two")
    before = list(bench.shown)
    bench.desk.workspace.show_nth(0)

    assert (before, bench.shown) == ([("Two", 22)], [("Two", 22), ("One", 11)])


def test_an_answer_that_was_not_looked_at_is_still_journaled(bench: Bench) -> None:
    bench.begin(OpenRequest("one", ROSE, answer=11), OpenRequest("two", ROSE, answer=22), current="two")

    assert bench.last().requests[0].answer == 11


def test_after_two_crashes_answers_stay_away(bench: Bench) -> None:
    bench.begin(OpenRequest("one", ROSE, answer=11), crashes=2)

    assert bench.shown == []
    assert "more than once" in bench.said[0]


def test_trouble_with_the_journal_is_told_once_and_tried_again(bench: Bench) -> None:
    told: list[ModelpostError] = []
    bench.drafts.failed.connect(told.append)
    bench.begin()
    bench.journal.trouble = ModelpostError(Message("The disk is full"))
    tab = bench.desk.workspace.new_tab()
    bench.qtbot.waitUntil(lambda: bool(told))
    was_safe = bench.drafts.is_safe

    tab.set_url("http://127.0.0.1/")
    bench.journal.trouble = None
    bench.last()
    bench.qtbot.waitUntil(lambda: bench.drafts.is_safe)

    assert not was_safe
    assert len(told) == 1


def test_closing_writes_at_once(bench: Bench) -> None:
    bench.begin()
    bench.desk.workspace.new_tab(ROSE)

    bench.drafts.close()

    assert bench.journal.closed[-1].requests[0].draft == ROSE


def test_closing_before_anything_came_back_writes_nothing(bench: Bench) -> None:
    bench.desk.workspace.new_tab(ROSE)

    bench.drafts.close()

    assert bench.journal.closed == []
