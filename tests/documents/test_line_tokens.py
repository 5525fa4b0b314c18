"""Colours of YAML, CSV and JavaScript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.tokens import lex


def _seen(text: str, language: str, state: int = 0) -> list[tuple[str, str]]:
    tokens, _ = lex(text, language, state)
    return [(text[token.start : token.end], token.kind) for token in tokens]


@pytest.mark.parametrize(
    ("language", "text", "tokens"),
    [
        ("yaml", "name: rose # red", [("name", "key"), ("# red", "cmt")]),
        ("yaml", "- score: 0.5", [("-", "punct"), ("score", "key"), ("0.5", "num")]),
        ("yaml", 'on: "x: y"', [("on", "key"), ('"x: y"', "str")]),
        ("yaml", "url: http://host/a", [("url", "key")]),
        ("yaml", "ok: true", [("ok", "key"), ("true", "bool")]),
        ("csv", 'a,"b,""c",1.5', [(",", "punct"), ('"b,""c"', "str"), (",", "punct"), ("1.5", "num")]),
        ("csv", "2026-01-01,x1", [(",", "punct")]),
        ("javascript", "let a = 1 // one", [("let", "bool"), ("=", "punct"), ("1", "num"), ("// one", "cmt")]),
        ("javascript", "f(`x`)", [("f", "key"), ("(", "punct"), ("`x`", "str"), (")", "punct")]),
        ("jsonl", '{"a":1}', [("{", "punct"), ('"a"', "key"), (":", "punct"), ("1", "num"), ("}", "punct")]),
    ],
)
def test_what_is_seen_of_a_line(language: str, text: str, tokens: list[tuple[str, str]]) -> None:
    assert _seen(text, language) == tokens


def test_a_comment_goes_over_lines() -> None:
    first, state = lex("a /* b", "javascript")
    second, after = lex("c */ 1", "javascript", state)

    assert (first[-1].kind, second[0].kind, second[-1].kind, after) == ("cmt", "cmt", "num", 0)


@given(
    st.sampled_from(["yaml", "csv", "javascript"]), st.text("ab1 #:-\"'`,/*{}[]\\\t.=é", max_size=40), st.integers(0, 1)
)
def test_tokens_of_anything_stand_in_order(language: str, text: str, state: int) -> None:
    tokens, _ = lex(text, language, state if language == "javascript" else 0)

    ends = [0, *(token.end for token in tokens)]
    assert all(end <= token.start < token.end <= len(text) for end, token in zip(ends, tokens, strict=False))
