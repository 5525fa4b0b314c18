"""One request to one server, and its answer: what an exchange makes once, and again after each redirect."""

import contextlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace

from modelpost.auth.api import Signature
from modelpost.core.events import (
    Connected,
    DownloadProgress,
    Event,
    HeadReceived,
    HeadSent,
    Noted,
    RequestSent,
    Signed,
    UploadProgress,
)
from modelpost.core.failures import FormatTrouble
from modelpost.core.headers import HeaderList
from modelpost.core.ports import Spool
from modelpost.core.resolved import Payload, ResolvedRequest
from modelpost.core.response import Response, Timings
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net.answer import AnswerHead, BadAnswer, BadTransfer
from modelpost.net.approach import Approach
from modelpost.net.cancel import CancelToken, HungUp
from modelpost.net.connection import AnsweredEarly, Connection, proxy_credentials
from modelpost.net.decode import decoded
from modelpost.net.equipment import Equipment
from modelpost.net.journal import Journal
from modelpost.net.message import Outgoing, decisions, file_places, outgoing, target
from modelpost.net.nested_tls import Wire
from modelpost.net.route import Route, route_to
from modelpost.net.streams import LiveStream, live_stream
from modelpost.net.upload import Upload

_PROGRESS_EVERY = 0.05
_WORTH_READING = 1 << 16
"""Bytes of a redirect's body that are read to keep the connection; a new one is cheaper than more."""

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
"""Idempotent methods: a request that went out whole is sent again only with one of these (RFC 9112, section 9.3.1)."""

Sign = Callable[[ResolvedRequest, Payload], Signature]
"""Puts in what can only be computed over the request's final form."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a hop sends: a request, the bytes of its content, who signs it, and what is masked of it.

    `may_repeat` tells whether it may go out twice where nothing says that it was carried out.
    """

    request: ResolvedRequest
    payload: Payload
    sign: Sign
    redactor: Redactor
    longest_secret: int
    may_repeat: bool = True


