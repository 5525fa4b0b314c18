"""The bundled model service, run as a child process for as long as the window is open."""

import json
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message

if TYPE_CHECKING:
    from PySide6.QtCore import QProcess


class ServicePhase(Enum):
    """Whether the service can be called."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"


class SampleService(QObject):
    """Starts and stops the sample service; it also ends by itself when this process does, since it watches its pipe.

    Signals:
        phase_changed: it started, stopped or died.
        announced: it listens; carries what its first line said, as a dict.
        failed: it did not start; carries a ModelpostError.
    """

    phase_changed = Signal()
    announced = Signal(object)
    failed = Signal(object)

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self._process: QProcess | None = None
        self._phase = ServicePhase.STOPPED
        self._heard = b""
        self._announcement: dict[str, object] = {}

    @property
    def phase(self) -> ServicePhase:
        """Whether the service can be called."""
        return self._phase

    @property
    def address(self) -> str:
        """Host and port it listens on, empty while it does not."""
        return str(self._announcement.get("base_url", "")).removeprefix("http://")

    def start(self) -> None:
        """Start the service; a running one is announced again."""
        if self._phase is ServicePhase.RUNNING:
            self.announced.emit(self._announcement)
            return
        if self._phase is ServicePhase.STARTING:
            return
        from PySide6.QtCore import QProcess  # noqa: PLC0415  # 2 ms, only with the sample

        process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
        process.readyReadStandardOutput.connect(self._on_output)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self._heard = b""
        self._become(ServicePhase.STARTING)
        process.start(self._command[0], list(self._command[1:]))

    def stop(self) -> None:
        """Close the service's pipe: it ends by itself."""
        if self._process is not None:
            self._process.closeWriteChannel()

    def close(self) -> None:
        """End the service and wait a bounded time for it, when the window goes."""
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect(self._on_finished)
        process.errorOccurred.disconnect(self._on_error)
        process.closeWriteChannel()
        if not process.waitForFinished(1500):
            process.kill()
            process.waitForFinished(1500)
        self._phase = ServicePhase.STOPPED

    def _become(self, phase: ServicePhase) -> None:
        self._phase = phase
        self.phase_changed.emit()

    def _on_output(self) -> None:
        if self._process is None or self._phase is not ServicePhase.STARTING:
            return
        self._heard += bytes(self._process.readAllStandardOutput().data())
        line, newline, _ = self._heard.partition(b"\n")
        if newline:
            self._announcement = json.loads(line)
            self._become(ServicePhase.RUNNING)
            self.announced.emit(self._announcement)

    def _on_finished(self) -> None:
        was_starting = self._phase is ServicePhase.STARTING
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace") if self._process else ""
        self._forget()
        if was_starting:
            self._fail(said.strip().splitlines()[-1] if said.strip() else "")

    def _on_error(self, error: "QProcess.ProcessError") -> None:
        if self._process is not None and error is self._process.ProcessError.FailedToStart:
            reason = self._process.errorString()
            self._forget()
            self._fail(reason)

    def _forget(self) -> None:
        if self._process is not None:
            self._process.deleteLater()
        self._process = None
        self._announcement = {}
        self._become(ServicePhase.STOPPED)

    def _fail(self, reason: str) -> None:
        self.failed.emit(
            ModelpostError(
                Message("The sample model service did not start"),
                Message("It said: {reason}", reason=reason) if reason else Message("Try again, or start it by hand."),
            )
        )
