"""Two models on the same inputs: differences that are more than noise, and those that are not."""

import math
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.net.cancel import CancelToken, HungUp
from modelpost.runs.answering import Answered
from modelpost.runs.batch import Phase
from modelpost.runs.compare import Pair, compared, paired, sign_test
from modelpost.runs.duel import Duel
from modelpost.runs.inputs import Input, Repeats
from modelpost.runs.result import FoundBox, Result


def pair(number: int, a: Result, b: Result) -> Pair:
    return Pair(number, str(number), 0, Answered(a), Answered(b))


def result(seconds: float = 0.1, label: str = "rose", score: float | None = 0.9, expected: str = "") -> Result:
    return Result(0, "x", 200, seconds, kind="classification", label=label, score=score, expected=expected)


def test_a_steady_difference_is_clear() -> None:
    difference = paired([-0.1, -0.09, -0.12, -0.1, -0.08, -0.11])

    assert difference.is_clear
    assert difference.median == pytest.approx(-0.1)


def test_noise_around_nothing_is_not_clear() -> None:
    difference = paired([0.1, -0.1, 0.05, -0.07, 0.02, -0.01, 0.03, -0.02])

    assert not difference.is_clear


def test_five_pairs_are_too_few_to_tell() -> None:
    difference = paired([1.0, 1.0, 1.0, 1.0, 1.0])

    assert not difference.is_clear
    assert math.isnan(difference.low)


def test_the_interval_is_that_of_the_sign_test() -> None:
    difference = paired([float(number) for number in range(1, 21)])

    assert (difference.low, difference.high) == (6.0, 15.0)  # ranks 6 and 15 of 20, from tables of the sign test


def test_many_pairs_are_reckoned_with_the_normal_curve() -> None:
    difference = paired([float(number) for number in range(1001)])

    assert (difference.median, difference.low, difference.high) == (500.0, 468.0, 532.0)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=False), max_size=60))
def test_the_median_lies_within_its_interval(differences: list[float]) -> None:
    difference = paired(differences)

    assert math.isnan(difference.low) or difference.low <= difference.median <= difference.high


def test_luck_explains_a_small_imbalance() -> None:
    assert sign_test(3, 2) == 1.0
    assert sign_test(0, 6) == pytest.approx(0.03125)


def test_two_that_always_agree_are_said_to() -> None:
    verdict = compared([pair(number, result(0.4), result(0.3)) for number in range(20)])

    assert (verdict.always_agrees, verdict.common_label) == (True, "rose")
    assert verdict.time.is_clear
    assert not verdict.score.is_clear


def test_disagreements_are_counted() -> None:
    pairs = [pair(0, result(label="rose"), result(label="tulip")), pair(1, result(), result())]

    assert (compared(pairs).agreeing, compared(pairs).answered) == (1, 2)


def test_who_is_right_more_often_is_told_where_it_is_no_luck() -> None:
    right, wrong = result(label="rose", expected="rose"), result(label="tulip", expected="rose")

    verdict = compared([pair(number, wrong, right) for number in range(8)])

    assert (verdict.accuracy.a_right, verdict.accuracy.b_right, verdict.accuracy.is_clear) == (0, 8, True)


def test_a_failure_is_no_answer_to_compare() -> None:
    verdict = compared([pair(0, Result(0, "x", failure="refused"), result())])

    assert (verdict.pairs, verdict.answered) == (1, 0)


def test_detections_agree_where_each_box_has_its_partner() -> None:
    one = Result(0, "x", 200, kind="detection", label="1", boxes=(FoundBox("car", 0.9, 0, 0, 10, 10),))
    same = Result(0, "x", 200, kind="detection", label="1", boxes=(FoundBox("car", 0.8, 1, 0, 10, 10),))
    elsewhere = Result(0, "x", 200, kind="detection", label="1", boxes=(FoundBox("car", 0.8, 90, 0, 10, 10),))

    assert pair(0, one, same).agrees is True
    assert pair(0, one, elsewhere).agrees is False


# In turns ------------------------------------------------------------------------------------------------------------


class Side:
    def __init__(self, name: str, log: list[str], status: int = 200) -> None:
        self._name = name
        self._log = log
        self._status = status
        self.gate: threading.Event | None = None

    def answer(self, given: Input, token: CancelToken) -> Answered | None:
        self._log.append(self._name)
        try:
            while self.gate is not None and not self.gate.is_set():
                token.wait(0.01)
        except HungUp:
            return None
        return Answered(Result(given.index, given.name, self._status, label=self._name))


def test_both_are_asked_in_turns_and_who_begins_changes() -> None:
    log: list[str] = []
    pairs: list[Pair] = []
    duel = Duel(Repeats(1), 3, Side("a", log), Side("b", log), pairs.append)

    duel.start()

    assert duel.wait(10)
    assert log == ["a", "b", "b", "a", "a", "b"]
    assert [(each.a.result.label, each.b.result.label, each.a_first) for each in pairs] == [
        ("a", "b", True),
        ("a", "b", False),
        ("a", "b", True),
    ]


def test_credentials_that_are_refused_end_the_duel() -> None:
    log: list[str] = []
    duel = Duel(Repeats(10), 5, Side("a", log), Side("b", log, 401), lambda _: None)

    duel.start()
    duel.wait(10)

    assert (log, duel.phase) == (["a", "b"], Phase.STOPPED)
    assert duel.refused is not None


def test_a_duel_can_be_stopped() -> None:
    log: list[str] = []
    waiting = Side("a", log)
    waiting.gate = threading.Event()
    duel = Duel(Repeats(10), 1, waiting, Side("b", log), lambda _: None)
    duel.start()

    duel.stop()

    assert duel.wait(10)
    assert duel.phase is Phase.STOPPED
