"""How each kind of body becomes bytes."""

import re
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

import modelpost.bodies
from modelpost.bodies.api import BodyPlugin
from modelpost.core.registry import Registry
from modelpost.core.request import BodyKind, FileNames
from modelpost.core.resolved import (
    Content,
    FileContent,
    FilePart,
    FileSlice,
    FormContent,
    InsertedFile,
    MultipartContent,
    NoContent,
    Payload,
    TextContent,
    TextPart,
)

KINDS = Registry[BodyPlugin].discover(modelpost.bodies)
BOUNDARY = "0123456789abcdef01234567"

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def encoded(content: Content) -> Payload:
    plugin = next(plugin for plugin in KINDS if plugin.handles is type(content))
    return plugin.encode(content, BOUNDARY)


def as_bytes(payload: Payload, files: dict[str, bytes] | None = None) -> bytes:
    """Return a payload with its files put in."""
    return b"".join(
        segment if isinstance(segment, bytes) else (files or {})[segment.path] for segment in payload.segments
    )


def names_of(body: bytes) -> list[tuple[str, str | None]]:
    """Return name and file name of each part, the way a browser's escapes are read."""
    found = re.findall(rb'form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)")?', body)
    is_file = re.findall(rb'form-data; name="[^"\r\n]*"(; filename=)?', body)
    return [
        (_unescaped(name), _unescaped(file) if mark else None)
        for (name, file), mark in zip(found, is_file, strict=True)
    ]


def _unescaped(name: bytes) -> str:
    return name.decode().replace("%0D", "\r").replace("%0A", "\n").replace("%22", '"')


def test_there_is_a_plugin_for_each_kind_in_their_order() -> None:
    assert [plugin.name for plugin in KINDS] == ["none", "form-data", "urlencoded", "raw", "binary"]
    assert {plugin.name for plugin in KINDS} == {kind.value for kind in BodyKind}


@pytest.mark.parametrize("plugin", KINDS, ids=lambda plugin: plugin.name)
def test_a_plugin_has_a_label(plugin: BodyPlugin) -> None:
    assert str(plugin.label)


@pytest.mark.parametrize(
    "plugin", [plugin for plugin in KINDS if plugin.name != "none"], ids=lambda plugin: plugin.name
)
def test_a_plugin_refuses_content_that_is_not_its_own(plugin: BodyPlugin) -> None:
    with pytest.raises(TypeError, match="NoContent"):
        plugin.encode(NoContent(), BOUNDARY)


def test_no_body_sends_nothing() -> None:
    assert encoded(NoContent()) == Payload()


def test_raw_text_is_sent_as_utf8_with_its_type() -> None:
    payload = encoded(TextContent("花\n", "application/json"))

    assert payload == Payload("application/json", ("花\n".encode(),))


def test_half_a_character_becomes_a_question_mark() -> None:
    assert encoded(TextContent("\ud83d", "text/plain")).segments == (b"?",)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/a/b.png", "image/png"), ("/a/B.JPG", "image/jpeg"), ("/a/none", "application/octet-stream")],
)
def test_a_binary_body_is_the_file_with_the_type_of_its_name(path: str, media_type: str) -> None:
    payload = encoded(FileContent(path))

    assert payload == Payload(media_type, (FileSlice(path, "body.binary"),))


@pytest.mark.parametrize(
    ("pairs", "text"),
    [
        ((), b""),
        ((("a", "b"),), b"a=b"),
        ((("a", ""), ("a", "2")), b"a=&a=2"),
        ((("a b", "c+d&e=f"),), b"a+b=c%2Bd%26e%3Df"),
        ((("~*-._", "ü/花"),), b"%7E*-._=%C3%BC%2F%E8%8A%B1"),
    ],
)
def test_form_fields_are_encoded_as_browsers_do(pairs: Any, text: bytes) -> None:
    assert as_bytes(encoded(FormContent(pairs))) == text


@given(st.lists(st.tuples(words, words), max_size=6))
def test_form_fields_survive_being_encoded_and_read(pairs: list[tuple[str, str]]) -> None:
    body = as_bytes(encoded(FormContent(tuple(pairs)))).decode("ascii")

    assert parse_qsl(body, keep_blank_values=True, strict_parsing=bool(pairs), max_num_fields=10) == pairs


def test_form_data_looks_as_the_standard_has_it() -> None:
    content = MultipartContent((TextPart("a", "1"), FilePart("f", "/x/花.jpg", "花.jpg", place="body.form.1.files.0")))

    payload = encoded(content)

    assert payload.content_type == f"multipart/form-data; boundary={BOUNDARY}"
    assert payload.segments == (
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="花.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        ).encode(),
        FileSlice("/x/花.jpg", "body.form.1.files.0"),
        f"\r\n--{BOUNDARY}--\r\n".encode(),
    )


