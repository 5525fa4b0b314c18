"""What a run is set up to do: its source, where columns go, where the right answers are, and how fast it goes.

It is kept in the journal of the run, so that the run goes on after a restart; it never holds a secret.
"""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import Enum
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from modelpost.core.failures import FormatTrouble
from modelpost.core.request import Retry
from modelpost.core.resolved import SendOptions
from modelpost.core.text import Message
from modelpost.runs.applied import Fields
from modelpost.runs.inputs import PICTURES, FileInputs, Input, Inputs, Repeats, folder_inputs, table_inputs
from modelpost.runs.truth import Truth, coco_truth, yolo_truth
from modelpost.store.files import read_whole

_LARGEST_LIST = 64 << 20
_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson")
_COLLECTION_FILES = ("opencollection.yml", "opencollection.yaml", "bruno.json")
_LOOKED_INTO = 200
_LISTS = (".csv", ".tsv", ".json", ".jsonl", ".ndjson")


class SourceKind(Enum):
    """Where inputs come from."""

    FOLDER = "folder"
    FILES = "files"
    TABLE = "table"
    REPEAT = "repeat"


class Expects(Enum):
    """Where the right answers are."""

    NOTHING = "nothing"
    FOLDER = "folder"
    COLUMN = "column"
    LIST = "list"
    """A file with two columns: the name of the input, and its label."""


@dataclass(frozen=True, slots=True)
class Setup:
    """All that is chosen before a run.

    `place` is the folder or the table; `part` names the part of form-data that takes the file, empty for the first one.
    `fields` says which column goes into which field of the JSON; every column is a variable besides. `expects_in` is
    the column or the path of the list. `truth` is a COCO file or a folder of YOLO labels, `labels` names classes.
    `retries` of None leaves them to the request.
    """

    kind: SourceKind = SourceKind.FOLDER
    place: str = ""
    files: tuple[str, ...] = ()
    patterns: tuple[str, ...] = PICTURES
    is_recursive: bool = True
    times: int = 20
    part: str = ""
    fields: Fields = ()
    file_column: str = ""
    expects: Expects = Expects.NOTHING
    expects_in: str = ""
    truth: str = ""
    labels: str = ""
    workers: int = 4
    per_second: float = 0.0
    retries: int | None = None

    @property
    def has_source(self) -> bool:
        """Tell whether it is chosen what the run is over."""
        match self.kind:
            case SourceKind.FOLDER | SourceKind.TABLE:
                return bool(self.place)
            case SourceKind.FILES:
                return bool(self.files)
            case SourceKind.REPEAT:
                return self.times > 0

    def at_pace_of(self, other: "Setup") -> "Setup":
        """Return the same inputs, sent as fast, by as many workers and as often again as those of another setup."""
        return replace(self, workers=other.workers, per_second=other.per_second, retries=other.retries)

    def key(self, request: str) -> str:
        """Return a name for the run of a request over this source, the same whenever it is set up so."""
        source = [request, self.kind.value, self.place, self.files, self.patterns, self.is_recursive, self.times]
        return hashlib.sha256(json.dumps(source).encode("utf-8", "replace")).hexdigest()[:24]


def source_of(paths: Sequence[str]) -> Setup | None:
    """Return the setup for what was dropped: a folder, a table, or files; None for nothing of the kind."""
    if not paths:
        return None
    first = Path(paths[0])
    if len(paths) == 1 and first.is_dir():
        has_folders = any(each.is_dir() and not each.name.startswith(".") for each in first.iterdir())
        return Setup(SourceKind.FOLDER, str(first), expects=Expects.FOLDER if has_folders else Expects.NOTHING)
    if len(paths) == 1 and first.suffix.lower() in _LISTS:
        return Setup(SourceKind.TABLE, str(first))
    files = tuple(path for path in paths if Path(path).is_file())
    return Setup(SourceKind.FILES, files=files) if files else None


def looks_like_inputs(paths: Sequence[str]) -> bool:
    """Tell whether a single path is a table, or a folder of pictures that is no collection."""
    if len(paths) != 1:
        return False
    place = Path(paths[0])
    if place.suffix.lower() in _TABLES:
        return place.is_file()
    if not place.is_dir() or any((place / name).exists() for name in _COLLECTION_FILES):
        return False
    folders = [place, *(each for each in list(place.iterdir())[:_LOOKED_INTO] if each.is_dir())]
    return any(is_picture(each.name) for folder in folders for each in list(folder.iterdir())[:_LOOKED_INTO])


