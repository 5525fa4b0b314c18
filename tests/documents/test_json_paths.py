"""Where a JSONPath leads in a text, and how it could go on."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.failures import FormatTrouble
from modelpost.documents.json_paths import MOST_PLACES, JsonPaths

TEXT = """{
  "a": {"b": [1.0, 123456789012345678901234567890], "é花": "😀"},
  "x": [{"k": 1}, {"k": 5.50, "z": null}],
  "x y": "\\u82b1", "twice": {"n": 1}, "twice": {"n": [2]}
}""".encode()
_VALUES = st.recursive(
    st.none() | st.integers() | st.text('aé花😀"\\', max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab花.'", max_size=3), inner, max_size=3),
    max_leaves=12,
)


def _spelt(path: str, text: bytes = TEXT) -> list[str]:
    found = JsonPaths(text).find(path)
    assert found is not None
    return [text[place.start : place.end].decode() for place in found.places]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("$.a.b[1]", ["123456789012345678901234567890"]),
        ("$.a['é花']", ['"😀"']),
        ("$.x[*].k", ["1", "5.50"]),
        ("$.x[-1]", ['{"k": 5.50, "z": null}']),
        ("$..k", ["1", "5.50"]),
        ("$.x[?@.k > 2].z", ["null"]),
        ("$['x y']", ['"\\u82b1"']),
        ("$.twice.n", ["[2]"]),
        ("$.nope", []),
    ],
)
def test_a_place_spells_the_value_as_it_was_received(path: str, values: list[str]) -> None:
    assert _spelt(path) == values


@given(_VALUES, st.booleans())
def test_every_value_of_any_document_is_found_where_it_stands(value: object, ascii_only: bool) -> None:  # hypothesis
    text = json.dumps(value, ensure_ascii=ascii_only, indent=1).encode()

    found = JsonPaths(text).find("$..*")

    assert found is not None
    assert found.total == len(found.places)
    assert all(JsonPaths(text[place.start : place.end]).find("$") for place in found.places)


def test_all_are_counted_and_the_first_are_placed() -> None:
    found = JsonPaths(json.dumps(list(range(3 * MOST_PLACES))).encode()).find("$[*]")

    assert found is not None
    assert (found.total, len(found.places)) == (3 * MOST_PLACES, MOST_PLACES)


def test_a_search_that_nobody_wants_any_more_ends() -> None:
    counted: list[int] = []

    def goes_on(total: int) -> bool:
        counted.append(total)
        return False

    assert JsonPaths(json.dumps(list(range(10_000))).encode()).find("$[*]", goes_on) is None
    assert len(counted) == 1


@pytest.mark.parametrize("path", ["", "x", "$.", "$[", "$.a[?", "$..", "a.b"])
def test_what_is_no_path_is_told(path: str) -> None:
    with pytest.raises(FormatTrouble):
        JsonPaths(TEXT).find(path)


@pytest.mark.parametrize("text", [b"", b"{", b"[1,]", b"[" * 100_000])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    with pytest.raises(FormatTrouble):
        JsonPaths(text)


def test_a_byte_order_mark_counts_as_bytes() -> None:
    assert _spelt("$[0]", b"\xef\xbb\xbf[12]") == ["12"]


@pytest.mark.parametrize("text", [b"[NaN]", b'["\xff\n"]', b'\xef\xbb\xbf["\\ud800"]', b"[" + b"1" * 5000 + b"]"])
def test_what_is_almost_json_is_looked_into(text: bytes) -> None:
    found = JsonPaths(text).find("$[0]")

    assert found is not None
    assert found.total == 1


@pytest.mark.parametrize(
    ("typed", "longer"),
    [
        ("$.", ("$.a", "$.x", '$["x y"]', "$.twice")),
        ("$.tw", ("$.twice",)),
        ("$.x[0].", ("$.x[0].k",)),
        ("$.x[*].", ("$.x[*].k", "$.x[*].z")),
        ("$..z", ()),
        ("$..tw", ("$..twice",)),
        ("$['x", ('$["x y"]',)),
        ("$", ()),
        ("$.a", ()),
        ("$.x[?@.", ()),
        ("$.(", ()),
    ],
)
def test_a_path_is_completed_with_the_names_of_the_document(typed: str, longer: tuple[str, ...]) -> None:
    assert JsonPaths(TEXT).completions(typed) == longer
