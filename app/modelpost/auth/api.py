"""What an auth scheme is.

A scheme declares its form and drives a generator without I/O: it yields a step (a request that it wants answered, a
question to the user, a token to look up), is sent the reply, and returns the request that may go out. The engine runs
it. `sign` comes last, over what really leaves; `challenged` is asked when the server answered 401.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Protocol

from modelpost.core.fields import Field, Values
from modelpost.core.ports import Clock, Randomness
from modelpost.core.resolved import Payload, ResolvedRequest
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.core.tokens import Token


@dataclass(frozen=True, slots=True)
class Fetch:
    """Send `request`, without following redirects; the reply has the response and up to 1 MB of content, decoded."""

    request: ResolvedRequest


@dataclass(frozen=True, slots=True)
class Prompt:
    """Ask the user for one value, such as a one-time password; the reply has the text."""

    label: Message
    is_secret: bool = True


@dataclass(frozen=True, slots=True)
class Recall:
    """Look up the token kept under `key`; the reply has it, or None.

    Whoever else wants the same key waits until this flow ends: so a token is fetched once for all parallel requests.
    `is_brief` as in `Remember`.
    """

    key: str
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep `token` under `key`, or forget what is there; the reply is empty.

    One that `is_brief` is kept in memory only: it changes too often, and is worth too little, for a keyring.
    """

    key: str
    token: Token | None = field(repr=False)
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for a browser on a loopback port (RFC 8252, section 7.3); the reply has the redirect URI.

    `port` is 0 for any that is free.
    """

    path: str = "/callback"
    port: int = 0


@dataclass(frozen=True, slots=True)
class Browse:
    """Open `url` in the system's browser; the reply has the URL that came back to the port of `Listen`."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Show:
    """Show the user something to do elsewhere, such as a code to enter at `url`; the reply is empty and at once."""

    message: Message
    url: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Write a sentence into the timeline; the reply is empty and at once."""

    message: Message


@dataclass(frozen=True, slots=True)
class Pause:
    """Let `seconds` pass; the reply is empty."""

    seconds: float


Step = Fetch | Prompt | Recall | Remember | Listen | Browse | Show | Note | Pause


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a step; each kind of step fills in what its docstring says."""

    response: Response | None = None
    content: bytes = field(default=b"", repr=False)
    text: str = field(default="", repr=False)
    token: Token | None = field(default=None, repr=False)


class Refused(Exception):
    """Credentials could not be had: raised by a flow, shown as the failure of the exchange.

    `place` names the field of the form to blame, such as `auth.password`.
    """

    def __init__(self, summary: Message, hint: Message, *, place: str = "auth", detail: str = "") -> None:
        super().__init__(summary, hint)
        self.summary = summary
        self.hint = hint
        self.place = place
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a scheme may know of the world.

    `digest` returns the SHA-256 of a payload in lower-case hex, reading the files in it.
    """

    clock: Clock
    randomness: Randomness
    digest: Callable[[Payload], str]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signed request, and what was signed, for people to compare with what the server says it expected."""

    request: ResolvedRequest
    algorithm: str = ""
    canonical_request: str = field(default="", repr=False)
    string_to_sign: str = field(default="", repr=False)


AuthFlow = Generator[Step, Reply, ResolvedRequest]

Options = tuple[tuple[str, str], ...]
"""Values to choose from, each with what people know it by."""

Lookup = Generator[Step, Reply, Options]


class AuthScheme(Protocol):
    """One way to prove who is calling."""

    @property
    def name(self) -> str:
        """What files say."""

    @property
    def label(self) -> Message:
        """What people see."""

    @property
    def order(self) -> int:
        """Where it stands in lists."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its form."""

    @property
    def may_retry(self) -> bool:
        """Tell whether the engine may send a request again by itself where the user asked for retries."""

    @property
    def challenge_limit(self) -> int:
        """How many answers with 401 it may be asked about in one exchange."""

    def sets(self, values: Values) -> tuple[str, ...]:
        """Return the names of the headers that it will set, to be shown among those that are sent."""

    def asks(self, values: Values) -> tuple[str, ...]:
        """Return the names of the parameters that it will add to the query, to be shown in the address."""

    def token_key(self, values: Values) -> str:
        """Return the key of the token that these values lead to, for `Recall`; empty for a scheme without tokens."""

    def authenticate(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow:
        """Drive the steps that lead to a request with credentials. The flow may raise Refused."""

    def look_up(self, field: str, values: Values, around: Surroundings) -> Lookup:
        """Drive the steps that lead to the values of a field with a `lookup`. The flow may raise Refused."""

    def imported(self, field: str, content: bytes) -> Values:
        """Return the values that a file has for other fields. Raises FormatTrouble."""

    def challenged(
        self, values: Values, request: ResolvedRequest, reply: Reply, around: Surroundings
    ) -> AuthFlow | None:
        """Return the flow to a request that is sent once more after a 401, or None where that would not help.

        `request` is the one that was answered, with its credentials. Asked up to `challenge_limit` times an exchange,
        and never for an answer of another origin.
        """

    def once_more(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow | None:
        """Return the flow to a request that goes out again, after a redirect of its origin or for another attempt.

        None where its credentials may go out any number of times.
        """

    def sign(self, values: Values, request: ResolvedRequest, payload: Payload, around: Surroundings) -> Signature:
        """Put in what can only be computed over the final form; `request.headers` are all that go out."""


class Scheme:
    """What schemes have in common: no token, nothing to sign, nothing to answer to a challenge."""

    fields: tuple[Field, ...] = ()
    may_retry = True
    challenge_limit = 1

    def sets(self, values: Values) -> tuple[str, ...]:
        """Most schemes set this one."""
        del values
        return ("Authorization",)

    def asks(self, values: Values) -> tuple[str, ...]:
        """Add nothing to the query."""
        del values
        return ()

    def token_key(self, values: Values) -> str:
        """Have no token."""
        del values
        return ""

    def look_up(self, field: str, values: Values, around: Surroundings) -> Lookup:
        """Have no field whose values can be looked up."""
        del values, around
        raise TypeError(f"{type(self).__name__} cannot look up {field}")

    def imported(self, field: str, content: bytes) -> Values:
        """Have no field that reads a file."""
        raise TypeError(f"{type(self).__name__} cannot read {len(content)} bytes for {field}")

    def challenged(
        self, values: Values, request: ResolvedRequest, reply: Reply, around: Surroundings
    ) -> AuthFlow | None:
        """Have nothing better to say."""
        del values, request, reply, around
        return None  # what the protocol promises

    def once_more(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow | None:
        """Have credentials that may go out any number of times."""
        del values, request, around
        return None  # what the protocol promises

    def sign(self, values: Values, request: ResolvedRequest, payload: Payload, around: Surroundings) -> Signature:
        """Leave the request as it is."""
        del values, payload, around
        return Signature(request)


class OneStep(Scheme):
    """A scheme that needs no conversation: it only adds credentials to the request."""

    def authenticate(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow:
        """Apply the credentials at once."""
        del around
        yield from ()  # no steps: the short case of a conversation
        return self.apply(values, request)

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        """Return the request with the credentials in it."""
        raise TypeError(f"{type(self).__name__} must say how it applies its {len(values)} values to {request.method}")
