"""The first record of a table that a console gave out, such as the credentials of a new user."""

import csv

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message


def first_record(content: bytes, *needed: str) -> dict[str, str]:
    """Return the values of the first row by the names of their columns; a byte order mark and quotes are undone.

    Names come back in lower case without spaces and underscores (`Access Key Id` is `accesskeyid`), and so are those of
    `needed`. Raises FormatTrouble where one of them is missing or without a value.
    """
    lines = content.decode("utf-8-sig", "replace").splitlines()
    rows = [row for row in csv.reader(lines) if any(cell.strip() for cell in row)]
    names = [_plain(cell) for cell in rows[0]] if rows else []
    values = [cell.strip() for cell in rows[1]] if len(rows) > 1 else []
    record = dict(zip(names, values, strict=False))
    if not all(record.get(_plain(name)) for name in needed):
        raise FormatTrouble(
            Message("The file does not hold these credentials"),
            Message("It needs a row below the column names {names}.", names=", ".join(needed)),
            line=min(len(rows), 1),
        )
    return record


def _plain(name: str) -> str:
    return "".join(name.lower().replace("_", "").split())
