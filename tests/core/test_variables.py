"""From a draft and the variables in force to a request that can be sent, or to what is missing."""

import string
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.headers import Source
from modelpost.core.request import (
    AuthChoice,
    Body,
    BodyKind,
    Defaults,
    FormRow,
    RawLanguage,
    RequestDraft,
    RequestSettings,
    Row,
)
from modelpost.core.resolved import (
    FileContent,
    FilePart,
    FormContent,
    MultipartContent,
    NoContent,
    ResolvedRequest,
    TextContent,
    TextPart,
)
from modelpost.core.secrets import SecretRef
from modelpost.core.url import with_line
from modelpost.core.variables import (
    Context,
    Problems,
    Scope,
    Variable,
    effective,
    join_path,
    needed_secrets,
    resolve,
)

TOKEN = SecretRef("c", "env:local", "token")


def variables(**values: str | SecretRef) -> Context:
    return Context((Scope("test", tuple(Variable(name, value) for name, value in values.items())),), {TOKEN: "geheim"})


def draft(**parts: Any) -> RequestDraft:
    return RequestDraft(**{"url": "http://host/", **parts})


def resolved(typed: RequestDraft, context: Context | None = None) -> ResolvedRequest:
    found = resolve(typed, context or Context())
    assert isinstance(found, ResolvedRequest), found
    return found


def problems(typed: RequestDraft, context: Context | None = None) -> dict[str, str]:
    found = resolve(typed, context or Context())
    assert isinstance(found, Problems), found
    return {problem.where: problem.message.filled() for problem in found.problems}


def raw(text: str) -> Body:
    return Body(kind=BodyKind.RAW, raw=text)


# Variables ------------------------------------------------------------------------------------------------------------


def test_a_later_scope_goes_before_an_earlier_one() -> None:
    context = Context((Scope("outer", (Variable("a", "1"), Variable("b", "2"))), Scope("inner", (Variable("a", "3"),))))

    assert resolved(draft(body=raw("{{a}}{{b}}")), context).content == TextContent("32", "application/json")


def test_a_disabled_variable_hides_nothing() -> None:
    context = Context((Scope("outer", (Variable("a", "1"),)), Scope("inner", (Variable("a", "2", enabled=False),))))

    assert resolved(draft(body=raw("{{a}}")), context).content == TextContent("1", "application/json")
    assert context.names() == ("a",)


def test_where_a_variable_comes_from_is_known() -> None:
    found = variables(a="1").find("a")

    assert found is not None
    assert (found.source, found.variable.value, found.variable.is_secret) == ("test", "1", False)


def test_variables_may_refer_to_others() -> None:
    context = variables(base="http://{{host}}:{{port}}", host="models", port="80")

    assert resolved(draft(url="{{base}}/v1"), context).url == "http://models:80/v1"


@pytest.mark.parametrize("values", [{"a": "{{a}}"}, {"a": "{{b}}", "b": "x{{a}}"}, {"a": "{{a}}" * 50}])
def test_a_circle_is_a_problem_at_its_place(values: dict[str, str]) -> None:
    found = problems(draft(body=raw("{{a}}")), variables(**values))

    assert set(found) == {"body.raw"}
    assert found["body.raw"].endswith("refers to itself")


def test_a_circle_that_is_not_used_is_no_problem() -> None:
    assert resolved(draft(body=raw("{{b}}")), variables(a="{{a}}", b="1")).content == TextContent(
        "1", "application/json"
    )


def test_variables_that_multiply_are_stopped() -> None:
    names = string.ascii_lowercase
    grown = {name: f"{{{{{inner}}}}}" * 10 for name, inner in pairwise(names)}

    found = problems(draft(body=raw("{{a}}")), variables(**grown, z="x"))

    assert found == {"body.raw": "The variables make up more than 64 MB of text"}


