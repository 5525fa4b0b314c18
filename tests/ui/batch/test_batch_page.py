"""Batch mode in the window, with real keys and clicks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import Body, BodyKind, FormRow, RequestDraft
from modelpost.core.response import Response
from modelpost.net.cancel import CancelToken
from modelpost.runs.answering import Answered
from modelpost.runs.inputs import Input
from modelpost.runs.result import Result
from modelpost.runs.setup import Setup, SourceKind
from modelpost.store.clock import SystemClock
from modelpost.ui.batch.charts import Histogram
from modelpost.ui.batch.options import BatchOptions
from modelpost.ui.batch.page import BatchPage
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.workbench.batch_desk import BatchDesk
from modelpost.workbench.batch_phase import Phase
from modelpost.workbench.batch_room import BatchRoom, Work
from modelpost.workbench.batch_rows import Column
from modelpost.workbench.batch_run import BatchRun
from modelpost.workbench.thumbnails import Thumbnails

DRAFT = RequestDraft(
    method="POST", url="http://h/", body=Body(BodyKind.FORM_DATA, form=(FormRow("images", is_file=True),))
)


class Service:
    def answering(self, work: Work) -> "Service":
        del work
        return self

    def answer(self, given: Input, token: CancelToken) -> Answered | None:
        del token
        label = "rose" if given.index % 2 else "tulip"
        result = Result(
            given.index, given.name, 200, 0.01, 2, kind="classification", label=label, score=0.8, expected="rose"
        )
        return Answered(result, Response(200, "OK"), b'{"predicted_label":"rose"}')


@pytest.fixture
def page(bench: Any, kit: Kit, shown: Callable[[QWidget], None], tmp_path: Path) -> Iterator[BatchPage]:
    bench.tab(DRAFT)
    room = BatchRoom(Service, tmp_path / "runs", SystemClock())
    desk = BatchDesk(bench.workspace, room, bench.background, bench.workspace._secrets)
    made = BatchPage(kit, desk, Thumbnails(bench.background))
    shown(made)
    made.resize(1127, 800)
    yield made
    desk.close()


@pytest.fixture
def run(page: BatchPage) -> BatchRun:
    assert page._run is not None
    return page._run


@pytest.fixture
def pictures(picture: Callable[..., Path]) -> Path:
    made = [picture(f"{number}.png") for number in range(6)]
    return made[0].parent


def finish(qtbot: QtBot, run: BatchRun) -> None:
    qtbot.waitUntil(lambda: run.phase is Phase.DONE)


def test_a_dropped_folder_is_run_with_the_button(
    qtbot: QtBot, page: BatchPage, run: BatchRun, pictures: Path, drop: Callable[..., bool], named: Callable[..., Any]
) -> None:
    assert drop(page, pictures)
    qtbot.waitUntil(lambda: run.phase is Phase.READY)

    qtbot.mouseClick(named(page, Button, "batchRun"), Qt.MouseButton.LeftButton)
    finish(qtbot, run)

    assert named(page, QTableView, "batchTable").model().rowCount() == 6
    assert named(page, Histogram, "batchHistogram").rows


def test_names_keep_their_room_in_a_narrow_window(
    qtbot: QtBot, page: BatchPage, run: BatchRun, pictures: Path, named: Callable[..., Any]
) -> None:
    run.take([str(pictures)])
    qtbot.waitUntil(lambda: run.phase is Phase.READY)
    page.run()
    finish(qtbot, run)

    page.resize(1024, 600)

    assert named(page, QTableView, "batchTable").columnWidth(Column.NAME) >= 150


def test_segments_show_counts_and_choose_rows(
    qtbot: QtBot, page: BatchPage, run: BatchRun, pictures: Path, named: Callable[..., Any]
) -> None:
    run.take([str(pictures)])
    qtbot.waitUntil(lambda: run.phase is Phase.READY)
    page.run()
    finish(qtbot, run)
    segments = named(page, SegmentedControl, "batchFilter")

    qtbot.keyClick(segments, Qt.Key.Key_Right)
    qtbot.keyClick(segments, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: run.rows.rowCount() == 3)

    assert segments.current == "mismatch"


def test_typing_in_the_filter_narrows_the_rows(
    qtbot: QtBot, page: BatchPage, run: BatchRun, pictures: Path, named: Callable[..., Any]
) -> None:
    run.take([str(pictures)])
    qtbot.waitUntil(lambda: run.phase is Phase.READY)
    page.run()
    finish(qtbot, run)

    qtbot.keyClicks(named(page, QLineEdit, "batchWords"), "3.png")

    qtbot.waitUntil(lambda: run.rows.rowCount() == 1)


def test_enter_on_a_row_shows_its_answer(
    qtbot: QtBot, page: BatchPage, run: BatchRun, pictures: Path, named: Callable[..., Any]
) -> None:
    run.take([str(pictures)])
    qtbot.waitUntil(lambda: run.phase is Phase.READY)
    page.run()
    finish(qtbot, run)
    table = named(page, QTableView, "batchTable")
    table.setFocus()
    table.selectRow(0)

    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(page._detail.isVisible)

    assert "predicted_label" in page._detail._body.toPlainText()


def test_a_row_can_be_sent_again_from_the_request(
    qtbot: QtBot, page: BatchPage, run: BatchRun, pictures: Path, named: Callable[..., Any]
) -> None:
    run.take([str(pictures)])
    qtbot.waitUntil(lambda: run.phase is Phase.READY)
    page.run()
    finish(qtbot, run)
    with qtbot.waitSignal(run.answers.read):
        run.answers.look_up(run.rows.result(0))
    again = named(page, Button, "batchSendAgain")
    qtbot.waitUntil(lambda: not again.visibleRegion().isEmpty())

    with qtbot.waitSignal(page.request_wanted):
        qtbot.mouseClick(again, Qt.MouseButton.LeftButton)

    assert run.tab.draft.body.form[0].files[0].endswith(".png")


def test_the_right_answers_can_come_from_a_column(
    qtbot: QtBot, page: BatchPage, run: BatchRun, tmp_path: Path, named: Callable[..., Any]
) -> None:
    (tmp_path / "rows.csv").write_text("text,label\nhello,rose\nworld,tulip\n")
    run.take([str(tmp_path / "rows.csv")])
    qtbot.waitUntil(lambda: run.phase is Phase.READY)
    combo = named(page, ComboBox, "batchExpected")
    index = combo.findData("column:label")
    combo.setCurrentIndex(index)

    combo.activated.emit(index)
    qtbot.waitUntil(lambda: run.phase is Phase.READY)

    assert run.example() == Input(0, "hello", values=(("text", "hello"), ("label", "rose")), expected="rose")


def test_columns_are_mapped_to_fields_of_the_json(
    qtbot: QtBot, page: BatchPage, run: BatchRun, tmp_path: Path, named: Callable[..., Any]
) -> None:
    run.tab.replace_draft(
        RequestDraft(method="POST", url="http://h/", body=Body(BodyKind.RAW, raw='{"data":{"age":1}}'))
    )
    (tmp_path / "rows.csv").write_text("age\n41\n")
    run.take([str(tmp_path / "rows.csv")])
    qtbot.waitUntil(lambda: run.phase is Phase.READY)
    page._on_options()
    dialog = named(page, BatchOptions, "batchOptionsDialog")
    combo = named(dialog, ComboBox, "batchColumn0")
    combo.setCurrentIndex(combo.findData(["data", "age"]))

    qtbot.mouseClick(named(dialog, Button, "batchOptionsApply"), Qt.MouseButton.LeftButton)

    assert run.setup.fields == (("age", ("data", "age")),)


def test_repeating_needs_no_files(qtbot: QtBot, page: BatchPage, run: BatchRun, named: Callable[..., Any]) -> None:
    run.tab.replace_draft(RequestDraft(url="http://h/"))
    run.set_up(Setup(SourceKind.REPEAT, times=5))
    qtbot.waitUntil(lambda: run.phase is Phase.READY)

    qtbot.mouseClick(named(page, Button, "batchRun"), Qt.MouseButton.LeftButton)
    finish(qtbot, run)

    assert run.tally.size == 5


def test_every_control_of_the_page_has_a_name(page: BatchPage) -> None:
    unnamed = [
        child.objectName()
        for child in page.findChildren(QWidget)
        if child.isVisible() and child.focusPolicy() & Qt.FocusPolicy.TabFocus and not child.accessibleName()
        if not child.objectName().startswith("qt_")  # a part of a spin box, which has one
    ]

    assert unnamed == []
