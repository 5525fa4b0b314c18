"""The batches of all open requests: which one is in front, and what is exported of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from PySide6.QtCore import QObject, Signal

from modelpost.workbench.background import Background
from modelpost.workbench.batch_room import BatchRoom
from modelpost.workbench.batch_run import BatchRun
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.workspace import Workspace


class BatchDesk(QObject):
    """Follows the request in front; a batch goes on while another request is looked at.

    Signals:
        shown: the batch of another request is in front; carries the BatchRun or None.
        failed: something could not be done; carries a ModelpostError.
    """

    shown = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        room: BatchRoom,
        background: Background,
        secrets: SecretsDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or workspace)
        self._workspace = workspace
        self._room = room
        self._background = background
        self._secrets = secrets
        self._runs: dict[RequestTab, BatchRun] = {}
        workspace.current_changed.connect(self._on_current_changed)
        workspace.tabs_changed.connect(self._on_tabs_changed)

    @property
    def current(self) -> BatchRun | None:
        """The batch of the request in front."""
        return self.of(self._workspace.current)

    def of(self, tab: RequestTab | None) -> BatchRun | None:
        """Return the batch of a request."""
        if tab is None:
            return None
        if tab not in self._runs:
            run = BatchRun(tab, self._room, self._background, self._secrets, self)
            run.failed.connect(self.failed)
            self._runs[tab] = run
        return self._runs[tab]

    @property
    def is_busy(self) -> bool:
        """Tell whether any of the batches is under way."""
        return any(run.is_busy for run in self._runs.values())

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let no batch begin anything new within the block."""
        with ExitStack() as stack:
            for run in self._runs.values():
                stack.enter_context(run.held())
            yield

    def close(self) -> None:
        """Hang up everything, before Qt is torn down."""
        for run in self._runs.values():
            run.close()
        self._room.close()

    def _on_current_changed(self, tab: RequestTab | None) -> None:
        self.shown.emit(self.of(tab))

    def _on_tabs_changed(self) -> None:
        for tab in [tab for tab in self._runs if tab not in self._workspace.tabs]:
            run = self._runs.pop(tab)
            run.close()
            run.deleteLater()
