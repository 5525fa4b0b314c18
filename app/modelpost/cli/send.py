"""`modelpost send`: send one request and print the response."""

import argparse
import contextlib
import itertools
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from modelpost.cli import source as sources
from modelpost.cli.answer import Sent, as_json, body_chunks, evidence_of, head_bytes
from modelpost.cli.assembly import Assembly, assembled
from modelpost.cli.ending import Exit, Parser, complain, sentence, tell
from modelpost.cli.given import add_arguments, check_arguments, context_of, given_of, send_options_of, tell_problems
from modelpost.cli.live import LivePrint
from modelpost.cli.source import Source
from modelpost.cli.talk import Script, talk
from modelpost.core.advice import for_response
from modelpost.core.events import (
    CertificateRejected,
    Connected,
    Event,
    Failed,
    Finished,
    Redirected,
    Retrying,
    Secured,
    Stopped,
)
from modelpost.core.failures import Failure, FailureKind, FormatTrouble
from modelpost.core.replay import Pace, Replay
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.core.transcript import describe
from modelpost.core.url import CONVERSATIONS
from modelpost.core.variables import Context, Problems, resolve, resolve_message
from modelpost.net.cancel import CancelToken
from modelpost.net.outbox import Outbox
from modelpost.runs.assertions import verdict
from modelpost.store.files import write_file, writing_trouble

if TYPE_CHECKING:
    from modelpost.core.conversation import Outgoing

_BEGINNING = 4096
_WAKE_EVERY = 0.25
"""Seconds between looks at Ctrl+C, which Windows does not deliver to a thread that waits for a queue."""

_LAST_WAIT = 1.0
"""Seconds in which a thread whose socket was hung up comes to its end."""


def main(argv: list[str]) -> int:
    """Send a request; return the exit code. Raises ModelpostError for what keeps it from being sent."""
    options = _arguments(argv)
    given = given_of(options)
    with assembled() as services:
        if options.curl is not None:
            source = sources.from_curl(options.curl)
        else:
            source = sources.from_file(options.source, options.env, services.collections)
        for loss in source.losses:
            tell(sentence(loss))
        context = context_of(source, given, services)
        request = resolve(source.draft, context)
        if isinstance(request, Problems):
            tell_problems(request.problems, source, context, has_environment=bool(options.env))
            return Exit.WRONG_USAGE
        send_as = send_options_of(source, context, options, services)
        if isinstance(send_as, Problems):
            tell_problems(send_as.problems, source, context, has_environment=bool(options.env))
            return Exit.WRONG_USAGE
        if urlsplit(request.url).scheme in CONVERSATIONS:
            return _talk(request, send_as, source, context, options, services)
        return _send(request, send_as, options, services)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="modelpost send",
        description=str(Message("Send one request and print the response.")),
        epilog=str(
            Message(
                "The body goes to standard output as received, its content coding undone; that of a stream while it "
                "arrives. Exit codes: 0 an answer below 400, 1 one of 400 and above or of which an assertion does not "
                "hold, 2 wrong usage or unreadable input, 3 no answer, 130 interrupted. With the address of a "
                "WebSocket the saved messages are sent, then the lines of standard input, and what is received is "
                "printed until one side ends it or --timeout is over."
            )
        ),
        allow_abbrev=False,
    )
    parser.add_argument("source", metavar="SOURCE", nargs="?", help=str(Message("the file of a request")))
    parser.add_argument(
        "--curl", metavar="FILE", help=str(Message("send the cURL command in FILE, - for standard input"))
    )
    parser.add_argument(
        "-i", "--include", action="store_true", help=str(Message("print status line and headers before the body"))
    )
    parser.add_argument("-o", "--output", metavar="FILE", help=str(Message("write to FILE instead")))
    parser.add_argument(
        "--json", action="store_true", help=str(Message("print one JSON object: request, response, timings, body"))
    )
    parser.add_argument(
        "--pace",
        choices=[pace.value for pace in Pace],
        default=Pace.AT_ONCE.value,
        help=str(
            Message(
                "how the saved messages of a WebSocket follow one another: at-once, as recorded, or each after an "
                "answer to the one before"
            )
        ),
    )
    add_arguments(parser)
    options = parser.parse_args(argv)
    if (options.source is None) == (options.curl is None):
        parser.error(str(Message("give the file of a request, or --curl FILE")))
    check_arguments(parser, options)
    return options


# Sending --------------------------------------------------------------------------------------------------------------


def _talk(
    request: ResolvedRequest,
    send_as: SendOptions,
    source: Source,
    context: Context,
    options: argparse.Namespace,
    services: Assembly,
) -> int:
    """Hold a conversation; the time limit is for all of it, and ends it in order."""
    messages: list[Outgoing] = []
    for index, saved in enumerate(source.draft.messages):
        message = resolve_message(saved, index, context)
        if isinstance(message, Problems):
            tell_problems(message.problems, source, context, has_environment=bool(options.env))
            return Exit.WRONG_USAGE
        messages.append(message)
    lasting = replace(send_as, total_timeout=0.0)

    def events(outbox: Outbox) -> Iterator[Event]:
        return _events(request, lasting, services, outbox)

    def show(refusal: Finished) -> int:
        return _show(refusal, Sent(), request, options, services, send_as.largest_unpacked)

    script = Script(Replay(source.draft.messages, Pace(options.pace)), tuple(messages))
    return talk(script, options.timeout, events, show)


