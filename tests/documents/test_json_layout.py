"""Formatting changes white space between tokens and nothing else."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.json_layout import format_json, reindent

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[{}\[\],:]|[^\s{}\[\],:"]++', re.DOTALL)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES, st.booleans())
def test_our_own_layout_equals_the_fast_one(value: object, ascii_only: bool) -> None:  # hypothesis
    data = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")

    assert reindent(data) == format_json(data)


@given(st.text(alphabet='{}[],:"\\ \n\t/*a1-.eé\u00ff\ud800', max_size=60))
def test_whatever_comes_keeps_every_token(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")

    formatted = format_json(data)

    assert formatted.split() != [] or not data.split()
    assert re.sub(rb"[ \t\r\n]", b"", formatted) == re.sub(rb"[ \t\r\n]", b"", data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"big":123456789012345678901234567890,"float":1.0,"exponent":1E+400,"minus":-0}',
        b'{"b":1,"a":2,"b":3}',
        b'["\\u00e9\\/","\\ud83d\\ude00"]',
        b'["\\ud800"]',
        b"[NaN,-Infinity]",
        b'["\xff\xfe"]',
        b'{"a":[1,{"b":[]},{}]}',
        b'{"cut":[1,"sho',
    ],
    ids=["numbers", "duplicates", "escapes", "lone surrogate", "NaN", "invalid UTF-8", "empty", "truncated"],
)
def test_tokens_are_as_received(data: bytes) -> None:
    formatted = format_json(data)

    assert _TOKEN.findall(formatted) == _TOKEN.findall(data)
    assert b"\n" in formatted


def test_words_that_stood_apart_stay_apart() -> None:
    assert format_json(b'[1 2 "a" "b"]') == b'[\n  1 2 "a" "b"\n]'


def test_a_byte_order_mark_is_dropped() -> None:
    assert format_json(b"\xef\xbb\xbf[1]") == b"[\n  1\n]"


def test_variables_stay_whole_bare_and_in_strings() -> None:
    formatted = format_json(b'{"a":{{x}},{{k}}:"{{y}}"}')

    assert formatted == b'{\n  "a": {{x}},\n  {{k}}: "{{y}}"\n}'


def test_depth_needs_no_recursion_and_no_endless_indent() -> None:
    depth = 100_000

    formatted = format_json(b"[" * depth + b"]" * depth)

    assert formatted.count(b"[") == formatted.count(b"]") == depth
    assert len(formatted) < 1000 * depth


def test_formatting_twice_changes_nothing() -> None:
    once = reindent(b'{"a":[1,2,{"b":NaN}], // why\n"c":{}}')

    assert reindent(once) == once