def test_a_chain_of_variables_has_an_end() -> None:
    chain = {f"v{n}": f"{{{{v{n + 1}}}}}" for n in range(2_000)}

    found = problems(draft(body=raw("{{v0}}")), variables(**chain, v2000="x"))

    assert found == {"body.raw": "{{v0}} leads through too many variables"}


def test_every_missing_variable_is_told_where_it_stands() -> None:
    typed = draft(
        url="http://{{host}}/:id?q={{q}}",
        path=(Row("id", "{{id}}"),),
        method="{{method}}",
        headers=(Row("{{name}}", "x"), Row("X-A", "{{value}}"), Row("X-Off", "{{off}}", enabled=False)),
        auth=AuthChoice("bearer", (("token", "{{token}}"),)),
        body=Body(
            kind=BodyKind.FORM_DATA,
            form=(
                FormRow("a", "{{part}}"),
                FormRow("f", files=("ok.png", "{{file}}"), is_file=True),
                FormRow("off", "{{off}}", enabled=False),
            ),
        ),
    )

    found = problems(typed)

    assert set(found) == {
        "method",
        "path",
        "url",
        "headers.0.name",
        "headers.1.value",
        "auth.token",
        "body.form.0.value",
        "body.form.1.files.1",
    }
    assert found["headers.1.value"] == "{{value}} has no value"


def test_one_name_that_is_missing_twice_is_told_at_both_places() -> None:
    typed = draft(headers=(Row("X-A", "{{x}}"), Row("X-B", "{{x}}")))

    assert set(problems(typed)) == {"headers.0.value", "headers.1.value"}


def test_values_are_not_looked_through_again() -> None:
    context = Context((Scope("s", (Variable("t", TOKEN),)),), {TOKEN: "{{other}}"})

    assert resolved(draft(body=raw("{{t}}")), context).content == TextContent("{{other}}", "application/json")


@given(st.text("{}ab \n", max_size=40))
def test_whatever_is_typed_gives_a_request_or_problems(text: str) -> None:
    typed = with_line(draft(method=text, headers=(Row(text, text),), body=raw(text)), f"http://host/{text}")

    found = resolve(typed, variables(a="{{b}}", b="1"))

    assert isinstance(found, ResolvedRequest) or found.problems


@given(st.text(max_size=30))
def test_no_address_can_make_it_fail(line: str) -> None:
    found = resolve(with_line(RequestDraft(), line), Context())

    assert isinstance(found, ResolvedRequest | Problems)


# Secrets --------------------------------------------------------------------------------------------------------------


def test_a_secret_is_filled_in_and_remembered_for_masking() -> None:
    request = resolved(draft(body=raw("{{t}}")), variables(t=TOKEN))

    assert request.content == TextContent("geheim", "application/json")
    assert request.secrets == {"geheim"}
    assert "geheim" not in repr(replace_content(request))


def replace_content(request: ResolvedRequest) -> ResolvedRequest:
    return ResolvedRequest(request.method, request.url, auth=request.auth, secrets=request.secrets)


@pytest.mark.parametrize("value", [None, ""])
def test_a_secret_without_value_is_a_problem(value: str | None) -> None:
    context = Context((Scope("s", (Variable("t", TOKEN),)),), {TOKEN: value})

    assert problems(draft(body=raw("{{t}}")), context) == {"body.raw": "The secret {{t}} has no value"}


def test_every_header_that_holds_a_secret_is_sensitive() -> None:
    typed = draft(headers=(Row("X-A", "{{t}}"), Row("X-B", "b {{t}}"), Row("X-C", "{{via}}"), Row("X-D", "{{plain}}")))

    request = resolved(typed, variables(t=TOKEN, via="<{{t}}>", plain="1"))

    assert [field.sensitive for field in request.headers] == [True, True, True, False]


def test_a_typed_credential_is_sensitive_and_masked() -> None:
    request = resolved(draft(headers=(Row("X-Auth-Token", " MIIabcdefgh "),)))

    assert next(iter(request.headers)).sensitive
    assert request.secrets == {"MIIabcdefgh"}


