"""Results of a batch on their way to the table."""

from collections import deque
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from modelpost.runs.result import Result
from modelpost.runs.tally import Verdict
from modelpost.workbench.background import Background
from modelpost.workbench.batch_arrivals import BatchArrivals
from modelpost.workbench.batch_rows import BatchRows


@pytest.fixture
def rows(qapp: QCoreApplication) -> Iterator[BatchRows]:
    del qapp
    background = Background()
    yield BatchRows(background)
    background.close()


def test_what_came_is_taken_in_some_at_a_time(rows: BatchRows) -> None:
    arrivals = BatchArrivals(rows)
    arrivals.start_afresh(None)
    arrivals.expect(deque(Result(index, f"{index}", 200) for index in range(4000)))

    taken = []
    while arrivals.take_in():
        taken.append(rows.rowCount())

    assert len(taken) > 2
    assert (taken[-1], arrivals.tally.size, arrivals.is_empty) == (4000, 4000, True)


def test_what_was_known_before_goes_ahead_of_what_comes(rows: BatchRows) -> None:
    arrivals = BatchArrivals(rows)
    arrivals.start_afresh(None)
    arrivals.expect(deque([Result(2, "c", 200)]))

    arrivals.put_first([Result(0, "a", 200), Result(1, "b", 200)])
    arrivals.take_in()

    assert [result.name for result in rows.results] == ["a", "b", "c"]


def test_a_result_of_an_input_sent_again_is_counted_in_the_place_of_the_old_one(rows: BatchRows) -> None:
    arrivals = BatchArrivals(rows)
    arrivals.start_afresh(None)
    arrivals.expect(deque([Result(0, "a", 500), Result(1, "b", 200)]))
    arrivals.take_in()

    arrivals.expect(deque([Result(0, "a", 200)]), [0])
    arrivals.take_in()

    assert (arrivals.tally.size, arrivals.tally.verdicts[Verdict.FAILED]) == (2, 0)
    assert [result.status for result in rows.results] == [200, 200]
