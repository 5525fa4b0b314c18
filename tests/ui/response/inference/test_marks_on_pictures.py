"""Lines of text and segments on the picture: pointed at, chosen, left out, and written down."""

import csv
import io
from base64 import b64encode
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QSlider, QTextBrowser, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.response.inference.line_canvas import LineCanvas
from modelpost.ui.response.inference.mask_canvas import MaskCanvas
from modelpost.ui.response.inference.pane import InferencePane
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.picture_reader import as_png

SLANTED = [[100, 400], [500, 300], [520, 360], [120, 460]]
LINES = {
    "result": {
        "words_block_list": [
            {"words": "Harbour", "confidence": 0.99, "location": [[100, 100], [300, 100], [300, 140], [100, 140]]},
            {"words": "=42", "confidence": 0.5, "location": SLANTED},
        ]
    }
}


def mask(left: int, width: int) -> str:
    image = QImage(120, 72, QImage.Format.Format_Grayscale8)
    image.fill(0)
    for x in range(left, left + width):
        for y in range(72):
            image.setPixelColor(x, y, QColor("white"))
    return b64encode(as_png(image)).decode()


@pytest.fixture(scope="module")
def segments() -> list[dict[str, object]]:
    return [
        {"label": "road", "score": 0.9996, "mask": mask(0, 60)},
        {"label": "sky", "score": 0.7, "mask": mask(60, 30)},
        {"label": "road", "score": 0.5, "mask": "AAAA"},
    ]


def canvas_of(pane: InferencePane, kind: type[Any], name: str) -> Any:
    canvas = pane.findChild(kind, name)
    assert canvas is not None
    return canvas


def point(canvas: Any, x: float, y: float) -> QPoint:
    """Return where a point of the picture is on a canvas."""
    corner, scale = canvas.corner, canvas.scale
    return QPointF(corner.x() + x * scale, corner.y() + y * scale).toPoint()


def test_lines_of_text_lie_where_they_stand_in_the_picture(pane: InferencePane, answer: Any, qtbot: QtBot) -> None:
    answer(LINES)
    canvas = canvas_of(pane, LineCanvas, "lineCanvas")

    qtbot.mouseMove(canvas, point(canvas, 310, 380))
    inside = canvas.toolTip()
    qtbot.mouseMove(canvas, point(canvas, 110, 310))  # in the rectangle around the line, not in the line itself

    assert inside == "=42, 50.0 %"
    assert canvas.toolTip() == ""


def test_a_click_on_a_line_asks_for_its_place_and_marks_it_in_the_list(
    pane: InferencePane, answer: Any, qtbot: QtBot
) -> None:
    answer(LINES)
    canvas, listed = canvas_of(pane, LineCanvas, "lineCanvas"), canvas_of(pane, QTreeWidget, "textLines")

    with qtbot.waitSignal(pane.place_wanted) as wanted:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point(canvas, 310, 380))

    assert wanted.args == [("result", "words_block_list", 1)]
    assert listed.currentItem().text(0) == "=42"


def test_arrows_in_the_list_mark_the_line_on_the_picture(pane: InferencePane, answer: Any, qtbot: QtBot) -> None:
    answer(LINES)
    canvas, listed = canvas_of(pane, LineCanvas, "lineCanvas"), canvas_of(pane, QTreeWidget, "textLines")
    listed.setFocus()

    qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.keyClick(listed, Qt.Key.Key_Down)

    assert canvas.current == listed.indexOfTopLevelItem(listed.currentItem()) == 1


def test_a_place_in_the_answer_marks_its_line_and_its_segment(
    pane: InferencePane, answer: Any, segments: list[dict[str, object]]
) -> None:
    answer(LINES)
    pane.mark(("result", "words_block_list", 1, "location", 0))
    line = canvas_of(pane, LineCanvas, "lineCanvas").current

    answer(segments)
    pane.mark((1, "label"))

    masks = canvas_of(pane, MaskCanvas, "maskCanvas")
    assert (line, masks.number_of(masks.current)) == (1, 1)


def test_shares_of_the_picture_are_places_too(pane: InferencePane, answer: Any) -> None:
    answer({"words_result": [{"words": "Low", "location": [[0, 0.5], [0.5, 0.5], [0.5, 1], [0, 1]]}]})

    canvas = canvas_of(pane, LineCanvas, "lineCanvas")
    frame = canvas.outline_of(canvas._lines[0]).boundingRect()
    assert frame.bottomRight().toPoint() == point(canvas, 600, 720)


def test_lines_of_an_answer_to_no_picture_are_a_text(pane: InferencePane, answer: Any) -> None:
    answer(LINES, {"url": "http://h/a.png"})

    page = pane.findChild(QTextBrowser, "wordsText")
    assert page is not None
    assert page.isVisible()
    assert "Harbour 99.0 %" in page.toPlainText()


