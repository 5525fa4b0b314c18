"""What a run is over: the files of a folder, the rows of a table, or the same thing again."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Protocol

from modelpost.core.failures import FileTrouble, FormatTrouble
from modelpost.core.text import Message
from modelpost.documents.json_values import Json
from modelpost.store.files import read_whole, trouble_with

PICTURES = ("*.png", "*.jpg", "*.jpeg", "*.gif", "*.bmp", "*.webp", "*.tif", "*.tiff")
_LARGEST_TABLE = 1 << 30
_MOST = 1_000_000
_LOOKED_AT = 1 << 16


@dataclass(frozen=True, slots=True)
class Input:
    """One input. `name` is what people see; `values` are the columns of its row; `expected` is the right answer."""

    index: int
    name: str
    file: str = ""
    values: tuple[tuple[str, str], ...] = ()
    expected: str = ""


class Inputs(Protocol):
    """All inputs of a run, by index."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, none where there is no table."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Input:
        """Return one input; they are made when they are asked for."""


class FileInputs:
    """Files; the right answer of each may be the name of its folder."""

    columns: tuple[str, ...] = ()

    def __init__(self, files: Sequence[str], root: str = "", *, expects_folder: bool = False) -> None:
        self._files = tuple(files)
        self._root = root
        self._expects_folder = expects_folder

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, index: int, /) -> Input:
        path = self._files[index]
        place = Path(path)
        is_inside = bool(self._root) and place.is_relative_to(self._root)
        name = place.relative_to(self._root).as_posix() if is_inside else place.name
        expected = place.parent.name if self._expects_folder and place.parent != Path(self._root) else ""
        return Input(index, name, path, expected=expected)


class RowInputs:
    """Rows of a table; a column may name a file, another the right answer."""

    def __init__(
        self, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, file_column: str = "", expected: str = ""
    ) -> None:
        self.columns = columns
        self._rows = rows
        self._file = columns.index(file_column) if file_column in columns else -1
        self._expected = columns.index(expected) if expected in columns else -1

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int, /) -> Input:
        row = self._rows[index]
        file = row[self._file] if self._file >= 0 else ""
        name = file or next((cell for cell in row if cell), str(index + 1))
        return Input(
            index,
            name[:200],
            file,
            tuple(zip(self.columns, row, strict=True)),
            row[self._expected] if self._expected >= 0 else "",
        )


class Repeats:
    """The same input, so many times."""

    columns: tuple[str, ...] = ()

    def __init__(self, times: int) -> None:
        self._times = times

    def __len__(self) -> int:
        return self._times

    def __getitem__(self, index: int, /) -> Input:
        if not 0 <= index < self._times:
            raise IndexError(index)
        return Input(index, str(index + 1))


def folder_inputs(
    folder: str, patterns: Sequence[str] = PICTURES, *, is_recursive: bool = True, expects_folder: bool = False
) -> FileInputs:
    """Return the files of a folder that fit one of the patterns, sorted by their path. Raises FileTrouble."""
    root = Path(folder).expanduser().absolute()
    if not root.is_dir():
        raise FileTrouble(
            folder, Message("{path} is not a folder", path=folder), Message("Choose a folder with the inputs.")
        )
    files = sorted(_walked(root, tuple(pattern.lower() for pattern in patterns), is_recursive=is_recursive))
    return FileInputs(files, str(root), expects_folder=expects_folder)


def table_inputs(path: str, *, file_column: str = "", expected: str = "") -> RowInputs:
    """Return the rows of a CSV, JSON Lines or JSON file. Raises FileTrouble, and FormatTrouble with the line."""
    place = Path(path).expanduser()
    text = read_whole(place, up_to=_LARGEST_TABLE).decode("utf-8-sig", "replace")
    kind = place.suffix.lower()
    if kind in {".jsonl", ".ndjson"}:
        columns, rows = _of_records(_json_lines(text, place.name))
    elif kind == ".json":
        columns, rows = _of_records(_json_rows(text, place.name))
    else:
        columns, rows = _of_csv(text, place.name, tab=kind == ".tsv")
    for column in (file_column, expected):
        if column and column not in columns:
            raise FormatTrouble(
                Message("{name} has no column {column}", name=place.name, column=column),
                Message("Its columns are: {columns}.", columns=", ".join(columns)),
            )
    if file_column:
        at = columns.index(file_column)
        folder = place.absolute().parent
        rows = [tuple(str(folder / cell) if i == at and cell else cell for i, cell in enumerate(row)) for row in rows]
    return RowInputs(columns, rows, file_column=file_column, expected=expected)


