"""The answer in front: which view shows it, what is advised, how it is copied and saved."""

import threading
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from modelpost import viewers
from modelpost.core.advice import Remedy
from modelpost.core.answered_by import Layer
from modelpost.core.events import Event, Failed, Finished, HeadReceived, UploadProgress
from modelpost.core.failures import Failure, FailureKind, FileTrouble, FormatTrouble
from modelpost.core.headers import HeaderList
from modelpost.core.ladder import State, Step
from modelpost.core.registry import Registry
from modelpost.core.request import RequestDraft
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.session import Look
from modelpost.core.text import Message
from modelpost.documents.growing import Grown
from modelpost.viewers.api import Answer, Buffer, FieldsRendering, Rendering, TextRendering, Viewer
from modelpost.workbench.exchange_state import Phase, Read
from modelpost.workbench.response_desk import TIMELINE, VIEWS, ResponseDesk

URL = "http://127.0.0.1:9/v1/infers/flowers"
PRETTY = TextRendering(b'{\n  "label": "rose"\n}', "json")


class FakeReader:
    """Renders a view as its own name; a view in `troubles` fails, and all wait for `gate`."""

    def __init__(self) -> None:
        self.rendered: list[str] = []
        self.limits: list[int] = []
        self.troubles: dict[str, FormatTrouble] = {}
        self.gate = threading.Event()
        self.gate.set()

    def read(self, response: Response, largest: int) -> Read:
        self.limits.append(largest)
        return read_again(response, b"more of it")

    def raw(self, response: Response) -> Buffer:
        return response.body.content

    def render(self, answer: Answer, view: str) -> Rendering:
        self.gate.wait()
        self.rendered.append(view)
        if view in self.troubles:
            raise self.troubles[view]
        return TextRendering(f"{view} of {bytes(answer.content).decode()}".encode())


class FakeDisk:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.trouble: FileTrouble | None = None

    def save(self, path: str, content: Buffer) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.files[path] = bytes(content)


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader()


@pytest.fixture
def disk() -> FakeDisk:
    return FakeDisk()


@pytest.fixture
def answers(desk: Any, reader: FakeReader, disk: FakeDisk) -> ResponseDesk:
    return ResponseDesk(load_reader=lambda: reader, saver=disk.save, background=desk.background, parent=desk.workspace)


def read_of(content: bytes, *, status: int = 200, charset: str = "utf-8", rendering: Rendering = PRETTY) -> Read:
    return Read(Answer(Response(status, url=URL), content, "application/json", charset=charset), "pretty", rendering)


def read_again(response: Response, content: bytes) -> Read:
    return Read(Answer(response, content, "text/plain"), "pretty", PRETTY)


def ended_with(read: Read | None, *before: Event) -> tuple[Event | Read, ...]:
    response = read.answer.response if read is not None else Response(200, url=URL)
    events: tuple[Event | Read, ...] = (*before, Finished(0.2, response, Timings(total=0.2)))
    return (read, *events) if read is not None else events


def failed(kind: FailureKind) -> Failed:
    return Failed(0.1, Failure(kind, Message("It failed"), Message("Do this.")))


def tab_after(desk: Any, qtbot: QtBot, *events: Event | Read, url: str = URL) -> Any:
    tab = desk.workspace.new_tab(RequestDraft(url=url))
    send_again(desk, qtbot, tab, *events)
    return tab


def send_again(desk: Any, qtbot: QtBot, tab: Any, *events: Event | Read) -> None:
    desk.sender.events = events
    tab.send()
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED and desk.runner.running == 0)


def test_without_a_request_there_is_nothing_to_show(answers: ResponseDesk) -> None:
    assert answers.tab is None
    assert answers.shown is None
    assert answers.events == ()
    assert answers.rendering is None
    assert answers.advice is None
    assert not answers.can_copy


def test_an_answer_comes_up_in_the_view_that_fits_it_best(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    tab = tab_after(desk, qtbot, *ended_with(read_of(b'{"label":"rose"}')))

    answers.show_tab(tab)

    assert (answers.view, answers.rendering) == ("pretty", PRETTY)


def test_the_best_view_is_not_rendered_a_second_time(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, reader: FakeReader
) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}"))))

    answers.choose_view("pretty")

    assert desk.background.is_idle
    assert reader.rendered == []


