"""Searching in pieces finds what searching in one go finds."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.search import Match, Matches, Search
from modelpost.documents.text_source import TextSource

_FILLER = "wort é花 ab\n" * 30_000  # spans several pieces


def _found(text: str, query: str, *, case: bool = False, word: bool = False, regex: bool = False) -> list[str]:
    source = TextSource(text.encode())
    search = Search(source, query, case=case, word=word, regex=regex)
    while not search.is_done:
        search.advance()
    return [source.text(match.start, match.end) for match in search.matches]


@given(
    st.text(alphabet="aAbÉé花_ \n", max_size=80),
    st.text(alphabet="aAbÉé花", min_size=1, max_size=3),
    st.booleans(),
    st.booleans(),
)
def test_matches_are_those_of_a_regular_expression(text: str, query: str, case: bool, word: bool) -> None:
    pattern = rf"(?<!\w)(?:{re.escape(query)})(?!\w)" if word else re.escape(query)

    found = _found(text, query, case=case, word=word)

    assert found == [match[0] for match in re.finditer(pattern, text, 0 if case else re.IGNORECASE)]


@pytest.mark.parametrize("query", ["é花", "wort", "ab\nw"])
def test_matches_across_the_seams_of_pieces_are_found_once(query: str) -> None:
    assert len(_found(_FILLER, query, case=True)) == _FILLER.count(query)


def test_a_match_across_a_seam_of_one_long_line_is_found() -> None:
    text = "花" * 200_000 + "needle" + "花" * 10

    assert _found(text, "NEEDLE") == ["needle"]
    assert _found(text, "花n[e]{2}d", regex=True) == ["花need"]


def test_a_regular_expression_knows_lines() -> None:
    assert _found("one\ntwo two\nthree", "^t[a-z]+", regex=True) == ["two", "three"]


def test_a_wrong_regular_expression_is_told() -> None:
    assert Search(TextSource(b"x"), "(", case=True, word=False, regex=True).trouble


def test_what_the_charset_cannot_say_is_not_found() -> None:
    search = Search(TextSource(b"caf\xe9", "iso8859-1"), "花", case=True, word=False, regex=False)

    assert search.is_done
    assert not search.matches


def test_a_charset_of_one_byte_is_searched_in_its_own_bytes() -> None:
    search = Search(TextSource(b"caf\xe9 \xe9t\xe9", "iso8859-1"), "é", case=True, word=False, regex=False)

    search.advance()

    assert [match.start for match in search.matches] == [3, 5, 7]


@pytest.fixture
def three() -> Matches:
    matches = Matches()
    for start in (10, 20, 30):
        matches.add(start, start + 5)
    return matches


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda matches: matches.first_from(11), 1),
        (lambda matches: matches.first_from(31), 3),
        (lambda matches: [number for number, _ in matches.between(12, 21)], [0, 1]),
        (lambda matches: [number for number, _ in matches.between(15, 20)], []),
        (lambda matches: matches[-1], Match(30, 35)),
    ],
)
def test_matches_are_found_by_place(three: Matches, ask: Callable[[Matches], object], answer: object) -> None:
    assert ask(three) == answer
