"""One exchange, from a resolved request to its outcome, as a stream of events.

Read `exchange` first, then `_Story.tell`: credentials, then attempts until one is good enough; each makes one hop, and
another for each redirect. Everything blocks the calling thread; the token frees it.
"""

import contextlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import urlsplit

from modelpost.core.events import Challenged, Event, Failed, Finished, Obtained, Redirected, Retrying, Stopped
from modelpost.core.failures import Failure, FailureKind, ModelpostError
from modelpost.core.resolved import Payload, ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.response import Response
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net import redirects
from modelpost.net.answer import BadAnswer
from modelpost.net.cancel import CancelToken
from modelpost.net.cookies import Cookies
from modelpost.net.credentials import NO_AUTH, Abandoned, Credentials, unsigned
from modelpost.net.equipment import Equipment
from modelpost.net.hop import IDEMPOTENT, Call, Hop
from modelpost.net.journal import Journal
from modelpost.net.message import with_url_credentials
from modelpost.net.outbox import Outbox
from modelpost.net.retries import Again, Retries
from modelpost.net.route import origin_of, secrets_of
from modelpost.net.translate import failure_for
from modelpost.net.websocket import SWITCHING, Handshake, Talk, handshake, is_conversation

_BOUNDARY_LENGTH = 24
_NOWHERE = ResolvedRequest("GET", "http://localhost/")
"""What credentials are put into when nothing but them is wanted; it is never sent."""

Happening = TypeVar("Happening")


def exchange(
    equipment: Equipment,
    request: ResolvedRequest,
    options: SendOptions,
    token: CancelToken,
    outbox: Outbox | None = None,
) -> Iterator[Event]:
    """Send `request` and yield what happens; never raises, and ends with Finished, Failed or Stopped.

    One to a WebSocket becomes a conversation once the server agrees; what is put into the `outbox` is sent.
    """
    story = _Story(equipment, options, token, outbox)
    try:
        yield from story.to_its_end(story.tell(request))
    finally:
        if outbox is not None:
            outbox.close()
        with contextlib.suppress(ModelpostError):  # the jar stays in memory; its desk says why it could not be kept
            equipment.jars.settle(options.jar)


def errand(
    equipment: Equipment, auth: ResolvedAuth, options: SendOptions, token: CancelToken, field: str
) -> Iterator[Event | Obtained]:
    """Look up values for `field`, or get credentials; never raises, and ends with Obtained, Failed or Stopped."""
    story = _Story(equipment, options, token)
    yield from story.to_its_end(story.run(auth, field))


