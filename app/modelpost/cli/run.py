"""`modelpost run`: one request over a folder, the rows of a table, or again and again."""

import argparse
import contextlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from modelpost import inference
from modelpost.cli import source as sources
from modelpost.cli.answer import body_chunks
from modelpost.cli.assembly import Assembly, assembled
from modelpost.cli.ending import Exit, Parser, WrongUsage
from modelpost.cli.given import add_arguments, check_arguments, context_of, given_of, send_options_of, tell_problems
from modelpost.cli.run_summary import sum_up
from modelpost.cli.source import Source
from modelpost.core.failures import ModelpostError
from modelpost.core.registry import Registry
from modelpost.core.resolved import SendOptions
from modelpost.core.text import Message
from modelpost.core.variables import Context, Problems, resolve
from modelpost.runs.answering import Answered, Answering
from modelpost.runs.applied import applied, file_parts
from modelpost.runs.batch import Batch, Pace
from modelpost.runs.inputs import PICTURES, Inputs, Repeats, folder_inputs, table_inputs
from modelpost.runs.report import About, as_csv, as_json_lines, as_page
from modelpost.runs.result import Result, from_record
from modelpost.runs.truth import Truth, coco_truth, yolo_truth
from modelpost.snippets.curl import PLUGIN as CURL
from modelpost.store.clock import SystemClock
from modelpost.store.files import write_file, writing_trouble
from modelpost.store.names import file_stem
from modelpost.store.run_journal import RunJournal

_REPORTS = ("csv", "jsonl", "html")
_WAKE_EVERY = 0.25
_LAST_WAIT = 5.0


def main(argv: list[str]) -> int:
    """Run; return 0 where every answer is welcome, 1 where some are not, 3 where none came at all."""
    options = _arguments(argv)
    reports = [_report(text) for text in options.report]
    given = given_of(options)
    inputs = _inputs(options)
    with assembled() as services:
        source = sources.from_file(options.request, options.env, services.collections)
        context = context_of(source, given, services)
        if not len(inputs):
            raise WrongUsage(Message("There is nothing to send"), Message("The folder or table is empty."))
        _check_part(options.part, source)
        draft, scope = applied(source.draft, inputs[0], part=options.part)
        first = resolve(draft, replace(context, scopes=(*context.scopes, scope)))
        if isinstance(first, Problems):
            tell_problems(first.problems, source, context, has_environment=bool(options.env))
            return Exit.WRONG_USAGE
        send_as = send_options_of(source, context, options, services)
        if isinstance(send_as, Problems):
            tell_problems(send_as.problems, source, context, has_environment=bool(options.env))
            return Exit.WRONG_USAGE
        truth = _truth(options, inputs)  # before anything is sent: a wrong file shall not cost a run
        results = _run(inputs, source, context, send_as, options, services)
        request = CURL.write(first, send_as, with_secrets=False)
        about = About(source.draft.name or Path(options.request).stem, request, _now())
        for kind, path in reports:
            _write(kind, path, about, results, inputs)
        sum_up(results, truth, inputs)
        return _code(results)


def _check_part(name: str, source: Source) -> None:
    """Refuse a part that the form-data does not have, before anything is sent."""
    parts = file_parts(source.draft)
    if name and name not in parts:
        raise WrongUsage(
            Message("There is no file {name} in the form-data", name=name),
            Message("The parts that can take a file are {names}.", names=", ".join(parts))
            if parts
            else Message("No part of the request can take a file."),
        )


def _arguments(argv: list[str]) -> argparse.Namespace:
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
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--folder", metavar="DIR", help=str(Message("one request for each file")))
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
        "--expect",
        metavar="WHAT",
        default="",
        help=str(Message("the right answers: folder (the name of the file's folder), or the name of a column")),
    )
    parser.add_argument(
        "--truth", metavar="PATH", default="", help=str(Message("true boxes: a COCO file, or a folder of YOLO labels"))
    )
    parser.add_argument("--file-column", metavar="NAME", default="", help=str(Message("the column that names a file")))
    parser.add_argument(
        "--part", metavar="NAME", default="", help=str(Message("the part of the form-data that takes the file"))
    )
    parser.add_argument("--labels", metavar="FILE", help=str(Message("the names of classes, one a line")))
    parser.add_argument("--jobs", metavar="N", type=int, default=1, help=str(Message("so many at the same time (1)")))
    parser.add_argument("--rate", metavar="N", type=float, default=0.0, help=str(Message("at most so many a second")))
    parser.add_argument(
        "--report",
        metavar="KIND=FILE",
        action="append",
        default=[],
        help=str(Message("write a report: csv, jsonl or html")),
    )
    parser.add_argument("--save", metavar="DIR", help=str(Message("write each answer into a folder, as received")))
    parser.add_argument(
        "--journal",
        metavar="FILE",
        help=str(Message("write results as they come; where the file exists, only what is missing there is sent")),
    )
    add_arguments(parser)
    options = parser.parse_args(argv)
    check_arguments(parser, options)
    if options.jobs < 1:
        parser.error(str(Message("--jobs takes a number from 1 on")))
    if options.repeat is not None and options.repeat < 1:
        parser.error(str(Message("--repeat takes a number from 1 on")))
    return options


def _report(text: str) -> tuple[str, str]:
    kind, _, path = text.partition("=")
    if kind not in _REPORTS or not path:
        raise WrongUsage(
            Message("--report takes KIND=FILE"), Message("KIND is one of {kinds}.", kinds=", ".join(_REPORTS))
        )
    return kind, path


