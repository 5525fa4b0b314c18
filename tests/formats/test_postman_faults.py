"""Files that are damaged, hostile or of another kind are refused in sentences, never with another exception."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelpost.core.failures import FormatTrouble
from modelpost.core.secret_hunt import cleared
from modelpost.formats.postman import PLUGIN

FIXTURE = Path(__file__).parent.parent / "fixtures" / "postman" / "mask_demo.postman_collection.json"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
WRONG = [None, True, 7, 1.5, "text", [], {}, [None, 1, "a", []], {"a": {"b": []}}, [[[]]]]


@pytest.mark.parametrize("cut", range(1, 5_000, 97))
def test_a_file_that_was_cut_short_is_refused_with_its_line(cut: int) -> None:
    with pytest.raises(FormatTrouble) as caught:
        PLUGIN.read(FIXTURE.read_bytes()[:cut])

    assert caught.value.line >= 1


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xfe\x00",
        b"\xc3\x28",
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"item": ' * 100_000,
        b'{"info": {}, "item": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"info": {}, "item": [' + b"9" * 10_000 + b"]}",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"info": [], "item": {}}',
        b'{"info": {}, "item": 5}',
        b'{"id": "x", "order": [], "requests": []}',
        b"",
    ],
)
def test_what_is_no_collection_is_refused(content: bytes) -> None:
    with pytest.raises(FormatTrouble) as caught:
        PLUGIN.read(content)

    assert caught.value.summary.filled()
    assert caught.value.hint.filled()
    assert caught.value.line >= 1


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('{"info": {},\n"item": ' + "[\n" * 3_000 + "]" * 3_000 + "}", 3_001),
        ('{"info": {"name": "[[[["},\n\n"item": [' + "9" * 10_000 + "]}", 3),
    ],
)
def test_a_line_is_told_where_the_reader_of_json_knows_none(content: str, line: int) -> None:
    with pytest.raises(FormatTrouble) as caught:
        PLUGIN.read(content)

    assert caught.value.line == line


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["mask_demo.postman_collection.json", "prod.postman_environment.json"]),
    st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 80), st.binary(max_size=4)), min_size=1, max_size=3),
)
def test_a_file_that_is_damaged_anywhere_is_read_or_refused(name: str, damage: list[tuple[int, int, bytes]]) -> None:
    content = (FIXTURE.parent / name).read_bytes()
    for place, length, piece in damage:
        at = place % len(content)
        content = content[:at] + piece + content[at + length :]

    try:
        imported = PLUGIN.read(content)
    except FormatTrouble as trouble:
        line = trouble.line
    else:
        line = 1
        assert cleared(imported.contents, imported.secrets)  # type: ignore[union-attr]

    assert line >= 1


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, child in children for place in places(child, (*at, key)))]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_a_value_of_the_wrong_kind_anywhere_is_read_or_refused(wrong: object) -> None:
    for place in places(json.loads(FIXTURE.read_bytes()))[1:]:
        document = json.loads(FIXTURE.read_bytes())
        above = document
        for key in place[:-1]:
            above = above[key]
        above[place[-1]] = wrong

        try:
            imported = PLUGIN.read(json.dumps(document))
        except FormatTrouble:
            continue

        assert cleared(imported.contents, imported.secrets)  # type: ignore[union-attr]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {"info": JSON, "item": st.lists(st.fixed_dictionaries({"name": JSON, "request": JSON, "event": JSON}) | JSON)},
        optional={"auth": JSON, "variable": JSON, "values": JSON, "event": JSON},
    )
)
def test_any_json_is_read_or_refused(document: Any) -> None:
    try:
        told = PLUGIN.read(json.dumps(document)).losses
    except FormatTrouble as trouble:
        told = (trouble.summary,)

    assert all(message.filled() for message in told)


def test_halves_of_characters_become_whole_ones() -> None:
    document = '{"info": {"name": "\\ud83d"}, "item": [{"name": "a\\udc00b", "request": "http://h/"}], "\\ud800": 1}'

    tree = PLUGIN.read(document).contents.tree  # type: ignore[union-attr]

    assert tree.name.encode()
    assert [draft.name.encode() for draft in tree.requests()] == ["a\ufffdb".encode()]


def test_utf_16_and_byte_order_marks_are_read() -> None:
    text = FIXTURE.read_text("utf-8")

    for content in (text.encode("utf-16"), text.encode("utf-8-sig")):
        assert PLUGIN.read(content).contents.tree.name == "Mask detector"  # type: ignore[union-attr]
