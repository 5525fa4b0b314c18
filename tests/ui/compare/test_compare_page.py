"""Compare mode in the window, with real clicks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import Body, BodyKind, FormRow, RequestDraft
from modelpost.documents.side_by_side import Kind
from modelpost.inference.api import Classification, ClassScore, Reading
from modelpost.net.cancel import CancelToken
from modelpost.runs.answering import Answered
from modelpost.runs.compare import Pair
from modelpost.runs.inputs import Input
from modelpost.runs.result import FoundBox, Result
from modelpost.runs.setup import Expects
from modelpost.ui.batch.options import BatchOptions
from modelpost.ui.compare.boxes import ComparedBoxes
from modelpost.ui.compare.charts import PairedBars
from modelpost.ui.compare.page import ComparePage
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.inference.box_canvas import BoxCanvas
from modelpost.workbench.batch_room import Work
from modelpost.workbench.compare_desk import CompareDesk, Phase
from modelpost.workbench.compare_memory import CompareMemory


class Answers:
    def __init__(self, score: float) -> None:
        self._score = score

    def answer(self, given: Input, token: CancelToken) -> Answered | None:
        del token
        result = Result(given.index, given.name, 200, 0.1, kind="classification", label="rose", score=self._score)
        classes = (ClassScore("rose", self._score), ClassScore("tulip", 1 - self._score))
        body = b'{"label":"rose","score":%f}' % self._score
        return Answered(result, None, body, Reading(Classification("rose", classes), 1.0))


class Service:
    def answering(self, work: Work) -> Answers:
        return Answers(0.8 if work.draft.name == "A" else 0.9)


@pytest.fixture
def page(bench: Any, kit: Kit, shown: Callable[[QWidget], None], tmp_path: Path) -> Iterator[ComparePage]:
    bench.tab(RequestDraft(name="B", url="http://h/"))
    bench.tab(RequestDraft(name="A", url="http://h/"))
    memory = CompareMemory(tmp_path / "comparisons.json", bench.background)
    desk = CompareDesk(bench.workspace, Service, bench.background, bench.workspace._secrets, memory)
    made = ComparePage(kit, desk, bench.background)
    shown(made)
    made.resize(1127, 800)
    yield made
    desk.close()


def test_both_are_sent_with_the_button_and_the_verdict_is_said(
    qtbot: QtBot, page: ComparePage, named: Callable[..., Any]
) -> None:
    page._desk.set_rounds(8)

    qtbot.mouseClick(named(page, Button, "compareSend"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._desk.phase is Phase.DONE)

    said = [named(page, Text, f"compareVerdict{number}").text() for number in range(3)]
    assert said == ["The same answer in all 8 pairs", "B is 10.0 points more confident", "No clear difference in time"]


def test_bars_and_the_difference_are_those_of_both_answers(
    qtbot: QtBot, page: ComparePage, named: Callable[..., Any]
) -> None:
    page._desk.set_rounds(1)
    page.run()
    qtbot.waitUntil(lambda: page._desk.phase is Phase.DONE)

    assert named(page, PairedBars, "compareBars").rows[1] == ("rose", "80.0 %", "90.0 %")
    assert [line.kind for line in page._diff._lines].count(Kind.CHANGED) == 1


def test_columns_and_right_answers_of_a_table_are_chosen_as_in_a_batch(
    qtbot: QtBot, page: ComparePage, named: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text("picture,right\na.png,rose\n")
    page._desk.take([str(tmp_path / "rows.csv")])
    qtbot.waitUntil(lambda: page._desk.setup is not None)

    expected = named(page, ComboBox, "compareExpected")
    expected.setFocus()
    qtbot.keyClick(expected, Qt.Key.Key_Down)
    qtbot.keyClick(expected, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page._desk.setup.expects_in == "right")
    qtbot.mouseClick(named(page, IconButton, "compareOptions"), Qt.MouseButton.LeftButton)
    dialog = named(page, BatchOptions, "batchOptionsDialog")
    qtbot.keyClick(named(dialog, ComboBox, "batchColumn0A"), Qt.Key.Key_Down)
    qtbot.mouseClick(named(dialog, Button, "batchOptionsApply"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: page._desk.setup.file_column == "picture")
    assert page._desk.setup.expects is Expects.COLUMN


def test_a_column_goes_into_another_field_of_each_side(
    qtbot: QtBot, page: ComparePage, named: Callable[..., Any], tmp_path: Path
) -> None:
    for name, raw in (("a", '{"inputs": ""}'), ("b", '{"instances": [""]}')):
        draft = RequestDraft(name=name.upper(), url="http://h/", body=Body(BodyKind.RAW, raw=raw))
        page._desk.side(name).tab.replace_draft(draft)
    (tmp_path / "rows.jsonl").write_text('{"text": "a"}\n')
    page._desk.take([str(tmp_path / "rows.jsonl")])
    qtbot.waitUntil(lambda: page._desk.setup is not None)
    qtbot.mouseClick(named(page, IconButton, "compareOptions"), Qt.MouseButton.LeftButton)
    dialog = named(page, BatchOptions, "batchOptionsDialog")

    for name in ("batchColumn0A", "batchColumn0B"):
        qtbot.keyClick(named(dialog, ComboBox, name), Qt.Key.Key_End)
    qtbot.mouseClick(named(dialog, Button, "batchOptionsApply"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: page._background.is_idle)
    assert page._desk.side("a").fields == (("text", ("inputs",)),)
    assert page._desk.side("b").fields == (("text", ("instances", 0)),)
    assert named(page, Text, "compareFieldsB").text() == "text → $.instances[0]"


def test_the_part_that_takes_the_file_is_chosen_for_each_side(
    qtbot: QtBot, page: ComparePage, named: Callable[..., Any]
) -> None:
    form = tuple(FormRow(name, is_file=True) for name in ("image", "mask"))
    side = page._desk.side("b")
    side.tab.replace_draft(RequestDraft(name="B", url="http://h/", body=Body(BodyKind.FORM_DATA, form=form)))
    page.hide()
    page.show()
    part = named(page, ComboBox, "comparePartB")

    part.setFocus()
    qtbot.keyClick(part, Qt.Key.Key_Down)

    assert page._desk.side("b").part == "mask"
    assert part.currentText() == "Send as mask"
    assert not named(page, ComboBox, "comparePartA").isVisible()


def test_a_click_leaves_only_the_boxes_that_differ(
    qtbot: QtBot, kit: Kit, shown: Callable[[QWidget], None], named: Callable[..., Any]
) -> None:
    shared, alone = FoundBox("car", 0.9, 0, 0, 10, 10), FoundBox("bus", 0.8, 50, 50, 10, 10)
    one = Result(0, "x", 200, kind="detection", boxes=(shared,))
    other = Result(0, "x", 200, kind="detection", boxes=(shared, alone))
    boxes = ComparedBoxes(kit)
    shown(boxes)
    boxes.show_pair(Pair(0, "x", 0, Answered(one), Answered(other)))

    qtbot.mouseClick(named(boxes, CheckBox, "comparedBoxesOnly"), Qt.MouseButton.LeftButton)

    assert [box.label for box in boxes._canvases[1]._boxes] == ["bus"]
    assert named(boxes, Text, "comparedBoxesSaid").text() == "1 boxes match, 0 only in A, 1 only in B"


def test_both_pictures_are_zoomed_together(
    qtbot: QtBot, kit: Kit, shown: Callable[[QWidget], None], named: Callable[..., Any]
) -> None:
    box = FoundBox("car", 0.9, 0, 0, 100, 100)
    result = Result(0, "x", 200, kind="detection", boxes=(box,))
    boxes = ComparedBoxes(kit)
    shown(boxes)
    boxes.show_pair(Pair(0, "x", 0, Answered(result), Answered(result)))
    left, right = named(boxes, BoxCanvas, "boxCanvasA"), named(boxes, BoxCanvas, "boxCanvasB")

    qtbot.keyClick(left, Qt.Key.Key_Plus)

    assert left.scale == right.scale
    assert right._middle == QPointF(50, 50)


def test_every_control_of_the_page_has_a_name(page: ComparePage) -> None:
    unnamed = [
        child.objectName()
        for child in page.findChildren(QWidget)
        if child.isVisible() and child.focusPolicy() & Qt.FocusPolicy.TabFocus and not child.accessibleName()
        if not child.objectName().startswith("qt_")  # a part of a spin box, which has one
    ]

    assert unnamed == []
