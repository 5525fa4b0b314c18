"""The address line and its rows, in step both ways."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from modelpost.core.request import RequestDraft, Row
from modelpost.core.url import (
    Address,
    encode_path,
    encode_query,
    fill_path,
    path_variables,
    query_pairs,
    scheme_for,
    split,
    with_line,
    with_part,
    with_path,
    with_query,
)

lines = st.text("htps:/?#&={}.ab1 \0%花", max_size=50)
cells = st.text("ab&=#%+? 花{}/", max_size=12)
rows = st.lists(st.builds(Row, cells, cells, st.booleans(), st.just("note")), max_size=5).map(tuple)


@given(lines)
def test_a_line_is_cut_without_losing_a_character(line: str) -> None:
    address = split(line)

    assert address.text == (line if address.fragment else line.removesuffix("#"))


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("", Address()),
        ("host", Address(authority="host")),
        ("http://host", Address("http", "host")),
        ("https://me@host:80/a/b?c=d#e", Address("https", "me@host:80", "/a/b", "c=d", "e", has_query=True)),
        ("host?", Address(authority="host", has_query=True)),
        ("/only/path", Address(path="/only/path")),
        ("{{base}}/v1?a={{b}}", Address(authority="{{base}}", path="/v1", query="a={{b}}", has_query=True)),
        ("{{scheme}}://host", Address("{{scheme}}", "host")),
        ("http://{{a?b/c#d}}/{{e&f}}", Address("http", "{{a?b/c#d}}", "/{{e&f}}")),
        ("http://host/\x005\x00", Address("http", "host", "/\x005\x00")),
        ("[::1]:80/x", Address(authority="[::1]:80", path="/x")),
    ],
)
def test_a_line_is_cut_into_its_parts(line: str, address: Address) -> None:
    assert split(line) == address


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", ()),
        ("a", (("a", ""),)),
        ("a=1&b=2", (("a", "1"), ("b", "2"))),
        ("a=1=2", (("a", "1=2"),)),
        ("a=&=b&&", (("a", ""), ("", "b"), ("", ""), ("", ""))),
        ("{{a&b=c}}={{d=e&f}}&g=h", (("{{a&b=c}}", "{{d=e&f}}"), ("g", "h"))),
        ("a=%26", (("a", "%26"),)),
    ],
)
def test_parameters_are_taken_as_they_are_typed(query: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert query_pairs(query) == pairs


@given(lines, rows)
def test_enabled_rows_follow_the_line_and_disabled_ones_stay(line: str, before: tuple[Row, ...]) -> None:
    draft = with_line(RequestDraft(query=before), line)

    enabled = tuple((row.name, row.value) for row in draft.query if row.enabled)
    assert enabled == query_pairs(split(line).query)
    assert [row for row in draft.query if not row.enabled] == [row for row in before if not row.enabled]


@given(rows)
@example((Row("{{", "}}"),))
@example((Row("{{"), Row("a", "b}}")))
def test_the_line_follows_the_enabled_rows(edited: tuple[Row, ...]) -> None:
    draft = with_query(RequestDraft(url="http://host/p?old=1#f"), edited)

    wanted = [(row.name, row.value) for row in edited if row.enabled and (row.name or row.value)]
    assert draft.query == edited
    assert [(_typed(name), _typed(value)) for name, value in query_pairs(split(draft.url).query)] == [
        (_typed(name), _typed(value)) for name, value in wanted
    ]
    assert (split(draft.url).path, split(draft.url).fragment) == ("/p", "f")


def _typed(text: str) -> str:
    for character in "&#={":
        text = text.replace(f"%{ord(character):X}", character)
    return text


def test_braces_stay_as_typed_while_a_placeholder_is_being_typed() -> None:
    draft = with_query(RequestDraft(url="http://host"), (Row("a", "{{tok"), Row("b", "{{c}}")))

    assert draft.url == "http://host?a={{tok&b={{c}}"


def test_braces_of_different_cells_make_no_placeholder() -> None:
    draft = with_query(RequestDraft(url="http://host"), (Row("a", "{{tok"), Row("b}}", "{{c}}")))

    assert draft.url == "http://host?a=%7B%7Btok&b}}={{c}}"


def test_editing_the_line_keeps_notes_and_places() -> None:
    draft = RequestDraft(
        query=(Row("a", "1", note="first"), Row("off", "x", enabled=False), Row("b", "2", note="second"))
    )

    edited = with_line(draft, "http://host?a=1&c=3&d=4")

    assert edited.query == (
        Row("a", "1", note="first"),
        Row("off", "x", enabled=False),
        Row("c", "3", note="second"),
        Row("d", "4"),
    )


def test_switching_the_last_row_off_takes_the_question_mark_away() -> None:
    draft = with_query(RequestDraft(url="http://host/?a=1"), (Row("a", "1", enabled=False),))

    assert draft.url == "http://host/"


def test_a_value_cannot_break_out_of_its_parameter() -> None:
    draft = with_query(RequestDraft(url="http://host/"), (Row("q", "a&b=c#d"), Row("{{x&y}}", "{{z#}}")))

    assert draft.url == "http://host/?q=a%26b=c%23d&{{x&y}}={{z#}}"


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("", ()),
        ("/v1/:id/x/:name", ("id", "name")),
        ("/:a/:a", ("a",)),
        ("/a:b", ()),
        ("/:1", ()),
        ("/models/m:predict", ()),
        ("/:group.id/:other-id", ("group.id", "other-id")),
    ],
)
def test_path_variables_are_found(path: str, names: tuple[str, ...]) -> None:
    assert path_variables(path) == names


def test_path_rows_follow_the_line_and_keep_their_values() -> None:
    draft = RequestDraft(path=(Row("id", "7", note="n"), Row("gone", "x")))

    edited = with_line(draft, "http://host/:new/:id")

    assert edited.path == (Row("new"), Row("id", "7", note="n"))


def test_path_values_do_not_change_the_line() -> None:
    draft = with_path(RequestDraft(url="http://host/:id"), (Row("id", "7"), Row("unknown", "8")))

    assert (draft.url, draft.path) == ("http://host/:id", (Row("id", "7"),))


def test_a_path_value_is_encoded_and_a_missing_one_stays_as_typed() -> None:
    filled = fill_path("/:a/:b", (Row("a", "x/y z"),), str)

    assert filled == "/x%2Fy%20z/:b"


@pytest.mark.parametrize(
    ("authority", "scheme"),
    [
        ("localhost", "http"),
        ("localhost:8080", "http"),
        ("models.localhost", "http"),
        ("127.0.0.1:1", "http"),
        ("me:pw@10.0.0.1", "http"),
        ("[::1]:80", "http"),
        ("example.com", "https"),
        ("localhost.example.com", "https"),
        ("127.0.0.1.example.com", "https"),
    ],
)
def test_an_address_without_scheme_gets_one(authority: str, scheme: str) -> None:
    assert scheme_for(authority) == scheme


@given(st.text(max_size=40))
def test_what_is_encoded_stays_so(text: str) -> None:
    assert encode_path(encode_path(text)) == encode_path(text)
    assert encode_query(encode_query(text)) == encode_query(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda text: "%" not in text))
def test_encoding_can_be_undone(text: str) -> None:
    assert unquote(encode_query(text)) == text


@given(st.text(max_size=40))
def test_an_encoded_query_ends_nowhere_else(text: str) -> None:
    assert urlsplit(f"http://host/?{encode_query(text)}").query == encode_query(text)


@pytest.mark.parametrize(
    ("typed", "encoded"),
    [
        ("/a b", "/a%20b"),
        ("/花", "/%E8%8A%B1"),
        ("/100%", "/100%25"),
        ("/%e8", "/%e8"),
        ("/\ud800", "/%3F"),
        ("/a;b,c", "/a;b,c"),
    ],
)
def test_a_path_is_encoded_where_it_has_to_be(typed: str, encoded: str) -> None:
    assert encode_path(typed) == encoded


@pytest.mark.parametrize(
    ("line", "part", "text", "after"),
    [
        ("http://ada:pw@host/a?x=1", "host", "other:81", "http://ada:pw@other:81/a?x=1"),
        ("{{base}}/a", "host", "{{other}}", "{{other}}/a"),
        ("{{base}}/a", "scheme", "http", "http://{{base}}/a"),
        ("http://host/a#end", "scheme", "", "host/a#end"),
        ("http://host", "path", "b", "http://host/b"),
        ("http://host/a", "path", "", "http://host"),
        ("", "path", "b", "b"),
        ("http://host", "host", "other/with/path", "http://other/with/path"),
    ],
)
def test_a_part_of_the_line_is_changed_alone(line: str, part: str, text: str, after: str) -> None:
    assert with_part(with_line(RequestDraft(), line), part, text).url == after


def test_a_query_typed_into_the_path_becomes_rows() -> None:
    draft = with_part(with_line(RequestDraft(), "http://host/a"), "path", "/a?x=1")

    assert draft.query == (Row("x", "1"),)
