"""What the window knows of a stream while it arrives, and after it was stopped or cut."""

from typing import Any

import pytest

from modelpost.core.events import Failed, Finished, Stopped, StreamBegan, StreamItems
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.streams import Saying, StreamItem, StreamKind
from modelpost.core.text import Message
from modelpost.workbench.exchange_state import ExchangeState, Phase
from modelpost.workbench.stream_state import ITEMS_KEPT, StreamState


class Recorded:
    """A recording of data that a test gives."""

    kind = StreamKind.EVENTS

    def __init__(self, *data: bytes) -> None:
        self._data = data
        self.count = len(data)
        self.size = sum(len(one) for one in data)

    def read(self, offset: int, size: int) -> bytes:
        return b"".join(self._data)[offset : offset + size]

    def data(self, number: int) -> bytes:
        return self._data[number]

    def items(self, first: int, count: int) -> tuple[StreamItem, ...]:
        return tuple(StreamItem(n, 0.0, 1, "x") for n in range(first, min(self.count, first + count)))


def batch(at: float, numbers: range, said: Saying = Saying(), **more: Any) -> StreamItems:  # noqa: B008  # a tuple
    items = tuple(StreamItem(number, at, 1, "x") for number in numbers)
    return StreamItems(at, items, 10 * numbers.stop, said, **more)


RESPONSE = Response(200, "OK", url="http://127.0.0.1/")
BEGAN = StreamBegan(0.1, RESPONSE, Recorded())


def test_only_the_last_items_are_in_view_and_all_are_counted() -> None:
    stream = StreamState(Recorded())

    for start in range(0, 3 * ITEMS_KEPT, 5000):
        stream = stream.after(batch(1.0, range(start, start + 5000)))

    assert (stream.total, len(stream.items)) == (3 * ITEMS_KEPT, ITEMS_KEPT)
    assert stream.items[-1].number == 3 * ITEMS_KEPT - 1


def test_figures_of_a_stream_come_from_its_times() -> None:
    stream = StreamState(Recorded()).after(batch(1.0, range(1))).after(batch(3.0, range(1, 11)))

    assert (stream.first_at, stream.items_per_second, stream.received) == (1.0, 5.0, 110)


@pytest.mark.parametrize(("tokens", "rate"), [(None, 2.0), (21, 10.0)])
def test_the_speed_of_an_answer_goes_by_the_count_of_the_service_else_by_pieces(
    tokens: int | None, rate: float
) -> None:
    stream = StreamState(Recorded()).after(batch(0.5, range(1), Saying(), is_chat=True))
    stream = stream.after(batch(1.0, range(1, 2), Saying("a", pieces=1), is_chat=True))

    stream = stream.after(batch(3.0, range(2, 6), Saying("bcde", tokens=tokens, pieces=4), is_chat=True))

    assert (stream.spoke_at, stream.text, stream.tokens_per_second) == (1.0, "abcde", rate)


def test_one_item_has_no_speed() -> None:
    assert StreamState(Recorded()).after(batch(1.0, range(1))).items_per_second is None


def test_a_stream_is_on_the_screen_from_its_beginning() -> None:
    state = ExchangeState().begun().after((BEGAN, batch(0.2, range(3))))

    assert state.phase is Phase.RUNNING
    assert state.shown is not None
    assert state.shown.response is RESPONSE
    assert state.shown.stream is state.stream
    assert state.stream is not None
    assert state.stream.total == 3


def test_a_stop_keeps_the_stream_and_the_rest_that_the_thread_brings() -> None:
    running = ExchangeState().begun().after((BEGAN, batch(0.2, range(3), Saying("He", pieces=1))))
    body = StoredBody(7, b"data: 1")

    stopped = running.stopped(1.0)
    later = stopped.after(
        (batch(1.1, range(3, 4), Saying("y", pieces=1)), Stopped(1.2, Timings(), Response(200, body=body)))
    )

    assert (stopped.phase, later.outcome) == (Phase.ENDED, Stopped(1.0))
    assert later.shown is not None
    assert later.shown.stream is not None
    assert (later.shown.stream.text, later.shown.response.body, later.shown.timings.total) == ("Hey", body, 1.0)


@pytest.mark.parametrize(
    "end",
    [
        Finished(1.0, RESPONSE, Timings()),
        Failed(1.0, Failure(FailureKind.STREAM_CUT, Message("The stream stopped early")), Timings(), RESPONSE),
    ],
)
def test_a_stream_stays_after_its_end(end: Finished | Failed) -> None:
    state = ExchangeState().begun().after((BEGAN, batch(0.2, range(3)), end))

    assert state.shown is not None
    assert state.shown.stream is not None
    assert state.shown.stream.total == 3


def test_the_next_exchange_keeps_the_stream_on_the_screen_as_an_earlier_answer() -> None:
    state = ExchangeState().begun().after((BEGAN, batch(0.2, range(3)), Finished(1.0, RESPONSE, Timings())))

    following = state.begun()

    assert following.stream is None
    assert following.shown is state.shown


def test_the_items_are_not_listed_among_the_events() -> None:
    state = ExchangeState().begun().after((BEGAN, batch(0.2, range(3))))

    assert state.events == (BEGAN,)
