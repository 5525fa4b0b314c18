"""How the samples of a demo get their answers: one by one on stage, or all of them beforehand."""

from PySide6.QtCore import QObject, Signal

from modelpost.core.failures import ModelpostError
from modelpost.workbench.demo_samples import Attempt, Rehearsal, ShownSample, let_go, trouble_of
from modelpost.workbench.demo_stage import DemoStage
from modelpost.workbench.workspace import Workspace


class DemoAnswers(QObject):
    """Sends samples, each by a request of its own; an attempt without an answer leaves the one from before.

    Signals:
        went_on: something happened with a sample.
        answered: an attempt is over; carries its ShownSample, whose answer from before is still open.
        rehearsal_changed: one more sample was tried beforehand.
    """

    went_on = Signal()
    answered = Signal(object)
    rehearsal_changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._stage: DemoStage | None = None
        self._rehearsed: Rehearsal | None = None

    @property
    def rehearsal(self) -> Rehearsal | None:
        """How the samples were tried beforehand, None where they were not."""
        return self._rehearsed

    def follow(self, stage: DemoStage | None) -> None:
        """Get answers for the samples of this stage from now on; what was rehearsed is no longer true."""
        self._stage = stage
        self._rehearsed = None

    def send(self, shown: ShownSample) -> None:
        """Send a sample. One that is under way is left alone: impatient fingers press twice."""
        stage = self._stage
        if stage is None or shown.running is not None:
            return
        try:
            draft, scope = stage.sent_with(shown)
        except ModelpostError as error:
            shown.trouble = error.summary
            self._after(shown)
            return
        tab = self._workspace.beside(stage.tab, draft, scope)
        tab.key = stage.tab.key  # classes keep their colours, and the look, from sample to sample
        attempt = Attempt(tab, self)
        attempt.went_on.connect(self.went_on)
        attempt.ended.connect(self._on_ended)
        shown.running, shown.trouble = attempt, None
        attempt.begin()
        self.went_on.emit()

    def stop(self) -> None:
        """Stop waiting."""
        for shown in self._stage.shown if self._stage is not None else ():
            if shown.running is not None:
                shown.running.tab.stop()

    def rehearse(self) -> None:
        """Try every sample once: what fails is known before the room is there, and the other answers are kept."""
        if self._stage is not None and (self._rehearsed is None or self._rehearsed.is_over):
            self._rehearsed = Rehearsal(total=len(self._stage.shown))
            self.rehearsal_changed.emit()
            self.send(self._stage.shown[0])

    def _on_ended(self, attempt: Attempt) -> None:
        stage = self._stage
        found = (each for each in (stage.shown if stage is not None else ()) if each.running is attempt)
        shown = next(found, None)
        if stage is None or shown is None:
            return  # its sample is gone from the strip, or the request from the stage
        before = shown.answer
        shown.running, shown.trouble = None, trouble_of(attempt.tab)
        shown.is_fresh = shown.trouble is None and shown is stage.front
        if shown.trouble is None:
            shown.answer = attempt.tab
        self.answered.emit(shown)
        attempt.deleteLater()
        gone = attempt.tab if shown.trouble is not None else before
        if gone is not None:
            let_go(gone)
        self._after(shown)

    def _after(self, shown: ShownSample) -> None:
        """Go on with the rehearsal where it waited for this sample."""
        self.went_on.emit()
        stage, so_far = self._stage, self._rehearsed
        if stage is None or so_far is None or so_far.is_over or stage.shown[so_far.done] is not shown:
            return
        self._rehearsed = so_far.after(shown)
        self.rehearsal_changed.emit()
        if not self._rehearsed.is_over:
            self.send(stage.shown[self._rehearsed.done])
