"""What is advised for the error bodies of ModelArts and its gateway, and for each way a request can fail."""

import json
from pathlib import Path

import pytest

from modelpost.core.advice import Advice, Remedy, Tone, for_failure, for_response
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response
from modelpost.core.service_errors import explained
from modelpost.core.text import Message


def advised(status: int, code: str, message: str, *headers: tuple[str, str]) -> Advice:
    body = message if message.startswith("{") else json.dumps({"error_code": code, "error_msg": message})
    advice = for_response(Response(status, headers=HeaderList.of(headers)), body, sent="15.3 MB", path="/v1/infers/7")
    assert advice is not None
    return advice


DOCUMENTED = (
    (
        404,
        "APIG.0101",
        "The API does not exist or has not been published in the environment.",
        "No service at this path",
        Remedy.EDIT_URL,
    ),
    (400, "APIG.0106", "Orchestration error.", "path and the query", Remedy.EDIT_URL),
    (400, "APIG.0201", "API request error.", "method, its headers and the boundary", Remedy.EDIT_BODY),
    (413, "APIG.0201", "Request entity too large.", "too large for the service. 15.3 MB was sent", Remedy.CHOOSE_FILE),
    (414, "APIG.0201", "Request URI too large.", "from the query into the body", Remedy.EDIT_URL),
    (494, "APIG.0201", "Request headers too large.", "nocatalog=true", Remedy.EDIT_AUTH),
    (502, "APIG.0201", "Backend unavailable.", "is running", Remedy.SEND_AGAIN),
    (504, "APIG.0201", "Backend timeout.", "smaller input, a faster model or more instances", Remedy.SEND_AGAIN),
    (504, "APIG.0203", "Backend timeout (newer gateway numbering, seen with MaaS).", "may stream", Remedy.SEND_AGAIN),
    (400, "APIG.0204", "SSL protocol is not supported: TLSv1.1", "TLS 1.2", Remedy.PROXY_SETTINGS),
    (
        401,
        "APIG.0301",
        "Incorrect IAM authentication information: decrypt token fail",
        "project scope in the service's region and paste it whole",
        Remedy.EDIT_AUTH,
    ),
    (
        401,
        "APIG.0301",
        "Incorrect IAM authentication information: token expires, expires_at:…",
        "has expired",
        Remedy.EDIT_AUTH,
    ),
    (
        401,
        "APIG.0301",
        "Incorrect IAM authentication information: x-auth-token not found",
        "Add X-Auth-Token",
        Remedy.EDIT_AUTH,
    ),
    (
        401,
        "APIG.0301",
        "Incorrect IAM authentication information: verify aksk signature fail",
        "secret key, the clock",
        Remedy.EDIT_AUTH,
    ),
    (
        401,
        "APIG.0301",
        "Incorrect IAM authentication information: Get secretKey failed, ak:…, err: ak not exist",
        "X-Security-Token",
        Remedy.EDIT_AUTH,
    ),
    (
        401,
        "APIG.0301",
        "Incorrect IAM authentication information: AK access failed to reach the limit, forbidden",
        "locked for 5 minutes",
        Remedy.EDIT_AUTH,
    ),
    (403, "APIG.0302", "The IAM user is not authorized to access the API.", "administrator", None),
    (401, "APIG.0303", "Incorrect app authentication information.", "second one of the usage guide", Remedy.EDIT_AUTH),
    (403, "APIG.0304", "The app is not authorized to access the API.", "Bind it under Real-Time Services", None),
    (
        401,
        "APIG.0305",
        "Incorrect authentication information.",
        "another kind than the address takes",
        Remedy.EDIT_AUTH,
    ),
    (403, "APIG.0306", "API access denied.", "permission", None),
    (401, "APIG.0307", "The token must be updated.", "has expired", Remedy.EDIT_AUTH),
    (429, "APIG.0308", "The throttling threshold has been reached.", "Too many requests", Remedy.SEND_AGAIN),
    (403, "APIG.0310", "The project is unavailable.", "project of the service's region", Remedy.EDIT_AUTH),
    (403, "APIG.0402", "The IP address is not authorized to access the API.", "network address", None),
    (405, "APIG.0501", "The app quota has been used up.", "quota is used up", None),
    (405, "APIG.0502", "The app has been frozen.", "Top up", Remedy.SEND_AGAIN),
    (500, "APIG.0601", "Internal server error.", "service failed (500)", Remedy.SEND_AGAIN),
    (400, "APIG.0602", "Bad request.", "headers and the boundary", Remedy.EDIT_BODY),
    (500, "APIG.0605", "Domain name resolution failed.", "spelling", Remedy.EDIT_URL),
    (400, "APIG.0607", "The following protocol is supported: {xxx}", "http and https", Remedy.EDIT_URL),
    (502, "APIG.0610", "No backend available.", "is running", Remedy.SEND_AGAIN),
    (
        503,
        "APIG.0613",
        "The IAM service is currently unavailable.",
        "IAM service is unavailable. Send again later",
        Remedy.SEND_AGAIN,
    ),
    (
        403,
        "APIG.0802",
        "The IAM user is forbidden in the currently selected region",
        "another region or another user",
        Remedy.EDIT_AUTH,
    ),
    (400, "APIG.1009", "AppKey or AppSecret is invalid", "Copy them again", Remedy.EDIT_AUTH),
    (401, "APIGW.0301", "Incorrect IAM authentication information", "did not accept the credentials", Remedy.EDIT_AUTH),
    (405, "", "Method Not Allowed", "POST", Remedy.EDIT_URL),
    (400, "ModelArts.0101", "Invalid Argument.", "answer below names", Remedy.EDIT_BODY),
    (400, "ModelArts.0104", "Parameter error.", "answer below names", Remedy.EDIT_BODY),
    (403, "ModelArts.0108", "You are not authorized to perform the ({0}) operation.", "permission", None),
    (403, "ModelArts.0112", "Policy doesn't allow {} {} to be performed.", "administrator", None),
    (401, "ModelArts.0201", "Token doesn't exist.", "Add X-Auth-Token", Remedy.EDIT_AUTH),
    (401, "ModelArts.0202", "Invalid token header because the token has expired.", "has expired", Remedy.EDIT_AUTH),
    (401, "ModelArts.0203", "Invalid token.", "account and project that own the service", Remedy.EDIT_AUTH),
    (400, "ModelArts.0204", "Token must contain projectId info.", "project scope", Remedy.EDIT_AUTH),
    (401, "ModelArts.0204", "Failed to parse the token.", "paste it whole", Remedy.EDIT_AUTH),
    (401, "ModelArts.0205", "No authorization request header.", "Authorization header is missing", Remedy.EDIT_AUTH),
    (
        401,
        "ModelArts.0206",
        "Incorrect authorization request header format.",
        "Send Bearer and the API key",
        Remedy.EDIT_AUTH,
    ),
    (403, "ModelArts.0206", "Invalid AK/SK.", "access key or its secret key is wrong", Remedy.EDIT_AUTH),
    (
        401,
        "ModelArts.0207",
        "Token must contain project info of current region.",
        "project of the service's region",
        Remedy.EDIT_AUTH,
    ),
    (
        403,
        "ModelArts.0210",
        "The project id in the request URL does not match the token.",
        "the same as in the address",
        Remedy.EDIT_AUTH,
    ),
    (
        401,
        "ModelArts.0212",
        "Invalid token header because the token does not contain a project.",
        "project scope",
        Remedy.EDIT_AUTH,
    ),
    (404, "ModelArts.3502", "Service {name} does not exist.", "ID may have changed", Remedy.EDIT_URL),
    (
        413,
        "ModelArts.4104",
        "Invalid request body because the size exceeds the maximum size allowed.",
        "15.3 MB was sent",
        Remedy.CHOOSE_FILE,
    ),
    (
        400,
        "ModelArts.4105",
        "Incorrect JSON format of the input data.",
        "trailing comma, typographic quotes or a byte order mark",
        Remedy.EDIT_BODY,
    ),
    (403, "ModelArts.4116", "User has been owed…", "Top up", Remedy.SEND_AGAIN),
    (401, "ModelArts.4119", "Invalid RBAC.", "project scope", Remedy.EDIT_AUTH),
    (401, "ModelArts.4127", "Token authentication expired.", "has expired", Remedy.EDIT_AUTH),
    (400, "ModelArts.4200", "Invalid request.", "answer below names", Remedy.EDIT_BODY),
    (
        400,
        "ModelArts.4201",
        "Invalid request URL because no service ID or request URI included.",
        "Copy the whole address",
        Remedy.EDIT_URL,
    ),
    (401, "ModelArts.4201", "Invalid token.", "account and project that own", Remedy.EDIT_AUTH),
    (400, "ModelArts.4202", "Empty request.", "Choose a body", Remedy.EDIT_BODY),
    (
        400,
        "ModelArts.4203",
        "Invalid request because requested service %s is unavailable.",
        "Start it",
        Remedy.SEND_AGAIN,
    ),
    (401, "ModelArts.4203", "Invalid request because %s.", "No permission", Remedy.EDIT_AUTH),
    (404, "ModelArts.4204", "API %s does not exist.", "path that the model declares", Remedy.EDIT_URL),
    (408, "ModelArts.4205", "Connection timed out.", "proxy or a firewall", Remedy.SEND_AGAIN),
    (429, "ModelArts.4206", "Excessive number of requests to %s.", "Too many requests", Remedy.SEND_AGAIN),
    (
        500,
        "ModelArts.4302",
        "Gateway forwarding error. Failed to invoke backend service due to connection refused.",
        "log and add instances",
        Remedy.SEND_AGAIN,
    ),
    (
        503,
        "ModelArts.4302",
        "Due to self protection, the backend service is disconnected, please wait moment.",
        "Mend what it returns, wait",
        Remedy.SEND_AGAIN,
    ),
    (
        500,
        "ModelArts.4503",
        "Failed to respond due to backend service not found or failed to respond",
        "keep-alive",
        Remedy.SEND_AGAIN,
    ),
    (
        500,
        "ModelArts.4503",
        "Failed to find backend service because SSL error in the backend service, please check the service is https",
        "http or https",
        None,
    ),
    (
        504,
        "ModelArts.4503",
        "Failed to find backend service because response timed out…",
        "faster model or more instances",
        Remedy.SEND_AGAIN,
    ),
    (504, "ModelArts.4503", "Backend service respond timeout…", "log, its memory and its instances", Remedy.SEND_AGAIN),
    (
        500,
        "ModelArts.4505",
        "Internal backend service error because reading timed out.",
        "faster model",
        Remedy.SEND_AGAIN,
    ),
    (503, "ModelArts.4700", "Unavailable gateway.", "Send again later", Remedy.SEND_AGAIN),
    (
        400,
        "ModelArts.4905",
        "Failed to check the authorization request header.",
        "Check it, or create",
        Remedy.EDIT_AUTH,
    ),
    (
        500,
        "ModelArts.8803",
        "(new real-time service; page exists, text not available to us)",
        "inference2.0-modelarts-0082",
        Remedy.SEND_AGAIN,
    ),
    (
        500,
        "ModelArts.8909",
        "(new real-time service) connection to the service timed out or failed; details in error_msg",
        "log of the instances",
        Remedy.SEND_AGAIN,
    ),
    (500, "ModelArts.8910", "(new real-time service) protocol mismatch", "http and https", Remedy.EDIT_URL),
    (
        500,
        "MR.0105",
        '{"erno":"MR.0105","msg":"Recognition failed","words_result":{}}',
        "names of the input fields",
        Remedy.EDIT_BODY,
    ),
    (
        400,
        "ModelArts.81001",
        "Invalid request body. / Failed to format request body, %s is empty.",
        "answer below names",
        Remedy.EDIT_BODY,
    ),
    (
        400,
        "ModelArts.81002",
        "Failed to get the authorization header.",
        "Send Bearer and the API key",
        Remedy.EDIT_AUTH,
    ),
    (401, "ModelArts.81003", "Invalid authorization header.", "create one in the service's region", Remedy.EDIT_AUTH),
    (
        403,
        "ModelArts.81004",
        "Invalid request because you do not have access to it. (401 in older docs)",
        "Enable it in the MaaS console",
        None,
    ),
    (401, "ModelArts.81005", "The free quota has been used up.", "Enable the paid service", None),
    (403, "ModelArts.81006", "The resource is frozen. (401 in older docs)", "Top up", Remedy.SEND_AGAIN),
    (404, "ModelArts.81009", "Invalid model.", "model name that its call description shows", Remedy.EDIT_BODY),
    (403, "ModelArts.81011", "May contain senstive…", "Change the prompt", Remedy.EDIT_BODY),
    (
        401,
        "ModelArts.81015",
        "Invalid client ip / model / custom endpoint …, rejected by api key … allowlist setting.",
        "lists in the settings of the key",
        Remedy.EDIT_AUTH,
    ),
    (
        429,
        "ModelArts.81101",
        "Too many requests, exceeded rate limit is {rpm} times per minute.",
        "Too many requests",
        Remedy.SEND_AGAIN,
    ),
    (
        429,
        "ModelArts.81103",
        "Too many requests. exceeded rate limit is %s tokens per minute.",
        "Too many requests",
        Remedy.SEND_AGAIN,
    ),
    (
        400,
        "",
        '{"error":{"code":400,"message":"The request body is invalid","title":"Bad Request"}}',
        "auth.identity and auth.scope",
        Remedy.EDIT_BODY,
    ),
    (
        401,
        "",
        '{"error":{"code":401,"message":"The username or password is wrong.","title":"Unauthorized"}}',
        "account's name as domain",
        Remedy.EDIT_BODY,
    ),
    (401, "IAM.0001", "The request you have made requires authentication.", "Add X-Auth-Token", Remedy.EDIT_AUTH),
    (400, "IAM.0011", "Request body is invalid.", "JSON that IAM documents", Remedy.EDIT_BODY),
    (401, "IAM.0061", "Account locked.", "Wait until it is unlocked", None),
    (401, "IAM.0062", "Incorrect password.", "password or the domain is wrong", Remedy.EDIT_BODY),
    (401, "IAM.0066", "The token has expired.", "has expired", Remedy.EDIT_AUTH),
    (401, "IAM.0067", "Invalid token.", "paste it whole", Remedy.EDIT_AUTH),
    (
        403,
        "IAM.0081",
        "This user only supports console access, not programmatic access.",
        "enable programmatic access",
        None,
    ),
    (403, "IAM.0082", "The user %s is disabled.", "has to enable it again", None),
)
"""Every error that the documents name: status, code, message, words of the advice, and the first button."""


