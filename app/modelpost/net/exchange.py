"""One exchange, from a resolved request to its outcome, as a stream of events.

Read `Engine.exchange` first: it is the whole story. Everything blocks the calling thread; the token frees it.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from http.client import HTTPResponse, RemoteDisconnected

from modelpost.auth.api import AuthScheme, Fetch, Reply
from modelpost.bodies.api import BodyPlugin
from modelpost.core.events import (
    Connected,
    DownloadProgress,
    Event,
    Failed,
    Finished,
    HeadReceived,
    HeadSent,
    HostResolved,
    Noted,
    Redirected,
    RequestSent,
    Secured,
    Stopped,
    UploadProgress,
)
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.ports import Clock, Files, Randomness, Spools
from modelpost.core.registry import Registry
from modelpost.core.resolved import FileSlice, Payload, ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.response import Response, Timings
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net import redirects
from modelpost.net.cancel import CancelToken
from modelpost.net.connection import AnsweredEarly, Connection, proxy_credentials
from modelpost.net.message import BodySender, Outgoing, outgoing
from modelpost.net.pool import Pool
from modelpost.net.route import EnvironmentProxies, Route, route_to
from modelpost.net.tls import TlsContexts, describe_name
from modelpost.net.translate import failure_for

_PROGRESS_EVERY = 0.05
_BLOCK = 1 << 18
_SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
"""Idempotent methods: only these are sent again when a kept-alive connection turns out dead (RFC 9112, 9.3.1)."""

_BOUNDARY_LENGTH = 24


class _Abandoned(Exception):
    """The exchange cannot go on, for a reason that people are told."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(slots=True)
class _Progress:
    """How far an exchange has come; what a failure needs to know."""

    began: float
    phase: str = "dns"
    route: Route | None = None
    connection: Connection | None = None
    timings: Timings = field(default_factory=Timings)
    response: Response | None = None
    is_reused: bool = False
    payload_places: tuple[tuple[str, str], ...] = ()


