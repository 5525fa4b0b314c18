"""An answer, and what was said to get it, written to files."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from modelpost.core import wire_text
from modelpost.core.events import Event
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.viewers.api import Buffer
from modelpost.workbench.background import Background
from modelpost.workbench.ports import AnswerReader, BodySaver
from modelpost.workbench.written_down import joined


class AnswerFiles(QObject):
    """Makes contents and writes them where the user pointed, off the GUI thread.

    Signals:
        told: something was written; carries a Message.
        failed: something could not be written; carries a ModelpostError.
    """

    told = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        load_reader: Callable[[], AnswerReader],
        saver: BodySaver,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._load_reader = load_reader
        self._saver = saver
        self._background = background

    def save(self, path: str, content: Callable[[], Buffer]) -> None:
        """Write what a call returns, which is made off the GUI thread too."""

        def work() -> None:
            self._saver(path, content())

        self._write(work, Message("The answer was saved to {path}.", path=path))

    def save_as_received(self, path: str, response: Response) -> None:
        """Write a body as it came, its content codings not undone."""
        self.save(path, lambda: self._load_reader().raw(response))

    def write_down(
        self, which: str, events: tuple[Event, ...], response: Response | None, done: Callable[[bytes], None]
    ) -> None:
        """Write down what was `sent` or `received` in an exchange, for `done`."""

        def work() -> bytes:
            return self._written(which, events, response)

        self._background.run(work, done, self.failed.emit)

    def save_timeline(self, path: str, steps: str, events: tuple[Event, ...], response: Response | None) -> None:
        """Write the steps of an exchange, and what was sent and received."""

        def work() -> None:
            wire = (self._written(which, events, response) for which in ("sent", "received"))
            self._saver(path, b"\n\n".join((steps.encode("utf-8", "replace"), *wire)))

        self._write(work, Message("The timeline was saved to {path}.", path=path))

    def _write(self, work: Callable[[], None], said: Message) -> None:
        def done(_: None) -> None:
            self.told.emit(said)

        self._background.run(work, done, self.failed.emit)

    def _written(self, which: str, events: tuple[Event, ...], response: Response | None) -> bytes:
        opened = self._load_reader().body
        pieces = wire_text.sent(events, opened) if which == "sent" else wire_text.received(events, response, opened)
        return joined(pieces)
