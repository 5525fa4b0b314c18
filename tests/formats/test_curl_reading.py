"""Drafts out of cURL commands, and what is said about the rest."""

from typing import Any

import pytest

from modelpost.core.failures import FormatTrouble
from modelpost.core.request import (
    NO_AUTH,
    AuthChoice,
    BodyKind,
    FormRow,
    RawLanguage,
    RequestDraft,
    RequestSettings,
    Retry,
    Row,
)
from modelpost.formats.curl import PLUGIN

URL = "https://modelarts-infers-1.cn-north-1.myhuaweicloud.com/v1/infers/eb3e0c54-3dfa-4750-af0c-95c45e5d3e83"
FILE_COMMAND = f"curl -F 'images=@/home/data/test.png' -H 'X-Auth-Token:MIISkAY***80T9wHQ==' -X POST {URL}"
IRIS = '{"data":{"req_data":[{"sepal_length":3,"sepal_width":1,"petal_length":2.2,"petal_width":4}]}}'
TEXT_COMMAND = (
    f"curl -d '{IRIS}' -H 'X-Auth-Token:MIISkAY***80T9wHQ==' -H 'Content-type: application/json' -X POST {URL}"
)


def read(text: str) -> RequestDraft:
    drafts = PLUGIN.read(text).drafts
    assert len(drafts) == 1
    return drafts[0]


def losses(text: str) -> list[str]:
    return [loss.filled() for loss in PLUGIN.read(text).losses]


def test_the_documented_file_command_becomes_form_data() -> None:
    draft = read(FILE_COMMAND)

    assert (draft.method, draft.url) == ("POST", URL)
    assert draft.headers == (Row("X-Auth-Token", "MIISkAY***80T9wHQ=="),)
    assert draft.body.kind is BodyKind.FORM_DATA
    assert draft.body.form == (FormRow("images", files=("/home/data/test.png",), is_file=True),)


def test_the_documented_text_command_becomes_a_json_body() -> None:
    draft = read(TEXT_COMMAND)

    assert (draft.method, draft.url) == ("POST", URL)
    assert draft.headers == (Row("X-Auth-Token", "MIISkAY***80T9wHQ=="), Row("Content-type", "application/json"))
    assert (draft.body.kind, draft.body.raw, draft.body.language) == (BodyKind.RAW, IRIS, RawLanguage.JSON)


@pytest.mark.parametrize("command", [FILE_COMMAND, TEXT_COMMAND])
def test_the_documented_commands_lose_nothing(command: str) -> None:
    assert losses(command) == []


# How the command is written -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "curl http://host",
        "  $ curl http://host",
        "% curl -v host",
        "/usr/bin/curl http://host",
        r'"C:\Windows\System32\curl.exe" http://host',
        "curl.exe `\n  http://host",
        "curl ^\n  http://host",
        "curl\\\n http://host".replace("curl\\", "curl \\"),
        "# ask the model\ncurl http://host",
        'TOKEN=abc\ncurl -H "X-Auth-Token: $TOKEN" http://host',
        "TOKEN=abc curl http://host",
        "sudo curl http://host",
    ],
)
def test_a_command_is_recognised(text: str) -> None:
    assert PLUGIN.recognises(text)


@pytest.mark.parametrize(
    "text", ["", "http://host/curl ", "curly http://x", "the curl command", '{"curl": 1}', "echo\ncurl x"]
)
def test_anything_else_is_not_recognised(text: str) -> None:
    assert not PLUGIN.recognises(text)


