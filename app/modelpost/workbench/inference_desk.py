"""The meaning of the answer in front: which reading is shown, its picture, and what the user set about it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal

from modelpost.core.events import Stopped
from modelpost.core.failures import ModelpostError
from modelpost.core.request import BodyKind
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.showing import Showing
from modelpost.core.text import Message
from modelpost.documents.json_form import with_question
from modelpost.documents.json_values import Json, at
from modelpost.inference.api import (
    BoxForm,
    Chat,
    Detection,
    Embedding,
    Exchanged,
    Meaning,
    Reading,
    Rectangle,
    Segmentation,
    TextLines,
    Turn,
    rectangle,
)
from modelpost.inference.embedding import cosine
from modelpost.runs.meaning import document_of, picture_sent
from modelpost.store.files import read_whole
from modelpost.viewers.api import Buffer
from modelpost.workbench.background import Background
from modelpost.workbench.exchange_state import ExchangeState
from modelpost.workbench.picture_reader import Picture, read_picture
from modelpost.workbench.response_desk import ResponseDesk
from modelpost.workbench.segments import Segments
from modelpost.workbench.stream_state import StreamState
from modelpost.workbench.understanding import Named, Understood

_LARGEST_SHOWN = QSize(4096, 4096)
_LARGEST_PICTURE = 256 << 20
_LARGEST_ASKED = 1 << 20
_CHAT = Message("Chat")
_PICKED = Message("Picked fields")


@dataclass(frozen=True, slots=True)
class Look:
    """What the user set for the boxes of a request: the least score, classes to leave out, how numbers are meant."""

    threshold: float = 0.0
    hidden: frozenset[str] = frozenset()
    form: BoxForm | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk with a language model: the stream of its last answer, None where that came whole, and what can be done."""

    stream: StreamState | None = None
    is_running: bool = False
    is_stopped: bool = False
    can_ask: bool = False
    elapsed: float = 0.0


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box on the picture, in its pixels."""

    label: str
    score: float | None
    place: Rectangle
    number: int


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text on the picture, the corners around it in its pixels."""

    text: str
    score: float | None
    corners: tuple[tuple[float, float], ...]
    number: int


@dataclass(slots=True)
class _Settings:
    """What is remembered of a request while it is open, beside what is saved with it: also its last two embeddings."""

    look: Look = field(default_factory=Look)
    colors: dict[str, int] = field(default_factory=dict)
    embedding: Embedding | None = field(default=None, repr=False)
    before: Embedding | None = field(default=None, repr=False)


