"""What Postman's files say, in all the ways that its versions say it."""

import json
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.contents import FolderContents
from modelpost.core.request import (
    AuthChoice,
    BodyKind,
    FormRow,
    RawLanguage,
    RequestDraft,
    RequestSettings,
    Row,
    Script,
)
from modelpost.core.secrets import SecretRef
from modelpost.formats.postman import PLUGIN

FIXTURES = Path(__file__).parent.parent / "fixtures" / "postman"


def read(*items: dict[str, Any], **more: Any) -> FolderContents:
    document = {"info": {"name": "C"}, "item": list(items), **more}
    return PLUGIN.read(json.dumps(document)).contents.tree  # type: ignore[union-attr]  # a collection


def request_of(item: dict[str, Any]) -> RequestDraft:
    (draft,) = read(item).requests()
    return draft


def losses_of(item: dict[str, Any]) -> str:
    text = json.dumps({"info": {"name": "C"}, "item": [item]})
    return " ".join(loss.filled() for loss in PLUGIN.read(text).losses)


def auth_of(kind: str, **attributes: Any) -> AuthChoice:
    listed = [{"key": name, "value": value} for name, value in attributes.items()]
    return request_of({"name": "R", "request": {"auth": {"type": kind, kind: listed}, "url": "http://h/"}}).auth


# Trees ----------------------------------------------------------------------------------------------------------------


def test_folders_and_requests_keep_their_order() -> None:
    tree = PLUGIN.read((FIXTURES / "mask_demo.postman_collection.json").read_bytes()).contents.tree  # type: ignore[union-attr]

    assert [item.name for item in tree.items] == [
        "First, before the folder",
        "Predict / images",
        "Search",
        "Sign",
        "Upload",
    ]
    folder = tree.items[1]
    assert isinstance(folder, FolderContents)
    assert [item.name for item in folder.items] == ["Detect", "Token", "Empty folder"]


def test_descriptions_are_texts_or_objects() -> None:
    tree = read({"name": "F", "item": [], "description": {"content": "inner", "type": "text/plain"}})

    (folder,) = tree.items
    assert isinstance(folder, FolderContents)
    assert folder.docs == "inner"


def test_folders_deeper_than_ours_may_be_are_dissolved() -> None:
    item: dict[str, Any] = {"name": "R", "request": "http://h/"}
    for number in range(30):
        item = {"name": f"F{number}", "item": [item]}

    tree = read(item)

    assert [draft.name for draft in tree.requests()] == ["R"]
    assert "dissolved" in losses_of(item)


def test_an_item_that_is_no_request_is_named_and_left_out() -> None:
    assert "Odd: this is no HTTP request" in losses_of({"name": "Odd"})


def test_what_the_interface_wraps_is_unwrapped() -> None:
    inner = {"info": {"name": "C"}, "item": [{"name": "R", "request": "http://h/"}]}

    imported = PLUGIN.read(json.dumps({"collection": inner}))

    assert [draft.name for draft in imported.contents.tree.requests()] == ["R"]  # type: ignore[union-attr]


# Addresses and headers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("{{base}}/a?x=1", "{{base}}/a?x=1"),
        ({"raw": "http://h/a?x=1"}, "http://h/a?x=1"),
        (
            {"protocol": "https", "host": ["a", "b"], "port": "8443", "path": ["x", "y"], "hash": "z"},
            "https://a.b:8443/x/y#z",
        ),
        ({"protocol": "https:", "host": "a.b", "path": "/x"}, "https://a.b/x"),
        (
            {"host": ["{{base}}"], "path": [{"type": "string", "value": "x"}], "query": [{"key": "q", "value": "1"}]},
            "{{base}}/x?q=1",
        ),
        (None, ""),
        (17, "17"),
    ],
)
def test_an_address_is_a_text_or_an_object(url: object, line: str) -> None:
    assert request_of({"name": "R", "request": {"url": url}}).url == line