@pytest.mark.parametrize(
    "text",
    [
        """curl 'http://host/?a=1&b=2' \\\n  -H 'X-A: it'\\''s' \\\n  --data-raw '{"a": "b c"}'""",
        """curl 'http://host/?a=1&b=2' \\\r\n  -H "X-A: it's" \\  \r\n  --data-raw "{\\"a\\": \\"b c\\"}"\r\n""",
        """curl $'http://host/?a=1&b=2' -H $'X-A: it\\'s' --data-raw $'{"a": "b\\u0020c"}'""",
        """curl "http://host/?a=1&b=2" ^\n  -H "X-A: it's" ^\n  --data-raw "{\\"a\\": \\"b c\\"}\"""",
        """curl ^"http://host/?a=1^&b=2^" ^\n  -H ^"X-A: it's^" ^\n  --data-raw ^"^{^\\^"a^\\^": ^\\^"b c^\\^"^}^\"""",
        """curl.exe 'http://host/?a=1&b=2' `\n  -H 'X-A: it''s' `\n  --data-raw '{\\"a\\": \\"b c\\"}'""",
        """curl.exe "http://host/?a=1&b=2" `\n  -H "X-A: it's" `\n  --data-raw "{`"a`": `"b c`"}\"""",
    ],
    ids=["single", "double-crlf", "ansi-c", "cmd", "cmd-carets", "powershell-single", "powershell-double"],
)
def test_every_quoting_says_the_same(text: str) -> None:
    draft = read(text)

    assert draft.url == "http://host/?a=1&b=2"
    assert draft.headers[0] == Row("X-A", "it's")
    assert draft.body.raw == '{"a": "b c"}'


def test_windows_paths_keep_their_backslashes() -> None:
    draft = read(r"curl -F images=@C:\data\new\test.png http://host")

    assert draft.body.form[0].files == (r"C:\data\new\test.png",)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("curl -H 'X-A: b http://host", 1, 9),
        ('curl \\\n  -H "X-A: b http://host', 2, 6),
        ("curl $'abc", 1, 6),
        ('curl ^\n  -H "X-A: b http://host', 2, 6),
        ("curl.exe `\n  'http://host", 2, 3),
    ],
)
def test_a_quote_that_is_never_closed_is_shown_where_it_opens(text: str, line: int, column: int) -> None:
    with pytest.raises(FormatTrouble) as caught:
        PLUGIN.read(text)

    assert (caught.value.line, caught.value.column) == (line, column)


def test_an_option_without_its_value_is_named() -> None:
    with pytest.raises(FormatTrouble) as caught:
        PLUGIN.read("curl http://host -d")

    assert "-d" in str(caught.value)


@pytest.mark.parametrize("text", ["", "   ", "wget http://host", "{}", "http://host"])
def test_what_is_no_curl_command_is_refused(text: str) -> None:
    with pytest.raises(FormatTrouble):
        PLUGIN.read(text)


def test_a_command_without_address_is_refused() -> None:
    with pytest.raises(FormatTrouble) as caught:
        PLUGIN.read("curl -X POST -d a=1")

    assert "no address" in str(caught.value)


def test_shell_variables_become_variables_and_are_told() -> None:
    text = 'curl -H "X-Auth-Token: $TOKEN" "${BASE}/v1"'

    draft = read(text)

    assert draft.headers == (Row("X-Auth-Token", "{{TOKEN}}"),)
    assert draft.url == "{{BASE}}/v1"
    assert losses(text) == [
        "$TOKEN is a variable of a shell. It became {{TOKEN}}.",
        "$BASE is a variable of a shell. It became {{BASE}}.",
    ]


def test_a_substitution_that_would_have_to_run_is_told() -> None:
    assert losses('curl -H "X-Date: $(date)" http://host') == [
        "$(date) would have to be run by a shell. It was taken as it is."
    ]


def test_a_variable_in_a_here_document_is_told() -> None:
    text = "curl -d @- http://host <<EOF\na=$VALUE\nEOF\n"

    assert read(text).body.urlencoded == (Row("a", "{{VALUE}}"),)
    assert losses(text) == ["$VALUE is a variable of a shell. It became {{VALUE}}."]


def test_the_value_of_an_assignment_is_not_repeated() -> None:
    told = losses('TOKEN=MIIsecretvalue\ncurl -H "X-Auth-Token: $TOKEN" http://host')

    assert any("TOKEN" in sentence for sentence in told)
    assert not any("MIIsecretvalue" in sentence for sentence in told)


def test_what_the_output_goes_to_is_told() -> None:
    assert losses("curl http://host/?a=1&b=2") == ["“& b=2” was not taken over."]
    assert losses("curl -s http://host | jq .") == ["“| jq” was not taken over."]


def test_two_commands_become_two_drafts() -> None:
    drafts = PLUGIN.read("curl http://one\ncurl http://two -d a=1\n").drafts

    assert [draft.url for draft in drafts] == ["http://one", "http://two"]


