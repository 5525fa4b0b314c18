"""What is advised for the error bodies of ModelArts and its gateway, and for each way a request can fail."""

import json

import pytest

from modelpost.core.advice import Advice, Remedy, Tone, for_failure, for_response
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response
from modelpost.core.text import Message

EXPIRED = "The token has expired"
REFUSED = "The service did not accept the credentials"
NO_PROJECT = "The token has no project scope"
FORBIDDEN = "No permission for this service"


def advised(status: int, code: str, message: str, *headers: tuple[str, str]) -> Advice:
    body = json.dumps({"error_code": code, "error_msg": message, "request_id": "5b5d"}, ensure_ascii=False)
    advice = for_response(Response(status, headers=HeaderList.of(headers)), body, sent="15.3 MB", path="/v1/infers/7")
    assert advice is not None
    return advice


@pytest.mark.parametrize(
    ("status", "code", "message", "title"),
    [
        (401, "APIG.0301", "Incorrect IAM authentication information: token expires, expires_at:2026-01-02", EXPIRED),
        (401, "APIG.0307", "The token must be updated.", EXPIRED),
        (401, "ModelArts.0202", "Invalid token header because the token has expired.", EXPIRED),
        (401, "ModelArts.4127", "Token authentication expired.", EXPIRED),
        (401, "IAM.0066", "The token has expired.", EXPIRED),
        (401, "APIG.0301", "Incorrect IAM authentication information: decrypt token fail", REFUSED),
        (401, "APIG.0301", "Incorrect IAM authentication information: x-auth-token not found", REFUSED),
        (401, "APIG.0301", "Incorrect IAM authentication information: verify aksk signature fail", REFUSED),
        (401, "APIG.0303", "Incorrect app authentication information.", REFUSED),
        (401, "ModelArts.0201", "Token doesn't exist.", REFUSED),
        (401, "ModelArts.0203", "Invalid token.", REFUSED),
        (401, "ModelArts.81003", "Invalid authorization header.", REFUSED),
        (401, "IAM.0067", "Invalid token.", REFUSED),
        (401, "ModelArts.0212", "Invalid token header because the token does not contain a project.", NO_PROJECT),
        (401, "ModelArts.4119", "Invalid RBAC.", NO_PROJECT),
        (403, "APIG.0302", "The IAM user is not authorized to access the API.", FORBIDDEN),
        (403, "APIG.0304", "The app is not authorized to access the API.", FORBIDDEN),
        (403, "ModelArts.0108", "You are not authorized to perform the operation.", FORBIDDEN),
        (403, "ModelArts.81004", "Invalid request because you do not have access to it.", FORBIDDEN),
    ],
)
def test_a_wrong_token_is_explained(status: int, code: str, message: str, title: str) -> None:
    advice = advised(status, code, message)

    assert advice.title.filled() == title
    assert advice.remedies[0] is Remedy.EDIT_AUTH


@pytest.mark.parametrize(
    ("status", "code", "message", "title", "remedy"),
    [
        (404, "APIG.0101", "The API does not exist.", "No service at this path", Remedy.EDIT_URL),
        (404, "ModelArts.3502", "Service rose does not exist.", "No service at this path", Remedy.EDIT_URL),
        (404, "ModelArts.4204", "API /rose does not exist.", "No service at this path", Remedy.EDIT_URL),
        (405, "", "Method Not Allowed", "The service does not accept this method", Remedy.EDIT_URL),
        (413, "APIG.0201", "Request entity too large.", "The file is too large for the service", Remedy.EDIT_BODY),
        (413, "ModelArts.4104", "The size exceeds.", "The file is too large for the service", Remedy.EDIT_BODY),
        (400, "ModelArts.4105", "Incorrect JSON.", "The service did not accept the request (400)", Remedy.EDIT_BODY),
        (400, "ModelArts.4202", "Empty request.", "The service did not accept the request (400)", Remedy.EDIT_BODY),
        (429, "APIG.0308", "The throttling threshold has been reached.", "Too many requests", Remedy.SEND_AGAIN),
        (429, "ModelArts.4206", "Excessive number of requests.", "Too many requests", Remedy.SEND_AGAIN),
        (429, "ModelArts.81101", "Too many requests.", "Too many requests", Remedy.SEND_AGAIN),
        (500, "APIG.0601", "Internal server error.", "The model service failed (500)", Remedy.SEND_AGAIN),
        (500, "ModelArts.4503", "SSL error", "The model service failed (500)", Remedy.SEND_AGAIN),
        (502, "APIG.0201", "Backend unavailable.", "The model service failed (502)", Remedy.SEND_AGAIN),
        (503, "ModelArts.4700", "Unavailable gateway.", "The model service failed (503)", Remedy.SEND_AGAIN),
        (504, "APIG.0201", "Backend timeout.", "The model service failed (504)", Remedy.SEND_AGAIN),
    ],
)
def test_the_likeliest_remedy_comes_first(status: int, code: str, message: str, title: str, remedy: Remedy) -> None:
    advice = advised(status, code, message)

    assert advice.title.filled() == title
    assert advice.remedies[0] is remedy


