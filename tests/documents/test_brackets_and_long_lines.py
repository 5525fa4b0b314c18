"""Partners of brackets, and lines that an editor gets in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents import long_lines
from modelpost.documents.brackets import matching


@pytest.mark.parametrize(
    ("text", "at", "partner"),
    [
        ("[1, [2], 3]", 0, 10),
        ("[1, [2], 3]", 10, 0),
        ("[1, [2], 3]", 4, 6),
        ('["]"]', 0, 4),
        ('["]"]', 2, None),
        ("[1", 0, None),
        ("(a]", 0, None),
        ('{"a\\"}": {}}', 0, 11),
        ('"unclosed [\n[]', 12, 13),
    ],
)
def test_a_bracket_finds_its_partner(text: str, at: int, partner: int | None) -> None:
    assert matching(text, at) == partner


def test_a_partner_too_far_away_is_not_looked_for() -> None:
    assert matching("[" + " " * 200_000 + "]", 0) is None


@given(st.lists(st.sampled_from(["short", "long " * 3000, "花" * 15_000, "", "😀" * 10_001]), max_size=4))
def test_pieces_put_together_are_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)

    shown = long_lines.cut(text)

    assert long_lines.whole(shown) == text
    assert max(map(len, shown.split("\n"))) <= 10_000


@given(st.integers(0, 25_000))
def test_characters_are_found_in_the_pieces(index: int) -> None:
    text = "ab\n" + "".join(chr(0x4E00 + number % 5000) for number in range(25_000))
    shown = long_lines.cut(text)

    position = long_lines.shown_at(shown, index)

    assert shown[position] == text[index]
    assert long_lines.whole(shown[:position]) == text[:index]


def test_a_break_that_somebody_deleted_changes_nothing() -> None:
    text = "x" * 20_000

    shown = long_lines.cut(text).replace("\n", "", 1)

    assert long_lines.whole(shown) == text


def test_a_text_with_marks_of_its_own_is_left_alone() -> None:
    text = long_lines.MARK + "\n" + "x" * 20_000

    assert long_lines.cut(text) is text