def test_an_answer_that_arrives_while_watched_is_told_of(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url=URL))
    answers.show_tab(tab)
    seen: list[object] = []
    answers.state_changed.connect(seen.append)

    send_again(desk, qtbot, tab, *ended_with(read_of(b"{}")))

    assert seen[-1] == tab.state
    assert answers.rendering == PRETTY


def test_another_view_is_rendered_and_told_of(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, reader: FakeReader
) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}"))))

    answers.choose_view("raw")

    assert answers.view == "raw"
    qtbot.waitUntil(lambda: answers.rendering == TextRendering(b"raw of {}"))


def test_no_rendering_of_the_earlier_view_is_shown_under_the_new_one(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, reader: FakeReader
) -> None:
    reader.gate.clear()
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}"))))

    answers.choose_view("raw")

    assert answers.rendering is None
    reader.gate.set()
    qtbot.waitUntil(lambda: answers.rendering is not None)


def test_a_rendering_that_comes_too_late_is_dropped(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, reader: FakeReader
) -> None:
    reader.gate.clear()
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}"))))
    answers.choose_view("raw")

    answers.choose_view("pretty")

    reader.gate.set()
    qtbot.waitUntil(lambda: desk.background.is_idle)
    assert answers.rendering == PRETTY


def test_a_rendering_for_a_request_that_went_to_the_back_is_dropped(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, reader: FakeReader
) -> None:
    reader.gate.clear()
    first = tab_after(desk, qtbot, *ended_with(read_of(b"first")))
    second = tab_after(desk, qtbot, *ended_with(read_of(b"second")))
    answers.show_tab(first)
    answers.choose_view("raw")

    answers.show_tab(second)

    reader.gate.set()
    qtbot.waitUntil(lambda: desk.background.is_idle)
    assert (answers.view, answers.rendering) == ("pretty", PRETTY)


def test_each_request_remembers_its_view(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    first = tab_after(desk, qtbot, *ended_with(read_of(b"1")))
    second = tab_after(desk, qtbot, *ended_with(read_of(b"2")))
    answers.show_tab(first)
    answers.choose_view("raw")
    answers.show_tab(second)

    answers.show_tab(first)

    assert answers.view == "raw"
    qtbot.waitUntil(lambda: answers.rendering == TextRendering(b"raw of 1"))


def test_a_view_that_nobody_knows_is_passed_over(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    tab = tab_after(desk, qtbot, *ended_with(read_of(b"1")))
    tab.set_look(Look(view="../../etc"))

    answers.show_tab(tab)

    assert answers.view in VIEWS


def test_every_viewer_is_a_view_that_is_known() -> None:
    assert {viewer.name for viewer in Registry[Viewer].discover(viewers)} <= VIEWS


def test_a_chosen_view_also_shows_the_next_answer(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    tab = tab_after(desk, qtbot, *ended_with(read_of(b"old")))
    answers.show_tab(tab)
    answers.choose_view("raw")

    send_again(desk, qtbot, tab, *ended_with(read_of(b"new")))

    qtbot.waitUntil(lambda: answers.rendering == TextRendering(b"raw of new"))


def test_a_view_that_cannot_be_rendered_is_told_of(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, reader: FakeReader
) -> None:
    trouble = reader.troubles["raw"] = FormatTrouble(Message("It cannot be read"))
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}"))))

    with qtbot.waitSignal(answers.failed) as told:
        answers.choose_view("raw")

    assert told.args == [trouble]


def test_a_view_that_failed_is_rendered_anew_when_it_is_chosen_again(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, reader: FakeReader
) -> None:
    reader.troubles["raw"] = FormatTrouble(Message("It cannot be read"))
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}"))))
    with qtbot.waitSignal(answers.failed):
        answers.choose_view("raw")
    del reader.troubles["raw"]

    answers.choose_view("raw")

    qtbot.waitUntil(lambda: answers.rendering == TextRendering(b"raw of {}"))


def test_a_view_that_failed_is_not_tried_at_every_step_of_the_next_exchange(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, reader: FakeReader
) -> None:
    reader.troubles["raw"] = FormatTrouble(Message("It cannot be read"))
    tab = tab_after(desk, qtbot, *ended_with(read_of(b"{}")))
    answers.show_tab(tab)
    with qtbot.waitSignal(answers.failed):
        answers.choose_view("raw")

    send_again(desk, qtbot, tab, failed(FailureKind.DNS))

    qtbot.waitUntil(lambda: desk.background.is_idle)
    assert reader.rendered == ["raw"]


def test_the_timeline_needs_no_rendering(desk: Any, qtbot: QtBot, answers: ResponseDesk, reader: FakeReader) -> None:
    head = HeadReceived(0.1, 200, "OK", "HTTP/1.1", HeaderList(), 0.05)
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}"), head)))

    answers.choose_view(TIMELINE)

    assert answers.rendering is None
    assert reader.rendered == []
    assert [type(event) for event in answers.events] == [HeadReceived, Finished]


