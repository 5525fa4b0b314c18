"""What `modelpost run` has of the page of a batch: where columns go, which files, right answers, retries, going on."""

import json
from pathlib import Path
from typing import Any

import pytest

from modelpost.__main__ import main


@pytest.fixture
def request_to(collection: Path, service: Any) -> Any:
    """Write a request of the collection, and return the beginning of a command over it."""

    def write(path: str, body: str = "", sidecar: str = "") -> list[str]:
        data = f", body: {{type: json, data: '{body}'}}" if body else ""
        (collection / "asked.yml").write_text(
            f"info: {{name: asked, type: http}}\nhttp: {{method: POST, url: '{service.url}{path}'{data}}}\n", "utf-8"
        )
        if sidecar:
            (collection / "asked.view.yaml").write_text(sidecar, "utf-8")
        return ["run", str(collection / "asked.yml")]

    return write


@pytest.fixture
def rows(tmp_path: Path) -> str:
    (tmp_path / "rows.csv").write_text("name,age\nAda,36\nAlan,41\n", "utf-8")
    return str(tmp_path / "rows.csv")


def sent(service: Any) -> list[Any]:
    return [json.loads(body) for *_, body in service.requests]


def test_columns_go_into_fields_of_the_body(request_to: Any, rows: str, service: Any) -> None:
    command = request_to("/x", '{"data": [{"who": "", "age": 0}]}')

    code = main([*command, "--data", rows, "--map", "name=$.data[0].who", "--map", "age=$.data[0].age"])

    assert code == 0
    assert sent(service) == [{"data": [{"who": "Ada", "age": 36}]}, {"data": [{"who": "Alan", "age": 41}]}]


def test_a_column_goes_into_every_field_that_its_path_leads_to(request_to: Any, rows: str, service: Any) -> None:
    command = request_to("/x", '{"a": {"age": 0}, "b": {"age": 0}}')

    main([*command, "--data", rows, "--map", "age=$..age"])

    assert sent(service)[0] == {"a": {"age": 36}, "b": {"age": 36}}


@pytest.mark.parametrize("kind", ["jsonl", "json"])
def test_objects_are_rows_with_columns_too(request_to: Any, tmp_path: Path, service: Any, kind: str) -> None:
    objects = [{"text": "a", "n": 1}, {"text": "b", "n": 2.5}]
    text = json.dumps(objects) if kind == "json" else "\n".join(map(json.dumps, objects))
    (tmp_path / f"rows.{kind}").write_text(text, "utf-8")
    command = request_to("/x", '{"inputs": "", "n": 0}')

    main([*command, "--data", str(tmp_path / f"rows.{kind}"), "--map", "text=$.inputs", "--map", "n=$.n"])

    assert sent(service) == [{"inputs": "a", "n": 1}, {"inputs": "b", "n": 2.5}]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--map", "name=$.nowhere"], "The body has no place $.nowhere"),
        (["--map", "town=$.who"], "There is no column town. Its columns are: name, age."),
        (["--map", "name"], "--map takes COLUMN=JSONPATH"),
        (["--map", "name=$.["], "This is not a JSONPath"),
        (["--expect", "town"], "rows.csv has no column town"),
        (["--retries", "-1"], "--retries takes a number from 0 on"),
        (["--retry-failed"], "--retry-failed needs a journal"),
        (["--resume", "/nowhere/run.jsonl"], "there is no journal"),
    ],
)
def test_what_the_request_or_the_table_does_not_have_is_refused(
    request_to: Any, rows: str, service: Any, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    command = request_to("/x", '{"who": ""}')

    code = main([*command, "--data", rows, *words])

    assert (code, service.requests) == (2, [])
    assert said in capsys.readouterr().err


def test_a_column_is_not_what_files_have(
    request_to: Any, tmp_path: Path, service: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*request_to("/x?{{file}}"), "--files", str(tmp_path / "a.png"), "--expect", "species"])

    assert (code, service.requests) == (2, [])
    assert "Only the rows of --data have columns" in capsys.readouterr().err


def test_several_files_are_sent_and_judged_by_a_list(
    request_to: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / name for name in ("1.png", "2.png")]
    for file in files:
        file.write_bytes(b"x")
    (tmp_path / "list.csv").write_text("1.png,rose\n2.png,tulip\n", "utf-8")
    words = ["--files", *map(str, files), "--expect", f"@{tmp_path / 'list.csv'}"]

    code = main([*request_to("/classes?{{file_name}}"), *words])

    told = capsys.readouterr().out
    assert code == 0
    assert "1 of 2 right (50.0 %)" in told
    assert "rose: precision 50.0 %, recall 100.0 %, 1 cases" in told
    assert "1 × tulip was taken for rose" in told
    assert "2.png: rose (90.0 %), not tulip" in told


def test_retries_go_before_those_of_the_request_and_wait_as_it_says(
    request_to: Any, service: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    command = request_to("/busy", sidecar="settings: {retry: {count: 0, wait: 0.001}}\n")

    code = main([*command, "--repeat", "1", "--retries", "1"])

    assert (code, len(service.requests)) == (0, 2)
    assert "1 inputs, 0 failed" in capsys.readouterr().out


def test_no_retry_is_made_where_none_is_wanted(request_to: Any, service: Any) -> None:
    command = request_to("/busy", sidecar="settings: {retry: {count: 3, wait: 0.001}}\n")

    code = main([*command, "--repeat", "1", "--retries", "0"])

    assert (code, len(service.requests)) == (1, 1)


def test_what_failed_is_sent_again_where_that_is_wanted(request_to: Any, tmp_path: Path, service: Any) -> None:
    command, journal = [*request_to("/busy"), "--repeat", "2"], str(tmp_path / "run.jsonl")
    main([*command, "--journal", journal])
    assert len(service.requests) == 2

    kept = main([*command, "--resume", journal])
    service.busy = True
    again = main([*command, "--resume", journal, "--retry-failed"])

    assert (kept, again, len(service.requests)) == (1, 0, 3)


def test_the_journal_of_other_inputs_is_refused(
    request_to: Any, tmp_path: Path, rows: str, service: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    command, journal = request_to("/x?{{name}}"), ["--journal", str(tmp_path / "run.jsonl")]
    main([*command, "--data", rows, *journal])
    Path(rows).write_text("name,age\nAda,36\nGrace,41\n", "utf-8")

    code = main([*command, "--data", rows, *journal])

    assert (code, len(service.requests)) == (2, 2)
    assert "is the journal of another run" in capsys.readouterr().err