def test_form_data_without_parts_is_still_form_data() -> None:
    assert as_bytes(encoded(MultipartContent(()))) == f"--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [('a"b', "a%22b"), ("a\r\nb", "a%0D%0Ab"), ("a\\b", "a\\b"), ("a%22b", "a%22b"), ("花 x", "花 x")],
)
def test_names_are_escaped_as_browsers_do(name: str, shown: str) -> None:
    body = as_bytes(encoded(MultipartContent((FilePart(name, "/x", name),))), {"/x": b""})

    assert f'name="{shown}"; filename="{shown}"'.encode() in body


def test_a_typed_part_type_cannot_begin_another_header() -> None:
    body = as_bytes(encoded(MultipartContent((TextPart("a", "b", "text/csv\r\nX-Evil: 1"),))))

    assert b"\r\nX-Evil" not in body


parts = st.one_of(
    st.builds(TextPart, words, words, st.sampled_from(["", "text/csv", "application/json"])),
    st.builds(FilePart, words, st.sampled_from(["/one", "/two"]), words, st.sampled_from(["", "image/png"])),
)


@given(st.lists(parts, max_size=6), st.binary(max_size=100), st.binary(max_size=100))
def test_form_data_survives_being_sent_and_read(sent: list[TextPart | FilePart], one: bytes, two: bytes) -> None:
    files = {"/one": one, "/two": two}
    payload = encoded(MultipartContent(tuple(sent)))

    body = as_bytes(payload, files)
    read = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {payload.content_type}\r\n\r\n".encode() + body)

    contents = [part.value.encode() if isinstance(part, TextPart) else files[part.path] for part in sent]
    blocks = body.split(f"--{BOUNDARY}".encode())[1:-1]
    assert [block.partition(b"\r\n\r\n")[2][:-2] for block in blocks] == contents
    assert len(list(read.iter_parts())) == len(sent)
    assert names_of(body) == [
        (part.name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n"), _file_name(part)) for part in sent
    ]


def _file_name(part: TextPart | FilePart) -> str | None:
    return part.file_name if isinstance(part, FilePart) else None


NAMES = {
    FileNames.RAW: 'filename="Grüße 花.jpg"',
    FileNames.EXTENDED: "filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%E8%8A%B1.jpg",
    FileNames.BOTH: "filename=\"Gru_e _.jpg\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%E8%8A%B1.jpg",
    FileNames.ASCII: 'filename="Gru_e _.jpg"',
}


@pytest.mark.parametrize("way", FileNames, ids=lambda way: way.value)
def test_a_file_name_with_other_letters_is_written_in_the_way_that_was_chosen(way: FileNames) -> None:
    part = FilePart("f", "/x", "Grüße 花.jpg", file_names=way)

    body = as_bytes(encoded(MultipartContent((part,))), {"/x": b""})

    assert f'form-data; name="f"; {NAMES[way]}\r\n'.encode() in body


@pytest.mark.parametrize("way", FileNames, ids=lambda way: way.value)
def test_a_file_name_in_ascii_is_written_in_one_way(way: FileNames) -> None:
    body = as_bytes(encoded(MultipartContent((FilePart("f", "/x", "a b.jpg", file_names=way),))), {"/x": b""})

    assert b'; filename="a b.jpg"\r\n' in body


def test_headers_of_a_part_stand_behind_ours_and_go_before_those_of_their_name() -> None:
    part = FilePart("f", "/x", "a.jpg", headers=(("X-One", "1"), ("content-type", "image/x-own")))

    body = as_bytes(encoded(MultipartContent((part,))), {"/x": b""})

    assert b'filename="a.jpg"\r\nX-One: 1\r\ncontent-type: image/x-own\r\n\r\n' in body
    assert b"image/jpeg" not in body


def test_the_type_follows_from_the_name_that_the_server_sees() -> None:
    parts = (FilePart("f", "/x.bin", "a.jpg"), FilePart("f", "/x.png", "a"), TextPart("t", "1", file_name="a.csv"))

    body = as_bytes(encoded(MultipartContent(parts)), {"/x.bin": b"", "/x.png": b""})

    assert re.findall(rb"Content-Type: (.*)\r\n", body) == [b"image/jpeg", b"image/png", b"text/csv"]


def test_a_text_holds_files_at_their_places() -> None:
    files = (InsertedFile(1, "/one", "base64", "body.raw"), InsertedFile(1, "/two", "text"))

    payload = encoded(TextContent("花!", "text/plain", files))

    assert payload.segments == (
        "花".encode(),
        FileSlice("/one", "body.raw", is_base64=True),
        FileSlice("/two"),
        b"!",
    )


def test_a_file_alone_is_all_of_a_text() -> None:
    assert encoded(TextContent("", "text/plain", (InsertedFile(0, "/one", "text"),))).segments == (FileSlice("/one"),)


@pytest.mark.parametrize(("size", "in_base64"), [(0, 0), (1, 4), (3, 4), (4, 8), (3_000_000_000, 4_000_000_000)])
def test_the_size_of_a_file_in_base64_is_known_beforehand(size: int, in_base64: int) -> None:
    assert (FileSlice("/x", is_base64=True).size(size), FileSlice("/x").size(size)) == (in_base64, size)
