"""What comes from other applications: read, shown before anything is written, and written piece by piece."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.secret_hunt import Cleared, cleared
from modelpost.workbench.imported import Place, Preview, Report, Target, together, without

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from modelpost.core.contents import CollectionContents
    from modelpost.core.failures import ModelpostError
    from modelpost.core.tree import Collection
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import CollectionStore, ContentsWriter, ForeignReader
    from modelpost.workbench.secrets_desk import SecretsDesk
    from modelpost.workbench.workspace import Workspace

_AT_ONCE = 40
"""Files that one job of the background writes: other jobs get their turn between two of them."""


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


def _nothing(_: object) -> None:
    """Do nothing: what was written is taken back."""


def _no_news() -> None:
    """Do nothing: the secret is where it belongs."""
