"""Keeps what is open across starts and crashes: it writes soon after each change, and brings all of it back."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.failures import ModelpostError
from modelpost.core.secrets import SecretRef
from modelpost.core.session import OpenRequest, Session
from modelpost.core.text import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import DraftKeeper, StoredDraft
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.workspace import Workspace

_WRITTEN_AFTER_MS = 400
_TOO_MANY_CRASHES = 2


class Restored(NamedTuple):
    """A request that comes back: how it was open, and its file as far as there is one."""

    request: OpenRequest
    stored: "StoredDraft | None"


class DraftsDesk(QObject):
    """Journals what is open, half a second after it changed, off the GUI thread.

    `read` reads the file of a request as it was when it was open. `answers` gives the number in the history of the
    answer that each tab shows, by the tab's key; `show_answer` brings one back.

    Signals:
        restored: what was open came back after a crash; carries a Message.
        failed: the journal could not be written, told once until it could; carries a ModelpostError.
    """

    restored = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        workspace: "Workspace",
        load_drafts: "Callable[[], DraftKeeper]",
        background: "Background",
        read: "Callable[[OpenRequest], StoredDraft]",
        answers: "Callable[[], dict[str, int]]",
        show_answer: "Callable[[RequestTab, int], None]",
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._load_drafts = load_drafts
        self._background = background
        self._read = read
        self._answers = answers
        self._show_answer = show_answer
        self._waiting: dict[str, int] = {}
        self._watched: set[str] = set()
        self._is_ready = False
        self._is_writing = False
        self._is_stale = False
        self.trouble: ModelpostError | None = None
        self._later = QTimer(self, singleShot=True, interval=_WRITTEN_AFTER_MS)
        self._later.timeout.connect(self._write)
        workspace.tabs_changed.connect(self._on_tabs_changed)
        workspace.current_changed.connect(self._on_current_changed)
        workspace.exchanged.connect(self.note)

    def begin(self) -> None:
        """Bring back what was open; from then on what is open is journaled."""

        def work() -> tuple[Session, tuple[Restored, ...]]:
            session = self._load_drafts().take()
            return session, tuple(
                restored for request in session.requests if (restored := self._with_file(request)) is not None
            )

        def done(found: tuple[Session, tuple[Restored, ...]]) -> None:
            self._is_ready = True
            self._restore(*found)
            self._on_tabs_changed()

        def failed(error: ModelpostError) -> None:
            self._is_ready = True
            self._tell(error)

        self._background.run(work, done, failed)

    def close(self) -> None:
        """Write for the last time, at once; `trouble` says why that was not possible."""
        self._later.stop()
        if not self._is_ready:
            return  # what was open has not come back yet, and stays as it is
        try:
            self._load_drafts().close(self._session())
        except ModelpostError as error:
            self._tell(error)

    @property
    def is_safe(self) -> bool:
        """Tell whether everything that is open is on the disk, or will be when the window closes."""
        return self._is_ready and self.trouble is None

    def note(self, *changed: object) -> None:
        """Write soon: something differs."""
        del changed
        if self._is_ready and not self._later.isActive():
            self._later.start()

    # -----------------------------------------------------------------------------------------------------------------

    def _on_tabs_changed(self) -> None:
        for tab in self._workspace.tabs:
            if tab.key not in self._watched:
                self._watched.add(tab.key)
                tab.draft_changed.connect(self.note)
                tab.title_changed.connect(self.note)
                tab.surroundings_changed.connect(self.note)
                tab.look_changed.connect(self.note)
        self.note()

    def _on_current_changed(self, tab: "RequestTab | None") -> None:
        if tab is not None and tab.key in self._waiting:
            self._show_answer(tab, self._waiting.pop(tab.key))
        self.note()

    def _write(self) -> None:
        if self._is_writing:
            self._is_stale = True
            return
        self._is_writing, self._is_stale = True, False
        session = self._session()

        def work() -> None:
            self._load_drafts().write(session)

        def done(_: None) -> None:
            self._is_writing = False
            self.trouble = None
            if self._is_stale:
                self.note()

        def failed(error: ModelpostError) -> None:
            self._is_writing = False
            self._tell(error)
            self.note()  # the disk may have room again

        self._background.run(work, done, failed)

    def _session(self) -> Session:
        current = self._workspace.current
        answers = {**self._waiting, **self._answers()}
        requests = tuple(_open_request(tab, answers.get(tab.key, 0)) for tab in self._workspace.tabs)
        return Session(requests, current.id if current is not None else "")

    def _with_file(self, request: OpenRequest) -> Restored | None:
        """Read the file of a request; without one its draft comes back alone, and nothing where there is neither."""
        if not request.mark:
            return Restored(request, None)
        try:
            return Restored(request, self._read(request))
        except ModelpostError:
            return Restored(request, None) if request.draft is not None else None

    def _restore(self, session: Session, found: tuple[Restored, ...]) -> None:
        is_crashing = session.crashes >= _TOO_MANY_CRASHES
        tabs = self._workspace.restore(found, session.current)
        if not is_crashing:
            numbers = {restored.request.id: restored.request.answer for restored in found if restored.request.answer}
            self._waiting = {tab.key: numbers[tab.id] for tab in tabs if tab.id in numbers}
            self._on_current_changed(self._workspace.current)
        unsaved = sum(restored.request.draft is not None for restored in found)
        if session.crashes and found:
            self.restored.emit(_about_crash(unsaved, is_crashing=is_crashing))

    def _tell(self, error: ModelpostError) -> None:
        if self.trouble is None:
            self.failed.emit(error)
        self.trouble = error


def _open_request(tab: "RequestTab", answer: int) -> OpenRequest:
    location, stored = tab.location, tab.stored
    mark = getattr(stored, "fingerprint", "file") if stored is not None else ""
    return OpenRequest(
        id=tab.id,
        draft=tab.draft if tab.is_dirty or stored is None else None,
        root=location.root if location is not None else "",
        path=location.path if location is not None else "",
        mark=mark,
        secrets=tuple((own.name, own.value) for own in tab.own_secrets if isinstance(own.value, SecretRef)),
        look=tab.look,
        answer=answer,
    )


def _about_crash(unsaved: int, *, is_crashing: bool) -> Message:
    if is_crashing:
        return Message(
            "Modelpost ended unexpectedly more than once. The requests are back; their answers are in the history."
        )
    if unsaved == 1:
        return Message("Restored 1 unsaved request")
    return Message("Restored {count} unsaved requests", count=unsaved)
