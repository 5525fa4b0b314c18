"""What differs between two answers."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.failures import FormatTrouble
from modelpost.documents.diff_json import Rules, changes, exact
from modelpost.documents.diff_rows import folded, inline, json_rows, text_rows
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


@pytest.mark.parametrize("place", ["$.x[*].took", "$.x[0].took"])
def test_places_that_pass_do_not_count(place: str) -> None:
    rules = Rules(places=frozenset({place}))

    assert found('{"took": 1, "x": [{"took": 5}]}', '{"took": 2, "x": [{"took": 6}]}', rules) == [("$.took", "1", "2")]


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


# Both texts line by line ----------------------------------------------------------------------------------------------


def beside(left: str, right: str, rules: Rules = Rules()) -> list[tuple[str, str, str]]:  # noqa: B008  # as above
    rows = json_rows(exact(left.encode()), exact(right.encode()), rules)
    return [(row.kind.value, row.left, row.right) for row in rows]


def test_json_stands_beside_json_whatever_the_order_of_keys() -> None:
    assert beside('{"a": 1, "b": {"x": 2}}', '{"b": {"x": 3}, "a": 1}') == [
        ("same", "{", "{"),
        ("same", '  "a": 1', '  "a": 1'),
        ("same", '  "b": {', '  "b": {'),
        ("changed", '    "x": 2', '    "x": 3'),
        ("same", "  }", "  }"),
        ("same", "}", "}"),
    ]


def test_what_one_side_lacks_is_laid_out_on_the_other() -> None:
    assert beside('{"a": {"x": [1, {"y": 2}]}}', "{}") == [
        ("same", "{", "{"),
        ("left", '  "a": {', ""),
        ("left", '    "x": [', ""),
        ("left", "      1", ""),
        ("left", "      {", ""),
        ("left", '        "y": 2', ""),
        ("left", "      }", ""),
        ("left", "    ]", ""),
        ("left", "  }", ""),
        ("same", "}", "}"),
    ]


def test_items_that_were_put_in_between_do_not_move_the_others() -> None:
    kinds = [kind for kind, _, _ in beside('[{"a": 1}, {"b": 2}]', '[{"a": 1}, {"n": 0}, {"b": 2}]')]

    assert kinds == ["same"] * 4 + ["right"] * 3 + ["same"] * 4


def test_what_does_not_count_is_the_same_line_by_line_too() -> None:
    rules = Rules(PASSING, Decimal("0.1"))

    assert {kind for kind, _, _ in beside('{"id": 1, "s": [0.5, 2]}', '{"id": 2, "s": [0.55, 2]}', rules)} == {"same"}


@given(st.recursive(st.none() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=10)))
def test_a_document_beside_itself_differs_nowhere(value: object) -> None:
    document = exact(json.dumps(value).encode())

    assert {row.kind for row in json_rows(document, document, Rules())} == {Kind.SAME}


def test_lines_count_for_each_side_on_its_own() -> None:
    rows = list(text_rows("a\nb\nc", "a\nx\ny\nc"))

    assert [(row.left_line, row.right_line) for row in rows] == [(1, 1), (2, 2), (0, 3), (3, 4)]


@given(TEXTS, TEXTS)
def test_rows_of_texts_hold_both_texts_whole(left: list[str], right: list[str]) -> None:
    rows = list(text_rows("\n".join(left), "\n".join(right)))

    assert [row.left for row in rows if row.left_line] == left
    assert [row.right for row in rows if row.right_line] == right


def test_what_is_the_same_is_folded_but_for_three_lines_around() -> None:
    same = "\n".join(str(number) for number in range(20))
    rows = list(folded(text_rows(f"{same}\nold\n{same}", f"{same}\nnew\n{same}")))

    assert [row.folded for row in rows] == [17, 0, 0, 0, 0, 0, 0, 0, 17]


def test_inline_what_was_stands_above_what_is() -> None:
    rows = inline(text_rows("a\nb\nz", "c\nd\nz"))

    assert [(row.kind.value, row.left, row.right) for row in rows] == [
        ("left", "a", ""),
        ("left", "b", ""),
        ("right", "", "c"),
        ("right", "", "d"),
        ("same", "z", "z"),
    ]


def test_a_document_as_deep_as_json_is_read_is_laid_out() -> None:
    deep = exact(b"[" * 500 + b"]" * 500)

    assert len(list(json_rows(deep, [], Rules()))) > 0