def test_disabled_parameters_and_their_descriptions_stay() -> None:
    url = {
        "raw": "http://h/?a=1",
        "query": [{"key": "a", "value": "1", "description": "n"}, {"key": "b", "value": None, "disabled": True}],
    }

    draft = request_of({"name": "R", "request": {"url": url}})

    assert draft.url == "http://h/?a=1"
    assert draft.query == (Row("a", "1", note="n"), Row("b", "", enabled=False))


def test_path_variables_have_values() -> None:
    url = {
        "raw": "http://h/:id/:other",
        "variable": [{"key": "id", "value": "7", "description": "d"}, {"id": "other", "value": 8}],
    }

    draft = request_of({"name": "R", "request": {"url": url}})

    assert draft.path == (Row("id", "7", note="d"), Row("other", "8"))


@pytest.mark.parametrize(
    "header",
    [
        [{"key": "A", "value": "1"}, {"key": "B", "value": "2", "disabled": True}],
        "A: 1\n//B: 2",
        ["A: 1", "// B: 2"],
    ],
)
def test_headers_are_objects_lines_or_one_text(header: object) -> None:
    draft = request_of({"name": "R", "request": {"header": header, "url": "http://h/"}})

    assert draft.headers == (Row("A", "1"), Row("B", "2", enabled=False))


# Bodies ---------------------------------------------------------------------------------------------------------------


def body_of(body: object, header: object = ()) -> Any:
    return request_of(
        {"name": "R", "request": {"method": "POST", "header": header, "body": body, "url": "http://h/"}}
    ).body


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("json", RawLanguage.JSON),
        ("xml", RawLanguage.XML),
        ("html", RawLanguage.HTML),
        ("text", RawLanguage.TEXT),
        ("javascript", RawLanguage.TEXT),
    ],
)
def test_a_raw_body_has_a_language(language: str, expected: RawLanguage) -> None:
    body = body_of({"mode": "raw", "raw": "x", "options": {"raw": {"language": language}}})

    assert (body.kind, body.raw, body.language) == (BodyKind.RAW, "x", expected)


def test_an_older_raw_body_has_the_language_of_its_header() -> None:
    body = body_of({"mode": "raw", "raw": "{}"}, [{"key": "content-type", "value": "application/json; charset=utf-8"}])

    assert body.language is RawLanguage.JSON


def test_form_data_has_texts_files_and_types() -> None:
    body = body_of(
        {
            "mode": "formdata",
            "formdata": [
                {"key": "t", "value": "v", "type": "text", "contentType": "text/csv", "description": "d"},
                {"key": "f", "type": "file", "src": "/C:/a/b.jpg"},
                {"key": "g", "type": "file", "src": ["one", "two"], "disabled": True},
                {"key": "h", "type": "file", "src": None},
            ],
        }
    )

    assert body.form == (
        FormRow("t", "v", content_type="text/csv", note="d"),
        FormRow("f", files=("C:/a/b.jpg",), is_file=True),
        FormRow("g", files=("one", "two"), is_file=True, enabled=False),
        FormRow("h", is_file=True),
    )


def test_a_file_can_be_the_body() -> None:
    body = body_of({"mode": "file", "file": {"src": "samples/a.bin"}})

    assert (body.kind, body.binary) == (BodyKind.BINARY, "samples/a.bin")


def test_a_body_that_is_switched_off_is_kept_and_not_sent() -> None:
    body = body_of({"mode": "raw", "raw": "kept", "disabled": True})

    assert (body.kind, body.raw) == (BodyKind.NONE, "kept")


def test_a_graphql_query_becomes_the_json_that_is_sent_for_it() -> None:
    body = body_of({"mode": "graphql", "graphql": {"query": "{ a }", "variables": '{"n": 1}'}})

    assert json.loads(body.raw) == {"query": "{ a }", "variables": {"n": 1}}
    assert body.language is RawLanguage.JSON or body.kind is BodyKind.RAW


