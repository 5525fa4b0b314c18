"""A text is looked into by a process of its own."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.text import Message
from modelpost.workbench import path_desk
from modelpost.workbench.path_desk import PathDesk

TEXT = json.dumps(
    {"rows": [{"n": number, "花": "玫瑰"} for number in range(3000)]}, indent=2, ensure_ascii=False
).encode()
COMMAND = (sys.executable, "-m", "modelpost", "json-paths")


@pytest.fixture
def desk(qtbot: QtBot, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PathDesk]:
    monkeypatch.setenv("PYTHONPATH", str(repository / "app"))
    desk = PathDesk(COMMAND)
    yield desk
    desk.end()


def _settled(qtbot: QtBot, desk: PathDesk) -> None:
    qtbot.waitUntil(lambda: not desk.looked.is_searching, timeout=20_000)


def test_a_path_is_counted_and_its_places_are_told(desk: PathDesk, qtbot: QtBot) -> None:
    desk.look_into(memoryview(TEXT), "utf-8")

    desk.ask("$.rows[1:3].花")
    _settled(qtbot, desk)

    assert [(place.path, place.preview) for place in desk.looked.places] == [
        ('$.rows[1]["花"]', '"玫瑰"'),
        ('$.rows[2]["花"]', '"玫瑰"'),
    ]
    assert TEXT[desk.looked.places[0].start : desk.looked.places[0].end].decode() == '"玫瑰"'


def test_the_last_question_is_the_one_that_is_answered(desk: PathDesk, qtbot: QtBot) -> None:
    desk.look_into(TEXT, "utf-8")
    desk.ask("$..n")
    _settled(qtbot, desk)

    desk.ask("$.rows[7].n")
    _settled(qtbot, desk)

    assert (desk.looked.total, desk.looked.places[0].preview) == (1, "7")


def test_names_of_the_document_complete_a_path(desk: PathDesk, qtbot: QtBot) -> None:
    desk.look_into(TEXT, "utf-8")

    desk.ask("$.rows[0].")

    qtbot.waitUntil(lambda: desk.completions == ("$.rows[0].n", '$.rows[0]["花"]'), timeout=20_000)


def test_what_is_no_path_is_told(desk: PathDesk, qtbot: QtBot) -> None:
    desk.look_into(TEXT, "utf-8")

    desk.ask("$[")
    _settled(qtbot, desk)

    assert desk.looked.trouble == Message("This is not a JSONPath: {reason}", reason="unexpected end of query")


def test_what_is_no_json_is_told(desk: PathDesk, qtbot: QtBot) -> None:
    desk.look_into(b"<p>", "utf-8")

    qtbot.waitUntil(lambda: desk.looked.trouble == Message("This text is not JSON"), timeout=20_000)


def test_what_is_too_large_is_told_at_once(desk: PathDesk) -> None:
    desk.look_into(bytes(path_desk.LARGEST + 1), "utf-8")

    assert desk.looked.trouble == Message("Texts of more than {size} MB are not looked into", size=64)


def test_a_helper_that_cannot_start_is_told(qtbot: QtBot) -> None:
    desk = PathDesk(("/no/such/program",))

    desk.look_into(TEXT, "utf-8")

    qtbot.waitUntil(lambda: desk.looked.trouble is not None)