# What the options mean ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "method"),
    [
        ("", "GET"),
        ("-d a=1", "POST"),
        ("-F a=1", "POST"),
        ("--json {}", "POST"),
        ("-T file", "PUT"),
        ("-I", "HEAD"),
        ("-G -d a=1", "GET"),
        ("-G -I -d a=1", "HEAD"),
        ("-d a=1 -X PATCH", "PATCH"),
        ("-X purge", "purge"),
    ],
)
def test_the_method_follows_from_the_options(options: str, method: str) -> None:
    assert read(f"curl {options} http://host").method == method


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("host/path", "http://host/path"),
        ("localhost:8080", "http://localhost:8080"),
        ("HTTPS://Host/", "HTTPS://Host/"),
        ("'{{base_url}}/v1'", "{{base_url}}/v1"),
        ("http://host/a#b", "http://host/a"),
        ("http://host/a/../b", "http://host/b"),
        ("[::1]:8080/x", "http://[::1]:8080/x"),
    ],
)
def test_the_address_is_what_curl_would_ask_for(typed: str, url: str) -> None:
    assert read(f"curl {typed}").url == url


def test_query_rows_follow_the_address() -> None:
    draft = read("curl 'http://host/?a=1&b=x%20y'")

    assert draft.query == (Row("a", "1"), Row("b", "x%20y"))


def test_several_addresses_in_one_are_told() -> None:
    assert losses("curl 'http://host/[1-3]'") == ["The address stands for several to cURL. It was taken as it is."]


def test_placeholders_in_the_address_are_no_such_pattern() -> None:
    assert losses("curl 'http://host/{{id}}/{{kind}}'") == []


@pytest.mark.parametrize(
    ("header", "rows", "omitted"),
    [
        ("X-A: b", (Row("X-A", "b"),), ()),
        ("X-A:b:c", (Row("X-A", "b:c"),), ()),
        ("X-Empty;", (Row("X-Empty"),), ()),
        ("User-Agent:", (), ("User-Agent",)),
        ("accept: ", (), ("Accept",)),
        ("X-Not-There:", (), ()),
        ("Expect:", (), ()),
    ],
)
def test_headers_are_set_emptied_and_taken_out(header: str, rows: tuple[Row, ...], omitted: tuple[str, ...]) -> None:
    draft = read(f"curl -H '{header}' http://host")

    assert (draft.headers, draft.omitted) == (rows, omitted)


def test_a_header_that_is_none_is_named_without_its_value() -> None:
    assert losses("curl -H 'X-Auth-Token MIIsecret' http://host") == [
        "“X-Auth-Token” is no header and was not taken over."
    ]


def test_plain_data_becomes_rows() -> None:
    body = read("curl -d 'a=1&b=x+y' -d 'c=%26' http://host").body

    assert body.kind is BodyKind.URLENCODED
    assert body.urlencoded == (Row("a", "1"), Row("b", "x y"), Row("c", "&"))


def test_json_without_a_content_type_stays_what_curl_sends_and_is_told() -> None:
    text = """curl -d '{"a": 1}' http://host"""

    draft = read(text)

    assert draft.body.raw == '{"a": 1}'
    assert draft.headers == (Row("Content-Type", "application/x-www-form-urlencoded"),)
    assert "application/json" in losses(text)[0]


@pytest.mark.parametrize(
    ("content_type", "language"),
    [
        ("application/json; charset=utf-8", RawLanguage.JSON),
        ("application/vnd.api+json", RawLanguage.JSON),
        ("text/xml", RawLanguage.XML),
        ("text/html", RawLanguage.HTML),
        ("text/csv", RawLanguage.TEXT),
    ],
)
def test_the_language_follows_the_content_type(content_type: str, language: RawLanguage) -> None:
    body = read(f"curl -H 'content-type: {content_type}' -d 'x=1' http://host").body

    assert (body.kind, body.language, body.raw) == (BodyKind.RAW, language, "x=1")


def test_a_file_of_data_becomes_a_binary_body() -> None:
    draft = read("curl -H 'Content-Type: application/json' --data-binary @body.json http://host")

    assert (draft.body.kind, draft.body.binary) == (BodyKind.BINARY, "body.json")


