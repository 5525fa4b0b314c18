"""Counts that keep up with results, and the orders in which a table shows them."""

from modelpost.runs.ordering import Order, arranged
from modelpost.runs.result import FoundBox, Result
from modelpost.runs.tally import Tally, Verdict
from modelpost.runs.truth import Truth

RIGHT = Result(0, "a.png", 200, 0.1, kind="classification", label="Rose", score=0.9, expected="rose")
SURELY_WRONG = Result(1, "b.png", 200, 0.3, kind="classification", label="tulip", score=0.8, expected="rose")
UNSURELY_WRONG = Result(2, "c.png", 200, 0.2, kind="classification", label="tulip", score=0.4, expected="rose")
FAILED = Result(3, "d.png", failure="timeout-read", message="No answer", expected="rose")
ALL = (RIGHT, UNSURELY_WRONG, FAILED, SURELY_WRONG)


def test_each_result_is_counted_by_how_it_stands() -> None:
    tally = Tally(results=ALL)

    assert (tally.verdicts[Verdict.MATCH], tally.verdicts[Verdict.MISMATCH], tally.verdicts[Verdict.FAILED]) == (
        1,
        2,
        1,
    )
    assert (tally.size, tally.judged) == (4, 3)


def test_what_was_taken_for_something_else_is_counted_by_pairs() -> None:
    tally = Tally(results=ALL)

    assert tally.confusions == [("rose", "tulip", 2)]


def test_errors_are_gathered_by_their_kind() -> None:
    tally = Tally(results=ALL)

    assert tally.errors == {"timeout-read": 1}


def test_a_result_that_is_taken_back_counts_no_more() -> None:
    tally = Tally(results=ALL)

    tally.take_back(FAILED)

    assert (tally.size, tally.verdicts[Verdict.FAILED], +tally.errors) == (3, 0, {})


def test_boxes_are_judged_by_the_true_ones() -> None:
    box = FoundBox("car", 0.9, 0, 0, 10, 10)
    tally = Tally(Truth({0: (FoundBox("car", None, 1, 0, 10, 10), FoundBox("bus", None, 50, 50, 9, 9))}))

    verdict = tally.add(Result(0, "a.png", 200, kind="detection", label="1", boxes=(box,)))

    assert verdict is Verdict.MISMATCH
    assert tally.quality.pairs == {("car", "car"): 1, ("bus", ""): 1}


def test_the_worst_come_first() -> None:
    tally = Tally(results=ALL)

    places = arranged(ALL, Order.VERDICT, tally.verdict, lambda *_: True)

    assert [ALL[place] for place in places] == [SURELY_WRONG, UNSURELY_WRONG, FAILED, RIGHT]


def test_a_table_can_show_some_of_the_results() -> None:
    tally = Tally(results=ALL)

    places = arranged(ALL, Order.SECONDS, tally.verdict, lambda _, verdict: verdict is Verdict.MISMATCH)

    assert [ALL[place] for place in places] == [UNSURELY_WRONG, SURELY_WRONG]


def test_the_newest_come_first_where_that_is_wanted() -> None:
    places = arranged(ALL, Order.ARRIVAL, Tally().verdict, lambda *_: True, is_descending=True)

    assert places == [3, 2, 1, 0]


def test_many_results_are_in_one_order() -> None:
    results = [Result(number, "", 200, float((number * 7919) % 10_007)) for number in range(10_000)]

    places = arranged(results, Order.SECONDS, Tally().verdict, lambda *_: True, is_descending=True)

    seconds = [results[place].seconds for place in places]
    assert seconds == sorted(seconds, reverse=True)