def _walked(root: Path, patterns: tuple[str, ...], *, is_recursive: bool) -> Iterator[str]:
    found = 0
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(folder.iterdir())
        except OSError as error:
            if folder == root:
                raise trouble_with(str(folder), error) from error
            continue  # a folder that may not be read has nothing to offer
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                if is_recursive and not entry.is_symlink():
                    waiting.append(entry)
            elif any(fnmatch(entry.name.lower(), pattern) for pattern in patterns):
                found += 1
                if found > _MOST:
                    raise FormatTrouble(
                        Message("{name} holds more than a million files", name=root.name),
                        Message("Choose a folder further down, or a narrower pattern."),
                    )
                yield str(entry)


def _of_csv(text: str, name: str, *, tab: bool) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    delimiter = "\t" if tab else _delimiter(text[:_LOOKED_AT])
    csv.field_size_limit(1 << 26)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(reader, None)
        if not header:
            raise FormatTrouble(Message("{name} is empty", name=name), Message("Its first line names the columns."))
        columns = _distinct(header)
        rows = [_fitted(row, len(columns)) for row in reader if row]
    except csv.Error as error:
        raise FormatTrouble(
            Message("{name} cannot be read as a table", name=name),
            Message("Line {line}: {reason}.", line=reader.line_num, reason=error),
            line=reader.line_num,
        ) from error
    return columns, rows


def _delimiter(beginning: str) -> str:
    """Return the separator that the first line has most of."""
    first = beginning.partition("\n")[0]
    return max(",;\t|", key=first.count)


def _distinct(header: list[str]) -> tuple[str, ...]:
    """Return names of columns of which no two are the same, nor empty."""
    columns: list[str] = []
    for place, cell in enumerate(header):
        name = cell.strip() or f"column {place + 1}"
        while name in columns:
            name += "_"
        columns.append(name)
    return tuple(columns)


def _fitted(row: list[str], count: int) -> tuple[str, ...]:
    return tuple(row[:count]) + ("",) * (count - len(row))


def _json_lines(text: str, name: str) -> Iterator[Json]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise FormatTrouble(
                    Message("{name} is not JSON Lines", name=name),
                    Message("Line {line} is not JSON.", line=number),
                    line=number,
                ) from error


def _json_rows(text: str, name: str) -> Iterator[Json]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        raise FormatTrouble(
            Message("{name} is not JSON", name=name), Message("See line {line}.", line=line), line=line
        ) from error
    if isinstance(found, dict):  # one list in an object is what exports look like
        lists = [value for value in found.values() if isinstance(value, list)]
        found = lists[0] if len(lists) == 1 else found
    if not isinstance(found, list):
        raise FormatTrouble(
            Message("{name} holds no list of rows", name=name), Message("A list of objects, or of values, is needed.")
        )
    yield from found


def _of_records(records: Iterator[Json]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    found = [record if isinstance(record, dict) else {"value": record} for record in records]
    columns = tuple(dict.fromkeys(name for record in found for name in record))
    return columns, [tuple(_cell(record.get(name)) for name in columns) for record in found]


def _cell(value: Json) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def fingerprint(inputs: Inputs) -> str:
    """Return what is the same for the same inputs in the same order, and for no others."""
    found = hashlib.sha256()
    for given in (inputs[place] for place in range(len(inputs))):
        found.update(repr((given.name, given.values, given.expected)).encode("utf-8", "replace"))
    return found.hexdigest()


class Part:
    """Some of the inputs, such as those that failed, under the indices that they have."""

    def __init__(self, inputs: Inputs, indices: Sequence[int]) -> None:
        self.columns = inputs.columns
        self._inputs = inputs
        self._indices = tuple(indices)

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, index: int, /) -> Input:
        return self._inputs[self._indices[index]]
