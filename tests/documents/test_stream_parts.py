"""Streams cut into their parts, however the network cut the bytes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.stream_parts import EventParser, LineParser, Part, PieceParser

Events = list[tuple[str, bytes, str]]


def events_of(*pieces: bytes) -> Events:
    parser = EventParser()
    parts = [part for piece in pieces for part in parser.feed(piece)] + parser.finish()
    return [(part.name, part.data, part.id) for part in parts]


def cut(content: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted({place % (len(content) + 1) for place in places}), len(content)]
    return [content[begin:end] for begin, end in pairwise(edges)]


# Server-sent events ---------------------------------------------------------------------------------------------------

WHATWG: list[tuple[str, bytes, Events]] = [
    ("the first example", b"data: YHOO\ndata: +2\ndata: 10\n\n", [("", b"YHOO\n+2\n10", "")]),
    (
        "the second example",
        b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        [("", b"first event", "1"), ("", b"second event", ""), ("", b" third event", "")],
    ),
    ("the third example", b"data\n\ndata\ndata\n\ndata:\n", [("", b"", ""), ("", b"\n", "")]),
    ("the fourth example", b"data:test\n\ndata: test\n\n", [("", b"test", ""), ("", b"test", "")]),
    ("a byte order mark", b"\xef\xbb\xbfdata: a\n\n", [("", b"a", "")]),
    ("only the first byte order mark", b"\n\xef\xbb\xbfdata: a\n\n", []),
    ("CR", b"data: a\rdata: b\r\rdata: c\r\r", [("", b"a\nb", ""), ("", b"c", "")]),
    ("CR and LF", b"data: a\r\ndata: b\r\n\r\n", [("", b"a\nb", "")]),
    ("mixed ends of lines", b"data: a\r\ndata: b\rdata: c\n\r\n", [("", b"a\nb\nc", "")]),
    ("LF alone behind CR and LF", b"data: a\r\n\ndata: b\r\n\n", [("", b"a", ""), ("", b"b", "")]),
    ("a name", b"event: add\ndata: 1\n\n", [("add", b"1", "")]),
    ("a name does not outlive its event", b"event: add\ndata: 1\n\ndata: 2\n\n", [("add", b"1", ""), ("", b"2", "")]),
    ("a name without data is no event", b"event: add\n\ndata: 2\n\n", [("", b"2", "")]),
    ("the last name counts", b"event: a\nevent: b\ndata: 1\n\n", [("b", b"1", "")]),
    ("an id outlives its event", b"id: 7\ndata: a\n\ndata: b\n\n", [("", b"a", "7"), ("", b"b", "7")]),
    ("an id with NUL is ignored", b"id: 7\ndata: a\n\nid: 8\0\ndata: b\n\n", [("", b"a", "7"), ("", b"b", "7")]),
    ("an empty id takes it back", b"id: 7\ndata: a\n\nid:\ndata: b\n\n", [("", b"a", "7"), ("", b"b", "")]),
    ("comments are passed over", b": hello\ndata: a\n:\n: data: b\n\n", [("", b"a", "")]),
    ("an unterminated event is none", b"data: a\n\ndata: b\n", [("", b"a", "")]),
    ("an unterminated line is none", b"data: a\n\ndata: b", [("", b"a", "")]),
    ("unknown fields are ignored", b"dato: a\ndatabase: x\nData: y\n data: z\ndata: b\n\n", [("", b"b", "")]),
    ("a colon within the data", b"data: a:b\n\n", [("", b"a:b", "")]),
    ("one space is taken away", b"data:  a \n\n", [("", b" a ", "")]),
    ("a tab is kept", b"data:\ta\n\n", [("", b"\ta", "")]),
    ("letters of any language", "event: é\nid: 日\ndata: 本\n\n".encode(), [("é", "本".encode(), "日")]),
    ("bad UTF-8 in a name", b"event: \xff\ndata: a\n\n", [("\ufffd", b"a", "")]),
    ("many blank lines", b"\n\n\ndata: a\n\n\n\n", [("", b"a", "")]),
    ("NUL in the data", b"data: a\0b\n\n", [("", b"a\0b", "")]),
]


@pytest.mark.parametrize(("content", "events"), [case[1:] for case in WHATWG], ids=[case[0] for case in WHATWG])
def test_events_follow_the_rules_of_whatwg(content: bytes, events: Events) -> None:
    assert events_of(content) == events


@pytest.mark.parametrize(("content", "events"), [case[1:] for case in WHATWG], ids=[case[0] for case in WHATWG])
def test_events_are_the_same_when_every_byte_comes_alone(content: bytes, events: Events) -> None:
    assert events_of(*(content[at : at + 1] for at in range(len(content)))) == events


_SOUP = st.lists(
    st.sampled_from(
        [b"data", b":", b" ", b"\r", b"\n", b"\r\n", b"id", b"event", b"retry", b"7", "é".encode(), b"\xff", b"\0"]
    ),
    max_size=60,
).map(b"".join)


@given(content=_SOUP, places=st.lists(st.integers(0, 200), max_size=12))
def test_events_are_the_same_however_their_bytes_are_cut(content: bytes, places: list[int]) -> None:
    assert events_of(*cut(content, places)) == events_of(content)


@given(content=_SOUP, places=st.lists(st.integers(0, 200), max_size=12))
def test_an_event_can_be_read_again_from_where_it_stands(content: bytes, places: list[int]) -> None:
    parser = EventParser()
    parts = [part for piece in cut(content, places) for part in parser.feed(piece)]

    again = [EventParser().feed(content[part.start : part.end])[0] for part in parts]

    assert [(part.name, part.data) for part in again] == [(part.name, part.data) for part in parts]


@given(content=st.binary(max_size=300), places=st.lists(st.integers(0, 300), max_size=8))
def test_no_bytes_bring_the_parsers_down(content: bytes, places: list[int]) -> None:
    for parser in (EventParser(), LineParser(), PieceParser()):
        for piece in cut(content, places):
            parser.feed(piece)
        parser.finish()


@pytest.mark.parametrize(
    ("line", "seconds"), [(b"retry: 2500", 2.5), (b"retry: 2.5", None), (b"retry:", None), (b"retry: -1", None)]
)
def test_the_time_before_a_reconnect_is_digits_only(line: bytes, seconds: float | None) -> None:
    parser = EventParser()

    parser.feed(line + b"\n\n")

    assert parser.retry == seconds


def test_the_id_to_reconnect_with_is_that_of_the_last_blank_line() -> None:
    parser = EventParser()

    parser.feed(b"id: 1\ndata: a\n\nid: 2\n\nid: 3\ndata: c\n")

    assert parser.last_id == "2"
    assert parser.has_unfinished


@pytest.mark.parametrize(
    ("parser", "head", "tail"), [(EventParser(1000), b"data: ", b"\n\n"), (LineParser(1000), b"", b"\n")]
)
def test_a_line_without_end_is_counted_and_not_kept(parser: EventParser | LineParser, head: bytes, tail: bytes) -> None:
    parser.feed(head)

    for _ in range(100):
        parser.feed(b"x" * 100)
    held = len(parser._lines._rest)
    (first,) = parser.feed(b"yz" + tail)
    (second,) = parser.feed(head + b"next" + tail)

    assert held == 1000
    assert (first.size, set(first.data)) == (10_002, set(b"x"))
    assert (second.data, second.start) == (b"next", first.end)


def test_data_of_many_lines_is_not_kept_beyond_the_limit() -> None:
    (part,) = EventParser(1000).feed(b"data: " + b"\ndata: ".join([b"x" * 99] * 50) + b"\n\n")

    assert part.size == 50 * 100 - 1
    assert len(part.data) < 1100


# Lines ----------------------------------------------------------------------------------------------------------------


@given(places=st.lists(st.integers(0, 200), max_size=12))
def test_lines_are_the_same_however_their_bytes_are_cut(places: list[int]) -> None:
    content = b'\xef\xbb\xbf{"a": 1}\r\n\n  \n{"b": "\xc3\xa9\r"}\n{"c": 3}'
    parser = LineParser()

    parts = [part for piece in cut(content, places) for part in parser.feed(piece)] + parser.finish()

    assert [part.data for part in parts] == [b'{"a": 1}', b'{"b": "\xc3\xa9\r"}', b'{"c": 3}']
    assert parts[-1] == Part(len(content) - 8, len(content), b'{"c": 3}', 8)


# Pieces ---------------------------------------------------------------------------------------------------------------


@given(text=st.text(max_size=50), places=st.lists(st.integers(0, 200), max_size=12))
def test_pieces_of_text_never_cut_a_character(text: str, places: list[int]) -> None:
    content = text.encode()
    parser = PieceParser()

    parts = [part for piece in cut(content, places) for part in parser.feed(piece)] + parser.finish()

    assert "".join(part.data.decode() for part in parts) == text
    assert [part.start for part in parts] == [0, *(part.end for part in parts)][:-1] if parts else not text
