"""A model that says what a test wants, and a request that asks it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost import inference
from modelpost.core.events import Failed, Finished
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.registry import Registry
from modelpost.core.request import AuthChoice, Body, BodyKind, FormRow, RequestDraft
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.showing import Sample, Showing
from modelpost.core.text import Message
from modelpost.inference.api import Reader
from modelpost.snippets.curl import PLUGIN
from modelpost.viewers.api import Answer, NothingRendering
from modelpost.workbench.demo_desk import DemoDesk
from modelpost.workbench.demo_samples import Rehearsal
from modelpost.workbench.exchange_state import Read
from modelpost.workbench.understanding import Understanding

NOTHING = NothingRendering(Message(""), Message(""))
UNDERSTANDING = Understanding(Registry[Reader].discover(inference))
TOKEN = "MIIT0123456789secret"
FAILED = Failed(0.2, Failure(FailureKind.REFUSED, Message("Nothing listens at models.example:8443"), Message("")))


class Job:
    def __init__(self, events: tuple[object, ...]) -> None:
        self.token = self
        self._events = events

    def cancel(self) -> None:
        """Do nothing: what a test sends ends by itself."""

    def run(self) -> Iterator[object]:
        yield from self._events


@dataclass
class Model:
    """A model that says what a test wants; None is a network that is gone, or what else `failed` tells."""

    says: Any = field(default_factory=dict)
    status: int = 200
    failed: Failed = FAILED
    asked: list[ResolvedRequest] = field(default_factory=list)

    def copy_as_curl(self, request: ResolvedRequest, options: SendOptions, *, with_secrets: bool) -> str:
        del options
        return PLUGIN.write(request, SendOptions(), with_secrets=with_secrets)

    def job(self, request: ResolvedRequest, options: SendOptions) -> Job:
        del options
        self.asked.append(request)
        if self.says is None:
            return Job((self.failed,))
        body = json.dumps(self.says).encode()
        response = Response(self.status, body=StoredBody(len(body), body), url=request.url)
        answer = Answer(response, body, "application/json")
        read = Read(answer, "pretty", NOTHING, UNDERSTANDING.of(answer, request))
        return Job((read, Finished(0.64, response, Timings(total=0.64))))


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def flowers(picture: Callable[..., Any]) -> RequestDraft:
    """Describe a classifier with three samples, behind a token."""
    files = [str(picture(f"{name}.png")) for name in ("rose", "tulip", "daisy")]
    return RequestDraft(
        name="Flowers",
        method="POST",
        url="https://models.example:8443/v1/infers/0123",
        auth=AuthChoice("apikey", (("key", "X-Auth-Token"), ("value", TOKEN))),
        body=Body(kind=BodyKind.FORM_DATA, form=(FormRow("images", is_file=True, files=(files[0],)),)),
        showing=Showing(
            "Which flower?", "Knows three", tuple(Sample(f"Flower {n}", f) for n, f in enumerate(files, 1))
        ),
    )


@pytest.fixture
def rehearsed(bench: Any, desk: DemoDesk, qtbot: QtBot) -> Callable[[], Rehearsal]:
    """Try every sample, and wait until that is over."""

    def rehearse() -> Rehearsal:
        desk.rehearse()
        qtbot.waitUntil(lambda: desk.rehearsal is not None and desk.rehearsal.is_over and not bench.runner.running)
        assert desk.rehearsal is not None
        return desk.rehearsal

    return rehearse
