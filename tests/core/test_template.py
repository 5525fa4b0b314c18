"""The one parser for `{{name}}`."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.template import Span, masked, placeholders, reference, spans

texts = st.text("{} ab\n\r\"'&=#?/", max_size=60) | st.text(max_size=60)


@given(texts)
def test_spans_cover_a_text_without_gaps(text: str) -> None:
    found = list(spans(text))

    assert "".join(text[span.start : span.end] for span in found) == text
    assert all(before.end == after.start for before, after in pairwise(found))


@given(texts)
def test_a_mask_is_as_long_as_its_text(text: str) -> None:
    assert len(masked(text)) == len(text)


@given(
    st.text("abc_-. 花", min_size=1).filter(str.strip), texts.filter(lambda text: "{" not in text and "}" not in text)
)
def test_a_reference_is_found_between_other_text(name: str, around: str) -> None:
    text = f"{around}{reference(name)}{around}"

    assert [span.name for span in placeholders(text)] == [name.strip()]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("{{a}}", ["a"]),
        ("{{ a }}", ["a"]),
        ("{{a}}{{b}}", ["a", "b"]),
        ("{{{a}}}", ["a"]),
        ("{{}}", []),
        ("{{  }}", []),
        ("{{a", []),
        ("a}}", []),
        ("{{a\nb}}", []),
        ('{"x": {"y": {}}}', []),
        ('{"x": {{y}}}', ["y"]),
    ],
)
def test_only_whole_placeholders_with_a_name_count(text: str, names: list[str]) -> None:
    assert [span.name for span in placeholders(text)] == names


def test_a_span_says_where_its_braces_are() -> None:
    assert list(spans("a{{ b }}c")) == [Span(0, 1, None), Span(1, 8, "b"), Span(8, 9, None)]


def test_many_spaces_behind_open_braces_take_no_time() -> None:
    text = "{{" + " " * 1_000_000

    assert placeholders(text) == ()
