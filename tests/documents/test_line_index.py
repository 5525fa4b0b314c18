"""Lines of a large text are found without an offset for each."""

import mmap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.line_index import LineIndex

_PIECES = st.lists(st.sampled_from([b"\n", b"\n\n", b"a", b"long " * 5000, b"\n" * 70_000, b"x" * 65_536]), max_size=8)


def _indexed(content: bytes) -> LineIndex:
    index = LineIndex(content)
    while not index.is_complete:
        index.advance(1)
    return index


@given(_PIECES)
def test_lines_begin_and_end_where_splitting_says(pieces: list[bytes]) -> None:
    content = b"".join(pieces)

    index = _indexed(content)

    lines = content.split(b"\n")
    wanted = [0, 1, 2, len(lines) // 2, len(lines) - 2, len(lines) - 1]
    assert index.lines == len(lines)
    for number in {number for number in wanted if 0 <= number < len(lines)}:
        start = sum(len(line) + 1 for line in lines[:number])
        assert (index.offset_of(number), index.end_of(number)) == (start, start + len(lines[number]))


@given(_PIECES, st.floats(0, 1))
def test_every_offset_lies_in_the_line_that_counting_says(pieces: list[bytes], where: float) -> None:
    content = b"".join(pieces)
    offset = int(len(content) * where)

    index = _indexed(content)

    assert index.line_at(offset) == content[:offset].count(b"\n")


def test_the_first_lines_are_known_before_the_rest_is_indexed() -> None:
    index = LineIndex(b"abc\n" * 100_000)

    index.advance(1)

    assert not index.is_complete
    assert index.offset_of(3) == 12


def test_a_line_that_is_not_indexed_yet_begins_where_indexing_stopped() -> None:
    index = LineIndex(b"a" * 200_000)

    index.advance(1)

    assert index.offset_of(5) == index.end_of(0) == index.indexed == 65_536


@pytest.mark.parametrize("line", [0, 1000, 50_000, 99_999])
def test_a_rough_place_is_within_a_block_of_the_exact_one(line: int) -> None:
    index = _indexed(b"".join(b"%d\n" % number for number in range(100_000)))

    assert abs(index.offset_near(line) - index.offset_of(line)) <= 65_536


def test_a_mapped_file_is_indexed_without_being_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"one\ntwo\nthree")

    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        view = memoryview(mapped)
        starts = [_indexed(view).offset_of(line) for line in range(3)]  # type: ignore[arg-type]  # a view of bytes
        view.release()

    assert starts == [0, 4, 8]


@pytest.mark.parametrize("cut", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_a_text_that_grows_has_the_lines_of_the_whole(cut: int) -> None:
    whole = b"".join(b"%d\n" % number for number in range(50_000))
    index = LineIndex(whole[:cut])
    index.advance(1 << 20)

    index.grow(whole)
    index.advance(1 << 20)

    assert index.is_complete
    assert index.lines == 50_001
    assert [index.offset_of(line) for line in (1, 9_000, 49_999)] == [2, 43_890, 288_884]
