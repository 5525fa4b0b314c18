"""The demo of the request in front: its samples, their answers, and what the room is told."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from modelpost.core.showing import Sample, Showing
from modelpost.core.text import Message
from modelpost.documents.contract import Contract, rules_of
from modelpost.documents.json_form import FieldRule, FormField, asked_of, fields_of, with_question, with_value
from modelpost.documents.json_values import Json
from modelpost.inference.api import Chat, Detection, Meaning
from modelpost.runs.applied import takes_file
from modelpost.runs.demo_report import as_demo_page
from modelpost.runs.meaning import contract_in
from modelpost.runs.report import About
from modelpost.workbench.background import Background
from modelpost.workbench.demo_answers import DemoAnswers
from modelpost.workbench.demo_pictures import DemoPictures
from modelpost.workbench.demo_report import reported, version_of, with_picture
from modelpost.workbench.demo_samples import Rehearsal, ShownSample, parsed
from modelpost.workbench.demo_stage import DemoStage
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.plain_words import PlainAnswer, in_words
from modelpost.workbench.ports import BodySaver
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.response_desk import ResponseDesk
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace

_SMALLEST_SCALE, _LARGEST_SCALE = 80, 200


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
        self._stage: DemoStage | None = None
        self._answers = DemoAnswers(workspace, self)
        self._answers.went_on.connect(self.changed)
        self._answers.answered.connect(self._on_answered)
        self._answers.rehearsal_changed.connect(self.rehearsal_changed)
        self._pictures = DemoPictures(background, self)
        self._rules: dict[str, FieldRule] = {}
        self.is_hidden = False
        self.scale = 100
        response.inference.changed.connect(self.changed)

    # What is shown ---------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What the demo is called; never an address."""
        return self._stage.title if self._stage is not None else ""

    @property
    def showing(self) -> Showing:
        """What is saved with the request."""
        return self._stage.showing if self._stage is not None else Showing()

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
        stage, shown = self._stage, self._front
        if stage is None or shown is None or not shown.sample.file:
            return None
        return self._pictures.large(stage.file_of(shown.sample.file))

    @property
    def pictures(self) -> DemoPictures:
        """Where the pictures come from."""
        return self._pictures

    def thumbnail(self, index: int) -> QImage | None:
        """Return the small picture of a sample; None while it is read, and where there is none."""
        stage, samples = self._stage, self.samples
        file = samples[index].file if 0 <= index < len(samples) else ""
        return self._pictures.small(stage.file_of(file)) if stage is not None and file else None

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
    def is_unknown(self) -> bool:
        """Tell whether there is an answer, but none that can be said in plain words."""
        shown = self._front
        return shown is not None and shown.answer is not None and shown.running is None and self.plain is None

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
        return self._answers.rehearsal

    # Commands --------------------------------------------------------------------------------------------------------

    def open(self, tab: RequestTab) -> None:
        """Put a request on stage. What was answered before is still there, unless the request was changed."""
        sent = replace(tab.draft, showing=Showing(), name="", docs="")
        if self._stage is None or self._stage.tab is not tab or self._stage.draft != sent:
            self._clear()
            self._stage = DemoStage(tab, sent)
            self._answers.follow(self._stage)
        self._stage.take_samples()
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
        """Send the sample on stage."""
        if self._front is not None:
            self._answers.send(self._front)

    def stop(self) -> None:
        """Stop waiting."""
        self._answers.stop()

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
        self._answers.send(shown)

    def set_threshold(self, threshold: float) -> None:
        """Show boxes from another score on, for every sample."""
        self._edit(replace(self.showing, threshold=threshold))
        for answer in self._stage.answers if self._stage is not None else ():
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
        files = [stage.file_of(shown.sample.file) if shown.sample.file else None for shown in stage.shown]
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
        self._answers.rehearse()

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _front(self) -> ShownSample | None:
        return self._stage.front if self._stage is not None else None

    def _document(self) -> Json:
        return self._stage.document if self._stage is not None else None

    def _edit(self, showing: Showing) -> None:
        if self._stage is not None:
            tab = self._stage.tab
            tab.edit(replace(tab.draft, showing=showing), "showing")

    def _set_samples(self, samples: tuple[Sample, ...]) -> None:
        if self._stage is None:
            return
        self._edit(replace(self.showing, samples=samples))
        self._answers.follow(self._stage)
        self._stage.take_samples()
        self.texts_changed.emit()
        self._show_front()

    def _clear(self) -> None:
        if self._stage is not None:
            self._stage.clear()
        self._stage = None
        self._answers.follow(None)
        self._pictures.forget()

    def _show_front(self) -> None:
        shown = self._front
        self._response.show_tab(shown.answer if shown is not None else None)
        self.changed.emit()

    def _on_answered(self, shown: ShownSample) -> None:
        if shown is self._front:
            self._show_front()

    def _read_contract(self) -> None:
        """Learn ranges and choices of the form from the model's contract, where the request has one."""
        stage, path = self._stage, self.showing.contract
        self._rules = {}
        if stage is None or not path:
            return
        file = str(stage.file_of(path))

        def done(contract: Contract | None) -> None:
            if self._stage is stage and contract is not None:
                self._rules = rules_of(contract.request)
                self.changed.emit()

        self._background.run(lambda: contract_in(file), done, self.failed.emit)
