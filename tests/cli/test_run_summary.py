"""What is said while a run goes on."""

from modelpost.cli.run_summary import progress_line
from modelpost.runs.statistics import progress_at


def test_progress_says_how_many_a_second_and_what_is_left() -> None:
    progress = progress_at(1000, 100, 0, 0, 0, since=20.0, new=100)

    assert progress_line(progress) == "100 / 1000  5/s  -3:00"


def test_nothing_is_promised_before_the_first_result() -> None:
    assert progress_line(progress_at(1000, 0, 0, 0, 0, since=1.0, new=0)) == "0 / 1000"
