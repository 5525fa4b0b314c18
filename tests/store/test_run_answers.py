"""Answers of a run behind one another in a file."""

from pathlib import Path

import pytest

from modelpost.store.run_answers import RunAnswers


@pytest.fixture
def answers(tmp_path: Path) -> RunAnswers:
    return RunAnswers(tmp_path / "runs" / "a.answers", most_bytes=1000)


def test_an_answer_comes_back_whole(answers: RunAnswers) -> None:
    answers.open(anew=True)
    answers.append([(0, {"status": 200}, b'{"a":1}\n{}')])
    answers.append([(7, {"status": 500}, b"")])

    found = answers.read(0)

    answers.close()
    assert found is not None
    assert (found[0]["status"], found[1]) == (200, b'{"a":1}\n{}')
    assert answers.indices() == [0, 7]


def test_answers_outlive_the_program(answers: RunAnswers, tmp_path: Path) -> None:
    answers.open(anew=True)
    answers.append([(3, {"status": 200}, b"body")])
    answers.close()

    later = RunAnswers(tmp_path / "runs" / "a.answers")
    later.open(anew=False)
    later.append([(4, {"status": 200}, b"next")])
    later.close()

    assert [later.read(3), later.read(4)] == [
        ({"status": 200, "index": 3, "length": 4}, b"body"),
        ({"status": 200, "index": 4, "length": 4}, b"next"),
    ]


def test_an_answer_that_was_cut_short_is_left_out(answers: RunAnswers, tmp_path: Path) -> None:
    answers.open(anew=True)
    answers.append([(3, {"status": 200}, b"body")])
    answers.append([(4, {"status": 200}, b"next")])
    answers.close()
    file = tmp_path / "runs" / "a.answers"
    file.write_bytes(file.read_bytes()[:-2])

    answers.open(anew=False)
    answers.close()

    assert answers.indices() == [3]


def test_beyond_the_limit_no_more_are_kept(answers: RunAnswers) -> None:
    answers.open(anew=True)

    answers.append([(0, {}, b"x" * 2000)])

    answers.close()
    assert answers.read(0) is None
