"""An Inference tab over fakes, and answers for it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modelpost import inference
from modelpost.core.events import Finished
from modelpost.core.registry import Registry
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import FilePart, MultipartContent, ResolvedRequest, TextContent
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.text import Message
from modelpost.inference.api import Reader
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.inference.pane import InferencePane
from modelpost.viewers.api import Answer, NothingRendering
from modelpost.workbench.exchange_state import ExchangeState, Phase, Read, Shown
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.understanding import Understanding

NOTHING = NothingRendering(Message(""), Message(""))
UNDERSTANDING = Understanding(Registry[Reader].discover(inference))


@pytest.fixture
def desk(bench: Any) -> InferenceDesk:
    tab = bench.tab(RequestDraft(url="http://h/"))
    bench.response.show_tab(tab)
    return bench.response.inference  # type: ignore[no-any-return]  # the bench is untyped


@pytest.fixture
def pane(kit: Kit, bench: Any, desk: InferenceDesk, shown: Callable[[QWidget], None]) -> InferencePane:
    made = InferencePane(kit, desk, bench.background)
    made.resize(900, 640)
    shown(made)
    return made


@pytest.fixture
def answer(bench: Any, qtbot: QtBot, repository: Path) -> Callable[..., None]:
    """Show an answer to a request that sent a picture of 1200 × 720 pixels, or JSON."""
    picture = str(repository / "resources" / "sample_collection" / "samples" / "street-day.png")

    def show(document: Any, sent: Any = None) -> None:
        content = (
            TextContent(json.dumps(sent), "application/json")
            if sent is not None
            else MultipartContent((FilePart("images", picture, "street-day.png"),))
        )
        body = json.dumps(document).encode()
        response = Response(200, body=StoredBody(len(body), body))
        found = Answer(response, body, "application/json")
        understood = UNDERSTANDING.of(found, ResolvedRequest("POST", "http://h/", content=content))
        read = Read(found, "pretty", NOTHING, understood)
        tab = bench.response.tab
        tab.recall(
            ExchangeState(
                Phase.ENDED,
                outcome=Finished(0.1, response, Timings()),
                shown=Shown(response, Timings(), (), read),
                read=read,
            )
        )
        qtbot.waitUntil(lambda: bool(bench.background.is_idle))

    return show
