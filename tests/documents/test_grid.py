"""Tables of texts, and arrays in JSON as tables."""

import pytest

from modelpost.documents.grid import Arrangement, Grid, arranged, as_csv
from modelpost.documents.json_table import MOST_ROWS, table_of
from modelpost.documents.json_tree import root_of

GRID = Grid(("name", "score"), (("rose", "10"), ("Tulip", "9.5"), ("daisy",), ("aster", "n/a")))


def _table(document: bytes) -> Grid:
    root = root_of(document)
    assert root is not None
    return table_of(document, root.start)


def test_rows_stand_as_they_came_at_first() -> None:
    assert arranged(GRID, Arrangement()) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("column", "is_descending", "rows"),
    [(0, False, [3, 2, 0, 1]), (1, False, [1, 0, 3, 2]), (1, True, [3, 0, 1, 2])],
    ids=["texts-whatever-their-case", "numbers-before-texts", "empty-cells-stay-last"],
)
def test_rows_are_sorted_by_a_column(column: int, is_descending: bool, rows: list[int]) -> None:
    assert arranged(GRID, Arrangement(column, is_descending)) == rows


def test_numbers_beyond_a_float_are_in_order() -> None:
    grid = Grid(("n",), (("12345678901234567891",), ("12345678901234567890",), ("1e400",)))

    assert arranged(grid, Arrangement(0)) == [1, 0, 2]


def test_a_filter_keeps_the_rows_that_hold_a_text() -> None:
    assert arranged(GRID, Arrangement(sought="TUL")) == [1]


def test_csv_keeps_texts_whole_and_runs_no_formula() -> None:
    grid = Grid(("a", "b"), (("=1+1", "-5"), ('say "hi"\nagain', "+x")))

    assert b"".join(as_csv(grid, [0, 1])) == b'a,b\r\n\'=1+1,-5\r\n"say ""hi""\nagain",\'+x\r\n'


def test_members_of_any_item_become_columns_and_numbers_keep_their_digits() -> None:
    grid = _table(b'[{"a": 1.10, "b": "x"}, {"c": 12345678901234567890, "a": null}, {"b": ""}]')

    assert grid.heads == ("a", "b", "c")
    assert grid.rows == (("1.10", "x"), ("null", "", "12345678901234567890"), ("", ""))


def test_what_is_nested_stands_as_it_was_received_and_escapes_as_what_they_mean() -> None:
    assert _table(b'[{"box": [1,  2], "name": "\\u82b1"}]').rows == (("[1,  2]", "花"),)


def test_items_that_are_no_objects_have_a_column_of_their_own() -> None:
    assert _table(b'[1, "two", {"a": 3}]').heads == ("value", "a")


def test_rows_of_a_matrix_have_their_places_as_heads() -> None:
    grid = _table(b"[[1, 2], [3, 4, 5]]")

    assert (grid.heads, grid.rows) == (("0", "1", "2"), (("1", "2"), ("3", "4", "5")))


@pytest.mark.parametrize("document", [b"[]", b"[", b'[{"a"', b'[{"a": 1}, {"b"', b"[,]"])
def test_a_table_goes_as_far_as_it_can_be_read(document: bytes) -> None:
    assert len(_table(document).rows) <= 2


def test_a_long_text_is_cut() -> None:
    assert _table(b'["' + b"x" * 20_000 + b'"]').rows[0][0].endswith("x…")


def test_more_rows_than_fit_are_told_of() -> None:
    grid = _table(b"[" + b",".join([b"1"] * (MOST_ROWS + 5)) + b"]")

    assert (len(grid.rows), grid.is_cut) == (MOST_ROWS, True)


@pytest.mark.parametrize("is_descending", [False, True])
def test_many_rows_are_in_order_and_equals_as_they_came(is_descending: bool) -> None:
    grid = Grid(("n",), tuple((str(number % 7),) for number in range(10_000)))

    rows = arranged(grid, Arrangement(0, is_descending))

    assert rows == sorted(range(10_000), key=lambda number: number % 7, reverse=is_descending)
