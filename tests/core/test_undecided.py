"""Where a draft holds credentials in the clear."""

import pytest

from modelpost.core.conversation import MessageKind, SavedMessage
from modelpost.core.request import AuthChoice, Body, BodyKind, FormRow, RequestDraft, Row
from modelpost.core.undecided import is_better_secret, undecided_places

JWT = "eyJhbGciOiJub25lIn0.eyJub3QiOiJhLXJlYWwtdG9rZW4ifQ."
PLAIN = "not-a-real-token"


def test_an_empty_draft_holds_nothing() -> None:
    assert undecided_places(RequestDraft()) == ()


def test_an_ordinary_draft_holds_nothing() -> None:
    draft = RequestDraft(
        name="Flowers",
        method="POST",
        url="https://host/v1/infers/7?top=3",
        query=(Row("top", "3"),),
        headers=(Row("Accept", "application/json"),),
        body=Body(BodyKind.FORM_DATA, form=(FormRow("image", files=("rose.jpg",), is_file=True),)),
    )

    assert undecided_places(draft) == ()


@pytest.mark.parametrize(
    ("draft", "place"),
    [
        (RequestDraft(headers=(Row("Accept", "*/*"), Row("X-Auth-Token", PLAIN))), "headers.1.value"),
        (RequestDraft(headers=(Row("X-Anything", f"Bearer {JWT}"),)), "headers.0.value"),
        (RequestDraft(query=(Row("access", JWT),)), "query.0.value"),
        (RequestDraft(path=(Row("key", JWT),)), "path.0.value"),
        (RequestDraft(url=f"https://host/{JWT}/rose"), "url"),
        (RequestDraft(url=f"https://anna:{PLAIN}@host/rose"), "url"),
        (RequestDraft(url=f"https://:{PLAIN}@host/rose"), "url"),
        (RequestDraft(url=f"https://anna@example.com:{PLAIN}@host/rose"), "url"),
        (RequestDraft(url=f"https://{{{{user}}}}@b.c:{PLAIN}@{{{{host}}}}/rose"), "url"),
        (RequestDraft(url=f"anna:{PLAIN}@host/rose"), "url"),
        (RequestDraft(body=Body(BodyKind.RAW, raw=f'{{"token": "{JWT}"}}')), "body.raw"),
        (RequestDraft(body=Body(BodyKind.NONE, raw=f"<t>{JWT}</t>")), "body.raw"),
        (RequestDraft(messages=(SavedMessage(text="hello"), SavedMessage(text=f"login {JWT}"))), "messages.1"),
        (RequestDraft(body=Body(BodyKind.URLENCODED, urlencoded=(Row("token", JWT),))), "body.urlencoded.0.value"),
        (RequestDraft(body=Body(BodyKind.FORM_DATA, form=(FormRow("token", JWT),))), "body.form.0.value"),
    ],
)
def test_a_credential_is_found_where_it_stands(draft: RequestDraft, place: str) -> None:
    assert undecided_places(draft) == (place,)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("apikey", "value"),
        ("awsv4", "secretAccessKey"),
        ("awsv4", "sessionToken"),
        ("basic", "password"),
        ("bearer", "token"),
        ("digest", "password"),
        ("ntlm", "password"),
        ("wsse", "password"),
    ],
)
def test_a_secret_field_counts_whatever_it_looks_like(kind: str, field: str) -> None:
    draft = RequestDraft(auth=AuthChoice(kind, ((field, "123"),)))

    assert undecided_places(draft) == (f"auth.{field}",)


@pytest.mark.parametrize(
    ("kind", "field", "text"),
    [
        ("basic", "username", "anna"),
        ("apikey", "key", "X-Custom-Key"),
        ("awsv4", "region", "cn-north-4"),
        ("bearer", "prefix", "Bearer"),
        ("bearer", "token", ""),
        ("bearer", "token", "{{token}}"),
        ("basic", "password", "  {{password}} "),
    ],
)
def test_what_is_not_secret_may_be_saved(kind: str, field: str, text: str) -> None:
    assert undecided_places(RequestDraft(auth=AuthChoice(kind, ((field, text),)))) == ()


def test_a_credential_in_a_field_that_is_not_secret_is_found_too() -> None:
    assert undecided_places(RequestDraft(auth=AuthChoice("basic", (("username", JWT),)))) == ("auth.username",)


@pytest.mark.parametrize(
    "url",
    [
        "https://anna:{{password}}@host/rose",
        "https://anna@host/rose",
        "https://anna@example.com:{{password}}@host/rose",
        "https://anna@example.com@host/rose",
        "anna:{{password}}@host/rose",
        "{{base}}/a:b@c",
        "host:8443/a@b",
        "https://anna:@host/",
        "https://host:8443/rose",
        "https://host/a:b@c",
        "https://[::1]:8080/rose",
        "http://{{host}}:{{port}}/rose",
    ],
)
def test_an_address_without_a_password_may_be_saved(url: str) -> None:
    assert undecided_places(RequestDraft(url=url)) == ()


