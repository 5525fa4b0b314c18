"""A JSON document listed level by level."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.json_tree import (
    Branch,
    Entry,
    Level,
    Range,
    Row,
    find,
    javascript_path,
    joined,
    json_path,
    python_path,
    root_of,
    trail_to,
    unfolded,
)

DOCUMENT = b'{"a": 1.10, "b": [true, {"c \\u00e9": "x"}], "a": 12345678901234567890}'
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def listed(content: bytes, start: int = 0) -> list[Entry]:
    level, found = Level(content, start), []
    while not level.is_complete:
        found = joined(found, level.more())
    return found


def rebuilt(content: bytes, entry: Entry) -> object:
    if not entry.is_branch:
        return json.loads(content[entry.start : entry.end])
    below = [(each.name, rebuilt(content, each)) for each in listed(content, entry.start)]
    return dict(below) if entry.kind == "object" else [value for _, value in below]


def test_members_are_listed_in_order_duplicates_kept() -> None:
    assert [(entry.name, entry.kind) for entry in listed(DOCUMENT)] == [
        ("a", "number"),
        ("b", "array"),
        ("a", "number"),
    ]


def test_a_number_keeps_every_digit() -> None:
    last = listed(DOCUMENT)[-1]

    assert DOCUMENT[last.start : last.end] == b"12345678901234567890"


@given(value=st.lists(VALUES) | st.dictionaries(st.text(), VALUES), indent=st.none() | st.just(1))
def test_the_tree_of_any_document_is_the_document(value: object, indent: int | None) -> None:
    content = json.dumps(value, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")
    root = root_of(content)

    assert root is not None
    assert rebuilt(content, root) == value


def test_a_document_of_100000_levels_is_listed() -> None:
    content = b"[" * 100_000 + b"]" * 100_000

    assert [entry.end for entry in listed(content)] == [199_999]


def test_a_long_member_is_there_before_its_end_is_known() -> None:
    content = b'{"first": 1, "long": [' + b'{"x": "y"},' * 200_000 + b'0], "last": 2}'
    level = Level(content, 0)

    found = level.more()

    assert [(entry.name, entry.end) for entry in found] == [("first", 11), ("long", 0)]


def test_the_end_of_a_long_member_replaces_what_stood_for_it() -> None:
    content = b'{"long": [' + b'{"x": "y"},' * 200_000 + b'0], "last": 2}'
    level, found = Level(content, 0), list[Entry]()

    while not level.is_complete:
        found = joined(found, level.more())

    assert [(entry.name, content[entry.end - 1 : entry.end]) for entry in found] == [("long", b"]"), ("last", b"2")]


@pytest.mark.parametrize(
    "content", [b"{", b'{"a', b'{"a":', b"[1,", b"[1 2]", b'{"a" 1}', b"[}", b'["\xff\xfe', b"[:]"]
)
def test_what_is_no_json_is_listed_as_far_as_it_can_be_read(content: bytes) -> None:
    assert len(listed(content)) <= 1


def test_a_place_is_found_by_its_text_whatever_the_case_and_from_the_beginning_again() -> None:
    assert find(DOCUMENT, "TRUE", 40) == DOCUMENT.index(b"true")


def test_what_is_nowhere_is_not_found() -> None:
    assert find(DOCUMENT, "nowhere", 0) == -1


def test_a_trail_leads_to_the_innermost_entry() -> None:
    trail = trail_to(DOCUMENT, DOCUMENT.index(b'"x"'))

    assert [entries[step].name for entries, _, step in trail.branches] == ["b", 1, "c é"]


def test_paths_are_written_for_three_languages() -> None:
    path = ("data", 0, "odd name")

    assert json_path(path) == '$.data[0]["odd name"]'
    assert python_path(path) == "['data'][0]['odd name']"
    assert javascript_path(path) == '.data[0]["odd name"]'


def branch_rows(content: bytes, row: Row) -> list[Row]:
    branch, found = Branch(content, row), list[Row]()
    while not branch.is_complete:
        found = joined(found, branch.more())
    return found


def entries_below(content: bytes, row: Row) -> list[Entry]:
    found: list[Entry] = []
    for each in branch_rows(content, row):
        found += entries_below(content, each) if isinstance(each, Range) else [each]
    return found


LONG = (
    b"[" + b"1, " * 120_000 + b"2]",
    b'[{"a": [1, {"b": "]}"}]},\n' + b' "x",' * 5_000 + b"[[[[[[[0]]]]]]]" + b"," + b"[[]]," * 3_000 + b"null]",
    b"{" + b",".join(b'"k%d" : {"deep": [[[[[[%d]]]]]]}' % (each, each) for each in range(2_345)) + b"}",
    b"[" + b",".join(b'"%s"' % (b"x" * 3_000) for _ in range(1_200)) + b"]",
)


@pytest.mark.parametrize("content", LONG)
def test_ranges_hold_every_entry_of_the_level_once(content: bytes) -> None:
    root = root_of(content)

    assert root is not None
    assert entries_below(content, root) == listed(content)


def test_a_level_of_millions_has_few_rows() -> None:
    content = b"[" + b"0," * 1_200_000 + b"0]"
    root = root_of(content)
    assert root is not None

    rows = branch_rows(content, root)

    assert [rows[number].name for number in (99, 100, 198, 199, -1)] == [
        99,
        "[100 … 199]",
        "[9900 … 9999]",
        "[10000 … 19999]",
        "[1000000 … 1200000]",
    ]
    assert len(branch_rows(content, rows[-2])) == 100
    assert len(branch_rows(content, rows[-1])) == 21


@pytest.mark.parametrize("rest", [b"", b",", b",,1]", b" 1]", b"}", b",]", b":1]"])
def test_what_is_no_json_behind_many_entries_ends_the_ranges(rest: bytes) -> None:
    content = b"[" + b"7," * 1_499 + b"7" + rest
    root = root_of(content)
    assert root is not None

    rows = branch_rows(content, root)

    assert [row.name for row in rows[-1:]] == ["[1400 … 1499]"]


def test_a_trail_leads_through_ranges() -> None:
    content = b"[" + b"7," * 250_000 + b'{"a": "rare"}]'

    trail = trail_to(content, content.index(b"rare"))

    assert [rows[step].name for rows, _, step in trail.branches] == [
        "[250000]",
        250_000,
        "a",
    ]


def test_no_more_is_unfolded_than_was_asked_for() -> None:
    content = b"[" + b",".join(b"[[1], [2]]" for _ in range(100)) + b"]"
    root = root_of(content)
    assert root is not None

    found = unfolded(content, root, 2, 110)

    assert [number for number, _ in found.below] == [0, 1, 2]
    assert [number for number, _ in found.below[0][1].below] == [0, 1]
