"""Bytes as hexadecimal numbers."""

import pytest

from modelpost.documents.hexadecimal import characters, find_bytes, pairs, sought


def test_a_row_has_a_gap_in_its_middle() -> None:
    assert pairs(bytes(range(10))) == "00 01 02 03 04 05 06 07  08 09"


def test_what_is_not_printable_is_a_dot() -> None:
    assert characters(b"a\x1b[31m\xff") == "a.[31m."


@pytest.mark.parametrize(
    ("text", "found"),
    [("ff d8", b"\xff\xd8"), ("0xFFD8", b"\xff\xd8"), ("PNG", b"PNG"), ("é", "é".encode()), ("abc", b"abc")],
)
def test_what_is_sought_is_bytes_or_a_text(text: str, found: bytes) -> None:
    assert sought(text) == found


def test_bytes_are_found_across_pieces_and_from_the_beginning_again() -> None:
    content = b"\0" * ((1 << 20) - 1) + b"ab" + b"\0" * 10

    assert find_bytes(content, b"ab", 0) == (1 << 20) - 1
    assert find_bytes(content, b"ab", len(content) - 3) == (1 << 20) - 1
