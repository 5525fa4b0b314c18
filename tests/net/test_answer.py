"""Reading answers from bytes, however they are cut."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.net.answer import (
    AnswerReader,
    BadAnswer,
    CutShort,
    NoAnswer,
    announced_length,
    ends_by_itself,
    parse_head,
)


def reader_of(content: bytes, cuts: list[int] | None = None) -> AnswerReader:
    """Return a reader whose bytes arrive in pieces of these sizes, over and over."""
    sizes = cuts or [1 << 30]
    position, turn = 0, 0

    def receive(size: int) -> bytes:
        nonlocal position, turn
        piece = content[position : position + min(size, sizes[turn % len(sizes)])]
        position, turn = position + len(piece), turn + 1
        return piece

    return AnswerReader(receive)


def patiently() -> None:
    """Wait for the next bytes for as long as it takes."""


def chunked(pieces: list[bytes]) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces if piece) + b"0\r\n\r\n"


cuts = st.lists(st.integers(1, 50), min_size=1, max_size=10)


@given(pieces=st.lists(st.binary(max_size=200), max_size=8), cuts=cuts)
def test_chunks_are_undone_however_they_arrive(pieces: list[bytes], cuts: list[int]) -> None:
    content = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(pieces) + b"next"
    reader = reader_of(content, cuts)

    body = b"".join(reader.body("GET", reader.head(patiently)))

    assert body == b"".join(pieces)


@given(body=st.binary(max_size=500), cuts=cuts)
def test_a_body_of_known_length_ends_there_however_it_arrives(body: bytes, cuts: list[int]) -> None:
    content = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body + b"HTTP/1.1 204 No Content\r\n\r\n"
    reader = reader_of(content, cuts)

    first = b"".join(reader.body("GET", reader.head(patiently)))
    second = reader.head(patiently)

    assert first == body
    assert second.status == 204


@given(cuts=cuts)
def test_a_head_is_read_however_it_arrives(cuts: list[int]) -> None:
    reader = reader_of(b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 404 Not There\r\nX: y\r\nX: z\r\n\r\n", cuts)

    head = reader.head(patiently)

    assert (head.status, head.reason, head.version) == (404, "Not There", "HTTP/1.1")
    assert head.headers.all("x") == ("y", "z")


@given(content=st.binary(max_size=300), cuts=cuts)
def test_no_bytes_whatsoever_bring_the_reader_down(content: bytes, cuts: list[int]) -> None:
    reader = reader_of(b"HTTP/1.1 200 OK\r\n" + content, cuts)

    try:
        for _ in reader.body("GET", reader.head(patiently)):
            pass
    except (BadAnswer, CutShort, NoAnswer):
        pass


def test_chunks_that_arrive_together_are_handed_over_together() -> None:
    reader = reader_of(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked([b"a", b"b", b"c"]))

    assert list(reader.body("GET", reader.head(patiently))) == [b"abc"]


def test_a_chunk_is_handed_over_before_the_next_one_is_waited_for() -> Any:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    arriving = iter([head + b"1\r\na\r\n", b"1\r\nb\r\n", b"0\r\n\r\n"])
    waits = []

    def receive(size: int) -> bytes:
        waits.append(size)
        return next(arriving)

    reader = AnswerReader(receive)

    first = next(reader.body("GET", reader.head(patiently)))

    assert first == b"a"
    assert len(waits) == 1


def test_lines_may_end_without_a_carriage_return() -> None:
    reader = reader_of(b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n")

    assert b"".join(reader.body("GET", reader.head(patiently))) == b"abc"


def test_folded_lines_are_joined() -> None:
    head = parse_head(b"HTTP/1.1 200 OK\r\nX-Long: one\r\n  two\r\n\tthree\r\nY: z")

    assert head.headers.first("X-Long") == "one two three"
    assert head.headers.first("Y") == "z"


def test_the_reason_may_be_missing() -> None:
    assert parse_head(b"HTTP/1.1 200").reason == ""


def test_header_values_are_utf8_or_else_latin_1() -> None:
    head = parse_head("HTTP/1.1 200 OK\r\nA: 花".encode() + b"\r\nB: caf\xe9")

    assert (head.headers.first("A"), head.headers.first("B")) == ("花", "café")


@pytest.mark.parametrize(
    ("method", "head", "length"),
    [
        ("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 5", 5),
        ("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5", 5),
        ("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5", 5),
        ("GET", b"HTTP/1.1 200 OK", None),
        ("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", None),
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 5", 0),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5", 0),
        ("GET", b"HTTP/1.1 204 No Content", 0),
        ("GET", b"HTTP/1.1 101 Switching Protocols", 0),
    ],
)
def test_the_length_of_a_body_follows_from_the_head(method: str, head: bytes, length: int | None) -> None:
    assert announced_length(method, parse_head(head)) == length


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"HTTP/1.1 200 OK", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0", True),
    ],
)
def test_some_bodies_end_only_with_the_connection(head: bytes, expected: bool) -> None:
    assert ends_by_itself("GET", parse_head(head)) == expected


def test_an_endless_trailer_is_given_up() -> None:
    reader = reader_of(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 100_000)

    with pytest.raises(BadAnswer):
        list(reader.body("GET", reader.head(patiently)))
