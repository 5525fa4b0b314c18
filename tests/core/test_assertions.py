"""The operators of assertions."""

import pytest

from modelpost.core.assertions import ABSENT, OPERATORS, NotComparable, holds


@pytest.mark.parametrize(
    ("actual", "operator", "expected"),
    [
        (200, "eq", "200"),
        ("200", "eq", "200"),
        ("rose", "eq", "rose"),
        ("rose", "eq", "'rose'"),
        (True, "eq", "true"),
        (None, "eq", "null"),
        ([1, 2], "eq", "[1, 2]"),
        (1, "neq", "true"),
        (200, "neq", '"200"'),
        (0.5, "gt", "0.4"),
        (0.5, "gte", "0.5"),
        ("3", "lt", "10"),
        (3, "lte", "3"),
        (3, "between", "1, 5"),
        ("b", "in", "a, b"),
        ("c", "notIn", "[a, b]"),
        ("a rose", "contains", "rose"),
        (["rose", 1], "contains", "1"),
        ({"rose": 1}, "contains", "rose"),
        ("a rose", "notContains", "tulip"),
        ("rose", "startsWith", "ro"),
        ("rose", "endsWith", "se"),
        ("Rose", "matches", "/^r/i"),
        ("rose", "notMatches", "^R"),
        ([1, 2], "length", "2"),
        (None, "isDefined", ""),
        (ABSENT, "isUndefined", ""),
        (None, "isNull", ""),
        ([], "isEmpty", ""),
        ("x", "isNotEmpty", ""),
        ([], "isTruthy", ""),
        (0, "isFalsy", ""),
        (float("nan"), "isFalsy", ""),
        (ABSENT, "isFalsy", ""),
        ({}, "isJson", ""),
        (1.5, "isNumber", ""),
        ("1", "isString", ""),
        (False, "isBoolean", ""),
        ([], "isArray", ""),
    ],
)
def test_an_operator_holds(actual: object, operator: str, expected: str) -> None:
    assert holds(actual, operator, expected)


@pytest.mark.parametrize(
    ("actual", "operator", "expected"),
    [
        (404, "eq", "200"),
        (True, "eq", "1"),
        (ABSENT, "eq", ""),
        (0, "isEmpty", ""),
        (True, "isNumber", ""),
        ("[]", "isArray", ""),
        (ABSENT, "isDefined", ""),
        (6, "between", "1, 5"),
    ],
)
def test_an_operator_does_not_hold(actual: object, operator: str, expected: str) -> None:
    assert not holds(actual, operator, expected)


@pytest.mark.parametrize(
    ("actual", "operator", "expected"),
    [("rose", "gt", "1"), (1, "between", "1"), (1, "length", "1"), ("x", "matches", "("), (1, "resembles", "1")],
)
def test_what_cannot_be_compared_is_told(actual: object, operator: str, expected: str) -> None:
    with pytest.raises(NotComparable) as told:
        holds(actual, operator, expected)

    assert str(told.value.message)


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_that_is_offered_is_known(operator: str) -> None:
    expected = "1, 2" if operator == "between" else "1"

    assert holds("2", operator, expected) in {True, False}
