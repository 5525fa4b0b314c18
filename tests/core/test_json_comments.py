"""Comments in JSON bodies are written for people, not sent."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.json_comments import without_comments
from modelpost.core.request import Body, BodyKind, RawLanguage, RequestDraft
from modelpost.core.resolved import ResolvedRequest, TextContent
from modelpost.core.variables import Context, resolve


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ('{"a": 1} // end', '{"a": 1} '),
        ('{ // one\n"a": /* two\nlines */ 1}', '{ \n"a":   1}'),
        ('{"url": "http://host//x"}', '{"url": "http://host//x"}'),
        ('{"a": "/* no */", "b": "\\"// no"}', '{"a": "/* no */", "b": "\\"// no"}'),
        ("[1/**/2]", "[1 2]"),
        ("{{file:a//b.jpg | base64}}", "{{file:a//b.jpg | base64}}"),
        ("[1] /* open", "[1] /* open"),
        ("// a\r\n[]", "\r\n[]"),
        ('"open // here', '"open // here'),
    ],
)
def test_comments_are_left_out_and_nothing_else(text: str, sent: str) -> None:
    assert without_comments(text) == sent


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('/*\\" {}ab\n', max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("/*ab", max_size=4), inner, max_size=4),
    max_leaves=8,
)


@given(values)
def test_json_without_comments_stays_as_it_is(value: object) -> None:
    text = json.dumps(value, indent=1)

    assert without_comments(text) == text


@given(values, st.sampled_from(["/* x */", "// y\n", '/* "z" */', "//\n", "/***/"]))
def test_json_with_comments_means_the_same_without_them(value: object, comment: str) -> None:
    lines = json.dumps(value, indent=1).split("\n")

    commented = f"{comment}\n".join(lines) + comment

    assert json.loads(without_comments(commented)) == value


def sent(text: str, language: RawLanguage) -> str:
    found = resolve(RequestDraft(url="http://host/", body=Body(BodyKind.RAW, raw=text, language=language)), Context())
    assert isinstance(found, ResolvedRequest), found
    assert isinstance(found.content, TextContent)
    return found.content.text


def test_a_variable_in_a_comment_needs_no_value() -> None:
    assert sent("[1] // {{nowhere}}", RawLanguage.JSON) == "[1] "


def test_other_languages_have_no_comments_of_this_kind() -> None:
    assert sent("a // b", RawLanguage.TEXT) == "a // b"
