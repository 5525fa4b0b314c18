"""JSON laid out piece by piece: the same text wherever a piece ends, no token changed, every mistake in its place."""

import json
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.growing import Fault
from modelpost.documents.json_pieces import JsonPieces
from modelpost.documents.json_walk import DEEPEST_INDENT

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[{}\[\],:]|[^ \t\r\n{}\[\],:"]++', re.DOTALL)
_TEXTS = st.text('{}[],:"\\ \n/a1é花😀', max_size=12)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=25,
)
_SPACING = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n\t", " :\r\n ")])

VALID = [
    b"[]",
    b"{}",
    b" [ ] ",
    b"0",
    b"-0",
    b'""',
    b"null",
    b"[[],{},[{}]]",
    b'{"":0}',
    b'{"a":{"a":{"a":[{"a":[]}]}}}',
    b'{"b":1,"a":2,"b":3}',
    b"[123456789012345678901234567890,1.0,1E+400,-0.0e-7,0.1234567890123456789]",
    b'["\\u00e9\\/\\b\\f\\n\\r\\t\\"\\\\","\\ud83d\\ude00"]',
    b'["\\ud800","\\udc00x","\\uD800\\u0041"]',
    b'["\x7f","\xc2\x80","\xf0\x9f\x98\x80","\xe2\x80\xa8"]',
    b'\xef\xbb\xbf{"a":1}',
    b'["[","{","]","}",",",":",",\\"","\\\\",""]',
    b"[\t1 ,\r\n2 ]",
    b"[" * 500 + b"]" * 500,
    b'{"a":' * 300 + b"[1,2]" + b"}" * 300,
]
BROKEN = {
    b"": 0,
    b"  \n": 3,
    b"[1,]": 3,
    b"[1,,2]": 3,
    b"[,1]": 1,
    b'{"a":1,}': 7,
    b'{,"a":1}': 1,
    b"{a:1}": 1,
    b"{1:2}": 1,
    b"{'a':1}": 1,
    b'{"a" 1}': 5,
    b'{"a":}': 5,
    b'{"a"}': 4,
    b'{"a":1 "b":2}': 7,
    b"[1 2]": 3,
    b'["a" "b"]': 5,
    b"[1}": 2,
    b'{"a":1]': 6,
    b"]": 0,
    b"}": 0,
    b"[1]]": 3,
    b"[1]x": 3,
    b"1 2": 2,
    b"{}{}": 2,
    b'{"a":[}': 6,
    b"[:]": 1,
    b'["a":1]': 4,
    b"[/* no */]": 0,
}
ODD_VALUES = [
    b"[NaN]",
    b"[-Infinity]",
    b"[01]",
    b"[1.]",
    b"[.5]",
    b"[+1]",
    b"[-]",
    b"[1e]",
    b"[0x1F]",
    b"[True]",
    b"[undefined]",
    b"[nul]",
    b'["\\x"]',
    b'["\\u12"]',
    b'["\\u12G4"]',
    b'["\x01"]',
    b'["\n"]',
    b'["\xff"]',
    b'["\xc0\xaf"]',
    b'["\xed\xa0\x80"]',
    b"[\x0c1]",
    b"[\x00]",
    b"[\xc3\xa9]",
]
CUT_SHORT = [
    b"[",
    b"[1",
    b"[1,",
    b"{",
    b'{"a',
    b'{"a"',
    b'{"a":',
    b'{"a":1',
    b'{"a":1,',
    b'["a\\',
    b'["\\u00',
    b"[tr",
    b"[-",
]


def _laid_out(data: bytes, piece: int = 1 << 18) -> tuple[bytes, Fault | None, Fault | None]:
    layout = JsonPieces(data, piece=piece)
    return b"".join(layout.pieces()), layout.fault, layout.refusal


@given(_VALUES, _SPACING, st.booleans(), st.integers(1, 60))
def test_pieces_at_any_cut_give_the_text_of_the_whole(
    value: object, spacing: tuple[str, str], ascii_only: bool, piece: int
) -> None:  # hypothesis
    data = json.dumps(value, ensure_ascii=ascii_only, separators=spacing).encode()

    assert _laid_out(data, piece) == (msgspec.json.format(data, indent=2), None, None)