def test_an_exchange_without_an_answer_shows_its_timeline(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    answers.show_tab(tab_after(desk, qtbot, failed(FailureKind.DNS)))

    assert answers.view == TIMELINE


def test_the_earlier_answer_is_stale_while_the_next_is_awaited(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    tab = tab_after(desk, qtbot, *ended_with(read_of(b"{}")))
    answers.show_tab(tab)
    gate = threading.Event()
    desk.sender.wait = gate.wait

    tab.send()

    assert answers.is_stale
    assert answers.rendering == PRETTY
    gate.set()
    qtbot.waitUntil(lambda: desk.runner.running == 0)
    assert not answers.is_stale


def test_a_request_at_the_back_is_no_longer_followed(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    back = desk.workspace.new_tab(RequestDraft(url=URL))
    front = desk.workspace.new_tab(RequestDraft(url=URL))
    answers.show_tab(back)
    answers.show_tab(front)
    seen: list[object] = []
    answers.state_changed.connect(seen.append)

    send_again(desk, qtbot, back, *ended_with(read_of(b"{}")))

    assert seen == []
    assert answers.shown is None


def test_a_welcome_answer_comes_without_advice(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}"))))

    assert answers.advice is None


def test_an_expired_token_is_recognised_by_the_body(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    body = b'{"error_code":"APIG.0307","error_msg":"The token must be updated."}'

    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(body, status=401))))

    assert answers.advice is not None
    assert answers.advice.title == Message("The token has expired")


def test_the_path_that_does_not_exist_is_named(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"", status=404))))

    assert answers.advice is not None
    assert "/v1/infers/flowers" in answers.advice.text.filled()


def test_the_whole_size_is_named_though_the_service_refused_it_half_way(
    desk: Any, qtbot: QtBot, answers: ResponseDesk
) -> None:
    upload = UploadProgress(0.1, 1_000_000, 15_300_000)

    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"", status=413), upload)))

    assert answers.advice is not None
    assert answers.advice.text.filled().startswith("15.3 MB was sent.")


def test_why_a_service_refused_is_read_in_the_charset_of_its_answer(
    desk: Any, qtbot: QtBot, answers: ResponseDesk
) -> None:
    body = '{"error_code":"APIG.0307","error_msg":"The token must be updated."}'.encode("utf-16")

    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(body, status=401, charset="utf-16"))))

    assert answers.advice is not None
    assert answers.advice.title == Message("The token has expired")


def test_the_size_of_a_file_that_was_too_large_is_named(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    upload = UploadProgress(0.1, 15_300_000, 15_300_000)

    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"", status=413), upload)))

    assert answers.advice is not None
    assert answers.advice.text.filled().startswith("15.3 MB was sent.")


@pytest.mark.parametrize(
    ("url", "is_offered"),
    [
        ("http://127.0.0.1:8787/v1", True),
        ("http://localhost:8787/v1", True),
        ("http://[::1]:8787/v1", True),
        ("http://modelarts.example/v1", False),
        ("http://localhost.example/v1", False),
    ],
)
def test_the_sample_service_is_offered_where_this_computer_refused(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, url: str, is_offered: bool
) -> None:
    answers.show_tab(tab_after(desk, qtbot, failed(FailureKind.REFUSED), url=url))

    assert answers.advice is not None
    assert (Remedy.START_SAMPLE in answers.advice.remedies) is is_offered


def tick(answers: ResponseDesk, times: int = 1) -> None:
    (timer,) = answers.findChildren(QTimer)
    for _ in range(times):
        timer.timeout.emit()


