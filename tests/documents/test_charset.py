"""The charset of a body is found, and bytes can be cut."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.charset import charset_of, cuttable


@pytest.mark.parametrize(
    ("declared", "beginning", "charset"),
    [
        ("", "héllo".encode(), "utf-8"),
        ("", "héllo".encode("cp1252"), "cp1252"),
        ("", "花".encode()[:2], "utf-8"),
        ("ISO-8859-1", "héllo".encode(), "iso8859-1"),
        ('"utf-8"', b"x", "utf-8"),
        ("gbk", b"\xbb\xa8", "gbk"),
        ("iso-8859-1", codecs.BOM_UTF8 + b"x", "utf-8-sig"),
        ("", codecs.BOM_UTF16_LE + b"x\0", "utf-16"),
        ("", '{"a":1}'.encode("utf-16-be"), "utf-16-be"),
        ("", '{"a":1}'.encode("utf-32-le"), "utf-32-le"),
        ("no-such-charset", b"x", "utf-8"),
        ("base64", b"x", "utf-8"),
        ("undefined", b"x", "utf-8"),
        ("unicode_escape", b"x", "utf-8"),
        ("a\0b", b"x", "utf-8"),
    ],
)
def test_the_charset_is_found(declared: str, beginning: bytes, charset: str) -> None:
    assert charset_of(declared, beginning) == charset


@given(st.text(max_size=30), st.binary(max_size=60))
def test_any_header_and_body_have_a_charset_that_decodes(declared: str, content: bytes) -> None:
    charset = charset_of(declared, content)

    assert isinstance(content.decode(charset, "replace"), str)


@pytest.mark.parametrize(("charset", "kept"), [("utf-8", "utf-8"), ("ascii", "utf-8"), ("cp1252", "cp1252")])
def test_what_can_be_cut_is_not_copied(charset: str, kept: str) -> None:
    content = b"abc"

    assert cuttable(content, charset) == (content, kept)
    assert cuttable(content, charset)[0] is content


def test_a_byte_order_mark_is_cut_off_once() -> None:
    content, _ = cuttable(codecs.BOM_UTF8 + b"[1]", "utf-8-sig")

    assert bytes(content) == bytes(cuttable(content, "utf-8-sig")[0]) == b"[1]"


@pytest.mark.parametrize("charset", ["utf-32", "utf-32-be", "utf-32-le"])
def test_numbers_that_are_no_characters_are_replaced(charset: str) -> None:
    content, changed = cuttable(b"\0\0\0\1\xff\xff\xff\xff", charset)

    assert changed == "utf-8"
    assert "\N{REPLACEMENT CHARACTER}" in bytes(content).decode()


@pytest.mark.parametrize("charset", ["gbk", "utf-16", "shift_jis", "cp037", "utf-8-sig"])
def test_all_else_becomes_utf_8(charset: str) -> None:
    content, changed = cuttable("a花\nb".encode(charset) if charset != "cp037" else "ab\nb".encode(charset), charset)

    assert changed == "utf-8"
    assert bytes(content).decode() in {"a花\nb", "ab\nb"}
