"""What comes from other applications: read, shown before anything is written, and written piece by piece."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.failures import FormatTrouble, ModelpostError
from modelpost.core.secret_hunt import Cleared, cleared
from modelpost.core.text import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from modelpost.core.request import RequestDraft
    from modelpost.core.secrets import SecretRef
    from modelpost.core.tree import Collection
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import CollectionStore, ContentsWriter, ForeignReader
    from modelpost.workbench.secrets_desk import SecretsDesk
    from modelpost.workbench.workspace import Workspace

_AT_ONCE = 40
"""Files that one job of the background writes: other jobs get their turn between two of them."""

Place = tuple[int, ...]
"""Where an item stands in a tree: its number in each folder on the way."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be imported. `raw` still holds the credentials; `found` is how it would be written."""

    label: Message
    raw: CollectionContents = field(repr=False)
    found: Cleared
    known: Mapping[SecretRef, str] = field(repr=False)
    losses: tuple[Message, ...] = ()
    is_loose: bool = False
    """Whether these are requests that belong to no collection, and can be opened as they are."""

    @property
    def count(self) -> int:
        """How many requests there are."""
        return sum(1 for _ in self.raw.tree.requests())

    @property
    def is_environments_only(self) -> bool:
        """Whether there is no request, but an environment."""
        return bool(self.raw.environments) and not self.raw.tree.items


