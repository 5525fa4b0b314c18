"""What “Copy as cURL” writes, and what it keeps to itself."""

import subprocess
from dataclasses import replace

import pytest

from modelpost.core.headers import Header, HeaderList
from modelpost.core.request import Retry
from modelpost.core.resolved import (
    FilePart,
    FormContent,
    MultipartContent,
    Proxy,
    ResolvedAuth,
    ResolvedRequest,
    SendOptions,
    TextContent,
    TextPart,
)
from modelpost.snippets.curl import PLUGIN

TOKEN = "MIISkAYJKoZIhvcNAQcCoIIS80T9wHQ=="
PLAIN = SendOptions(follow_redirects=False)
GET = ResolvedRequest("GET", "https://host/v1")


def with_token(name: str, value: str, *secrets: str) -> ResolvedRequest:
    return replace(GET, headers=HeaderList((Header(name, value, sensitive=True),)), secrets=frozenset(secrets))


def written(request: ResolvedRequest, options: SendOptions = PLAIN) -> str:
    return PLUGIN.write(request, options, with_secrets=False)


def test_the_request_of_the_manual_is_written_like_the_manual_writes_it() -> None:
    request = ResolvedRequest(
        "POST",
        "https://host/v1/infers/eb3e0c54",
        HeaderList((Header("X-Auth-Token", TOKEN, sensitive=True),)),
        MultipartContent((FilePart("images", "/home/data/test.png", "test.png"),)),
        secrets=frozenset({TOKEN}),
    )

    command = written(request)

    assert command == (
        "curl https://host/v1/infers/eb3e0c54 \\\n"
        '  -H "X-Auth-Token: $X_AUTH_TOKEN" \\\n'
        "  -F images=@/home/data/test.png"
    )


def test_secrets_are_written_out_only_when_asked_for() -> None:
    request = with_token("X-Auth-Token", TOKEN, TOKEN)

    assert TOKEN not in PLUGIN.write(request, PLAIN, with_secrets=False)
    assert f"'X-Auth-Token: {TOKEN}'" in PLUGIN.write(request, PLAIN, with_secrets=True)


@pytest.mark.parametrize(
    ("request_", "placeholder"),
    [
        (with_token("Authorization", f"Bearer {TOKEN}", f"Bearer {TOKEN}"), '"Authorization: Bearer $TOKEN"'),
        (with_token("Authorization", f"Bearer {TOKEN}", TOKEN), '"Authorization: Bearer $TOKEN"'),
        (with_token("X-Apig-AppCode", TOKEN), '"X-Apig-AppCode: $X_APIG_APPCODE"'),
        (with_token("X-Mine", f"a-{TOKEN}-b", TOKEN), '"X-Mine: $X_MINE"'),
        (replace(GET, headers=HeaderList.of([("Cookie", f"session={TOKEN}")])), '"Cookie: $COOKIE"'),
        (replace(GET, auth=ResolvedAuth("bearer", (("token", TOKEN),))), '"Authorization: Bearer $TOKEN"'),
        (
            replace(GET, auth=ResolvedAuth("apikey", (("key", "X-Auth-Token"), ("value", TOKEN)))),
            '"X-Auth-Token: $X_AUTH_TOKEN"',
        ),
        (
            replace(GET, auth=ResolvedAuth("apikey", (("key", "k"), ("value", TOKEN), ("placement", "query")))),
            '"https://host/v1?k=$K"',
        ),
        (replace(GET, auth=ResolvedAuth("basic", (("username", "me"), ("password", TOKEN)))), '-u "me:$PASSWORD"'),
        (
            replace(GET, auth=ResolvedAuth("digest", (("username", "me"), ("password", TOKEN)))),
            '--digest \\\n  -u "me:$PASSWORD"',
        ),
        (replace(GET, url=f"https://me:{TOKEN}@host/v1"), '-u "me:$PASSWORD"'),
        (replace(GET, url=f"https://host/v1?key={TOKEN}", secrets=frozenset({TOKEN})), '"https://host/v1?key=$SECRET"'),
        (
            replace(GET, url=f"https://host/{TOKEN.replace('=', '%3D')}/x", secrets=frozenset({TOKEN})),
            '"https://host/$SECRET/x"',
        ),
        (
            replace(GET, method="POST", content=TextContent(f'{{"k": "{TOKEN}"}}', "x/y"), secrets=frozenset({TOKEN})),
            r'"{\"k\": \"$SECRET\"}"',
        ),
        (
            replace(GET, method="POST", content=FormContent((("k", TOKEN),)), secrets=frozenset({TOKEN})),
            '"k=$SECRET"',
        ),
        (
            replace(GET, method="POST", content=MultipartContent((TextPart("k", TOKEN),)), secrets=frozenset({TOKEN})),
            '"k=$SECRET"',
        ),
    ],
)
def test_a_secret_stands_as_a_variable_of_the_shell(request_: ResolvedRequest, placeholder: str) -> None:
    command = written(request_)

    assert placeholder in command
    assert TOKEN not in command
    assert TOKEN[:20] not in command


