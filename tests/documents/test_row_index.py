"""Rows of wrapped lines are found without an offset for each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpost.documents.row_index import RowIndex

_PIECES = st.lists(
    st.sampled_from(
        [("\n", 1), ("\n", 2), ("a", 1), ("long ", 5000), ("\n", 70_000), ("x", 65_536), ("é花😀", 3000), ("b", 20)]
    ),
    max_size=7,
)


def _text(pieces: list[tuple[str, int]]) -> bytes:
    return "".join(text * times for text, times in pieces).encode()


def _rows(text: bytes, columns: int) -> list[int]:
    """Return where rows begin, worked out the slow way."""
    found, start = [], 0
    for line in text.split(b"\n"):
        found.append(start)
        found += [_aligned(text, at) for at in range(start + columns, start + len(line), columns)]
        start += len(line) + 1
    return found


def _aligned(text: bytes, at: int) -> int:
    while text[at] & 0xC0 == 0x80:
        at -= 1
    return at


def _indexed(text: bytes, columns: int) -> RowIndex:
    index = RowIndex(text, columns, is_utf8=True)
    while not index.is_complete:
        index.advance(1)
    return index


@settings(deadline=None, max_examples=40)
@given(_PIECES, st.integers(20, 90))
def test_rows_begin_where_lines_and_columns_say(pieces: list[tuple[str, int]], columns: int) -> None:
    text = _text(pieces)
    index = _indexed(text, columns)
    rows = _rows(text, columns)

    assert index.lines == len(rows)
    for number in {0, 1, 2, len(rows) // 2, len(rows) - 2, len(rows) - 1} & set(range(len(rows))):
        assert index.offset_of(number) == rows[number]
        assert index.line_at(rows[number]) == number


@settings(deadline=None, max_examples=40)
@given(_PIECES, st.integers(20, 90), st.integers(0, 200_000))
def test_a_text_that_grows_has_the_rows_of_the_whole(pieces: list[tuple[str, int]], columns: int, cut: int) -> None:
    text = _text(pieces)
    index = _indexed(text[:cut], columns)

    index.grow(text)
    while not index.is_complete:
        index.advance(1)

    assert index.lines == _indexed(text, columns).lines


@pytest.mark.parametrize(
    ("row", "end"),
    [(0, 20), (1, 40), (2, 41), (3, 62), (4, 63)],
)
def test_a_row_ends_before_its_newline_or_where_the_next_begins(row: int, end: int) -> None:
    index = _indexed(b"x" * 41 + b"\n" + b"y" * 20 + b"\n", 20)

    assert index.end_of(row) == end


def test_one_line_of_a_hundred_blocks_has_its_rows_at_once() -> None:
    index = _indexed(b"z" * (100 << 16), 64)

    assert index.lines == (100 << 16) // 64
    assert index.offset_of(50_000) == 50_000 * 64