def test_needed_secrets_are_found_everywhere_and_through_others() -> None:
    refs = {
        name: SecretRef("", "run", name)
        for name in ("url", "head", "auth", "form", "file", "path", "inherited", "off", "deep")
    }
    context = Context(
        (Scope("s", (*(Variable(name, ref) for name, ref in refs.items()), Variable("via", "{{deep}}{{via}}"))),),
        defaults=Defaults(headers=(Row("X-I", "{{inherited}}"),), auth=AuthChoice("bearer", (("token", "{{auth}}"),))),
    )
    typed = draft(
        url="http://{{url}}/:p",
        path=(Row("p", "{{path}}"),),
        headers=(Row("X", "{{head}}{{via}}"), Row("X", "{{off}}", enabled=False)),
        body=Body(
            kind=BodyKind.FORM_DATA,
            raw="{{off}}",
            form=(
                FormRow("{{form}}"),
                FormRow("f", files=("{{file}}",), is_file=True),
                FormRow("{{off}}", enabled=False),
            ),
        ),
    )

    needed = {ref.name for ref in needed_secrets(typed, context)}

    assert needed == set(refs) - {"off"}


# Method and address ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "purge", "X-MY.METHOD!", " POST "])
def test_any_token_is_a_method(method: str) -> None:
    assert resolved(draft(method=method)).method == method.strip()


@pytest.mark.parametrize("method", ["", "GET POST", "GÉT", "GET\r\nX: y", "\0", "A:B", "x" * 100 + " "])
def test_anything_else_is_a_problem_at_the_method(method: str) -> None:
    typed = draft(method=f"{method}\t/" if method.startswith("x") else method)

    assert set(problems(typed)) == {"method"}


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("http://host", "http://host/"),
        ("HTTP://host/a b?c=d e#f", "http://host/a%20b?c=d%20e"),
        ("host.example/x", "https://host.example/x"),
        ("localhost:8080", "http://localhost:8080/"),
        (" http://host/ ", "http://host/"),
        ("http://host/花?q=花", "http://host/%E8%8A%B1?q=%E8%8A%B1"),
        ("http://host/%E8?a=%26", "http://host/%E8?a=%26"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("http://bücher.example/", "http://bücher.example/"),
        ("http://host?a", "http://host/?a"),
    ],
)
def test_an_address_is_completed_and_encoded(line: str, url: str) -> None:
    assert resolved(draft(url=line)).url == url


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "no address"),
        ("   ", "no address"),
        ("ftp://host/", "ftp:// addresses cannot be sent"),
        ("http://", "not a valid address"),
        ("http://a b/", "not a valid address"),
        ("http://[::1/", "not a valid address"),
        ("http://host:70000/", "port"),
        ("http://host:0/", "not a valid address"),
        ("http://host:eighty/", "not a valid address"),
        ("http://host/\0", "NUL"),
        ("http://host/a\nb", "line break"),
        ("http:///path", "not a valid address"),
    ],
)
def test_a_broken_address_is_a_problem_at_the_url(line: str, words: str) -> None:
    found = problems(draft(url=line))

    assert set(found) == {"url"}
    assert words in found["url"]


def test_a_broken_address_is_told_without_its_password() -> None:
    assert "geheim" not in problems(draft(url="http://me:geheim@a b/"))["url"]


def test_path_variables_are_filled_in_and_encoded() -> None:
    typed = draft(url="http://host/:id/:left", path=(Row("id", "{{x}}"), Row("left")))

    assert resolved(typed, variables(x="a/b ü")).url == "http://host/a%2Fb%20%C3%BC/:left"


def test_a_variable_may_hold_the_beginning_of_an_address_with_a_query() -> None:
    typed = draft(url="{{base}}/x?b=2")

    assert resolved(typed, variables(base="https://host/v1")).url == "https://host/v1/x?b=2"
    assert resolved(draft(url="{{base}}"), variables(base="https://host/?a=1#f")).url == "https://host/?a=1"
    assert resolved(draft(url="{{base}}?b=2"), variables(base="https://host/?a=1")).url == "https://host/?a=1&b=2"


