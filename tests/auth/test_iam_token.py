"""The conversation that leads to an IAM token, and what ends it."""

import json
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import pytest

from modelpost.auth.api import Fetch, Note, Prompt, Recall, Refused, Remember, Reply, Surroundings
from modelpost.auth.iam_token import IamToken
from modelpost.core.fields import Values
from modelpost.core.headers import HeaderList
from modelpost.core.resolved import ResolvedRequest, TextContent
from modelpost.core.response import Response
from modelpost.core.tokens import Token

NOW = 1_800_000_000.0
SCHEME = IamToken()
REQUEST = ResolvedRequest("POST", "https://infer-modelarts-cn-north-4.myhuaweicloud.com/v1/infers/7")
VALUES: Values = {
    "endpoint": "https://iam.cn-north-4.myhuaweicloud.com",
    "domain": "northwind",
    "user": "ml-tester",
    "password": "pass-word",
    "scope": "project",
    "project": "cn-north-4",
}
PROJECT_TOKEN = {
    "token": {
        "expires_at": "2020-01-04T09:05:22.701000Z",
        "issued_at": "2020-01-03T09:05:22.701000Z",
        "project": {"id": "aa2d", "name": "cn-north-4"},
    }
}
DOMAIN_TOKEN = {"token": {"expires_at": "2020-01-04T09:05:22Z", "domain": {"id": "d78c", "name": "northwind"}}}


class Clock:
    def monotonic(self) -> float:
        return 0.0

    def now(self) -> float:
        return NOW


AROUND: Any = Surroundings(Clock(), None, lambda payload: "")  # type: ignore[arg-type]  # no chance is needed


@dataclass
class Service:
    """Answers the steps of a flow, and writes them down."""

    answers: list[Reply]
    kept: Token | None = None
    passcode: str = ""

    def __post_init__(self) -> None:
        self.steps: list[Any] = []

    def run(self, flow: Generator[Any, Reply, Any]) -> Any:
        reply = Reply()
        try:
            step = next(flow)
            while True:
                self.steps.append(step)
                match step:
                    case Recall():
                        reply = Reply(token=self.kept)
                    case Fetch():
                        reply = self.answers.pop(0)
                    case Prompt():
                        reply = Reply(text=self.passcode)
                    case _:
                        reply = Reply()
                step = flow.send(reply)
        except StopIteration as end:
            return end.value

    def of(self, kind: type) -> list[Any]:
        return [step for step in self.steps if isinstance(step, kind)]

    @property
    def asked(self) -> Any:
        content = self.of(Fetch)[0].request.content
        assert isinstance(content, TextContent)
        return json.loads(content.text)["auth"]


def answer(status: int, body: object = "", **headers: str) -> Reply:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    content = body if isinstance(body, str) else json.dumps(body)
    return Reply(Response(status, headers=HeaderList.of(pairs)), content.encode())


def lent(body: object = PROJECT_TOKEN, value: str = "MIInew") -> Reply:
    return answer(201, body, X_Subject_Token=value)


def kept(expires_in: float = 86_400.0, value: str = "MIIkept", kind: str = "project") -> Token:
    return Token(value, NOW + expires_in, NOW + expires_in - 86_400, kind=kind)


# Fetching ------------------------------------------------------------------------------------------------------------


def test_the_question_is_the_documented_one() -> None:
    service = Service([lent()])

    request = service.run(SCHEME.authenticate(VALUES, REQUEST, AROUND))

    fetch = service.of(Fetch)[0].request
    assert (fetch.method, fetch.url) == (
        "POST",
        "https://iam.cn-north-4.myhuaweicloud.com/v3/auth/tokens?nocatalog=true",
    )
    assert service.asked == {
        "identity": {
            "methods": ["password"],
            "password": {"user": {"name": "ml-tester", "password": "pass-word", "domain": {"name": "northwind"}}},
        },
        "scope": {"project": {"name": "cn-north-4"}},
    }
    assert request.headers.first("X-Auth-Token") == "MIInew"


@pytest.mark.parametrize(
    ("changes", "scope"),
    [
        ({"project": "0605767a9980d5762f8ac01e51ecb1cd"}, {"project": {"id": "0605767a9980d5762f8ac01e51ecb1cd"}}),
        ({"project": " cn-north-4_team "}, {"project": {"name": "cn-north-4_team"}}),
        ({"scope": "domain"}, {"domain": {"name": "northwind"}}),
    ],
)
def test_the_scope_is_a_project_by_id_or_name_or_the_domain(changes: Values, scope: object) -> None:
    service = Service([lent()])

    service.run(SCHEME.authenticate({**VALUES, **changes}, REQUEST, AROUND))

    assert service.asked["scope"] == scope


