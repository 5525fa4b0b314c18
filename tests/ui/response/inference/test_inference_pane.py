"""The Inference tab: every shape is shown, and answers to mouse and keys."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QSlider,
    QTableView,
    QTextBrowser,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from modelpost import inference
from modelpost.core.registry import Registry
from modelpost.core.resolved import ResolvedRequest
from modelpost.inference.api import Reader
from modelpost.ui.dialogs.pick_fields import PickFields
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.response.inference.box_canvas import BoxCanvas
from modelpost.ui.response.inference.pane import InferencePane
from modelpost.ui.response.pane import ResponsePane
from modelpost.ui.text.view import TextView
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.understanding import Understanding

CLASSES = {"predicted_label": "rose", "scores": [["rose", 0.9], ["tulip", 0.08], ["daisy", 0.02]]}
BOXES = {
    "detection_classes": ["car", "dog", "car"],
    "detection_boxes": [[100, 100, 300, 400], [10, 10, 50, 60], [200, 500, 400, 600]],
    "detection_scores": [0.9, 0.4, 0.7],
}
UNDERSTANDING = Understanding(Registry[Reader].discover(inference))


def text_of(pane: QWidget, name: str) -> str:
    label = pane.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_a_view_is_built_when_it_is_first_shown(pane: InferencePane, answer: Callable[..., None]) -> None:
    answer(CLASSES)
    before = pane.findChild(BoxCanvas)

    answer(BOXES)

    assert before is None
    assert isinstance(pane.findChild(BoxCanvas), BoxCanvas)


def test_classes_are_a_headline_and_bars(pane: InferencePane, answer: Any) -> None:
    answer(CLASSES)

    bars = pane.findChild(QListView, "classBars")
    assert bars is not None
    assert text_of(pane, "topClass") == "rose"
    assert text_of(pane, "topScore") == "90.0 %"
    assert text_of(pane, "leadOverSecond") == "82.0 points"
    spoken = bars.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert (bars.model().rowCount(), spoken) == (3, "tulip, 8.0 %, rank 2 of 3")


def test_enter_on_a_bar_asks_for_its_place(pane: InferencePane, answer: Any, qtbot: QtBot) -> None:
    answer(CLASSES)
    bars = pane.findChild(QListView, "classBars")
    assert bars is not None
    bars.setCurrentIndex(bars.model().index(1, 0))

    with qtbot.waitSignal(pane.place_wanted) as wanted:
        qtbot.keyClick(bars, Qt.Key.Key_Return)

    assert wanted.args == [("scores", 1)]


def test_boxes_are_left_out_by_score_and_by_class(
    pane: InferencePane, answer: Any, desk: InferenceDesk, qtbot: QtBot
) -> None:
    answer(BOXES)
    slider, dog = pane.findChild(QSlider, "boxThreshold"), pane.findChild(QCheckBox, "boxClass1")
    assert slider is not None
    assert dog is not None

    slider.setValue(60)
    after_score = text_of(pane, "boxCount")
    slider.setValue(0)
    qtbot.mouseClick(dog, Qt.MouseButton.LeftButton, pos=QPoint(8, dog.height() // 2))

    assert (after_score, text_of(pane, "boxCount")) == ("2 of 3 shown", "2 of 3 shown")
    assert desk.look.hidden == frozenset({"dog"})


def test_a_click_on_a_box_names_it_and_asks_for_its_place(pane: InferencePane, answer: Any, qtbot: QtBot) -> None:
    answer(BOXES)
    canvas = pane.findChild(BoxCanvas, "boxCanvas")
    assert canvas is not None
    middle = canvas.place_of(canvas._boxes[0]).center().toPoint()

    with qtbot.waitSignal(pane.place_wanted) as wanted:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle)

    assert wanted.args == [("detection_boxes", 0)]
    assert canvas.accessibleDescription() == "car, 90.0 %, at 100, 100, 300 by 200 pixels"


def test_a_place_in_the_answer_marks_its_box_and_its_bar(pane: InferencePane, answer: Any) -> None:
    answer(BOXES)
    pane.mark(("detection_scores", 2))
    canvas = pane.findChild(BoxCanvas, "boxCanvas")
    assert canvas is not None
    boxed = canvas._boxes[canvas.current].number

    answer(CLASSES)
    pane.mark(("scores", 1, 1))

    bars = pane.findChild(QListView, "classBars")
    assert bars is not None
    assert boxed == 2
    assert bars.currentIndex().row() == 1


def test_where_the_caret_is_in_the_text_is_marked_in_the_answer(
    kit: Kit, bench: Any, desk: InferenceDesk, shown: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    del desk
    page = ResponsePane(kit, bench.response, bench.background)
    shown(page)
    body = json.dumps(CLASSES).encode()
    bench.answer(bench.response.tab, body)
    state = bench.response.tab.state
    understood = UNDERSTANDING.of(state.read.answer, ResolvedRequest("POST", "http://h/"))
    bench.response.tab.read_again(replace(state.read, understood=understood))
    bench.response.choose_view("pretty")
    text = page.findChild(TextView, "responseText")
    assert text is not None
    qtbot.waitUntil(lambda: b"tulip" in bytes(text.content))

    text.select(bytes(text.content).index(b"tulip"), bytes(text.content).index(b"tulip"))
    bench.response.choose_view("inference")

    bars = page.findChild(QListView, "classBars")
    assert bars is not None
    qtbot.waitUntil(lambda: bars.currentIndex().row() == 1)


def test_the_chosen_bar_is_seen(pane: InferencePane, answer: Any, kit: Kit) -> None:
    answer(CLASSES)
    bars = pane.findChild(QListView, "classBars")
    assert bars is not None
    row = bars.visualRect(bars.model().index(1, 0))
    before = bars.viewport().grab().toImage().pixelColor(row.center().x(), row.top() + 2)

    pane.mark(("scores", 1))

    after = bars.viewport().grab().toImage().pixelColor(row.center().x(), row.top() + 2)
    assert after == kit.theme.color("selected") != before


def test_arrows_go_from_box_to_box(pane: InferencePane, answer: Any, qtbot: QtBot) -> None:
    answer(BOXES)
    canvas = pane.findChild(BoxCanvas, "boxCanvas")
    assert canvas is not None

    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)

    assert canvas.accessibleDescription().startswith("car, 70.0 %")


def test_the_order_of_the_numbers_can_be_changed(
    pane: InferencePane, answer: Any, desk: InferenceDesk, qtbot: QtBot
) -> None:
    answer(BOXES)
    order = pane.findChild(QComboBox, "boxOrder")
    assert order is not None

    qtbot.keyClick(order, Qt.Key.Key_Down)

    assert desk.look.form is not None
    assert desk.look.form.order == "xyxy"


def test_a_thousand_boxes_are_painted(pane: InferencePane, answer: Any) -> None:
    boxes = [[y * 7, x * 11, y * 7 + 6, x * 11 + 10] for x in range(40) for y in range(25)]

    answer({"detection_boxes": boxes, "detection_classes": ["a"] * 1000, "detection_scores": [0.5] * 1000})

    assert text_of(pane, "boxCount") == "1000 found"
    assert not pane.grab().isNull()


def test_rows_are_a_table_with_the_classes_counted(pane: InferencePane, answer: Any) -> None:
    rows = {"data": {"resp_data": [{"predictresult": "a"}, {"predictresult": "b"}, {"predictresult": "a"}]}}

    answer(rows, {"data": {"req_data": [{"x": 1.5}, {"x": 2}, {"x": 3}]}})

    table = pane.findChild(QTableView, "resultTable")
    assert table is not None
    model = table.model()
    assert [model.index(0, column).data() for column in range(2)] == ["1.5", "a"]
    assert text_of(pane, "classLegend").split() == ["a", "2", "b", "1"]


def test_the_columns_of_the_answer_are_in_view_and_not_cut(pane: InferencePane, answer: Any, qtbot: QtBot) -> None:
    sent = {f"a_long_name_of_a_column_{n}": 1.5 for n in range(6)}
    pane.resize(500, 400)

    answer({"data": {"resp_data": [{"predictresult": "Iris-versicolor"}]}}, {"data": {"req_data": [sent]}})

    table = pane.findChild(QTableView, "resultTable")
    assert table is not None
    bar = table.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    assert table.columnWidth(6) >= table.sizeHintForColumn(6)


def test_ten_thousand_rows_are_a_table(pane: InferencePane, answer: Any) -> None:
    answer({"resp_data": [{"predictresult": str(index)} for index in range(10_000)]})

    table = pane.findChild(QTableView, "resultTable")
    assert table is not None
    assert table.model().rowCount() == 10_000


def test_an_answer_in_a_text_is_marked_with_how_sure_the_model_is(pane: InferencePane, answer: Any) -> None:
    sent = {"inputs": {"question": "Who?", "context": "I am Ada"}}

    answer({"answer": "Ada", "score": 0.97, "start": 5, "end": 8}, sent)

    page = pane.findChild(QTextBrowser, "wordsText")
    assert page is not None
    assert page.toPlainText().replace("\xa0", " ") == "I am  Ada answer 97.0 % "


def test_every_kind_of_documented_answer_is_shown(pane: InferencePane, answer: Any, repository: Path) -> None:
    answers = json.loads((repository / "tests" / "inference" / "answers.json").read_text("utf-8"))
    kinds = {each["kind"]: each for each in answers if each["status"] == 200}

    for kind, each in kinds.items():
        answer(each["answer"], each["sent"] or {})

        current = pane.findChild(QComboBox, "readingChoice")
        assert current is not None
        assert kind is None or current.currentData() == kind


def test_a_chat_shows_markdown_and_fetches_nothing(pane: InferencePane, answer: Any) -> None:
    said = "**Bold** ![x](http://127.0.0.1:9/track.png) <script>alert(1)</script> [link](http://example.com)"

    answer({"choices": [{"message": {"content": said}}]}, {"messages": [{"role": "user", "content": "Hi"}]})

    page = pane.findChild(QTextBrowser, "chatText")
    assert page is not None
    assert "Bold" in page.toPlainText()
    assert "**" not in page.toPlainText()
    assert page.loadResource(2, "http://127.0.0.1:9/track.png") is None


def test_entities_are_marked_in_their_text(pane: InferencePane, answer: Any) -> None:
    answer([{"entity_group": "PER", "word": "Ada", "start": 3, "end": 6, "score": 0.9}], {"inputs": "Hi Ada!"})

    page = pane.findChild(QTextBrowser, "wordsText")
    assert page is not None
    assert page.toPlainText().replace("\xa0", " ") == "Hi  Ada PER 90.0 % !"


def test_a_vector_is_compared_with_the_one_of_the_answer_before(pane: InferencePane, answer: Any) -> None:
    answer({"data": [{"embedding": [1.0, 0.0]}]}, {"input": "a"})
    page = pane.findChild(QTextBrowser, "wordsText")
    assert page is not None
    alone = page.toPlainText()

    answer({"data": [{"embedding": [0.6, 0.8]}]}, {"input": "b"})

    assert "to the one before" not in alone
    assert "cosine 0.600 to the one before" in page.toPlainText()


def test_vectors_of_other_lengths_are_not_compared(pane: InferencePane, answer: Any) -> None:
    answer({"data": [{"embedding": [1.0, 0.0]}]}, {"input": "a"})

    answer({"data": [{"embedding": [1.0, 0.0, 0.0]}]}, {"input": "b"})

    page = pane.findChild(QTextBrowser, "wordsText")
    assert page is not None
    assert "to the one before" not in page.toPlainText()


def test_another_reading_can_be_chosen_and_stays(pane: InferencePane, answer: Any, desk: InferenceDesk) -> None:
    answer({"predictions": [0.42]})

    names = [named.name for named in desk.choices]
    desk.choose(names[-1])
    answer({"predictions": [0.43]})

    assert desk.current is not None
    assert desk.current.name == names[-1]


def test_an_unknown_shape_says_so(pane: InferencePane, answer: Any) -> None:
    answer({"hello": "world", "items": []})

    unknown = pane.findChild(QWidget, "unknownShape")
    assert unknown is not None
    assert unknown.isVisible()


def test_a_result_is_copied_for_a_spreadsheet(pane: InferencePane, answer: Any) -> None:
    answer(CLASSES)
    copy = pane.findChild(QAction, "copyReadingCsv")
    assert copy is not None

    copy.trigger()

    assert QGuiApplication.clipboard().text().splitlines()[:2] == ["label,score", "rose,0.9"]


def test_a_result_is_copied_as_a_drawing_with_its_words(pane: InferencePane, answer: Any) -> None:
    answer(BOXES)
    action = pane.findChild(QAction, "copyReadingSvg")
    assert action is not None

    action.trigger()

    drawing = QGuiApplication.clipboard().mimeData().data("image/svg+xml").data().decode()
    assert drawing.startswith("<?xml")
    assert ">dog " in drawing
    assert "data:image/png;base64" in drawing


def test_what_is_odd_about_an_answer_is_told(pane: InferencePane, answer: Any) -> None:
    answer({"detection_classes": ["a"], "detection_boxes": [[1, 2, 3, 4], [1, 2]], "detection_scores": [0.5]})

    assert "not four numbers" in text_of(pane, "readingNotes")


ODD = {"out": [{"who": "cat", "sure": 0.4}, {"who": "dog", "sure": 0.6}]}


def test_what_is_looked_up_for_a_dialog_that_was_closed_comes_too_late(
    pane: InferencePane, answer: Any, qtbot: QtBot, bench: Any
) -> None:
    answer(ODD)
    pane._on_choose_fields()
    dialog = pane.window().findChild(PickFields)
    assert dialog is not None
    on_document, on_preview = dialog._on_document, dialog._on_preview

    dialog.reject()
    qtbot.waitUntil(lambda: pane.window().findChild(PickFields) is None)

    on_document(ODD)
    on_preview({}, None)
    qtbot.waitUntil(lambda: bool(bench.background.is_idle))


def test_fields_of_an_unknown_shape_are_picked_in_the_tree(
    pane: InferencePane, answer: Any, qtbot: QtBot, bench: Any
) -> None:
    answer(ODD)
    pane._on_choose_fields()
    dialog = pane.window().findChild(PickFields)
    assert dialog is not None
    tree = dialog.findChild(QTreeWidget, "pickTree")
    assert tree is not None
    qtbot.waitUntil(lambda: tree.topLevelItemCount() == 1 and dialog.isActiveWindow())
    out = tree.topLevelItem(0).child(0)
    out.setExpanded(True)
    out.child(0).setExpanded(True)

    for key, place in (("label", 0), ("score", 1)):
        dialog.findChild(QLineEdit, f"pick-{key}").setFocus()
        dialog._on_item(out.child(0).child(place))
    preview = dialog.findChild(QLabel, "pickPreview")
    assert preview is not None
    qtbot.waitUntil(lambda: preview.text() == "2 classes: dog, cat")
    qtbot.mouseClick(dialog.findChild(Button, "pickUse"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: text_of(pane, "topClass") == "dog")
    assert bench.response.tab.draft.showing.picks == (("label", "$.out[*].who"), ("score", "$.out[*].sure"))
