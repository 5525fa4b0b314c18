"""What is secret, and how it is kept out of sight."""

import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.secrets import MASK, Redactor, SecretRef, is_token_header, looks_like_credential, names_secret

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"
DOTS = MASK.encode()
secrets = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=MASK[0]), min_size=4, max_size=20)


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        (b"HTTP/1.1 200 OK\r\nSet-Cookie:  id=1; Path=/\r\nA:b", b"HTTP/1.1 200 OK\r\nSet-Cookie:  %s\r\nA:b" % DOTS),
        (
            b"HTTP/1.1 201\nX-Subject-Token: a\n bcd\nA: 1",
            b"HTTP/1.1 201\nX-Subject-Token: %s\n %s\nA: 1" % (DOTS, DOTS),
        ),
        (b"HTTP/1.1 200 OK\r\nA: \xff hunter22 \r", b"HTTP/1.1 200 OK\r\nA: \xff %s \r" % DOTS),
        (b"HTTP/1.1 200 hunter22", b"HTTP/1.1 200 %s" % DOTS),
    ],
    ids=["cookie", "folded token", "secret beside bytes that are no text", "reason"],
)
def test_a_head_is_masked_where_it_stands(head: bytes, shown: bytes) -> None:
    assert Redactor({"hunter22"}).head(head) == shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Auth-Token", "anything"),
        ("x-auth-token", "MIIabc"),
        ("Authorization", "Bearer abc"),
        ("X-Apig-AppCode", "0123"),
        ("Cookie", "a=b"),
        ("api-key", "k"),
        ("X-Custom", JWT),
        ("X-Custom", f"Bearer {JWT}"),
        ("", "MIISkAYJKoZIhvcNAQcCoIIS"),
        ("key", "sk-abcdefghijklmnop"),
        ("key", "hf_abcdefghijklmnop"),
        ("Authorization", "Bearer {{prefix}}rest"),
    ],
)
def test_a_credential_is_noticed(name: str, value: str) -> None:
    assert looks_like_credential(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Auth-Token", ""),
        ("X-Auth-Token", "{{token}}"),
        ("Authorization", "Bearer {{token}}"),
        ("Authorization", "Bearer "),
        ("Authorization", "  basic  "),
        ("Accept", "application/json"),
        ("X-Custom", "eyJ is how tokens begin"),
        ("word", "MIImid"),
        ("sentence", "MII is short"),
        ("key", "skate"),
        ("q", "skyscrapers-by-day"),
        ("q", "ghost-town-pictures"),
    ],
)
def test_what_is_no_credential_is_left_alone(name: str, value: str) -> None:
    assert not looks_like_credential(name, value)


def test_a_long_value_is_looked_through_in_no_time() -> None:
    assert not looks_like_credential("X-Custom", "eyJ" * 1_000_000)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (" x-auth-TOKEN ", True),
        ("X-Access-Token", True),
        ("Private-Token", True),
        ("X-Vault-Token", True),
        ("X-Request-Id", False),
        ("", False),
    ],
)
def test_token_headers_are_known_by_name(name: str, *, expected: bool) -> None:
    assert is_token_header(name) is expected


def test_a_keyring_entry_is_named_by_its_encoded_parts() -> None:
    ref = SecretRef("a/b", "env:sample service", "tök%en")

    assert ref.user == "a%2Fb/env%3Asample%20service/t%C3%B6k%25en"


@given(
    st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]))] * 3),
    st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]))] * 3),
)
def test_two_secrets_never_share_an_entry(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert (SecretRef(*one).user == SecretRef(*other).user) == (one == other)


@given(secrets, st.text(max_size=20), st.text(max_size=20))
def test_no_known_secret_is_left_in_a_text(secret: str, before: str, after: str) -> None:
    redactor = Redactor({secret})

    for written in (secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]):
        masked = redactor.text(f"{before}{written}{after}")
        assert written not in masked or written in before or written in after or written in MASK


@given(secrets)
def test_no_known_secret_is_left_in_bytes(secret: str) -> None:
    content = json.dumps({"token": secret, "again": "x"}).encode()

    masked = Redactor({secret}).content(content)

    assert json.dumps(secret)[1:-1].encode() not in masked.replace(b'"again": "x"', b"").replace(b'"token": ', b"")


def test_the_longest_secret_goes_first() -> None:
    assert Redactor({"abcd", "abcdefgh"}).text("abcdefgh") == MASK


def test_short_values_do_not_blot_out_a_text() -> None:
    assert Redactor({"a", "the", ""}).text("the answer") == "the answer"


def test_slashes_that_json_escapes_are_no_hiding_place() -> None:
    assert Redactor({"ab/cd/ef"}).content(rb'{"t": "ab\/cd\/ef"}') == f'{{"t": "{MASK}"}}'.encode()


def test_a_secret_with_a_lone_surrogate_is_no_trouble() -> None:
    redactor = Redactor({"abc\ud800def"})

    assert redactor.text("x abc\ud800def 100% \\") == f"x {MASK} 100% \\"
    assert redactor.content(b"abc?def") == MASK.encode()


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("X-Auth-Token", "short", MASK),
        ("Authorization", "Bearer abc", f"Bearer {MASK}"),
        ("Authorization", "abc", MASK),
        ("Set-Cookie", "a=b; Path=/", MASK),
        ("X-Other", "known-secret!", f"{MASK}!"),
        ("X-Other", "plain", "plain"),
    ],
)
def test_headers_are_shown_without_what_is_secret(name: str, value: str, shown: str) -> None:
    assert Redactor({"known-secret"}).header(name, value) == shown


def test_a_redactor_shows_no_secret_of_its_own() -> None:
    assert "geheim" not in repr(Redactor({"geheim"}))


@pytest.mark.parametrize(
    "name",
    ["token", "API_TOKEN", "OPENAI_API_KEY", "dbPassword", "X-Apig-AppCode", "client.secret", "signing_key", "GH_PWD"],
)
def test_a_variable_that_is_called_like_a_secret_is_known_by_its_name(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize("name", ["", "token_url", "max_tokens", "key", "monkey", "partition_key", "passwords_file"])
def test_a_variable_that_only_has_such_a_word_in_its_name_is_none(name: str) -> None:
    assert not names_secret(name)
