"""What a header declares and what the bytes look like."""

import pytest

from modelpost.documents.media_type import MediaType, describe, is_textual, sniff


@pytest.mark.parametrize(
    ("header", "essence", "charset"),
    [
        ("application/json", "application/json", ""),
        ("Text/HTML; Charset=UTF-8", "text/html", "UTF-8"),
        ('text/plain; charset="utf-8"; x=y', "text/plain", "utf-8"),
        ("text/plain;charset=gbk;charset=utf-8", "text/plain", "gbk"),
        ("nonsense", "", ""),
        ("", "", ""),
        ("text/", "", ""),
    ],
)
def test_a_content_type_is_read(header: str, essence: str, charset: str) -> None:
    media_type = MediaType.parse(header)

    assert (media_type.essence, media_type.parameter("charset")) == (essence, charset)


@pytest.mark.parametrize(
    ("beginning", "declared", "found"),
    [
        (b"\x89PNG\r\n\x1a\nrest", "text/plain", "image/png"),
        (b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "image/webp"),
        (b"GIF89a", "image/png", "image/gif"),
        (b"%PDF-1.7", "application/octet-stream", "application/pdf"),
        (b"PK\x03\x04", "application/vnd.ms-excel", "application/vnd.ms-excel"),
        (b"\x1f\x8b\x08", "", "application/gzip"),
        (b' {"a": 1}', "", "application/json"),
        (b"[1, 2]", "text/plain", "application/json"),
        (b"[note] hello", "text/plain", "text/plain"),
        (b"<!DOCTYPE html><p>", "", "text/html"),
        (b'<?xml version="1.0"?><svg>', "text/plain", "image/svg+xml"),
        (b'<?xml version="1.0"?><a/>', "", "application/xml"),
        (b"BM is a prefix of words", "text/plain", "text/plain"),
        (b"\0\1\2\3", "", "application/octet-stream"),
        (b"{not json", "application/json", "application/json"),
        (b"hello", "", "text/plain"),
    ],
)
def test_bytes_tell_what_they_are(beginning: bytes, declared: str, found: str) -> None:
    assert sniff(beginning, declared) == found


@pytest.mark.parametrize(
    ("essence", "words"),
    [
        ("image/png", "a PNG picture"),
        ("application/problem+json", "JSON"),
        ("image/svg+xml", "an SVG picture"),
        ("text/csv", "text"),
        ("audio/ogg", "data of type audio/ogg"),
        ("", "data of unknown type"),
    ],
)
def test_types_have_words_for_people(essence: str, words: str) -> None:
    assert str(describe(essence)) == words


@pytest.mark.parametrize("essence", ["text/html", "application/json", "application/problem+json", "image/svg+xml"])
def test_what_is_meant_to_be_read_is_textual(essence: str) -> None:
    assert is_textual(essence)
