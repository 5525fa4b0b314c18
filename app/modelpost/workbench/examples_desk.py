"""Saved answers of a request: kept under a name, shown in the place of the live one, and left again."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QObject

from modelpost.core.events import Finished
from modelpost.core.headers import HeaderList
from modelpost.core.request import Example, Row
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.documents.media_type import is_textual
from modelpost.store.redaction import without_credentials
from modelpost.workbench.background import Background
from modelpost.workbench.exchange_state import ExchangeState, Phase, Read, Shown
from modelpost.workbench.ports import AnswerReader
from modelpost.workbench.response_desk import ResponseDesk

LARGEST = 4 << 20
"""Bytes of an answer that goes into the file of its request."""

_KINDS = {"json": "application/json", "xml": "application/xml", "html": "text/html", "text": "text/plain"}
_LEFT_OUT = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers that no longer fit a body that was unpacked, masked and written down."""


class _InPlace(NamedTuple):
    """A saved answer on the screen: which, as what state, and the state it stands in the place of."""

    place: int
    state: ExchangeState
    live: ExchangeState


class ExamplesDesk(QObject):
    """Keeps, shows, names and deletes the saved answers of the request in front; every edit can be undone."""

    def __init__(self, desk: ResponseDesk, background: Background, load_reader: Callable[[], AnswerReader]) -> None:
        super().__init__(desk)
        self._desk = desk
        self._background = background
        self._load_reader = load_reader
        self._in_place: dict[str, _InPlace] = {}

    @property
    def examples(self) -> tuple[Example, ...]:
        """The saved answers of the request in front."""
        return self._desk.tab.draft.examples if self._desk.tab is not None else ()

    @property
    def index(self) -> int | None:
        """Which of them is shown, None while it is the live answer."""
        tab = self._desk.tab
        shown = self._in_place.get(tab.key) if tab is not None else None
        return shown.place if tab is not None and shown is not None and tab.state is shown.state else None

    @property
    def can_save(self) -> bool:
        """Tell whether there is a live answer to keep."""
        return self.index is None and self._desk.can_copy and not self._desk.state.is_running

    def save(self, name: str) -> None:
        """Keep the live answer under a name; its secrets are masked before."""
        tab, shown = self._desk.tab, self._desk.shown
        if tab is None or shown is None or shown.read is None or not name.strip():
            return
        answer = shown.read.answer
        if not is_textual(answer.media_type) or len(answer.content) > LARGEST:
            self._desk.told.emit(
                Message(
                    "Only an answer that is text of up to 4 MB is kept with its request. Save it to a file instead."
                )
            )
            return
        redactor = Redactor(frozenset(filter(None, tab.surroundings.context.secrets.values())))

        def work() -> Example:
            text = bytes(answer.content).decode(answer.charset, "replace")
            masked = without_credentials(redactor.text(text))
            return _example(name.strip(), answer.response, answer.media_type, masked, redactor)

        def done(example: Example) -> None:
            tab.set_examples((*tab.draft.examples, example))
            self._desk.told.emit(
                Message("“{name}” is kept with the request once you save it. Secrets are masked.", name=example.name)
            )

        self._background.run(work, done, self._desk.failed.emit)

    def show(self, index: int) -> None:
        """Show a saved answer in the place of the live one."""
        tab = self._desk.tab
        if tab is None or tab.state.is_running or not 0 <= index < len(self.examples):
            return
        live = self._in_place[tab.key].live if self.index is not None else tab.state
        response = _response(self.examples[index], tab.sent_url)

        def work() -> Read:
            return self._load_reader().read(response, 0)

        def done(read: Read) -> None:
            if tab.state.is_running:
                return
            outcome = Finished(0.0, response, Timings())
            state = ExchangeState(Phase.ENDED, outcome=outcome, read=read, shown=Shown(response, Timings(), (), read))
            self._in_place[tab.key] = _InPlace(index, state, live)
            tab.recall(state)

        self._background.run(work, done, self._desk.failed.emit)

    def response(self, index: int) -> Response:
        """Return a saved answer as if it had just been received; each time as the same value."""
        return _response(self.examples[index], self._desk.tab.sent_url if self._desk.tab is not None else "")

    def leave(self) -> None:
        """Show the live answer again."""
        tab = self._desk.tab
        if tab is not None and self.index is not None:
            tab.recall(self._in_place.pop(tab.key).live)

    def rename(self, index: int, name: str) -> None:
        """Name a saved answer anew."""
        if name.strip():
            self._put(index, (replace(self.examples[index], name=name.strip()),))

    def delete(self, index: int) -> None:
        """Delete a saved answer; the live one is shown then, if this was on the screen."""
        tab = self._desk.tab
        if tab is None:
            return
        if self.index == index:
            self.leave()
        shown = self._in_place.get(tab.key)
        if shown is not None and shown.place > index:
            self._in_place[tab.key] = shown._replace(place=shown.place - 1)
        self._put(index, ())

    def _put(self, index: int, examples: tuple[Example, ...]) -> None:
        tab = self._desk.tab
        if tab is not None and 0 <= index < len(self.examples):
            tab.set_examples((*self.examples[:index], *examples, *self.examples[index + 1 :]))
            self._desk.state_changed.emit(tab.state)


def _example(name: str, response: Response, media_type: str, text: str, redactor: Redactor) -> Example:
    kind = next((kind for kind, known in _KINDS.items() if known == media_type), "text")
    headers = tuple(
        Row(each.name, redactor.header(each.name, each.value))
        for each in response.headers
        if each.name.lower() not in _LEFT_OUT
    )
    kind = "json" if media_type.endswith("+json") else kind
    return Example(name, "", None, response.status, response.reason, headers, kind, text)


def _response(example: Example, url: str) -> Response:
    content = example.body.encode("utf-8", "replace")
    named = [(row.name, row.value) for row in example.headers if row.name.lower() != "content-type"]
    said = next((row.value for row in example.headers if row.name.lower() == "content-type"), "")
    media_type = said.partition(";")[0].strip() or _KINDS.get(example.kind, "text/plain")
    headers = HeaderList.of([("Content-Type", f"{media_type}; charset=utf-8"), *named])
    return Response(
        example.status or 200, example.reason, headers=headers, body=StoredBody(len(content), content), url=url
    )