@pytest.mark.parametrize(("status", "code", "message", "words", "first"), DOCUMENTED)
def test_a_documented_error_gets_the_advice_of_its_page(
    status: int, code: str, message: str, words: str, first: Remedy | None
) -> None:
    advice = advised(status, code, message)

    assert words in f"{advice.title.filled()}. {advice.text.filled()}"
    assert next(iter(advice.remedies), None) is first


@pytest.mark.parametrize(
    ("status", "code", "message", "title"),
    [
        (403, "ModelArts.0204", "Token must contain projectId info.", "The token has no project scope"),
        (400, "ModelArts.81101", "Too many requests.", "Too many requests"),
        (400, "ModelArts.4104", "The size exceeds.", "The file is too large for the service"),
        (401, "ModelArts.81004", "You do not have access to it.", "No permission for this service"),
        (401, "ModelArts.81006", "The resource is frozen.", "The account is frozen"),
        (400, "APIG.0101", "The API does not exist.", "No service at this path"),
        (413, "APIG.0201", "In words that nobody documented.", "The file is too large for the service"),
        (500, "APIG.0201", "Backend timeout.", "The model service failed (500)"),
        (401, "apig.0307", "In small letters.", "The token has expired"),
    ],
)
def test_the_code_goes_before_a_status_that_is_not_its_own(status: int, code: str, message: str, title: str) -> None:
    assert advised(status, code, message).title.filled() == title


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ('{"error":{"code":"ModelArts.81005","message":"The free quota has been used up."}}', "The quota is used up"),
        ('{"errorCode": "ModelArts.81005"}', "The quota is used up"),
        ("<html>ModelArts.81005: The free quota has been used up.</html>", "The quota is used up"),
        ('{"error_msg":"see APIG.0308","error_code":"ModelArts.81005"}', "The quota is used up"),
        ('{"error_code":"ModelArts.99999"}', "The service did not accept the credentials"),
        ('{"error":{"code":401,"message":"No."}}', "The service did not accept the credentials"),
    ],
)
def test_the_code_is_found_however_it_is_wrapped(body: str, title: str) -> None:
    advice = for_response(Response(401), body)

    assert advice is not None
    assert advice.title.filled() == title