@dataclass(frozen=True, slots=True)
class Target:
    """Where it goes: into a new folder, into an open collection where `is_new` is false, into tabs without a root."""

    root: str = ""
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What an import came to: how many requests, where they are, what was lost, and which secrets are kept."""

    name: str
    root: str
    count: int
    environments: int
    losses: tuple[Message, ...] = ()
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    masked: int = 0


class ImportDesk(QObject):
    """Reads what other applications have written, and writes it as a collection of ours.

    Disk, parsing and the search for credentials are work of the background. An import is stopped by `stop`, or by the
    next one.

    Signals:
        previewed: something was read; carries the Preview.
        failed: it could not be read or written; carries a ModelpostError.
        progressed: files are being written; carries how many are, and of how many.
        finished: everything is written; carries the Report.
    """

    previewed = Signal(object)
    failed = Signal(object)
    progressed = Signal(int, int)
    finished = Signal(object)

    def __init__(
        self,
        *,
        workspace: Workspace,
        secrets: SecretsDesk,
        background: Background,
        load_collections: Callable[[], CollectionStore],
        load_reader: Callable[[], ForeignReader],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._secrets = secrets
        self._background = background
        self._load_collections = load_collections
        self._load_reader = load_reader
        self._turn = 0
        self._is_writing = False

    @property
    def is_writing(self) -> bool:
        """Whether an import is under way."""
        return self._is_writing

    @property
    def collections(self) -> tuple[Collection, ...]:
        """The open collections, into which something can be imported."""
        return self._workspace.collections

    def read_text(self, text: str) -> None:
        """Read what was pasted; ends in `previewed` or `failed`."""
        self._read(lambda: (self._load_reader().read(text, ""),))

    def read_files(self, paths: Sequence[str]) -> None:
        """Read files together: a collection, and the environments that belong to it."""
        self._read(lambda: tuple(self._load_reader().read_file(path) for path in paths))

    def _read(self, work: Callable[[], tuple[Preview, ...]]) -> None:
        self._turn += 1
        turn = self._turn

        def done(preview: Preview) -> None:
            if turn == self._turn:
                self.previewed.emit(preview)

        def failed(error: ModelpostError) -> None:
            if turn == self._turn:
                self.failed.emit(error)

        self._background.run(lambda: together(work()), done, failed)

    def write(self, preview: Preview, target: Target, left_out: frozenset[Place], forgotten: frozenset[str]) -> None:
        """Write a preview without the items at `left_out`; secrets whose values are `forgotten` are not kept."""
        self._turn += 1
        turn = self._turn
        if not target.root:
            self._open(preview, without(preview.raw, left_out))
            return
        self._is_writing = True

        def begin() -> tuple[ContentsWriter, Cleared]:
            store = self._load_collections()
            contents = without(preview.raw, left_out)
            if target.is_new:
                found = cleared(contents, preview.known)
                return store.writing_new(target.root, found.contents), found
            taken = frozenset(each.name for each in store.open(target.root).tree.variables)
            found = cleared(contents, preview.known, taken)
            return store.writing_into(target.root, found.contents), found

        def begun(started: tuple[ContentsWriter, Cleared]) -> None:
            writer, found = started
            self._go_on(_Run(turn, preview, target, writer, found, writer.steps(), forgotten))

        self._background.run(begin, begun, self._stopped_by)

    def _open(self, preview: Preview, contents: CollectionContents) -> None:
        """Open the requests in tabs; their credentials are offered to the keyring there, before they are saved."""
        drafts = tuple(contents.tree.requests())
        for draft in drafts:
            self._workspace.new_tab(draft)
        self.finished.emit(Report(contents.name, "", len(drafts), 0, preview.losses))

    def stop(self) -> None:
        """Stop writing, or drop what is being read."""
        self._turn += 1

    def _go_on(self, run: _Run) -> None:
        """Write some files, and come back for more."""
        if run.turn != self._turn:
            self._is_writing = False
            self._background.run(run.steps.close, _nothing, self.failed.emit)
            return

        def work() -> int:
            return sum(1 for _ in islice(run.steps, _AT_ONCE))

        def done(written: int) -> None:
            run.written += written
            self.progressed.emit(run.written, run.writer.count)
            if written == _AT_ONCE:
                self._go_on(run)
            else:
                self._end(run)

        self._background.run(work, done, self._stopped_by)

    def _stopped_by(self, error: ModelpostError) -> None:
        self._is_writing = False
        self.failed.emit(error)

    def _end(self, run: _Run) -> None:
        self._is_writing = False
        kept, dropped = [], []
        for secret in run.found.secrets:
            ref = run.writer.refs.get(secret.ref)
            if ref is None or not secret.value:
                continue
            if secret.value in run.forgotten:
                dropped.append(secret.ref.name)
                continue
            kept.append(secret.ref.name)
            self._secrets.keep(ref, secret.value, _no_news, self.failed.emit)
        root = run.writer.collection.root
        self._workspace.open_collection(root)
        tree = run.found.contents.tree
        self.finished.emit(
            Report(
                name=tree.name,
                root=root,
                count=sum(1 for _ in tree.requests()),
                environments=len(run.found.contents.environments),
                losses=run.preview.losses,
                kept=tuple(kept),
                dropped=tuple(dropped),
                masked=run.found.masked,
            )
        )


@dataclass(slots=True)
class _Run:
    """One import that is being written."""

    turn: int
    preview: Preview
    target: Target
    writer: ContentsWriter
    found: Cleared
    steps: Generator[str, None, None]
    forgotten: frozenset[str]
    written: int = 0


def together(previews: tuple[Preview, ...]) -> Preview:
    """Return several previews as one: one collection with all environments, several as folders side by side."""
    if not previews:
        raise FormatTrouble(Message("There is nothing to import"), Message("Choose a file, or paste its text."))
    if len(previews) == 1:
        return previews[0]
    environments = tuple(environment for preview in previews for environment in preview.raw.environments)
    trees = [preview.raw.tree for preview in previews if not preview.is_environments_only]
    if len(trees) == 1:
        tree = trees[0]
    elif trees:
        tree = FolderContents(trees[0].name, tuple(trees))
    else:
        tree = FolderContents(previews[0].raw.tree.name)
    raw = CollectionContents(tree, environments)
    known = {ref: value for preview in previews for ref, value in preview.known.items()}
    losses = tuple(dict.fromkeys(loss for preview in previews for loss in preview.losses))
    return Preview(previews[0].label, raw, cleared(raw, known), known, losses)


def without(contents: CollectionContents, left_out: frozenset[Place]) -> CollectionContents:
    """Return a collection without the items at some places; a folder that is left out goes with all that is in it."""

    def kept(folder: FolderContents, at: Place) -> FolderContents:
        items: list[FolderContents | RequestDraft] = []
        for index, item in enumerate(folder.items):
            place = (*at, index)
            if place not in left_out:
                items.append(kept(item, place) if isinstance(item, FolderContents) else item)
        return replace(folder, items=tuple(items))

    return replace(contents, tree=kept(contents.tree, ())) if left_out else contents


def suggested_folder(parent: str, name: str) -> str:
    """Return a folder for a new collection, named like it; the file system has the last word."""
    plain = "".join(character if character.isalnum() or character in " ._-" else "-" for character in name)
    return str(Path(parent) / (plain.strip(" .-") or "collection"))


def _nothing(_: object) -> None:
    """Do nothing: what was written is taken back."""


def _no_news() -> None:
    """Do nothing: the secret is where it belongs."""
