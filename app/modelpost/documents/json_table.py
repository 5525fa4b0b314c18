"""An array in JSON as a table: a row for each item, a column for each member that any of them has."""

from modelpost.documents.grid import Grid
from modelpost.documents.json_tree import Entry, Level, joined, string_of
from modelpost.documents.line_index import Buffer

MOST_ROWS = 100_000
_MOST_COLUMNS = 200
_LONGEST_CELL = 10_000
_ALONE = "value"
"""The head above items that are no objects."""


def table_of(content: Buffer, start: int) -> Grid:
    """Return the items of the array at a place as rows. It takes a second for 100,000, and holds no other thread up.

    Numbers stand to the digit, strings as the text they stand for, what is nested as it was received, cut where it is
    long. Items that are arrays themselves have their places as heads.
    """
    columns: dict[str, int] = {}
    rows: list[tuple[str, ...]] = []
    level = Level(content, start)
    last: list[Entry] = []
    while not level.is_complete and len(rows) <= MOST_ROWS:
        listed = joined(last, level.more())
        rows += [_row(content, item, columns) for item in listed[:-1]]
        last = listed[-1:]  # where it ends may not be known yet
    rows += [_row(content, item, columns) for item in last]
    return Grid(tuple(columns), tuple(rows[:MOST_ROWS]), len(rows) > MOST_ROWS)


def _row(content: Buffer, item: Entry, columns: dict[str, int]) -> tuple[str, ...]:
    cells: dict[int, str] = {}
    for member in _members(content, item):
        name = _ALONE if member is item else str(member.name)
        column = columns.setdefault(name, len(columns)) if len(columns) < _MOST_COLUMNS else columns.get(name)
        if column is not None:
            cells[column] = _cell(content, member)
    return tuple(cells.get(column, "") for column in range(max(cells, default=-1) + 1))


def _members(content: Buffer, item: Entry) -> list[Entry]:
    """Return what stands in the columns of a row."""
    if not item.is_branch:
        return [item]
    level = Level(content, item.start)
    found: list[Entry] = []
    while not level.is_complete and len(found) <= _MOST_COLUMNS:
        found = joined(found, level.more())
    return found


def _cell(content: Buffer, entry: Entry) -> str:
    end = entry.end or len(content)
    written = bytes(content[entry.start : min(end, entry.start + _LONGEST_CELL)])
    if end - entry.start > _LONGEST_CELL:
        return f"{written.decode('utf-8', 'replace')}…"
    return string_of(written) if entry.kind == "string" else written.decode("utf-8", "replace")
