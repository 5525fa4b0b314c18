"""Figures of a run: times, progress, quality."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.runs.quality import matched, overlap
from modelpost.runs.result import FoundBox, Result, from_record
from modelpost.runs.statistics import Latencies, progress_at
from modelpost.runs.tally import Tally
from modelpost.runs.truth import Truth

seconds = st.lists(st.floats(0, 100), min_size=1, max_size=200)


def judged(index: int, label: str, expected: str, score: float | None = None) -> Result:
    return Result(index, str(index), 200, label=label, expected=expected, score=score)


def box(x: float, y: float, side: float, label: str = "cat", score: float | None = 0.9) -> FoundBox:
    return FoundBox(label, score, x, y, side, side)


@given(seconds)
def test_a_percentile_is_one_of_the_values_that_as_many_do_not_exceed(values: list[float]) -> None:
    found = Latencies(values).percentile(90)

    assert found in values
    assert sum(value <= found for value in values) >= 0.9 * len(values)


@given(seconds)
def test_every_value_is_in_one_bar_of_the_histogram(values: list[float]) -> None:
    latencies = Latencies()
    for value in values:
        latencies.add(value)

    bins = latencies.histogram()

    assert sum(each.count for each in bins) == len(values)
    assert all(before.end == after.start for before, after in pairwise(bins))


def test_no_answers_have_no_figures() -> None:
    latencies = Latencies()

    assert math.isnan(latencies.percentile(50))
    assert latencies.histogram() == ()


def test_the_time_left_goes_by_what_came_since_the_start() -> None:
    progress = progress_at(100, 60, 0, 0, 0, since=5.0, new=10)

    assert (progress.per_second, progress.seconds_left) == (2.0, 20.0)


def test_nothing_is_promised_before_the_first_result() -> None:
    assert math.isnan(progress_at(100, 0, 0, 0, 0, since=5.0, new=0).seconds_left)


def test_labels_are_counted_whatever_their_case() -> None:
    results = [
        judged(0, "Rose", "rose"),
        judged(1, "tulip", "rose"),
        judged(2, "x", ""),
        Result(3, "3", expected="rose"),
    ]

    tally = Tally(results=results)

    assert tally.accuracy == 0.5
    assert tally.quality.pairs == {("rose", "rose"): 1, ("rose", "tulip"): 1}


def test_precision_and_recall_are_those_of_each_class() -> None:
    results = [judged(0, "a", "a"), judged(1, "a", "b"), judged(2, "b", "b"), judged(3, "b", "b"), judged(4, "c", "b")]

    classes = {each.label: each for each in Tally(results=results).quality.classes()}

    assert (classes["a"].precision, classes["a"].recall) == (0.5, 1.0)
    assert (classes["b"].precision, classes["b"].recall) == (1.0, 0.5)
    assert (classes["c"].precision, classes["c"].recall, classes["c"].f1) == (0.0, None, 0.0)


def test_boxes_overlap_by_their_shared_area() -> None:
    assert overlap(box(0, 0, 10), box(0, 0, 10)) == 1.0
    assert overlap(box(0, 0, 10), box(5, 0, 10)) == pytest.approx(1 / 3)
    assert overlap(box(0, 0, 10), box(10, 0, 10)) == 0.0


def test_a_true_box_counts_once_and_for_the_surest() -> None:
    found = [box(0, 0, 10, score=0.5), box(1, 0, 10, score=0.9)]

    matches = matched(found, [box(0, 0, 10, score=None)])

    assert [(match.found.score if match.found else None, match.true is not None) for match in matches] == [
        (0.9, True),
        (0.5, False),
    ]


def test_boxes_without_a_partner_cost_precision_and_recall() -> None:
    truth = Truth({0: (box(0, 0, 10, score=None), box(80, 80, 10, score=None))})
    found = Result(0, "a.png", 200, kind="detection", boxes=(box(0, 0, 10), box(50, 50, 10)))

    (cat,) = Tally(truth, [found]).quality.classes()

    assert (cat.precision, cat.recall) == (0.5, 0.5)


def test_a_result_survives_its_record() -> None:
    result = Result(1, "a", 200, 0.5, 10, label="x", score=0.5, boxes=(box(0, 0, 1),))

    assert from_record(result.as_record()) == result
