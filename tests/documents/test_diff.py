"""What differs between two answers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.failures import FormatTrouble
from modelpost.documents.diff_json import Rules, changes, exact
from modelpost.documents.diff_text import line_changes
from modelpost.documents.json_values import path_text
from modelpost.documents.side_by_side import PASSING, Kind

TEXTS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=12)


def found(left: str, right: str, rules: Rules = Rules()) -> list[tuple[str, str, str]]:  # noqa: B008  # a frozen value
    listed = changes(exact(left.encode()), exact(right.encode()), rules)
    return [(path_text(change.path), change.left, change.right) for change in listed]


def test_the_order_of_keys_is_no_difference() -> None:
    assert found('{"a": 1, "b": 2}', '{"b": 2, "a": 1}') == []


def test_a_value_that_changed_came_or_went_is_told_with_its_place() -> None:
    assert found('{"a": {"x": 1}, "b": 2}', '{"a": {"x": 3}, "c": [4]}') == [
        ("$.a.x", "1", "3"),
        ("$.b", "2", ""),
        ("$.c", "", "[4]"),
    ]


def test_digits_beyond_a_float_differ() -> None:
    assert found("[12345678901234567890]", "[12345678901234567891]") == [
        ("$[0]", "12345678901234567890", "12345678901234567891")
    ]


def test_the_same_number_written_otherwise_is_no_difference() -> None:
    assert found("[1.10, 1e2]", "[1.1, 100]") == []


def test_a_tolerance_lets_numbers_be_apart() -> None:
    rules = Rules(tolerance=Decimal("0.01"))

    assert found("[0.5, 0.5]", "[0.505, 0.52]", rules) == [("$[1]", "0.5", "0.52")]


def test_members_that_pass_do_not_count_wherever_they_stand() -> None:
    assert found('{"id": 1, "x": [{"created": 5}]}', '{"id": 2, "x": [{"created": 6}]}', Rules(PASSING)) == []


def test_items_with_names_are_matched_by_them() -> None:
    left = '[{"label": "rose", "score": 1}, {"label": "tulip", "score": 2}]'
    right = '[{"label": "tulip", "score": 2}, {"label": "rose", "score": 3}]'

    assert found(left, right) == [("$[1].score", "1", "3")]


def test_an_item_put_in_front_does_not_make_the_others_differ() -> None:
    assert found("[1, 2, 3]", "[0, 1, 2, 3]") == [("$[0]", "", "0")]


def test_null_and_nothing_differ() -> None:
    assert found('{"a": null}', "{}") == [("$.a", "null", "")]


def test_a_hundred_thousand_levels_are_refused_not_crashed_on() -> None:
    with pytest.raises(FormatTrouble):
        exact(b"[" * 100_000)


def test_lines_are_aligned() -> None:
    assert [tuple(change) for change in line_changes("a\nb\nc", "a\nx\nb\nc")] == [(Kind.RIGHT, 2, "", "x")]


@given(left=TEXTS, right=TEXTS)
def test_texts_differ_where_they_are_not_the_same(left: list[str], right: list[str]) -> None:
    assert bool(list(line_changes("\n".join(left), "\n".join(right)))) == (left != right)
