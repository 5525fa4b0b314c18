"""JSONPath without losing a digit."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.failures import FormatTrouble
from modelpost.documents.jsonpath import LARGEST, JsonValues

TEXT = (
    b'{"a": {"b": [1.0, 2, 1e400, 12345678901234567890123]}, "t": "ey\\u82b1", "x": [{"k": 1}, {"k": 5.50, "z": null}]}'
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.t", ("ey花",)),
        ("$.a.b", ("[1.0,2,1e400,12345678901234567890123]",)),
        ("$['a']['b'][3]", ("12345678901234567890123",)),
        ("$.x[?@.k > 2]", ('{"k":5.50,"z":null}',)),
        ("$..k", ("1", "5.50")),
        ("$.x[1].z", ("null",)),
        ("$.nope", ()),
        ("$.x[9]", ()),
    ],
)
def test_a_path_leads_to_what_was_written(path: str, found: tuple[str, ...]) -> None:
    assert JsonValues(TEXT).find(path) == found


@pytest.mark.parametrize("path", ["", "a.b", "$.[", "$.x[?@.k >", "$" + "[" * 5000])
def test_what_is_no_path_is_said(path: str) -> None:
    with pytest.raises(FormatTrouble, match="JSONPath"):
        JsonValues(TEXT).find(path)


@pytest.mark.parametrize("content", [b"", b"<html>", b"{", b"[" * 100_000])
def test_what_is_no_json_is_said(content: bytes) -> None:
    with pytest.raises(FormatTrouble, match="not JSON"):
        JsonValues(content).find("$")


def test_what_is_too_large_is_said() -> None:
    with pytest.raises(FormatTrouble, match="too large"):
        JsonValues(bytes(LARGEST + 1)).find("$")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert JsonValues(b'\xef\xbb\xbf{"a": 1}').find("$.a") == ("1",)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(values.filter(lambda value: not isinstance(value, str)))
def test_the_whole_means_what_it_meant(value: object) -> None:
    (found,) = JsonValues(json.dumps(value).encode()).find("$")

    assert json.loads(found) == value
