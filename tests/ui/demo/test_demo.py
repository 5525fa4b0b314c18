"""The demo: a room sees the answer and nothing of how it came about; keys alone drive it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QDoubleSpinBox, QLabel, QLineEdit, QSlider, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from modelpost import inference
from modelpost.core.events import Failed, Finished
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.registry import Registry
from modelpost.core.request import AuthChoice, Body, BodyKind, FormRow, RawLanguage, RequestDraft
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.showing import Sample, Showing
from modelpost.core.text import Message
from modelpost.inference.api import Reader
from modelpost.snippets.curl import PLUGIN
from modelpost.ui.demo.page import DemoPage
from modelpost.ui.kit.buttons import Kit
from modelpost.viewers.api import Answer, NothingRendering
from modelpost.workbench.demo_desk import DemoDesk
from modelpost.workbench.demo_samples import Rehearsal
from modelpost.workbench.exchange_state import Read
from modelpost.workbench.response_desk import ResponseDesk
from modelpost.workbench.understanding import Understanding

NOTHING = NothingRendering(Message(""), Message(""))
UNDERSTANDING = Understanding(Registry[Reader].discover(inference))
CLASSES = {"predicted_label": "rose", "scores": [["rose", 0.9], ["tulip", 0.1]]}
BOXES = {
    "detection_classes": ["car", "dog", "car"],
    "detection_boxes": [[100, 100, 300, 400], [10, 10, 50, 60], [200, 500, 400, 600]],
    "detection_scores": [0.9, 0.4, 0.7],
}
CHAT = {"choices": [{"message": {"role": "assistant", "content": "In *four* ways."}, "finish_reason": "stop"}]}
TOKEN = "MIIT0123456789secret"
FAILED = Failed(0.2, Failure(FailureKind.REFUSED, Message("Nothing listens at models.example:8443"), Message("")))


class Job:
    def __init__(self, events: tuple[object, ...]) -> None:
        self.token = self
        self._events = events

    def cancel(self) -> None:
        """Do nothing: what a test sends ends by itself."""

    def run(self) -> Iterator[object]:
        yield from self._events


@dataclass
class Model:
    """A model that says what a test wants; None is a network that is gone."""

    says: Any = field(default_factory=dict)
    status: int = 200
    asked: list[ResolvedRequest] = field(default_factory=list)

    def copy_as_curl(self, request: ResolvedRequest, options: SendOptions, *, with_secrets: bool) -> str:
        del options
        return PLUGIN.write(request, SendOptions(), with_secrets=with_secrets)

    def job(self, request: ResolvedRequest, options: SendOptions) -> Job:
        del options
        self.asked.append(request)
        if self.says is None:
            return Job((FAILED,))
        body = json.dumps(self.says).encode()
        response = Response(self.status, body=StoredBody(len(body), body), url=request.url)
        answer = Answer(response, body, "application/json")
        read = Read(answer, "pretty", NOTHING, UNDERSTANDING.of(answer, request))
        return Job((read, Finished(0.64, response, Timings(total=0.64))))


@pytest.fixture
def model(bench: Any) -> Model:
    made = Model()
    bench.workspace._sender = made
    return made


@pytest.fixture
def desk(bench: Any, model: Model) -> DemoDesk:
    del model
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
def rehearsed(bench: Any, desk: DemoDesk, qtbot: QtBot) -> Callable[[], Rehearsal]:
    """Try every sample, and wait until that is over."""

    def rehearse() -> Rehearsal:
        desk.rehearse()
        qtbot.waitUntil(lambda: desk.rehearsal is not None and desk.rehearsal.is_over and not bench.runner.running)
        assert desk.rehearsal is not None
        return desk.rehearsal

    return rehearse


@pytest.fixture
def flowers(picture: Callable[..., Any]) -> RequestDraft:
    """Describe a classifier with three samples, behind a token."""
    files = [str(picture(f"{name}.png")) for name in ("rose", "tulip", "daisy")]
    return RequestDraft(
        name="Flowers",
        method="POST",
        url="https://models.example:8443/v1/infers/0123",
        auth=AuthChoice("apikey", (("key", "X-Auth-Token"), ("value", TOKEN))),
        body=Body(kind=BodyKind.FORM_DATA, form=(FormRow("images", is_file=True, files=(files[0],)),)),
        showing=Showing(
            "Which flower?", "Knows three", tuple(Sample(f"Flower {n}", f) for n, f in enumerate(files, 1))
        ),
    )


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
    """Return everything that a person could read on a page, hear of it, or see in its tooltips."""
    texts: list[str] = []
    for widget in (page, *page.findChildren(QWidget)):
        texts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        texts += [widget.text()] if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else []
        texts += [widget.toPlainText()] if isinstance(widget, QTextBrowser) else []
        texts += [action.text() for action in widget.actions() if isinstance(action, QAction)]
    return "\n".join(texts)


def text_of(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None, name
    return label.text() if not label.isHidden() else ""


@pytest.mark.parametrize("says", [CLASSES, None, {"error_code": "ModelArts.0204", "error_msg": f"bad {TOKEN}"}])
def test_nothing_technical_is_on_the_demo(
    opened: Any, flowers: RequestDraft, model: Model, settled: Any, qtbot: QtBot, says: Any
) -> None:
    model.says, model.status = says, 200 if says == CLASSES else 401
    page = opened(flowers)

    qtbot.keyClick(page, Qt.Key.Key_Space)
    settled()
    qtbot.keyClick(page, Qt.Key.Key_D)

    found = said(page)
    for hidden in ("models.example", "8443", "http", "/v1/", "X-Auth-Token", TOKEN, "MIIT", "401", "POST", "ModelArts"):
        assert hidden not in found


def test_a_demo_is_driven_with_the_keyboard_alone(
    opened: Any, flowers: RequestDraft, model: Model, settled: Any, qtbot: QtBot, desk: DemoDesk
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
    opened: Any, flowers: RequestDraft, model: Model, settled: Any, qtbot: QtBot, desk: DemoDesk
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
    opened: Any, flowers: RequestDraft, model: Model, settled: Any, qtbot: QtBot, desk: DemoDesk
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
    opened: Any, flowers: RequestDraft, model: Model, rehearsed: Callable[[], Rehearsal], desk: DemoDesk
) -> None:
    model.says = CLASSES
    opened(flowers)

    rehearsal = rehearsed()

    assert (rehearsal.done, rehearsal.failed, len(model.asked)) == (3, (), 3)
    desk.go(2)
    assert desk.plain is not None
    assert desk.is_saved


def test_a_rehearsal_names_the_samples_that_failed(
    opened: Any, flowers: RequestDraft, model: Model, rehearsed: Callable[[], Rehearsal]
) -> None:
    model.says = None
    opened(flowers)

    rehearsal = rehearsed()

    assert rehearsal.failed == ("Flower 1", "Flower 2", "Flower 3")


def test_the_threshold_counts_for_every_sample_and_is_saved_with_the_request(
    opened: Any, flowers: RequestDraft, model: Model, settled: Any, qtbot: QtBot, bench: Any
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
    opened: Any, iris: RequestDraft, model: Model, settled: Any, qtbot: QtBot, bench: Any
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
    opened: Any, iris: RequestDraft, model: Model, qtbot: QtBot
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
    opened: Any, talk: RequestDraft, model: Model, settled: Any, qtbot: QtBot
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
    opened: Any, flowers: RequestDraft, model: Model, settled: Any, drop: Any, picture: Any, desk: DemoDesk
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
    opened: Any, flowers: RequestDraft, model: Model, settled: Any, qtbot: QtBot, desk: DemoDesk, bench: Any
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
    assert report.count("dog 40.0 %") == 3  # in the drawing, and read aloud
    assert report.count("This sample was not run.") == 2
    assert TOKEN not in report
    for foreign in ("<script", " src=", 'href="http', "url("):
        assert foreign not in report
