"""A text that is laid out into a file and read from there while it grows."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelpost import viewers
from modelpost.core.failures import FileTrouble
from modelpost.core.headers import HeaderList
from modelpost.core.registry import Registry
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.documents.json_layout import format_json
from modelpost.documents.json_pieces import JsonPieces
from modelpost.net.decode import decoded
from modelpost.store.growing import GrowingFile
from modelpost.store.spools import BodySpools
from modelpost.viewers.api import TextRendering
from modelpost.workbench.laid_out import LaidOut
from modelpost.workbench.reader import ResponseReader

LARGE = json.dumps([{"id": number, "label": "rose", "box": [1, 2.5]} for number in range(60_000)]).encode()


@pytest.fixture
def spools(tmp_path: Path) -> Iterator[BodySpools]:
    spools = BodySpools(tmp_path / "spools")
    yield spools
    spools.close()


class FullDisk:
    """Takes so many bytes, and no more."""

    def __init__(self, room: int) -> None:
        self.written = b""
        self._room = room

    def write(self, chunk: bytes | memoryview) -> None:
        if len(self.written) + len(chunk) > self._room:
            raise FileTrouble("spool", Message("The disk is full"))
        self.written += chunk

    def mapped(self) -> bytes:
        return self.written


def test_the_first_screen_is_there_before_anybody_runs_it(spools: BodySpools) -> None:
    growing = LaidOut(JsonPieces(LARGE), LARGE, spools.grow)

    assert not growing.now.is_complete
    assert bytes(growing.now.content[:20]) == b'[\n  {\n    "id": 0,\n '


def test_run_goes_on_to_the_end(spools: BodySpools) -> None:
    growing = LaidOut(JsonPieces(LARGE), LARGE, spools.grow)

    growing.run()

    assert growing.now.is_complete
    assert bytes(growing.now.content) == format_json(LARGE)


def test_what_was_shown_stays_as_it_was_while_the_text_grows(spools: BodySpools) -> None:
    growing = LaidOut(JsonPieces(LARGE), LARGE, spools.grow)
    first = growing.now.content
    copy = bytes(first)

    growing.run()

    assert bytes(first) == copy
    assert bytes(growing.now.content).startswith(copy)


def test_a_paused_layout_goes_on_where_it_was(spools: BodySpools) -> None:
    growing = LaidOut(JsonPieces(LARGE), LARGE, spools.grow)
    growing.pause()

    growing.run()

    assert bytes(growing.now.content) == format_json(LARGE)


def test_a_mistake_far_inside_shows_the_text_as_it_was_received(spools: BodySpools) -> None:
    broken = LARGE[:-1] + b",]"
    growing = LaidOut(JsonPieces(broken), broken, spools.grow)

    growing.run()

    assert growing.now.is_other
    assert growing.now.content is broken
    assert growing.now.fault is not None
    assert growing.now.fault.offset == len(broken) - 1


def test_a_full_disk_shows_the_text_as_it_was_received_and_is_told() -> None:
    growing = LaidOut(JsonPieces(LARGE), LARGE, lambda: FullDisk(600_000))

    with pytest.raises(FileTrouble):
        growing.run()

    assert growing.now.is_complete
    assert growing.now.content is LARGE


def test_the_file_goes_when_nobody_holds_the_text_any_more(spools: BodySpools, tmp_path: Path) -> None:
    growing = LaidOut(JsonPieces(LARGE), LARGE, spools.grow)
    growing.run()

    del growing
    spools.create()

    assert list((tmp_path / "spools").glob("run-*/body-*")) == []


def test_the_reader_begins_a_large_answer(spools: BodySpools) -> None:
    reader = ResponseReader(spools, decoded, Registry.discover(viewers))
    body = spools.keep([LARGE])
    answer = reader.read(Response(200, headers=HeaderList.of([("Content-Type", "application/json")]), body=body))

    rendering = reader.render(answer, "pretty")

    assert isinstance(rendering, TextRendering)
    assert rendering.growing is not None
    assert bytes(rendering.content[:6]) == b"[\n  {\n"


def test_the_reader_shows_what_was_received_where_no_file_can_be_made(spools: BodySpools) -> None:
    class NoRoom(BodySpools):
        def grow(self) -> GrowingFile:
            raise FileTrouble("spool", Message("The disk is full"), Message("Make room."))

    reader = ResponseReader(NoRoom(Path("/nowhere")), decoded, Registry.discover(viewers))
    body = spools.keep([LARGE])
    answer = reader.read(Response(200, headers=HeaderList.of([("Content-Type", "application/json")]), body=body))

    rendering = reader.render(answer, "pretty")

    assert isinstance(rendering, TextRendering)
    assert rendering.content is answer.content
    assert rendering.note is not None
    assert rendering.note.filled() == "The disk is full. Make room."
