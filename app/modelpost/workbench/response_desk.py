"""The answer of the request in front: which view shows it, what to advise, where it is saved."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.advice import Advice
from modelpost.core.answered_by import AnsweredBy
from modelpost.core.events import Connected, Event, Finished, Secured
from modelpost.core.ladder import Rung
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.core.waterfall import Waterfall, waterfall
from modelpost.viewers.api import Answer, Buffer, Rendering
from modelpost.workbench.advising import advice_on, rungs_of, who_answered
from modelpost.workbench.answer_files import AnswerFiles
from modelpost.workbench.background import Background
from modelpost.workbench.exchange_desk import Sent
from modelpost.workbench.exchange_state import ExchangeState, Read, Shown
from modelpost.workbench.ports import AnswerReader, BodySaver
from modelpost.workbench.rendering_desk import RenderingDesk
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.send_later import SendLater

if TYPE_CHECKING:
    from modelpost.workbench.diff_desk import DiffDesk
    from modelpost.workbench.examples_desk import ExamplesDesk
    from modelpost.workbench.inference_desk import InferenceDesk
    from modelpost.workbench.path_desk import PathDesk
    from modelpost.workbench.rivals import Rivals
    from modelpost.workbench.takeaway import OpenFile, Takeaway
    from modelpost.workbench.workspace import Workspace

TIMELINE = "timeline"
"""The view of what happened; it is made of events, not of the answer."""

EVENTS = "events"
"""The view of a stream, in the place of the preview: its items as they arrive, and the answer they make."""

INFERENCE = "inference"
"""The view of what the answer means; it is made of readings, not of a rendering."""

DIFF = "diff"
"""The view of what differs from another answer; it is made of two answers."""

VIEWS = frozenset({"pretty", "tree", "raw", "preview", "hex", "headers", "cookies", TIMELINE, EVENTS, INFERENCE, DIFF})
"""The names of all views; what a file or an earlier version remembered may be none of them."""

_SEEN_OF_STREAM = 4_000_000
"""Bytes of a stream that other views show while it still arrives."""

_LARGEST_COPIED = 64_000_000
_MORE = 4


class ResponseDesk(QObject):
    """Follows the request in front and keeps the rendering of its answer ready.

    Signals:
        state_changed: the exchange in front went on, or another one is in front; carries its ExchangeState.
        view_changed: another view is chosen or its rendering is there.
        item_changed: the item that was asked for is there; carries its number and a Rendering.
        waiting_changed: a request that is sent later came nearer, or is no longer waited for.
        replay_changed: messages of the request in front are sent again or no more, or another request is in front.
        told: something to say in passing; carries a Message.
        failed: something could not be done; carries a ModelpostError.
    """

    state_changed = Signal(object)
    view_changed = Signal()
    item_changed = Signal(int, object)
    waiting_changed = Signal()
    replay_changed = Signal()
    told = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        *,
        load_reader: Callable[[], AnswerReader],
        saver: BodySaver,
        background: Background,
        parent: QObject,
        can_renew: Callable[[RequestTab], bool] = lambda _: False,
        json_paths: Sequence[str] = (),
        open_file: "OpenFile | None" = None,
        workspace: "Workspace | None" = None,
    ) -> None:
        super().__init__(parent)
        self._load_reader = load_reader
        self._saver = saver
        self._renderings = RenderingDesk(load_reader, background, self)
        self._renderings.ready.connect(self.view_changed)
        self._renderings.failed.connect(self.failed)
        self._files = AnswerFiles(load_reader, saver, background, self)
        self._files.told.connect(self.told)
        self._files.failed.connect(self.failed)
        self._later = SendLater(self)
        self._later.changed.connect(self.waiting_changed)
        self._later.due.connect(self._send)
        self._background = background
        self._can_renew = can_renew
        self._json_paths = json_paths
        self._open_file = open_file
        self._takeaway: Takeaway | None = None
        self._workspace = workspace
        self._rivals: Rivals | None = None
        if workspace is not None:
            workspace.exchanged.connect(self._on_exchanged)
        self._tab: RequestTab | None = None
        self._charsets: dict[str, str] = {}
        self._otherwise: tuple[Answer, Answer] | None = None
        self._inference: InferenceDesk | None = None
        self._examples: ExamplesDesk | None = None
        self._paths: PathDesk | None = None
        self._differences: DiffDesk | None = None

    @property
    def tab(self) -> RequestTab | None:
        """The request in front."""
        return self._tab

    @property
    def state(self) -> ExchangeState:
        """The exchange of the request in front."""
        return self._tab.state if self._tab is not None else ExchangeState()

    @property
    def shown(self) -> Shown | None:
        """The answer on the screen."""
        return self.state.shown

    @property
    def is_stale(self) -> bool:
        """Tell whether the answer on the screen is an earlier one, while the next is awaited or was stopped."""
        return self.state.is_running and not self.state.is_live

    @property
    def inference(self) -> "InferenceDesk":
        """What the answer means, and how it is looked at."""
        if self._inference is None:
            from modelpost.workbench.inference_desk import InferenceDesk  # noqa: PLC0415  # 4 ms, at the first look

            self._inference = InferenceDesk(self, self._background)
        return self._inference

    @property
    def examples(self) -> "ExamplesDesk":
        """The saved answers of the request in front."""
        if self._examples is None:
            from modelpost.workbench.examples_desk import ExamplesDesk  # noqa: PLC0415  # 8 ms, where there are any

            self._examples = ExamplesDesk(self, self._background, self._load_reader)
        return self._examples

    @property
    def example_index(self) -> int | None:
        """Which of the saved answers is on the screen, None while it is a live one."""
        return self._examples.index if self._examples is not None else None

    @property
    def example_shown(self) -> str | None:
        """The name of the saved answer on the screen, None while it is a live one."""
        index = self.example_index
        return self.examples.examples[index].name if index is not None else None

    @property
    def rivals(self) -> "Rivals":
        """The answers that the one on the screen can be compared with."""
        if self._rivals is None:
            from modelpost.workbench.rivals import Rivals  # noqa: PLC0415  # 1 ms, at the first answer

            self._rivals = Rivals(self, self._workspace, self._background, self._load_reader)
            self._rivals.failed.connect(self.failed)
        return self._rivals

    @property
    def can_compare(self) -> bool:
        """Tell whether there is another answer to compare the one on the screen with."""
        return self._read is not None and bool(self.rivals.offered)

    @property
    def differences(self) -> "DiffDesk":
        """What differs from another answer."""
        if self._differences is None:
            from modelpost.workbench.diff_desk import DiffDesk  # noqa: PLC0415  # 4 ms, at the first comparison

            self._differences = DiffDesk(self._background, self)
        return self._differences

    @property
    def takeaway(self) -> "Takeaway":
        """The answer in other forms and programs."""
        if self._takeaway is None:
            from modelpost.workbench.takeaway import Takeaway, open_in_program  # noqa: PLC0415  # 3 ms, at first use

            self._takeaway = Takeaway(self._background, self._saver, self._open_file or open_in_program, self)
        return self._takeaway

    @property
    def paths(self) -> "PathDesk":
        """Where paths lead in the text that is shown."""
        if self._paths is None:
            from modelpost.workbench.path_desk import PathDesk  # noqa: PLC0415  # 2 ms, at the first filter

            self._paths = PathDesk(self._json_paths, self)
        return self._paths

    @property
    def view(self) -> str:
        """The view in front: the user's choice for this request, else the one that fits best."""
        chosen = self._tab.look.view if self._tab is not None else ""
        shown = self.shown
        if chosen in VIEWS and chosen not in _absent(shown) and (chosen != DIFF or self.can_compare):
            return chosen
        if shown is not None and shown.is_live:
            return INFERENCE if shown.stream is not None and shown.stream.is_chat else EVENTS
        read = self._read
        if read is not None:
            is_meant = read.understood is not None and read.understood.is_certain
            return INFERENCE if is_meant else read.view
        return TIMELINE if self.shown is None and self.state.events else "pretty"

    @property
    def rendering(self) -> Rendering | None:
        """What the view in front shows; None while it is being made, and for the timeline."""
        return self._renderings.rendering

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened in the exchange in front."""
        return self.state.events or (self.shown.events if self.shown is not None else ())

    @property
    def advice(self) -> Advice | None:
        """What to do about the outcome, None when it is welcome."""
        tab = self._tab
        status = self.state.outcome.response.status if isinstance(self.state.outcome, Finished) else 0
        return advice_on(
            self.state,
            self._read,
            sent_url=tab.sent_url if tab is not None else "",
            in_collection=tab is not None and tab.location is not None,
            can_renew=status == 401 and tab is not None and self._can_renew(tab),
        )

    @property
    def is_unverified(self) -> bool:
        """Tell whether a certificate went unchecked for what is shown."""
        return any(isinstance(event, Secured | Connected) and not event.verified for event in self.events)

    @property
    def answered(self) -> AnsweredBy | None:
        """Who gave the answer on the screen, None while that is not known."""
        return who_answered(self.shown)

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """How far the exchange came, where it did not end well."""
        tab = self._tab
        return rungs_of(self.events, self.state.outcome, tab.sent_url, self.answered) if tab is not None else ()

    @property
    def timing(self) -> Waterfall:
        """How long each phase of the answer on the screen took."""
        return waterfall(self.events)

    @property
    def waiting(self) -> int:
        """Seconds until the request in front is sent again by itself; 0 where nobody asked for that."""
        return self._later.seconds

    @property
    def can_copy(self) -> bool:
        """Tell whether there is a body to copy."""
        return self._read is not None

    def close(self) -> None:
        """End what runs beside the window."""
        self._renderings.close()
        if self._paths is not None:
            self._paths.end()

    def show_tab(self, tab: RequestTab | None) -> None:
        """Follow another request; one that waits to be sent again is not sent behind the user's back."""
        self.cancel_waiting()
        if self._tab is not None:
            self._tab.state_changed.disconnect(self._on_state_changed)
            self._tab.replayer.changed.disconnect(self.replay_changed)
        self._tab = tab
        self._renderings.try_again()
        if tab is not None:
            tab.state_changed.connect(self._on_state_changed)
            tab.replayer.changed.connect(self.replay_changed)
        self._on_state_changed(self.state)
        self.replay_changed.emit()

    def choose_view(self, view: str) -> None:
        """Look at the answer another way; remembered for this request."""
        if self._tab is not None:
            self._tab.set_look(self._tab.look._replace(view=view))
        self._renderings.try_again()
        self._refresh_view()

    @property
    def charset_found(self) -> str:
        """The charset that the answer says, or that was guessed."""
        return self._read.answer.charset if self._read is not None else "utf-8"

    @property
    def charset_chosen(self) -> str:
        """The charset that the user chose for this request, empty for the one that was found."""
        return self._charsets.get(self._tab.key, "") if self._tab is not None else ""

    def choose_charset(self, charset: str) -> None:
        """Read the answer in another charset; remembered for this request. Empty for the one that was found."""
        if self._tab is not None:
            self._charsets[self._tab.key] = charset
        self._renderings.try_again()
        self._refresh_view()

    def reconnect(self) -> None:
        """Begin the stream on the screen again after its last event."""
        if self._tab is not None:
            self._tab.reconnect()

    def ping(self) -> None:
        """Ask the other side of the conversation on the screen for a sign of life."""
        if self._tab is not None:
            self._tab.ping()

    def keep_spoken(self) -> None:
        """Keep with the request what the user sent in the conversation on the screen."""
        if self._tab is not None and (count := self._tab.replayer.save_spoken()):
            self.told.emit(
                Message("Messages of the request now: the {n} that you sent. Undo brings back the others.", n=count)
            )

    def read_item(self, number: int) -> None:
        """Have an item of the stream or conversation on the screen read whole."""
        shown = self.shown
        live = None if shown is None else shown.stream or shown.conversation
        if shown is None or live is None:
            return
        recording, response = live.recording, shown.response

        def work() -> Rendering:
            data = recording.data(number)
            media_type = "application/json" if data.lstrip()[:1] in {b"{", b"["} else "text/plain"
            return self._load_reader().render(Answer(response, data, media_type), "pretty")

        def done(rendering: Rendering) -> None:
            if self.shown is not None and self.shown.response is response:
                self.item_changed.emit(number, rendering)

        self._background.run(work, done, self.failed.emit)

    def send_later(self, seconds: float) -> None:
        """Send the request in front again after so many seconds, unless it is sent or left before."""
        self._later.begin(seconds)

    def cancel_waiting(self) -> None:
        """Do not send later after all."""
        self._later.cancel()

    def copied_text(self) -> str | None:
        """Return the body as text for the clipboard, or None after saying why not."""
        read = self._read
        if read is None:
            return None
        if len(read.answer.content) > _LARGEST_COPIED:
            self.told.emit(Message("The answer is too large for the clipboard. Save it to a file instead."))
            return None
        text = bytes(read.answer.content).decode(read.answer.charset, "replace")
        if "\0" in text:
            self.told.emit(Message("The answer is not text. Save it to a file instead."))
            return None
        return text

    def unpack_more(self) -> None:
        """Unpack four times as much of the answer, and as much of those that are still to come."""
        tab, read = self._tab, self._read
        if tab is None or read is None or not read.answer.stopped_at:
            return
        response, largest = read.answer.response, _MORE * read.answer.stopped_at
        tab.set_settings(replace(tab.draft.settings, largest_unpacked=largest))

        def work() -> Read:
            return self._load_reader().read(response, largest)

        self._background.run(work, tab.read_again, self.failed.emit)

    @property
    def suggested_name(self) -> str:
        """A name for the file that the answer is saved to."""
        from modelpost.workbench.file_names import suggested_name  # noqa: PLC0415  # 1 ms, at the first save

        return suggested_name(self._read.answer) if self._read is not None else "response.txt"

    @property
    def packed_as(self) -> str:
        """The content codings that the body came in, empty where it is shown as it was received."""
        shown = self.shown
        return ", ".join(shown.response.codings) if shown is not None else ""

    def save(self, path: str) -> None:
        """Write the decoded body to a file the user chose."""
        read = self._read
        if read is not None:
            self.save_content(path, lambda: read.answer.content)

    def save_as_received(self, path: str) -> None:
        """Write the body to a file as it came, its content codings not undone."""
        shown = self.shown
        if shown is not None:
            self._files.save_as_received(path, shown.response)

    def save_content(self, path: str, content: Callable[[], Buffer]) -> None:
        """Write to a file what a call returns, which is made off the GUI thread."""
        self._files.save(path, content)

    def write_down(self, which: str, done: Callable[[bytes], None]) -> None:
        """Write down what was `sent` or `received` in the exchange in front, off the GUI thread, for `done`."""
        self._files.write_down(which, self.events, self._response_of_events, done)

    def save_timeline(self, path: str, steps: str) -> None:
        """Write the steps, and what was sent and received, to a file the user chose."""
        self._files.save_timeline(path, steps, self.events, self._response_of_events)

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _read(self) -> Read | None:
        return self.shown.read if self.shown is not None else None

    @property
    def _response_of_events(self) -> Response | None:
        """The answer on the screen, where it is that of the exchange in front."""
        shown = self.shown
        return shown.response if shown is not None and shown.events == self.events else None

    def _send(self) -> None:
        if self._tab is not None:
            self._tab.send()

    def _on_exchanged(self, tab: RequestTab, sent: Sent) -> None:
        self.rivals.note(tab, sent)

    def _on_state_changed(self, state: ExchangeState) -> None:
        if state.is_running:
            self.cancel_waiting()
        self._refresh_view(quiet=True)
        self.state_changed.emit(state)

    def _refresh_view(self, *, quiet: bool = False) -> None:
        shown, read, view = self.shown, self._read, self.view
        if view in {TIMELINE, INFERENCE, EVENTS, DIFF} or shown is None:
            self._renderings.clear()
        elif read is None and shown.is_live:
            self._renderings.want(shown.response, view, partial(self._arrived, shown))
        elif read is None:
            self._renderings.clear()
        elif view == read.view and self._in_chosen_charset(read.answer) is read.answer:
            self._renderings.take(read.rendering, read.answer, view)
        else:
            answer = self._in_chosen_charset(read.answer)
            self._renderings.want(answer, view, lambda: answer)
        if not quiet:
            self.view_changed.emit()

    def _arrived(self, shown: Shown) -> Answer:
        """Return what has arrived of a live answer as if it were all, for the views that show an answer."""
        if shown.stream is None:
            return Answer(shown.response)
        note = Message("This is what had arrived by then. The whole is shown at the end of the stream.")
        return Answer(shown.response, shown.stream.recording.read(0, _SEEN_OF_STREAM), "text/plain", note=note)

    def _in_chosen_charset(self, answer: Answer) -> Answer:
        """Return the answer as the user wants it to be read."""
        charset = self.charset_chosen
        if charset in {"", answer.charset}:
            return answer
        if self._otherwise is None or self._otherwise[0] is not answer or self._otherwise[1].charset != charset:
            self._otherwise = (answer, replace(answer, charset=charset))
        return self._otherwise[1]


def _absent(shown: Shown | None) -> tuple[str, ...]:
    """Return the views that the answer on the screen does not have."""
    if shown is None or not shown.is_live:
        return (EVENTS,)
    return ("preview",) if shown.stream is not None else ("preview", "pretty", "raw", INFERENCE)
