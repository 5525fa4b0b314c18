"""An answer in other forms and in other programs."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.failures import ModelpostError
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response
from modelpost.viewers.api import Answer
from modelpost.workbench.background import Background
from modelpost.workbench.takeaway import Takeaway


class Disk:
    """Keeps what is saved, and which files are opened."""

    def __init__(self) -> None:
        self.saved: dict[str, bytes] = {}
        self.opened: list[str] = []
        self.has_program = True

    def save(self, path: str, content: object) -> None:
        self.saved[path] = bytes(content)  # type: ignore[call-overload]  # a buffer

    def open(self, path: str) -> bool:
        self.opened.append(path)
        return self.has_program


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def takeaway(qtbot: QtBot, disk: Disk) -> Iterator[Takeaway]:
    del qtbot
    background = Background()
    made = Takeaway(background, disk.save, disk.open, background)
    yield made
    background.close()


def _answer(content: bytes, media_type: str = "application/json", disposition: str = "") -> Answer:
    headers = HeaderList.of([("Content-Disposition", disposition)] if disposition else [])
    return Answer(Response(200, headers=headers), content, media_type)


def test_json_is_copied_laid_out_to_the_digit(takeaway: Takeaway, qtbot: QtBot) -> None:
    with qtbot.waitSignal(takeaway.copied) as copied:
        takeaway.copy_laid_out(_answer(b'{"b":1.10,"a":[12345678901234567890]}'))

    assert copied.args is not None
    assert copied.args[0] == '{\n  "b": 1.10,\n  "a": [\n    12345678901234567890\n  ]\n}'


@pytest.mark.parametrize(
    "document",
    [b'[{"label": "rose", "score": 0.5}]', b'{"n": [1], "found": [{"label": "rose", "score": 0.5}]}'],
    ids=["the-document", "among-its-members"],
)
def test_the_first_table_is_copied_as_csv(takeaway: Takeaway, qtbot: QtBot, document: bytes) -> None:
    with qtbot.waitSignal(takeaway.copied) as copied:
        takeaway.copy_table(_answer(document))

    assert copied.args is not None
    assert copied.args[0] == "label,score\r\nrose,0.5\r\n"


@pytest.mark.parametrize(
    "answer", [_answer(b'{"a": [1]}'), _answer(b""), _answer(b"a,b", "text/csv")], ids=["no-array", "empty", "no-json"]
)
def test_what_has_no_table_says_so(takeaway: Takeaway, qtbot: QtBot, answer: Answer) -> None:
    with qtbot.waitSignal(takeaway.failed) as failed:
        takeaway.copy_table(answer)

    assert failed.args is not None
    assert isinstance(failed.args[0], ModelpostError)


def test_json_that_breaks_is_not_copied_as_if_it_were_whole(takeaway: Takeaway, qtbot: QtBot) -> None:
    with qtbot.waitSignal(takeaway.failed):
        takeaway.copy_laid_out(_answer(b'{"a": 1,, "b"}'))


def test_an_answer_is_saved_and_opened(takeaway: Takeaway, qtbot: QtBot, disk: Disk) -> None:
    takeaway.open_elsewhere(_answer(b"%PDF-1.7", "application/pdf"), "/there/report.pdf")

    qtbot.waitUntil(lambda: disk.opened == ["/there/report.pdf"])
    assert disk.saved == {"/there/report.pdf": b"%PDF-1.7"}


def test_without_a_program_for_it_that_is_said(takeaway: Takeaway, qtbot: QtBot, disk: Disk) -> None:
    disk.has_program = False

    with qtbot.waitSignal(takeaway.told) as told:
        takeaway.open_elsewhere(_answer(b"x", "text/plain"), "/there/a.txt")

    assert told.args is not None
    assert "no program opens" in str(told.args[0])


@pytest.mark.parametrize("name", ["setup.exe", "run.sh", "app.desktop", "page.html", "drawing.svg", "noending"])
def test_what_may_run_is_saved_but_not_opened(takeaway: Takeaway, qtbot: QtBot, disk: Disk, name: str) -> None:
    with qtbot.waitSignal(takeaway.told):
        takeaway.open_elsewhere(_answer(b"x"), f"/there/{name}")

    assert (list(disk.saved), disk.opened) == ([f"/there/{name}"], [])


@pytest.mark.parametrize(
    ("media_type", "disposition", "name"),
    [
        ("application/pdf", "", "response.pdf"),
        ("audio/mpeg", "", "response.mp3"),
        ("text/html", "", "response.txt"),
        ("image/svg+xml", "", "response.txt"),
        ("text/plain", 'attachment; filename="setup.exe"', "setup.txt"),
        ("application/octet-stream", 'attachment; filename="setup.exe"', "setup.bin"),
    ],
)
def test_what_may_run_is_offered_to_other_programs_as_text(
    takeaway: Takeaway, media_type: str, disposition: str, name: str
) -> None:
    assert takeaway.name_to_open(_answer(b"x", media_type, disposition)) == name
