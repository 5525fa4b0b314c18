"""A stream on standard output while it arrives."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from modelpost.cli.answer import head_bytes
from modelpost.core.events import Event, Failed, StreamBegan, StreamItems

if TYPE_CHECKING:
    from modelpost.core.streams import Recording

_AT_A_TIME = 1 << 18


class LivePrint:
    """Writes what has arrived of a stream each time something did, and remembers how far that went."""

    def __init__(self, write: Callable[[Iterable[bytes]], None], *, with_head: bool) -> None:
        self._write = write
        self._with_head = with_head
        self._recording: Recording | None = None
        self._printed = 0

    def note(self, event: Event) -> None:
        """Take note of an event."""
        match event:
            case StreamBegan(response=response, recording=recording):
                self._recording = recording
                if self._with_head:
                    self._write([head_bytes(response)])
                self._catch_up()
            case StreamItems() | Failed():
                self._catch_up()

    def rest(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what has not been written of a whole answer."""
        passed = 0
        for chunk in chunks:
            unseen = chunk[max(0, self._printed - passed) :]
            passed += len(chunk)
            if unseen:
                yield unseen

    @property
    def is_begun(self) -> bool:
        """Tell whether there is a stream."""
        return self._recording is not None

    def _catch_up(self) -> None:
        recording = self._recording
        if recording is None:
            return
        while self._printed < recording.size:
            piece = recording.read(self._printed, _AT_A_TIME)
            self._printed += len(piece)
            self._write([piece])