@pytest.mark.parametrize(
    "typed",
    [
        "https://iam.cn-north-4.myhuaweicloud.com/",
        "iam.cn-north-4.myhuaweicloud.com",
        " https://iam.cn-north-4.myhuaweicloud.com/v3/auth/tokens?nocatalog=true",
    ],
)
def test_an_endpoint_may_be_pasted_with_more_or_less_than_its_host(typed: str) -> None:
    service = Service([lent()])

    service.run(SCHEME.authenticate({**VALUES, "endpoint": typed}, REQUEST, AROUND))

    assert service.of(Fetch)[0].request.url.startswith("https://iam.cn-north-4.myhuaweicloud.com/v3/auth/tokens?")


@pytest.mark.parametrize("typed", ["", "https://", "ftp://iam.example", "http://[broken", "iam example"])
def test_what_is_no_endpoint_is_told_at_its_field(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        Service([]).run(SCHEME.authenticate({**VALUES, "endpoint": typed}, REQUEST, AROUND))

    assert refused.value.place == "auth.endpoint"


def test_the_code_of_a_virtual_mfa_device_is_asked_for() -> None:
    service = Service([lent()], passcode="123456")
    values = {**VALUES, "has_mfa": "true", "user_id": "7116d09f"}

    service.run(SCHEME.authenticate(values, REQUEST, AROUND))

    assert len(service.of(Prompt)) == 1
    assert service.asked["identity"]["methods"] == ["password", "totp"]
    assert service.asked["identity"]["totp"] == {"user": {"id": "7116d09f", "passcode": "123456"}}


def test_a_code_that_was_entered_is_not_asked_for() -> None:
    service = Service([lent()])
    values = {**VALUES, "has_mfa": "true", "user_id": "7116d09f", "passcode": "654321"}

    service.run(SCHEME.authenticate(values, REQUEST, AROUND))

    assert service.of(Prompt) == []
    assert service.asked["identity"]["totp"]["user"]["passcode"] == "654321"


def test_a_token_is_kept_with_its_life_counted_from_now() -> None:
    service = Service([lent()])

    service.run(SCHEME.authenticate(VALUES, REQUEST, AROUND))

    remembered = service.of(Remember)[0]
    assert remembered.key == SCHEME.token_key(VALUES)
    assert remembered.token == Token("MIInew", NOW + 86_400, NOW, kind="project", scope="project cn-north-4")


def test_the_key_of_a_token_holds_no_secret_and_tells_scopes_apart() -> None:
    whole, domain = SCHEME.token_key({**VALUES, "passcode": "123456"}), SCHEME.token_key({**VALUES, "scope": "domain"})

    assert "pass-word" not in whole
    assert "123456" not in whole
    assert len({whole, domain, SCHEME.token_key({**VALUES, "project": "x"}), SCHEME.token_key({})}) == 4


# Keeping and renewing ------------------------------------------------------------------------------------------------


def test_a_token_that_is_kept_is_used() -> None:
    service = Service([], kept())

    request = service.run(SCHEME.authenticate(VALUES, REQUEST, AROUND))

    assert request.headers.first("X-Auth-Token") == "MIIkept"


def test_ten_minutes_before_its_end_another_one_is_fetched() -> None:
    service = Service([lent()], kept(expires_in=599))

    assert service.run(SCHEME.authenticate(VALUES, REQUEST, AROUND)).headers.first("X-Auth-Token") == "MIInew"


def test_a_token_with_domain_scope_is_warned_about_each_time() -> None:
    service = Service([], kept(kind="domain"))

    service.run(SCHEME.authenticate(VALUES, REQUEST, AROUND))

    assert "domain scope" in str(service.of(Note)[0].message)


def refused_with(token: str = "MIIold") -> ResolvedRequest:
    return REQUEST.with_header("X-Auth-Token", token)


def code(error_code: str, message: str) -> dict[str, str]:
    return {"error_code": error_code, "error_msg": message, "request_id": "c0ffee"}


@pytest.mark.parametrize(
    "body",
    [
        code("APIG.0301", "Incorrect IAM authentication information: decrypt token fail"),
        code("APIG.0301", "Incorrect IAM authentication information: token expires, expires_at:2020-01-04T09:05:22Z"),
        code("APIG.0307", "The token must be updated."),
        code("APIGW.0301", "Incorrect IAM authentication information: decrypt token fail"),
        code("ModelArts.0202", "Invalid token header because the token has expired."),
        code("ModelArts.4127", "Token authentication expired."),
        code("IAM.0066", "The token has expired."),
        code("IAM.0067", "Invalid token."),
        "",
    ],
)
def test_a_401_that_means_the_token_is_worth_another_one(body: object) -> None:
    service = Service([lent()], kept(value="MIIold"))

    flow = SCHEME.challenged(VALUES, refused_with(), answer(401, body), AROUND)

    assert flow is not None
    assert service.run(flow).headers.all("X-Auth-Token") == ("MIInew",)


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (401, code("APIG.0301", "Incorrect IAM authentication information: verify aksk signature fail"), {}),
        (401, code("APIG.0301", "Incorrect IAM authentication information: Get secretKey failed, ak:X, err: …"), {}),
        (401, code("APIG.0303", "Incorrect app authentication information"), {}),
        (401, code("APIG.0305", "Incorrect authentication information."), {}),
        (401, code("ModelArts.0212", "Invalid token header because the token does not contain a project."), {}),
        (401, code("ModelArts.0207", "Token must contain project info of current region."), {}),
        (401, code("ModelArts.0203", "Invalid token."), {}),
        (401, code("ModelArts.9999", "Something new."), {}),
        (401, "", {"WWW_Authenticate": 'Basic realm="proxy"'}),
        (403, code("APIG.0302", "The IAM user is not authorized to access the API."), {}),
    ],
)
def test_any_other_refusal_is_not(status: int, body: object, headers: dict[str, str]) -> None:
    assert SCHEME.challenged(VALUES, refused_with(), answer(status, body, **headers), AROUND) is None