def test_a_body_of_an_unknown_kind_is_named() -> None:
    item = {"name": "R", "request": {"body": {"mode": "telepathy"}, "url": "http://h/"}}

    assert "a body of the kind telepathy was left out" in losses_of(item)


# Auth -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "attributes", "expected"),
    [
        ("bearer", {"token": "{{t}}"}, {"token": "{{t}}"}),
        ("basic", {"username": "u", "password": "{{p}}"}, {"username": "u", "password": "{{p}}"}),
        ("digest", {"username": "u", "password": "{{p}}", "algorithm": "MD5"}, {"username": "u", "password": "{{p}}"}),
        ("apikey", {"key": "k", "value": "{{v}}", "in": "query"}, {"key": "k", "value": "{{v}}", "placement": "query"}),
        (
            "awsv4",
            {"accessKey": "AK", "secretKey": "{{s}}", "region": "r", "service": "s"},
            {"accessKeyId": "AK", "secretAccessKey": "{{s}}", "region": "r", "service": "s"},
        ),
        ("hawk", {"authId": "i", "authKey": "{{k}}"}, {"authId": "i", "authKey": "{{k}}"}),
    ],
)
def test_auth_has_the_fields_of_our_forms(kind: str, attributes: dict[str, str], expected: dict[str, str]) -> None:
    choice = auth_of(kind, **attributes)

    assert choice.kind == kind
    assert dict(choice.values) == expected


def test_oauth2_is_read_with_its_grant() -> None:
    choice = auth_of(
        "oauth2",
        grant_type="authorization_code_with_pkce",
        accessTokenUrl="https://h/token",
        authUrl="https://h/authorize",
        clientId="id",
        clientSecret="{{secret}}",
        scope="a b",
        redirect_uri="http://127.0.0.1/cb",
        client_authentication="body",
        addTokenTo="queryParams",
        challengeAlgorithm="S256",
        tokenName="mine",
        tokenRequestParams=[{"key": "tenant", "value": "a&b", "enabled": True, "send_as": "request_header"}],
    )

    assert dict(choice.values) == {
        "grant": "authorization_code",
        "accessTokenUrl": "https://h/token",
        "authorizationUrl": "https://h/authorize",
        "clientId": "id",
        "clientSecret": "{{secret}}",
        "scope": "a b",
        "callbackUrl": "http://127.0.0.1/cb",
        "credentialsPlacement": "body",
        "tokenPlacement": "query",
        "pkce": "S256",
        "tokenParameters": "header:tenant=a%26b",
    }


def test_version_2_0_has_auth_in_an_object() -> None:
    auth = {"type": "basic", "basic": {"username": "u", "password": "{{p}}"}}

    draft = request_of({"name": "R", "request": {"auth": auth, "url": "http://h/"}})

    assert dict(draft.auth.values) == {"username": "u", "password": "{{p}}"}


@pytest.mark.parametrize(("auth", "kind"), [(None, "inherit"), ({"type": "noauth"}, "none"), ({}, "inherit")])
def test_auth_that_is_not_said_is_inherited(auth: object, kind: str) -> None:
    draft = request_of({"name": "R", "request": {"auth": auth, "url": "http://h/"}})

    assert draft.auth.kind == kind


def test_auth_that_cannot_be_sent_is_named() -> None:
    item = {"name": "R", "request": {"auth": {"type": "hawk", "hawk": []}, "url": "http://h/"}}

    assert "R: auth of the kind hawk is kept, but cannot be sent" in losses_of(item)


# Settings, scripts, saved answers -------------------------------------------------------------------------------------