def test_an_error_of_another_service_in_iams_form_is_not_taken_for_one() -> None:
    advice = for_response(Response(400), '{"error":{"code":400,"message":"Bad tensor","status":"INVALID_ARGUMENT"}}')

    assert advice is not None
    assert "IAM" not in advice.text.filled()


def test_when_the_token_expired_is_read_from_the_gateways_words() -> None:
    message = "Incorrect IAM authentication information: token expires, expires_at:2026-01-02T03:04:05.678000Z"

    assert "2026-01-02 03:04 UTC" in advised(401, "APIG.0301", message).text.filled()


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


def test_the_request_id_of_the_gateways_body_is_offered_too() -> None:
    advice = for_response(Response(500), '{"error_code":"APIG.0601","error_msg":"Failed","request_id":"5b5d-7"}')

    assert advice is not None
    assert (advice.remedies, advice.request_id) == ((Remedy.SEND_AGAIN, Remedy.COPY_REQUEST_ID), "5b5d-7")


@pytest.mark.parametrize(
    ("wait", "remedies", "seconds"),
    [
        ("7", (Remedy.SEND_LATER, Remedy.CANCEL), 7),
        ("3600", (Remedy.SEND_LATER, Remedy.CANCEL), 3600),
        ("86400", (Remedy.SEND_AGAIN,), 0),
        ("0", (Remedy.SEND_AGAIN,), 0),
        ("9" * 400, (Remedy.SEND_AGAIN,), 0),
        ("\u0663", (Remedy.SEND_AGAIN,), 0),
        ("", (Remedy.SEND_AGAIN,), 0),
    ],
)
def test_waiting_is_offered_for_as_long_as_somebody_would(
    wait: str, remedies: tuple[Remedy, ...], seconds: float
) -> None:
    advice = advised(429, "APIG.0308", "The throttling threshold has been reached.", ("Retry-After", wait))

    assert (advice.remedies, advice.seconds) == (remedies, seconds)


