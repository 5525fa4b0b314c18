"""The batch of one request: sources, runs, pauses, earlier runs, rows."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from modelpost.core.headers import HeaderList
from modelpost.core.request import Body, BodyKind, FormRow, RequestDraft
from modelpost.core.response import Response
from modelpost.net.cancel import CancelToken, HungUp
from modelpost.runs.answering import Answered
from modelpost.runs.inputs import Input
from modelpost.runs.result import Result
from modelpost.runs.setup import Expects, Setup, SourceKind
from modelpost.runs.tally import Verdict
from modelpost.store.clock import SystemClock
from modelpost.workbench.batch_desk import BatchDesk
from modelpost.workbench.batch_phase import Phase
from modelpost.workbench.batch_room import BatchRoom, Work
from modelpost.workbench.batch_rows import Column
from modelpost.workbench.batch_run import BatchRun

DRAFT = RequestDraft(
    name="Flowers",
    method="POST",
    url="http://h/",
    body=Body(BodyKind.FORM_DATA, form=(FormRow("images", is_file=True, files=("a.png",)),)),
)


class Service:
    """Answers with the label that the name of the file begins with; waits where a test says so."""

    def __init__(self) -> None:
        self.works: list[Work] = []
        self.asked: list[Input] = []
        self.failing: set[int] = set()
        self.gate: threading.Event | None = None
        self.held_from = 0

    def answering(self, work: Work) -> "Service":
        self.works.append(work)
        return self

    def answer(self, given: Input, token: CancelToken) -> Answered | None:
        self.asked.append(given)
        try:
            while self.gate is not None and given.index >= self.held_from and not self.gate.is_set():
                token.wait(0.01)
        except HungUp:
            return None
        if given.index in self.failing:
            return Answered(Result(given.index, given.name, 503, 0.1, message="busy", expected=given.expected))
        label = Path(given.file).name.split("_")[0] if given.file else "x"
        result = Result(
            given.index, given.name, 200, 0.1, 2, kind="classification", label=label, score=0.9, expected=given.expected
        )
        return Answered(result, Response(200, "OK", headers=HeaderList.of([("X", "1")])), b'{"a":1}')


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def make_run(desk: Any, service: Service, tmp_path: Path) -> Iterator[Callable[[], BatchRun]]:
    desks: list[BatchDesk] = []
    tab = desk.workspace.new_tab(DRAFT)

    def make() -> BatchRun:
        """Return the batch of the request, as after another start of the program."""
        room = BatchRoom(lambda: service, tmp_path / "profile" / "runs", SystemClock())
        desks.append(BatchDesk(desk.workspace, room, desk.background, desk.secrets))
        run = desks[-1].of(tab)
        assert run is not None
        return run

    yield make
    for each in desks:
        each.close()


@pytest.fixture
def run(make_run: Callable[[], BatchRun]) -> BatchRun:
    return make_run()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for place in ("roses/roses_1.png", "roses/tulips_2.png", "tulips/tulips_3.png", "tulips/tulips_4.png"):
        file = tmp_path / "pictures" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return tmp_path / "pictures"


@pytest.fixture
def loaded(qtbot: QtBot, run: BatchRun, pictures: Path) -> BatchRun:
    run.take([str(pictures)])
    qtbot.waitUntil(lambda: run.phase is Phase.READY)
    return run


def finish(qtbot: QtBot, run: BatchRun) -> None:
    qtbot.waitUntil(lambda: run.phase in (Phase.DONE, Phase.STOPPED))


def test_a_dropped_folder_becomes_the_source(loaded: BatchRun) -> None:
    assert (loaded.setup.kind, loaded.total, loaded.setup.expects) == (SourceKind.FOLDER, 4, Expects.FOLDER)


def test_every_input_is_sent_and_judged(qtbot: QtBot, loaded: BatchRun, service: Service) -> None:
    loaded.run()
    finish(qtbot, loaded)

    assert (loaded.phase, len(service.asked)) == (Phase.DONE, 4)
    assert loaded.tally.verdicts == {Verdict.MATCH: 3, Verdict.MISMATCH: 1}


def test_an_empty_folder_says_so(qtbot: QtBot, run: BatchRun, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    run.take([str(tmp_path / "empty")])
    qtbot.waitUntil(lambda: bool(run.problem.template))

    assert (run.phase, str(run.problem)) == (Phase.EMPTY, "There is nothing in it to send")


def test_a_folder_that_is_gone_is_told(qtbot: QtBot, run: BatchRun) -> None:
    with qtbot.waitSignal(run.failed):
        run.set_up(Setup(place="/nowhere"))

    assert str(run.problem) == "/nowhere is not a folder"


def test_what_is_missing_for_the_first_input_keeps_the_run_from_starting(
    qtbot: QtBot, loaded: BatchRun, service: Service
) -> None:
    loaded.tab.set_url("http://{{nobody}}/")

    loaded.run()
    qtbot.waitUntil(lambda: bool(loaded.problem.template))

    assert (loaded.phase, service.asked) == (Phase.READY, [])
    assert "nobody" in str(loaded.problem)


def test_a_pause_and_a_resume_lose_nothing(qtbot: QtBot, loaded: BatchRun, service: Service) -> None:
    service.gate, service.held_from = threading.Event(), 1
    loaded.set_up(loaded.setup)
    loaded.run()
    qtbot.waitUntil(lambda: len(service.asked) > 1)

    loaded.pause()
    service.gate.set()
    assert loaded.phase is Phase.PAUSED
    loaded.go_on()
    finish(qtbot, loaded)

    assert loaded.tally.size == 4


def test_a_stopped_run_goes_on_where_it_was(qtbot: QtBot, loaded: BatchRun, service: Service) -> None:
    service.gate, service.held_from = threading.Event(), 2
    loaded.run()
    qtbot.waitUntil(lambda: loaded.tally.size == 2)
    loaded.stop()
    finish(qtbot, loaded)
    service.gate = None
    service.asked.clear()

    loaded.go_on()
    finish(qtbot, loaded)

    assert (sorted(given.index for given in service.asked), loaded.tally.size) == ([2, 3], 4)


def test_after_a_restart_an_unfinished_run_is_offered(
    qtbot: QtBot, loaded: BatchRun, service: Service, make_run: Callable[[], BatchRun]
) -> None:
    service.gate, service.held_from = threading.Event(), 2
    loaded.run()
    qtbot.waitUntil(lambda: loaded.tally.size == 2)
    loaded.stop()
    finish(qtbot, loaded)
    service.gate = None
    service.asked.clear()
    again = make_run()

    again.look_for_earlier()
    qtbot.waitUntil(lambda: again.earlier is not None)
    again.take_earlier(go_on=True)
    qtbot.waitUntil(lambda: again.phase is Phase.DONE)

    assert (len(service.asked), again.tally.size, again.setup) == (2, 4, loaded.setup)


def test_an_earlier_run_can_be_looked_at_without_sending(
    qtbot: QtBot, loaded: BatchRun, service: Service, make_run: Callable[[], BatchRun]
) -> None:
    loaded.run()
    finish(qtbot, loaded)
    service.asked.clear()
    again = make_run()
    again.look_for_earlier()
    qtbot.waitUntil(lambda: again.earlier is not None)

    again.take_earlier(go_on=False)
    qtbot.waitUntil(lambda: again.phase is Phase.DONE)

    assert (service.asked, again.tally.size) == ([], 4)


def test_an_earlier_run_over_other_pictures_does_not_go_on(
    qtbot: QtBot, loaded: BatchRun, service: Service, make_run: Callable[[], BatchRun], pictures: Path
) -> None:
    loaded.run()
    finish(qtbot, loaded)
    service.asked.clear()
    (pictures / "roses" / "roses_1.png").rename(pictures / "roses" / "roses_0.png")
    again = make_run()
    again.look_for_earlier()
    qtbot.waitUntil(lambda: again.earlier is not None)

    again.take_earlier(go_on=True)
    qtbot.waitUntil(lambda: bool(again.problem.template))

    assert (again.phase, again.tally.size, service.asked) == (Phase.READY, 0, [])
    assert str(again.problem).startswith("The source is not what it was")


def test_an_earlier_run_that_was_removed_is_not_offered_again(
    qtbot: QtBot, loaded: BatchRun, make_run: Callable[[], BatchRun], tmp_path: Path
) -> None:
    loaded.run()
    finish(qtbot, loaded)
    again = make_run()
    again.look_for_earlier()
    qtbot.waitUntil(lambda: again.earlier is not None)

    again.forget_earlier()

    qtbot.waitUntil(lambda: not list((tmp_path / "profile" / "runs").iterdir()))


def test_what_failed_can_be_sent_again(qtbot: QtBot, loaded: BatchRun, service: Service) -> None:
    service.failing = {1, 3}
    loaded.run()
    finish(qtbot, loaded)
    assert loaded.failed_count == 2
    service.failing = {3}
    service.asked.clear()

    loaded.send_failed_again()
    qtbot.waitUntil(lambda: len(service.asked) == 2)
    finish(qtbot, loaded)

    assert (loaded.tally.size, loaded.failed_count, loaded.rows.rowCount()) == (4, 1, 4)


def test_retries_of_the_batch_go_before_those_of_the_request(qtbot: QtBot, loaded: BatchRun, service: Service) -> None:
    loaded.set_up(Setup(SourceKind.FOLDER, loaded.setup.place, retries=2))
    qtbot.waitUntil(lambda: loaded.phase is Phase.READY)

    loaded.run()
    finish(qtbot, loaded)

    assert service.works[0].options.retry.count == 2


def test_a_row_gives_its_kept_answer(qtbot: QtBot, loaded: BatchRun) -> None:
    loaded.run()
    finish(qtbot, loaded)

    with qtbot.waitSignal(loaded.answers.read) as read:
        loaded.answers.look_up(loaded.rows.result(0))

    kept = read.args[0]
    assert (kept.head["status"], kept.body) == (200, b'{"a":1}')


def test_a_row_goes_into_the_request_as_an_edit(qtbot: QtBot, loaded: BatchRun, pictures: Path) -> None:
    loaded.run()
    finish(qtbot, loaded)
    first = next(result for result in loaded.rows.results if result.index == 0)

    loaded.answers.put_into_request(first)

    assert loaded.tab.draft.body.form[0].files == (str(pictures / "roses" / "roses_1.png"),)
    loaded.tab.undo()
    assert loaded.tab.draft == DRAFT


@pytest.mark.parametrize(
    ("kind", "beginning"), [("csv", b"index,name"), ("jsonl", b'{"index"'), ("html", b"<!doctype")]
)
def test_results_are_written_where_the_user_wants(
    qtbot: QtBot, loaded: BatchRun, tmp_path: Path, kind: str, beginning: bytes
) -> None:
    loaded.run()
    finish(qtbot, loaded)
    path, written = tmp_path / "out", threading.Event()

    loaded.answers.export(kind, str(path), written.set)
    qtbot.waitUntil(written.is_set)

    assert path.read_bytes().startswith(beginning)


def test_each_answer_is_written_into_a_folder(qtbot: QtBot, loaded: BatchRun, tmp_path: Path) -> None:
    loaded.run()
    finish(qtbot, loaded)
    written = threading.Event()

    loaded.answers.export("answers", str(tmp_path / "answers"), written.set)
    qtbot.waitUntil(written.is_set)

    names = sorted(path.name for path in (tmp_path / "answers").iterdir())
    assert names[0].startswith("000001 roses")
    assert len(names) == 4


# Rows ----------------------------------------------------------------------------------------------------------------


def test_the_rows_are_a_proper_model(qtbot: QtBot, qtmodeltester: ModelTester, loaded: BatchRun) -> None:
    qtmodeltester.check(loaded.rows)

    loaded.run()
    finish(qtbot, loaded)

    assert loaded.rows.rowCount() == 4


def test_rows_can_be_those_of_a_verdict(qtbot: QtBot, loaded: BatchRun) -> None:
    loaded.run()
    finish(qtbot, loaded)

    loaded.rows.choose(verdict="mismatch")
    qtbot.waitUntil(lambda: loaded.rows.rowCount() == 1)

    assert loaded.rows.result(0).name == "roses/tulips_2.png"


def test_rows_are_ordered_by_a_column_and_back_by_arrival(qtbot: QtBot, loaded: BatchRun) -> None:
    loaded.run()
    finish(qtbot, loaded)

    with qtbot.waitSignal(loaded.rows.modelReset):
        loaded.rows.sort(Column.NAME, Qt.SortOrder.AscendingOrder)
    names = [loaded.rows.result(row).name for row in range(4)]
    loaded.rows.sort(-1)

    assert names == sorted(names)
    assert [loaded.rows.result(row) for row in range(4)] == loaded.rows.results[::-1]


def test_rows_of_a_verdict_go_on_growing(qtbot: QtBot, loaded: BatchRun) -> None:
    loaded.rows.choose(verdict="match")
    qtbot.waitUntil(lambda: loaded.rows.verdict == "match")

    loaded.run()
    finish(qtbot, loaded)

    qtbot.waitUntil(lambda: loaded.rows.rowCount() == 3)