@pytest.mark.parametrize("url", ["https://anna:pass{{word}}@host/", "https://{{user}}:secret@host/"])
def test_a_password_half_typed_in_the_address_is_found(url: str) -> None:
    assert undecided_places(RequestDraft(url=url)) == ("url",)


def test_a_row_that_is_switched_off_is_written_too_and_counts() -> None:
    draft = RequestDraft(headers=(Row("Authorization", f"Bearer {PLAIN}", enabled=False),))

    assert undecided_places(draft) == ("headers.0.value",)


def test_a_body_that_is_not_sent_is_written_too_and_counts() -> None:
    draft = RequestDraft(body=Body(BodyKind.NONE, urlencoded=(Row("token", JWT),)))

    assert undecided_places(draft) == ("body.urlencoded.0.value",)


def test_every_place_is_named_in_the_order_of_the_form() -> None:
    draft = RequestDraft(
        url=f"https://anna:{PLAIN}@host/",
        query=(Row("a", JWT),),
        headers=(Row("Cookie", "a=b"), Row("Accept", "*/*"), Row("X-Api-Key", PLAIN)),
        auth=AuthChoice("bearer", (("token", PLAIN),)),
        body=Body(form=(FormRow("a", "1"), FormRow("b", JWT))),
    )

    assert undecided_places(draft) == (
        "headers.0.value",
        "headers.2.value",
        "query.0.value",
        "auth.token",
        "body.form.1.value",
        "url",
    )


@pytest.mark.parametrize(
    "raw",
    [
        '{"token": "MII' + "Ab1_" * 12 + '"}',
        "MII" + "Ab1_" * 12,
        '{"auth": {"identity": {"password": {"user": {"name": "anna", "password": "not-a-real-one"}}}}}',
        '{"X-Auth-Token" : "not-a-real-token"}',
        '{"clientSecret":"not-a-real-one"}',
        '{"client_secret":"{{a}}b"}',
        '{"key": "sk-not-a-real-key-0123456789"}',
        "id = AKIA0123456789ABCDEF",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
        "-----BEGIN PRIVATE KEY-----",
        f"Authorization: Bearer {JWT}",
    ],
)
def test_a_credential_in_a_raw_body_is_found(raw: str) -> None:
    assert undecided_places(RequestDraft(body=Body(BodyKind.RAW, raw=raw))) == ("body.raw",)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        '{"token": "{{token}}", "password": "{{password}}", "Authorization": "Bearer {{token}}"}',
        '{"password": "", "password": null, "secretKey": 7}',
        '{"token": "rose", "tokens": ["a"], "max_tokens": "7"}',
        '{"image": "data:image/jpeg;base64,/9j/4AAQeyJhbGciOiJub25lIn0MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"}',
        '{"text": "MII is a number, task-force-of-the-year-in-spring"}',
        "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----",
        "<password>a form of its own</password>",
    ],
)
def test_a_raw_body_without_one_may_be_saved(raw: str) -> None:
    assert undecided_places(RequestDraft(body=Body(BodyKind.RAW, raw=raw))) == ()


@pytest.mark.parametrize("kind", [MessageKind.BINARY, MessageKind.FILE])
def test_bytes_and_paths_are_no_text_that_holds_one(kind: MessageKind) -> None:
    message = SavedMessage(kind=kind, text="MII" + "Ab1_" * 12)

    assert undecided_places(RequestDraft(messages=(message,))) == ()


@pytest.mark.parametrize("name", ["password", "Client-Secret", "client_secret", "access_token", "secretKey"])
def test_a_field_that_is_named_like_a_secret_holds_one(name: str) -> None:
    draft = RequestDraft(body=Body(BodyKind.URLENCODED, urlencoded=(Row(name, "123"), Row("grant_type", "password"))))

    assert undecided_places(draft) == ("body.urlencoded.0.value",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://anna:geheim@db.example/orders"),
        ("API_TOKEN", "short"),
        ("dbPassword", "geheim"),
        ("anything", JWT),
    ],
)
def test_a_variable_that_holds_a_credential_had_better_be_a_secret(name: str, value: str) -> None:
    assert is_better_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://anna@db.example/orders"),
        ("DATABASE_URL", "postgres://anna:{{password}}@db.example/orders"),
        ("DB_PASSWORD", "{{prefix}}-x"),
        ("API_TOKEN", ""),
        ("ratio", "anna:1@2"),
    ],
)
def test_a_variable_that_refers_to_others_or_holds_nothing_stays_as_it_is(name: str, value: str) -> None:
    assert not is_better_secret(name, value)
