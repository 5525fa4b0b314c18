"""What is imported, saved as files, read again and exported is the same, and follows the schema."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelpost.core import url as address_line
from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.request import (
    INHERITED_AUTH,
    NO_AUTH,
    AuthChoice,
    Body,
    BodyKind,
    Defaults,
    Example,
    FormRow,
    RawLanguage,
    RequestDraft,
    RequestSettings,
    Row,
    Script,
)
from modelpost.core.scope import Variable
from modelpost.core.secret_hunt import cleared
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Environment
from modelpost.formats.api import Writer
from modelpost.formats.postman import PLUGIN
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile

FIXTURES = Path(__file__).parent.parent / "fixtures" / "postman"
SCHEMA = jsonschema.Draft7Validator(json.loads((FIXTURES / "collection.schema.json").read_bytes()))

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAME = st.text("abcXYZ 花/:.-", min_size=1, max_size=10)
WORD = st.text("abcXYZ_-09", min_size=1, max_size=8)
ROWS = st.lists(st.builds(Row, WORD, TEXT, st.booleans(), TEXT), max_size=3).map(tuple)
PART = st.one_of(
    st.builds(
        FormRow, name=WORD, value=TEXT, content_type=st.sampled_from(["", "text/csv"]), enabled=st.booleans(), note=TEXT
    ),
    st.builds(
        FormRow, name=WORD, files=st.lists(WORD, min_size=1, max_size=3).map(tuple), is_file=st.just(True), note=TEXT
    ),
)
BODY = st.one_of(
    st.just(Body()),
    st.builds(Body, kind=st.just(BodyKind.RAW), raw=TEXT, language=st.sampled_from(RawLanguage)),
    st.builds(Body, kind=st.just(BodyKind.NONE), raw=TEXT.filter(bool), language=st.sampled_from(RawLanguage)),
    st.builds(Body, kind=st.just(BodyKind.URLENCODED), urlencoded=ROWS),
    st.builds(Body, kind=st.just(BodyKind.FORM_DATA), form=st.lists(PART, max_size=3).map(tuple)),
    st.builds(Body, kind=st.just(BodyKind.BINARY), binary=WORD),
)
AUTH = st.one_of(
    st.sampled_from([NO_AUTH, INHERITED_AUTH]),
    st.just(AuthChoice("bearer", (("token", "{{t}}"),))),
    st.builds(lambda user: AuthChoice("basic", (("username", user), ("password", "{{p}}"))), WORD),
    st.builds(lambda user: AuthChoice("digest", (("username", user), ("password", "{{p}}"))), WORD),
    st.builds(
        lambda name, place: AuthChoice("apikey", (("key", name), ("value", "{{v}}"), ("placement", place))),
        WORD,
        st.sampled_from(["header", "query"]),
    ),
    st.just(
        AuthChoice("awsv4", (("accessKeyId", "AK"), ("secretAccessKey", "{{s}}"), ("region", "r"), ("service", "s")))
    ),
    st.just(AuthChoice("hawk", (("authId", "i"), ("authKey", "{{k}}")))),
)
SETTINGS = st.builds(
    RequestSettings,
    follow_redirects=st.none() | st.booleans(),
    max_redirects=st.none() | st.integers(0, 50),
    verify_tls=st.none() | st.booleans(),
    send_cookies=st.none() | st.booleans(),
    minimum_tls=st.sampled_from([None, "1.2", "1.3"]),
)
SCRIPTS = st.lists(
    st.builds(Script, st.sampled_from(["before-request", "tests"]), TEXT.filter(str.strip)), max_size=2
).map(tuple)
EXAMPLE = st.builds(
    Example,
    name=NAME,
    note=TEXT,
    request=st.none() | st.builds(lambda url: RequestDraft(method="POST", url=url), WORD.map("http://h/{}".format)),
    status=st.integers(100, 599),
    reason=TEXT,
    headers=st.lists(st.builds(Row, WORD, TEXT), max_size=2).map(tuple),
    kind=st.sampled_from(["json", "text", "xml", "html"]),
    body=TEXT,
)


def with_address(draft: RequestDraft, query: tuple[Row, ...], values: tuple[Row, ...]) -> RequestDraft:
    return address_line.with_path(address_line.with_query(draft, query), values)


DRAFT = st.builds(
    with_address,
    st.builds(
        RequestDraft,
        name=NAME,
        method=st.sampled_from(["GET", "POST", "PURGE", "{{m}}"]),
        url=st.sampled_from(
            ["{{base}}/v1/:id", "https://a.b:8443/x", "http://[::1]:80/", "h", "http://{{host}}:1/:id/y#z"]
        ),
        headers=ROWS,
        omitted=st.lists(WORD, max_size=2, unique=True).map(tuple),
        auth=AUTH,
        body=BODY,
        settings=SETTINGS,
        docs=TEXT,
        examples=st.lists(EXAMPLE, max_size=2).map(tuple),
        scripts=SCRIPTS,
    ),
    ROWS,
    st.lists(st.builds(Row, st.just("id"), TEXT, note=TEXT), max_size=1).map(tuple),
)
VARIABLES = st.lists(
    st.builds(Variable, WORD, TEXT, st.booleans(), TEXT), max_size=2, unique_by=lambda variable: variable.name
).map(tuple)


def folders(items: st.SearchStrategy[Any]) -> st.SearchStrategy[FolderContents]:
    return st.builds(
        FolderContents,
        name=NAME.filter(str.strip),
        items=st.lists(items, max_size=3).map(tuple),
        defaults=st.builds(Defaults, auth=AUTH, settings=SETTINGS),
        variables=VARIABLES,
        docs=TEXT,
        scripts=SCRIPTS,
    )


TREE = folders(DRAFT | folders(DRAFT | folders(DRAFT)))


def written(contents: CollectionContents) -> dict[str, Any]:
    assert isinstance(PLUGIN, Writer)
    document: dict[str, Any] = json.loads(PLUGIN.write(contents).text)
    return document


def saved(contents: CollectionContents) -> CollectionContents:
    """Write a collection as files, and read it again."""
    with TemporaryDirectory() as folder:
        collections = Collections(Profile(Path(folder, "profile")))
        list(collections.writing_new(f"{folder}/c", contents).steps())
        found, troubles = collections.contents(f"{folder}/c")
        assert not troubles
        return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(TREE)
def test_what_is_exported_is_read_as_it_was(tree: FolderContents) -> None:
    document = written(CollectionContents(tree))

    imported = PLUGIN.read(json.dumps(document))

    assert written(imported.contents) == document  # type: ignore[union-attr]
    assert [d.name for d in imported.contents.tree.requests()] == [d.name for d in tree.requests()]  # type: ignore[union-attr]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(TREE)
def test_what_is_exported_follows_the_schema(tree: FolderContents) -> None:
    document = written(CollectionContents(tree))

    assert not [error.message for error in SCHEMA.iter_errors(document)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(TREE)
def test_what_is_imported_and_saved_is_exported_the_same(tree: FolderContents) -> None:
    document = written(CollectionContents(tree))
    contents = cleared(PLUGIN.read(json.dumps(document)).contents).contents  # type: ignore[union-attr]

    again = written(saved(contents))

    assert again == written(contents)


def of_kind(kind: str) -> Callable[[Any], Any]:
    """Return what reads one thing of every item, folders' in order."""

    def walk(item: Any) -> Any:
        if "item" in item:
            return [item.get("name"), item.get(kind), [walk(child) for child in item["item"]]]
        request = item["request"] if isinstance(item["request"], dict) else {}
        return [item.get("name"), item.get(kind, request.get(kind))]

    return walk