class Engine:
    """Sends requests. One engine serves all threads; connections are kept alive across exchanges.

    `report` is told of bugs: exceptions that are no failure of the network or of a file.
    """

    def __init__(
        self,
        *,
        files: Files,
        spools: Spools,
        clock: Clock,
        randomness: Randomness,
        auth: Registry[AuthScheme],
        bodies: Registry[BodyPlugin],
        user_agent: str,
        report: Callable[[BaseException], None],
    ) -> None:
        self._files = files
        self._spools = spools
        self._clock = clock
        self._randomness = randomness
        self._auth = auth
        self._bodies = {plugin.handles: plugin for plugin in bodies}
        self._user_agent = user_agent
        self._report = report
        self._pool = Pool()
        self._tls = TlsContexts()
        self._proxies = EnvironmentProxies()

    def close(self) -> None:
        """Close the connections that are kept alive."""
        self._pool.close()

    def exchange(self, request: ResolvedRequest, options: SendOptions, token: CancelToken) -> Iterator[Event]:
        """Send `request` and yield what happens; never raises, and ends with Finished, Failed or Stopped."""
        progress = _Progress(self._clock.monotonic())
        redactor = Redactor(request.secrets | {value for _, value in request.auth.values})
        try:
            yield from self._converse(request, options, token, progress, redactor)
        except _Abandoned as abandoned:
            yield self._ended(abandoned.failure, token, progress)
        except Exception as error:  # noqa: BLE001  # seam: the end of exchange
            failure = failure_for(error, progress.phase, progress.route, options, redactor)
            if failure is None and not token.is_cancelled:
                self._report(error)
            yield self._ended(failure or _internal(error), token, progress)
        finally:
            if progress.connection is not None:
                progress.connection.close()

    # The story -------------------------------------------------------------------------------------------------------

    def _converse(
        self,
        request: ResolvedRequest,
        options: SendOptions,
        token: CancelToken,
        progress: _Progress,
        redactor: Redactor,
    ) -> Iterator[Event]:
        request = yield from self._authenticated(request, options, token, progress)
        hops = 0
        while True:
            response = yield from self._hop(request, options, token, progress, redactor)
            location = response.headers.first("Location")
            if not (options.follow_redirects and response.status in redirects.FOLLOWED and location):
                yield Finished(self._since(progress), response, progress.timings)
                return
            hops += 1
            target = redirects.target_of(request, location)
            self._check_redirect(request, target, hops, options, progress)
            request, dropped = redirects.redirected(request, response.status, target)
            at = self._since(progress)
            yield Redirected(at, response.status, redactor.text(target), request.method, dropped)

    def _authenticated(
        self, request: ResolvedRequest, options: SendOptions, token: CancelToken, progress: _Progress
    ) -> Generator[Event, None, ResolvedRequest]:
        """Run the auth scheme's conversation and return the request with its credentials."""
        if request.auth.kind == "none":
            return request
        scheme = self._auth.get(request.auth.kind)
        if scheme is None:
            raise _Abandoned(
                Failure(
                    FailureKind.AUTH,
                    Message("The auth scheme “{kind}” is not known", kind=request.auth.kind),
                    Message("Choose another one in the Auth tab."),
                    place="auth",
                )
            )
        flow = scheme.authenticate(dict(request.auth.values), replace(request, auth=_NO_AUTH))
        reply: Reply | None = None
        try:
            while True:
                step = next(flow) if reply is None else flow.send(reply)
                if not isinstance(step, Fetch):
                    raise _Abandoned(
                        Failure(FailureKind.AUTH, step.label, Message("Enter it in the Auth tab."), place="auth")
                    )
                reply = yield from self._fetched(step.request, options, token, progress)
        except StopIteration as done:
            authenticated: ResolvedRequest = done.value
        payload = self._payload(authenticated)
        signed = scheme.sign(dict(request.auth.values), authenticated, payload)
        return replace(signed, auth=_NO_AUTH)

    def _fetched(
        self, request: ResolvedRequest, options: SendOptions, token: CancelToken, progress: _Progress
    ) -> Generator[Event, None, Reply]:
        response = yield from self._hop(request, options, token, progress, Redactor(request.secrets))
        return Reply(response, b"".join(self._spools.chunks(response.body)))

    def _hop(
        self,
        request: ResolvedRequest,
        options: SendOptions,
        token: CancelToken,
        progress: _Progress,
        redactor: Redactor,
    ) -> Generator[Event, None, Response]:
        """Send one request to one server and read its answer."""
        progress.phase = "prepare"
        route = route_to(request.url, options, self._proxies)
        progress.route = route
        payload = self._payload(request)
        progress.payload_places = tuple((s.path, s.place) for s in payload.segments if isinstance(s, FileSlice))
        message = outgoing(request, payload, route, self._files, self._user_agent)
        if message.has_new_boundary:
            note = Message("Content-Type was typed without a boundary; the one of this body was added.")
            yield Noted(self._since(progress), note)
        while True:
            yield from self._connected(route, options, token, progress, redactor)
            try:
                yield from self._sent(message, options, progress, redactor)
                answer = self._received(message.method, options, progress)
            except (RemoteDisconnected, ConnectionError) as error:
                if not self._is_worth_repeating(error, message, token, progress):
                    raise
                self._drop(progress)
                continue
            break
        return (yield from self._read(answer, request, message, options, progress))

    def _connected(
        self, route: Route, options: SendOptions, token: CancelToken, progress: _Progress, redactor: Redactor
    ) -> Iterator[Event]:
        connection = self._pool.take(route)
        progress.is_reused = connection is not None
        if connection is not None:
            progress.connection = connection
            connection.take(token)
            progress.timings = Timings()
            yield Connected(self._since(progress), route.host, route.port, "", reused=True)
            return
        context = None
        if route.scheme == "https":
            context = self._tls.get(verify=options.verify_tls, ca_files=options.ca_files)
        connection = Connection(route, self._clock)
        progress.connection = connection
        progress.phase = "connect"
        try:
            phases = connection.open(token, _limit(options.connect_timeout, self._left(options, progress)), context)
        finally:
            progress.phase = connection.phase
        progress.timings = Timings(dns=phases.dns, connect=phases.connect, tls=phases.tls)
        at = self._since(progress)
        if route.proxy:
            yield Noted(at, Message("Through the proxy {proxy}.", proxy=redactor.text(route.proxy_label)))
        tls = phases.tls or 0.0
        yield HostResolved(at - phases.connect - tls, route.host, phases.addresses, phases.dns)
        yield Connected(at - tls, route.host, route.port, phases.address, reused=False, seconds=phases.connect)
        if phases.tls is not None:
            yield self._secured(connection, options, at, phases.tls)

    def _secured(self, connection: Connection, options: SendOptions, at: float, seconds: float) -> Secured:
        certificate = connection.certificate
        version, cipher = connection.cipher
        return Secured(
            at,
            version,
            cipher,
            describe_name(certificate.get("subject")),
            describe_name(certificate.get("issuer")),
            str(certificate.get("notAfter", "")),
            options.verify_tls,
            seconds,
        )

    def _sent(
        self, message: Outgoing, options: SendOptions, progress: _Progress, redactor: Redactor
    ) -> Iterator[Event]:
        connection = _live(progress)
        progress.phase = "send"
        head = self._with_proxy_credentials(message, progress)
        began = self._clock.monotonic()
        at = began - progress.began
        yield HeadSent(at, message.method, redactor.text(message.target), message.masked(redactor))
        sender = BodySender(message, self._files)
        connection.wait_at_most(_limit(options.read_timeout, self._left(options, progress)))
        told = began
        try:
            for sent in sender.send(connection, head):
                now = self._clock.monotonic()
                if now - told >= _PROGRESS_EVERY:
                    told = now
                    self._check_total(options, progress)
                    yield UploadProgress(now - progress.began, sent, message.size)
        except AnsweredEarly:
            note = Message("The server answered before it had the whole request; the rest was not sent.")
            yield Noted(self._since(progress), note)
            progress.is_reused = False
            connection.used = -1
        except ConnectionError:
            if not sender.sent or connection.used < 0:
                raise
            connection.used = -1  # what the server had to say may still be there to read
        ended = self._clock.monotonic()
        progress.timings = replace(progress.timings, send=ended - began)
        at = ended - progress.began
        if message.size:
            yield UploadProgress(at, sender.sent, message.size)
        preview = redactor.content(sender.preview)
        yield RequestSent(at, sender.sent, sender.checksum, preview, ended - began)

    def _received(self, method: str, options: SendOptions, progress: _Progress) -> HTTPResponse:
        progress.phase = "wait"
        began = self._clock.monotonic()
        connection = _live(progress)
        connection.wait_at_most(_limit(options.read_timeout, self._left(options, progress)))
        answer = connection.receive(method)
        progress.timings = replace(progress.timings, wait=self._clock.monotonic() - began)
        return answer

    def _read(
        self,
        answer: HTTPResponse,
        request: ResolvedRequest,
        message: Outgoing,
        options: SendOptions,
        progress: _Progress,
    ) -> Generator[Event, None, Response]:
        """Read the body into a spool, as received."""
        progress.phase = "download"
        began = self._clock.monotonic()
        headers = HeaderList.of(answer.headers.items())
        version = "HTTP/1.0" if answer.version == _HTTP_1_0 else "HTTP/1.1"
        response = Response(answer.status, answer.reason, version, headers, url=request.url)
        progress.response = response
        wait = progress.timings.wait or 0.0
        yield HeadReceived(began - progress.began, answer.status, answer.reason, version, headers, wait)
        total = answer.length
        spool = self._spools.create()
        received, told = 0, began
        connection = _live(progress)
        try:
            while True:
                if options.total_timeout:
                    connection.wait_at_most(_limit(options.read_timeout, self._left(options, progress)))
                chunk = answer.read1(_BLOCK)
                if not chunk:
                    break
                spool.write(chunk)
                received += len(chunk)
                now = self._clock.monotonic()
                if now - told >= _PROGRESS_EVERY:
                    told = now
                    yield DownloadProgress(now - progress.began, received, total)
        except BaseException:
            progress.response = replace(response, body=spool.finish())
            self._time_download(progress, began)
            raise
        response = replace(response, body=spool.finish())
        progress.response = response
        self._time_download(progress, began)
        if answer.length:
            raise _CutShort(received, received + answer.length)
        self._keep_or_close(answer, message, progress)
        return response

    # What each step needs --------------------------------------------------------------------------------------------

    def _payload(self, request: ResolvedRequest) -> Payload:
        return self._bodies[type(request.content)].encode(request.content, self._randomness.token(_BOUNDARY_LENGTH))

    def _with_proxy_credentials(self, message: Outgoing, progress: _Progress) -> bytes:
        route = progress.route
        credentials = proxy_credentials(route.proxy) if route is not None and route.proxy else ""
        if not credentials or route is None or route.scheme == "https":
            return message.head()
        return message.head()[:-2] + f"Proxy-Authorization: {credentials}\r\n\r\n".encode("ascii")

    def _is_worth_repeating(self, error: Exception, message: Outgoing, token: CancelToken, progress: _Progress) -> bool:
        del error
        return progress.is_reused and message.method in _SAFE_TO_REPEAT and not token.is_cancelled

    def _keep_or_close(self, answer: HTTPResponse, message: Outgoing, progress: _Progress) -> None:
        connection, progress.connection = _live(progress), None
        wants_close = "close" in message.headers.first("Connection").lower()
        if answer.will_close or connection.used < 0 or wants_close:
            connection.close()
            return
        connection.used += 1
        self._pool.give(connection)

    def _drop(self, progress: _Progress) -> None:
        if progress.connection is not None:
            progress.connection.close()
        progress.connection = None

    def _time_download(self, progress: _Progress, began: float) -> None:
        now = self._clock.monotonic()
        progress.timings = replace(progress.timings, download=now - began, total=now - progress.began)

    def _check_redirect(
        self, request: ResolvedRequest, target: str, hops: int, options: SendOptions, progress: _Progress
    ) -> None:
        del progress
        if hops > options.max_redirects:
            raise _Abandoned(
                Failure(
                    FailureKind.REDIRECT,
                    Message("The service redirected more than {n} times", n=options.max_redirects),
                    Message("It may be going in circles. Check the address, or raise the limit in Settings."),
                )
            )
        if not target.startswith(("http://", "https://")):
            raise _Abandoned(
                Failure(
                    FailureKind.REDIRECT,
                    Message("The service redirects to an address that is not HTTP"),
                    Message("It is {address}. Switch redirects off to see the answer itself.", address=target[:80]),
                )
            )
        if redirects.is_downgrade(request, target):
            raise _Abandoned(
                Failure(
                    FailureKind.REDIRECT,
                    Message("The service redirects from https to http"),
                    Message("What follows could be read on the way, so it is not sent. Check the address."),
                )
            )

    def _since(self, progress: _Progress) -> float:
        return self._clock.monotonic() - progress.began

    def _left(self, options: SendOptions, progress: _Progress) -> float | None:
        """Return the seconds left of the whole exchange, None without a limit."""
        if not options.total_timeout:
            return None
        left = options.total_timeout - self._since(progress)
        if left <= 0:
            progress.phase = "total"
            raise TimeoutError("the whole exchange took too long")
        return left

    def _check_total(self, options: SendOptions, progress: _Progress) -> None:
        self._left(options, progress)

    def _ended(self, failure: Failure, token: CancelToken, progress: _Progress) -> Failed | Stopped:
        at = self._since(progress)
        timings = replace(progress.timings, total=at)
        if token.is_cancelled:
            return Stopped(at, timings)
        if failure.kind is FailureKind.FILE and not failure.place:
            failure = replace(failure, place=_place_of(failure, progress))
        return Failed(at, failure, timings, progress.response)


class _CutShort(ConnectionResetError):
    """The connection closed before the announced length was there."""

    def __init__(self, received: int, announced: int) -> None:
        super().__init__(f"{received} of {announced} bytes arrived")


_HTTP_1_0 = 10
_NO_AUTH = ResolvedAuth()


def _live(progress: _Progress) -> Connection:
    if progress.connection is None:
        raise RuntimeError("the exchange has no connection")
    return progress.connection


def _limit(each: float, left: float | None) -> float | None:
    """Return the shorter of a limit for one wait (0 means none) and what is left of the whole."""
    if left is None:
        return each or None
    return min(each, left) if each else left


def _place_of(failure: Failure, progress: _Progress) -> str:
    """Return the field that names the file a failure is about."""
    paths = {str(value) for _, value in failure.summary.params}
    return next((place for path, place in progress.payload_places if path in paths), "")


def _internal(error: BaseException) -> Failure:
    return Failure(
        FailureKind.INTERNAL,
        Message("Something in Modelpost went wrong while sending"),
        Message("It was written to the log. Send again; if it happens again, please report it."),
        type(error).__name__,
    )
