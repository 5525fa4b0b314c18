"""Highlighting knows what stands where, whatever the text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.json_tokens import IN_COMMENT, IN_STRING, lex_json, state_within
from modelpost.documents.tokens import lex
from modelpost.documents.xml_tokens import lex_markup, state_after


def _kinds(text: str, language: str, state: int = 0) -> list[tuple[str, str]]:
    return [(text[token.start : token.end], token.kind) for token in lex(text, language, state)[0]]


@given(st.text(alphabet="{}[],:\"\\ <>!-/='&;ab1.?\U0001f600", max_size=50), st.sampled_from(["json", "xml", "html"]))
def test_tokens_are_in_order_and_within_the_text(text: str, language: str) -> None:
    tokens, _ = lex(text, language)

    position = 0
    for token in tokens:
        assert position <= token.start <= token.end <= len(text)
        position = token.end


def test_names_strings_numbers_and_words_of_json_are_told_apart() -> None:
    kinds = _kinds('{"a" : "b\\"", "n": -1.5e3, "x": [true, null]}', "json")

    assert [kind for kind in kinds if kind[1] != "punct"] == [
        ('"a"', "key"),
        ('"b\\""', "str"),
        ('"n"', "key"),
        ("-1.5e3", "num"),
        ('"x"', "key"),
        ("true", "bool"),
        ("null", "bool"),
    ]


def test_a_piece_that_begins_within_a_string_is_coloured_as_such() -> None:
    assert _kinds('rest", "b": 1', "json", IN_STRING)[0] == ('rest"', "str")


def test_a_string_that_goes_on_is_told_to_the_next_piece() -> None:
    assert lex_json('["open')[1] == IN_STRING
    assert lex_json("still open", IN_STRING)[1] == IN_STRING
    assert lex_json('closed", 1]', IN_STRING)[1] == 0


@pytest.mark.parametrize(
    ("before", "state"),
    [
        ('{"a": 1, "b": "text and ', IN_STRING),
        ('end", "a": 1, "b": "text"', 0),
        ('end", "a": 1, "b": "te', IN_STRING),
        ("iVBORw0KGgoAAAANSUhEUgAA", IN_STRING),
        ("1.5, 2.5, [3, true", 0),
        ('say \\"hello\\" to', IN_STRING),
    ],
)
def test_whether_a_piece_begins_in_a_string_is_seen_by_what_comes_before(before: str, state: int) -> None:
    assert state_within(before) == state


def test_tags_attributes_values_and_entities_are_told_apart() -> None:
    kinds = _kinds("<a href=\"x>y\" id='z'>b &amp; c</a>", "html")

    assert ("a", "key") in kinds
    assert ("href", "num") in kinds
    assert ('"x>y"', "str") in kinds
    assert ("'z'", "str") in kinds
    assert ("&amp;", "bool") in kinds


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (["<!-- a", "<b>", "--><p>"], [("-->", "cmt"), ("<", "punct"), ("p", "key"), (">", "punct")]),
        (["<![CDATA[", "<b> ]]>"], [("<b> ]]>", "str")]),
        (['<p class="a', 'b" id=c>'], [('b"', "str"), ("id", "num"), ("=", "punct"), ("c", "num"), (">", "punct")]),
        (["<script>", "if (a < b) {}", "</script>"], [("</", "punct"), ("script", "key"), (">", "punct")]),
    ],
    ids=["comment", "cdata", "attribute", "script"],
)
def test_what_spans_lines_is_followed(lines: list[str], last: list[tuple[str, str]]) -> None:
    state = 0
    for line in lines[:-1]:
        state = lex(line, "html", state)[1]

    assert _kinds(lines[-1], "html", state) == last


@pytest.mark.parametrize(
    "before", ["<p>text", "<!-- note <b>", '<p class="a', "<script>if (a<b", "<![CDATA[ <x", "<a b"]
)
def test_the_state_is_found_from_what_comes_before(before: str) -> None:
    assert state_after(before.encode()) == lex_markup(before)[1]


def test_the_scheme_of_an_address_is_quiet() -> None:
    assert _kinds("https://host/a://b", "url") == [("https://", "muted")]


def test_other_languages_have_no_tokens() -> None:
    assert lex('"a": 1', "text") == ([], 0)


@pytest.mark.parametrize(
    ("text", "before", "kinds", "after"),
    [
        ("1 // two", 0, ["num", "cmt"], 0),
        ('"http://x" /* c */ 1', 0, ["str", "cmt", "num"], 0),
        ("1 /* open", 0, ["num", "cmt"], IN_COMMENT),
        ("all of it", IN_COMMENT, ["cmt"], IN_COMMENT),
        ("end */ true", IN_COMMENT, ["cmt", "bool"], 0),
    ],
)
def test_comments_in_json_go_on_over_lines(text: str, before: int, kinds: list[str], after: int) -> None:
    tokens, state = lex(text, "json", before)

    assert ([token.kind for token in tokens], state) == (kinds, after)
