"""The demo of the request in front: its samples, their answers, and what the room is told."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from modelpost.core.failures import ModelpostError
from modelpost.core.paths import join_path
from modelpost.core.request import RequestDraft
from modelpost.core.scope import Scope
from modelpost.core.showing import Sample, Showing
from modelpost.core.text import Message
from modelpost.documents.contract import Contract, rules_of
from modelpost.documents.json_form import FieldRule, FormField, asked_of, fields_of, with_question, with_value
from modelpost.documents.json_values import Json
from modelpost.inference.api import Chat, Detection, Meaning
from modelpost.runs.applied import applied, takes_file
from modelpost.runs.demo_report import as_demo_page
from modelpost.runs.inputs import Input
from modelpost.runs.meaning import contract_in
from modelpost.runs.report import About
from modelpost.workbench.background import Background
from modelpost.workbench.demo_pictures import DemoPictures
from modelpost.workbench.demo_report import reported, version_of, with_picture
from modelpost.workbench.demo_samples import (
    Attempt,
    Rehearsal,
    ShownSample,
    implied_samples,
    let_go,
    parsed,
    shut,
    trouble_of,
)
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.plain_words import PlainAnswer, in_words
from modelpost.workbench.ports import BodySaver
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.response_desk import ResponseDesk
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace

_SMALLEST_SCALE, _LARGEST_SCALE = 80, 200


@dataclass(slots=True)
class _Stage:
    """A demo that was prepared: for which request as it was then, and where it stands."""

    tab: RequestTab
    draft: RequestDraft
    shown: list[ShownSample] = field(default_factory=list)
    index: int = 0


class DemoDesk(QObject):
    """Follows one request while its demo is open. Answers are kept until the request itself is changed.

    Signals:
        changed: another sample, another answer, or it is looked at otherwise.
        texts_changed: title, subtitle or the list of samples differ.
        rehearsal_changed: one more sample was tried beforehand.
        left: the demo is over.
        failed: something could not be done; carries a ModelpostError.
    """

    changed = Signal()
    texts_changed = Signal()
    rehearsal_changed = Signal()
    left = Signal()
    failed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        response: ResponseDesk,
        background: Background,
        *,
        saver: BodySaver,
        when: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or workspace)
        self._workspace = workspace
        self._response = response
        self._background = background
        self._saver = saver
        self._when = when
        self._stage: _Stage | None = None
        self._pictures = DemoPictures(background, self)
        self._rehearsed: Rehearsal | None = None
        self._rules: dict[str, FieldRule] = {}
        self.is_hidden = False
        self.scale = 100
        response.inference.changed.connect(self.changed)

    # What is shown ---------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What the demo is called; never an address."""
        return self.showing.title or (self._stage.tab.draft.name if self._stage is not None else "")

    @property
    def showing(self) -> Showing:
        """What is saved with the request."""
        return self._stage.tab.draft.showing if self._stage is not None else Showing()

    @property
    def inference(self) -> InferenceDesk:
        """What the answer of the sample on stage means."""
        return self._response.inference

    @property
    def samples(self) -> tuple[Sample, ...]:
        """The samples on the strip."""
        return tuple(each.sample for each in self._stage.shown) if self._stage is not None else ()

    @property
    def index(self) -> int:
        """Which sample is on stage."""
        return self._stage.index if self._stage is not None else 0

    @property
    def takes_pictures(self) -> bool:
        """Tell whether the request sends a file."""
        return self._stage is not None and takes_file(self._stage.draft)

    @property
    def picture(self) -> QImage | None:
        """The picture of the sample on stage; None while it is read, and where there is none."""
        shown = self._front
        return (
            self._pictures.large(self._file_of(shown.sample.file)) if shown is not None and shown.sample.file else None
        )

    @property
    def pictures(self) -> DemoPictures:
        """Where the pictures come from."""
        return self._pictures

    def thumbnail(self, index: int) -> QImage | None:
        """Return the small picture of a sample; None while it is read, and where there is none."""
        samples = self.samples
        file = samples[index].file if 0 <= index < len(samples) else ""
        return self._pictures.small(self._file_of(file)) if file else None

    @property
    def is_running(self) -> bool:
        """Tell whether the answer for the sample on stage is awaited."""
        return self._front is not None and self._front.running is not None

    @property
    def trouble(self) -> Message | None:
        """Why the last try with the sample on stage gave no answer, without a word of where and how it was sent."""
        return self._front.trouble if self._front is not None and not self.is_running else None

    @property
    def is_saved(self) -> bool:
        """Tell whether the answer on the screen is one from before."""
        shown = self._front
        return shown is not None and shown.answer is not None and not shown.is_fresh and shown.running is None

    @property
    def meaning(self) -> Meaning | None:
        """What the answer on the screen means."""
        named = self.inference.current if self._front is not None and self._front.answer is not None else None
        return named.reading.meaning if named is not None else None

    @property
    def plain(self) -> PlainAnswer | None:
        """The answer on the screen in plain words, None while there is none."""
        meaning = self.meaning
        if meaning is None:
            return None
        return in_words(meaning, self.inference.boxes(meaning) if isinstance(meaning, Detection) else ())

    @property
    def seconds(self) -> float | None:
        """How long the answer on the screen took."""
        answer = self._front.answer if self._front is not None else None
        shown = answer.state.shown if answer is not None else None
        return shown.timings.total if shown is not None else None

    @property
    def spoken(self) -> str:
        """What a language model has said so far."""
        shown = self._front
        if shown is not None and shown.running is not None and (stream := shown.running.tab.state.stream) is not None:
            return stream.text
        meaning = self.meaning
        return meaning.text if isinstance(meaning, Chat) else ""

    @property
    def fields(self) -> tuple[FormField, ...]:
        """The form of the sample on stage; none where it is a file or a chat."""
        document = self._document()
        if document is None or asked_of(document) is not None:
            return ()
        others = [parsed(each.sample.text) for each in self._stage.shown] if self._stage is not None else []
        return fields_of(document, [each for each in others if each is not None], self._rules)

    @property
    def question(self) -> str | None:
        """What a person asks the language model; None where the request is no chat."""
        document = self._document()
        return asked_of(document) if document is not None else None

    @property
    def rehearsal(self) -> Rehearsal | None:
        """How the samples were tried beforehand, None where they were not."""
        return self._rehearsed

    # Commands --------------------------------------------------------------------------------------------------------

    def open(self, tab: RequestTab) -> None:
        """Put a request on stage. What was answered before is still there, unless the request was changed."""
        sent = replace(tab.draft, showing=Showing(), name="", docs="")
        if self._stage is None or self._stage.tab is not tab or self._stage.draft != sent:
            self._clear()
            self._stage = _Stage(tab, sent)
            self._fill()
        else:
            self._take_samples()
        self._read_contract()
        self._show_front()
        self.texts_changed.emit()

    def leave(self) -> None:
        """End the demo; answers are kept."""
        self.stop()
        self.left.emit()

    def go(self, index: int) -> None:
        """Bring a sample on stage; past the ends nothing happens."""
        if self._stage is None or not 0 <= index < len(self._stage.shown) or index == self._stage.index:
            return
        if self._front is not None:
            self._front.is_fresh = False
        self._stage.index = index
        self._show_front()

    def step(self, by: int) -> None:
        """Go on, or back."""
        self.go(self.index + by)

    def run(self) -> None:
        """Send the sample on stage. One that is under way is left alone: impatient fingers press twice."""
        if self._front is not None and self._front.running is None:
            self._send(self._front)

    def stop(self) -> None:
        """Stop waiting."""
        for shown in self._stage.shown if self._stage is not None else ():
            if shown.running is not None:
                shown.running.tab.stop()

    def set_field(self, path: tuple[str | int, ...], value: Json) -> None:
        """Change a value of the form."""
        document, shown = self._document(), self._front
        if document is not None and shown is not None:
            shown.text = json.dumps(with_value(document, path, value), ensure_ascii=False, indent=2)

    def ask(self, text: str) -> None:
        """Ask a language model; the talk goes on after an answer."""
        document, shown = self._document(), self._front
        if document is None or shown is None or shown.running is not None or not text.strip():
            return
        answer = self.spoken if shown.answer is not None else None
        shown.text = json.dumps(with_question(document, text.strip(), answer or None), ensure_ascii=False, indent=2)
        self._send(shown)

    def set_threshold(self, threshold: float) -> None:
        """Show boxes from another score on, for every sample."""
        self._edit(replace(self.showing, threshold=threshold))
        for answer in self._answers():
            answer.edit(replace(answer.draft, showing=self.showing), "showing")
        self.changed.emit()

    def set_texts(self, title: str, subtitle: str) -> None:
        """Say something else above the demo."""
        self._edit(replace(self.showing, title=title, subtitle=subtitle))
        self.texts_changed.emit()

    def add_files(self, paths: tuple[str, ...]) -> None:
        """Put files on the strip, and the first of them on stage."""
        if self._stage is None or not self.takes_pictures or not paths:
            return
        first = len(self._stage.shown)
        self._set_samples((*self.samples, *(Sample(PurePosixPath(path).stem, path) for path in paths)))
        self.go(first)
        self.run()

    def add_picture(self, image: QImage) -> None:
        """Put a pasted picture on the strip; it is kept beside the request."""
        if self._stage is not None and self.takes_pictures:
            self._workspace.keep_picture(self._stage.tab, image, lambda path: self.add_files((path,)))

    def keep_text(self, name: str) -> None:
        """Keep the form as it is filled in as one more sample."""
        if self._stage is not None and self._front is not None and self._front.text:
            self._set_samples((*self.samples, Sample(name, text=self._front.text)))
            self.go(len(self._stage.shown) - 1)

    def remove(self, index: int) -> None:
        """Take a sample off the strip."""
        samples = self.samples
        if len(samples) > 1 and 0 <= index < len(samples):
            self._set_samples((*samples[:index], *samples[index + 1 :]))

    def toggle_hidden(self) -> None:
        """Hide the answer so that the room can guess, or show it."""
        self.is_hidden = not self.is_hidden
        self.changed.emit()

    def set_scale(self, scale: int) -> None:
        """Show everything larger or smaller, in percent."""
        self.scale = min(_LARGEST_SCALE, max(_SMALLEST_SCALE, scale))
        self.texts_changed.emit()

    def save_report(self, path: str) -> None:
        """Write what the samples were answered to a file the user chose: one page, without secrets."""
        stage = self._stage
        if stage is None:
            return
        curl = stage.tab.copy_as_curl(with_secrets=False) or ""
        about = About(self.title, curl, self._when(), version_of(stage.shown))
        samples = [reported(shown, self.showing.threshold) for shown in stage.shown]
        files = [self._file_of(shown.sample.file) if shown.sample.file else None for shown in stage.shown]
        subtitle = self.showing.subtitle

        def work() -> None:
            drawn = tuple(with_picture(each, file) for each, file in zip(samples, files, strict=True))
            page = "".join(as_demo_page(about, subtitle, drawn, translated))
            self._saver(path, page.encode("utf-8", "replace"))

        def done(_: None) -> None:
            self._workspace.told.emit(Message("The report was saved to {path}.", path=path))

        self._background.run(work, done, self.failed.emit)

    def rehearse(self) -> None:
        """Try every sample once: what fails is known before the room is there, and the other answers are kept."""
        if self._stage is not None and (self._rehearsed is None or self._rehearsed.is_over):
            self._rehearsed = Rehearsal(total=len(self._stage.shown))
            self.rehearsal_changed.emit()
            self._send(self._stage.shown[0])

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _front(self) -> ShownSample | None:
        stage = self._stage
        return stage.shown[stage.index] if stage is not None and stage.index < len(stage.shown) else None

    def _answers(self) -> list[RequestTab]:
        stage = self._stage
        return [each.answer for each in stage.shown if each.answer is not None] if stage is not None else []

    def _document(self) -> Json:
        shown = self._front
        return parsed(shown.text) if shown is not None and not shown.sample.file else None

    def _edit(self, showing: Showing) -> None:
        if self._stage is not None:
            tab = self._stage.tab
            tab.edit(replace(tab.draft, showing=showing), "showing")

    def _set_samples(self, samples: tuple[Sample, ...]) -> None:
        self._edit(replace(self.showing, samples=samples))
        self._rehearsed = None
        self._take_samples()
        self.texts_changed.emit()
        self._show_front()

    def _take_samples(self) -> None:
        """Bring the strip in line with what is saved; answers of samples that are still there stay."""
        if self._stage is None:
            return
        before = list(self._stage.shown)
        self._stage.shown = []
        for sample in self.showing.samples or implied_samples(self._stage.draft):
            kept = next((each for each in before if each.sample == sample), None)
            self._stage.shown.append(kept if kept is not None else ShownSample(sample, sample.text))
            if kept is not None:
                before.remove(kept)
        for gone in before:
            shut(gone)
        self._stage.index = min(self._stage.index, max(0, len(self._stage.shown) - 1))

    def _fill(self) -> None:
        self._rehearsed = None
        self._take_samples()

    def _clear(self) -> None:
        for shown in self._stage.shown if self._stage is not None else ():
            shut(shown)
        self._stage = None
        self._pictures.forget()

    def _show_front(self) -> None:
        shown = self._front
        self._response.show_tab(shown.answer if shown is not None else None)
        self.changed.emit()

    def _send(self, shown: ShownSample) -> None:
        stage = self._stage
        if stage is None:
            return
        try:
            draft, scope = self._draft_of(shown)
        except ModelpostError as error:
            shown.trouble = error.summary
            self._after(shown)
            return
        tab = self._workspace.beside(stage.tab, draft, scope)
        tab.key = stage.tab.key  # classes keep their colours, and the look, from sample to sample
        attempt = Attempt(tab, self)
        attempt.went_on.connect(self.changed)
        attempt.ended.connect(self._on_ended)
        shown.running, shown.trouble = attempt, None
        attempt.begin()
        self.changed.emit()

    def _draft_of(self, shown: ShownSample) -> tuple[RequestDraft, Scope | None]:
        if self._stage is None:
            raise RuntimeError("a sample is sent while nothing is on stage")
        draft = replace(self._stage.draft, showing=replace(self.showing, samples=()))
        if shown.sample.file:
            return applied(draft, Input(0, shown.sample.name, shown.sample.file))
        return (draft.with_body(raw=shown.text) if shown.text else draft), None

    def _on_ended(self, attempt: Attempt) -> None:
        """Take an answer over; an attempt without one leaves the answer from before on the screen."""
        found = (each for each in (self._stage.shown if self._stage is not None else ()) if each.running is attempt)
        shown = next(found, None)
        if shown is None:
            return  # its sample is gone from the strip, or the request from the stage
        before = shown.answer
        shown.running, shown.trouble = None, trouble_of(attempt.tab)
        shown.is_fresh = shown.trouble is None and shown is self._front
        if shown.trouble is None:
            shown.answer = attempt.tab
        if shown is self._front:
            self._show_front()
        attempt.deleteLater()
        gone = attempt.tab if shown.trouble is not None else before
        if gone is not None:
            let_go(gone)
        self._after(shown)

    def _after(self, shown: ShownSample) -> None:
        """Go on with the rehearsal where it waited for this sample."""
        self.changed.emit()
        stage, so_far = self._stage, self._rehearsed
        if stage is None or so_far is None or so_far.is_over or stage.shown[so_far.done] is not shown:
            return
        self._rehearsed = so_far.after(shown)
        self.rehearsal_changed.emit()
        if not self._rehearsed.is_over:
            self._send(stage.shown[self._rehearsed.done])

    def _read_contract(self) -> None:
        """Learn ranges and choices of the form from the model's contract, where the request has one."""
        stage, path = self._stage, self.showing.contract
        self._rules = {}
        if stage is None or not path:
            return
        file = str(self._file_of(path))

        def done(contract: Contract | None) -> None:
            if self._stage is stage and contract is not None:
                self._rules = rules_of(contract.request)
                self.changed.emit()

        self._background.run(lambda: contract_in(file), done, self.failed.emit)

    def _file_of(self, path: str) -> Path:
        folder = self._stage.tab.surroundings.context.folder if self._stage is not None else ""
        return Path(join_path(folder, path)).expanduser()
