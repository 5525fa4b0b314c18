"""What `modelpost run` is told: the arguments, and the setup that they make, the same as the page of a batch has."""

import argparse
from dataclasses import replace
from pathlib import Path

from modelpost.cli.ending import Parser, WrongUsage
from modelpost.cli.given import add_arguments, check_arguments
from modelpost.core.request import RequestDraft
from modelpost.core.text import Message
from modelpost.runs.applied import Fields, fields_at, file_parts
from modelpost.runs.inputs import PICTURES, Inputs
from modelpost.runs.setup import Expects, Setup, SourceKind

_REPORTS = ("csv", "jsonl", "html")
_FOLDER = "folder"


def run_arguments(argv: list[str]) -> argparse.Namespace:
    """Return the arguments of the command. Raises WrongUsage for those that mean nothing."""
    parser = Parser(
        prog="modelpost run",
        description=str(Message("Send one request for every file of a folder, every row of a table, or n times.")),
        epilog=str(
            Message(
                "Exit codes: 0 all answers below 400, 1 some of 400 and above or none at all for some inputs, "
                "2 wrong usage or unreadable input, 3 no answer to any input, 130 interrupted."
            )
        ),
        allow_abbrev=False,
    )
    parser.add_argument("request", metavar="REQUEST", help=str(Message("the file of a request")))
    _add_source(parser)
    _add_right_answers(parser)
    _add_pace(parser)
    _add_results(parser)
    add_arguments(parser)
    options = parser.parse_args(argv)
    check_arguments(parser, options)
    _check(parser, options)
    return options


def setup_of(options: argparse.Namespace) -> Setup:
    """Return what the run is set up to do, but for the fields of the body. Raises WrongUsage."""
    kind, place = _source(options)
    expects, expects_in = _expected(options)
    return Setup(
        kind,
        place,
        files=tuple(options.files or ()),
        patterns=tuple(options.pattern) or PICTURES,
        is_recursive=not options.flat,
        times=options.repeat or 0,
        part=options.part,
        file_column=options.file_column,
        expects=expects,
        expects_in=expects_in,
        truth=options.truth,
        labels=options.labels,
        workers=options.jobs,
        per_second=options.rate,
        retries=options.retries,
    )


def fitted(setup: Setup, maps: list[str], draft: RequestDraft, inputs: Inputs) -> Setup:
    """Return a setup with the fields that columns go into. Raises ModelpostError where request or table lack them."""
    parts = file_parts(draft)
    if setup.part and setup.part not in parts:
        raise WrongUsage(
            Message("There is no file {name} in the form-data", name=setup.part),
            Message("The parts that can take a file are {names}.", names=", ".join(parts))
            if parts
            else Message("No part of the request can take a file."),
        )
    return replace(setup, fields=tuple(field for text in maps for field in _fields(text, draft, inputs)))


def report_of(text: str) -> tuple[str, str]:
    """Return kind and file of a report. Raises WrongUsage."""
    kind, _, path = text.partition("=")
    if kind not in _REPORTS or not path:
        raise WrongUsage(
            Message("--report takes KIND=FILE"), Message("KIND is one of {kinds}.", kinds=", ".join(_REPORTS))
        )
    return kind, path


# Arguments -----------------------------------------------------------------------------------------------------------


