"""`modelpost send`, in this process."""

import io
import json
import socket
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from modelpost.__main__ import main
from modelpost.core.scope import Variable
from modelpost.store.global_variables import GlobalVariables
from modelpost.store.profile import Profile
from modelpost.store.settings import AppSettings, SettingsFile

TOKEN = "MIIcanaryYJKoZIhvcNAQcCoIIS"


@pytest.fixture
def curl(tmp_path: Path, service: Any) -> Any:
    """Write a cURL command to a file; `URL` stands for the service."""

    def write(command: str) -> str:
        file = tmp_path / "command.txt"
        file.write_text(command.replace("URL", service.url), "utf-8")
        return str(file)

    return write


def secret_file(folder: Path, value: str = TOKEN) -> str:
    (folder / "token.txt").write_text(f"{value}\n", "utf-8")
    return f"token=@{folder / 'token.txt'}"


# A request of a collection --------------------------------------------------------------------------------------------


def test_a_request_file_is_sent_with_what_its_collection_lends_it(
    collection: Path, service: Any, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    source = str(collection / "models" / "classify.yml")

    code = main(["send", source, "--env", "local", "--secret", secret_file(tmp_path)])

    method, path, headers, body = service.requests[0]
    assert (code, capfdbinary.readouterr()) == (0, ('{"label": "花"}'.encode(), b""))
    assert (method, path) == ("POST", "/v1/infers/7?kind=flower")
    assert (headers["X-From"], headers["X-Auth-Token"]) == ("collection", TOKEN)
    assert b'filename="picture.png"' in body
    assert b"\x89PNG picture" in body


def test_variables_of_the_profile_count_where_nothing_else_has_their_name(
    collection: Path, service: Any, tmp_path: Path
) -> None:
    variables = (Variable("base_url", service.url), Variable("kind", "rose"), Variable("token", "of-the-profile"))
    GlobalVariables(Profile.default().variables).write(variables)
    source = str(collection / "models" / "classify.yml")

    alone = main(["send", source])
    within = main(["send", source, "--env", "local", "--secret", secret_file(tmp_path)])

    assert (alone, within) == (0, 0)
    assert [path for _, path, _, _ in service.requests] == ["/v1/infers/7?kind=rose", "/v1/infers/7?kind=flower"]
    assert [headers["X-Auth-Token"] for _, _, headers, _ in service.requests] == ["of-the-profile", TOKEN]


def test_variables_of_the_command_line_go_first(collection: Path, service: Any, tmp_path: Path) -> None:
    source = str(collection / "models" / "classify.yml")

    code = main(["send", source, "--env", "local", "--secret", secret_file(tmp_path), "--var", "kind=a=b"])

    assert code == 0
    assert service.requests[0][1] == "/v1/infers/7?kind=a=b"


def test_a_secret_comes_from_the_environment_of_the_process(
    collection: Path, service: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELPOST_SECRET_TOKEN", TOKEN)

    code = main(["send", str(collection / "models" / "classify.yml"), "--env", "local"])

    assert code == 0
    assert service.requests[0][2]["X-Auth-Token"] == TOKEN


def test_what_is_missing_is_said_with_the_way_to_give_it(collection: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", str(collection / "models" / "classify.yml"), "--env", "local"])

    told = capsys.readouterr().err
    assert code == 2
    assert "The secret {{token}} has no value." in told
    assert "--secret token=@FILE" in told
    assert "MODELPOST_SECRET_TOKEN" in told


def test_environments_are_offered_where_none_is_chosen(collection: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", str(collection / "models" / "classify.yml")])

    assert code == 2
    assert "Choose an environment with --env; there are: local." in capsys.readouterr().err


def test_an_unknown_environment_is_refused(collection: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", str(collection / "models" / "classify.yml"), "--env", "remote"])

    assert code == 2
    assert capsys.readouterr().err == "The collection has no environment remote. Its environments are: local.\n"


def test_a_request_outside_a_collection_finds_its_files_beside_it(
    collection: Path, service: Any, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("models/classify.yml", "picture.png"):
        (alone / Path(name).name).write_bytes((collection / name).read_bytes())

    code = main(["send", str(alone / "classify.yml"), "--var", f"base_url={service.url}", "--var", "kind=x"])

    assert code == 0
    assert b"\x89PNG picture" in service.requests[0][3]


@pytest.mark.parametrize("name", ["missing.yml", "models", "picture.png", "opencollection.yml.txt"])
def test_a_source_that_cannot_be_read_ends_with_2(
    name: str, collection: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["send", str(collection / name)])

    told = capsys.readouterr().err
    assert code == 2
    assert told.count("\n") == 1
    assert "Traceback" not in told


def test_a_file_that_vanished_ends_with_2(collection: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (collection / "picture.png").unlink()

    code = main(
        ["send", str(collection / "models" / "classify.yml"), "--env", "local", "--secret", secret_file(tmp_path)]
    )

    assert code == 2
    assert "picture.png" in capsys.readouterr().err


# A cURL command -------------------------------------------------------------------------------------------------------


def test_a_curl_command_is_sent(curl: Any, service: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code = main(
        ["send", "--curl", curl(f"curl -d '{{}}' -H 'X-Auth-Token:{TOKEN}' -H 'Content-type: application/json' URL")]
    )

    method, _, headers, body = service.requests[0]
    assert (code, capfdbinary.readouterr().out) == (0, '{"label": "花"}'.encode())
    assert (method, headers["X-Auth-Token"], headers["Content-type"], body) == (
        "POST",
        TOKEN,
        "application/json",
        b"{}",
    )


def test_a_curl_command_is_read_from_standard_input(service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"curl {service.url}/piped".encode())))

    code = main(["send", "--curl", "-"])

    assert code == 0
    assert service.requests[0][1] == "/piped"


def test_files_of_a_curl_command_are_found_in_the_current_folder(
    curl: Any, service: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test.png").write_bytes(b"pixels")
    monkeypatch.chdir(tmp_path)

    code = main(["send", "--curl", curl("curl -F 'images=@test.png' URL")])

    assert code == 0
    assert b"pixels" in service.requests[0][3]


def test_what_is_lost_of_a_curl_command_is_told(curl: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", "--curl", curl("curl --http2 URL")])

    assert code == 0
    assert capsys.readouterr().err == "HTTP/2 was asked for. The request is sent with HTTP/1.1.\n"


def test_a_shell_variable_is_a_secret_of_the_process(
    curl: Any, service: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELPOST_SECRET_X_AUTH_TOKEN", TOKEN)

    code = main(["send", "--curl", curl('curl -H "X-Auth-Token: $X_AUTH_TOKEN" URL')])

    assert code == 0
    assert service.requests[0][2]["X-Auth-Token"] == TOKEN
    assert TOKEN not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("curl 'URL", "never closed"),
        ("wget URL", "not a cURL command"),
        ("curl URL/a URL/b", "There are 2 requests"),
        ("curl ftp://host/x", "cannot be sent"),
    ],
)
def test_a_command_that_cannot_be_sent_ends_with_2(
    command: str, words: str, curl: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["send", "--curl", curl(command)])

    assert code == 2
    assert words in capsys.readouterr().err


# What comes out -------------------------------------------------------------------------------------------------------


def test_a_refusal_ends_with_1_and_shows_the_body(curl: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code = main(["send", "--curl", curl("curl URL/refused")])

    shown = capfdbinary.readouterr()
    assert code == 1
    assert b"APIG.0307" in shown.out
    assert shown.err.startswith(b"The token has expired. ")


def test_no_answer_ends_with_3(curl: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        code = main(["send", "--curl", curl(f"curl 127.0.0.1:{unused.getsockname()[1]}")])

    assert code == 3
    assert capsys.readouterr().out == ""


def test_a_timeout_ends_with_3(curl: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", "--curl", curl("curl URL/stalled"), "--timeout", "0.2"])

    assert code == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_the_content_coding_is_undone(curl: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code = main(["send", "--curl", curl("curl URL/packed")])

    assert (code, capfdbinary.readouterr().out) == (0, "gepackt: ü".encode())


def test_a_damaged_body_ends_with_3(curl: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", "--curl", curl("curl URL/damaged")])

    assert code == 3
    assert "damaged" in capsys.readouterr().err


def test_octets_come_out_as_they_are(curl: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["send", "--curl", curl("curl URL/octets")])

    assert capfdbinary.readouterr().out == bytes(range(256))


def test_include_puts_the_head_before_the_body(curl: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["send", "--include", "--curl", curl("curl URL/octets")])

    head, blank, body = capfdbinary.readouterr().out.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Content-Type: application/octet-stream" in head
    assert (blank, body) == (b"\r\n\r\n", bytes(range(256)))


class Output(io.BytesIO):
    """Standard output that lets the service go on once something came out."""

    def __init__(self, service: Any) -> None:
        super().__init__()
        self._service = service
        self.first = b""

    def flush(self) -> None:
        self.first = self.first or self.getvalue()
        if self.first:
            self._service.released.set()


@pytest.mark.parametrize(("option", "before"), [([], b""), (["--include"], b"HTTP/1.1 200 OK")])
def test_a_stream_comes_out_while_it_arrives(
    curl: Any, service: Any, monkeypatch: pytest.MonkeyPatch, option: list[str], before: bytes
) -> None:
    output = Output(service)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output))

    code = main(["send", *option, "--curl", curl("curl URL/stream")])

    head, _, body = output.getvalue().rpartition(b"\r\n\r\n")
    assert (code, body) == (0, b"data: 1\n\ndata: 2\n\n")
    assert head.startswith(before)
    assert b"data: 2" not in output.first


def test_a_stream_that_is_cut_comes_out_as_far_as_it_came(
    curl: Any, service: Any, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    service.released.set()

    code = main(["send", "--curl", curl("curl 'URL/stream?cut'")])

    printed = capfdbinary.readouterr()
    assert (code, printed.out) == (3, b"data: 1\n\n")
    assert b"The stream stopped early" in printed.err


def test_output_goes_to_a_file(curl: Any, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code = main(["send", "--curl", curl("curl URL/octets"), "--output", str(tmp_path / "answer.bin")])

    assert (code, capfdbinary.readouterr().out) == (0, b"")
    assert (tmp_path / "answer.bin").read_bytes() == bytes(range(256))


def test_a_file_that_cannot_be_written_ends_with_2(
    curl: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["send", "--curl", curl("curl URL/octets"), "--output", str(tmp_path / "no" / "answer.bin")])

    assert code == 2
    assert "answer.bin" in capsys.readouterr().err


def test_json_tells_all_of_the_exchange(curl: Any, service: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code = main(["send", "--json", "--curl", curl(f"curl -H 'X-Auth-Token: {TOKEN}' -d a=1 'URL/v1?x=y'")])

    out = capfdbinary.readouterr().out
    found = json.loads(out)
    assert (code, found["status"], found["body"], found["reading"]) == (0, 200, '{"label": "花"}', None)
    assert (found["request"]["method"], found["request"]["url"]) == ("POST", f"{service.url}/v1?x=y")
    assert found["request"]["body_size"] == 3
    assert ["Content-Type", "application/json"] in found["headers"]
    assert found["timings"]["total"] > 0
    assert TOKEN.encode() not in out


def test_json_masks_a_key_in_the_address(
    collection: Path, service: Any, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (collection / "key.yml").write_text(
        f"info:\n  name: Key\n  type: http\nhttp:\n  method: GET\n  url: {service.url}/\n"
        "  auth:\n    type: apikey\n    key: k\n    value: '{{token}}'\n    placement: query\n",
        "utf-8",
    )

    main(["send", str(collection / "key.yml"), "--json", "--secret", secret_file(tmp_path)])

    out = capfdbinary.readouterr().out
    assert service.requests[0][1] == f"/?k={TOKEN}"
    assert TOKEN.encode() not in out


def test_octets_in_json_are_base64(curl: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["send", "--json", "--curl", curl("curl URL/octets")])

    found = json.loads(capfdbinary.readouterr().out)
    assert found["body"] is None
    assert found["body_base64"].startswith("AAECAwQ")


# Wrong usage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.yml", "--curl", "b"],
        ["a.yml", "--var", "novalue"],
        ["a.yml", "--secret", "token=MIIcanary"],
        ["a.yml", "--timeout", "-1"],
        ["a.yml", "--timeout", "soon"],
        ["a.yml", "--no-such-option"],
        ["a.yml", "b.yml"],
    ],
)
def test_wrong_usage_ends_with_2_in_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", *arguments])

    told = capsys.readouterr().err
    assert code == 2
    assert told.count("\n") == 1
    assert "MIIcanary" not in told


def test_a_secret_never_shows_where_the_address_is_broken(
    collection: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (collection / "broken.yml").write_text(
        "info:\n  name: Broken\n  type: http\nhttp:\n  method: GET\n  url: 'http://{{token}} host/'\n", "utf-8"
    )

    code = main(["send", str(collection / "broken.yml"), "--secret", secret_file(tmp_path)])

    assert code == 2
    assert TOKEN not in capsys.readouterr().err


def test_a_bug_is_told_in_two_sentences_and_reported_without_secrets(
    curl: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fresh_profile: Path
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError(f"X-Auth-Token: {TOKEN}")

    monkeypatch.setattr("modelpost.cli.send.send_options_of", broken)

    code = main(["send", "--curl", curl(f"curl -H 'X-Auth-Token: {TOKEN}' URL")])

    told = capsys.readouterr().err
    (report,) = (fresh_profile / "crashes").iterdir()
    assert code == 3
    assert told.count("\n") == 1
    assert "Traceback" not in told
    assert "ZeroDivisionError" in report.read_text("utf-8")
    assert TOKEN not in report.read_text("utf-8") + told


def test_a_secret_of_the_command_line_stays_out_of_a_report(
    collection: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh_profile: Path
) -> None:
    value = "canary word"

    def broken(*_: object) -> None:
        raise ZeroDivisionError(f"it was {value}")

    monkeypatch.setattr("modelpost.cli.send.send_options_of", broken)
    source = str(collection / "models" / "classify.yml")

    main(["send", source, "--env", "local", "--secret", secret_file(tmp_path, value)])

    (report,) = (fresh_profile / "crashes").iterdir()
    assert "ZeroDivisionError" in report.read_text("utf-8")
    assert value not in report.read_text("utf-8")


# A proxy with a password ----------------------------------------------------------------------------------------------


@pytest.fixture
def through_proxy(service: Any) -> str:
    """Set the service as a proxy that wants a password; return the cURL command of a request that goes through it."""
    address = service.url.replace("//", "//ada:{{proxy_http_password}}@")
    SettingsFile(Profile.default().settings).write(AppSettings(proxy_mode="manual", proxy_http=address))
    return "curl http://model.example/v1"


def test_a_proxy_gets_its_password(
    through_proxy: str, curl: Any, service: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELPOST_SECRET_PROXY_HTTP_PASSWORD", "hunter@2/")

    code = main(["send", "--curl", curl(through_proxy)])

    _, path, headers, _ = service.requests[0]
    assert (code, path) == (0, "http://model.example/v1")
    assert b64decode(headers["Proxy-Authorization"].removeprefix("Basic ")) == b"ada:hunter@2/"


def test_a_password_of_a_proxy_that_nobody_knows_is_asked_for(
    through_proxy: str, curl: Any, service: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["send", "--curl", curl(through_proxy)])

    assert (code, service.requests) == (2, [])
    assert "MODELPOST_SECRET_PROXY_HTTP_PASSWORD" in capsys.readouterr().err


def test_json_tells_the_hops_of_a_redirect(curl: Any, service: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["send", "--json", "--curl", curl("curl -L URL/elsewhere")])

    first, second = json.loads(capfdbinary.readouterr().out)["hops"]
    assert (first["method"], first["url"], first["status"]) == ("GET", f"{service.url}/elsewhere", 302)
    assert (second["url"], second["status"]) == (f"{service.url}/octets", 200)
    assert first["seconds"] > 0


def test_what_a_redirect_leaves_behind_is_told_on_standard_error(
    curl: Any, service: Any, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code = main(["send", "--curl", curl("curl -L -H 'X-Auth-Token: canary-0123456789' URL/abroad")])

    assert (code, capfdbinary.readouterr().err) == (0, b"Not sent to another origin: X-Auth-Token\n")
    assert "X-Auth-Token" not in service.requests[-1][2]


def test_a_certificate_that_was_not_checked_is_told_on_standard_error(
    curl: Any, secure_service: Any, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code = main(["send", "--curl", curl(f"curl -k https://127.0.0.1:{secure_service.server_address[1]}/x")])

    assert code == 0
    assert b"The certificate was not checked" in capfdbinary.readouterr().err


def test_a_retry_is_told_on_standard_error(curl: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code = main(["send", "--curl", curl("curl --retry 2 --retry-delay 0.001 URL/busy")])

    out, err = capfdbinary.readouterr()
    assert (code, out) == (0, b"ok")
    assert b"The service answered 503 Service Unavailable. Attempt 2 of 3 follows in 0.0 s" in err


def test_a_limit_that_ran_out_is_no_wrong_usage(curl: Any, service: Any) -> None:
    assert main(["send", "--timeout", "0.1", "--curl", curl("curl URL/stalled")]) == 3
    service.released.set()


def test_built_in_variables_files_and_comments_work_as_in_the_window(
    collection: Path, service: Any, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (collection / "image.bin").write_bytes(b"\xff\x00\xfe")
    file = collection / "insert.yml"
    file.write_text(
        "info:\n  name: insert\n  type: http\n  seq: 9\n\nhttp:\n  method: POST\n"
        f"  url: {service.url}/v1/{{{{$randomUUID}}}}\n"
        "  body:\n    type: json\n    data: |-\n"
        '      {"image": "{{file:image.bin | base64}}", // a comment\n       "at": {{$timestamp}}}\n',
        "utf-8",
    )

    code = main(["send", str(file)])

    _, path, _, body = service.requests[0]
    assert (code, len(path)) == (0, len("/v1/") + 36)
    assert json.loads(body)["image"] == "/wD+"
    assert json.loads(body)["at"] > 1_700_000_000
    assert b"comment" not in body


def test_a_file_that_is_not_there_is_named(
    collection: Path, service: Any, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = collection / "insert.yml"
    file.write_text(
        "info:\n  name: insert\n  type: http\n\nhttp:\n  method: POST\n"
        f"  url: {service.url}/\n"
        '  body:\n    type: text\n    data: "{{file:gone.bin | base64}}"\n',
        "utf-8",
    )

    code = main(["send", str(file)])

    assert (code, service.requests) == (2, [])
    assert b"gone.bin" in capfdbinary.readouterr().err


def test_json_tells_what_the_answer_means(curl: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["send", "--json", "--curl", curl("curl URL/classes")])

    reading = json.loads(capfdbinary.readouterr().out)["reading"]
    assert (reading["kind"], reading["top"]) == ("classification", "rose")
    assert reading["classes"][0] == {"label": "rose", "score": 0.9, "path": "$.scores[0]"}
    assert reading["sources"] == ["$.predicted_label", "$.scores"]


def _with_assertions(collection: Path, *lines: str) -> str:
    request = collection / "models" / "classify.yml"
    request.write_text(request.read_text("utf-8") + "runtime:\n  assertions:\n" + "".join(lines), "utf-8")
    return str(request)


def test_an_assertion_that_does_not_hold_is_told_and_counts(
    collection: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    holds = "    - {expression: res.status, operator: eq, value: '200'}\n"
    fails = "    - {expression: res.body.label, operator: eq, value: rose}\n"
    source = _with_assertions(collection, holds, fails)

    code = main(["send", source, "--env", "local", "--secret", secret_file(tmp_path)])

    out, told = capfdbinary.readouterr()
    assert (code, out) == (1, '{"label": "花"}'.encode())
    assert told.decode() == "“res.body.label eq rose” does not hold: it is 花.\n"


def test_assertions_that_hold_are_not_talked_about(
    collection: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    source = _with_assertions(collection, "    - {expression: res.body.label, operator: contains, value: '花'}\n")

    code = main(["send", source, "--env", "local", "--secret", secret_file(tmp_path)])

    assert (code, capfdbinary.readouterr()[1]) == (0, b"")