def test_a_request_is_sent_again_when_the_wait_is_over(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    tab = tab_after(desk, qtbot, *ended_with(read_of(b"{}", status=429)))
    answers.show_tab(tab)
    answers.send_later(2.4)
    assert answers.waiting == 3

    tick(answers, 2)
    assert (answers.waiting, len(desk.sender.sent)) == (1, 1)
    tick(answers)

    assert answers.waiting == 0
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED and desk.runner.running == 0)
    assert len(desk.sender.sent) == 2


def test_a_wait_that_is_cancelled_sends_nothing(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}", status=429))))
    answers.send_later(7)

    with qtbot.waitSignal(answers.waiting_changed):
        answers.cancel_waiting()

    (timer,) = answers.findChildren(QTimer)
    assert (answers.waiting, timer.isActive(), len(desk.sender.sent)) == (0, False, 1)


def test_a_request_sent_by_hand_is_not_waited_for(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    tab = tab_after(desk, qtbot, *ended_with(read_of(b"{}", status=429)))
    answers.show_tab(tab)
    answers.send_later(7)

    send_again(desk, qtbot, tab, *ended_with(read_of(b"{}")))

    assert answers.waiting == 0


def test_nothing_is_sent_behind_the_back_of_who_left(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}", status=429))))
    answers.send_later(7)

    answers.show_tab(desk.workspace.new_tab(RequestDraft(url=URL)))

    assert answers.waiting == 0


def test_a_stopped_exchange_needs_no_advice(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    gate = threading.Event()
    desk.sender.wait = gate.wait
    tab = desk.workspace.new_tab(RequestDraft(url=URL))
    answers.show_tab(tab)
    tab.send()

    tab.stop()

    assert answers.advice is None
    gate.set()
    qtbot.waitUntil(lambda: desk.runner.running == 0)


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ('{"名":"玫瑰"}'.encode(), "utf-8", '{"名":"玫瑰"}'),
        ("naïve".encode("latin-1"), "latin-1", "naïve"),
        ("\ufeffrose".encode(), "utf-8-sig", "rose"),
        (b"rose \xff", "utf-8", "rose \ufffd"),
        (b"", "utf-8", ""),
    ],
)
def test_the_body_is_copied_in_its_charset(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, content: bytes, charset: str, text: str
) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(content, charset=charset))))

    assert answers.can_copy
    assert answers.copied_text() == text


def test_what_is_copied_is_the_body_and_not_the_view(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    read = read_of(b'{"a":1}', rendering=FieldsRendering(HeaderList.of([("A", "1")])))

    answers.show_tab(tab_after(desk, qtbot, *ended_with(read)))

    assert answers.copied_text() == '{"a":1}'


def test_a_body_too_large_for_the_clipboard_is_told_of(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(bytes(64_000_001)))))

    with qtbot.waitSignal(answers.told) as told:
        copied = answers.copied_text()

    assert copied is None
    assert "too large for the clipboard" in told.args[0].filled()


def test_a_body_that_is_no_text_is_not_copied_as_one(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"\x89PNG\r\n\x1a\n\x00\x00"))))

    with qtbot.waitSignal(answers.told) as told:
        copied = answers.copied_text()

    assert copied is None
    assert "not text" in told.args[0].filled()


def test_the_body_is_saved_byte_by_byte(desk: Any, qtbot: QtBot, answers: ResponseDesk, disk: FakeDisk) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"\x89PNG\x00\xff"))))

    with qtbot.waitSignal(answers.told) as told:
        answers.save("/downloads/rose.png")

    assert disk.files == {"/downloads/rose.png": b"\x89PNG\x00\xff"}
    assert "/downloads/rose.png" in told.args[0].filled()


def test_a_body_that_cannot_be_saved_is_told_of(desk: Any, qtbot: QtBot, answers: ResponseDesk, disk: FakeDisk) -> None:
    disk.trouble = FileTrouble("/full/rose.png", Message("The disk is full"))
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"rose"))))

    with qtbot.waitSignal(answers.failed) as told, qtbot.assertNotEmitted(answers.told):
        answers.save("/full/rose.png")

    assert told.args == [disk.trouble]


def test_without_an_answer_nothing_is_copied_or_saved(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, disk: FakeDisk
) -> None:
    answers.show_tab(tab_after(desk, qtbot, failed(FailureKind.DNS)))

    answers.save("/downloads/nothing")

    assert desk.background.is_idle
    assert answers.copied_text() is None
    assert disk.files == {}