@given(st.text(alphabet='{}[],:"\\ \n\ta1-.eé\u00ff\ud800', max_size=60), st.integers(1, 20))
def test_whatever_comes_keeps_every_token_or_is_refused_with_its_place(text: str, piece: int) -> None:
    data = text.encode("utf-8", "surrogatepass")

    laid_out, _, refusal = _laid_out(data, piece)

    if refusal is None:
        assert re.sub(rb"[ \t\r\n]", b"", laid_out) == re.sub(rb"[ \t\r\n]", b"", data)
    else:
        assert 0 <= refusal.offset <= len(data)


@given(st.sampled_from([*VALID, *BROKEN, *ODD_VALUES, *CUT_SHORT]), st.integers(1, 12))
def test_the_size_of_a_piece_changes_nothing(data: bytes, piece: int) -> None:
    assert _laid_out(data, piece) == _laid_out(data)


@pytest.mark.parametrize("data", VALID)
def test_valid_documents_keep_their_tokens_and_have_no_fault(data: bytes) -> None:
    laid_out, fault, refusal = _laid_out(data, 16)

    assert (fault, refusal) == (None, None)
    assert _TOKEN.findall(laid_out) == _TOKEN.findall(data.removeprefix(b"\xef\xbb\xbf"))


@pytest.mark.parametrize(("data", "offset"), BROKEN.items())
def test_a_broken_structure_is_refused_where_it_breaks(data: bytes, offset: int) -> None:
    _, _, refusal = _laid_out(data)

    assert refusal is not None
    assert abs(refusal.offset - offset) <= 1 or data.startswith((b"[/", b"  "))


@pytest.mark.parametrize("data", ODD_VALUES)
def test_a_value_that_json_does_not_know_is_laid_out_and_told(data: bytes) -> None:
    laid_out, fault, refusal = _laid_out(data)

    assert refusal is None
    assert fault is not None
    assert laid_out == b"[\n  " + data[1:-1] + b"\n]"
    assert 4 <= fault.offset < len(laid_out) - 1


@pytest.mark.parametrize("data", CUT_SHORT)
def test_a_text_that_was_cut_short_is_laid_out_to_its_end(data: bytes) -> None:
    laid_out, fault, refusal = _laid_out(data)

    assert refusal is None
    assert fault is not None
    assert _TOKEN.findall(laid_out) == _TOKEN.findall(data)


def test_the_first_of_several_faults_is_told() -> None:
    laid_out, fault, _ = _laid_out(b"[" + b"1," * 50 + b'NaN,"\xff",01]', 16)

    assert fault is not None
    assert laid_out[fault.offset :].startswith(b"NaN")


def test_depth_needs_no_recursion_and_gives_no_endless_indent() -> None:
    depth = 100_000

    laid_out, fault, refusal = _laid_out(b"[" * depth + b"]" * depth)

    assert (fault, refusal) == (None, None)
    assert laid_out.count(b"[") == laid_out.count(b"]") == depth
    assert laid_out.count(b"\n") == 2 * DEEPEST_INDENT
    assert len(laid_out) < 2 * depth + 3 * DEEPEST_INDENT**2


def test_one_string_larger_than_any_piece_is_copied_as_it_is() -> None:
    data = b'["' + b"x\\n\xe8\x8a\xb1" * 1000 + b'",1]'

    laid_out, fault, refusal = _laid_out(data, 64)

    assert (fault, refusal) == (None, None)
    assert laid_out == b'[\n  "' + b"x\\n\xe8\x8a\xb1" * 1000 + b'",\n  1\n]'


def test_a_layout_that_would_fill_the_disk_is_given_up() -> None:
    deep = DEEPEST_INDENT - 1

    _, _, refusal = _laid_out(b"[" * deep + b"1," * 400_000 + b"1" + b"]" * deep)

    assert refusal is not None
    assert refusal.offset < 0
