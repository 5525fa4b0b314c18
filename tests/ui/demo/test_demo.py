"""The demo: a room sees the answer and nothing of how it came about; keys alone drive it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QSlider,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from modelpost.core.events import Failed
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.request import Body, BodyKind, RawLanguage, RequestDraft
from modelpost.core.showing import Showing
from modelpost.core.text import Message
from modelpost.ui.demo.page import DemoPage
from modelpost.ui.demo.setup import DemoSetup
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.inference.vector_picture import as_svg
from modelpost.workbench.demo_desk import DemoDesk
from modelpost.workbench.demo_samples import Rehearsal
from modelpost.workbench.response_desk import ResponseDesk

TOKEN = "MIIT0123456789secret"
CLASSES = {"predicted_label": "rose", "scores": [["rose", 0.9], ["tulip", 0.1]]}
BOXES = {
    "detection_classes": ["car", "dog", "car"],
    "detection_boxes": [[100, 100, 300, 400], [10, 10, 50, 60], [200, 500, 400, 600]],
    "detection_scores": [0.9, 0.4, 0.7],
}
CHAT = {"choices": [{"message": {"role": "assistant", "content": "In *four* ways."}, "finish_reason": "stop"}]}


@pytest.fixture
def desk(bench: Any, model: Any) -> DemoDesk:
    bench.workspace._sender = model
    answers = ResponseDesk(
        load_reader=lambda: bench, saver=lambda *_: None, background=bench.background, parent=bench.workspace
    )
    return DemoDesk(
        bench.workspace,
        answers,
        bench.background,
        saver=lambda path, content: bench.saved.update({path: bytes(content)}),
        when=lambda: "today",
    )


@pytest.fixture
def opened(bench: Any, desk: DemoDesk, kit: Kit, shown: Callable[[QWidget], None]) -> Callable[..., DemoPage]:
    def make(draft: RequestDraft) -> DemoPage:
        desk.open(bench.tab(draft))
        page = DemoPage(kit, desk, bench.background)
        shown(page)
        page.resize(1280, 800)
        bench.qtbot.waitUntil(lambda: bool(bench.background.is_idle))
        return page

    return make


@pytest.fixture
def iris() -> RequestDraft:
    raw = json.dumps({"data": {"req_data": [{"length": 5.0, "name": "a"}, {"length": 7.0, "name": "b"}]}})
    body = Body(kind=BodyKind.RAW, language=RawLanguage.JSON, raw=raw)
    return RequestDraft(name="Iris", method="POST", url="http://h/", body=body)


@pytest.fixture
def talk() -> RequestDraft:
    raw = json.dumps({"model": "m", "messages": [{"role": "user", "content": "How?"}]})
    body = Body(kind=BodyKind.RAW, language=RawLanguage.JSON, raw=raw)
    return RequestDraft(name="Assistant", method="POST", url="http://h/", body=body)


@pytest.fixture
def settled(bench: Any, qtbot: QtBot, desk: DemoDesk) -> Callable[[], None]:
    def wait() -> None:
        qtbot.waitUntil(lambda: not desk.is_running and not bench.runner.running and bool(bench.background.is_idle))

    return wait


def said(page: QWidget) -> str:
    """Return everything that a person could read on a page, hear of it, see in its tooltips, or that is painted."""
    texts: list[str] = []
    for widget in (page, *page.findChildren(QWidget)):
        texts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        texts += [widget.whatsThis(), widget.statusTip()]
        for name in ("text", "plainText", "placeholderText", "title", "currentText", "prefix", "suffix"):
            texts.append(str(widget.property(name) or ""))
        texts += [action.text() for action in widget.actions() if isinstance(action, QAction)]
        texts += _listed(widget)
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", as_svg(page, "").decode())
    return "\n".join((*texts, *drawn))


def _listed(widget: QWidget) -> list[str]:
    if isinstance(widget, QComboBox):
        return [widget.itemText(index) for index in range(widget.count())]
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model = widget.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    return []


def text_of(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None, name
    return label.text() if not label.isHidden() else ""


HIDDEN = ("models.example", "8443", "http", "/v1/", "0123", "X-Auth-Token", TOKEN, "MIIT", "POST", "ModelArts", "curl")


def failed(kind: FailureKind, summary: str) -> Failed:
    return Failed(0.2, Failure(kind, Message(summary), Message("See http://models.example."), f"errno 111 {TOKEN}"))


@pytest.mark.parametrize("says", [CLASSES, BOXES, CHAT, {"rows": [1, 2]}])
def test_nothing_technical_is_on_the_demo(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, qtbot: QtBot, says: Any
) -> None:
    model.says = says
    page = opened(flowers)

    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()
    qtbot.keyClick(page, Qt.Key.Key_D)

    found = said(page)
    assert "Which flower?" in found
    assert [hidden for hidden in (*HIDDEN, "200") if hidden in found] == []


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, {"error_code": "ModelArts.0204", "error_msg": f"bad {TOKEN}"}),
        (403, {"message": "Forbidden for http://models.example:8443/v1/infers/0123"}),
        (404, {"detail": "Not Found", "path": "/v1/infers/0123"}),
        (500, {"error": "Traceback at models.example"}),
        (200, {"error_code": "ModelArts.4503", "error_msg": "POST failed"}),
    ],
)
def test_an_answer_that_is_an_error_is_said_in_plain_words(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, qtbot: QtBot, status: int, says: Any
) -> None:
    model.status, model.says = status, says
    page = opened(flowers)

    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()
    qtbot.keyClick(page, Qt.Key.Key_D)

    found = said(page)
    assert text_of(page, "demoTrouble") == "The model did not answer. Try again."
    assert "The service is there, but it did not do what it was asked." in found
    assert [hidden for hidden in (*HIDDEN, str(status), "Traceback", "Not Found", "Forbidden") if hidden in found] == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (FailureKind.DNS, "The service could not be reached."),
        (FailureKind.REFUSED, "The service could not be reached."),
        (FailureKind.TLS, "The service could not be reached."),
        (FailureKind.TIMEOUT_CONNECT, "The service took too long."),
        (FailureKind.TIMEOUT_READ, "The service took too long."),
        (FailureKind.CONNECTION_LOST, "The answer broke off before its end."),
        (FailureKind.FILE, "The sample could not be read."),
    ],
)
def test_no_answer_at_all_is_said_in_plain_words(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, qtbot: QtBot, kind: FailureKind, words: str
) -> None:
    model.says, model.failed = None, failed(kind, "The host name models.example:8443 was not found")
    page = opened(flowers)

    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()
    qtbot.keyClick(page, Qt.Key.Key_D)

    found = said(page)
    assert text_of(page, "demoTrouble") == "The model did not answer. Try again."
    assert words in found
    assert [hidden for hidden in (*HIDDEN, "host", "errno", "111") if hidden in found] == []


def test_the_window_that_sets_a_demo_up_says_nothing_technical(
    opened: Any, flowers: RequestDraft, model: Any, qtbot: QtBot, desk: DemoDesk, bench: Any
) -> None:
    model.status, model.says = 401, {"error_code": "ModelArts.0204"}
    page = opened(flowers)
    page.findChild(QAbstractButton, "demoSetUp").setFocus()
    qtbot.keyClick(page.findChild(QAbstractButton, "demoSetUp"), Qt.Key.Key_Space)
    dialog = page.findChild(DemoSetup)

    desk.rehearse()
    qtbot.waitUntil(lambda: desk.rehearsal is not None and desk.rehearsal.is_over and not bench.runner.running)

    found = said(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert "No answer for: Flower 1, Flower 2, Flower 3." in found
    assert [hidden for hidden in (*HIDDEN, "401") if hidden in found] == []


def test_a_request_called_by_its_address_has_no_title(opened: Any, flowers: RequestDraft) -> None:
    page = opened(replace(flowers, name="models.example:8443/v1", showing=Showing()))

    assert text_of(page, "demoTitle") == ""
    assert "models.example" not in said(page)


def test_an_answer_of_an_unknown_shape_is_said_to_be_one(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, qtbot: QtBot
) -> None:
    model.says = {"hello": "world"}
    page = opened(flowers)

    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()

    assert text_of(page, "demoBelow") == "The model answered, but not in a form that can be shown here."


def test_percentages_are_said_alike_on_the_picture_and_beside_it(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, qtbot: QtBot
) -> None:
    model.says = {"detection_classes": ["car"], "detection_boxes": [[1, 1, 20, 20]], "detection_scores": [0.9996]}
    page = opened(flowers)

    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()

    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", as_svg(page, "").decode())
    assert [text.strip() for text in drawn if "%" in text and "0 %" not in text] == ["car  &gt; 99 %", "&gt; 99 %"]


def test_a_demo_is_driven_with_the_keyboard_alone(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, qtbot: QtBot, desk: DemoDesk
) -> None:
    model.says = CLASSES
    page = opened(flowers)
    left: list[bool] = []
    desk.left.connect(lambda: left.append(True))

    seen = []
    for key in (Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(page, key)
        settled()
        seen.append((desk.index, text_of(page, "demoHeadline")))
    qtbot.keyClick(page, Qt.Key.Key_Escape)

    assert seen == [(0, "rose"), (1, ""), (1, "rose"), (2, ""), (1, "rose")]
    assert left == [True]


def test_stepping_back_shows_the_answer_from_before_at_once(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, qtbot: QtBot, desk: DemoDesk
) -> None:
    model.says = CLASSES
    page = opened(flowers)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()
    assert not desk.is_saved

    qtbot.keyClick(page, Qt.Key.Key_Right)
    qtbot.keyClick(page, Qt.Key.Key_Left)

    assert (desk.is_saved, text_of(page, "demoHeadline"), len(model.asked)) == (True, "rose", 1)


def test_where_the_network_dies_the_saved_answer_stays(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, qtbot: QtBot, desk: DemoDesk
) -> None:
    model.says = CLASSES
    page = opened(flowers)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()

    model.says = None
    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()

    assert text_of(page, "demoTrouble") == "The model did not answer. Try again."
    assert (text_of(page, "demoHeadline"), desk.is_saved) == ("rose", True)


def test_a_rehearsal_tries_every_sample_and_keeps_the_answers(
    opened: Any, flowers: RequestDraft, model: Any, desk: DemoDesk, rehearsed: Callable[[], Rehearsal]
) -> None:
    model.says = CLASSES
    opened(flowers)

    rehearsal = rehearsed()

    assert (rehearsal.done, rehearsal.failed, len(model.asked)) == (3, (), 3)
    desk.go(2)
    assert desk.plain is not None
    assert desk.is_saved


def test_a_rehearsal_names_the_samples_that_failed(
    opened: Any, flowers: RequestDraft, model: Any, rehearsed: Callable[[], Rehearsal]
) -> None:
    model.says = None
    opened(flowers)

    rehearsal = rehearsed()

    assert rehearsal.failed == ("Flower 1", "Flower 2", "Flower 3")


def test_the_threshold_counts_for_every_sample_and_is_saved_with_the_request(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, qtbot: QtBot, bench: Any
) -> None:
    model.says = BOXES
    page = opened(flowers)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()
    before = text_of(page, "demoNumber")

    page.findChild(QSlider, "demoThreshold").setValue(60)

    assert (before, text_of(page, "demoNumber")) == ("3", "2")
    assert bench.workspace.current.draft.showing.threshold == 0.6


def test_a_number_of_the_form_goes_out_and_the_request_stays_as_it_was(
    opened: Any, iris: RequestDraft, model: Any, settled: Any, qtbot: QtBot, bench: Any
) -> None:
    model.says = {"data": {"resp_data": [{"class": "x"}, {"class": "y"}]}}
    page = opened(iris)

    page.findChild(QDoubleSpinBox, "demoField0").setValue(6.5)
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()

    sent = json.loads(model.asked[0].content.text)  # type: ignore[union-attr]  # it is text
    assert sent["data"]["req_data"][0] == {"length": 6.5, "name": "a"}
    assert bench.workspace.current.draft.body == iris.body


def test_keys_typed_into_a_field_do_not_drive_the_demo(
    opened: Any, iris: RequestDraft, model: Any, qtbot: QtBot
) -> None:
    page = opened(iris)
    line = page.findChild(QLineEdit, "demoField1")
    line.setFocus()

    qtbot.keyClicks(line, " td")

    assert (line.text(), model.asked) == ("a td", [])


def test_escape_leaves_the_field_before_the_demo(opened: Any, iris: RequestDraft, qtbot: QtBot, desk: DemoDesk) -> None:
    page = opened(iris)
    left: list[bool] = []
    desk.left.connect(lambda: left.append(True))
    line = page.findChild(QLineEdit, "demoField1")
    line.setFocus()

    qtbot.keyClick(line, Qt.Key.Key_Escape)

    assert (page.hasFocus(), left) == (True, [])


def test_a_talk_goes_on_after_an_answer(
    opened: Any, talk: RequestDraft, model: Any, settled: Any, qtbot: QtBot
) -> None:
    model.says = CHAT
    page = opened(talk)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()

    question = page.findChild(QLineEdit, "demoQuestion")
    qtbot.keyClicks(question, "And then?")
    qtbot.keyClick(question, Qt.Key.Key_Return)
    settled()

    sent = json.loads(model.asked[1].content.text)  # type: ignore[union-attr]  # it is text
    assert [each["content"] for each in sent["messages"]] == ["How?", "In *four* ways.", "And then?"]
    assert "In four ways." in page.findChild(QTextBrowser, "demoTalk").toPlainText()


def test_a_picture_dropped_anywhere_is_put_on_stage_and_run(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, drop: Any, picture: Any, desk: DemoDesk
) -> None:
    model.says = CLASSES
    page = opened(flowers)

    assert drop(page, picture("new.png"))
    settled()

    assert (desk.index, desk.samples[3].name, len(model.asked)) == (3, "new", 1)
    assert desk.plain is not None


def test_theme_and_scale_are_the_demos_own(opened: Any, flowers: RequestDraft, qtbot: QtBot, kit: Kit) -> None:
    page = opened(flowers)
    qtbot.keyClick(page, Qt.Key.Key_T)
    qtbot.mouseClick(page.findChild(QAbstractButton, "demoLarger"), Qt.MouseButton.LeftButton)
    during = (kit.theme.is_dark, kit.theme.zoom)

    page.hide()

    assert (during, (kit.theme.is_dark, kit.theme.zoom)) == ((True, 110), (False, 100))


def test_a_report_shows_what_was_answered_and_keeps_the_token(
    opened: Any, flowers: RequestDraft, model: Any, settled: Any, qtbot: QtBot, desk: DemoDesk, bench: Any
) -> None:
    model.says = BOXES
    page = opened(flowers)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()

    desk.save_report("report.html")
    qtbot.waitUntil(lambda: "report.html" in bench.saved)

    report = bench.saved["report.html"].decode()
    assert "<h1>Which flower?</h1>" in report
    assert report.count("data:image/jpeg;base64,") == 3
    assert report.count("dog 40 %") == 3  # in the drawing, and read aloud
    assert report.count("This sample was not run.") == 2
    assert TOKEN not in report
    for foreign in ("<script", " src=", 'href="http', "url("):
        assert foreign not in report
