"""What is done with the results of a batch: an answer looked at again, an input put back, reports written."""

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from modelpost.core.failures import ModelpostError
from modelpost.core.variables import Problems
from modelpost.runs.applied import applied, filled
from modelpost.runs.inputs import Input
from modelpost.runs.report import About
from modelpost.runs.result import Result
from modelpost.runs.setup import Setup
from modelpost.workbench.background import Background
from modelpost.workbench.batch_room import BatchRoom, Source
from modelpost.workbench.batch_rows import BatchRows
from modelpost.workbench.request_tab import RequestTab


class KeptAnswer(NamedTuple):
    """The answer of one input, as it was kept: status, reason and headers in `head`, and the decoded body."""

    result: Result
    head: dict[str, Any]
    body: bytes


class Ran(NamedTuple):
    """What a batch is over: its setup, and its inputs where they were read."""

    setup: Setup
    source: Source | None

    def input_of(self, result: Result) -> Input | None:
        """Return the input of a result."""
        if self.source is None or not 0 <= result.index < len(self.source.inputs):
            return None
        return self.source.inputs[result.index]


class BatchAnswers(QObject):
    """The answers of one batch. `ran` says what it is over by now.

    Signals:
        read: the kept answer of a row is there; carries a KeptAnswer.
        failed: something could not be done; carries a ModelpostError.
    """

    read = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        tab: RequestTab,
        room: BatchRoom,
        background: Background,
        rows: BatchRows,
        ran: Callable[[], Ran],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tab = tab
        self._room = room
        self._background = background
        self._rows = rows
        self._ran = ran

    def look_up(self, result: Result) -> None:
        """Read the kept answer of a row; ends in `read`, also where none is kept."""
        request, setup = request_key(self._tab), self._ran().setup

        def work() -> tuple[dict[str, Any], bytes] | None:
            return self._room.answer(request, setup, result.index)

        def done(found: tuple[dict[str, Any], bytes] | None) -> None:
            head, body = found or ({}, b"")
            self.read.emit(KeptAnswer(result, head, body))

        self._background.run(work, done, self.failed.emit)

    def put_into_request(self, result: Result) -> bool:
        """Put the input of a row into the request, as an edit that can be undone; tell whether that worked."""
        ran = self._ran()
        given = ran.input_of(result)
        if given is None:
            return False
        try:
            draft, scope = applied(self._tab.draft, given, ran.setup.fields, ran.setup.part)
        except ModelpostError as error:
            self.failed.emit(error)
            return False
        self._tab.replace_draft(filled(draft, scope))
        return True

    def export(self, kind: str, path: str, done: Callable[[], None]) -> None:
        """Write results as `csv`, `jsonl` or `html`, or into the folder `path` each `answers` that is kept."""
        results = sorted(self._rows.results, key=lambda result: result.index)
        request, ran = request_key(self._tab), self._ran()
        resolved = self._tab.resolved()
        command = "" if isinstance(resolved, Problems) else self._tab.copy_as_curl() or ""
        about = About(self._tab.title, command)

        def file_of(result: Result) -> str:
            return ran.source.inputs[result.index].file if ran.source is not None else ""

        def work() -> None:
            if kind == "answers":
                names = {result.index: result.name for result in results}
                self._room.write_answers(request, ran.setup, path, names)
            else:
                truth = ran.source.truth if ran.source is not None else None
                self._room.write_report(kind, path, about, results, file_of, truth)

        def finished(_: None) -> None:
            done()

        self._background.run(work, finished, self.failed.emit)


def request_key(tab: RequestTab) -> str:
    """Return what a request is known by over a restart: its file, or its method and address while it has none."""
    if tab.location is not None:
        return f"{tab.location.root}\n{tab.location.path}"
    return f"{tab.draft.method} {tab.draft.url}"
