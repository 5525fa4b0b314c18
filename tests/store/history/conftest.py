"""Exchanges to remember, and a history on disk."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from modelpost.core.events import Finished, HeadSent
from modelpost.core.failures import ModelpostError
from modelpost.core.headers import HeaderList
from modelpost.core.history import Exchanged, HistoryLimits, Origin
from modelpost.core.request import Body, BodyKind, RequestDraft
from modelpost.core.resolved import ResolvedRequest, TextContent
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.store.history.history import History
from modelpost.store.redaction import KnownSecrets


class SetClock:
    """A clock that stands where it was put."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def monotonic(self) -> float:
        return self.time

    def now(self) -> float:
        return self.time


def exchange(url: str = "http://models.example/v1/flowers", content: bytes = b'{"label":"rose"}') -> Exchanged:
    draft = RequestDraft(
        name="Flower classifier", method="POST", url=url, body=Body(kind=BodyKind.RAW, raw='{"picture": "tulip.jpg"}')
    )
    request = ResolvedRequest("POST", url, content=TextContent('{"picture": "tulip.jpg"}', "application/json"))
    headers = HeaderList.of([("Content-Type", "application/json")])
    response = Response(200, "OK", headers=headers, body=StoredBody(len(content), content), url=url)
    outcome = Finished(0.4, response, Timings(total=0.4))
    events = (HeadSent(0.1, "POST", "/v1/flowers", HeaderList.of([("Accept", "*/*")])), outcome)
    origin = Origin("/home/ada/flowers", "classifier.yml", "POST", url)
    return Exchanged(1_800_000_000.0, origin, draft, request, outcome, events, 0.4, content)


@pytest.fixture
def exchanged() -> Exchanged:
    return exchange()


@pytest.fixture
def make() -> Callable[..., Exchanged]:
    return exchange


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def known() -> KnownSecrets:
    return KnownSecrets()


@pytest.fixture
def troubles() -> list[ModelpostError]:
    return []


@pytest.fixture
def begin(
    tmp_path: Path, clock: SetClock, known: KnownSecrets, troubles: list[ModelpostError]
) -> Iterator[Callable[..., History]]:
    """Open the history in the folder of the test, as often as wanted."""
    opened: list[History] = []

    def open_one(limits: HistoryLimits = HistoryLimits()) -> History:  # noqa: B008  # a value
        history = History(tmp_path / "history", lambda: known, clock, lambda: limits, failed=troubles.append)
        opened.append(history)
        return history

    yield open_one
    for history in opened:
        history.close()


@pytest.fixture
def kept(begin: Callable[..., History]) -> Callable[..., History]:
    """Write exchanges, close, and open again: what is read then was on the disk."""

    def keep(*exchanges: Exchanged, limits: HistoryLimits = HistoryLimits()) -> History:  # noqa: B008  # a value
        history = begin(limits)
        for each in exchanges:
            history.record(each)
        history.close()
        return begin(limits)

    return keep


def at(exchanged: Exchanged, when: float) -> Exchanged:
    return replace(exchanged, at=when)
