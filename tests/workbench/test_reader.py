"""From a response as received to what the views show."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelpost import viewers
from modelpost.core.failures import FileTrouble
from modelpost.core.headers import HeaderList
from modelpost.core.registry import Registry
from modelpost.core.response import Response, StoredBody
from modelpost.net.decode import decoded
from modelpost.store.spools import BodySpools
from modelpost.viewers.api import FieldsRendering, PictureRendering, TextRendering
from modelpost.workbench.reader import ResponseReader

JSON = b'{"predicted_label":"rose"}'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(30)
UNEVEN = bytes(number * number % 251 for number in range(50_000))


@pytest.fixture
def spools(tmp_path: Path) -> Iterator[BodySpools]:
    spools = BodySpools(tmp_path / "spools", in_memory_up_to=10_000)
    yield spools
    spools.close()


@pytest.fixture
def reader(spools: BodySpools) -> ResponseReader:
    return ResponseReader(spools, decoded, Registry.discover(viewers))


def response(content: bytes, content_type: str = "", *codings: str) -> Response:
    pairs = [("Content-Type", content_type)] if content_type else []
    pairs += [("Content-Encoding", coding) for coding in codings]
    return Response(200, headers=HeaderList.of(pairs), body=StoredBody(len(content), content))


@pytest.mark.parametrize(
    ("content", "content_type", "media_type", "view"),
    [
        (JSON, "application/json", "application/json", "pretty"),
        (JSON, "application/json; charset=utf-8", "application/json", "pretty"),
        (JSON, "Application/JSON", "application/json", "pretty"),
        (JSON, "", "application/json", "pretty"),
        (JSON, "text/plain", "application/json", "pretty"),
        (JSON, "application/octet-stream", "application/json", "pretty"),
        (PNG, "image/png", "image/png", "preview"),
        (PNG, "application/octet-stream", "image/png", "preview"),
        (PNG, "", "image/png", "preview"),
        (b"<!DOCTYPE html><p>Bad gateway", "", "text/html", "pretty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "text/plain", "image/svg+xml", "preview"),
        (b"rose\n", "", "text/plain", "pretty"),
        (b"\0\1\2\3", "", "application/octet-stream", "raw"),
        (JSON, "not a media type", "application/json", "pretty"),
    ],
)
def test_the_bytes_decide_where_the_header_is_no_help(
    reader: ResponseReader, content: bytes, content_type: str, media_type: str, view: str
) -> None:
    answer = reader.read(response(content, content_type))

    assert answer.media_type == media_type
    assert reader.best_view(answer) == view


def test_a_header_that_lies_is_told_of(reader: ResponseReader) -> None:
    answer = reader.read(response(PNG, "application/json"))

    assert (answer.media_type, answer.declared_type) == ("image/png", "application/json")
    assert answer.note is not None
    assert "application/json" in answer.note.filled()
    assert "image/png" in answer.note.filled()


@pytest.mark.parametrize("content_type", ["application/json", "application/json;charset=utf-8", ""])
def test_a_header_that_does_not_lie_is_not_told_of(reader: ResponseReader, content_type: str) -> None:
    assert reader.read(response(JSON, content_type)).note is None


def test_an_empty_body_does_not_make_its_header_a_lie(reader: ResponseReader) -> None:
    answer = reader.read(response(b"", "application/octet-stream", "gzip"))

    assert len(answer.content) == 0
    assert answer.note is None


@pytest.mark.parametrize(
    ("content", "codings"),
    [
        (JSON, ()),
        (JSON, ("identity",)),
        (gzip.compress(JSON), ("gzip",)),
        (gzip.compress(JSON), ("GZIP",)),
        (zlib.compress(JSON), ("deflate",)),
        (zlib.compress(JSON)[2:-4], ("deflate",)),
        (zlib.compress(gzip.compress(JSON)), ("gzip, deflate",)),
        (zlib.compress(gzip.compress(JSON)), ("gzip", "deflate")),
    ],
    ids=["none", "identity", "gzip", "case", "deflate", "bare deflate", "two in one line", "two in two lines"],
)
def test_content_codings_are_undone(reader: ResponseReader, content: bytes, codings: tuple[str, ...]) -> None:
    answer = reader.read(response(content, "application/json", *codings))

    assert bytes(answer.content) == JSON
    assert answer.media_type == "application/json"
    assert answer.note is None


@pytest.mark.parametrize("coding", ["identity", "none", ""])
def test_a_coding_that_does_nothing_is_none(reader: ResponseReader, coding: str) -> None:
    answer = reader.read(response(JSON, "application/json", coding))

    assert (bytes(answer.content), answer.note) == (JSON, None)


def test_a_large_body_is_decoded_on_disk(reader: ResponseReader, spools: BodySpools) -> None:
    packed = spools.keep([gzip.compress(UNEVEN)])
    fields = HeaderList.of([("Content-Encoding", "gzip")])

    answer = reader.read(Response(200, headers=fields, body=packed))

    assert isinstance(answer.content, memoryview)
    assert bytes(answer.content) == UNEVEN


def test_what_came_before_the_damage_is_shown(reader: ResponseReader) -> None:
    cut = gzip.compress(UNEVEN)[:-200]

    answer = reader.read(response(cut, "application/octet-stream", "gzip"))

    assert len(answer.content) > 1_000
    assert UNEVEN.startswith(bytes(answer.content))
    assert answer.note is not None
    assert "damaged or cut short" in answer.note.filled()


def test_damage_is_told_of_rather_than_a_header_that_lies(reader: ResponseReader) -> None:
    cut = gzip.compress(PNG + UNEVEN)[:-200]

    answer = reader.read(response(cut, "application/json", "gzip"))

    assert answer.media_type == "image/png"
    assert answer.note is not None
    assert "damaged or cut short" in answer.note.filled()


def test_a_body_packed_in_a_way_nobody_knows_here_says_what_to_do_and_is_kept_as_received(
    reader: ResponseReader,
) -> None:
    packed = b"\x0b\x02\x80rose\x03\x00\xff"

    answer = reader.read(response(packed, "application/json", "compress"))

    assert answer.note is not None
    assert "Send Accept-Encoding: gzip" in answer.note.filled()
    assert bytes(answer.content) == packed
    assert (answer.media_type, reader.best_view(answer)) == ("application/octet-stream", "raw")


def test_what_to_do_about_damage_is_told_too(reader: ResponseReader) -> None:
    answer = reader.read(response(gzip.compress(UNEVEN)[:-200], "application/octet-stream", "gzip"))

    assert answer.note is not None
    assert "The bytes as received can be saved." in answer.note.filled()


def test_a_body_that_is_packed_in_name_only_is_shown(reader: ResponseReader) -> None:
    answer = reader.read(response(JSON, "application/json", "gzip"))

    assert bytes(answer.content) == JSON
    assert (answer.media_type, reader.best_view(answer)) == ("application/json", "pretty")


@pytest.mark.parametrize(
    ("text", "charset", "content_type"),
    [
        ("rosé", "latin-1", "text/plain"),
        ("é", "latin-1", "text/plain"),
        ("été à l'île, où ça gèle", "latin-1", "text/plain"),
        ("éàèùçéàèùç", "latin-1", "text/plain; charset=iso-8859-1"),
        ("玫瑰玫瑰玫瑰玫瑰玫瑰玫瑰", "gbk", "text/plain; charset=GBK"),
        ("rose", "utf-16-le", "text/plain; charset=utf-16le"),
    ],
)
def test_a_short_text_in_an_older_charset_is_text(
    reader: ResponseReader, text: str, charset: str, content_type: str
) -> None:
    answer = reader.read(response(text.encode(charset), content_type))

    assert bytes(answer.content).decode(answer.charset) == text
    assert (answer.media_type, answer.note) == ("text/plain", None)


def test_json_in_an_older_charset_is_json(reader: ResponseReader) -> None:
    content = '{"名":"玫瑰玫瑰玫瑰玫瑰玫瑰"}'.encode("gbk")

    assert reader.read(response(content, "text/plain; charset=gbk")).media_type == "application/json"


def test_json_that_is_not_utf_8_is_shown_with_the_place_where_it_breaks(reader: ResponseReader) -> None:
    answer = reader.read(response(b'{"name": "caf\xe9 de la place"}', "application/json"))

    rendering = reader.render(answer, "pretty")

    assert isinstance(rendering, TextRendering)
    assert rendering.fault is not None
    assert bytes(rendering.content)[rendering.fault.offset :].startswith(b"\xe9")


def test_bytes_that_are_sent_as_text_are_told_of(reader: ResponseReader) -> None:
    answer = reader.read(response(bytes(range(256)), "text/plain"))

    assert answer.media_type == "application/octet-stream"
    assert answer.note is not None


@pytest.mark.parametrize(("coding", "content"), [("br", b"\x0b\x02\x80rose\x03"), ("gzip", b"not packed at all")])
def test_a_body_that_cannot_be_unpacked_says_so(reader: ResponseReader, coding: str, content: bytes) -> None:
    answer = reader.read(response(content, "text/plain", coding))

    assert answer.note is not None
    assert coding in answer.note.filled()
    assert "unpacked" in answer.note.filled()


def test_the_bytes_as_received_are_at_hand(reader: ResponseReader) -> None:
    packed = gzip.compress(JSON)

    assert bytes(reader.raw(response(packed, "application/json", "gzip"))) == packed


def test_a_body_whose_file_is_gone_is_a_trouble_with_a_file(reader: ResponseReader, tmp_path: Path) -> None:
    lost = StoredBody(5, path=str(tmp_path / "lost"))

    with pytest.raises(FileTrouble):
        reader.read(Response(200, body=lost))


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        ("玫瑰".encode(), "text/plain; charset=utf-8", "玫瑰"),
        ("玫瑰".encode("gbk"), "text/plain; charset=GBK", "玫瑰"),
        ("rosé wine".encode("latin-1"), "text/plain", "rosé wine"),
        ("\ufeff玫瑰".encode(), "text/plain; charset=gbk", "玫瑰"),
        ("玫瑰".encode(), "text/plain; charset=no-such", "玫瑰"),
        ('{"名":1}'.encode("utf-16"), "application/json", '{"名":1}'),
    ],
)
def test_text_is_read_in_its_charset(reader: ResponseReader, content: bytes, content_type: str, text: str) -> None:
    answer = reader.read(response(content, content_type))

    assert bytes(answer.content).decode(answer.charset) == text


def test_each_view_renders_the_same_answer_its_own_way(reader: ResponseReader) -> None:
    answer = reader.read(response(JSON, "application/json"))

    assert reader.render(answer, "pretty") == TextRendering(b'{\n  "predicted_label": "rose"\n}', "json")
    assert reader.render(answer, "raw") == TextRendering(JSON, "text")
    assert reader.render(answer, "headers") == FieldsRendering(answer.response.headers)


def test_a_packed_picture_is_previewed_unpacked(reader: ResponseReader) -> None:
    answer = reader.read(response(gzip.compress(PNG), "image/png", "gzip"))

    assert reader.render(answer, reader.best_view(answer)) == PictureRendering(PNG, "image/png")


def test_an_answer_that_outgrows_its_limit_is_shown_as_far_as_it_may(reader: ResponseReader) -> None:
    packed = gzip.compress(b"rose " * 100_000)

    cut = reader.read(response(packed, "text/plain", "gzip"), 1 << 16)
    whole = reader.read(response(packed, "text/plain", "gzip"), 1 << 20)

    assert (cut.stopped_at, len(cut.content)) == (1 << 16, 1 << 16)
    assert cut.note is not None
    assert "grows beyond" in cut.note.filled()
    assert (whole.stopped_at, len(whole.content), whole.note) == (0, 500_000, None)
