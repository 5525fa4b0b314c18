"""An auth scheme at work: runs the steps of its flow, and answers each."""

from collections.abc import Generator
from hashlib import sha256
from typing import TypeVar

from modelpost.auth.api import (
    AuthScheme,
    Browse,
    Fetch,
    Listen,
    Note,
    Options,
    Pause,
    Prompt,
    Recall,
    Refused,
    Remember,
    Reply,
    Show,
    Signature,
    Step,
    Surroundings,
)
from modelpost.core.events import Event, Noted
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.fields import Secret, Text, Values
from modelpost.core.ports import Files
from modelpost.core.resolved import FileSlice, Payload, ResolvedAuth, ResolvedRequest
from modelpost.core.response import Response, StoredBody
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net.cancel import CancelToken
from modelpost.net.decode import decoded
from modelpost.net.equipment import Equipment
from modelpost.net.hop import Call, Hop
from modelpost.net.journal import Journal
from modelpost.net.loopback import Loopback
from modelpost.net.patience import Patience
from modelpost.net.slices import blocks_of
from modelpost.net.tokens import Turns

NO_AUTH = ResolvedAuth()
_LARGEST_REPLY = 1 << 20
_BOUNDARY_LENGTH = 24

Gained = TypeVar("Gained")
"""What a flow leads to: a request with credentials, or values to choose from."""


class Abandoned(Exception):
    """The exchange cannot go on, for a reason that people are told."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


class Credentials:
    """The auth of one exchange: gets credentials, renews them once, and signs."""

    def __init__(
        self,
        equipment: Equipment,
        journal: Journal,
        token: CancelToken,
        auth: ResolvedAuth,
        *,
        looks_up: bool = False,
    ) -> None:
        self._equipment = equipment
        self._journal = journal
        self._token = token
        self._patience = Patience(token, journal)
        self._scheme = _scheme(equipment, auth)
        self._values = _values(self._scheme, auth, looks_up=looks_up)
        self._challenges = 0
        self._around = Surroundings(
            equipment.clock, equipment.randomness, lambda payload: _digest(payload, equipment.files, token)
        )
        self.secrets = _secret_values(self._scheme, auth)

    @property
    def may_retry(self) -> bool:
        """Tell whether the request may be sent again without being asked."""
        return self._scheme is None or self._scheme.may_retry

    def given(self, request: ResolvedRequest) -> Generator[Event, None, ResolvedRequest]:
        """Return the request with its credentials. Raises Abandoned."""
        if self._scheme is None:
            return request
        return (yield from self._run(self._scheme.authenticate(dict(self._values), request, self._around)))

    def looked_up(self, field: str) -> Generator[Event, None, Options]:
        """Return the values to choose from for a field. Raises Abandoned."""
        if self._scheme is None:
            return ()
        return (yield from self._run(self._scheme.look_up(field, dict(self._values), self._around)))

    def may_answer(self, response: Response) -> bool:
        """Tell whether an answer asks for better credentials, and there is a scheme that may still be asked."""
        if self._scheme is None or response.status != 401:  # RFC 9110, section 15.5.2
            return False
        return self._challenges < self._scheme.challenge_limit

    def renewed(self, request: ResolvedRequest, response: Response) -> Generator[Event, None, ResolvedRequest | None]:
        """Return the request to send once more after a 401, or None where that would not help. Raises Abandoned."""
        scheme = self._scheme
        self._challenges += 1
        if scheme is None:
            return None
        reply = Reply(response, self._content(response))
        flow = scheme.challenged(dict(self._values), request, reply, self._around)
        return None if flow is None else (yield from self._run(flow))

    def once_more(self, request: ResolvedRequest) -> Generator[Event, None, ResolvedRequest]:
        """Return the request as it may go out again. Raises Abandoned."""
        scheme = self._scheme
        flow = None if scheme is None else scheme.once_more(dict(self._values), request, self._around)
        return request if flow is None else (yield from self._run(flow))

    def sign(self, request: ResolvedRequest, payload: Payload) -> Signature:
        """Sign the request as it goes out."""
        if self._scheme is None:
            return Signature(request)
        return self._scheme.sign(dict(self._values), request, payload, self._around)

    # Steps -----------------------------------------------------------------------------------------------------------

    def _run(self, flow: Generator[Step, Reply, Gained]) -> Generator[Event, None, Gained]:
        turns = Turns(self._equipment.tokens, self._patience)
        desk = _Desk(turns)
        try:
            step = next(flow)
            while True:
                reply = yield from self._answered(step, desk)
                step = flow.send(reply)
        except StopIteration as done:
            gained: Gained = done.value
            return gained
        except Refused as refused:
            hide = Redactor(self.secrets)
            raise Abandoned(
                Failure(
                    FailureKind.AUTH,
                    _masked(refused.summary, hide),
                    _masked(refused.hint, hide),
                    hide.text(refused.detail),
                    refused.place,
                )
            ) from refused
        finally:
            flow.close()
            desk.close()
            if desk.has_shown:
                self._equipment.person.done(self._patience)

    def _answered(self, step: Step, desk: "_Desk") -> Generator[Event, None, Reply]:
        self._patience.check()
        match step:
            case Fetch():
                return (yield from self._fetched(step.request))
            case Recall():
                return Reply(token=desk.turns.recall(step.key, is_brief=step.is_brief))
            case Remember():
                desk.turns.remember(step.key, step.token, is_brief=step.is_brief)
                return Reply()
            case Note():
                yield Noted(self._journal.at(), _masked(step.message, Redactor(self.secrets)))
                return Reply()
            case Pause():
                self._patience.wait(step.seconds)
                return Reply()
            case Listen():
                desk.loopback = Loopback(step.path, step.port)
                return Reply(text=desk.loopback.uri)
            case Browse():
                yield Noted(self._journal.at(), Message("The browser is opened to sign in."))
                return Reply(text=self._browsed(step, desk))
            case Show():
                yield Noted(self._journal.at(), step.message)
                desk.has_shown = True
                self._equipment.person.show(step.message, step.url, step.code, self._patience)
                return Reply()
            case Prompt():
                return Reply(text=self._asked(step))

    def _asked(self, step: Prompt) -> str:
        text = self._equipment.person.ask(step.label, self._patience, is_secret=step.is_secret)
        self._patience.check()
        if text is None:
            raise Abandoned(Failure(FailureKind.AUTH, step.label, Message("Enter it in the Auth tab."), place="auth"))
        if step.is_secret and text:
            self.secrets |= {text}
        return text

    def _browsed(self, step: Browse, desk: "_Desk") -> str:
        if desk.loopback is None:
            raise RuntimeError("a flow must listen before it opens the browser")
        if not self._equipment.person.browse(step.url):
            raise Abandoned(
                Failure(
                    FailureKind.AUTH,
                    Message("No browser could be opened to sign in"),
                    Message("Choose another grant type in the Auth tab, or set a default browser in the system."),
                    place="auth",
                )
            )
        return desk.loopback.came_back(self._patience)

    def _fetched(self, request: ResolvedRequest) -> Generator[Event, None, Reply]:
        """Send what an auth scheme asks for; a token endpoint that redirects is not followed."""
        equipment = self._equipment
        self.secrets |= request.secrets  # the service may repeat them where it says what is wrong
        secrets = self.secrets
        longest = max((len(secret.encode()) * 3 for secret in secrets), default=0)
        encode = equipment.bodies[type(request.content)].encode
        payload = encode(request.content, equipment.randomness.token(_BOUNDARY_LENGTH))
        call = Call(request, payload, unsigned, Redactor(secrets), longest)
        hop = Hop(equipment, self._journal, self._token, call)
        try:
            response = yield from hop.head()
            response = yield from hop.body(response, _SmallSpool())
        finally:
            hop.close()
            self._journal.response = None  # it may hold a token, and is not the answer to the user's request
        content = b"".join(decoded(iter((response.body.content,)), response.codings, largest=_LARGEST_REPLY))
        return Reply(response, content)

    def _content(self, response: Response) -> bytes:
        """Return the beginning of a body: what a scheme needs to tell one 401 from another."""
        pieces, size = [], 0
        for piece in self._equipment.spools.chunks(response.body):
            pieces.append(piece)
            size += len(piece)
            if size >= _LARGEST_REPLY:
                break
        return b"".join(pieces)[:_LARGEST_REPLY]


class _Desk:
    """What a flow has in hand until it ends."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.loopback: Loopback | None = None
        self.has_shown = False

    def close(self) -> None:
        self.turns.close()
        if self.loopback is not None:
            self.loopback.close()