def _send(request: ResolvedRequest, send_as: SendOptions, options: argparse.Namespace, services: Assembly) -> int:
    sent, is_asked = Sent(), False
    live = None if options.json or options.output else LivePrint(_print, with_head=options.include)
    for event in _events(request, send_as, services):
        sent.note(event)
        if live is not None:
            live.note(event)
        match event:
            case Finished():
                return _show(event, sent, request, options, services, send_as.largest_unpacked, live)
            case Connected():
                is_asked = True
            case CertificateRejected():
                _tell_certificate(event)
            case Failed(failure=failure):
                complain(failure.summary, failure.hint)
                return Exit.WRONG_USAGE if _is_our_fault(failure, is_asked=is_asked) else Exit.NO_ANSWER
            case Stopped():
                return Exit.INTERRUPTED
            case Retrying():
                tell("; ".join(str(line.text) for line in describe(event)))
            case Secured(verified=False) | Redirected(dropped=(_, *_)):
                tell(str(describe(event)[-1].text))  # that nobody was checked, or what was left behind
            case _:
                pass
    return Exit.NO_ANSWER


def _tell_certificate(rejected: CertificateRejected) -> None:
    """Say what the server showed, so that whoever knows it can compare."""
    for line in describe(rejected):
        tell(str(line.text))


def _is_our_fault(failure: Failure, *, is_asked: bool) -> bool:
    """Tell whether the input is to blame: before anything was asked of a server, or credentials that it refused."""
    return (bool(failure.place) and not is_asked) or failure.kind in {FailureKind.FILE, FailureKind.AUTH}


def _events(
    request: ResolvedRequest, send_as: SendOptions, services: Assembly, outbox: Outbox | None = None
) -> Iterator[Event]:
    """Yield the events of an exchange that another thread runs, so that Ctrl+C ends any wait, a name look-up too."""
    token = CancelToken()
    arrived: SimpleQueue[Event] = SimpleQueue()

    def work() -> None:
        for event in services.engine.exchange(request, send_as, token, outbox):
            arrived.put(event)

    thread = threading.Thread(target=work, name="exchange", daemon=True)
    thread.start()
    try:
        while thread.is_alive() or not arrived.empty():
            with contextlib.suppress(Empty):
                yield arrived.get(timeout=_WAKE_EVERY)
    finally:
        token.cancel()
        thread.join(timeout=_LAST_WAIT)


def _show(
    finished: Finished,
    sent: Sent,
    request: ResolvedRequest,
    options: argparse.Namespace,
    services: Assembly,
    largest: int,
    live: LivePrint | None = None,
) -> int:
    """Print or write the response; raises nothing but what has to do with the place it goes to."""
    response = finished.response
    try:
        if options.json:
            chunks: Iterable[bytes] = [
                as_json(sent, finished, b"".join(body_chunks(response, services.spools, largest)), request)
            ]
        elif live is not None and live.is_begun:
            chunks = live.rest(body_chunks(response, services.spools, largest))
        else:
            head = [head_bytes(response)] if options.include else []
            chunks = itertools.chain(head, body_chunks(response, services.spools, largest))
        if options.output:
            write_file(options.output, chunks)
        else:
            _print(chunks)
    except FormatTrouble as damage:
        complain(damage.summary, damage.hint)
        return Exit.NO_ANSWER
    is_met = _tell_assertions(request, finished, services, largest)
    advice = for_response(
        response,
        _beginning(response, services),
        sent=f"{sent.body_size} B",
        path=urlsplit(response.url).path,
        asked=sent.head.headers if sent.head is not None else None,
    )
    if advice is None:
        return Exit.GOT_IT if is_met else Exit.SERVER_REFUSED
    complain(advice.title, advice.text)
    return Exit.SERVER_REFUSED


def _tell_assertions(request: ResolvedRequest, finished: Finished, services: Assembly, largest: int) -> bool:
    """Say which assertions do not hold; tell whether all of them do."""
    if not request.expectations:
        return True
    response = finished.response
    body = b"".join(body_chunks(response, services.spools, largest))
    found = verdict(request.expectations, evidence_of(response, finished.timings.total, body, request))
    for unmet in found.unmet:
        tell(sentence(unmet.sentence))
    return not found.unmet


def _print(chunks: Iterable[bytes]) -> None:
    try:
        sys.stdout.buffer.writelines(chunks)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever read has gone, which is no error
        raise
    except OSError as error:
        raise writing_trouble("standard output", error) from error


def _beginning(response: Response, services: Assembly) -> str:
    """Return the start of the body, in which a service says why it refused."""
    return next(body_chunks(response, services.spools), b"")[:_BEGINNING].decode("utf-8", "replace")
