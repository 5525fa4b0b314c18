"""Nothing invisible stays invisible, and every position knows its byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.visible_text import VisibleText, in_units

_CHARACTERS = st.text(alphabet="ab\té花😀\u202e\x00\x1b\u0301\u200d\x7f\ufeff\u2028", max_size=20)


@given(_CHARACTERS, st.binary(max_size=3))
def test_positions_and_bytes_agree(text: str, bad: bytes) -> None:
    raw = text.encode() + bad + text.encode()

    visible = VisibleText(raw, "utf-8")

    offset = 0
    for character in raw.decode("utf-8", "surrogateescape"):
        assert visible.byte_at(visible.position_of(offset)) == offset
        offset += len(character.encode("utf-8", "surrogateescape"))
    assert visible.position_of(len(raw)) == visible.width == len(in_units(visible.shown))


@given(st.binary(max_size=40))
def test_any_bytes_are_shown_without_control_characters(raw: bytes) -> None:
    shown = VisibleText(raw, "utf-8").shown

    assert not any(character < " " or "\u202a" <= character <= "\u202e" for character in shown)
    assert shown.encode("utf-8").decode("utf-8") == shown  # no lone surrogate is left


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\tb", "a   b"),
        ("\x1b[31m", "\\x1b[31m"),
        ("user\u202egnp.exe", "user\\u202egnp.exe"),
        ("a\u200bb", "a\\u200bb"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("\U0001f3f4\U000e0067\U000e007f", "\U0001f3f4\U000e0067\U000e007f"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("line\u2028separator", "line\\u2028separator"),
    ],
    ids=["plain", "tab", "escape", "bidi", "zero width", "joined emoji", "flag", "tag", "separator"],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, shown: str) -> None:
    assert VisibleText(text.encode(), "utf-8").shown == shown


def test_bytes_that_the_charset_does_not_allow_are_spelled_out() -> None:
    assert VisibleText(b"a\xffb\xc3", "utf-8").shown == "a\\xffb\\xc3"


def test_stand_ins_are_marked_so_that_they_cannot_be_taken_for_text() -> None:
    assert VisibleText(b"\\x00 \x00", "utf-8").stand_ins == ((5, 9),)
