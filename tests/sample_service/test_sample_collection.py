"""The sample collection works out of the box, from the command line too: every request of it gets an answer."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from modelpost.__main__ import main
from modelpost.sample_service.service import SampleService
from modelpost.store.opencollection.yaml_text import load
from modelpost.store.resources import resource_path

COLLECTION = resource_path("sample_collection")
SLOW = {"stalled-answer", "slow-answer"}
SECRETS = ("password", "token", "app_code", "app_key", "app_secret", "api_key", "access_key", "secret_key")
REQUESTS = sorted(
    file.relative_to(COLLECTION).as_posix()
    for file in COLLECTION.rglob("*.yml")
    if file.name not in {"opencollection.yml", "folder.yml", "sample.yml"} and file.stem not in SLOW
)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Run the service, and give its secrets to this process as a user of the command line would."""
    service = SampleService(seed=11)
    server = service.server("127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    announced: Any = service.announcement(f"http://127.0.0.1:{server.server_address[1]}")
    for name in SECRETS:
        monkeypatch.setenv(f"MODELPOST_SECRET_{name.upper()}", announced[name])
    yield announced
    service.close()
    server.shutdown()
    server.server_close()
    thread.join(5)


def send(request: str, said: Any, *more: str) -> int:
    plain = {name: said[name] for name in ("base_url", "iam_url", "project_id")}
    plain |= {f"{name}_url": url for name, url in said["services"].items()}
    variables = [word for name, value in plain.items() for word in ("--var", f"{name}={value}")]
    return main(["send", str(COLLECTION / request), "--env", "sample", *variables, *more])


@pytest.mark.parametrize("request_file", REQUESTS)
def test_a_request_of_the_sample_collection_is_answered(
    request_file: str, said: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tmp_path / "answer"
    patience = ("--timeout", "60")

    code = send(request_file, said, "--output", str(answer), *patience)

    assert (code, capsys.readouterr().err) == (0, "")
    assert answer.stat().st_size


def test_every_kind_of_credential_has_an_example() -> None:
    sidecars = [load(file.read_text("utf-8"), file.name) for file in COLLECTION.rglob("*.view.yaml")]

    kinds = {sidecar["auth"]["type"] for sidecar in sidecars if "auth" in sidecar}

    assert kinds == {"iam-token", "ak-sk", "app-code", "app-signature", "modelarts-key"}


def test_no_file_of_the_collection_holds_a_secret(said: Any) -> None:
    texts = [file.read_bytes() for file in COLLECTION.rglob("*") if file.is_file()]

    assert not [name for name in SECRETS if any(said[name].encode() in text for text in texts)]


def test_a_wrong_secret_key_ends_with_1_and_says_why(
    said: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELPOST_SECRET_SECRET_KEY", "not-the-secret-key")

    code = send("image-classification/flower-classifier-ak-sk.yml", said)

    assert code == 1
    assert "The signature does not fit the request" in capsys.readouterr().err


def test_a_wrong_password_ends_with_2_and_says_why(
    said: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELPOST_SECRET_PASSWORD", "not-the-password")

    code = send("image-classification/flower-classifier-iam-token.yml", said)

    told = capsys.readouterr().err
    assert code == 2
    assert "did not accept the account, the user or the password" in told
    assert "not-the-password" not in told
