"""The filter of the text in front: what a JSONPath leads to, looked up by a process of its own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from modelpost.core.text import Message
from modelpost.documents.line_index import Buffer

LARGEST = 64 << 20
"""Bytes of a text that is looked into: its values take ten times as much memory."""

_FED_AT_ONCE = 1 << 20
_PREVIEWED = 200
_TYPING_MS = 120
_ENDING_MS = 500
_TOO_LARGE = Message("Texts of more than {size} MB are not looked into", size=LARGEST >> 20)
_NO_JSON = Message("This text is not JSON")
_GONE = Message("Looking into the text ended unexpectedly")


class FoundPlace(NamedTuple):
    """A value: its path, its bytes in the text, and how it begins."""

    path: str
    start: int
    end: int
    preview: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a path: how many values it leads to so far, the first of them, or why there are none."""

    path: str = ""
    total: int = 0
    places: tuple[FoundPlace, ...] = ()
    is_searching: bool = False
    trouble: Message | None = None


class PathDesk(QObject):
    """Hands a text to a helper process and asks it where paths lead.

    A process, since values of a large text take seconds and hundreds of megabytes to be made: Python's lock would be
    held meanwhile, and its collector would look at every one of them.

    Signals:
        changed: there is another count, result or trouble.
        completions_changed: other paths could be typed.
    """

    changed = Signal()
    completions_changed = Signal()

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = command
        self._process: QProcess | None = None
        self._dying: list[QProcess] = []
        self._content: Buffer = b""
        self._charset = "utf-8"
        self._fed = 0
        self._heard = b""
        self._is_ready = False
        self._asked = 0
        self._refusal: Message | None = None
        self._looked = Looked()
        self._completions: tuple[str, ...] = ()
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self._ask)

    @property
    def looked(self) -> Looked:
        """What is known of the path."""
        return self._looked

    @property
    def completions(self) -> tuple[str, ...]:
        """Paths that go on where the typed one breaks off."""
        return self._completions

    def look_into(self, content: Buffer, charset: str) -> None:
        """Look into another text; what was asked is asked again."""
        if content is self._content and self._process is not None:
            return
        self.close()
        self._content, self._charset = content, charset
        if len(content) > LARGEST:
            self._refuse(_TOO_LARGE)
            return
        self._become(replace(self._looked, trouble=None))
        process = QProcess(self)
        process.started.connect(self._on_started)
        process.bytesWritten.connect(self._feed)
        process.readyReadStandardOutput.connect(self._on_output)
        process.finished.connect(self._on_gone)
        process.errorOccurred.connect(self._on_gone)
        self._process = process
        process.start(self._command[0], list(self._command[1:]))

    def ask(self, path: str) -> None:
        """Find out where a path leads, as soon as the typing pauses."""
        path = path.strip()
        self._looked = replace(self._looked, path=path, is_searching=bool(path))
        self._typing.start()

    def close(self) -> None:
        """Let the helper and its memory go: it has nothing to lose."""
        process, self._process = self._process, None
        self._typing.stop()
        self._content, self._fed, self._heard, self._is_ready = b"", 0, b"", False
        self._refusal = None
        if process is None:
            return
        process.finished.disconnect(self._on_gone)
        process.errorOccurred.disconnect(self._on_gone)
        self._dying.append(process)
        process.finished.connect(self._bury)
        process.kill()

    def end(self) -> None:
        """Close, and wait a bounded time for every helper to be gone, when the window goes."""
        self.close()
        for process in tuple(self._dying):
            process.waitForFinished(_ENDING_MS)

    def _bury(self) -> None:
        for process in tuple(self._dying):
            if process.state() is QProcess.ProcessState.NotRunning:
                self._dying.remove(process)
                process.deleteLater()

    def _on_started(self) -> None:
        if self._process is not None:
            head = json.dumps({"size": len(self._content), "charset": self._charset})
            self._process.write(f"{head}\n".encode())

    def _feed(self) -> None:
        """Hand over the next megabyte, when the last one is gone."""
        process = self._process
        if process is None or self._fed >= len(self._content) or process.bytesToWrite() > 0:
            return
        piece = bytes(self._content[self._fed : self._fed + _FED_AT_ONCE])
        self._fed += len(piece)
        process.write(piece)

    def _ask(self) -> None:
        path = self._looked.path
        self._asked += 1
        if self._refusal is not None:
            self._tell(self._refusal)
        elif not path:
            self._become(Looked())
        elif self._process is not None and self._is_ready:
            self._process.write(json.dumps({"id": self._asked, "path": path}).encode() + b"\n")

    def _on_output(self) -> None:
        if self._process is None:
            return
        self._heard += bytes(self._process.readAllStandardOutput().data())
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            self._on_said(json.loads(line))

    def _on_said(self, said: dict[str, Any]) -> None:
        kind = said["kind"]
        if kind == "ready":
            self._is_ready = True
            self._ask()
        elif kind == "refused":
            self._refuse(_NO_JSON)
        elif said["id"] != self._asked:
            return  # about what was typed before
        elif kind == "completions":
            self._completions = tuple(said["paths"])
            self.completions_changed.emit()
        elif kind == "counted":
            self._become(replace(self._looked, total=said["total"], trouble=None))
        elif kind == "no-path":
            self._tell(Message("This is not a JSONPath: {reason}", reason=said["reason"]))
        else:
            places = tuple(self._place(*place) for place in said["places"])
            self._become(Looked(self._looked.path, said["total"], places))

    def _place(self, path: str, start: int, end: int) -> FoundPlace:
        raw = bytes(self._content[start : min(end, start + _PREVIEWED)])
        return FoundPlace(path, start, end, " ".join(raw.decode(self._charset, "replace").split()))

    def _on_gone(self) -> None:
        self._refuse(self._refusal or _GONE)

    def _refuse(self, why: Message) -> None:
        """Say why there are no answers, now and to whatever is asked."""
        self._refusal = why
        self._tell(why)

    def _tell(self, trouble: Message) -> None:
        self._become(Looked(self._looked.path, trouble=trouble))

    def _become(self, looked: Looked) -> None:
        self._looked = looked
        self.changed.emit()