def test_the_wheel_zooms_about_the_pointer_and_keys_move_the_picture(
    pane: InferencePane, answer: Any, qtbot: QtBot
) -> None:
    answer(LINES)
    canvas = canvas_of(pane, LineCanvas, "lineCanvas")
    fitting, before = canvas.scale, canvas.corner

    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    zoomed = canvas.corner
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)

    assert canvas.scale > fitting
    assert zoomed != before
    assert canvas.corner.x() < zoomed.x()


def test_segments_are_found_by_pointing_and_say_how_much_they_cover(
    pane: InferencePane, answer: Any, qtbot: QtBot, segments: list[dict[str, object]]
) -> None:
    answer(segments)
    canvas = canvas_of(pane, MaskCanvas, "maskCanvas")
    qtbot.waitUntil(lambda: canvas.count() == 2)

    with qtbot.waitSignal(pane.place_wanted) as wanted:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point(canvas, 300, 360))

    assert wanted.args == [(0,)]
    assert canvas.accessibleDescription() == "road, > 99.9 %, covers 50.0 % of the picture"


def test_masks_that_cannot_be_decoded_are_counted(
    pane: InferencePane, answer: Any, qtbot: QtBot, segments: list[dict[str, object]]
) -> None:
    answer(segments)
    note = pane.findChild(QLabel, "maskNote")
    assert note is not None

    qtbot.waitUntil(note.isVisible)

    assert note.text() == "Masks that cannot be decoded: 1"


def test_a_class_is_left_out_and_the_colours_fade(
    pane: InferencePane, answer: Any, qtbot: QtBot, desk: InferenceDesk, segments: list[dict[str, object]]
) -> None:
    answer(segments)
    canvas = canvas_of(pane, MaskCanvas, "maskCanvas")
    qtbot.waitUntil(lambda: canvas.count() == 2)
    sky, opacity = pane.findChild(QCheckBox, "maskClass1"), pane.findChild(QSlider, "maskOpacity")
    assert sky is not None
    assert opacity is not None
    place = point(canvas, 100, 100)
    strong = canvas.grab().toImage().pixelColor(place)

    qtbot.mouseClick(sky, Qt.MouseButton.LeftButton, pos=QPoint(8, sky.height() // 2))
    qtbot.waitUntil(lambda: canvas.count() == 1)
    opacity.setValue(0)

    assert desk.look.hidden == frozenset({"sky"})
    assert canvas.grab().toImage().pixelColor(place) != strong
    assert pane.findChild(QLabel, "maskCount").text() == "2 of 3 shown"


# Written down --------------------------------------------------------------------------------------------------------


def trigger(pane: InferencePane, name: str) -> None:
    action = pane.findChild(QAction, name)
    assert action is not None
    action.trigger()


def test_a_copied_result_has_no_formula_and_its_numbers_stay_numbers(pane: InferencePane, answer: Any) -> None:
    rows = [{"name": "=HYPERLINK(1)", "delta": -2.5, "text": "-3"}, {"name": "@x", "delta": 1, "text": "+cmd"}]
    answer({"data": {"resp_data": rows}}, {"data": {"req_data": [{"id": 1}, {"id": 2}]}})

    trigger(pane, "copyReadingCsv")

    written = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text(), newline="")))
    assert written[0] == ["id", "name", "delta", "text"]
    assert written[1:] == [["1", "'=HYPERLINK(1)", "-2.5", "-3"], ["2", "'@x", "1", "'+cmd"]]


@pytest.mark.parametrize(
    ("action", "path", "beginning"),
    [
        ("saveReadingCsv", "a.csv", b"text,score,corners\r\nHarbour,0.99,"),
        ("saveReadingPicture", "a.png", b"\x89PNG\r\n"),
        ("saveReadingSvg", "a.svg", b"<?xml"),
    ],
)
def test_a_result_is_saved_to_a_file(
    pane: InferencePane,
    answer: Any,
    bench: Any,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    path: str,
    beginning: bytes,
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))
    answer(LINES)

    trigger(pane, action)

    qtbot.waitUntil(lambda: path in bench.saved)
    assert bench.saved[path].startswith(beginning)


def test_nothing_is_saved_where_no_file_was_chosen(
    pane: InferencePane, answer: Any, bench: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    answer(LINES)

    for action in ("saveReadingCsv", "saveReadingPicture", "saveReadingSvg"):
        trigger(pane, action)
    qtbot.waitUntil(lambda: bool(bench.background.is_idle))

    assert bench.saved == {}


def test_every_control_beside_a_picture_has_a_name(
    pane: InferencePane, answer: Any, segments: list[dict[str, object]]
) -> None:
    answer(LINES)
    answer(segments)

    named = ("lineCanvas", "textLines", "maskCanvas", "maskOpacity", "maskClasses")
    assert all(pane.findChild(QWidget, name).accessibleName() for name in named)
