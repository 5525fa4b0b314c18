"""`modelpost convert`, in this process."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.backend
import pytest

from modelpost.__main__ import main
from modelpost.core.request import Row
from modelpost.store.opencollection.requests import read_request

FIXTURES = Path(__file__).parent.parent / "fixtures" / "postman"
COLLECTION = FIXTURES / "mask_demo.postman_collection.json"
ENVIRONMENT = FIXTURES / "prod.postman_environment.json"


def canaries_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and b"canary" in path.read_bytes()]


def test_a_postman_collection_becomes_files_and_its_losses_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["convert", str(COLLECTION), "--to", "opencollection", "-o", str(tmp_path / "c")])

    told = capsys.readouterr().err
    assert code == 0
    assert (tmp_path / "c" / "Predict - images" / "Detect.yml").is_file()
    assert "Predict / images › Detect: its test script is kept as it is, and is not run." in told
    assert "The value of the secret x_auth_token is in no file." in told


def test_no_canary_is_in_a_file_or_in_what_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["convert", str(COLLECTION), "--to", "opencollection", "-o", str(tmp_path / "c")])
    main(["convert", str(ENVIRONMENT), "--to", "opencollection", "-o", str(tmp_path / "c")])
    main(["convert", str(tmp_path / "c"), "--to", "postman", "-o", str(tmp_path / "back.json")])

    told = capsys.readouterr()
    assert canaries_in(tmp_path) == []
    assert "canary" not in told.out + told.err
    assert (tmp_path / "back.json").is_file()


def test_an_environment_joins_a_collection_that_is_there(tmp_path: Path) -> None:
    main(["convert", str(COLLECTION), "--to", "opencollection", "-o", str(tmp_path / "c")])

    code = main(["convert", str(ENVIRONMENT), "--to", "native", "-o", str(tmp_path / "c")])

    assert code == 0
    assert (tmp_path / "c" / "environments" / "prod.yml").read_text("utf-8") == (
        "name: prod\n\nvariables:\n"
        "  - name: base\n    value: https://prod.example.com\n"
        "  - name: key\n    secret: true\n"
        '  - name: old\n    value: "1"\n    disabled: true\n'
    )
    assert not (tmp_path / "c" / "prod").exists()


def test_files_become_a_postman_collection_on_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["convert", str(COLLECTION), "--to", "opencollection", "-o", str(tmp_path / "c")])
    capsys.readouterr()

    code = main(["convert", str(tmp_path / "c"), "--to", "postman"])

    told = capsys.readouterr()
    document = json.loads(told.out)
    assert code == 0
    assert [item["name"] for item in document["item"]] == [
        "First, before the folder",
        "Predict / images",
        "Search",
        "Sign",
        "Upload",
    ]


def test_an_environment_of_a_collection_can_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["convert", str(COLLECTION), "--to", "opencollection", "-o", str(tmp_path / "c")])
    main(["convert", str(ENVIRONMENT), "--to", "opencollection", "-o", str(tmp_path / "c")])
    capsys.readouterr()

    code = main(["convert", str(tmp_path / "c"), "--to", "postman", "--environment", "prod"])

    document = json.loads(capsys.readouterr().out)
    assert code == 0
    assert [value["type"] for value in document["values"]] == ["default", "secret", "default"]
    assert "canary" not in json.dumps(document)


def test_a_curl_command_becomes_a_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = io.BytesIO(b"curl http://h/x -H 'X-Auth-Token: MIIcanaryYJKoZIhvc' -H 'A: 1'")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(command))

    code = main(["convert", "-", "--to", "opencollection", "-o", str(tmp_path / "x.yml")])

    draft = read_request(tmp_path, "x.yml").draft
    assert code == 0
    assert draft.headers == (Row("X-Auth-Token", "{{x_auth_token}}"), Row("A", "1"))
    assert canaries_in(tmp_path) == []


def test_a_request_becomes_a_postman_collection(collection: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["convert", str(collection / "models" / "classify.yml"), "--to", "postman"])

    document = json.loads(capsys.readouterr().out)
    assert code == 0
    assert len(document["item"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        lambda folder: [str(COLLECTION), "--to", "opencollection", "-o", str(folder / "taken")],
        lambda folder: [str(COLLECTION), "--to", "opencollection", "-o", str(folder / "taken" / "mine.yml")],
        lambda folder: [str(COLLECTION), "--to", "postman", "-o", str(folder / "taken" / "mine.yml")],
        lambda folder: [str(folder / "missing.json"), "--to", "postman"],
        lambda folder: [str(folder / "taken" / "mine.yml"), "--to", "postman"],
        lambda folder: [str(COLLECTION), "--to", "telegram"],
        lambda folder: [str(COLLECTION), "--to", "opencollection"],
        lambda folder: [str(COLLECTION), "--to", "postman", "--environment", "none"],
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    arguments: Callable[[Path], list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.yml").write_text("mine", "utf-8")

    code = main(["convert", *arguments(tmp_path)])

    assert code == 2
    assert capsys.readouterr().err.strip()
    assert (tmp_path / "taken" / "mine.yml").read_text("utf-8") == "mine"
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["mine.yml"]


def test_a_file_is_written_over_when_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text("old", "utf-8")

    code = main(["convert", str(COLLECTION), "--to", "postman", "-o", str(tmp_path / "old.json"), "--force"])

    assert code == 0
    assert json.loads((tmp_path / "old.json").read_text("utf-8"))["info"]["name"] == "Mask detector"


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]  # a property in the base class

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[username]


@pytest.fixture
def memory_keyring() -> Iterator[MemoryKeyring]:
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_secrets_go_into_the_keyring_when_that_is_asked_for(tmp_path: Path, memory_keyring: MemoryKeyring) -> None:
    arguments = ["convert", str(COLLECTION), "--to", "opencollection", "-o", str(tmp_path / "c"), "--keep-secrets"]

    code = main(arguments)

    assert code == 0
    kept = {user.rpartition("/")[2]: value for user, value in memory_keyring.entries.items()}
    assert kept["x_auth_token"] == "canary-token-4711-abcdef"
    assert canaries_in(tmp_path) == []
