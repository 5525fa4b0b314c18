"""Runs in the profile go with time, but none that may still go on."""

import json
import os
from pathlib import Path

from modelpost.runs.ageing import KEPT_DAYS, KEPT_RUNS, remove_old
from modelpost.runs.result import Result

NOW = 2_000_000_000.0
DAY = 86_400.0


def run(folder: Path, name: str, days: float, *, inputs: int = 1, done: int = 1) -> None:
    header = json.dumps({"modelpost": "run", "inputs": inputs})
    results = [json.dumps(Result(index, str(index), 200).as_record()) for index in range(done)]
    (folder / f"{name}.jsonl").write_text("\n".join((header, *results, "")))
    (folder / f"{name}.answers").write_text("")
    os.utime(folder / f"{name}.jsonl", (NOW - days * DAY,) * 2)


def names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.jsonl"))


def test_what_is_older_than_a_month_goes_with_its_answers(tmp_path: Path) -> None:
    run(tmp_path, "old", KEPT_DAYS + 1, inputs=2)
    run(tmp_path, "young", KEPT_DAYS - 1)

    remove_old(tmp_path, NOW)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["young.answers", "young.jsonl"]


def test_beyond_a_number_the_oldest_go(tmp_path: Path) -> None:
    for number in range(KEPT_RUNS + 2):
        run(tmp_path, f"{number:03}", number / 10)

    remove_old(tmp_path, NOW)

    assert names(tmp_path) == [f"{number:03}" for number in range(KEPT_RUNS)]


def test_a_run_that_may_go_on_is_kept_whatever_their_number(tmp_path: Path) -> None:
    for number in range(KEPT_RUNS):
        run(tmp_path, f"{number:03}", 0)
    run(tmp_path, "unfinished", 20, inputs=3, done=2)

    remove_old(tmp_path, NOW)

    assert "unfinished" in names(tmp_path)


def test_a_run_that_failed_for_an_input_may_go_on(tmp_path: Path) -> None:
    for number in range(KEPT_RUNS):
        run(tmp_path, f"{number:03}", 0)
    run(tmp_path, "failed", 20, inputs=2)
    with (tmp_path / "failed.jsonl").open("a") as stream:
        stream.write(json.dumps(Result(1, "b", failure="refused").as_record()) + "\n")
    os.utime(tmp_path / "failed.jsonl", (NOW - 20 * DAY,) * 2)

    remove_old(tmp_path, NOW)

    assert "failed" in names(tmp_path)


def test_a_run_that_is_open_is_spared(tmp_path: Path) -> None:
    run(tmp_path, "open", KEPT_DAYS + 1)

    remove_old(tmp_path, NOW, {"open"})

    assert names(tmp_path) == ["open"]
