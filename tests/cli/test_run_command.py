"""`modelpost run`, in this process."""

import json
from pathlib import Path
from typing import Any

import pytest

from modelpost.__main__ import main

TOKEN = "MIIcanaryYJKoZIhvcNAQcCoIIS"


@pytest.fixture
def command(collection: Path, tmp_path: Path) -> list[str]:
    """Return the beginning of a command over the request of the collection."""
    (tmp_path / "token.txt").write_text(TOKEN, "utf-8")
    request = str(collection / "models" / "classify.yml")
    return ["run", request, "--env", "local", "--secret", f"token=@{tmp_path / 'token.txt'}"]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    for name in ("花/1.png", "花/2.png", "rose/3.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"\x89PNG " + name.encode())
    return folder


def test_every_file_of_a_folder_is_sent(
    command: list[str], pictures: Path, service: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*command, "--folder", str(pictures)])

    bodies = sorted(body for *_, body in service.requests)
    assert code == 0
    assert len(bodies) == 3
    assert "3 inputs, 0 failed" in capsys.readouterr().out


def test_rows_become_variables(command: list[str], tmp_path: Path, service: Any) -> None:
    (tmp_path / "rows.csv").write_text("kind\nrose\ntulip\n", "utf-8")

    code = main([*command, "--data", str(tmp_path / "rows.csv")])

    assert code == 0
    assert [path for _, path, *_ in service.requests] == [
        "/v1/infers/7?kind=rose",
        "/v1/infers/7?kind=tulip",
    ]


def test_reports_hold_every_result_and_no_secret(
    command: list[str], pictures: Path, tmp_path: Path, service: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {kind: tmp_path / f"report.{kind}" for kind in ("csv", "jsonl", "html")}
    reports = [word for kind, file in files.items() for word in ("--report", f"{kind}={file}")]

    main([*command, "--folder", str(pictures), "--expect", "folder", "--jobs", "2", *reports])

    texts = {kind: file.read_text("utf-8") for kind, file in files.items()}
    assert len(texts["jsonl"].splitlines()) == 3
    assert len(texts["csv"].splitlines()) == 4
    assert all(TOKEN not in text for text in texts.values())
    assert "X-Auth-Token" in texts["html"]
    assert "of 3 right" in capsys.readouterr().out or len(service.requests) == 3


def test_a_secret_that_the_service_repeats_is_in_no_report(
    collection: Path, tmp_path: Path, service: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "token.txt").write_text("canary word", "utf-8")
    (collection / "told.yml").write_text(
        "info: {name: told, type: http}\n"
        f"http: {{method: POST, url: '{service.url}/told', "
        "headers: [{name: X-Auth-Token, value: '{{token}}'}]}\n",
        "utf-8",
    )
    files = [tmp_path / f"report.{kind}" for kind in ("csv", "jsonl", "html")]
    reports = [word for file in files for word in ("--report", f"{file.suffix[1:]}={file}")]

    main(
        ["run", str(collection / "told.yml"), "--repeat", "2", "--secret", f"token=@{tmp_path / 'token.txt'}", *reports]
    )

    told = capsys.readouterr()
    assert "is not known" in told.err
    assert "canary word" not in told.out + told.err + "".join(file.read_text("utf-8") for file in files)


def test_a_journal_spares_what_was_answered(command: list[str], pictures: Path, tmp_path: Path, service: Any) -> None:
    journal = tmp_path / "run.jsonl"
    main([*command, "--folder", str(pictures), "--journal", str(journal)])
    lines = journal.read_text("utf-8").splitlines()
    journal.write_text("\n".join(lines[:2]) + "\n", "utf-8")

    code = main([*command, "--folder", str(pictures), "--journal", str(journal)])

    assert code == 0
    assert len(service.requests) == 3 + 2


def test_answers_are_saved_as_they_came(command: list[str], tmp_path: Path, service: Any) -> None:
    main([*command, "--repeat", "2", "--save", str(tmp_path / "answers")])

    saved = sorted((tmp_path / "answers").iterdir())
    assert [json.loads(file.read_bytes()) for file in saved] == [{"label": "花"}, {"label": "花"}]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--repeat", "0"], "--repeat takes"),
        (["--repeat", "2", "--report", "pdf=x"], "--report takes"),
        (["--folder", "/nowhere/at/all"], "is not a folder"),
        (["--repeat", "2", "--jobs", "0"], "--jobs takes"),
    ],
)
def test_what_means_nothing_is_refused_before_anything_is_sent(
    command: list[str], words: list[str], said: str, service: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*command, *words])

    assert (code, service.requests) == (2, [])
    assert said in capsys.readouterr().err


def test_no_answer_at_all_is_an_exit_code_of_its_own(command: list[str]) -> None:
    code = main([*command, "--var", "base_url=http://127.0.0.1:9", "--repeat", "2"])

    assert code == 3


def test_an_assertion_that_does_not_hold_makes_a_failure_of_an_answer(
    command: list[str], collection: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request, report = collection / "models" / "classify.yml", tmp_path / "report.html"
    asserted = "runtime:\n  assertions:\n    - {expression: res.body.label, operator: eq, value: rose}\n"
    request.write_text(request.read_text("utf-8") + asserted, "utf-8")

    code = main([*command, "--repeat", "3", "--report", f"html={report}"])

    assert code == 1
    assert "3 inputs, 3 failed" in capsys.readouterr().out
    assert "<td class=n>3</td><td>res.body.label eq rose</td>" in report.read_text("utf-8")


@pytest.fixture
def two_files(collection: Path) -> list[str]:
    """Return the beginning of a command over a request that sends a mask and a picture."""
    (collection / "mask.png").write_bytes(b"the mask")
    (collection / "two.yml").write_text(
        "info: {name: two, type: http}\n"
        "http:\n"
        "  method: POST\n"
        "  url: '{{base_url}}/two'\n"
        "  body:\n"
        "    type: multipart-form\n"
        "    data:\n"
        "      - {name: mask, type: file, value: [mask.png]}\n"
        "      - {name: images, type: file, value: [mask.png]}\n",
        "utf-8",
    )
    return ["run", str(collection / "two.yml"), "--env", "local"]


def test_the_file_goes_into_the_part_that_is_named(two_files: list[str], pictures: Path, service: Any) -> None:
    code = main([*two_files, "--folder", str(pictures), "--pattern", "3.png", "--part", "images"])

    body = service.requests[0][-1]
    assert code == 0
    assert body.index(b'name="mask"') < body.index(b"the mask") < body.index(b'name="images"') < body.index(b"\x89PNG")


def test_a_part_that_is_not_there_is_refused_before_anything_is_sent(
    two_files: list[str], pictures: Path, service: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*two_files, "--folder", str(pictures), "--part", "image"])

    assert code == 2
    assert service.requests == []
    assert "The parts that can take a file are mask, images." in capsys.readouterr().err