@pytest.mark.parametrize(("limit", "seconds"), [("30", 60), ("0.5", 1), ("soon", 0)])
def test_twice_the_limit_that_ran_out_is_offered(limit: str, seconds: float) -> None:
    advice = for_failure(Failure(FailureKind.TIMEOUT_READ, Message("No answer within {n} s", n=limit)))

    assert (advice.remedies[0], advice.seconds) == (Remedy.MORE_TIME, seconds)


def test_a_size_that_is_not_known_is_not_told() -> None:
    advice = for_response(Response(413), "")

    assert advice is not None
    assert advice.text == Message("Choose a smaller file or ask the service owner for the limit.")


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
        (FailureKind.PROXY, {Remedy.PROXY_SETTINGS}),
        (FailureKind.TIMEOUT_CONNECT, {Remedy.MORE_TIME, Remedy.TIMEOUT_SETTINGS}),
        (FailureKind.TIMEOUT_READ, {Remedy.MORE_TIME, Remedy.TIMEOUT_SETTINGS}),
        (FailureKind.TIMEOUT_TOTAL, {Remedy.MORE_TIME, Remedy.TIMEOUT_SETTINGS}),
        (FailureKind.CONNECTION_LOST, {Remedy.SEND_AGAIN}),
        (FailureKind.PROTOCOL, {Remedy.SEND_AGAIN}),
        (FailureKind.REDIRECT, {Remedy.EDIT_URL, Remedy.SEND_AGAIN}),
        (FailureKind.DOWNGRADE, {Remedy.EDIT_URL, Remedy.ALLOW_DOWNGRADE}),
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


