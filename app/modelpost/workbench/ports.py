"""What presenters are handed: the engine and the stores, loaded at first use and faked in tests."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from modelpost.core.contents import FolderContents
from modelpost.core.cookies import Cookie
from modelpost.core.deleted import Deleted
from modelpost.core.failures import ModelpostError
from modelpost.core.handover import Handover
from modelpost.core.history import Exchanged, Origin, PastExchange, PastRow
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.response import Response, StoredBody
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.session import Session
from modelpost.core.text import Message
from modelpost.core.tokens import Token
from modelpost.core.tree import Collection, Environment
from modelpost.core.tree_edits import TreeChange
from modelpost.viewers.api import Answer, Buffer, Rendering
from modelpost.workbench.exchange_state import Read
from modelpost.workbench.runner import Job

if TYPE_CHECKING:
    from modelpost.core.contents import CollectionContents
    from modelpost.workbench.imported import Preview


class SecretKeeper(Protocol):
    """The keyring, called off the GUI thread only. Every call raises `KeyringTrouble` after a bounded wait."""

    def backend_name(self) -> str:
        """Return the name people know the backend by, empty when there is none."""

    def get(self, ref: SecretRef) -> str | None:
        """Return the value, or None where there is none."""

    def set(self, ref: SecretRef, value: str) -> None:
        """Keep the value."""

    def delete(self, ref: SecretRef) -> None:
        """Forget the value."""

    def count(self) -> int:
        """Return how many secrets Modelpost has in the keyring."""

    def entries(self) -> tuple[SecretRef, ...]:
        """Return the secrets that Modelpost has in the keyring."""

    def last_used(self, ref: SecretRef) -> str:
        """Return the day on which a secret was read last, as in 2026-01-31, empty where that is not known."""


class CollectionStore(Protocol):
    """Collections on disk, called off the GUI thread only. Raises `ModelpostError` for what cannot be done."""

    def open(self, root: str, *, quick: bool = False) -> Collection:
        """Open a folder in place; a `quick` look shows requests as they seem, before they are read whole."""

    def stamp(self, root: str) -> str:
        """Return a mark of how the files of a collection look, to notice edits of other programs by."""

    def locate(self, path: str) -> tuple[str, str]:
        """Return the root of the collection that a path means, and the request in it, empty for the whole of it."""

    def read(self, root: str, path: str) -> "StoredDraft":
        """Read a request."""

    def save(self, root: str, path: str, draft: RequestDraft, before: "StoredDraft") -> "StoredDraft":
        """Write a request over its file; raises `ChangedOnDisk` when another program wrote to it since `before`."""

    def save_as(self, root: str, folder: str, draft: RequestDraft) -> tuple[str, "StoredDraft"]:
        """Write a request as a new file and return its path."""

    def create(self, root: str, name: str) -> Collection:
        """Make a folder a collection."""

    def save_environment(self, collection: Collection, environment: Environment) -> Environment:
        """Write an environment over its file, or as a new one where it has no path yet."""

    def remove_environment(self, root: str, path: str) -> object:
        """Delete an environment; return what `put_environment_back` needs."""

    def put_environment_back(self, root: str, removed: Any) -> None:
        """Undo a deletion."""

    def environments(self, collection: Collection) -> tuple[Environment, ...]:
        """Read the environments of a collection anew."""

    def references(self, root: str, requests: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return which of these requests refer to each variable."""

    def writing_new(self, root: str, contents: "CollectionContents") -> "ContentsWriter":
        """Return who writes a new collection into a folder; refuses one that is in use."""

    def writing_into(self, root: str, contents: "CollectionContents") -> "ContentsWriter":
        """Return who writes contents as a folder of a collection."""

    def contents(self, root: str) -> "tuple[CollectionContents, tuple[Message, ...]]":
        """Return everything in a collection, and a sentence for each file that could not be read."""

    def trust(self, root: str, subject: str, pem: str) -> str:
        """Keep a certificate among a collection's files and trust it there; return its path within."""

    def are_one(self, root: str, other: str) -> bool:
        """Tell whether two paths are of one folder, by way of a link."""

    def renew_id(self, collection: Collection) -> TreeChange:
        """Give a copy of a collection an id of its own; both have the values of its secrets."""

    def declare_secret(self, collection: Collection, environment: Environment | None, name: str) -> SecretRef:
        """Note in the environment's file, or the collection's, that a secret of this name is used."""

    def read_folder(self, collection: Collection, path: str) -> FolderContents:
        """Read the settings of a folder, of the collection itself where the path is empty."""

    def save_folder(
        self, collection: Collection, path: str, draft: FolderContents, before: FolderContents
    ) -> FolderContents:
        """Write settings over the file of a folder; raises `ChangedOnDisk` when they are not as `before` any more."""

    def declare_in_folder(self, collection: Collection, path: str, name: str) -> SecretRef:
        """Note in the sidecar of a folder that a secret is used."""

    def make_folder(self, collection: Collection, parent: str, name: str) -> TreeChange:
        """Make a folder behind the others of another one."""

    def rename(self, collection: Collection, path: str, name: str) -> TreeChange:
        """Name a folder or request anew; its file follows."""

    def move(self, collection: Collection, paths: Sequence[str], folder: str, before: str) -> TreeChange:
        """Move items into a folder, ahead of its item `before`, behind all others where that is empty."""

    def hand_over(
        self,
        source: Collection,
        paths: Sequence[str],
        target: Collection,
        folder: str,
        before: str,
        environment: Environment | None,
        called: Sequence[str] = (),
    ) -> Handover:
        """Move items into a folder of another collection, under other file names where they are `called` otherwise.

        `environment` is in force where they come from.
        """

    def duplicate(self, collection: Collection, path: str, name: str) -> TreeChange:
        """Copy a folder or request to a place behind it."""

    def delete(self, collection: Collection, paths: Sequence[str]) -> str:
        """Move items to the trash; return the id to have them back by."""

    def restore(self, deleted: str) -> Deleted:
        """Put back what was deleted; the paths say where it is now."""

    def deleted(self, root: str = "") -> tuple[Deleted, ...]:
        """Return what is in the trash, of one collection or of all, the latest first."""

    def sweep_trash(self) -> None:
        """Let go of what was in the trash long enough."""

    def delete_for_good(self, deleted: Sequence[str]) -> None:
        """Let go of what is in the trash."""

    def written(self, draft: RequestDraft) -> str:
        """Return a draft as its file would say it, to be looked at."""