def test_what_another_request_fetched_meanwhile_is_used() -> None:
    service = Service([], kept(value="MIIother"))

    flow = SCHEME.challenged(VALUES, refused_with(), answer(401), AROUND)

    assert flow is not None
    assert service.run(flow).headers.first("X-Auth-Token") == "MIIother"


# Refusals ------------------------------------------------------------------------------------------------------------


def iam_error(status: int, message: str) -> Reply:
    return answer(status, {"error": {"code": status, "message": message, "title": "…"}})


@pytest.mark.parametrize(
    ("reply", "place", "summary", "hint"),
    [
        (iam_error(401, "The username or password is wrong."), "password", "did not accept", "HUAWEI ID"),
        (answer(401, code("IAM.0061", "The account is locked.")), "user", "gives this user no token", "unlocked"),
        (answer(403, code("IAM.0081", "…")), "user", "gives this user no token", "programmatic access"),
        (iam_error(401, "The project does not exist."), "project", "for this project", "Look up"),
        (iam_error(401, "The totp passcode is wrong."), "passcode", "verification code", "half a minute"),
        (iam_error(403, "Forbidden"), "user", "gives this user no token", "administrator"),
        (iam_error(400, "The request body is invalid"), "user", "could not read", "project"),
        (answer(404, "<html>"), "endpoint", "no IAM at iam.cn-north-4", "region or site"),
        (answer(429), "endpoint", "too many requests", "Wait"),
        (answer(503), "endpoint", "unavailable (503)", "Send again later"),
        (answer(302, Location="https://login.example/"), "endpoint", "did not answer as IAM does", "sign-in page"),
        (answer(200, "<html>"), "endpoint", "did not answer as IAM does", "proxy"),
        (answer(201, PROJECT_TOKEN), "endpoint", "holds no token", "X-Subject-Token"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_happened_what_to_do_and_where(reply: Reply, place: str, summary: str, hint: str) -> None:
    service = Service([reply])

    with pytest.raises(Refused) as refused:
        service.run(SCHEME.authenticate(VALUES, REQUEST, AROUND))

    assert refused.value.place == f"auth.{place}"
    assert summary in str(refused.value.summary)
    assert hint in str(refused.value.hint)
    assert [step.token for step in service.of(Remember)] == [None]


# Projects ------------------------------------------------------------------------------------------------------------


def test_projects_are_looked_up_with_a_token_for_the_domain() -> None:
    projects = {"projects": [{"id": "aa2d", "name": "cn-north-4"}, {"id": "bb3e", "name": "cn-east-3"}, {"name": "x"}]}
    service = Service([lent(DOMAIN_TOKEN), answer(200, projects)])

    options = service.run(SCHEME.look_up("project", {**VALUES, "project": ""}, AROUND))

    asked = service.of(Fetch)[1].request
    assert options == (("aa2d", "cn-north-4"), ("bb3e", "cn-east-3"))
    assert service.asked["scope"] == {"domain": {"name": "northwind"}}
    assert asked.url == "https://iam.cn-north-4.myhuaweicloud.com/v3/projects"
    assert asked.headers.first("X-Auth-Token") == "MIInew"


def test_projects_that_cannot_be_listed_forget_the_token() -> None:
    service = Service([answer(500)], kept(kind="domain"))

    with pytest.raises(Refused):
        service.run(SCHEME.look_up("project", VALUES, AROUND))

    assert [step.token for step in service.of(Remember)] == [None]
