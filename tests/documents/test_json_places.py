"""Where a value stands in a document."""

import json

from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.json_places import path_at, span_of

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


@given(documents)
def test_where_a_value_begins_is_its_path(value: object) -> None:
    document = json.dumps(value, indent=1).encode()
    paths = [path for path in _paths(value) if span_of(document, path) is not None]

    found = [path_at(document, span_of(document, path).start) for path in paths]  # type: ignore[union-attr]  # filtered

    assert found == paths


def test_a_caret_in_a_name_is_at_its_value() -> None:
    document = b'{"boxes": [[1, 2], [3, 4]], "scores": [0.9]}'

    assert path_at(document, document.index(b"scores")) == ("scores",)
    assert path_at(document, document.index(b"4")) == ("boxes", 1, 1)
