"""The run of a request that is in the profile from before, until it is decided what shall become of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from modelpost.workbench.background import Background
from modelpost.workbench.batch_answers import request_key
from modelpost.workbench.batch_room import BatchRoom, Earlier
from modelpost.workbench.request_tab import RequestTab


class BatchPast(QObject):
    """What was run before.

    Signals:
        changed: a run was found, or decided upon.
        failed: something could not be done; carries a ModelpostError.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, tab: RequestTab, room: BatchRoom, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._tab = tab
        self._room = room
        self._background = background
        self._run: Earlier | None = None

    @property
    def run(self) -> Earlier | None:
        """The run that was found; None where there is none, or it was decided upon."""
        return self._run

    def look(self, is_wanted: Callable[[], bool]) -> None:
        """Look for a run that is not complete, or for the results of a complete one, if it is still wanted then."""
        request = request_key(self._tab)

        def work() -> Earlier | None:
            return self._room.earlier(request)

        def done(found: Earlier | None) -> None:
            if found is not None and is_wanted():
                self._run = found
                self.changed.emit()

        self._background.run(work, done, self.failed.emit)

    def take(self) -> Earlier | None:
        """Hand the run over: it was decided upon."""
        run, self._run = self._run, None
        return run

    def forget(self) -> None:
        """Remove the run and its answers from the profile."""
        run = self.take()
        if run is None:
            return
        request = request_key(self._tab)

        def work() -> None:
            self._room.forget(request, run.setup)

        self._background.run(work, _nothing, self.failed.emit)
        self.changed.emit()


def _nothing(_: None) -> None:
    """Do nothing with a result."""
