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
from modelpost.cli.ending import Exit, WrongUsage
from modelpost.cli.given import context_of, given_of, send_options_of, tell_problems
from modelpost.cli.run_options import fitted, report_of, run_arguments, setup_of
from modelpost.cli.run_summary import progress_line, sum_up
from modelpost.core.failures import ModelpostError
from modelpost.core.registry import Registry
from modelpost.core.text import Message
from modelpost.core.variables import Problems, resolve
from modelpost.runs.answering import Answered, Answering
from modelpost.runs.applied import applied
from modelpost.runs.batch import Batch, Pace
from modelpost.runs.inputs import Inputs, fingerprint
from modelpost.runs.report import About, as_csv, as_json_lines, as_page
from modelpost.runs.result import Result, from_record
from modelpost.runs.setup import class_names, inputs_of, truth_of, with_retries
from modelpost.runs.tally import Tally
from modelpost.runs.truth import Truth
from modelpost.snippets.curl import PLUGIN as CURL
from modelpost.store.clock import SystemClock
from modelpost.store.files import write_file, writing_trouble
from modelpost.store.names import file_stem
from modelpost.store.run_journal import RunJournal

_WAKE_EVERY = 0.25
_LAST_WAIT = 5.0


def main(argv: list[str]) -> int:
    """Run; return 0 where every answer is welcome, 1 where some are not, 3 where none came at all."""
    options = run_arguments(argv)
    reports = [report_of(text) for text in options.report]
    given = given_of(options)
    setup = setup_of(options)
    inputs = inputs_of(setup)
    with assembled() as services:
        source = sources.from_file(options.request, options.env, services.collections)
        context = context_of(source, given, services)
        if not len(inputs):
            raise WrongUsage(Message("There is nothing to send"), Message("The folder or table is empty."))
        setup = fitted(setup, options.map, source.draft, inputs)
        draft, scope = applied(source.draft, inputs[0], setup.fields, setup.part)
        first = resolve(draft, replace(context, scopes=(*context.scopes, scope)))
        if isinstance(first, Problems):
            tell_problems(first.problems, source, context, has_environment=bool(options.env))
            return Exit.WRONG_USAGE
        send_as = send_options_of(source, context, options, services)
        if isinstance(send_as, Problems):
            tell_problems(send_as.problems, source, context, has_environment=bool(options.env))
            return Exit.WRONG_USAGE
        truth = truth_of(setup, inputs)  # before anything is sent: a wrong file shall not cost a run
        answering = Answering(
            engine=services.engine,
            draft=source.draft,
            context=context,
            options=with_retries(send_as, setup.retries),
            pieces=lambda response: body_chunks(response, services.spools),
            readers=Registry.discover(inference),
            fields=setup.fields,
            part=setup.part,
            labels=class_names(setup.labels),
        )
        results = _run(inputs, answering, Pace(setup.workers, setup.per_second), options, services)
        request = CURL.write(first, send_as, with_secrets=False)
        about = About(source.draft.name or Path(options.request).stem, request, _now())
        for kind, path in reports:
            _write(kind, path, about, results, inputs, truth)
        sum_up(results, Tally(truth, results))
        return _code(results)


# Running --------------------------------------------------------------------------------------------------------------


def _run(
    inputs: Inputs, answering: Answering, pace: Pace, options: argparse.Namespace, services: Assembly
) -> list[Result]:
    """Run to the end; return all results in the order of the inputs. Raises ModelpostError, KeyboardInterrupt."""
    clock = SystemClock()
    known, journal = _journal(options, clock.monotonic, inputs)
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
            sys.stderr.write(f"\r{progress_line(batch.progress)}\033[K")
            sys.stderr.flush()
    batch.wait(_LAST_WAIT)
    if is_terminal:
        sys.stderr.write("\r\033[K")


def _journal(
    options: argparse.Namespace, monotonic: Callable[[], float], inputs: Inputs
) -> tuple[list[Result], RunJournal | None]:
    """Open the journal; return what need not be sent, from an earlier run over the same inputs."""
    name = options.resume or options.journal
    if not name:
        return [], None
    path = Path(name).expanduser()
    journal = RunJournal(path, monotonic)
    print_of_inputs = fingerprint(inputs)
    if not path.exists():
        journal.begin(
            {"modelpost": "run", "request": options.request, "inputs": len(inputs), "source": print_of_inputs}
        )
        return [], journal
    found, records = journal.resume()
    if found.get("inputs") != len(inputs) or found.get("source", print_of_inputs) != print_of_inputs:
        journal.close()
        raise WrongUsage(
            Message("{path} is the journal of another run", path=name),
            Message(
                "It is over {n} inputs, other ones or with other right answers. Name another file.",
                n=found.get("inputs", "?"),
            ),
        )
    known: dict[int, Result] = {}
    for record in records:
        with contextlib.suppress(TypeError, KeyError):  # written by another version; its input is sent again
            result = from_record(record)
            known[result.index] = result
    settled = [result for result in known.values() if result.is_settled]
    return [result for result in settled if result.is_answered or not options.retry_failed], journal


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


def _write(kind: str, path: str, about: About, results: list[Result], inputs: Inputs, truth: Truth | None) -> None:
    def files(result: Result) -> str:
        return inputs[result.index].file

    lines: Iterator[str] = {
        "csv": lambda: as_csv(results, truth),
        "jsonl": lambda: as_json_lines(results),
        "html": lambda: as_page(about, results, files, truth=truth),
    }[kind]()
    write_file(path, (line.encode("utf-8", "replace") for line in lines))


def _code(results: list[Result]) -> int:
    if any(result.status for result in results):
        return Exit.GOT_IT if all(result.is_answered for result in results) else Exit.SERVER_REFUSED
    return Exit.NO_ANSWER


def _now() -> str:
    return datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
