"""A request written as a command and read again, and the command run by the real cURL."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.headers import HeaderList
from modelpost.core.request import (
    AuthChoice,
    Body,
    BodyKind,
    FileNames,
    FormRow,
    RawLanguage,
    RequestDraft,
    RequestSettings,
    Row,
)
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.url import with_line
from modelpost.core.variables import Context, resolve
from modelpost.formats.curl import PLUGIN as READER
from modelpost.snippets.curl import PLUGIN as WRITER

PLAIN = SendOptions(follow_redirects=False)
FORM = "application/x-www-form-urlencoded"


def draft(path: str, **parts: Any) -> RequestDraft:
    return with_line(RequestDraft(**parts), f"http://HOST{path}")


def raw(text: str, language: RawLanguage = RawLanguage.JSON) -> Body:
    return Body(kind=BodyKind.RAW, raw=text, language=language)


def form(*rows: FormRow) -> Body:
    return Body(kind=BodyKind.FORM_DATA, form=rows)


DRAFTS = [
    draft("/"),
    draft("/q?a=1&b=x%20y&c=[1]"),
    draft("/dots/../kept"),
    draft("/post", method="POST"),
    draft("/put", method="PUT"),
    draft("/delete", method="DELETE"),
    draft("/head", method="HEAD"),
    draft("/purge", method="PURGE", body=raw("{}")),
    draft("/json", method="POST", body=raw('{"it\'s": "$HOME `x` \\\\ !\\n 花",\n "b": 2.50}')),
    draft("/text", method="POST", body=raw("@not a file", RawLanguage.TEXT)),
    draft("/xml", method="POST", body=raw("<a/>", RawLanguage.XML), headers=(Row("Content-Type", "text/xml"),)),
    draft("/untyped", method="POST", body=raw("x"), omitted=("Content-Type", "User-Agent", "Accept")),
    draft("/long", method="POST", body=raw("x%s\n" * 60_000, RawLanguage.TEXT)),
    draft("/get-with-body", method="GET", body=raw("{}")),
    draft(
        "/pairs",
        method="POST",
        body=Body(
            kind=BodyKind.URLENCODED,
            urlencoded=(Row("a b", "x y&~*=%"), Row("花", "@file"), Row("empty"), Row("n=m", "1"), Row("", "nameless")),
        ),
    ),
    draft("/no-pairs", method="POST", body=Body(kind=BodyKind.URLENCODED)),
    draft("/binary", method="POST", body=Body(kind=BodyKind.BINARY, binary="picture.png")),
    draft("/binary", method="PUT", body=Body(kind=BodyKind.BINARY, binary='odd; name,".json')),
    draft(
        "/form",
        method="POST",
        body=form(
            FormRow("images", files=("picture.png", 'odd; name,".json'), is_file=True),
            FormRow("typed", files=("picture.png",), is_file=True, content_type="image/webp"),
            FormRow("text", "@x;type=no\n<y"),
            FormRow("csv", 'a;"b"\\,c', content_type="text/csv"),
            FormRow('na"me 花', "1"),
        ),
    ),
    draft(
        "/parts",
        method="POST",
        body=form(
            FormRow("a", files=("picture.png",), is_file=True, file_name='花 "q".jpg', headers=(Row("X-One", '"1"'),)),
            FormRow("b", files=("花.jpg",), is_file=True, file_names=FileNames.EXTENDED),
            FormRow("c", files=("花.jpg",), is_file=True, file_names=FileNames.BOTH, content_type="image/x"),
            FormRow("d", files=("花.jpg",), is_file=True, file_names=FileNames.ASCII),
            FormRow("e", "{{file:picture.png | text}}", content_type="image/x-raw"),
            FormRow("f", "inline", file_name="x.csv"),
            FormRow("g", "1", headers=(Row("X-A", "b"), Row("X-Off", "c", enabled=False))),
        ),
    ),
    draft("/insert", method="POST", body=raw('{"image": "{{file:picture.png | base64}}", "n": 花 // note\n}')),
    draft("/insert", method="POST", body=raw("{{file:花.jpg | text}}{{file:picture.png|base64}}", RawLanguage.TEXT)),
    draft(
        "/form",
        method="POST",
        headers=(Row("Content-Type", "multipart/form-data"),),
        body=form(FormRow("images", files=("picture.png",), is_file=True)),
    ),
    draft(
        "/headers",
        headers=(Row("X-A", "one"), Row("X-A", "two"), Row("X-Empty", ""), Row("X-Odd", 'it\'s "$x" `y` \\ !1')),
    ),
    draft("/headers", headers=(Row("Content-Length", "7"), Row("Host", "other.example"), Row("User-Agent", "mine"))),
    draft("/token", headers=(Row("X-Auth-Token", "MIIabcdefgh"),)),
    draft("/basic", auth=AuthChoice("basic", (("username", "me"), ("password", "p:ä $x")))),
    draft("/bearer", auth=AuthChoice("bearer", (("token", "abc!def"),))),
    draft("/key", auth=AuthChoice("apikey", (("key", "X-Auth-Token"), ("value", "MIIabcdefgh")))),
    draft("/key?a=1", auth=AuthChoice("apikey", (("key", "k"), ("value", "a+b/c="), ("placement", "query")))),
]


@pytest.fixture
def files(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "花.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / 'odd; name,".json').write_text("{}")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("typed", DRAFTS, ids=lambda typed: f"{typed.method}-{typed.url[11:]}")
def test_the_command_sends_what_the_engine_sends(
    typed: RequestDraft, recorder: Any, run_in_shell: Callable[[str], None], send: Callable[[Any], Any], tmp_path: Path
) -> None:
    typed = with_line(typed, typed.url.replace("HOST", f"127.0.0.1:{recorder.port}"))
    request = resolve(typed, Context(folder=str(tmp_path)))
    assert isinstance(request, ResolvedRequest)
    send(typed)

    run_in_shell(WRITER.write(request, PLAIN, with_secrets=True))

    by_engine, by_curl = recorder.requests
    assert _seen(by_curl) == _seen(by_engine)


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("typed", DRAFTS, ids=lambda typed: f"{typed.method}-{typed.url[11:]}")
def test_the_command_can_be_read_again(
    typed: RequestDraft, recorder: Any, send: Callable[[Any], Any], tmp_path: Path
) -> None:
    typed = with_line(typed, typed.url.replace("HOST", f"127.0.0.1:{recorder.port}"))
    request = resolve(typed, Context(folder=str(tmp_path)))
    assert isinstance(request, ResolvedRequest)
    command = WRITER.write(request, PLAIN, with_secrets=True)
    send(typed)

    if "printf" in command:
        command = f"curl http://127.0.0.1:{recorder.port}/piped"
    for again in READER.read(command).drafts:
        send(again)

    first, second = recorder.requests
    assert second.target == "/piped" or _seen(second) == _seen(first)


names = st.text("abcXYZ0-_", min_size=1, max_size=8)
values = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="{}\x7f"), max_size=30).map(
    str.strip
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}\0\r"), max_size=60)


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "REPORT"]),
    headers=st.lists(st.builds(Row, st.just("X-A") | names.map("X-".__add__), values), max_size=4),
    body=texts,
    language=st.sampled_from(RawLanguage),
    options=st.builds(SendOptions, follow_redirects=st.booleans(), verify_tls=st.booleans()),
)
def test_a_text_request_survives_the_way_through_a_command(
    method: str, headers: list[Row], body: str, language: RawLanguage, options: SendOptions
) -> None:
    typed = with_line(
        RequestDraft(method=method, headers=tuple(headers), body=raw(body, language)), "https://host/path?a=1"
    )
    request = resolve(typed, Context())
    assert isinstance(request, ResolvedRequest)

    again = READER.read(WRITER.write(request, options, with_secrets=True)).drafts[0]

    read = resolve(again, Context())
    assert isinstance(read, ResolvedRequest)
    assert (read.method, read.url) == (request.method, request.url)
    assert _pairs(read.headers.without("Content-Type")) == _pairs(request.headers)
    assert (again.body.raw, read.headers.first("Content-Type")) == (body, language.value)
    assert again.settings == RequestSettings(
        follow_redirects=options.follow_redirects, verify_tls=None if options.verify_tls else False
    )


@given(
    rows=st.lists(
        st.builds(FormRow, names, texts)
        | st.builds(FormRow, names, texts.map(str.strip), content_type=st.just("text/csv"))
        | st.builds(
            FormRow,
            names,
            files=st.text(
                st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="{}"), min_size=1, max_size=12
            )
            .map("/x/".__add__)
            .map(lambda path: (path,)),
            is_file=st.just(True),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_form_survives_the_way_through_a_command(rows: list[FormRow]) -> None:
    request = resolve(with_line(RequestDraft(method="POST", body=form(*rows)), "https://host/"), Context())
    assert isinstance(request, ResolvedRequest)

    again = READER.read(WRITER.write(request, PLAIN, with_secrets=True)).drafts[0]

    assert [(r.name, r.value, r.files, r.is_file) for r in again.body.form] == [
        (r.name, r.value, r.files, r.is_file) for r in rows
    ]


def _pairs(headers: HeaderList) -> list[tuple[str, str]]:
    return [(field.name, field.value) for field in headers]


def _seen(request: Any) -> dict[str, object]:
    """Return what has to be equal: all but what each program says of itself and of the connection."""
    own_ways = {"accept-encoding", "connection", "user-agent", "expect", "content-type"}
    agent = request.header("User-Agent") or ""
    seen: dict[str, object] = {
        "method": request.method,
        "target": request.target,
        "headers": sorted(
            (name, value)
            for name, value in request.headers
            if name not in own_ways and not (name == "content-length" and request.content_type == "multipart/form-data")
        ),
        "agent": "" if agent.startswith(("curl/", "Modelpost/")) else agent or "none",
        "type": request.content_type,
    }
    if request.content_type == "multipart/form-data":
        return {**seen, "parts": [(sorted(head), content) for head, content in request.parts]}
    if request.content_type == FORM:
        return {
            **seen,
            "headers": [pair for pair in seen["headers"] if pair[0] != "content-length"],  # type: ignore[attr-defined]
            "pairs": parse_qsl(request.body.decode(), keep_blank_values=True),
        }
    return {**seen, "body": request.body}