class InferenceDesk(QObject):
    """Follows the request in front.

    Signals:
        changed: another reading is shown, or none, or it is looked at otherwise.
        picture_changed: the picture that was sent is there, or none is.
    """

    changed = Signal()
    picture_changed = Signal()

    def __init__(self, response: ResponseDesk, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent or response)
        self._response = response
        self._background = background
        self.segments = Segments(background, self)
        self._settings: dict[str, _Settings] = {}
        self._shown: Understood | None = None
        self._asked: tuple[str, Json] = ("", None)
        self._key = ""
        self._picture: Picture | None = None
        response.state_changed.connect(self._on_state_changed)
        self._on_state_changed(response.state)

    @property
    def understood(self) -> Understood | None:
        """Every reading of the answer in front."""
        return self._shown

    @property
    def choices(self) -> tuple[Named, ...]:
        """The readings that can be chosen, the most certain first. A stream is a talk from its first word on."""
        stream = self._stream
        if stream is not None:
            chat = Chat(stream.text, self._turns(), stream.reasoning, completion_tokens=stream.tokens)
            return (Named("chat", _CHAT, Reading(chat, 1.0)),)
        return self._shown.found if self._shown is not None else ()

    @property
    def current(self) -> Named | None:
        """The reading that is shown: the user's choice for this request where it fits, else the most certain."""
        chosen = self._showing.reading
        best = self.choices[0] if self.choices else None
        return next((named for named in self.choices if named.name == chosen), best)

    @property
    def look(self) -> Look:
        """What the user set for this request."""
        return replace(self._of_request.look, threshold=self._showing.threshold)

    @property
    def picture(self) -> Picture | None:
        """The picture that was sent; None while it is read, and for none."""
        return self._picture

    @property
    def talk(self) -> Talk:
        """How the talk with a language model stands."""
        state, tab = self._response.state, self._response.tab
        shown = state.shown
        return Talk(
            self._stream,
            state.is_running,
            isinstance(state.outcome, Stopped) and state.is_live,
            at(self._document(), ("messages",)) is not None,
            tab.elapsed if state.is_running and tab is not None else shown.timings.total if shown is not None else 0.0,
        )

    @property
    def picks(self) -> dict[str, str]:
        """The JSONPaths that were picked for this request, by what stands there."""
        return dict(self._showing.picks)

    def read_document(self, done: Callable[[Json], None]) -> None:
        """Hand out the answer in front as values, None where it is no JSON."""
        body = self.body
        self._background.run(lambda: document_of(body), done, self._on_failed)

    def preview(self, picks: dict[str, str], done: Callable[[Reading | None], None]) -> None:
        """Hand out what the answer in front would mean with these picks."""
        body = self.body

        def work() -> Reading | None:
            from modelpost.inference.picked import PLUGIN  # noqa: PLC0415  # JSONPath, 60 ms, off the GUI thread

            return PLUGIN.read(Exchanged(document=document_of(body), picks=tuple(picks.items())))

        self._background.run(work, done, self._on_failed)

    def pick(self, picks: dict[str, str]) -> None:
        """Read this answer, and those to come, by these paths; saved with the request."""
        kept = {key: path.strip() for key, path in picks.items() if path.strip()}
        self._show_with(replace(self._showing, picks=tuple(kept.items()), reading="picked" if kept else ""))
        tab, before, shown = self._response.tab, self._shown, self._response.shown
        read = shown.read if shown is not None else None

        def done(reading: Reading | None) -> None:
            if tab is None or read is None:
                return
            found = tuple(named for named in before.found if named.name != "picked") if before is not None else ()
            picked = (Named("picked", _PICKED, reading),) if reading is not None else ()
            sent = tab.resolved()
            picture = before.picture if before is not None else ""
            if not picture and isinstance(sent, ResolvedRequest):
                picture = picture_sent(sent)
            size = before.size if before is not None else None
            understood = Understood((*picked, *found), picture, size) if picked or found else None
            tab.read_again(replace(read, understood=understood))

        self.preview(kept, done)

    def ask(self, text: str) -> None:
        """Go on with the talk: the answer and a question are added to the messages of the request, which is sent."""
        tab, document = self._response.tab, self._document()
        if tab is None or document is None or not text.strip() or tab.state.is_running:
            return
        meaning = self.current.reading.meaning if self.current is not None else None
        answer = meaning.text if isinstance(meaning, Chat) and meaning.text else None
        tab.set_raw(json.dumps(with_question(document, text.strip(), answer), ensure_ascii=False, indent=2))
        tab.send()

    def stop(self) -> None:
        """Stop the answer that is arriving; what has arrived stays."""
        if self._response.tab is not None:
            self._response.tab.stop()

    def save(self, path: str, content: Callable[[], Buffer]) -> None:
        """Write to a file what a call returns, which is made off the GUI thread."""
        self._response.save_content(path, content)

    @property
    def body(self) -> Buffer:
        """The body of the answer in front, decoded."""
        shown = self._response.shown
        return shown.read.answer.content if shown is not None and shown.read is not None else b""

    @property
    def has_picture(self) -> bool:
        """Tell whether a picture was sent."""
        return self._shown is not None and bool(self._shown.picture)

    def choose(self, name: str) -> None:
        """Look at the answer as another shape; saved with this request."""
        self._show_with(replace(self._showing, reading=name))
        self.changed.emit()

    def set_look(self, look: Look) -> None:
        """Show other boxes."""
        if look != self.look:
            self._of_request.look = look
            self._show_with(replace(self._showing, threshold=look.threshold))
            self.changed.emit()

    def show_class(self, label: str, shown: bool) -> None:
        """Show a class, or leave it out."""
        look = self.look
        self.set_look(replace(look, hidden=look.hidden - {label} if shown else look.hidden | {label}))

    def color_of(self, label: str) -> int:
        """Return the number of a class's colour, from 0: the next free one at first sight, the same ever after."""
        return self._of_request.colors.setdefault(label, len(self._of_request.colors))

    def similarity(self, found: Embedding, number: int) -> float | None:
        """Return how alike a vector is to the one before it, for the first one the last of the answer before."""
        earlier = self._of_request.before
        if number > 0:
            return cosine(found.vectors[number - 1], found.vectors[number])
        return cosine(earlier.vectors[-1], found.vectors[0]) if earlier is not None else None

    def boxes(self, detection: Detection) -> tuple[PlacedBox, ...]:
        """Return the boxes that are not left out, the surest first, where they lie on the picture."""
        look = self.look
        form = look.form or detection.form
        size = self._size(detection)
        found: list[PlacedBox] = []
        for number, box in enumerate(detection.boxes):
            place = rectangle(box, form, size)
            is_sure = box.score is None or not box.score < look.threshold
            if place is not None and is_sure and box.label not in look.hidden:
                found.append(PlacedBox(box.label, box.score, place, number))
        return tuple(sorted(found, key=lambda box: -(box.score if box.score is not None else 1.0)))

    def _size(self, detection: Detection) -> tuple[int, int]:
        """Return the size of the picture, or where none is known that of what the boxes cover."""
        if (size := self._picture_size) is not None:
            return size
        if (self.look.form or detection.form).is_normalised:
            return 1000, 1000
        form = self.look.form or detection.form
        places = [place for box in detection.boxes if (place := rectangle(box, form, (1, 1))) is not None]
        right = max((place.x + place.width for place in places), default=1.0)
        bottom = max((place.y + place.height for place in places), default=1.0)
        return max(1, round(right)), max(1, round(bottom))

    @property
    def _picture_size(self) -> tuple[int, int] | None:
        if self._shown is not None and self._shown.size is not None:
            return self._shown.size
        return (self._picture.size.width(), self._picture.size.height()) if self._picture is not None else None

    def canvas_size(self, detection: Detection) -> tuple[int, int]:
        """Return the size of what boxes are painted on, in pixels."""
        return self._size(detection)

    def lines(self, found: TextLines) -> tuple[PlacedLine, ...]:
        """Return the lines whose place is known, where they lie on the picture."""
        across, down = self.lines_size(found) if _are_shares(found) else (1, 1)
        return tuple(
            PlacedLine(line.text, line.score, tuple((x * across, y * down) for x, y in line.corners), number)
            for number, line in enumerate(found.lines)
            if len(line.corners) > 2
        )

    def lines_size(self, found: TextLines) -> tuple[int, int]:
        """Return the size of the picture that has the lines, or where none is known that of what they cover."""
        if (size := self._picture_size) is not None:
            return size
        if _are_shares(found):
            return 1000, 1000
        corners = [corner for line in found.lines for corner in line.corners]
        right, bottom = max((x for x, _ in corners), default=1.0), max((y for _, y in corners), default=1.0)
        return max(1, round(right)), max(1, round(bottom))

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _showing(self) -> Showing:
        tab = self._response.tab
        return tab.draft.showing if tab is not None else Showing()

    def _show_with(self, showing: Showing) -> None:
        tab = self._response.tab
        if tab is not None:
            tab.edit(replace(tab.draft, showing=showing), "showing")

    @property
    def _meaning(self) -> Meaning | None:
        return self._shown.found[0].reading.meaning if self._shown is not None else None

    @property
    def _of_request(self) -> _Settings:
        return self._settings.setdefault(self._key, _Settings())

    @property
    def _stream(self) -> StreamState | None:
        shown = self._response.shown
        return shown.stream if shown is not None and shown.stream is not None and shown.stream.is_chat else None

    def _document(self) -> Json:
        """Return the JSON that the request in front would send, None where it is none."""
        tab = self._response.tab
        raw = tab.draft.body.raw if tab is not None and tab.draft.body.kind is BodyKind.RAW else ""
        if raw != self._asked[0]:
            try:
                self._asked = (raw, json.loads(raw) if len(raw) <= _LARGEST_ASKED else None)
            except (ValueError, RecursionError):
                self._asked = (raw, None)
        return self._asked[1] if raw else None

    def _turns(self) -> tuple[Turn, ...]:
        messages = at(self._document(), ("messages",))
        turns = (
            [(at(each, ("role",)), at(each, ("content",))) for each in messages] if isinstance(messages, list) else []
        )
        return tuple(Turn(role, text) for role, text in turns if isinstance(role, str) and isinstance(text, str))

    def _on_state_changed(self, state: ExchangeState) -> None:
        key = self._response.tab.key if self._response.tab is not None else ""
        read = state.shown.read if state.shown is not None else None
        understood = read.understood if read is not None else None
        if understood is self._shown and key == self._key:
            if self._stream is not None or isinstance(self._meaning, Chat):
                self.changed.emit()  # more was said, or it can be asked again
            return
        self._key = key
        before = self._shown.picture if self._shown is not None else ""
        self._shown = understood
        self._remember_vectors()
        self._color_classes()
        if understood is None or understood.picture != before or self._picture is None:
            self._picture = None
            self.picture_changed.emit()
            self._read_picture()
        self.changed.emit()

    def _remember_vectors(self) -> None:
        meanings = [named.reading.meaning for named in self._shown.found] if self._shown is not None else []
        found = next((meaning for meaning in meanings if isinstance(meaning, Embedding)), None)
        kept = self._of_request
        if found is not None and found is not kept.embedding:
            kept.before, kept.embedding = kept.embedding, found

    def _color_classes(self) -> None:
        """Give classes on pictures their colours in the order of the answer, whatever is painted first."""
        match self._meaning:
            case Detection(boxes=found) | Segmentation(masks=found):
                for each in found:
                    self.color_of(each.label)

    def _read_picture(self) -> None:
        understood = self._shown
        if understood is None or not understood.picture:
            return

        def work() -> Picture:
            return read_picture(read_whole(Path(understood.picture), up_to=_LARGEST_PICTURE), _LARGEST_SHOWN)

        def done(picture: Picture) -> None:
            if self._shown is understood:
                self._picture = picture
                self.picture_changed.emit()
                self.changed.emit()

        self._background.run(work, done, self._on_failed)

    def _on_failed(self, error: ModelpostError) -> None:
        """Show the meaning without its picture: it may be gone since, or be of a kind that only the service reads."""
        del error


def _are_shares(found: TextLines) -> bool:
    """Tell whether corners are shares of the picture: no line fits into a single pixel."""
    return all(0 <= value <= 1 for line in found.lines for corner in line.corners for value in corner)
