"""Secrets as presenters see them: values in memory, the keyring behind a thread.

A keyring can take seconds, ask the user for a password, or hang: so no call here waits for it. What it did not do is a
`KeyringTrouble`, told to whoever asked and kept in `trouble` for the status bar; the value stays in memory, and work
goes on with it until the window closes.
"""

from __future__ import annotations  # types of what is loaded late stand in signatures

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modelpost.core.failures import ModelpostError
    from modelpost.core.secrets import SecretRef
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import SecretKeeper


class _Write(NamedTuple):
    """A change of the keyring that waits for its turn: what to do there, and whom to tell how it went."""

    work: Callable[[], None]
    done: Callable[[None], None]
    failed: Callable[[ModelpostError], None]


class SecretsDesk(QObject):
    """Fetches and keeps secrets without ever making the GUI thread wait.

    A value that was fetched stays in memory until the window closes, so that sending again costs nothing. `load_keeper`
    loads the keyring's library and is called once, off the GUI thread; it may raise KeyringTrouble. `note` is told of
    every value that is held, so that it can be kept out of logs and reports.

    Reading may overtake writing: a value that was changed while it was being fetched keeps its newer form.

    Signals:
        status_changed: the keyring answered or failed to; the properties tell what is known.
        value_changed: a secret's value is known or gone; carries its SecretRef.
    """

    status_changed = Signal()
    value_changed = Signal(object)

    def __init__(
        self,
        load_keeper: Callable[[], SecretKeeper],
        background: Background,
        *,
        note: Callable[[str], object] = str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._load_keeper = load_keeper
        self._note = note
        self._background = background
        self._keeper: SecretKeeper | None = None
        self._values: dict[SecretRef, str | None] = {}
        self._backend: str | None = None
        self._count = 0
        self._changes: dict[SecretRef, int] = {}
        self._writes: deque[_Write] = deque()
        self._status_trouble: ModelpostError | None = None
        self._trouble: ModelpostError | None = None

    @property
    def backend(self) -> str | None:
        """The keyring's name for people (`Secret Service`); empty when there is none, None while nobody asked yet."""
        return self._backend

    @property
    def count(self) -> int:
        """How many secrets Modelpost keeps there, as of the last answer."""
        return self._count

    @property
    def trouble(self) -> ModelpostError | None:
        """Why the keyring could not be used the last time it was asked, None where it could: mostly KeyringTrouble."""
        return self._trouble

    @property
    def values(self) -> dict[SecretRef, str | None]:
        """What is known so far, to be read only; an address that is missing was not fetched, or is not in the keyring.

        It is the living mapping: whoever hands it to another thread takes a copy.
        """
        return self._values

    def warm_up(self) -> None:
        """Load the keyring and ask what it is, so that its state can be shown; ends in `status_changed`."""
        self._background.run(self._ask_status, self._know_status, self._know_status_trouble)

    def fetch(self, refs: Iterable[SecretRef], then: Callable[[], None]) -> None:
        """Make the values of `refs` known, then call `then` on the GUI thread, at once where all are.

        It is called even when the keyring fails (`trouble` says why): whoever sends then finds the value missing, and
        says so at its field. What the keyring does not have is asked for again the next time.
        """
        missing = tuple(ref for ref in refs if ref not in self._values)
        if not missing:
            then()
            return

        before = {ref: self._changes.get(ref, 0) for ref in missing}

        def work() -> dict[SecretRef, str | None]:
            keeper = self._opened()
            return {ref: keeper.get(ref) for ref in missing}

        def done(found: dict[SecretRef, str | None]) -> None:
            for ref, value in found.items():
                if value is not None and self._changes.get(ref, 0) == before[ref]:  # else a newer one is known
                    self._values[ref] = value
                    self._note(value)
            self._trouble = None
            self.status_changed.emit()
            then()

        def failed(error: ModelpostError) -> None:
            self._know_trouble(error)
            then()

        self._background.run(work, done, failed)
        if self._backend is None:
            self.warm_up()

    def remember(self, ref: SecretRef, value: str) -> None:
        """Hold a value in memory only: what was typed and is not yet decided upon."""
        self._values[ref] = value
        self._changes[ref] = self._changes.get(ref, 0) + 1
        self._note(value)
        self.value_changed.emit(ref)

    def keep(
        self, ref: SecretRef, value: str, done: Callable[[], None], failed: Callable[[ModelpostError], None]
    ) -> None:
        """Put a value into the keyring; it is in force at once, and stays so in memory when the keyring refuses.

        `done` or `failed` is called on the GUI thread, once every earlier change has been made too.
        """
        self.remember(ref, value)

        def work() -> None:
            self._opened().set(ref, value)

        def kept(_: None) -> None:
            self._trouble = None
            self.warm_up()
            done()

        def refused(error: ModelpostError) -> None:
            self._know_trouble(error)
            failed(error)

        self._write(_Write(work, kept, refused))

    def forget(self, ref: SecretRef) -> None:
        """Delete a value from memory at once and from the keyring in its turn; one it does not have is no error."""
        self._values.pop(ref, None)
        self._changes[ref] = self._changes.get(ref, 0) + 1
        self.value_changed.emit(ref)

        def work() -> None:
            self._opened().delete(ref)

        def done(_: None) -> None:
            self.warm_up()

        self._write(_Write(work, done, self._know_trouble))

    def after_writes(self, then: Callable[[], None]) -> None:
        """Call `then` on the GUI thread, once every change that was asked for is made or has failed."""

        def done(_: None) -> None:
            then()

        self._write(_Write(_nothing, done, self._know_trouble))

    def _write(self, write: _Write) -> None:
        """Change the keyring once every earlier change is made: the two background threads could swap them."""
        self._writes.append(write)
        if len(self._writes) == 1:
            self._begin_write()

    def _begin_write(self) -> None:
        write = self._writes[0]

        def next_one() -> None:
            self._writes.popleft()
            if self._writes:
                self._begin_write()

        def done(result: None) -> None:
            next_one()
            write.done(result)

        def failed(error: ModelpostError) -> None:
            next_one()
            write.failed(error)

        self._background.run(write.work, done, failed)

    def _opened(self) -> SecretKeeper:
        """Return the keyring, loaded at its first use; for background threads only. Raises KeyringTrouble."""
        if self._keeper is None:
            self._keeper = self._load_keeper()
        return self._keeper

    def _ask_status(self) -> tuple[str, int]:
        """Return the keyring's name and how many secrets it holds for us."""
        keeper = self._opened()
        return keeper.backend_name(), keeper.count()

    def _know_status(self, answer: tuple[str, int]) -> None:
        self._backend, self._count = answer
        if self._trouble is self._status_trouble:  # a locked keyring still says what it is
            self._trouble = None
        self.status_changed.emit()

    def _know_status_trouble(self, error: ModelpostError) -> None:
        self._status_trouble = error
        self._know_trouble(error)

    def _know_trouble(self, error: ModelpostError) -> None:
        self._trouble = error
        self.status_changed.emit()


def _nothing() -> None:
    """Do nothing: only the turn counts."""