class _SmallSpool:
    """Keeps what holds a token in memory: it must never reach the disk."""

    def __init__(self) -> None:
        self._content = bytearray()

    def write(self, chunk: bytes) -> None:
        self._content += chunk
        if len(self._content) > _LARGEST_REPLY:
            raise Abandoned(
                Failure(
                    FailureKind.AUTH,
                    Message("The answer is too large to hold a token"),
                    Message("Check the address of the token service in the Auth tab."),
                    place="auth",
                )
            )

    def finish(self) -> StoredBody:
        return StoredBody(len(self._content), bytes(self._content))

    def discard(self) -> None:
        self._content.clear()


def unsigned(request: ResolvedRequest, payload: Payload) -> Signature:
    """Sign nothing: what another origin gets."""
    del payload
    return Signature(request)


def _scheme(equipment: Equipment, auth: ResolvedAuth) -> AuthScheme | None:
    if auth.kind == NO_AUTH.kind:
        return None
    scheme = equipment.auth.get(auth.kind)
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


def _values(scheme: AuthScheme | None, auth: ResolvedAuth, *, looks_up: bool = False) -> Values:
    """Return what was entered, defaults filled in. Raises Abandoned where something is missing.

    What can be looked up need not be there where values are looked up.
    """
    fields = () if scheme is None else scheme.fields
    values = {**{field.name: field.default for field in fields}, **dict(auth.values)}
    for field in fields:
        is_optional = not field.is_needed or (looks_up and isinstance(field, Text) and field.lookup.template)
        if not is_optional and field.is_shown(values) and not values[field.name].strip():
            missing = Message("“{field}” is missing", field=field.label)
            place = f"auth.{field.name}"
            raise Abandoned(Failure(FailureKind.AUTH, missing, Message("Enter it in the Auth tab."), place=place))
    return values


def _secret_values(scheme: AuthScheme | None, auth: ResolvedAuth) -> frozenset[str]:
    if scheme is None:
        return frozenset()
    names = {field.name for field in scheme.fields if isinstance(field, Secret)}
    return frozenset(value for name, value in auth.values if name in names and value)


def _masked(message: Message, redactor: Redactor) -> Message:
    return message.with_params(
        {name: redactor.text(str(value)) for name, value in message.params if isinstance(value, str)}
    )


def _digest(payload: Payload, files: Files, token: CancelToken) -> str:
    digest = sha256()
    for segment in payload.segments:
        if not isinstance(segment, FileSlice):
            digest.update(segment)
            continue
        for block in blocks_of(files, segment, segment.size(files.size(segment.path))):
            token.check()
            digest.update(block)
    return digest.hexdigest()
