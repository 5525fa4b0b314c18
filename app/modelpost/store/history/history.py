"""The history as the rest of the program knows it: one thread that writes, and reading beside it.

The database's library is loaded by the thread that first needs it, and never where anybody waits for the screen.
"""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol, TypeVar

from modelpost.core.carried import credentials_in
from modelpost.core.failures import FormatTrouble, ModelpostError
from modelpost.core.history import Exchanged, HistoryLimits, Origin, PastExchange, PastRow
from modelpost.core.ports import Clock
from modelpost.core.text import Message

if TYPE_CHECKING:
    import sqlite3

    from modelpost.store.history.archive import Archive
    from modelpost.store.history.schema import FileId

T = TypeVar("T")
_TIDIED_EVERY = 200
_CLOSED_WITHIN = 5.0


class Known(Protocol):
    """The values of secrets that this process has seen (`store.redaction.KnownSecrets`)."""

    def text(self, text: str) -> str:
        """Return a text with them masked."""

    def content(self, content: bytes) -> bytes:
        """Return bytes with them masked."""


class History:
    """What was sent and what came back. Calls that change something return at once, and happen one after the other.

    `changed` and `failed` are called on the thread that writes, the latter with a ModelpostError: once for each kind of
    trouble, until writing has gone well again.
    """

    def __init__(
        self,
        folder: Path,
        known: Callable[[], Known],
        clock: Clock,
        limits: Callable[[], HistoryLimits],
        *,
        changed: Callable[[], object] = lambda: None,
        failed: Callable[[ModelpostError], object] = lambda _: None,
    ) -> None:
        self._folder = folder
        self._known = known
        self._clock = clock
        self._limits = limits
        self._changed = changed
        self._failed = failed
        self._jobs: SimpleQueue[Callable[[Archive], object] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._start = threading.Lock()
        self._reading = threading.Lock()
        self._reader: Archive | None = None
        self._told: set[str] = set()
        self._added = 0
        self._is_closed = False

    # Writing ---------------------------------------------------------------------------------------------------------

    def record(self, exchanged: Exchanged, done: Callable[[int], object] = lambda _: None) -> None:
        """Remember an exchange; `done` is called with its number on the thread that writes."""

        def work(archive: "Archive") -> None:
            from modelpost.store.history.masking import Masking  # noqa: PLC0415  # 1 ms, on this thread

            known = self._known()
            done(archive.add(exchanged, Masking(_secrets(exchanged), known.text, known.content)))
            self._added += 1
            if self._added % _TIDIED_EVERY == 1:
                archive.tidy(self._limits(), self._clock.now())

        self._put(work)

    def pin(self, number: int, *, wanted: bool) -> None:
        """Keep an exchange for good, or no longer."""
        self._put(lambda archive: archive.pin(number, wanted=wanted))

    def delete(self, numbers: Iterable[int]) -> None:
        """Take exchanges off the list; they are forgotten when the program ends, and can come back before."""
        gone = tuple(numbers)
        self._put(lambda archive: archive.hide(gone, wanted=True))

    def restore(self, numbers: Iterable[int]) -> None:
        """Put exchanges back that were deleted."""
        back = tuple(numbers)
        self._put(lambda archive: archive.hide(back, wanted=False))

    def clear(self) -> None:
        """Forget everything."""
        self._put(lambda archive: archive.clear())

    def close(self) -> None:
        """Write what waits, forget what was deleted, and let the database go."""
        with self._start:
            self._is_closed = True
            thread = self._thread
        if thread is not None:
            self._jobs.put(lambda archive: archive.purge())
            self._jobs.put(None)
            thread.join(_CLOSED_WITHIN)
        with self._reading:
            if self._reader is not None:
                self._reader.close()
                self._reader = None

    # Reading, off the GUI thread -------------------------------------------------------------------------------------

    def page(self, wanted: str, before: int, count: int) -> tuple[PastRow, ...]:
        """Return up to `count` exchanges with these words, the newest first, older than number `before` (0 for all)."""
        return self._read(lambda archive: archive.page(wanted, before, count), ())

    def get(self, number: int) -> PastExchange | None:
        """Return an exchange with its answer, None for one that is gone."""
        return self._read(lambda archive: archive.get(number), None)

    def last_success(self, origin: Origin) -> int:
        """Return the number of a request's last exchange that was answered with 2xx, 0 where there is none."""
        return self._read(lambda archive: archive.last_success(origin), 0)

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _path(self) -> Path:
        return self._folder / "history.db"

    def _put(self, job: "Callable[[Archive], object]") -> None:
        with self._start:
            if self._is_closed:
                return
            if self._thread is None or not self._thread.is_alive():  # a bug in one job costs no other
                self._thread = threading.Thread(target=self._write, name="history", daemon=True)
                self._thread.start()
        self._jobs.put(job)

    def _write(self) -> None:
        """Do what is to be done; what cannot be done is told and left out, and the next one has its chance."""
        from modelpost.store.history.schema import file_at  # noqa: PLC0415  # 60 ms, on this thread: sqlite3

        archive: Archive | None = None
        file: FileId | None = None
        while (job := self._jobs.get()) is not None:
            try:
                if archive is not None and file_at(self._path) != file:  # another window has set it aside
                    archive.close()
                    archive = None
                file = file_at(self._path)  # first, for the case that it cannot be opened
                archive = archive or self._opened()
                file = file or file_at(self._path)
                job(archive)
            except ModelpostError as trouble:
                self._tell(trouble)
                continue
            except _database_errors() as error:
                archive = self._after_error(archive, file, error)
                file = file_at(self._path)
                if archive is None or not self._again(archive, job):
                    continue
            self._told.clear()
            self._changed()
        if archive is not None:
            archive.close()

    def _again(self, archive: "Archive", job: "Callable[[Archive], object]") -> bool:
        """Do in the new database what the damaged one could not take."""
        try:
            job(archive)
        except _any_trouble():
            return False
        return True

    def _after_error(
        self, archive: "Archive | None", file: "FileId | None", error: "sqlite3.Error"
    ) -> "Archive | None":
        """Tell what went wrong; return a new archive where the old one was damaged, None where there is none."""
        from modelpost.store.history import schema  # noqa: PLC0415  # loaded by now
        from modelpost.store.history.archive import trouble_with_database  # noqa: PLC0415  # as above

        if archive is not None:
            archive.close()
        if not schema.is_damage(error):
            self._tell(trouble_with_database(self._path, error))
            return None
        with self._reading:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
            schema.set_aside(self._path, f"{self._clock.now():.0f}", file)
        self._tell(
            FormatTrouble(
                Message("The history was damaged, and a new one has been begun"),
                Message("The damaged one is kept in {folder}.", folder=str(self._folder)),
            )
        )
        try:
            return self._opened()
        except _any_trouble():
            return None

    def _opened(self) -> "Archive":
        from modelpost.store.history.archive import Archive  # noqa: PLC0415  # 60 ms: sqlite3 and msgspec

        return Archive(self._folder)

    def _read(self, question: "Callable[[Archive], T]", nothing: T) -> T:
        """Ask the database. Raises ModelpostError; damage is left to the thread that writes."""
        with self._reading:
            if self._is_closed:
                return nothing
            if self._reader is None and not self._path.exists():
                return nothing
            try:
                self._reader = self._reader or self._opened()
                return question(self._reader)
            except _database_errors() as error:
                trouble = error
        return self._without(nothing, trouble)

    def _without(self, nothing: T, error: "sqlite3.Error") -> T:
        from modelpost.store.history import schema  # noqa: PLC0415  # loaded by now
        from modelpost.store.history.archive import trouble_with_database  # noqa: PLC0415  # as above

        if not schema.is_damage(error):
            raise trouble_with_database(self._path, error) from error
        self._put(_fails_with(error))
        return nothing

    def _tell(self, trouble: ModelpostError) -> None:
        kind = trouble.summary.template
        if kind not in self._told:
            self._told.add(kind)
            self._failed(trouble)


def _fails_with(error: "sqlite3.Error") -> "Callable[[Archive], object]":
    """Return a job that makes the writing thread see the damage that reading has met, once."""
    seen: list[bool] = []

    def work(archive: "Archive") -> None:
        del archive
        if not seen:
            seen.append(True)
            raise error

    return work


def _database_errors() -> "tuple[type[sqlite3.Error], ...]":
    import sqlite3  # noqa: PLC0415  # 7 ms, on the threads of the history

    return (sqlite3.DatabaseError,)


def _any_trouble() -> tuple[type[Exception], ...]:
    return (ModelpostError, *_database_errors())


def _secrets(exchanged: Exchanged) -> frozenset[str]:
    """Return the credentials of a request, and how its scheme wrote them where that can be undone (RFC 7617)."""
    from base64 import b64encode  # noqa: PLC0415  # on this thread

    auth = dict(exchanged.request.auth.values)
    found = set(credentials_in(exchanged.request))
    if exchanged.request.auth.kind == "basic":
        pair = f"{auth.get('username', '')}:{auth.get('password', '')}".encode("utf-8", "replace")
        found.add(b64encode(pair).decode("ascii"))
    return frozenset(found)
