"""The card that explains an unwelcome outcome: title, sentence and buttons."""

from dataclasses import dataclass
from enum import Enum

from modelpost.core.certificates import Certificate
from modelpost.core.text import Message


class Tone(Enum):
    """How bad it is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Remedy(Enum):
    """A button that helps; the first of a card is the likeliest."""

    SEND_AGAIN = "send-again"
    SEND_LATER = "send-later"
    CANCEL = "cancel"
    EDIT_URL = "edit-url"
    EDIT_AUTH = "edit-auth"
    RENEW_TOKEN = "renew-token"  # noqa: S105  # a button, not a password
    EDIT_BODY = "edit-body"
    CHOOSE_FILE = "choose-file"
    CHOOSE_CA = "choose-ca"
    TRUST_IN_COLLECTION = "trust-in-collection"
    TRUST_IN_REQUEST = "trust-in-request"
    ALLOW_UNVERIFIED = "allow-unverified"
    ALLOW_DOWNGRADE = "allow-downgrade"
    MORE_TIME = "more-time"
    TIMEOUT_SETTINGS = "timeout-settings"
    EDIT_SETTINGS = "edit-settings"
    PROXY_SETTINGS = "proxy-settings"
    START_SAMPLE = "start-sample"
    COPY_REQUEST_ID = "copy-request-id"
    GO_TO_PLACE = "go-to-place"
    UNPACK_MORE = "unpack-more"


@dataclass(frozen=True, slots=True)
class Advice:
    """One card.

    `place` is the field to go to, as in `Problem.where`, or the limit that MORE_TIME raises. `seconds` belongs to the
    button: how long to wait before SEND_LATER, how long MORE_TIME allows; 0 where the card knows none. `request_id` is
    what COPY_REQUEST_ID copies.
    `facts` are shown as a small table, labels and texts. `anchor` is what TRUST_… trusts.
    """

    title: Message
    text: Message
    tone: Tone = Tone.ERROR
    remedies: tuple[Remedy, ...] = ()
    place: str = ""
    seconds: float = 0.0
    request_id: str = ""
    facts: tuple[tuple[Message, str], ...] = ()
    anchor: Certificate | None = None
