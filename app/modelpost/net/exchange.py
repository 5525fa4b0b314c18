"""One exchange, from a resolved request to its outcome, as a stream of events.

Read `exchange` first, then `_Story.tell`: credentials, then one hop, and another for each redirect. Everything blocks
the calling thread; the token frees it.
"""

from collections.abc import Iterator
from dataclasses import replace

from modelpost.core.events import Challenged, Event, Failed, Finished, Redirected, Stopped
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.resolved import Payload, ResolvedRequest, SendOptions
from modelpost.core.response import Response
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net import redirects
from modelpost.net.cancel import CancelToken
from modelpost.net.credentials import NO_AUTH, Abandoned, Credentials, unsigned
from modelpost.net.equipment import Equipment
from modelpost.net.hop import Call, Hop
from modelpost.net.journal import Journal
from modelpost.net.message import with_url_credentials
from modelpost.net.outbox import Outbox
from modelpost.net.translate import failure_for
from modelpost.net.websocket import SWITCHING, Handshake, Talk, handshake, is_conversation

_BOUNDARY_LENGTH = 24


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
    finally:
        if outbox is not None:
            outbox.close()


class _Story:
    """The course of one exchange."""

    def __init__(self, equipment: Equipment, options: SendOptions, token: CancelToken, outbox: Outbox | None) -> None:
        self._outbox = outbox
        self._equipment = equipment
        self._options = options
        self._token = token
        self.journal = Journal(equipment.clock, options, equipment.clock.monotonic())
        self.redactor = Redactor(frozenset())

    def tell(self, request: ResolvedRequest) -> Iterator[Event]:
        """Yield the events of the exchange up to Finished."""
        request = with_url_credentials(request)
        credentials = Credentials(self._equipment, self.journal, self._token, request.auth)
        request = replace(request, auth=NO_AUTH)
        opening = handshake(request) if is_conversation(request.url) else None
        if opening is not None:
            request = opening.request
        self._hide(request, credentials)
        request = yield from credentials.given(request)
        payload = self._payload(request)
        is_same_origin = True
        hops = 0
        while True:
            longest = self._hide(request, credentials)
            sign = credentials.sign if is_same_origin else unsigned
            call = Call(request, payload, sign, self.redactor, longest)
            hop = Hop(self._equipment, self.journal, self._token, call)
            try:
                response = yield from hop.head()
                if opening is not None and response.status == SWITCHING:
                    yield from self._talk(hop, response, opening)
                    break
                if is_same_origin and credentials.may_answer(response):
                    response = yield from hop.body(response)
                    better = yield from credentials.renewed(request, response)
                    if better is None:
                        break
                    request = better
                    yield Challenged(self.journal.at(), response.status)
                    continue
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
            is_same_origin = is_same_origin and not following.is_another_origin
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

    def _talk(self, hop: Hop, response: Response, opening: Handshake) -> Iterator[Event]:
        outbox = self._outbox or Outbox()
        talk = Talk(self._equipment, self.journal, self._token, self.redactor, outbox, opening.protocol)
        connected, rest = hop.upgraded()
        return talk.run(connected, rest, response)

    def _hide(self, request: ResolvedRequest, credentials: Credentials) -> int:
        """Mask from now on what is secret in the request; return how many bytes the longest secret may take."""
        secrets = request.secrets | credentials.secrets
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
