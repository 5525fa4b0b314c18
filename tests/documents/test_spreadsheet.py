"""Rows for a spreadsheet: nothing in them is a formula, and numbers stay numbers."""

import csv
import io

import pytest

from modelpost.documents.spreadsheet import csv_text, guarded


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "-2+3", "@import", "\t=1", "\r=1", "-", "+49 30 123"])
def test_a_text_that_a_spreadsheet_would_compute_is_guarded(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5", "+0.25", "-1e9", -5, 0.5, None, "rose", "a=b", ""])
def test_numbers_and_plain_texts_stay_as_they_are(cell: object) -> None:
    assert guarded(cell) == cell


def test_quotes_commas_and_line_ends_come_back_as_they_were() -> None:
    rows = [["a,b", 'say "hi"', "two\nlines"], ["", "é", "-1"]]

    read = list(csv.reader(io.StringIO(csv_text(rows), newline="")))

    assert read == rows
