"""What is said of a request before it is sent, and the edits that mend it."""

from dataclasses import replace

import pytest

from modelpost.core.headers import HeaderList
from modelpost.core.preflight import Fix, cautions, mended
from modelpost.core.request import AuthChoice, Body, BodyKind, FormRow, RequestDraft, Row
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.scope import Context
from modelpost.core.variables import resolve

INFER = "https://infer-modelarts-cn-north-4.myhuaweicloud.com/v1/infers/0123"
CHAT = '{"model": "m", "messages": [{"role": "user", "content": "hi"}]}'
IAM = "https://iam.{}.myhuaweicloud.com"
TOKEN = ("X-Auth-Token", "MIIabc")


def draft(
    url: str = INFER, method: str = "POST", *headers: tuple[str, str], raw: str = "", **more: object
) -> RequestDraft:
    body = Body(BodyKind.RAW, raw=raw) if raw else Body()
    rows = tuple(Row(name, value) for name, value in headers)
    return replace(RequestDraft(url=url, method=method, headers=rows, body=body), **more)


def iam(*values: tuple[str, str]) -> RequestDraft:
    return draft(auth=AuthChoice("iam-token", values))


def said(typed: RequestDraft, size: int | None = 0) -> list[tuple[object, ...]]:
    request = resolve(typed, Context(folder="/data"))
    assert isinstance(request, ResolvedRequest), request
    found = cautions(typed, request, lambda path: size)
    return [(each.where, str(each.message), each.fix) for each in found]


FINE = [
    draft(),
    draft(INFER, "POST", TOKEN, ("Content-Type", "application/json"), raw='{"a": 1}'),
    draft(INFER, "POST", ("Authorization", "Bearer abc")),
    draft(INFER, "POST", ("Authorization", "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=f")),
    draft(INFER, "POST", ("Cookie", "a=b; c=d")),
    draft("https://api.example.com/things", "GET"),
    draft("http://127.0.0.1:8500/v1/infers/x", "POST", TOKEN),
    draft("http://10.1.2.3/v1/infers/x", "POST", TOKEN),
    draft("http://model.lan/predict", "POST", TOKEN),
    draft("http://gpu-box:8000/predict", "POST", TOKEN),
    draft("http://example.com/open", "POST"),
    draft(f"{INFER}/v1/chat/completions", "POST", raw=CHAT),
    draft("https://example.com/", "POST", raw=CHAT),
    draft(INFER, "POST", ("Content-Type", "multipart/form-data; boundary=mine"), raw="--mine--"),
    draft(INFER, body=Body(BodyKind.RAW, raw="x" * (11 << 20))),
    draft(INFER.replace("/v1/infers/", "/v2/infer/"), body=Body(BodyKind.RAW, raw="x" * (13 << 20))),
]


@pytest.mark.parametrize("typed", FINE, ids=range(len(FINE)))
def test_of_a_request_that_is_in_order_nothing_is_said(typed: RequestDraft) -> None:
    assert said(typed) == []


@pytest.mark.parametrize(
    ("typed", "where", "words", "fix"),
    [
        (draft(INFER, "GET"), "method", "take POST and refuse GET", Fix.USE_POST),
        (draft("https://x.example/v2/infer/7/predict", "GET"), "method", "refuse GET", Fix.USE_POST),
        (draft(INFER, raw=CHAT), "url", "/v1/chat/completions", Fix.ADD_CHAT_PATH),
        (draft("https://api.modelarts-maas.com", raw=CHAT), "url", "/v1/chat/completions", Fix.ADD_CHAT_PATH),
        (draft("http://example.com/v1/infers/7", "POST", TOKEN), "url", "to example.com in the clear", Fix.USE_HTTPS),
        (draft("http://user:pw@8.8.8.8/x"), "url", "to 8.8.8.8 in the clear", Fix.USE_HTTPS),
        (draft("http://example.com/x", auth=AuthChoice("bearer", (("token", "abc"),))), "url", "clear", Fix.USE_HTTPS),
        (
            draft(INFER, "POST", ("content-type", "a/b"), ("Content-Type", "c/d")),
            "headers.1.name",
            "there twice",
            Fix.REMOVE_HEADER,
        ),
        (
            draft(INFER, "POST", ("Content-Type", "multipart/form-data"), body=Body(BodyKind.FORM_DATA)),
            "headers.0.value",
            "no boundary",
            Fix.REMOVE_HEADER,
        ),
        (draft(INFER, "POST", ("Content-Type", "multipart/mixed"), raw="x"), "headers.0.value", "no form-data", None),
        (draft(INFER, "POST", ("X-Auth-Token", '"MIIabc"')), "headers.0.value", "a quote", None),
        (draft(INFER, "POST", ("A", "b"), ("X-Auth-Token", "MII abc")), "headers.1.value", "a space", None),
        (draft(INFER, "POST", ("Authorization", "Bearer a b")), "headers.0.value", "a space", None),
        (draft(auth=AuthChoice("bearer", (("token", "abc\ndef"),))), "auth.token", "line break", None),
        (iam(("endpoint", IAM.format("cn-north-4")), ("scope", "domain")), "auth.scope", "domain scope", None),
        (iam(("endpoint", IAM.format("cn-east-3"))), "auth.endpoint", "the service is in cn-north-4", None),
        (draft(INFER, body=Body(BodyKind.RAW, raw="x" * (13 << 20))), "body.raw", "13.6 MB", None),
    ],
)  # fmt: skip
def test_what_will_go_wrong_is_said_at_its_place(typed: RequestDraft, where: str, words: str, fix: Fix | None) -> None:
    ((place, message, offered),) = said(typed)

    assert place == where
    assert words in str(message)
    assert offered is fix