@pytest.mark.parametrize("kind", ["name", "protocolProfileBehavior", "method"])
def test_a_real_collection_keeps_tree_names_and_order(kind: str) -> None:
    text = (FIXTURES / "mask_demo.postman_collection.json").read_text("utf-8")
    before = {**json.loads(text), "name": "Mask detector"}
    imported = PLUGIN.read(text)

    contents = cleared(imported.contents, imported.secrets).contents  # type: ignore[union-attr]
    after = {**written(saved(contents)), "name": "Mask detector"}

    if kind == "method":  # the request that is only an address is a GET
        before["item"][0]["request"] = {"method": "GET"}
    assert of_kind(kind)(after) == of_kind(kind)(before)


def test_a_real_collection_follows_the_schema_when_it_comes_back() -> None:
    imported = PLUGIN.read((FIXTURES / "mask_demo.postman_collection.json").read_bytes())

    document = written(saved(cleared(imported.contents, imported.secrets).contents))  # type: ignore[union-attr]

    assert not [error.message for error in SCHEMA.iter_errors(document)]


def test_an_environment_goes_there_and_back_without_its_secrets() -> None:
    variables = (
        Variable("base", "http://h"),
        Variable("key", SecretRef("c1", "env:prod", "key")),
        Variable("off", "1", enabled=False),
    )
    contents = CollectionContents(FolderContents("C"), (Environment("prod", variables),))
    assert isinstance(PLUGIN, Writer)

    text = PLUGIN.write_environment(contents, "prod").text
    (environment,) = PLUGIN.read(text).contents.environments  # type: ignore[union-attr]

    assert environment.name == "prod"
    assert [(v.name, v.is_secret, v.enabled) for v in environment.variables] == [
        ("base", False, True),
        ("key", True, True),
        ("off", False, False),
    ]
    assert json.loads(text)["values"][1] == {"key": "key", "value": "", "type": "secret", "enabled": True}


@pytest.mark.parametrize(
    ("auth", "exported"),
    [
        (AuthChoice("iam-token", (("user", "ada"), ("password", "{{p}}"))), "apikey"),
        (AuthChoice("app-code", (("app_code", "{{c}}"),)), "apikey"),
        (AuthChoice("modelarts-key", (("key", "{{k}}"),)), "bearer"),
        (AuthChoice("ak-sk", (("access_key", "AK"), ("secret_key", "{{s}}"))), "noauth"),
    ],
)
def test_auth_that_postman_does_not_have_is_named_and_gets_the_nearest(auth: AuthChoice, exported: str) -> None:
    contents = CollectionContents(FolderContents("C", (RequestDraft("R", url="http://h/", auth=auth),)))
    assert isinstance(PLUGIN, Writer)

    written_file = PLUGIN.write(contents)

    assert json.loads(written_file.text)["item"][0]["request"]["auth"]["type"] == exported
    assert any(auth.kind in loss.filled() for loss in written_file.losses)


def test_oauth2_goes_there_and_back() -> None:
    values = {
        "grant": "authorization_code",
        "authorizationUrl": "https://h/a",
        "accessTokenUrl": "https://h/t",
        "clientId": "id",
        "clientSecret": "{{s}}",
        "pkce": "S256",
        "credentialsPlacement": "body",
        "tokenPlacement": "query",
        "tokenParameters": "header:X-A=1&tenant=a%26b",
    }
    draft = RequestDraft("R", url="http://h/", auth=AuthChoice("oauth2", tuple(values.items())))

    document = written(CollectionContents(FolderContents("C", (draft,))))
    (again,) = PLUGIN.read(json.dumps(document)).contents.tree.requests()  # type: ignore[union-attr]

    assert dict(again.auth.values) == values
