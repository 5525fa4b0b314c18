"""A table in CSV (RFC 4180) or with tabs, as far as it is looked at."""

import csv
import io
from dataclasses import dataclass
from itertools import islice

_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Rows:
    """The first rows of a table; the first of all are its heads. `is_cut` tells of more."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_cut: bool = False


def rows_of(text: str, most: int) -> Rows | None:
    """Return the first rows; None where the text is no table."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        found = [tuple(row) for row in islice((row for row in reader if row), most + 2)]
    except csv.Error:  # a cell without end, a null byte
        return None
    return Rows(found[0], tuple(found[1 : most + 1]), len(found) > most + 1) if found else None