def test_that_curl_leaves_out_line_breaks_is_told() -> None:
    assert losses("curl -d @body.json http://host") == [
        "With -d cURL leaves out the line breaks of body.json. It is sent as it is."
    ]


def test_a_file_among_other_data_is_told() -> None:
    assert losses("curl -d a=1 -d @more.txt http://host") == [
        "The file more.txt is one of several pieces of the body and was not taken over."
    ]


def test_a_body_from_standard_input_is_told() -> None:
    assert losses("curl -d @- http://host") == [
        "The body is read from standard input. Choose a file for it, or type it."
    ]


@pytest.mark.parametrize(
    ("part", "row"),
    [
        ("a=1", FormRow("a", "1")),
        ("a=1;type=text/csv", FormRow("a", "1", content_type="text/csv")),
        ("a=@x.png", FormRow("a", files=("x.png",), is_file=True)),
        ("a=@x.png;type=image/webp", FormRow("a", files=("x.png",), is_file=True, content_type="image/webp")),
        ('a=@"x;y.png"', FormRow("a", files=("x;y.png",), is_file=True)),
        ("a=@x.png,y.png", FormRow("a", files=("x.png", "y.png"), is_file=True)),
        ("a=@x.png;filename=x.png", FormRow("a", files=("x.png",), is_file=True)),
        ("a=<x.txt", FormRow("a", "{{file:x.txt | text}}")),
        ("a=@x.png;filename=y.png", FormRow("a", files=("x.png",), is_file=True, file_name="y.png")),
        ("a=1;filename=x.txt", FormRow("a", "1", file_name="x.txt")),
        (
            'a=@x.png;headers="X-A: b";headers="X-C:d"',
            FormRow("a", files=("x.png",), is_file=True, headers=(Row("X-A", "b"), Row("X-C", "d"))),
        ),
    ],
)
def test_parts_of_a_form_become_rows(part: str, row: FormRow) -> None:
    assert read(f"curl -F '{part}' http://host").body.form == (row,)


def test_files_of_which_different_things_are_said_become_rows_of_one_name() -> None:
    assert read("curl -F 'a=@x.png;type=image/webp,y.png' http://host").body.form == (
        FormRow("a", files=("x.png",), is_file=True, content_type="image/webp"),
        FormRow("a", files=("y.png",), is_file=True),
    )


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("a=@x.png;headers=@more.txt", "headers"),
        ("a=@x.png;encoder=base64", "encoder"),
        ("a=<-", "text of a file"),
        ("a=<x{y}.txt", "text of a file"),
        ("a=@x.png,y.png", "nests"),
        ("a=@-", "standard input"),
        ("a=(;type=multipart/mixed", "nested"),
        ("plain", "no “=”"),
        ("a=x;y", "“y”"),
    ],
)
def test_what_a_part_cannot_keep_is_told(part: str, word: str) -> None:
    told = losses(f"curl -F '{part}' http://host")

    assert any(word in sentence for sentence in told), told


def test_user_and_password_become_basic_auth() -> None:
    draft = read("curl -u 'me:pa:ss' http://host")

    assert draft.auth == AuthChoice("basic", (("username", "me"), ("password", "pa:ss")))


def test_user_and_password_are_taken_out_of_the_address() -> None:
    draft = read("curl 'http://me:p%40ss@host/path'")

    assert draft.url == "http://host/path"
    assert draft.auth == AuthChoice("basic", (("username", "me"), ("password", "p@ss")))


def test_nothing_is_inherited_that_the_command_does_not_say() -> None:
    assert read("curl http://host").auth == NO_AUTH


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", (None, False, None, None)),
        ("-L", (None, True, None, None)),
        ("-sSkL --max-redirs 3", (None, True, 3, False)),
        ("-k --no-insecure", (None, False, None, None)),
    ],
)
def test_settings_are_those_of_the_command(options: str, expected: tuple[object, ...]) -> None:
    found = read(f"curl {options} http://host").settings

    assert (found.timeout, found.follow_redirects, found.max_redirects, found.verify_tls) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("-m 2.5", {"total_timeout": 2.5}),
        ("--max-time 0", {"total_timeout": 0.0}),
        ("--connect-timeout 5", {"connect_timeout": 5.0}),
        ("--connect-timeout 0", {}),
        ("--retry 3", {"retry": Retry(3, 1.0, (408, 429, 500, 502, 503, 504))}),
        ("--retry-delay 5 --retry 3", {"retry": Retry(3, 5.0, (408, 429, 500, 502, 503, 504))}),
        ("--retry 2 --retry-connrefused --retry-all-errors", {"retry": Retry(2, 1.0, (408, 429, 500, 502, 503, 504))}),
    ],
)
def test_limits_and_retries_are_those_of_the_command(options: str, expected: dict[str, Any]) -> None:
    assert read(f"curl {options} http://host").settings == RequestSettings(follow_redirects=False, **expected)


