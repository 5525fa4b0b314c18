"""What can go wrong, in two sentences: what happened and what to do."""

from enum import Enum
from typing import NamedTuple

from modelpost.core.text import Message

NOTHING_TO_ADD = Message("")


class FailureKind(Enum):
    """Where an exchange failed; decides title, hint and the button that is offered."""

    DNS = "dns"
    REFUSED = "refused"
    CONNECT = "connect"
    TLS = "tls"
    PROXY = "proxy"
    TIMEOUT_CONNECT = "timeout-connect"
    TIMEOUT_READ = "timeout-read"
    TIMEOUT_TOTAL = "timeout-total"
    CONNECTION_LOST = "connection-lost"
    STREAM_CUT = "stream-cut"
    CONVERSATION_CUT = "conversation-cut"
    PROTOCOL = "protocol"
    REDIRECT = "redirect"
    DOWNGRADE = "downgrade"
    FILE = "file"
    BODY = "body"
    AUTH = "auth"
    STORAGE = "storage"
    INTERNAL = "internal"


class Failure(NamedTuple):
    """An exchange that got no answer.

    `detail` is the library's own words, for the timeline and the log; it never holds a secret.
    `place` names the field to blame where there is one (`body.form.0.files.0`), in the form of `Problem.where`.
    """

    kind: FailureKind
    summary: Message
    hint: Message = NOTHING_TO_ADD
    detail: str = ""
    place: str = ""


class Problem(NamedTuple):
    """Something to mend before a request can be sent, and where.

    `where` is a dotted path into the draft: `url`, `method`, `headers.2.name`, `body.form.0.value`, `auth.token`.
    `variable` is the name of the one that has no value, where that is the problem.
    """

    where: str
    message: Message
    hint: Message = NOTHING_TO_ADD
    variable: str = ""


class ModelpostError(Exception):
    """A broken promise at a boundary that a caller must handle; always raised `from` its cause.

    ModelpostError
    ├── FileTrouble      a file the user named cannot be read or written
    ├── FormatTrouble    a document is not what it claims to be; says where
    │   └── GrownTooLarge  an answer became larger than it may when unpacked
    ├── KeyringTrouble   the keyring is locked, missing, too slow or refuses a value
    ├── ChangedOnDisk    a file is not as it was read, and saving would lose what another program wrote
    └── UndecidedSecrets a request holds credentials, which no file may hold
    """

    def __init__(self, summary: Message, hint: Message = NOTHING_TO_ADD) -> None:
        super().__init__(summary, hint)
        self.summary = summary
        self.hint = hint

    def __str__(self) -> str:
        return " ".join(text for text in (self.summary.filled(), self.hint.filled()) if text)


class FileTrouble(ModelpostError):
    """A file cannot be read or written; `path` is the one the user named."""

    def __init__(self, path: str, summary: Message, hint: Message = NOTHING_TO_ADD) -> None:
        super().__init__(summary, hint)
        self.path = path


class FormatTrouble(ModelpostError):
    """A document cannot be understood; `line` and `column` count from 1, 0 where unknown."""

    def __init__(self, summary: Message, hint: Message = NOTHING_TO_ADD, *, line: int = 0, column: int = 0) -> None:
        super().__init__(summary, hint)
        self.line = line
        self.column = column


class GrownTooLarge(FormatTrouble):
    """What was unpacked outgrew its limit."""


class ChangedOnDisk(ModelpostError):
    """Another program wrote to the file since it was read."""


class KeyringTrouble(ModelpostError):
    """The keyring did not do what was asked."""