def test_when_the_token_expired_is_read_from_the_gateways_words() -> None:
    message = "Incorrect IAM authentication information: token expires, expires_at:2026-01-02T03:04:05.678000Z"

    assert "2026-01-02T03:04:05.678000Z" in advised(401, "APIG.0301", message).text.filled()


def test_an_expired_token_is_explained_though_no_time_is_told() -> None:
    assert "too old" in advised(401, "APIG.0307", "The token must be updated.").text.filled()


def test_a_path_without_a_service_is_named() -> None:
    assert "/v1/infers/7" in advised(404, "APIG.0101", "The API does not exist.").text.filled()


def test_the_size_of_a_file_that_is_too_large_is_named() -> None:
    assert "15.3 MB" in advised(413, "APIG.0201", "Request entity too large.").text.filled()


@pytest.mark.parametrize("wait", ["", "soon", "Fri, 02 Jan 2026 03:04:05 GMT"])
def test_a_wait_that_is_no_number_of_seconds_is_not_repeated(wait: str) -> None:
    advice = advised(429, "APIG.0308", "The throttling threshold has been reached.", ("Retry-After", wait))

    assert advice.text == Message("The service asks to wait a while.")
    assert advice.tone is Tone.WARNING


@pytest.mark.parametrize(("status", "code"), [(403, "APIG.0304"), (500, "ModelArts.4505"), (504, "APIG.0201")])
def test_the_owner_can_be_told_which_request_it_was(status: int, code: str) -> None:
    advice = advised(status, code, "It failed.", ("X-Request-Id", "5b5d"))

    assert advice.remedies[-1] is Remedy.COPY_REQUEST_ID


@pytest.mark.parametrize("body", ["", "<html>502 Bad Gateway</html>", '{"error_code":', "\ufffd\0", "[]"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 429, 500])
def test_a_body_that_says_nothing_still_gets_advice(status: int, body: str) -> None:
    advice = for_response(Response(status), body, sent="1 B", path="/")

    assert advice is not None
    assert advice.title.filled()
    assert advice.text.filled().endswith(".")


@pytest.mark.parametrize(
    ("kind", "remedies"),
    [
        (FailureKind.DNS, {Remedy.EDIT_URL, Remedy.SEND_AGAIN}),
        (FailureKind.REFUSED, {Remedy.SEND_AGAIN}),
        (FailureKind.CONNECT, {Remedy.SEND_AGAIN, Remedy.EDIT_URL}),
        (FailureKind.TLS, {Remedy.CHOOSE_CA, Remedy.ALLOW_UNVERIFIED}),
        (FailureKind.PROXY, {Remedy.PROXY_SETTINGS, Remedy.SEND_AGAIN}),
        (FailureKind.TIMEOUT_CONNECT, {Remedy.MORE_TIME, Remedy.TIMEOUT_SETTINGS}),
        (FailureKind.TIMEOUT_READ, {Remedy.MORE_TIME, Remedy.TIMEOUT_SETTINGS}),
        (FailureKind.TIMEOUT_TOTAL, {Remedy.MORE_TIME, Remedy.TIMEOUT_SETTINGS}),
        (FailureKind.CONNECTION_LOST, {Remedy.SEND_AGAIN}),
        (FailureKind.PROTOCOL, {Remedy.SEND_AGAIN}),
        (FailureKind.REDIRECT, {Remedy.EDIT_URL, Remedy.SEND_AGAIN}),
        (FailureKind.FILE, {Remedy.GO_TO_PLACE}),
        (FailureKind.AUTH, {Remedy.EDIT_AUTH}),
    ],
)
def test_a_failure_is_mended_where_it_arose(kind: FailureKind, remedies: set[Remedy]) -> None:
    failure = Failure(kind, Message("It failed"), Message("Do this."), "detail", "body.form.0.files.0")

    advice = for_failure(failure)

    assert set(advice.remedies) == remedies
    assert advice.tone is Tone.ERROR
    assert advice.place == "body.form.0.files.0"


@pytest.mark.parametrize("kind", [kind for kind in FailureKind if kind is not FailureKind.REFUSED])
def test_the_sample_service_helps_only_where_nothing_listens(kind: FailureKind) -> None:
    advice = for_failure(Failure(kind, Message("It failed")), is_sample=True)

    assert Remedy.START_SAMPLE not in advice.remedies