@pytest.mark.parametrize(
    "options",
    [
        "-s -S -v -i",
        "-sSvi#",
        "--no-progress-meter",
        "-o out.json",
        "-w '%{http_code}'",
        "-f --compressed",
        "-D -",
        "-O -J",
        "-H 'Expect:'",
    ],
)
def test_what_cannot_change_the_request_is_passed_over(options: str) -> None:
    assert losses(f"curl {options} http://host") == []


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ("--socks4 proxy:1080", "--socks4"),
        ("--preproxy socks5://me:geheim@proxy", "--preproxy"),
        ("--resolve other:80:127.0.0.1", "another address"),
        ("--resolve nonsense", "--resolve"),
        ("--connect-to other:80:127.0.0.1:81", "another address"),
        ("--noproxy localhost", "no proxy"),
        ("-E cert.der:geheim --cert-type DER", "--cert-type DER"),
        ("--key key.pem", "without a certificate"),
        ("--tlsv1.1", "--tlsv1.1"),
        ("--http2", "HTTP/2"),
        ("--ntlm -u me:geheim", "--ntlm"),
        ("--connect-timeout soon", "--connect-timeout"),
        ("--retry often", "--retry"),
        ("--retry-delay soon", "--retry-delay"),
        ("--retry 3 --retry-delay 5", "twice as long"),
        ("--retry-max-time 60", "--retry-max-time"),
        ("-K file", "options"),
        ("-c jar.txt", "Cookies"),
        ("-b jar.txt", "jar.txt"),
        ("-H @headers.txt", "no header"),
        ("-H 'Host:'", "Host"),
        ("--location-trusted", "Credentials"),
        ("--no-such-thing", "--no-such-thing"),
        ("--aws-sigv4 osc:geheim", "--aws-sigv4"),
        ("-e 'http://from;auto'", "Referer"),
        ("-d a=1 -F b=2", "-F together with -d"),
        ("-d a=1 -I", "-I together with -d"),
        ("-u me", "password of me"),
        ("-m soon", "--max-time"),
    ],
)
def test_what_is_not_taken_over_is_named_and_shows_no_secret(options: str, word: str) -> None:
    told = losses(f"curl {options} http://host")

    assert any(word in sentence for sentence in told), told
    assert not any("geheim" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--digest -u me:pw", AuthChoice("digest", (("username", "me"), ("password", "pw")))),
        ("--digest --no-digest -u me:pw", AuthChoice("basic", (("username", "me"), ("password", "pw")))),
        (
            "--aws-sigv4 aws:amz:eu-west-1:s3 -u AK:SK",
            AuthChoice(
                "awsv4",
                (("accessKeyId", "AK"), ("secretAccessKey", "SK"), ("region", "eu-west-1"), ("service", "s3")),
            ),
        ),
        ("--aws-sigv4 aws:amz -u AK:SK", AuthChoice("awsv4", (("accessKeyId", "AK"), ("secretAccessKey", "SK")))),
    ],
)
def test_sign_in_methods_become_those_of_the_auth_tab(options: str, expected: AuthChoice) -> None:
    assert read(f"curl {options} http://host").auth == expected


def test_an_equals_sign_behind_a_long_option_is_tolerated() -> None:
    draft = read("curl --request=PATCH --header='X-A: b' http://host")

    assert (draft.method, draft.headers) == ("PATCH", (Row("X-A", "b"),))


def test_a_long_body_is_read_quickly_enough_to_paste() -> None:
    body = '{"a": "' + "x" * 2_000_000 + '"}'

    draft = read(f"curl -H 'Content-Type: application/json' -d '{body}' http://host")

    assert draft.body.raw == body