class GlobalStore(Protocol):
    """The variables that are in force everywhere, read and written off the GUI thread."""

    def read(self) -> tuple[Variable, ...]:
        """Return them."""

    def write(self, variables: tuple[Variable, ...]) -> None:
        """Write them; raises ModelpostError."""


class TextFiles(Protocol):
    """Files that the user names, read and written off the GUI thread."""

    def read(self, path: str) -> str:
        """Return the text in a file; raises ModelpostError."""

    def write(self, path: str, text: str) -> None:
        """Write a text; raises ModelpostError."""


class ContentsWriter(Protocol):
    """Writes a whole collection, a file or two at each step; called off the GUI thread only."""

    @property
    def collection(self) -> Collection:
        """Where it is written."""

    @property
    def refs(self) -> Mapping[SecretRef, SecretRef]:
        """Where each secret variable of the contents went."""

    @property
    def count(self) -> int:
        """How many steps there are."""

    def steps(self) -> Generator[str, None, None]:
        """Write; raises ModelpostError. To close it early is to stop."""


class ForeignReader(Protocol):
    """Every format of other applications, loaded at first use; called off the GUI thread only."""

    def read(self, text: str, name: str) -> "Preview":
        """Read a text whose format is told by itself; raises FormatTrouble."""

    def read_file(self, path: str) -> "Preview":
        """Read a file in the same way; raises FileTrouble too."""


class ForeignWriter(Protocol):
    """The same formats, as far as they can be written; called off the GUI thread only."""

    def export(self, contents: "CollectionContents", name: str, path: str) -> tuple[Message, ...]:
        """Write a collection in the format called `name`; return what it has no place for. Raises FileTrouble."""


class StoredDraft(Protocol):
    """A draft as it was read or written, and how its file looked then."""

    @property
    def draft(self) -> RequestDraft:
        """The draft in the file."""


class Sender(Protocol):
    """The engine, ready to send: loads the network stack at its first job, on the job's thread."""

    def job(self, request: ResolvedRequest, options: SendOptions) -> Job:
        """Return an exchange about to run; its events end with the outcome, then a `Read` where there is a body."""

    def copy_as_curl(self, request: ResolvedRequest, options: SendOptions, *, with_secrets: bool) -> str:
        """Return the request as a command line."""