PACKED = Response(200, headers=HeaderList.of([("Content-Encoding", "gzip")]), body=StoredBody(6, b"packed"), url=URL)
CUT = Read(Answer(PACKED, b"some", "text/plain", stopped_at=1 << 20), "pretty", PRETTY)


def test_more_is_unpacked_without_sending_again_and_allowed_from_then_on(
    desk: Any, qtbot: QtBot, answers: ResponseDesk, reader: FakeReader
) -> None:
    tab = tab_after(desk, qtbot, *ended_with(CUT))
    answers.show_tab(tab)
    advice = answers.advice

    with qtbot.waitSignal(tab.state_changed):
        answers.unpack_more()

    assert advice is not None
    assert advice.remedies == (Remedy.UNPACK_MORE,)
    assert str(advice.title) == "The answer was unpacked up to 1 MB only"
    assert (reader.limits, len(desk.sender.sent)) == ([4 << 20], 1)
    assert answers.copied_text() == "more of it"
    assert answers.advice is None
    assert tab.draft.settings.largest_unpacked == 4 << 20


def test_another_reading_of_an_answer_that_is_gone_is_dropped(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    tab = tab_after(desk, qtbot, *ended_with(read_of(b"{}")))
    answers.show_tab(tab)

    tab.read_again(read_again(PACKED, b"late"))

    assert answers.copied_text() == "{}"


def test_the_bytes_as_received_are_saved(desk: Any, qtbot: QtBot, answers: ResponseDesk, disk: FakeDisk) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(CUT)))

    with qtbot.waitSignal(answers.told):
        answers.save_as_received("/somewhere/a.gz")

    assert answers.packed_as == "gzip"
    assert disk.files == {"/somewhere/a.gz": b"packed"}


def test_what_came_as_it_is_shown_was_not_packed(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}"))))

    assert answers.packed_as == ""


def test_the_answer_tells_who_gave_it(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    read = read_of(b'{"error_code": "ModelArts.4203"}', status=400)

    answers.show_tab(tab_after(desk, qtbot, *ended_with(read)))

    assert answers.answered is not None
    assert (answers.answered.layer, answers.answered.code) == (Layer.PLATFORM, "ModelArts.4203")
    assert str(answers.rungs[-1].title) == "Refused by ModelArts"


def test_without_an_answer_nobody_gave_one(desk: Any, qtbot: QtBot, answers: ResponseDesk) -> None:
    answers.show_tab(tab_after(desk, qtbot, failed(FailureKind.REFUSED)))

    assert answers.answered is None
    assert [rung.state for rung in answers.rungs if rung.step is Step.CONNECTION] == [State.FAILED]


# Charsets and texts that grow ----------------------------------------------------------------------------------------


class GrowingText:
    """Says when it is run and paused."""

    def __init__(self) -> None:
        self.now = Grown(b"[")
        self.heard: list[str] = []

    def run(self) -> None:
        self.heard.append("run")

    def pause(self) -> None:
        self.heard.append("pause")


def test_another_charset_is_rendered_anew_and_remembered_for_the_request(
    desk: Any, answers: ResponseDesk, reader: FakeReader, qtbot: QtBot
) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"rose"))))

    answers.choose_charset("iso8859-1")
    qtbot.waitUntil(lambda: reader.rendered == ["pretty"])

    assert (answers.charset_found, answers.charset_chosen) == ("utf-8", "iso8859-1")


def test_the_charset_that_was_found_shows_what_was_there_before(
    desk: Any, answers: ResponseDesk, reader: FakeReader, qtbot: QtBot
) -> None:
    answers.show_tab(tab_after(desk, qtbot, *ended_with(read_of(b"{}"))))
    answers.choose_charset("cp1252")
    qtbot.waitUntil(lambda: answers.rendering is not None)

    answers.choose_charset("")

    assert answers.rendering is PRETTY


def test_a_text_that_grows_goes_on_while_it_is_in_front(desk: Any, answers: ResponseDesk, qtbot: QtBot) -> None:
    growing = GrowingText()
    rendering = TextRendering(b"[", "json", growing=growing)
    tab, other = tab_after(desk, qtbot, *ended_with(read_of(b"[]", rendering=rendering))), desk.workspace.new_tab()

    answers.show_tab(tab)
    qtbot.waitUntil(lambda: growing.heard == ["run"])
    answers.show_tab(other)
    answers.show_tab(tab)

    qtbot.waitUntil(lambda: growing.heard == ["run", "pause", "run"])
