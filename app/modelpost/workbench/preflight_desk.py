"""What is said of the request in front before it is sent: looked for when the typing rests, never in its way."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.failures import ModelpostError
from modelpost.core.preflight import Caution, cautions, mended
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import FileContent, FilePart, MultipartContent, ResolvedRequest
from modelpost.core.scope import Context
from modelpost.core.variables import needed_secrets, resolve
from modelpost.workbench.background import Background
from modelpost.workbench.file_facts import FileFactsDesk
from modelpost.workbench.request_tab import RequestTab

_IDLE_MS = 250
_STAND_IN = "0" * 32


class PreflightDesk(QObject):
    """Keeps the cautions about the request in front.

    Signals:
        changed: there are other cautions than before; carries a tuple of Caution.
    """

    changed = Signal(object)

    def __init__(
        self,
        background: Background,
        files: FileFactsDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._files = files
        self._tab: RequestTab | None = None
        self._cautions: tuple[Caution, ...] = ()
        self._seen: tuple[RequestDraft, ResolvedRequest] | None = None
        self._asked = 0
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._look)
        files.known.connect(self._on_file_known)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What is to be said."""
        return self._cautions

    def show_tab(self, tab: RequestTab | None) -> None:
        """Follow another request."""
        if self._tab is not None:
            self._tab.draft_changed.disconnect(self._on_changed)
            self._tab.surroundings_changed.disconnect(self._on_changed)
        self._tab = tab
        self._seen = None
        self._become(())
        if tab is not None:
            tab.draft_changed.connect(self._on_changed)
            tab.surroundings_changed.connect(self._on_changed)
            self._look()

    def mend(self, caution: Caution) -> None:
        """Make the edit that a caution offers, as one step to undo."""
        if self._tab is not None and caution in self._cautions:
            self._tab.edit(mended(self._tab.draft, caution), f"mend-{caution.where}")
            self._look()

    def _on_changed(self) -> None:
        self._idle.start()

    def _look(self) -> None:
        """Fill in the variables off the GUI thread; a long body takes its time."""
        self._idle.stop()
        if self._tab is None:
            return
        self._asked += 1
        draft, context = self._tab.draft, _with_all_secrets(self._tab)
        self._background.run(lambda: resolve(draft, context), partial(self._on_resolved, self._asked, draft), _bug)

    def _on_resolved(self, asked: int, draft: RequestDraft, request: object) -> None:
        if asked != self._asked or self._tab is None:
            return  # another request is in front, or this one was edited since
        self._seen = (draft, request) if isinstance(request, ResolvedRequest) else None
        self._judge()

    def _judge(self) -> None:
        if self._seen is None:
            self._become(())
        else:
            self._become(cautions(*self._seen, self._size))

    def _size(self, path: str) -> int | None:
        facts = self._files.facts(path)
        return facts.size if facts is not None and facts.trouble is None else None

    def _on_file_known(self, path: str) -> None:
        if self._seen is not None and path in _paths(self._seen[1]):
            self._judge()

    def _become(self, found: tuple[Caution, ...]) -> None:
        if found != self._cautions:
            self._cautions = found
            self.changed.emit(found)


def _with_all_secrets(tab: RequestTab) -> Context:
    """Return what surrounds a request, with a stand-in for each secret that was not fetched: none is, only to look."""
    context = tab.surroundings.context
    known = {ref: value for ref, value in context.secrets.items() if value}
    return replace(context, secrets={**dict.fromkeys(needed_secrets(tab.draft, context), _STAND_IN), **known})


def _paths(request: ResolvedRequest) -> tuple[str, ...]:
    match request.content:
        case FileContent(path=path):
            return (path,)
        case MultipartContent(parts=parts):
            return tuple(part.path for part in parts if isinstance(part, FilePart))
        case _:
            return ()


def _bug(error: ModelpostError) -> None:
    raise error  # `resolve` turns every expected trouble into problems
