"""Two JSON documents beside each other."""

import json

from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.side_by_side import PASSING, Kind, Line, side_by_side

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


def test_a_value_that_differs_is_marked_on_both_sides() -> None:
    found = side_by_side({"label": "rose", "score": 0.8}, {"label": "rose", "score": 0.9})

    assert found.lines[2] == Line('  "score": 0.8', '  "score": 0.9', Kind.CHANGED)
    assert (found.changed, found.only_left, found.only_right) == (1, 0, 0)


def test_a_member_that_one_lacks_leaves_a_gap() -> None:
    found = side_by_side({"a": 1}, {"b": 1})

    assert [(line.left, line.right) for line in found.lines[1:3]] == [('  "a": 1', ""), ("", '  "b": 1')]
    assert (found.only_left, found.only_right) == (1, 1)


def test_pairs_of_class_and_score_stay_on_a_line() -> None:
    found = side_by_side({"scores": [["rose", "0.8"]]}, {"scores": [["rose", "0.9"]]})

    assert found.lines[2] == Line('    ["rose", "0.8"]', '    ["rose", "0.9"]', Kind.CHANGED)


def test_one_and_true_are_not_the_same() -> None:
    assert side_by_side(1, True).changed == 1


def test_what_passes_does_not_count() -> None:
    found = side_by_side({"id": 1, "text": "a"}, {"id": 2, "text": "a"}, PASSING)

    assert found.changed == 0


@given(VALUES)
def test_a_document_beside_itself_shows_no_difference(value: object) -> None:
    found = side_by_side(value, json.loads(json.dumps(value)))  # type: ignore[arg-type]  # made of JSON values

    assert {line.kind for line in found.lines} == {Kind.SAME}
