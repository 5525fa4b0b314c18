"""The samples of a demo: what each is, the attempts to get its answer, and what is said where there is none."""

import json
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from PySide6.QtCore import QObject, Signal

from modelpost.core.events import Failed, Finished
from modelpost.core.failures import FailureKind
from modelpost.core.request import BodyKind, RequestDraft
from modelpost.core.showing import Sample
from modelpost.core.text import Message
from modelpost.documents.json_values import Json
from modelpost.workbench.exchange_state import Phase
from modelpost.workbench.request_tab import RequestTab

_TIMEOUTS = frozenset({FailureKind.TIMEOUT_CONNECT, FailureKind.TIMEOUT_READ, FailureKind.TIMEOUT_TOTAL})

_CUT = frozenset({FailureKind.CONNECTION_LOST, FailureKind.STREAM_CUT, FailureKind.CONVERSATION_CUT})
_UNREADABLE = frozenset({FailureKind.FILE, FailureKind.BODY})


class Attempt(QObject):
    """One sending of a sample, by a request of its own.

    Signals:
        went_on: something happened.
        ended: it is over, and its answer was read; carries this attempt. Emitted once.
    """

    went_on = Signal()
    ended = Signal(object)

    def __init__(self, tab: RequestTab, parent: QObject) -> None:
        super().__init__(parent)
        self.tab = tab
        self._is_over = False
        tab.state_changed.connect(self._on_state)
        tab.problems_changed.connect(self._on_problems)

    def begin(self) -> None:
        """Send it, valid JSON or not."""
        self.tab.send_anyway()

    def _on_state(self, state: object) -> None:
        del state
        state_now = self.tab.state
        if state_now.phase is Phase.ENDED and (state_now.read is not None or not _awaits_reading(self.tab)):
            self._end()
        elif not self._is_over:
            self.went_on.emit()

    def _on_problems(self, problems: object) -> None:
        if problems:
            self._end()

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self.ended.emit(self)


@dataclass(slots=True)
class ShownSample:
    """A sample on the strip, its text as it was changed on stage, and what came of it.

    `is_fresh` tells that the answer was given while the sample was on stage.
    """

    sample: Sample
    text: str = ""
    answer: RequestTab | None = None
    running: Attempt | None = None
    trouble: Message | None = None
    is_fresh: bool = False


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How far the samples were tried beforehand, which of them failed, and the longest time that one took."""

    done: int = 0
    total: int = 0
    failed: tuple[str, ...] = ()
    slowest: float = 0.0

    @property
    def is_over(self) -> bool:
        """Tell whether every sample was tried."""
        return self.done >= self.total

    def after(self, shown: ShownSample) -> "Rehearsal":
        """Return how it stands after one more sample was tried."""
        if shown.trouble is not None or shown.answer is None or shown.answer.state.shown is None:
            return replace(self, done=self.done + 1, failed=(*self.failed, shown.sample.name))
        return replace(self, done=self.done + 1, slowest=max(self.slowest, shown.answer.state.shown.timings.total))


def implied_samples(draft: RequestDraft) -> tuple[Sample, ...]:
    """Return the samples of a request for which none were chosen: what it sends as it is."""
    body = draft.body
    if body.kind is BodyKind.BINARY and body.binary:
        return (Sample(PurePosixPath(body.binary).stem, body.binary),)
    if body.kind is BodyKind.FORM_DATA:
        row = next((row for row in body.form if row.is_file and row.enabled), None)
        if row is not None and row.files:
            return tuple(Sample(PurePosixPath(path).stem, path) for path in row.files)
    return (Sample(text=body.raw if body.kind is BodyKind.RAW else ""),)


def trouble_of(tab: RequestTab) -> Message | None:
    """Return why there is no answer, in words that name neither address nor status; None where there is one."""
    if tab.problems:
        return Message("The request is not complete. Leave the demo to see what is missing.")
    match tab.state.outcome:
        case Finished(response=response):
            understood = tab.state.read.understood if tab.state.read is not None else None
            is_fault = understood is not None and understood.found[0].name == "fault"
            if response.status < 400 and not is_fault:
                return None
            return Message("The service is there, but it did not do what it was asked.")
        case Failed(failure=failure):
            return _lost(failure.kind)
    return Message("It was stopped.")


def _lost(kind: FailureKind) -> Message:
    if kind in _TIMEOUTS:
        return Message("The service took too long.")
    if kind in _CUT:
        return Message("The answer broke off before its end.")
    if kind in _UNREADABLE:
        return Message("The sample could not be read.")
    return Message("The service could not be reached.")


def parsed(text: str) -> Json:
    """Return the values of a text that is JSON, None for any other."""
    try:
        found: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def shut(shown: ShownSample) -> None:
    """Hang up for a sample that is gone, and forget its answer."""
    running, answer = shown.running, shown.answer
    shown.running = shown.answer = None
    if running is not None:
        let_go(running.tab)
        running.deleteLater()
    if answer is not None:
        let_go(answer)


def let_go(tab: RequestTab) -> None:
    """End a request of a demo."""
    tab.close()
    tab.deleteLater()


def _awaits_reading(tab: RequestTab) -> bool:
    return isinstance(tab.state.outcome, Finished) and bool(tab.state.outcome.response.body.size)