def test_a_value_in_the_query_does_not_end_it() -> None:
    assert resolved(draft(url="http://host/?k={{k}}&z=1"), variables(k="a#b")).url == "http://host/?k=a%23b&z=1"


# Headers --------------------------------------------------------------------------------------------------------------


def test_headers_keep_order_case_and_duplicates() -> None:
    typed = draft(headers=(Row("X-b", "1"), Row("X-B", " 2 "), Row("", ""), Row("x-off", "3", enabled=False), Row("A")))

    request = resolved(typed)

    assert [(field.name, field.value, field.source) for field in request.headers] == [
        ("X-b", "1", Source.REQUEST),
        ("X-B", "2", Source.REQUEST),
        ("A", "", Source.REQUEST),
    ]


def test_an_inherited_header_gives_way_to_one_of_the_request() -> None:
    defaults = Defaults(headers=(Row("X-A", "inherited"), Row("X-B", "inherited"), Row("X-C", "off", enabled=False)))

    request = resolved(draft(headers=(Row("x-a", "own"),)), Context(defaults=defaults))

    assert [(field.name, field.value, field.source) for field in request.headers] == [
        ("X-B", "inherited", Source.INHERITED),
        ("x-a", "own", Source.REQUEST),
    ]


@pytest.mark.parametrize("name", ["", "a b", "a:", "ü", "a\nb", "a\0", "(x)"])
def test_a_broken_header_name_is_a_problem_at_its_place(name: str) -> None:
    assert set(problems(draft(headers=(Row("X-A", "1"), Row(name, "value"))))) == {"headers.1.name"}


@pytest.mark.parametrize("value", ["a\nb", "a\r\nX-Evil: 1", "a\0b"])
def test_a_broken_header_value_is_a_problem_at_its_place(value: str) -> None:
    assert set(problems(draft(headers=(Row("X-A", value),)))) == {"headers.0.value"}


def test_a_line_break_in_a_variable_is_found_too() -> None:
    assert set(problems(draft(headers=(Row("X-A", "{{v}}"),)), variables(v="a\r\nb"))) == {"headers.0.value"}


def test_a_header_of_10_mb_is_a_problem_at_its_place() -> None:
    found = problems(draft(headers=(Row("X-A", "x" * 10_000_000),)))

    assert found == {"headers.0.value": "The value of X-A is 10.0 MB long"}


def test_names_are_shortened_where_they_are_told() -> None:
    found = problems(draft(headers=(Row("ü" * 10_000, "v"),)))

    assert len(found["headers.0.name"]) < 120


def test_header_names_left_out_are_kept_in_lower_case() -> None:
    assert resolved(draft(omitted=("User-Agent",))).omitted == {"user-agent"}


# Bodies ---------------------------------------------------------------------------------------------------------------


def body_of(body: Body, context: Context | None = None) -> object:
    return resolved(draft(body=body), context or variables(v="1")).content


def test_only_the_chosen_body_counts() -> None:
    body = Body(
        raw="{{missing}}", binary="{{missing}}", urlencoded=(Row("{{missing}}"),), form=(FormRow("{{missing}}"),)
    )

    assert body_of(body) == NoContent()


@pytest.mark.parametrize("language", RawLanguage)
def test_a_raw_body_has_the_type_of_its_language(language: RawLanguage) -> None:
    body = Body(kind=BodyKind.RAW, raw="<{{v}}>", language=language)

    assert body_of(body) == TextContent("<1>", language.value)


