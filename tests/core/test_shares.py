"""Shares: said in one way, and never more than is true."""

import pytest

from modelpost.core.shares import percent_text, score_text


@pytest.mark.parametrize(
    ("share", "decimals", "said"),
    [
        (0.962, 1, "96.2 %"),
        (0.962, 0, "96 %"),
        (0.9996, 1, "> 99.9 %"),
        (0.996, 0, "> 99 %"),
        (0.0002, 1, "< 0.1 %"),
        (0.004, 0, "< 1 %"),
        (1.0, 1, "100.0 %"),
        (1.0, 0, "100 %"),
        (0.0, 1, "0.0 %"),
    ],
)
def test_what_is_nearly_all_or_nearly_nothing_does_not_read_as_if_it_were(
    share: float, decimals: int, said: str
) -> None:
    assert percent_text(share, decimals) == said


@pytest.mark.parametrize(
    ("score", "said"), [(None, "–"), (float("nan"), "NaN"), (1.5, "1.5"), (-0.25, "-0.25"), (0.5, "50.0 %")]
)
def test_a_score_that_is_no_share_is_the_number_it_is(score: float | None, said: str) -> None:
    assert score_text(score) == said


def test_a_score_of_an_answer_without_shares_is_never_in_percent() -> None:
    assert score_text(0.5, is_share=False) == "0.5"
