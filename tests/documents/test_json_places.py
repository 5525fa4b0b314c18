"""Where a value stands in a document."""

import json

from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.json_places import span_of

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=15,
)


def _paths(value: object) -> list[tuple[str | int, ...]]:
    found: list[tuple[str | int, ...]] = [()]
    if isinstance(value, dict):
        found += [(name, *rest) for name, inner in value.items() for rest in _paths(inner)]
    if isinstance(value, list):
        found += [(index, *rest) for index, inner in enumerate(value) for rest in _paths(inner)]
    return found


def _at(value: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        value = value[step]  # type: ignore[index]  # paths are made from the value
    return value


@given(documents, st.sampled_from([None, 2]))
def test_every_value_is_found_where_it_stands(value: object, indent: int | None) -> None:
    document = json.dumps(value, indent=indent).encode()

    for path in _paths(value):
        span = span_of(document, path)
        assert span is not None
        assert json.loads(document[span.start : span.end]) == _at(value, path)


def test_what_is_not_there_is_not_found() -> None:
    document = b'{"a": [1, {"b": 2}], "c"'

    assert span_of(document, ("a", 5)) is None
    assert span_of(document, ("x",)) is None
    assert span_of(document, ("a", 1, "b", 0)) is None
    assert span_of(b"", ("a",)) is None


def test_brackets_within_texts_count_for_nothing() -> None:
    document = rb'{"a": "}]\"", "b": [7]}'

    span = span_of(document, ("b", 0))

    assert span is not None
    assert document[span.start : span.end] == b"7"