def test_pairs_are_filled_in_and_the_empty_and_disabled_left_out() -> None:
    rows = (Row("a{{v}}", "{{v}}"), Row("", ""), Row("off", "x", enabled=False), Row("", "nameless"), Row("empty"))

    assert body_of(Body(kind=BodyKind.URLENCODED, urlencoded=rows)) == FormContent(
        (("a1", "1"), ("", "nameless"), ("empty", ""))
    )


def test_parts_are_filled_in_and_files_found_in_the_folder() -> None:
    form = (
        FormRow("t{{v}}", "{{v}}", content_type="text/{{v}}"),
        FormRow("f", files=("a/{{v}}.png", "/abs/b.png"), is_file=True),
        FormRow(),
        FormRow("off", "x", enabled=False),
    )
    context = Context((Scope("s", (Variable("v", "1"),)),), folder="/c/")

    content = body_of(Body(kind=BodyKind.FORM_DATA, form=form), context)

    assert content == MultipartContent(
        (
            TextPart("t1", "1", "text/1"),
            FilePart("f", "/c/a/1.png", "1.png", "", "body.form.1.files.0"),
            FilePart("f", "/abs/b.png", "b.png", "", "body.form.1.files.1"),
        )
    )


def test_a_binary_body_is_found_in_the_folder() -> None:
    content = body_of(
        Body(kind=BodyKind.BINARY, binary="{{v}}.bin"), Context((Scope("s", (Variable("v", "1"),)),), folder="/c")
    )

    assert content == FileContent("/c/1.bin")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (Body(kind=BodyKind.BINARY), "body.binary"),
        (Body(kind=BodyKind.FORM_DATA, form=(FormRow("f", is_file=True),)), "body.form.0.files"),
        (Body(kind=BodyKind.FORM_DATA, form=(FormRow("f", files=("a\0b",), is_file=True),)), "body.form.0.files.0"),
        (Body(kind=BodyKind.FORM_DATA, form=(FormRow("f", "x", content_type="a\nb"),)), "body.form.0.content_type"),
    ],
)
def test_what_a_body_lacks_is_a_problem_at_its_place(body: Body, where: str) -> None:
    assert set(problems(draft(body=body))) == {where}


@pytest.mark.parametrize(
    ("folder", "path", "joined"),
    [
        ("/c", "a.png", "/c/a.png"),
        ("/c/", "a.png", "/c/a.png"),
        ("", "a.png", "a.png"),
        ("/c", "", ""),
        ("/c", "/a.png", "/a.png"),
        ("/c", "~/a.png", "~/a.png"),
        ("/c", r"C:\a.png", r"C:\a.png"),
        ("/c", "C:/a.png", "C:/a.png"),
        ("/c", r"\\server\a.png", r"\\server\a.png"),
        ("/c", "C:a.png", "/c/C:a.png"),
    ],
)
def test_paths_are_joined_unless_they_are_absolute(folder: str, path: str, joined: str) -> None:
    assert join_path(folder, path) == joined


# Auth and settings ----------------------------------------------------------------------------------------------------


def test_auth_is_inherited_unless_the_request_says_otherwise() -> None:
    context = Context(defaults=Defaults(auth=AuthChoice("bearer", (("token", "t"),))))

    assert resolved(draft(), context).auth.kind == "bearer"
    assert resolved(draft(auth=AuthChoice("none")), context).auth.kind == "none"
    assert resolved(draft(), Context()).auth.kind == "none"


def test_the_values_of_auth_are_filled_in_and_hidden_from_sight() -> None:
    request = resolved(draft(auth=AuthChoice("bearer", (("token", "{{t}}"),))), variables(t=TOKEN))

    assert request.auth.values == (("token", "geheim"),)
    assert "geheim" not in repr(request)


def test_settings_of_the_request_go_before_inherited_ones() -> None:
    typed = draft(settings=RequestSettings(timeout=1))
    defaults = Defaults(settings=RequestSettings(timeout=2, max_redirects=3))

    found = effective(typed, defaults).settings

    assert (found.timeout, found.max_redirects, found.verify_tls) == (1, 3, None)