def test_settings_that_we_have_are_taken_over_and_others_named() -> None:
    behavior = {
        "followRedirects": False,
        "maxRedirects": 3,
        "strictSSL": False,
        "disableCookies": True,
        "tlsDisabledProtocols": ["TLSv1", "TLSv1_1"],
        "disabledSystemHeaders": {"accept": True, "host": False},
        "insecureHTTPParser": True,
        "disableBodyPruning": True,
    }
    item = {"name": "R", "request": "http://h/", "protocolProfileBehavior": behavior}

    draft = request_of(item)

    assert draft.settings == RequestSettings(
        follow_redirects=False, max_redirects=3, verify_tls=False, send_cookies=False, minimum_tls="1.2"
    )
    assert draft.omitted == ("accept",)
    assert losses_of(item) == "R: the setting “insecureHTTPParser” was not taken over."


def test_scripts_are_kept_word_for_word_and_named() -> None:
    events = [
        {"listen": "prerequest", "script": {"exec": ["let a = 1;", "", "a\t++;"]}},
        {"listen": "test", "script": {"exec": "tests['ok'] = true;"}},
    ]
    item = {"name": "R", "request": "http://h/", "event": events}

    draft = request_of(item)

    assert draft.scripts == (
        Script("before-request", "let a = 1;\n\na\t++;"),
        Script("tests", "tests['ok'] = true;"),
    )
    assert "its test script is kept" in losses_of(item)
    assert "its pre-request script is kept" in losses_of(item)


def test_saved_answers_are_kept_with_what_was_asked() -> None:
    answer = {
        "name": "Fine",
        "originalRequest": {"method": "PUT", "url": "http://h/x?a=1", "body": {"mode": "raw", "raw": "q"}},
        "status": "Created",
        "code": 201,
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": '{"a": 1}',
    }

    (example,) = request_of({"name": "R", "request": "http://h/", "response": [answer, "odd"]}).examples

    assert (example.name, example.status, example.reason, example.kind) == ("Fine", 201, "Created", "json")
    assert example.body == '{"a": 1}'
    assert example.request is not None
    assert (example.request.method, example.request.url, example.request.body.raw) == ("PUT", "http://h/x?a=1", "q")


@pytest.mark.parametrize("header", [None, "", "A: 1", [], [{"key": "A"}], 5])
def test_headers_of_saved_answers_come_in_all_shapes(header: object) -> None:
    answer = {"name": "x", "header": header, "body": None, "code": "no"}

    (example,) = request_of({"name": "R", "request": "http://h/", "response": [answer]}).examples

    assert (example.status, example.body) == (0, "")


# Environments ---------------------------------------------------------------------------------------------------------


def test_an_environment_keeps_types_and_switches() -> None:
    imported = PLUGIN.read((FIXTURES / "prod.postman_environment.json").read_bytes())

    (environment,) = imported.contents.environments  # type: ignore[union-attr]
    assert environment.name == "prod"
    assert [(v.name, v.enabled, v.is_secret) for v in environment.variables] == [
        ("base", True, False),
        ("key", True, True),
        ("old", False, False),
    ]
    assert imported.secrets == {SecretRef("", "env:prod", "key"): "canary-environment-7878-ee"}  # type: ignore[union-attr]


def test_global_variables_are_an_environment() -> None:
    document = {"values": [{"key": "a", "value": 1}], "_postman_variable_scope": "globals"}

    (environment,) = PLUGIN.read(json.dumps(document)).contents.environments  # type: ignore[union-attr]

    assert environment.name == "Globals"
    assert environment.variables[0].value == "1"


def test_no_value_of_a_secret_is_in_a_repr() -> None:
    imported = PLUGIN.read((FIXTURES / "prod.postman_environment.json").read_bytes())

    assert "canary" not in repr(imported)


# Recognising ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mask_demo.postman_collection.json", "prod.postman_environment.json"])
def test_what_postman_exports_is_recognised(name: str) -> None:
    assert PLUGIN.recognises((FIXTURES / name).read_text("utf-8"))


@pytest.mark.parametrize("text", ["", "{}", "[]", "curl http://h/", '{"openapi": "3.0.0", "info": {}}', "info: {}"])
def test_other_texts_are_not(text: str) -> None:
    assert not PLUGIN.recognises(text)