class _Story:
    """The course of one exchange."""

    def __init__(
        self, equipment: Equipment, options: SendOptions, token: CancelToken, outbox: Outbox | None = None
    ) -> None:
        self._outbox = outbox
        self._opening: Handshake | None = None
        self._equipment = equipment
        self._options = options
        self._token = token
        self.journal = Journal(equipment.clock, options, equipment.clock.monotonic())
        self.redactor = Redactor(frozenset())
        self._cookies = Cookies(equipment.jars, self.journal, options)
        self._began = 0.0
        self._retries = Retries(options.retry, self.journal, equipment.clock, equipment.randomness)

    def to_its_end(self, course: Iterator[Happening]) -> Iterator[Happening | Failed | Stopped]:
        """Yield the events of `course`, and how it ended where it did not come to its end."""
        journal, token = self.journal, self._token
        try:
            yield from course
        except Abandoned as abandoned:
            yield _ended(abandoned.failure, journal, token)
        except Exception as error:  # noqa: BLE001  # seam: the end of exchange
            failure = failure_for(error, journal, self.redactor)
            if failure is None and not token.is_cancelled:
                self._equipment.report(error)
            yield _ended(failure or _internal(error), journal, token)

    def tell(self, request: ResolvedRequest) -> Iterator[Event]:
        """Yield the events of the exchange up to Finished."""
        request = with_url_credentials(request)
        self.journal.home = origin_of(request.url)
        credentials = Credentials(self._equipment, self.journal, self._token, request.auth)
        request = replace(request, auth=NO_AUTH)
        if is_conversation(request.url):
            self._opening = handshake(request)
            request = self._opening.request
        self._hide(request, credentials)
        request = yield from credentials.given(request)
        while (end := (yield from self._attempt(request, credentials))).again is not None:
            yield from self._paused(end.again, request)
            request = yield from credentials.once_more(end.request)
        at = self.journal.at()
        yield Finished(at, end.response, replace(self.journal.timings, total=at))

    def _attempt(self, request: ResolvedRequest, credentials: Credentials) -> Generator[Event, None, "_End"]:
        """Send the request once, wherever it is led; an attempt that is worth another one ends with that."""
        self._began = self.journal.at()
        trail = _Trail(request, self._payload(request))
        try:
            return (yield from self._followed(trail, credentials))
        except (OSError, BadAnswer) as error:
            failure = None if self._token.is_cancelled else failure_for(error, self.journal, self.redactor)
            may_retry = credentials.may_retry
            again = self._retries.after_failure(failure, may_retry=may_retry) if failure is not None else None
            if again is None:
                raise
            return _End(trail.begun, Response(0), again)

    def _followed(self, trail: "_Trail", credentials: Credentials) -> Generator[Event, None, "_End"]:
        while True:
            trail.began = self.journal.at()
            hop = self._hop(trail, credentials)
            try:
                yield from self._cookies.told()
                response = yield from hop.head()
                yield from self._cookies.learned(trail.request, response)
                if self._opening is not None and response.status == SWITCHING:
                    yield from self._talk(hop, response, self._opening, trail)
                    return _End(trail.begun, response)
                if trail.is_same_origin and credentials.may_answer(response):
                    response = yield from hop.body(response)
                    better = yield from credentials.renewed(trail.request, response)
                    if better is None:
                        return _End(trail.begun, response)
                    trail.renew(better)
                    yield Challenged(self.journal.at(), response.status)
                    continue
                if not self._is_followed(response):
                    again = self._retries.after_response(response, may_retry=credentials.may_retry)
                    if again is None:
                        return _End(trail.begun, (yield from hop.body(response)))
                    hop.skip_body()
                    return _End(trail.begun, response, again)
                known = Redactor(trail.request.secrets | credentials.secrets)
                yield from self._led(trail, hop, response, known)
                if trail.is_same_origin:
                    trail.request = yield from credentials.once_more(trail.request)
            finally:
                hop.close()

    def _hop(self, trail: "_Trail", credentials: Credentials) -> Hop:
        request = self._cookies.given(trail.request)
        longest = self._hide(request, credentials)
        sign = credentials.sign if trail.is_same_origin else unsigned
        call = Call(request, trail.payload, sign, self.redactor, longest, credentials.may_retry)
        return Hop(self._equipment, self.journal, self._token, call)

    def _led(self, trail: "_Trail", hop: Hop, response: Response, known: Redactor) -> Iterator[Event]:
        """Follow a redirect, unless there is a reason not to. Raises Abandoned."""
        trail.hops += 1
        opens_conversation = self._opening is not None
        onward = redirects.following(trail.request, response, known, opens_conversation=opens_conversation)
        refusal = redirects.refusal(trail.request, onward, trail.hops, self._options)
        refusal = refusal or redirects.refusal_of_secret(onward, trail.payload, known)
        if refusal is not None:
            yield from hop.body(response)
            raise Abandoned(refusal)
        hop.skip_body()
        at = self.journal.at()
        yield Redirected(
            at,
            response.status,
            self.redactor.text(onward.request.url),
            onward.request.method,
            onward.dropped,
            self.redactor.text(trail.request.url),
            replace(self.journal.timings, total=at - trail.began),
        )
        trail.go_on(onward)

    def _paused(self, again: Again, request: ResolvedRequest) -> Iterator[Event]:
        """Let the time before the next attempt pass. Raises HungUp."""
        retries, at = self._retries, self.journal.at()
        retries.attempt += 1
        yield Retrying(
            at,
            retries.attempt,
            retries.of,
            again.seconds,
            again.reason,
            may_repeat=self.journal.has_left and request.method not in IDEMPOTENT,
            timings=replace(self.journal.timings, total=at - self._began),
        )
        self._token.wait(again.seconds)

    def run(self, auth: ResolvedAuth, field: str) -> Iterator[Event | Obtained]:
        """Yield the events of an errand up to Obtained."""
        credentials = Credentials(self._equipment, self.journal, self._token, auth, looks_up=bool(field))
        self.redactor = Redactor(credentials.secrets)
        if field:
            options = yield from credentials.looked_up(field)
            yield Obtained(self.journal.at(), options)
        else:
            yield from credentials.given(_NOWHERE)
            yield Obtained(self.journal.at())

    def _talk(self, hop: Hop, response: Response, opening: Handshake, trail: "_Trail") -> Iterator[Event]:
        outbox = self._outbox or Outbox()
        stranger = "" if trail.is_same_origin else urlsplit(trail.request.url).netloc
        talk = Talk(self._equipment, self.journal, self._token, self.redactor, outbox, opening.protocol, stranger)
        connected, rest = hop.upgraded()
        return talk.run(connected, rest, response)

    def _hide(self, request: ResolvedRequest, credentials: Credentials) -> int:
        """Mask from now on what is secret in the request; return how many bytes the longest secret may take."""
        secrets = request.secrets | credentials.secrets | self._cookies.secrets | secrets_of(self._options)
        self.redactor = Redactor(secrets | {field.value for field in request.headers if field.sensitive})
        return max((len(secret.encode()) * 3 for secret in secrets), default=0)  # percent-encoded at most

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


@dataclass(slots=True)
class _Trail:
    """Where an attempt has come, from the request that it began with."""

    begun: ResolvedRequest
    payload: Payload
    request: ResolvedRequest = field(init=False)
    hops: int = 0
    began: float = 0.0
    is_same_origin: bool = True

    def __post_init__(self) -> None:
        """Begin at the beginning."""
        self.request = self.begun

    def renew(self, better: ResolvedRequest) -> None:
        """Go on with better credentials, and begin with them the next time."""
        if self.request.url == self.begun.url:
            self.begun = better
        self.request = better

    def go_on(self, onward: redirects.Following) -> None:
        """Go where a redirect leads."""
        self.is_same_origin = self.is_same_origin and not onward.is_another_origin
        self.request = onward.request
        self.payload = self.payload if onward.keeps_content else Payload()


@dataclass(frozen=True, slots=True)
class _End:
    """What an attempt came to: an answer, or the reason for `again`; `request` is what the next one begins with."""

    request: ResolvedRequest
    response: Response
    again: Again | None = None


def _ended(failure: Failure, journal: Journal, token: CancelToken) -> Failed | Stopped:
    at = journal.at()
    timings = replace(journal.timings, total=at)
    if token.is_cancelled:
        return Stopped(at, timings, journal.response if journal.items is not None else None)
    return Failed(at, failure, timings, journal.response)


def _internal(error: BaseException) -> Failure:
    return Failure(
        FailureKind.INTERNAL,
        Message("Something in Modelpost went wrong while sending"),
        Message("It was written to the log. Send again; if it happens again, please report it."),
        type(error).__name__,
    )