def _add_source(parser: Parser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--folder", metavar="DIR", help=str(Message("one request for each file")))
    what.add_argument("--files", metavar="FILE", nargs="+", help=str(Message("one for each of these files")))
    what.add_argument("--data", metavar="FILE", help=str(Message("one for each row of a CSV, JSONL or JSON file")))
    what.add_argument("--repeat", metavar="N", type=int, help=str(Message("the same request so many times")))
    parser.add_argument(
        "--pattern",
        metavar="GLOB",
        action="append",
        default=[],
        help=str(Message("which files of the folder; pictures where none is given")),
    )
    parser.add_argument("--flat", action="store_true", help=str(Message("leave out folders within the folder")))
    parser.add_argument(
        "--map",
        metavar="COLUMN=JSONPATH",
        action="append",
        default=[],
        help=str(Message("put a column into a field of the JSON body; each is a variable in any case")),
    )
    parser.add_argument("--file-column", metavar="NAME", default="", help=str(Message("the column that names a file")))
    parser.add_argument(
        "--part", metavar="NAME", default="", help=str(Message("the part of the form-data that takes the file"))
    )


def _add_right_answers(parser: Parser) -> None:
    parser.add_argument(
        "--expect",
        metavar="WHAT",
        default="",
        help=str(
            Message(
                "the right answers: folder (the name of the file's folder), the name of a column, or @FILE with the "
                "names of the inputs and their labels"
            )
        ),
    )
    parser.add_argument(
        "--truth", metavar="PATH", default="", help=str(Message("true boxes: a COCO file, or a folder of YOLO labels"))
    )
    parser.add_argument("--labels", metavar="FILE", default="", help=str(Message("the names of classes, one a line")))


def _add_pace(parser: Parser) -> None:
    parser.add_argument("--jobs", metavar="N", type=int, default=1, help=str(Message("so many at the same time (1)")))
    parser.add_argument("--rate", metavar="N", type=float, default=0.0, help=str(Message("at most so many a second")))
    parser.add_argument(
        "--retries",
        metavar="N",
        type=int,
        help=str(
            Message(
                "try again so often where an attempt fails, each time after a longer wait; else as the request says"
            )
        ),
    )


def _add_results(parser: Parser) -> None:
    parser.add_argument(
        "--report",
        metavar="KIND=FILE",
        action="append",
        default=[],
        help=str(Message("write a report: csv, jsonl or html")),
    )
    parser.add_argument("--save", metavar="DIR", help=str(Message("write each answer into a folder, as received")))
    journal = parser.add_mutually_exclusive_group()
    journal.add_argument(
        "--journal",
        metavar="FILE",
        default="",
        help=str(Message("write results as they come; where the file exists, only what is missing there is sent")),
    )
    journal.add_argument(
        "--resume",
        metavar="FILE",
        default="",
        help=str(Message("go on with the run of a journal, which must be there")),
    )
    parser.add_argument(
        "--retry-failed",
        action="store_true",
        help=str(Message("with a journal: send again what the service answered with an error, too")),
    )


def _check(parser: Parser, options: argparse.Namespace) -> None:
    for name in ("jobs", "repeat"):
        count = getattr(options, name)
        if count is not None and count < 1:
            parser.error(str(Message("--{name} takes a number from 1 on", name=name)))
    for name in ("retries", "rate"):
        count = getattr(options, name)
        if count is not None and not 0 <= count < float("inf"):
            parser.error(str(Message("--{name} takes a number from 0 on", name=name)))
    if options.resume and not Path(options.resume).expanduser().exists():
        parser.error(str(Message("there is no journal {path}", path=options.resume)))
    if options.retry_failed and not (options.journal or options.resume):
        parser.error(str(Message("--retry-failed needs a journal")))
    if options.map and options.data is None:
        parser.error(str(Message("--map is for the columns of --data")))


# Their meaning -------------------------------------------------------------------------------------------------------


def _source(options: argparse.Namespace) -> tuple[SourceKind, str]:
    if options.folder is not None:
        return SourceKind.FOLDER, options.folder
    if options.data is not None:
        return SourceKind.TABLE, options.data
    return (SourceKind.FILES if options.files else SourceKind.REPEAT), ""


def _expected(options: argparse.Namespace) -> tuple[Expects, str]:
    what: str = options.expect
    if not what:
        return Expects.NOTHING, ""
    if what.startswith("@"):
        return Expects.LIST, what[1:]
    if options.data is not None:
        return Expects.COLUMN, what
    if what == _FOLDER and options.repeat is None:
        return Expects.FOLDER, ""
    raise WrongUsage(
        Message("--expect cannot be {what} here", what=what),
        Message("Only the rows of --data have columns, and only files have a folder."),
    )


def _fields(text: str, draft: RequestDraft, inputs: Inputs) -> Fields:
    column, _, path = text.partition("=")
    if not column or not path:
        raise WrongUsage(
            Message("--map takes COLUMN=JSONPATH"), Message("For example {example}.", example="age=$.data[0].age")
        )
    if column not in inputs.columns:
        raise WrongUsage(
            Message("There is no column {column}", column=column),
            Message("Its columns are: {columns}.", columns=", ".join(inputs.columns)),
        )
    return fields_at(draft, column, path)
