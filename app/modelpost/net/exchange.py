"""One exchange, from a resolved request to its outcome, as a stream of events.

Read `exchange` first, then `_Story.tell`: credentials, then one hop, and another for each redirect. Everything blocks
the calling thread; the token frees it.
"""

from collections.abc import Generator, Iterator
from dataclasses import replace

from modelpost.auth.api import AuthScheme, Fetch, Reply
from modelpost.core.events import Event, Failed, Finished, Redirected, Stopped
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.fields import Secret
from modelpost.core.resolved import Payload, ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.response import Response
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net import redirects
from modelpost.net.cancel import CancelToken
from modelpost.net.equipment import Equipment
from modelpost.net.hop import Call, Hop, Sign
from modelpost.net.journal import Journal
from modelpost.net.message import with_url_credentials
from modelpost.net.translate import failure_for

_BOUNDARY_LENGTH = 24
_NO_AUTH = ResolvedAuth()


class Abandoned(Exception):
    """The exchange cannot go on, for a reason that people are told."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


def exchange(
    equipment: Equipment, request: ResolvedRequest, options: SendOptions, token: CancelToken
) -> Iterator[Event]:
    """Send `request` and yield what happens; never raises, and ends with Finished, Failed or Stopped."""
    story = _Story(equipment, options, token)
    journal = story.journal
    try:
        yield from story.tell(request)
    except Abandoned as abandoned:
        yield _ended(abandoned.failure, journal, token)
    except Exception as error:  # noqa: BLE001  # seam: the end of exchange
        failure = failure_for(error, journal, story.redactor)
        if failure is None and not token.is_cancelled:
            equipment.report(error)
        yield _ended(failure or _internal(error), journal, token)


class _Story:
    """The course of one exchange."""

    def __init__(self, equipment: Equipment, options: SendOptions, token: CancelToken) -> None:
        self._equipment = equipment
        self._options = options
        self._token = token
        self.journal = Journal(equipment.clock, options, equipment.clock.monotonic())
        self.redactor = Redactor(frozenset())

    def tell(self, request: ResolvedRequest) -> Iterator[Event]:
        """Yield the events of the exchange up to Finished."""
        request = with_url_credentials(request)
        auth, request = request.auth, replace(request, auth=_NO_AUTH)
        scheme = self._scheme(auth)
        self.redactor = Redactor(request.secrets | _secret_values(scheme, auth))
        request = yield from self._authenticated(request, scheme, auth)
        secrets = request.secrets | _secret_values(scheme, auth)
        self.redactor = Redactor(secrets | {field.value for field in request.headers if field.sensitive})
        longest_secret = max((len(secret.encode()) * 3 for secret in secrets), default=0)  # percent-encoded at most
        payload = self._payload(request)
        sign = _signature(scheme, auth)
        hops = 0
        while True:
            hop = Hop(
                self._equipment,
                self.journal,
                self._token,
                Call(request, payload, sign, self.redactor, longest_secret),
            )
            try:
                response = yield from hop.head()
                if not self._is_followed(response):
                    response = yield from hop.body(response)
                    break
                hops += 1
                following = redirects.following(request, response)
                refusal = redirects.refusal(request, following, hops, self._options.max_redirects)
                if refusal is not None:
                    yield from hop.body(response)
                    raise Abandoned(refusal)
                hop.skip_body()
            finally:
                hop.close()
            if following.is_another_origin:
                sign = _unsigned
            request = following.request
            payload = payload if following.keeps_content else Payload()
            yield Redirected(
                self.journal.at(),
                response.status,
                self.redactor.text(request.url),
                request.method,
                following.dropped,
            )
        at = self.journal.at()
        yield Finished(at, response, replace(self.journal.timings, total=at))

    def _is_followed(self, response: Response) -> bool:
        return (
            self._options.follow_redirects
            and response.status in redirects.FOLLOWED
            and bool(response.headers.first("Location"))
        )

    def _payload(self, request: ResolvedRequest) -> Payload:
        equipment = self._equipment
        return equipment.bodies[type(request.content)].encode(
            request.content, equipment.randomness.token(_BOUNDARY_LENGTH)
        )

    # Credentials -----------------------------------------------------------------------------------------------------

    def _scheme(self, auth: ResolvedAuth) -> AuthScheme | None:
        if auth.kind == _NO_AUTH.kind:
            return None
        scheme = self._equipment.auth.get(auth.kind)
        if scheme is None:
            raise Abandoned(
                Failure(
                    FailureKind.AUTH,
                    Message("The auth scheme “{kind}” is not known", kind=auth.kind),
                    Message("Choose another one in the Auth tab."),
                    place="auth",
                )
            )
        return scheme

    def _authenticated(
        self, request: ResolvedRequest, scheme: AuthScheme | None, auth: ResolvedAuth
    ) -> Generator[Event, None, ResolvedRequest]:
        """Run the auth scheme's conversation and return the request with its credentials."""
        if scheme is None:
            return request
        flow = scheme.authenticate(dict(auth.values), request)
        try:
            step = next(flow)
            while True:
                if not isinstance(step, Fetch):
                    hint = Message("Enter it in the Auth tab.")
                    raise Abandoned(Failure(FailureKind.AUTH, step.label, hint, place="auth"))
                reply = yield from self._fetched(step.request)
                step = flow.send(reply)
        except StopIteration as done:
            authenticated: ResolvedRequest = done.value
            return authenticated

    def _fetched(self, request: ResolvedRequest) -> Generator[Event, None, Reply]:
        """Send what an auth scheme asks for; a token endpoint that redirects is not followed."""
        redactor = Redactor(request.secrets)
        longest = max((len(secret.encode()) * 3 for secret in request.secrets), default=0)
        hop = Hop(
            self._equipment,
            self.journal,
            self._token,
            Call(request, self._payload(request), _unsigned, redactor, longest),
        )
        try:
            response = yield from hop.head()
            response = yield from hop.body(response)
        finally:
            hop.close()
        return Reply(response, b"".join(self._equipment.spools.chunks(response.body)))


def _unsigned(request: ResolvedRequest, payload: Payload) -> ResolvedRequest:
    del payload
    return request


def _signature(scheme: AuthScheme | None, auth: ResolvedAuth) -> Sign:
    if scheme is None:
        return _unsigned
    values = dict(auth.values)

    def sign(request: ResolvedRequest, payload: Payload) -> ResolvedRequest:
        return scheme.sign(values, request, payload)

    return sign


def _secret_values(scheme: AuthScheme | None, auth: ResolvedAuth) -> frozenset[str]:
    if scheme is None:
        return frozenset()
    names = {field.name for field in scheme.fields if isinstance(field, Secret)}
    return frozenset(value for name, value in auth.values if name in names and value)


def _ended(failure: Failure, journal: Journal, token: CancelToken) -> Failed | Stopped:
    at = journal.at()
    timings = replace(journal.timings, total=at)
    if token.is_cancelled:
        return Stopped(at, timings)
    return Failed(at, failure, timings, journal.response)


def _internal(error: BaseException) -> Failure:
    return Failure(
        FailureKind.INTERNAL,
        Message("Something in Modelpost went wrong while sending"),
        Message("It was written to the log. Send again; if it happens again, please report it."),
        type(error).__name__,
    )
