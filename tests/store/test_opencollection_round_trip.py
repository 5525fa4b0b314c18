"""What is written is read again, the same, by us and by whoever follows the schema."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelpost.core import url as address_line
from modelpost.core.conversation import MessageKind, SavedMessage
from modelpost.core.request import (
    Assertion,
    AuthChoice,
    Body,
    BodyKind,
    Capture,
    CaptureScope,
    CaptureSource,
    Example,
    FileNames,
    FormRow,
    RawLanguage,
    RequestDraft,
    RequestSettings,
    Row,
    Script,
)
from modelpost.core.undecided import undecided_places
from modelpost.store.opencollection import emit
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.yaml_text import load
from modelpost.store.profile import Profile

AWKWARD = " \n\t\r:-#'\"{}[]|>&*!%@`,?~.0123456789aeoyntrufls=<_/\\\0\x85\u2028花🌻"
TEXT = st.text(st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cs"])), max_size=24)
LINE = st.text(st.sampled_from("abcxyz-_.{}:'\"#, 1花"), max_size=12)
WORD = st.text(st.sampled_from("abcXYZ_-09"), min_size=1, max_size=8)
GAP = st.integers(0, 10_000_000).map(lambda milliseconds: milliseconds / 1000)
SAVED_MESSAGE = st.builds(SavedMessage, TEXT, st.sampled_from(MessageKind), TEXT, GAP)
ROWS = st.lists(st.builds(Row, LINE, TEXT, st.booleans(), TEXT), max_size=4).map(tuple)
FILE_NAMES = st.sampled_from(FileNames)
TEXT_ROW = st.builds(
    FormRow,
    name=LINE,
    value=TEXT,
    files=st.lists(WORD, max_size=2).map(tuple),
    content_type=LINE,
    note=TEXT,
    file_name=LINE,
    headers=ROWS,
)
FILE_ROW = st.builds(
    FormRow,
    name=LINE,
    value=TEXT,
    files=st.lists(WORD, max_size=3).map(tuple),
    is_file=st.just(True),
    enabled=st.booleans(),
    file_name=LINE,
    headers=ROWS,
    file_names=st.none() | FILE_NAMES,
)
CAPTURE = st.builds(
    Capture,
    name=LINE,
    expression=st.sampled_from(["", "$", "$.a.b_1[0]", "$..x", "$.0", "(?i)x", "X-Subject-Token"]) | TEXT,
    source=st.sampled_from(CaptureSource),
    scope=st.sampled_from(CaptureScope),
    enabled=st.booleans(),
    always=st.booleans(),
    note=TEXT,
)
BODY = st.builds(
    Body,
    kind=st.sampled_from(BodyKind),
    form=st.lists(st.one_of(TEXT_ROW, FILE_ROW), max_size=3).map(tuple),
    urlencoded=ROWS,
    raw=TEXT,
    language=st.sampled_from(RawLanguage),
    binary=LINE,
    file_names=FILE_NAMES,
)
AUTH = st.one_of(
    st.sampled_from([AuthChoice("none"), AuthChoice("inherit"), AuthChoice("inherit", (("token", "{{t}}"),))]),
    st.builds(lambda user: AuthChoice("basic", (("username", user), ("password", "{{p}}"))), LINE),
    st.builds(lambda prefix: AuthChoice("bearer", (("token", "{{t}}"), ("prefix", prefix))), LINE),
    st.builds(
        lambda name, place: AuthChoice("apikey", (("key", name), ("value", "{{t}}"), ("placement", place))),
        WORD,
        st.sampled_from(["header", "query"]),
    ),
    st.just(AuthChoice("iam-token", (("user", "ada"), ("password", "{{p}}")))),
    st.just(AuthChoice("ak-sk", (("access_key", "AK"), ("secret_key", "{{sk}}"), ("stage", "RELEASE")))),
    st.just(AuthChoice("app-code", (("app_code", "{{code}}"),))),
    st.just(AuthChoice("app-key", (("app_key", "{{key}}"),))),
    st.sampled_from(["true", "false"]).map(
        lambda is_bare: AuthChoice("modelarts-key", (("key", "{{key}}"), ("is_bare", is_bare)))
    ),
)
SETTINGS = st.builds(
    RequestSettings,
    timeout=st.none() | st.integers(0, 10**7).map(lambda ms: ms / 1000),
    follow_redirects=st.none() | st.booleans(),
    max_redirects=st.none() | st.integers(0, 50),
    verify_tls=st.none() | st.booleans(),
)

SCRIPT = st.builds(Script, st.sampled_from(["before-request", "after-response", "tests", "hooks"]), TEXT)
ASSERTION = st.builds(Assertion, LINE, WORD, TEXT, st.booleans(), TEXT)
ASKED = st.builds(
    RequestDraft,
    method=WORD,
    url=WORD.map("http://h/{}".format),
    headers=ROWS,
    body=st.one_of(st.just(Body()), st.builds(Body, kind=st.just(BodyKind.RAW), raw=TEXT)),
)
EXAMPLE = st.builds(
    Example,
    name=LINE,
    note=TEXT,
    request=st.none() | ASKED,
    status=st.integers(0, 999),
    reason=TEXT,
    headers=st.lists(st.builds(Row, LINE, TEXT), max_size=2).map(tuple),
    kind=st.sampled_from(["json", "text", "xml", "html", "binary"]),
    body=TEXT,
    file=LINE,
)


def with_address(draft: RequestDraft, path: list[str], query: tuple[Row, ...], values: tuple[Row, ...]) -> RequestDraft:
    line = "{{base}}/" + "/".join(path)
    draft = address_line.with_query(replace(draft, url=line), query)
    return address_line.with_path(draft, values)


DRAFT = st.builds(
    with_address,
    st.builds(
        RequestDraft,
        name=TEXT,
        method=st.sampled_from(["GET", "POST", "PURGE", "", "{{m}}"]),
        headers=ROWS,
        omitted=st.lists(WORD, max_size=2).map(tuple),
        auth=AUTH,
        body=BODY,
        settings=SETTINGS,
        docs=TEXT,
        captures=st.lists(CAPTURE, max_size=4).map(tuple),
        examples=st.lists(EXAMPLE, max_size=2).map(tuple),
        scripts=st.lists(SCRIPT, max_size=2).map(tuple),
        assertions=st.lists(ASSERTION, max_size=2).map(tuple),
        is_conversation=st.booleans(),
        messages=st.lists(st.builds(SavedMessage, TEXT, st.sampled_from(MessageKind), TEXT, GAP), max_size=3).map(
            tuple
        ),
    ),
    st.lists(st.sampled_from(["v1", "infers", ":id", ":part", "{{x}}"]), max_size=3),
    st.lists(st.builds(Row, LINE, LINE, st.booleans(), LINE), max_size=3).map(tuple),
    st.lists(st.builds(Row, st.sampled_from(["id", "part"]), LINE), max_size=2, unique_by=lambda row: row.name).map(
        tuple
    ),
).filter(lambda draft: not undecided_places(draft))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DRAFT)
def test_a_draft_is_read_as_it_was_written(draft: RequestDraft) -> None:
    with TemporaryDirectory() as folder:
        collections = Collections(Profile(Path(folder, "profile")))
        collections.create(f"{folder}/c", "C")

        path, written = collections.save_as(f"{folder}/c", "", draft)

        assert written.draft == draft
        assert collections.read(f"{folder}/c", path).draft == draft


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DRAFT)
def test_the_same_draft_gives_the_same_bytes(draft: RequestDraft) -> None:
    with TemporaryDirectory() as folder:
        collections = Collections(Profile(Path(folder, "profile")))
        collections.create(f"{folder}/one", "C")
        collections.create(f"{folder}/two", "C")

        first, _ = collections.save_as(f"{folder}/one", "", draft)
        second, _ = collections.save_as(f"{folder}/two", "", draft)

        assert Path(folder, "one", first).read_bytes() == Path(folder, "two", second).read_bytes()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DRAFT, DRAFT)
def test_any_draft_can_be_saved_over_any_other(before: RequestDraft, after: RequestDraft) -> None:
    with TemporaryDirectory() as folder:
        collections = Collections(Profile(Path(folder, "profile")))
        collections.create(f"{folder}/c", "C")
        path, stored = collections.save_as(f"{folder}/c", "", before)

        collections.save(f"{folder}/c", path, after, stored)

        assert collections.read(f"{folder}/c", path).draft == after


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(draft=DRAFT)
def test_written_files_follow_the_schema(draft: RequestDraft, is_valid: Callable[[Path, str], None]) -> None:
    with TemporaryDirectory() as folder:
        collections = Collections(Profile(Path(folder, "profile")))
        collections.create(f"{folder}/c", "C")

        path, _ = collections.save_as(f"{folder}/c", "", draft)

        is_valid(Path(folder, "c", path), "WebSocketRequest" if draft.is_conversation else "HttpRequest")
        is_valid(Path(folder, "c", "opencollection.yml"), "")


VALUES = st.recursive(
    st.one_of(TEXT, st.integers(-(10**6), 10**6), st.booleans(), st.none(), TEXT.map(emit.Block)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(TEXT, VALUES, min_size=1, max_size=4))
def test_yaml_says_the_same_to_us_and_to_readers_of_yaml_1_1(document: dict[str, object]) -> None:
    text = emit.dump(document)

    assert load(text, "x.yml") == document
    assert yaml.load(text, yaml.CSafeLoader) == document


def test_a_new_file_looks_like_one_of_brunos(collections: Collections, tmp_path: Path) -> None:
    collections.create(str(tmp_path / "c"), "C")
    draft = RequestDraft(
        name="Iris",
        method="POST",
        url="{{base}}/v1/infers/1",
        headers=(Row("Accept", "application/json"), Row("X-Old", "1", enabled=False, note="not now")),
        body=Body(BodyKind.RAW, raw='{"a": 1}'),
        settings=RequestSettings(timeout=30.0),
        docs="One line",
    )

    path, _ = collections.save_as(str(tmp_path / "c"), "", draft)

    assert (tmp_path / "c" / path).read_text() == (
        "info:\n"
        "  name: Iris\n"
        "  type: http\n"
        "  seq: 1\n"
        "\n"
        "http:\n"
        "  method: POST\n"
        '  url: "{{base}}/v1/infers/1"\n'
        "  headers:\n"
        "    - name: Accept\n"
        "      value: application/json\n"
        "    - name: X-Old\n"
        '      value: "1"\n'
        "      description: not now\n"
        "      disabled: true\n"
        "  body:\n"
        "    type: json\n"
        "    data: |-\n"
        '      {"a": 1}\n'
        "  auth: inherit\n"
        "\n"
        "settings:\n"
        "  timeout: 30000\n"
        "\n"
        "docs: |-\n"
        "  One line\n"
    )
