"""The exchanges of one request, one after another."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from modelpost.core.events import StreamBegan
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.response import Response
from modelpost.core.streams import StreamItem, StreamKind
from modelpost.workbench.exchange_desk import ExchangeDesk, Sent


class Runner(QObject):
    events_arrived = Signal(int, object)
    ended = Signal(int)

    def start(self, make: object) -> int:
        del make
        return 1

    def stop(self, number: int) -> None:
        """Leave the end to the thread, which tells of it later."""


class Recorded:
    kind = StreamKind.EVENTS
    count = size = 0

    def read(self, offset: int, size: int) -> bytes:
        del offset, size
        return b""

    def data(self, number: int) -> bytes:
        raise IndexError(number)

    def items(self, first: int, count: int) -> tuple[StreamItem, ...]:
        del first, count
        return ()


class Job:
    token = Runner

    def run(self) -> Iterator[object]:
        return iter(())


def sent(url: str) -> Sent:
    return Sent(ResolvedRequest("GET", url), RequestDraft(url=url))


def test_a_stream_that_is_winding_down_is_handed_over_before_the_next_begins() -> None:
    runner = Runner()
    told: list[str] = []
    desk = ExchangeDesk(runner, lambda: 0.0)  # type: ignore[arg-type]  # as much of a runner as is asked for
    desk.exchanged.connect(lambda exchanged: told.append(exchanged.request.url))
    desk.start(sent("http://h/first"), Job)  # type: ignore[arg-type]  # it is never run
    runner.events_arrived.emit(1, (StreamBegan(0.1, Response(200, "OK"), Recorded()),))
    desk.hang_up()
    before = list(told)

    desk.start(sent("http://h/second"), Job)  # type: ignore[arg-type]  # likewise

    assert (before, told) == ([], ["http://h/first"])