@pytest.mark.parametrize(("size", "count"), [(13 << 20, 1), (None, 0), (5 << 20, 0)])
def test_files_count_once_their_size_is_known(size: int | None, count: int) -> None:
    typed = draft(body=Body(BodyKind.FORM_DATA, form=(FormRow("images", files=("a.jpg",), is_file=True),)))

    assert len(said(typed, size)) == count


def test_credentials_that_do_not_fit_the_address_are_said_where_they_are() -> None:
    ((where, message, fix),) = said(draft(auth=AuthChoice("app-code", (("code", "abc"),))))

    assert (where, fix) == ("auth", None)
    assert "App credentials belong to the service's other address" in str(message)


APP = INFER.replace("infer-modelarts", "infer-app-modelarts")


@pytest.mark.parametrize(
    ("typed", "place", "words"),
    [
        (draft(APP, "POST", ("A", "b"), TOKEN), "headers.1.name", "app credentials only"),
        (draft(INFER, "POST", ("X-Apig-AppCode", "abc")), "headers.0.name", "App credentials belong to"),
        (draft(INFER, "POST", ("apikey", "abc")), "headers.0.name", "App credentials belong to"),
        (draft(APP, auth=AuthChoice("apikey", (("value", "MIIabc"),))), "auth", "app credentials only"),
        (draft(INFER, auth=AuthChoice("apikey", (("key", "X-Apig-AppCode"), ("value", "a")))), "auth", "App cred"),
    ],
)
def test_a_header_tells_of_a_credential_for_the_other_address(typed: RequestDraft, place: str, words: str) -> None:
    ((where, message, fix),) = said(typed)

    assert (where, fix) == (place, None)
    assert words in str(message)


@pytest.mark.parametrize("placement", ["query", "cookie"])
def test_nothing_is_said_of_a_key_that_stands_in_no_header(placement: str) -> None:
    values = (("key", "apikey"), ("value", "abc"), ("placement", placement))

    assert said(draft(INFER, auth=AuthChoice("apikey", values))) == []


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        (draft(INFER, "GET"), draft(INFER, "POST")),
        (draft("http://example.com/x?q=1", "POST", TOKEN), draft("https://example.com/x?q=1", "POST", TOKEN)),
        (draft(f"{INFER}/", raw=CHAT), draft(f"{INFER}/v1/chat/completions", raw=CHAT)),
        (draft(INFER, "POST", *(("Content-Type", kind) for kind in "ab")), draft(INFER, "POST", ("Content-Type", "a"))),
    ],
)  # fmt: skip
def test_a_fix_leaves_nothing_to_say(typed: RequestDraft, after: RequestDraft) -> None:
    request = resolve(typed, Context())
    assert isinstance(request, ResolvedRequest)
    (caution,) = cautions(typed, request, lambda path: 0)

    better = mended(typed, caution)

    assert (better.url, better.method, better.headers) == (after.url, after.method, after.headers)
    assert said(better) == []


def test_https_is_not_offered_where_a_variable_says_http() -> None:
    typed = draft("{{base}}/x", "POST", TOKEN)
    request = ResolvedRequest("POST", "http://example.com/x", HeaderList.of([TOKEN]))

    (caution,) = cautions(typed, request, lambda path: 0)

    assert caution.fix is None