def _inputs(options: argparse.Namespace) -> Inputs:
    if options.folder is not None:
        patterns = tuple(options.pattern) or PICTURES
        return folder_inputs(
            options.folder, patterns, is_recursive=not options.flat, expects_folder=options.expect == "folder"
        )
    if options.data is not None:
        return table_inputs(options.data, file_column=options.file_column, expected=options.expect)
    return Repeats(options.repeat)


# Running --------------------------------------------------------------------------------------------------------------


def _run(
    inputs: Inputs,
    source: Source,
    context: Context,
    send_as: SendOptions,
    options: argparse.Namespace,
    services: Assembly,
) -> list[Result]:
    """Run to the end; return all results in the order of the inputs. Raises ModelpostError, KeyboardInterrupt."""
    clock = SystemClock()
    known, journal = _journal(options, clock.monotonic, len(inputs))
    results = {result.index: result for result in known}
    ended = threading.Event()

    def keep(group: Sequence[Answered]) -> None:
        if journal is not None:
            journal.append(answered.result.as_record() for answered in group)
        if options.save:
            for answered in group:
                _save(options.save, answered, services)

    def told(fresh: Sequence[Result]) -> None:
        results.update((result.index, result) for result in fresh)
        if len(results) == len(inputs):
            ended.set()

    answering = Answering(
        engine=services.engine,
        draft=source.draft,
        context=context,
        options=send_as,
        pieces=lambda response: body_chunks(response, services.spools),
        readers=Registry.discover(inference),
        part=options.part,
        labels=_labels(options.labels),
    )
    pace = Pace(options.jobs, options.rate)
    batch = Batch(inputs, answering, pace, clock, keep=keep, tell=told, known=tuple(known))
    batch.start()
    try:
        _watch(batch, ended)
    finally:
        batch.stop()
        batch.wait(_LAST_WAIT)
        if journal is not None:
            journal.close()
    if batch.trouble is not None:
        raise batch.trouble
    if batch.refused is not None:
        sys.stderr.write(f"{Message('The run was stopped: the service did not accept the credentials.')}\n")
    return [results[index] for index in sorted(results)]


def _watch(batch: Batch, ended: threading.Event) -> None:
    """Wait for the end; on a terminal, say how far it is."""
    is_terminal = sys.stderr.isatty()
    while not batch.wait(0) and not ended.wait(_WAKE_EVERY):
        if is_terminal:
            progress = batch.progress
            sys.stderr.write(f"\r{progress.done} / {progress.total}  {progress.per_second:.0f}/s \033[K")
            sys.stderr.flush()
    batch.wait(_LAST_WAIT)
    if is_terminal:
        sys.stderr.write("\r\033[K")


def _journal(
    options: argparse.Namespace, monotonic: Callable[[], float], count: int
) -> tuple[list[Result], RunJournal | None]:
    """Open the journal; return what it knows from an earlier run over as many inputs."""
    if not options.journal:
        return [], None
    path = Path(options.journal).expanduser()
    journal = RunJournal(path, monotonic)
    header = {"modelpost": "run", "request": options.request, "inputs": count}
    if not path.exists():
        journal.begin(header)
        return [], journal
    found, records = journal.resume()
    if found.get("inputs") != count:
        journal.close()
        raise WrongUsage(
            Message("{path} is the journal of another run", path=options.journal),
            Message("It is over {n} inputs. Name another file.", n=found.get("inputs", "?")),
        )
    known: dict[int, Result] = {}
    for record in records:
        with contextlib.suppress(TypeError, KeyError):  # written by another version; its input is sent again
            result = from_record(record)
            known[result.index] = result
    return [result for result in known.values() if result.is_settled], journal


def _labels(path: str | None) -> tuple[str, ...]:
    if not path:
        return ()
    try:
        lines = Path(path).expanduser().read_text("utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise WrongUsage(
            Message("{path} cannot be read", path=path), Message("It holds the names of classes, one a line.")
        ) from error
    return tuple(line.strip() for line in lines if line.strip())


def _save(folder: str, answered: Answered, services: Assembly) -> None:
    """Write one answer, its content coding undone. Raises FileTrouble."""
    if answered.response is None:
        return
    place = Path(folder).expanduser()
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing_trouble(folder, error) from error
    name = f"{answered.result.index + 1:06} {file_stem(Path(answered.result.name).name)}"
    with contextlib.suppress(ModelpostError) if answered.content else contextlib.nullcontext():
        write_file(str(place / f"{name}.body"), body_chunks(answered.response, services.spools))


# The end --------------------------------------------------------------------------------------------------------------


def _write(kind: str, path: str, about: About, results: list[Result], inputs: Inputs) -> None:
    def files(result: Result) -> str:
        return inputs[result.index].file

    lines: Iterator[str] = {
        "csv": lambda: as_csv(results),
        "jsonl": lambda: as_json_lines(results),
        "html": lambda: as_page(about, results, files),
    }[kind]()
    write_file(path, (line.encode("utf-8", "replace") for line in lines))


def _truth(options: argparse.Namespace, inputs: Inputs) -> Truth | None:
    """Return the true boxes, None where none are named. Raises ModelpostError."""
    if not options.truth:
        return None
    if Path(options.truth).expanduser().is_dir():
        return yolo_truth(options.truth, [inputs[place].file for place in range(len(inputs))])
    return coco_truth(options.truth)


def _code(results: list[Result]) -> int:
    if any(result.status for result in results):
        return Exit.GOT_IT if all(result.is_answered for result in results) else Exit.SERVER_REFUSED
    return Exit.NO_ANSWER


def _now() -> str:
    return datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
