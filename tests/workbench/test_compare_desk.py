"""Two requests compared: sides, inputs, turns and the verdict."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.request import Body, BodyKind, FormRow, RequestDraft
from modelpost.net.cancel import CancelToken
from modelpost.runs.answering import Answered
from modelpost.runs.inputs import Input
from modelpost.runs.result import Result
from modelpost.runs.setup import Expects, Setup, SourceKind
from modelpost.workbench.batch_room import Work
from modelpost.workbench.compare_desk import CompareDesk, Phase
from modelpost.workbench.compare_memory import CompareMemory


class Service:
    """Answers at the pace and with the label that the address names: `http://h/rose/0.3`."""

    def __init__(self) -> None:
        self.given: list[tuple[str, Input]] = []
        self.works: list[Work] = []

    def answering(self, work: Work) -> "Answers":
        self.works.append(work)
        return Answers(self, work)


class Answers:
    def __init__(self, service: Service, work: Work) -> None:
        self._service = service
        self._url = work.draft.url

    def answer(self, given: Input, token: CancelToken) -> Answered | None:
        del token
        self._service.given.append((self._url, given))
        _, _, _, label, seconds = self._url.split("/")
        result = Result(given.index, given.name, 200, float(seconds), kind="classification", label=label, score=0.9)
        return Answered(result, None, b'{"label": "%s", "id": 1}' % label.encode())


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def compare(desk: Any, service: Service, tmp_path: Path) -> Iterator[CompareDesk]:
    desk.workspace.new_tab(RequestDraft(name="B", method="POST", url="http://h/rose/0.3"))
    desk.workspace.new_tab(RequestDraft(name="A", method="POST", url="http://h/rose/0.4"))
    memory = CompareMemory(tmp_path / "comparisons.json", desk.background)
    made = CompareDesk(desk.workspace, lambda: service, desk.background, desk.secrets, memory)
    yield made
    made.close()


def finish(qtbot: QtBot, compare: CompareDesk) -> None:
    qtbot.waitUntil(lambda: compare.phase in (Phase.DONE, Phase.STOPPED))


def test_the_request_in_front_is_a_and_another_open_one_is_b(compare: CompareDesk) -> None:
    a, b = compare.side("a"), compare.side("b")

    assert a is not None
    assert b is not None
    assert (a.tab.title, b.tab.title) == ("A", "B")


def test_both_are_sent_as_often_and_the_faster_one_is_named(qtbot: QtBot, compare: CompareDesk) -> None:
    compare.set_rounds(10)

    compare.run()
    finish(qtbot, compare)

    assert (compare.phase, len(compare.pairs)) == (Phase.DONE, 10)
    assert compare.verdict is not None
    assert compare.verdict.time.is_clear
    assert compare.verdict.time.median == pytest.approx(-0.1)


def test_the_file_of_a_goes_to_both(qtbot: QtBot, compare: CompareDesk, service: Service, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    for name in ("a", "b"):
        side = compare.side(name)
        assert side is not None
        file = str(tmp_path / "a.png") if name == "a" else str(tmp_path / "other.png")
        form = (FormRow("images", files=(file,), is_file=True),)
        side.tab.replace_draft(
            RequestDraft(method="POST", url=side.tab.draft.url, body=Body(BodyKind.FORM_DATA, form=form))
        )
    compare.set_rounds(1)

    compare.run()
    finish(qtbot, compare)

    assert [given.file for _, given in service.given] == [str(tmp_path / "a.png")] * 2


def test_each_side_takes_the_file_in_the_part_that_was_chosen(
    qtbot: QtBot, compare: CompareDesk, service: Service, tmp_path: Path
) -> None:
    files = [str(tmp_path / name) for name in ("mask.png", "a.png")]
    for file in files:
        Path(file).write_bytes(b"x")
    form = (FormRow("mask", files=(files[0],), is_file=True), FormRow("images", files=(files[1],), is_file=True))
    for name in ("a", "b"):
        side = compare.side(name)
        assert side is not None
        side.tab.replace_draft(
            RequestDraft(method="POST", url=side.tab.draft.url, body=Body(BodyKind.FORM_DATA, form=form))
        )
    compare.choose_part("a", "images")
    compare.choose_part("b", "mask")
    compare.set_rounds(1)

    compare.run()
    finish(qtbot, compare)

    assert [work.part for work in service.works] == ["images", "mask"]
    assert [given.file for _, given in service.given] == [files[1]] * 2


def test_swapping_turns_the_verdict_around(qtbot: QtBot, compare: CompareDesk) -> None:
    compare.set_rounds(10)

    compare.swap()
    compare.run()
    finish(qtbot, compare)

    assert compare.verdict is not None
    assert compare.verdict.time.median == pytest.approx(0.1)


def test_the_columns_of_a_table_go_where_they_are_put_and_answers_are_judged(
    qtbot: QtBot, compare: CompareDesk, service: Service, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text("text,right\na,rose\nb,tulip\n")
    compare.take([str(tmp_path / "rows.csv")])
    qtbot.waitUntil(lambda: compare.setup is not None)
    for name, raw in (("a", '{"inputs": ""}'), ("b", '{"instances": [""]}')):
        side = compare.side(name)
        assert side is not None
        body = Body(BodyKind.RAW, raw=raw)
        side.tab.replace_draft(RequestDraft(method="POST", url=side.tab.draft.url, body=body))
    setup = Setup(SourceKind.TABLE, str(tmp_path / "rows.csv"), expects=Expects.COLUMN, expects_in="right")

    compare.set_up(setup)
    qtbot.waitUntil(lambda: compare.setup == setup)
    compare.choose_fields("a", (("text", ("inputs",)),))
    compare.choose_fields("b", (("text", ("instances", 0)),))
    compare.run()
    finish(qtbot, compare)

    assert [given.expected for _, given in service.given] == ["rose", "rose", "tulip", "tulip"]
    assert [work.fields for work in service.works] == [(("text", ("inputs",)),), (("text", ("instances", 0)),)]


def test_another_table_has_other_columns(qtbot: QtBot, compare: CompareDesk, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("text\na\n")
    compare.choose_fields("b", (("text", ("instances", 0)),))

    compare.take([str(tmp_path / "rows.csv")])
    qtbot.waitUntil(lambda: compare.setup is not None)

    side = compare.side("b")
    assert side is not None
    assert side.fields == ()


def test_what_was_chosen_for_two_requests_is_there_the_next_time(
    qtbot: QtBot, compare: CompareDesk, desk: Any, service: Service, tmp_path: Path
) -> None:
    (tmp_path / "rows.jsonl").write_text('{"text": "a"}\n')
    compare.take([str(tmp_path / "rows.jsonl")])
    qtbot.waitUntil(lambda: compare.setup is not None)
    compare.choose_fields("b", (("text", ("instances", 0)),))
    compare.choose_environment("a", "test")
    compare.set_rounds(7)
    qtbot.waitUntil(lambda: desk.background.is_idle)

    memory = CompareMemory(tmp_path / "comparisons.json", desk.background)
    again = CompareDesk(desk.workspace, lambda: service, desk.background, desk.secrets, memory)
    again.recall()
    qtbot.waitUntil(lambda: again.setup is not None)

    a, b = again.side("a"), again.side("b")
    assert a is not None
    assert b is not None
    assert (a.environment, b.fields, again.rounds) == ("test", (("text", ("instances", 0)),), 7)
    assert again.columns == ("text",)
    again.close()


def test_other_requests_begin_with_nothing(qtbot: QtBot, compare: CompareDesk, desk: Any) -> None:
    compare.choose_part("b", "mask")
    compare.choose("b", desk.workspace.new_tab(RequestDraft(name="C", method="POST", url="http://h/rose/0.1")))

    compare.recall()
    qtbot.waitUntil(lambda: desk.background.is_idle)

    side = compare.side("b")
    assert side is not None
    assert side.part == ""


def test_a_damaged_memory_is_none(qtbot: QtBot, compare: CompareDesk, desk: Any, tmp_path: Path) -> None:
    (tmp_path / "comparisons.json").write_text("{")

    compare.recall()
    compare.choose_part("b", "mask")
    qtbot.waitUntil(lambda: desk.background.is_idle)

    assert "mask" in (tmp_path / "comparisons.json").read_text("utf-8")


def test_a_folder_is_sent_to_both(qtbot: QtBot, compare: CompareDesk, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("text\na\nb\n")
    compare.take([str(tmp_path / "rows.csv")])
    qtbot.waitUntil(lambda: compare.setup is not None)

    compare.run()
    finish(qtbot, compare)

    assert [pair.name for pair in compare.pairs] == ["a", "b"]


def test_what_is_missing_is_said_before_anything_is_sent(qtbot: QtBot, compare: CompareDesk, service: Service) -> None:
    side = compare.side("b")
    assert side is not None
    side.tab.set_url("http://{{nobody}}/rose/0.1")

    compare.run()
    qtbot.waitUntil(lambda: bool(compare.problem.template))

    assert (compare.phase, service.given) == (Phase.IDLE, [])


def test_ids_do_not_count_as_differences(qtbot: QtBot, compare: CompareDesk) -> None:
    compare.set_rounds(1)
    compare.run()
    finish(qtbot, compare)

    found = compare.difference(compare.pairs[0], ignores_passing=True)

    assert found is not None
    assert found.changed == 0


def test_a_report_is_written(qtbot: QtBot, compare: CompareDesk, tmp_path: Path) -> None:
    compare.set_rounds(10)
    compare.run()
    finish(qtbot, compare)
    written = threading.Event()

    compare.export(str(tmp_path / "report.html"), written.set)
    qtbot.waitUntil(written.is_set)

    page = (tmp_path / "report.html").read_text("utf-8")
    assert "B is 100 ms faster." in page
    assert "<tr><th>Request</th><td>A</td><td>B</td></tr>" in page


def test_a_report_says_where_the_columns_went(qtbot: QtBot, compare: CompareDesk, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("text\na\n")
    compare.take([str(tmp_path / "rows.csv")])
    qtbot.waitUntil(lambda: compare.setup is not None)
    side = compare.side("b")
    assert side is not None
    body = Body(BodyKind.RAW, raw='{"instances": [""]}')
    side.tab.replace_draft(replace(side.tab.draft, body=body))
    compare.choose_fields("b", (("text", ("instances", 0)),))
    compare.run()
    finish(qtbot, compare)
    written = threading.Event()

    compare.export(str(tmp_path / "report.html"), written.set)
    qtbot.waitUntil(written.is_set)

    page = (tmp_path / "report.html").read_text("utf-8")
    row = "<tr><th>Column text goes into</th><td>a variable</td><td>$.instances[0]</td></tr>"
    assert row in page
    assert "<tr><th>Inputs</th><td>rows.csv</td><td>rows.csv</td></tr>" in page


def test_a_request_that_was_closed_is_no_side_any_more(compare: CompareDesk, desk: Any) -> None:
    side = compare.side("b")
    assert side is not None

    desk.workspace.close_tab(side.tab)

    assert compare.side("b") is None