class Hop:
    """Sends a call and reads the answer: first `head`, then `body` or `skip_body`, and `close` in any case."""

    def __init__(self, equipment: Equipment, journal: Journal, token: CancelToken, call: Call) -> None:
        self._equipment = equipment
        self._journal = journal
        self._token = token
        self._call = call
        self._connection: Connection | None = None
        self._is_reused = False
        self._went_out_whole = True
        self._told = 0.0
        self._signature: Signature | None = None

    def head(self) -> Generator[Event, None, Response]:
        """Connect, send, and wait for the answer's head; return a response whose body is still to come."""
        journal = self._journal
        journal.phase, journal.response, journal.timings, journal.items = "prepare", None, Timings(), None
        route = journal.route = self._route()
        self._call = replace(self._call, redactor=self._call.redactor.also(route.secrets))
        message = self._message(route)
        for decision in decisions(self._call.request, message):
            yield Noted(journal.at(), decision)
        yield from self._signed()
        while True:
            yield from self._connect(route)
            try:
                yield from self._send(message, route)
                head = self._wait(message)
            except ConnectionError:
                if not self._may_repeat(message):
                    raise
                self.close()
                yield Noted(journal.at(), Message("The open connection turned out closed; a new one is made."))
            else:
                break
        journal.phase = "download"
        url = self._call.redactor.text(self._call.request.url)
        response = Response(head.status, head.reason, head.version, head.headers, url=url)
        journal.response = response
        shown, redactor = self._masked(head.headers), self._call.redactor
        raw = redactor.content(head.raw) if shown == head.headers else redactor.head(head.raw)
        wait = journal.timings.wait or 0.0
        reason = redactor.text(head.reason)
        yield HeadReceived(journal.at(), head.status, reason, head.version, shown, wait, raw)
        return response

    def body(self, response: Response, spool: Spool | None = None) -> Generator[Event, None, Response]:
        """Read the body into a spool, as received; return the response with it.

        A stream is told of while it arrives, and kept though the user hung up; not so into a `spool` that is given.
        """
        journal = self._journal
        began = journal.clock.monotonic()
        live = None
        if spool is None:
            readable = spool = self._equipment.spools.create()
            live = live_stream(response, readable, self._equipment.spools, journal.options.largest_unpacked)
        is_read = False
        try:
            yield from self._into(spool) if live is None else self._streamed(live, spool)
            is_read = True
        finally:
            if is_read or not self._token.is_cancelled or journal.items is not None:
                response = journal.response = replace(response, body=spool.finish())
                if live is not None:
                    live.keep(response.body)
            else:
                spool.discard()
            journal.timings = replace(journal.timings, download=journal.clock.monotonic() - began)
            if not is_read:
                self.close()
        yield from self._trailed()
        self._keep_or_close()
        return response

    def upgraded(self) -> tuple[Wire, bytes]:
        """Hand over the socket after a 101, and what arrived behind it."""
        return self._live.upgraded()

    def skip_body(self) -> None:
        """Pass over a short body to keep the connection, or close it."""
        length = self._live.announced_length
        if length is None or length > _WORTH_READING:
            self.close()
            return
        with contextlib.suppress(ConnectionError, BadAnswer):
            for _ in self._live.body():
                pass
            self._keep_or_close()
        self.close()

    def close(self) -> None:
        """Close the connection unless it was given back to be kept alive."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    # Connecting ------------------------------------------------------------------------------------------------------

    def _connect(self, route: Route) -> Iterator[Event]:
        journal = self._journal
        kept = self._equipment.pool.take(route)
        self._is_reused = kept is not None
        if kept is not None:
            self._connection = kept
            kept.take(self._token)
            is_verified = route.verify or route.scheme != "https"
            yield Connected(
                journal.at(), route.host, route.port, "", reused=True, proxy=route.proxy_label, verified=is_verified
            )
            return
        self._connection = yield from Approach(self._equipment, journal, self._token, route).connected()

    def _enter(self, phase: str) -> float:
        """Begin a phase, unless the user hung up meanwhile."""
        self._token.check()
        self._journal.phase = phase
        return self._journal.clock.monotonic()

    def _route(self) -> Route:
        request = self._call.request
        route = route_to(request.url, self._journal.options_for(request.url), self._equipment.proxies)
        return replace(route, is_upgraded="Upgrade" in request.headers)

    # Sending ---------------------------------------------------------------------------------------------------------

    def _message(self, route: Route) -> Outgoing:
        equipment, call = self._equipment, self._call
        self._journal.places = file_places(call.payload)
        message = outgoing(call.request, call.payload, route, equipment.files, equipment.user_agent)
        self._signature = call.sign(replace(call.request, headers=message.headers), call.payload)
        signed = self._signature.request
        return replace(message, headers=signed.headers, target=target(signed.url, route))

    def _signed(self) -> Iterator[Event]:
        """Show what was signed: a server that refuses a signature often says what it had expected."""
        signature = self._signature
        if signature is not None and signature.algorithm:
            hide = self._call.redactor.text
            texts = hide(signature.canonical_request), hide(signature.string_to_sign)
            yield Signed(self._journal.at(), signature.algorithm, *texts)

    def _send(self, message: Outgoing, route: Route) -> Iterator[Event]:
        journal, connection = self._journal, self._live
        began = self._told = self._enter("send")
        redactor = self._call.redactor
        self._bound_the_wait()
        head = _with_proxy_credentials(message.head(), route)
        yield HeadSent(journal.at(), message.method, redactor.text(message.target), message.masked(redactor))
        equipment = self._equipment
        longest = self._call.longest_secret
        journal.has_left = True
        with contextlib.closing(
            Upload(message, equipment.files, equipment.spools, journal.clock, redactor, longest)
        ) as upload:
            try:
                for sent in upload.send(connection, head):
                    if self._is_time_to_tell():
                        self._bound_the_wait()
                        yield UploadProgress(journal.at(), sent, message.size)
            except AnsweredEarly:
                self._went_out_whole = False
            except ConnectionError:
                if not connection.has_answer():
                    raise
                self._went_out_whole = False
            body = upload.body()
        if not self._went_out_whole:
            yield Noted(
                journal.at(), Message("The server answered before it had the whole request; the rest was not sent.")
            )
        seconds = journal.clock.monotonic() - began
        journal.timings = replace(journal.timings, send=seconds)
        if message.size:
            yield UploadProgress(journal.at(), upload.sent, message.size)
        yield RequestSent(journal.at(), upload.sent, upload.checksum, upload.preview(), seconds, body)

    def _may_repeat(self, message: Outgoing) -> bool:
        """Tell whether to try anew, after a kept-alive connection turned out dead before a byte of an answer.

        What did not go out whole cannot have been carried out, whatever its method.
        """
        was_dead = self._is_reused and not self._live.has_heard and not self._token.is_cancelled
        is_harmless = message.method in IDEMPOTENT and self._call.may_repeat
        return was_dead and (is_harmless or self._journal.phase == "send")

    # Receiving -------------------------------------------------------------------------------------------------------

    def _wait(self, message: Outgoing) -> AnswerHead:
        journal, connection = self._journal, self._live
        began = self._enter("wait")
        head = connection.head(message.method, self._bound_the_wait)
        journal.timings = replace(journal.timings, wait=journal.clock.monotonic() - began)
        return head

    def _bound_the_wait(self) -> None:
        """Let the next wait be no longer than what is left. Raises TimeoutError where nothing is."""
        self._live.wait_at_most(self._journal.limit(self._journal.options.read_timeout))

    def _pieces(self) -> Iterator[bytes]:
        """Yield the body as it was before its transfer; raises BadTransfer."""
        connection = self._live
        try:
            yield from decoded(connection.body(), connection.packed_as, largest=self._journal.options.largest_unpacked)
        except FormatTrouble as trouble:
            raise BadTransfer(trouble.summary) from trouble

    def _into(self, spool: Spool) -> Iterator[Event]:
        journal, connection = self._journal, self._live
        total, received = connection.announced_length, 0
        self._told = journal.clock.monotonic()
        for piece in self._pieces():
            spool.write(piece)
            received += len(piece)
            if self._is_time_to_tell():
                yield DownloadProgress(journal.at(), received, total)
            if journal.options.total_timeout:
                self._bound_the_wait()
        self._token.check()  # to hang up looks like the end of a body that only the connection's end tells

    def _streamed(self, live: LiveStream, spool: Spool) -> Iterator[Event]:
        """Read a body that may be a stream; the thread is never longer in a wait than a batch of items may be."""
        journal, connection = self._journal, self._live
        received = 0
        self._told = journal.clock.monotonic()
        try:
            yield from live.told(journal.at())
            for piece in self._pieces():
                if piece:
                    spool.write(piece)
                    received += len(piece)
                    live.take(piece, journal.at())
                yield from live.told(journal.at())
                journal.items = live.count if live.is_told else None
                if self._is_time_to_tell():
                    yield DownloadProgress(journal.at(), received, connection.announced_length)
                if piece and journal.options.total_timeout:
                    self._bound_the_wait()
                connection.glance_after(live.patience(journal.at()))
            self._token.check()
        except (OSError, BadAnswer, HungUp):
            yield from live.ended(journal.at(), is_whole=False)
            journal.items = live.count if live.is_told else None
            raise
        yield from live.ended(journal.at(), is_whole=True)

    def _trailed(self) -> Iterator[Event]:
        """Tell of header fields behind the body: what a server knows only at its end, such as a checksum."""
        for field in self._masked(self._live.trailers):
            yield Noted(
                self._journal.at(),
                Message("Behind the body came the header {name}: {value}", name=field.name, value=field.value),
            )

    def _is_time_to_tell(self) -> bool:
        now = self._journal.clock.monotonic()
        if now - self._told < _PROGRESS_EVERY:
            return False
        self._told = now
        return True

    def _keep_or_close(self) -> None:
        asked = self._call.request.headers.first("Connection").lower()
        if self._live.can_be_kept and self._went_out_whole and "close" not in asked:
            self._equipment.pool.give(self._live)
            self._connection = None
        self.close()

    def _masked(self, headers: HeaderList) -> HeaderList:
        redactor = self._call.redactor
        return HeaderList(tuple(replace(field, value=redactor.header(field.name, field.value)) for field in headers))

    @property
    def _live(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("the hop has no connection")
        return self._connection


def _with_proxy_credentials(head: bytes, route: Route) -> bytes:
    """Put in what a proxy wants to know of each plain request; a tunnel was asked for it when it was opened."""
    credentials = proxy_credentials(route.proxy) if route.is_forwarded else ""
    return head[:-2] + f"Proxy-Authorization: {credentials}\r\n\r\n".encode("ascii") if credentials else head
