"""Rows for a spreadsheet: CSV (RFC 4180) in which nothing is a formula and numbers stay numbers."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def number_in(text: str) -> Decimal | None:
    """Return the number that a cell holds, None where it holds none."""
    if not text[:1].isdecimal() and not (text[:1] in "+-." and text[1:2].isdecimal()):
        return None
    try:
        return Decimal(text) if "_" not in text else None
    except InvalidOperation:
        return None


def guarded(cell: object) -> object:
    """Return a cell; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    is_formula = isinstance(cell, str) and cell.startswith(_FORMULAS) and number_in(cell) is None
    return f"'{cell}" if is_formula else cell


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV, every cell guarded."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()