class Errands(Protocol):
    """The engine, ready to run errands of auth schemes: loads the network stack at its first job, on its thread."""

    def errand(self, auth: ResolvedAuth, options: SendOptions, field: str) -> Job:
        """Return an errand about to run; its events end with Obtained, Failed or Stopped."""


class TokenShelf(Protocol):
    """Where tokens are kept (`store.tokens.KeyringTokens`). Only `get` waits for the keyring: off the GUI thread."""

    def get(self, key: str) -> Token | None:
        """Return the token, fresh or not."""

    def put(self, key: str, token: Token) -> None:
        """Keep a token."""

    def forget(self, key: str) -> None:
        """Keep none."""

    def peek(self, key: str) -> Token | None:
        """Return the token as far as it is in memory."""

    def is_known(self, key: str) -> bool:
        """Tell whether memory knows all that there is to know."""

    def is_kept(self, key: str) -> bool:
        """Tell whether the token is in the keyring too."""


class AnswerReader(Protocol):
    """Turns a response into what the views show; called off the GUI thread only."""

    def render(self, answer: Answer, view: str) -> Rendering:
        """Return what the view called `view` shows."""

    def body(self, body: StoredBody) -> Buffer:
        """Return the bytes of a body as they were kept; raises FileTrouble."""

    def read(self, response: Response, largest: int) -> Read:
        """Read an answer once more, unpacking up to `largest` bytes of it."""

    def raw(self, response: Response) -> Buffer:
        """Return a body as it was received."""


class DraftKeeper(Protocol):
    """What is open, on disk (`store.drafts`). Off the GUI thread but for `close`; raises ModelpostError."""

    def take(self) -> Session:
        """Return what was open the last time, and go on there."""

    def write(self, session: Session) -> None:
        """Write what differs from the last time."""

    def close(self, session: Session) -> None:
        """Write for the last time."""


class HistoryKeeper(Protocol):
    """What was sent and what came back (`store.history`). What reads belongs off the GUI thread: ModelpostError."""

    def record(self, exchanged: Exchanged, done: Callable[[int], object]) -> None:
        """Remember an exchange; returns at once, like all that changes something. `done` gets its number later."""

    def pin(self, number: int, *, wanted: bool) -> None:
        """Keep an exchange for good, or no longer."""

    def delete(self, numbers: Iterable[int]) -> None:
        """Take exchanges off the list; they can come back until the program ends."""

    def restore(self, numbers: Iterable[int]) -> None:
        """Put exchanges back that were deleted."""

    def clear(self) -> None:
        """Forget everything."""

    def page(self, wanted: str, before: int, count: int) -> tuple[PastRow, ...]:
        """Return up to `count` exchanges with these words, the newest first, older than number `before` (0 for all)."""

    def get(self, number: int) -> PastExchange | None:
        """Return an exchange with its answer, None for one that is gone."""

    def last_success(self, origin: Origin) -> int:
        """Return the number of a request's last exchange that was answered with 2xx, 0 where there is none."""


Recall = Callable[[Response, ResolvedRequest], Read]
"""Reads an answer that comes from the history, off the GUI thread."""


class CookieJars(Protocol):
    """The cookies of all collections, called off the GUI thread only: a kept jar waits for the keyring."""

    def cookies(self, jar: str) -> tuple[Cookie, ...]:
        """Return what is in a jar, domain by domain."""

    def put(self, jar: str, cookie: Cookie) -> None:
        """Add or change a cookie."""

    def remove(self, jar: str, keys: Iterable[tuple[str, str, str]]) -> None:
        """Take cookies out."""

    def settle(self, jar: str, *, anyway: bool = False) -> None:
        """Keep what changed, where the jar is kept. Raises ModelpostError."""

    def trouble(self, jar: str) -> ModelpostError | None:
        """Return why kept cookies could not be read, None where they could."""


class KeptJars(Protocol):
    """Which jars outlive the program; called off the GUI thread only. Raises ModelpostError."""

    def is_kept(self, jar: str) -> bool:
        """Tell whether a jar is kept."""

    def keep(self, jar: str, *, wanted: bool) -> None:
        """Keep a jar from now on, or forget what was kept."""


Clock = Callable[[], float]
SecretValues = Mapping[SecretRef, str | None]
BodySaver = Callable[[str, Buffer], None]
"""Writes a body to a file the user chose, off the GUI thread; raises FileTrouble."""
