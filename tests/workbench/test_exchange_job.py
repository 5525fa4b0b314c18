"""One exchange, then the reading of its answer and what is captured from it."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from modelpost import inference, viewers
from modelpost.core.assertions import Checked, Expectation, Verdict
from modelpost.core.events import Finished
from modelpost.core.extraction import Captured
from modelpost.core.headers import HeaderList
from modelpost.core.registry import Registry
from modelpost.core.request import Assertion, Capture, CaptureSource
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.net.decode import decoded
from modelpost.store.spools import BodySpools
from modelpost.workbench.engine_room import ExchangeJob
from modelpost.workbench.exchange_state import Read
from modelpost.workbench.reader import ResponseReader
from modelpost.workbench.understanding import Understanding

TOKEN = Capture("token", "$.result[0].token")
JSON = b'{"result": [{"token": "MIIabcdefgh", "n": 1.50}]}'


class FakeEngine:
    """An engine whose answer is known."""

    def __init__(self, response: Response) -> None:
        self._response = response

    def exchange(self, request: ResolvedRequest, options: SendOptions, token: object) -> Iterator[Finished]:
        del request, options, token
        yield Finished(0.1, self._response, Timings(total=0.1))


@pytest.fixture
def reader(tmp_path: Any) -> Iterator[ResponseReader]:
    spools = BodySpools(tmp_path)
    yield ResponseReader(spools, decoded, Registry.discover(viewers))
    spools.close()


def happened(reader: ResponseReader, content: bytes, *captures: Capture, **more: Any) -> list[object]:
    headers = HeaderList.of([("Content-Type", "application/json"), *more.pop("headers", ())])
    response = Response(200, headers=headers, body=StoredBody(len(content), content))
    expectations = more.pop("expectations", ())
    request = ResolvedRequest("GET", "http://host/", captures=captures, expectations=expectations)
    options = SendOptions(**more)
    understanding = Understanding(Registry.discover(inference))
    engine: Any = FakeEngine(response)
    return list(ExchangeJob(engine, reader, understanding, request, options).run())


def test_captures_come_right_behind_the_reading(reader: ResponseReader) -> None:
    read, captured, finished = happened(reader, JSON, TOKEN)

    assert isinstance(read, Read)
    assert captured == (Captured(TOKEN, "MIIabcdefgh", is_secret=True),)
    assert isinstance(finished, Finished)


def test_captures_see_the_answer_unpacked(reader: ResponseReader) -> None:
    number = Capture("n", "$.result[0].n")
    pattern = Capture("p", '"n": ([0-9.]+)', CaptureSource.PATTERN)

    _, captured, _ = happened(reader, gzip.compress(JSON), number, pattern, headers=[("Content-Encoding", "gzip")])

    assert [item.value for item in captured] == ["1.50", "1.50"]  # type: ignore[attr-defined]  # a tuple of Captured


def test_a_path_that_leads_nowhere_is_told(reader: ResponseReader) -> None:
    _, captured, _ = happened(reader, JSON, Capture("x", "$.nope"))

    assert "leads nowhere" in str(captured[0].trouble)  # type: ignore[index]  # a tuple of Captured


def test_assertions_are_checked_right_behind_the_reading(reader: ResponseReader) -> None:
    typed = Assertion("res.body.result[0].n", "lt", "1.6")
    expectation = Expectation(0, typed, typed.expression, typed.value)

    _, verdict, _ = happened(reader, JSON, expectations=(expectation,))

    assert verdict == Verdict((Checked(expectation, holds=True, actual="1.5"),))


def test_without_captures_nothing_is_told_of_them(reader: ResponseReader) -> None:
    assert [type(event) for event in happened(reader, JSON)] == [Read, Finished]


def test_how_much_may_be_unpacked_is_up_to_the_request(reader: ResponseReader) -> None:
    packed = gzip.compress(b"[" + b" " * 100_000 + b"]")

    read, _ = happened(reader, packed, headers=[("Content-Encoding", "gzip")], largest_unpacked=1000)

    assert isinstance(read, Read)
    assert read.answer.stopped_at == 1000