def is_picture(name: str) -> bool:
    """Tell whether a file has the ending of a picture."""
    return any(fnmatch(name.lower(), pattern) for pattern in PICTURES)


def inputs_of(setup: Setup) -> Inputs:
    """Return all inputs; reads the folder or the table. Raises FileTrouble and FormatTrouble."""
    expects_folder = setup.expects is Expects.FOLDER
    match setup.kind:
        case SourceKind.FOLDER:
            inputs: Inputs = folder_inputs(
                setup.place, setup.patterns, is_recursive=setup.is_recursive, expects_folder=expects_folder
            )
        case SourceKind.FILES:
            inputs = FileInputs(setup.files, expects_folder=expects_folder)
        case SourceKind.TABLE:
            expected = setup.expects_in if setup.expects is Expects.COLUMN else ""
            inputs = table_inputs(setup.place, file_column=setup.file_column, expected=expected)
        case SourceKind.REPEAT:
            inputs = Repeats(setup.times)
    return Labelled(inputs, labels_in(setup.expects_in)) if setup.expects is Expects.LIST else inputs


def truth_of(setup: Setup, inputs: Inputs) -> Truth | None:
    """Return the true boxes, None where none are named. Raises ModelpostError."""
    if not setup.truth:
        return None
    every = (inputs[place] for place in range(len(inputs)))
    pictures = (given for given in every if given.file)
    is_folder = Path(setup.truth).expanduser().is_dir()
    return yolo_truth(setup.truth, pictures) if is_folder else coco_truth(setup.truth, pictures)


def with_retries(options: SendOptions, count: int | None) -> SendOptions:
    """Return options with so many further attempts, as far apart as the request says; None leaves all as it is."""
    if count is None:
        return options
    return replace(options, retry=replace(options.retry, count=count) if count else Retry())


def class_names(path: str) -> tuple[str, ...]:
    """Return the names of classes, one a line; none for no path. Raises FileTrouble."""
    if not path:
        return ()
    text = read_whole(Path(path).expanduser(), up_to=_LARGEST_LIST).decode("utf-8-sig", "replace")
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class Labelled:
    """Inputs whose right answers stand in a list."""

    def __init__(self, inputs: Inputs, labels: dict[str, str]) -> None:
        self.columns = inputs.columns
        self._inputs = inputs
        self._labels = labels

    def __len__(self) -> int:
        return len(self._inputs)

    def __getitem__(self, index: int, /) -> Input:
        given = self._inputs[index]
        label = self._labels.get(given.name)
        if label is None:
            label = self._labels.get(PurePosixPath(given.name.replace("\\", "/")).name, "")
        return replace(given, expected=label)


def labels_in(path: str) -> dict[str, str]:
    """Read a list of names and labels: `name,label` or `name label` a line. Raises FileTrouble and FormatTrouble."""
    text = read_whole(Path(path).expanduser(), up_to=_LARGEST_LIST).decode("utf-8-sig", "replace")
    delimiter = next((each for each in ("\t", ",", ";") if each in text.partition("\n")[0]), " ")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    found = {row[0].strip(): row[1].strip() for row in rows if len(row) > 1}
    if not found:
        raise FormatTrouble(
            Message("{name} is not a list of labels", name=Path(path).name),
            Message("Each line is the name of an input and its label, with a comma between them."),
        )
    return found


# In the journal ------------------------------------------------------------------------------------------------------


def as_record(setup: Setup) -> dict[str, Any]:
    """Return a setup as plain values, for JSON."""
    return {**asdict(setup), "kind": setup.kind.value, "expects": setup.expects.value}


def from_record(record: dict[str, Any]) -> Setup:
    """Return the setup that a record holds; raises TypeError, ValueError or KeyError for one that is none."""
    known = {slot.name for slot in fields(Setup)}
    values = {name: value for name, value in record.items() if name in known}
    values["kind"] = SourceKind(values["kind"])
    values["expects"] = Expects(values["expects"])
    for name in ("files", "patterns"):
        values[name] = tuple(values.get(name, ()))
    values["fields"] = fields_from(values.get("fields", ()))
    return Setup(**values)


def fields_from(record: Any) -> Fields:
    """Return the fields that a record holds; raises TypeError or ValueError for one that is none."""
    return tuple((str(column), tuple(path)) for column, path in record)
