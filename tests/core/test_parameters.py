"""Further parameters in one line of a form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.parameters import PLACEMENTS, Parameter, in_one_line, parameters


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", []),
        ("tenant=a", [("body", "tenant", "a")]),
        (
            "tenant=a & header:X-Realm=b&query:v=2",
            [("body", "tenant", "a"), ("header", "X-Realm", "b"), ("query", "v", "2")],
        ),
        ("url=https://a.example/?x=1", [("body", "url", "https://a.example/?x=1")]),
        ("a=b%26c%25", [("body", "a", "b&c%")]),
        ("flag&urn:x=1", [("body", "flag", ""), ("body", "urn:x", "1")]),
    ],
)
def test_a_line_holds_names_values_and_where_they_go(line: str, expected: list[tuple[str, str, str]]) -> None:
    assert list(parameters(line, "body")) == expected


NAME = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(st.lists(st.builds(Parameter, st.sampled_from(PLACEMENTS), NAME, NAME), max_size=4))
def test_what_is_written_is_read_again(found: list[Parameter]) -> None:
    assert list(parameters(in_one_line(found, "body"), "body")) == found
