"""What happens during an exchange, as typed events in order.

An exchange ends with exactly one of `Finished`, `Failed` and `Stopped`. `at` counts seconds since it began. Redirects
and retries repeat the events from `HostResolved` on; everything a person may see is already masked where it holds a
secret.
"""

from dataclasses import dataclass, field

from modelpost.core.certificates import Certificate
from modelpost.core.conversation import ConversationItem, Letterbox
from modelpost.core.failures import Failure
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response, Timings
from modelpost.core.sent import SentBody
from modelpost.core.streams import Recording, Saying, StreamItem
from modelpost.core.text import Message


@dataclass(frozen=True, slots=True)
class Noted:
    """Something was decided for the user, in a sentence: a header replaced, a proxy chosen, a credential withheld."""

    at: float
    message: Message


@dataclass(frozen=True, slots=True)
class HostResolved:
    """The host name was looked up."""

    at: float
    host: str
    addresses: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection is there: a new one, or one kept alive from an earlier exchange (`reused`).

    `proxy` is the one in between, without its password, empty for none. Through one, `host` is its own until it has
    opened the way. One that is used again is not `verified` where nobody had checked the certificate when it was made.
    """

    at: float
    host: str
    port: int
    address: str
    reused: bool
    seconds: float = 0.0
    proxy: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Tunnelled:
    """The proxy of that `kind` (`HTTP`, `HTTPS`, `SOCKS5`) has opened the way to `target`, a host and port."""

    at: float
    kind: str
    proxy: str
    target: str
    seconds: float


@dataclass(frozen=True, slots=True)
class CertificateRejected:
    """A server's certificate did not pass, so nothing was sent. `chain` is what the server showed, its own one first.

    `anchor` is the certificate that would make it pass if it were trusted: the last of the chain, or None. Without one,
    a CA file may still help where the issuer is unknown.
    """

    at: float
    host: str
    reason: Message
    chain: tuple[Certificate, ...]
    anchor: Certificate | None = None
    is_unknown_issuer: bool = False


@dataclass(frozen=True, slots=True)
class Secured:
    """The TLS handshake with `host`, which may be a proxy, is done; `client` is the file of what it is shown."""

    at: float
    version: str
    cipher: str
    subject: str
    issuer: str
    expires: str
    verified: bool
    seconds: float
    host: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class HeadSent:
    """The request line and headers went out; secrets in `headers` and `target` are masked."""

    at: float
    method: str
    target: str
    headers: HeaderList


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """How much of the body went out; `total` is None where unknown. At most one every 50 ms, and one at the end."""

    at: float
    sent: int
    total: int | None


@dataclass(frozen=True, slots=True)
class RequestSent:
    """The request is out: `body_size` bytes of body, fewer than announced where the server answered early.

    `sha256` is that of the body as sent, empty for none, for one above 8 MB, and for one that did not go out whole.
    `preview` holds its first bytes, masked, `body` the record of all its parts.
    """

    at: float
    body_size: int
    sha256: str
    preview: bytes
    seconds: float
    body: SentBody = field(default_factory=SentBody)


@dataclass(frozen=True, slots=True)
class HeadReceived:
    """The status line and headers arrived; `seconds` is the wait for the first byte.

    `raw` holds the head as it was received, up to the blank line, secrets masked.
    """

    at: float
    status: int
    reason: str
    version: str
    headers: HeaderList
    seconds: float
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """How much of the body arrived, as sent; `total` is None where unknown. At most one every 50 ms."""

    at: float
    received: int
    total: int | None


@dataclass(frozen=True, slots=True)
class StreamBegan:
    """The body turned out to be a stream; `response` has its head, and `recording` everything that arrives."""

    at: float
    response: Response
    recording: Recording = field(compare=False)


@dataclass(frozen=True, slots=True)
class StreamItems:
    """Items of the stream arrived: the first at once, then all those of 20 ms together.

    `received` counts the bytes of the body so far, as sent. `said` is what the items add to the answer of a chat model;
    `is_chat` tells whether it is one. `last_id` and `retry` (seconds) are what a client needs to reconnect.
    """

    at: float
    items: tuple[StreamItem, ...]
    received: int
    said: Saying = Saying()  # noqa: RUF009  # a tuple
    is_chat: bool = False
    last_id: str = ""
    retry: float | None = None


@dataclass(frozen=True, slots=True)
class ConversationOpened:
    """The server agreed to speak WebSocket; what is put into the `outbox` is sent from now on.

    `extensions` and `subprotocol` are what both sides settled on.
    """

    at: float
    response: Response
    recording: Recording = field(compare=False)
    outbox: Letterbox = field(compare=False)
    subprotocol: str = ""
    extensions: str = ""


@dataclass(frozen=True, slots=True)
class ConversationItems:
    """Messages passed, in either direction: the first at once, then all those of 20 ms together.

    `unsent` says why of some that should have gone out; each counts as one.
    """

    at: float
    items: tuple[ConversationItem, ...]
    unsent: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationClosed:
    """Both sides said goodbye; `by_us` tells who began."""

    at: float
    code: int
    reason: str
    by_us: bool


@dataclass(frozen=True, slots=True)
class Redirected:
    """The answer of `url` points elsewhere and is followed; `dropped` names the headers that do not go along.

    `timings` are those of the hop that ends here; its total counts from the look-up of its host.
    """

    at: float
    status: int
    location: str
    method: str
    dropped: tuple[str, ...] = ()
    url: str = ""
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True, slots=True)
class Retrying:
    """An attempt came to nothing, and the next one, number `attempt` of `of`, begins after `wait` seconds.

    `reason` says what the last one came to. `may_repeat` tells that the service may have carried it out all the same,
    and its method does not promise that twice is as good as once (RFC 9110, section 9.2.2).
    """

    at: float
    attempt: int
    of: int
    wait: float
    reason: Message
    may_repeat: bool = False
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True, slots=True)
class Signed:
    """The request was signed; both texts are what the server should come to as well, secrets masked."""

    at: float
    algorithm: str
    canonical_request: str
    string_to_sign: str


@dataclass(frozen=True, slots=True)
class Challenged:
    """The server wants other credentials than it got: they are renewed, and the request is sent once more."""

    at: float
    status: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is complete."""

    at: float
    response: Response
    timings: Timings


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no complete answer; `response` is what had arrived, if a head had."""

    at: float
    failure: Failure
    timings: Timings = field(default_factory=Timings)
    response: Response | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The user hung up; `response` is what had arrived of a stream."""

    at: float
    timings: Timings = field(default_factory=Timings)
    response: Response | None = None


@dataclass(frozen=True, slots=True)
class Obtained:
    """An errand is done, in the place of `Finished`: credentials are at hand, or there are values to choose from."""

    at: float
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)


Outcome = Finished | Failed | Stopped
Event = (
    Noted
    | HostResolved
    | Connected
    | Tunnelled
    | CertificateRejected
    | Secured
    | HeadSent
    | UploadProgress
    | RequestSent
    | HeadReceived
    | DownloadProgress
    | StreamBegan
    | StreamItems
    | ConversationOpened
    | ConversationItems
    | ConversationClosed
    | Redirected
    | Retrying
    | Signed
    | Challenged
    | Outcome
)
