"""Header fields: ordered, duplicates kept, names compared without case."""

from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.headers import Header, HeaderList

pairs = st.lists(st.tuples(st.sampled_from(["A", "a", "B", "C"]), st.text(max_size=5)), max_size=8)


@given(pairs)
def test_order_case_and_duplicates_are_kept(given_pairs: list[tuple[str, str]]) -> None:
    headers = HeaderList.of(given_pairs)

    assert [(field.name, field.value) for field in headers] == given_pairs
    assert len(headers) == len(given_pairs)


def test_look_ups_ignore_case() -> None:
    headers = HeaderList.of([("X-A", "1"), ("x-a", "2"), ("B", "3")])

    assert headers.first("x-A") == "1"
    assert headers.all("X-a") == ("1", "2")
    assert "x-a" in headers


def test_what_is_absent_has_the_default() -> None:
    headers = HeaderList()

    assert headers.first("A") == ""
    assert headers.first("A", "none") == "none"
    assert headers.all("A") == ()
    assert "A" not in headers
    assert 7 not in headers


@given(pairs, st.sampled_from(["A", "b"]))
def test_setting_leaves_one_field_of_the_name(given_pairs: list[tuple[str, str]], name: str) -> None:
    headers = HeaderList.of(given_pairs).setting(Header(name, "new"))

    assert headers.all(name) == ("new",)
    assert headers.without(name) == HeaderList.of(given_pairs).without(name)


def test_adding_puts_a_field_at_the_end() -> None:
    headers = HeaderList.of([("A", "1")]).adding(Header("a", "2"))

    assert headers.all("A") == ("1", "2")


def test_without_takes_several_names() -> None:
    headers = HeaderList.of([("A", "1"), ("B", "2"), ("C", "3")])

    assert headers.without("a", "C") == HeaderList.of([("B", "2")])
