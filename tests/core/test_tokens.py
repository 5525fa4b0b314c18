"""When a token is renewed."""

import pytest

from modelpost.core.tokens import Token


@pytest.mark.parametrize(
    ("life", "age", "is_due"),
    [
        (86_400, 0, False),
        (86_400, 86_400 - 601, False),
        (86_400, 86_400 - 600, True),
        (1_200, 599, False),
        (1_200, 600, True),
        (60, 29, False),
        (60, 30, True),
        (60, 61, True),
    ],
)
def test_it_is_due_ten_minutes_before_its_end_or_at_half_of_a_short_life(life: int, age: int, is_due: bool) -> None:
    assert Token("t", 1000.0 + life, 1000.0).is_due(1000.0 + age) is is_due


def test_one_of_unknown_life_is_never_due() -> None:
    assert not Token("t").is_due(1e12)


def test_its_value_does_not_show() -> None:
    assert "secret-value" not in repr(Token("secret-value", refresh="secret-value"))