ALL = json.loads((Path(__file__).parents[1] / "fixtures" / "modelarts_errors.json").read_text("utf-8"))["errors"]


@pytest.mark.parametrize("row", ALL, ids=lambda row: f"{row['code']} {row['http_status']}")
def test_no_documented_error_gets_the_card_of_its_status_alone(row: dict[str, object]) -> None:
    code, message, status = str(row["code"]), str(row["message"]), int(str(row["http_status"] or 500))
    body = message if message.startswith("{") else json.dumps({"error_code": code, "error_msg": message})

    assert explained(status, body) is not None or (status == 405 and code == "Method Not Allowed")


EXPIRED = '{"error_code": "APIG.0301", "error_msg": "Incorrect IAM authentication information: token expires, '
EXPIRED += 'expires_at:2026-11-24T10:30:00.000000Z"}'


@pytest.mark.parametrize(
    ("status", "body", "remedies"),
    [
        (401, EXPIRED, (Remedy.RENEW_TOKEN, Remedy.EDIT_AUTH)),
        (401, '{"error_code": "APIG.0307"}', (Remedy.RENEW_TOKEN, Remedy.EDIT_AUTH)),
        (401, "no", (Remedy.EDIT_AUTH, Remedy.RENEW_TOKEN)),
        (404, "no", (Remedy.EDIT_URL,)),
    ],
)
def test_another_token_is_offered_where_one_can_be_fetched(
    status: int, body: str, remedies: tuple[Remedy, ...]
) -> None:
    advice = for_response(Response(status), body, can_renew=True)

    assert advice is not None
    assert advice.remedies == remedies


def test_the_card_of_an_expired_token_says_until_when_it_was_good() -> None:
    advice = for_response(Response(401), EXPIRED, can_renew=True)

    assert advice is not None
    assert str(advice.text) == (
        "The service refused the request because the token was valid until 2026-11-24 10:30 UTC. "
        "Modelpost can fetch a new one now."
    )


def test_a_token_that_was_typed_is_replaced_by_hand() -> None:
    advice = for_response(Response(401), EXPIRED)

    assert advice is not None
    assert advice.remedies == (Remedy.EDIT_AUTH,)