def test_two_secrets_have_two_variables() -> None:
    request = replace(
        GET, url="https://host/?a=first-secret&b=second-secret", secrets=frozenset({"first-secret", "second-secret"})
    )

    command = written(request)

    assert {"$SECRET", "$SECRET_2"} == {
        piece.strip('"') for piece in command.replace("=", "&").split("&") if "$" in piece
    }


def test_the_password_of_a_proxy_is_hidden_too() -> None:
    options = replace(PLAIN, proxy=Proxy("manual", https="http://me:geheim@proxy:3128"))

    assert "geheim" not in written(GET, options)
    assert "geheim" in PLUGIN.write(GET, options, with_secrets=True)


def test_a_variable_before_a_letter_is_set_off() -> None:
    request = replace(GET, url="https://host/?a=geheimes-b", secrets=frozenset({"geheim"}))

    assert '"https://host/?a=${SECRET}es-b"' in written(request)


@pytest.mark.parametrize("value", ["it's", 'say "x"', "$HOME `id` \\", "wow!", "tab\there", "花"])
def test_a_shell_reads_back_what_surrounds_a_variable(value: str) -> None:
    request = replace(
        GET,
        url=f"https://host/{TOKEN}",
        headers=HeaderList.of([("X-A", f"{value}{TOKEN}")]),
        secrets=frozenset({TOKEN}),
    )
    command = written(request).replace("curl ", "printf '%s\\n' ", 1)

    shown = subprocess.run(["sh", "-c", f"SECRET=expanded; {command}"], capture_output=True, check=True).stdout.decode()

    assert f"X-A: {value}expanded" in shown


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "curl https://host/v1"),
        ({"follow_redirects": True}, "curl --location https://host/v1"),
        ({"follow_redirects": True, "max_redirects": 3}, "curl --location --max-redirs 3 https://host/v1"),
        ({"verify_tls": False}, "curl --insecure https://host/v1"),
        ({"ca_files": ("/my/ca.pem",)}, "curl --cacert /my/ca.pem https://host/v1"),
        ({"connect_timeout": 2.5}, "curl --connect-timeout 2.5 https://host/v1"),
        ({"total_timeout": 60.0}, "curl --max-time 60 https://host/v1"),
        ({"retry": Retry(3)}, "curl --retry 3 --retry-connrefused https://host/v1"),
        ({"retry": Retry(3, 0.2, without_answer=False)}, "curl --retry 3 --retry-delay 1 https://host/v1"),
        ({"proxy": Proxy("none")}, "curl --noproxy '*' https://host/v1"),
        (
            {"proxy": Proxy("manual", http="http://a:1", https="http://b:2", bypass="local")},
            "curl --proxy http://b:2 --noproxy local https://host/v1",
        ),
    ],
)
def test_ways_of_sending_are_written_where_they_differ(changes: dict[str, object], expected: str) -> None:
    assert written(GET, replace(PLAIN, **changes)) == expected  # type: ignore[arg-type]


def test_files_below_the_home_folder_are_found_by_the_shell() -> None:
    request = replace(GET, method="POST", content=MultipartContent((FilePart("f", "~/a b.png", "a b.png"),)))

    assert '-F "f=@$HOME/a b.png"' in written(request)


def test_a_scheme_that_is_not_known_is_remarked() -> None:
    command = written(replace(GET, auth=ResolvedAuth("kerberos")))

    assert command.startswith("# The auth scheme “kerberos” is not part of this command.\ncurl ")


def test_a_scheme_that_fetches_or_signs_is_remarked_by_its_label() -> None:
    command = written(replace(GET, auth=ResolvedAuth("ak-sk", (("access_key", "AK"), ("secret_key", "SK")))))

    assert command.startswith("# The auth scheme “AK/SK signature (Huawei Cloud)” is not part of this command.\ncurl ")
