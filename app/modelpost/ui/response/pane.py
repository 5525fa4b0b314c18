"""The response pane: what came back, and every way to look at it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.events import Failed, Finished, Stopped
from modelpost.core.hops import hops
from modelpost.core.remedies import Advice, Remedy
from modelpost.core.response import Response
from modelpost.ui.kit.announce import announce
from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.frames import Frames
from modelpost.ui.kit.notices import Banner, Text
from modelpost.ui.kit.scaled import Scaled
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.kit.tags import Tag
from modelpost.ui.response.captions import Captions
from modelpost.ui.response.fault_note import FaultNote
from modelpost.ui.response.hops_list import HopsList
from modelpost.ui.response.ladder import LadderView
from modelpost.ui.response.live import LiveViews
from modelpost.ui.response.retry_notice import RetryNotice
from modelpost.ui.response.taking_away import TakingAway
from modelpost.ui.response.time_button import TimeButton
from modelpost.ui.response.views import ResponseViews
from modelpost.ui.text.find_bar import FindBar
from modelpost.ui.text.line_bar import LineBar
from modelpost.ui.theme import Role
from modelpost.workbench.background import Background
from modelpost.workbench.exchange_state import ExchangeState, Shown
from modelpost.workbench.response_desk import DIFF, EVENTS, TIMELINE, ResponseDesk
from modelpost.workbench.sizes import duration_text, size_text
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.ui.response.filter_bar import FilterBar
    from modelpost.workbench.path_desk import PathDesk

_QUIET_MS = 300
_HEAD_EVERY_MS = 100
_DIMMED = 0.55
_LEAVE = "leave-example"


class ResponsePane(QWidget):
    """Shows what the response desk knows.

    Signals:
        remedy_chosen: a button of the advice was pressed; carries the Remedy and the Advice.
        cookies_wanted: the cookies of the collection shall be shown.
        orientation_wanted: the button for the other orientation was pressed.
        told: something to say in passing; carries a text.
        demo_wanted: the answer shall be shown to others.
    """

    remedy_chosen = Signal(object, object)
    cookies_wanted = Signal()
    orientation_wanted = Signal()
    told = Signal(str)
    demo_wanted = Signal()

    def __init__(
        self,
        kit: Kit,
        desk: ResponseDesk,
        background: Background,
        parent: QWidget | None = None,
        *,
        say_aloud: Callable[[QWidget, str], None] = announce,
        about_header: Callable[[str], str] = lambda _: "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName("responsePane")
        self.setAccessibleName(self.tr("Response"))
        self._kit = kit
        self._desk = desk
        self._background = background
        self._advice: Advice | None = None
        self._captions = Captions(self)
        self._say_aloud = say_aloud
        self._announced: object = None
        self._timed: object = None
        self._leave_timing: Callable[[], None] | None = None
        self._slow = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._slow.timeout.connect(self._on_slow)
        self._ticking = QTimer(self, interval=100)
        self._ticking.timeout.connect(self._show_clock)
        self._live = LiveViews(kit, desk, self)
        self._head_frames = Frames(self._show_head, _HEAD_EVERY_MS, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(self._build_tabs())
        column.addWidget(self._build_progress())
        self._retry = RetryNotice(kit)
        column.addWidget(self._retry)
        self._banner = Banner(kit, "advice")
        self._banner.chosen.connect(self._on_remedy)
        self._banner_frame = QWidget()
        holder = QVBoxLayout(self._banner_frame)
        holder.setContentsMargins(16, 12, 12, 12)
        holder.addWidget(self._banner)
        column.addWidget(self._banner_frame)
        self._ladder = LadderView(kit, self)
        column.addWidget(self._ladder)
        column.addWidget(self._build_note())
        self._views = self._build_views(about_header)
        self._text = self._views.text
        self._fault = FaultNote(kit, self._text)
        column.addWidget(self._fault)
        self._find = FindBar(kit, self._text)
        column.addWidget(self._find)
        self._line = LineBar(kit, self._text)
        column.addWidget(self._line)
        self._filter: FilterBar | None = None
        self._filter_place = QVBoxLayout()
        column.addLayout(self._filter_place)
        self._hops = HopsList(kit)
        column.addWidget(self._hops)
        column.addWidget(self._views, 1)
        desk.state_changed.connect(self._on_state_changed)
        desk.view_changed.connect(self._show_view)
        desk.waiting_changed.connect(self._show_waiting)
        self._on_state_changed(desk.state)

    # Building --------------------------------------------------------------------------------------------------------

    def _build_head(self) -> QWidget:
        kit = self._kit
        self._pill = Tag(kit, "statusPill", role=Role.STRONG, radius=11)
        self._time = TimeButton(kit, "responseTime")
        self._time.clicked.connect(self.show_timing)
        self._size = Text(kit, ink="text2", name="responseSize")
        self._unverified = Tag(kit, "unverifiedTag", radius=11)
        self._answered = Tag(kit, "answeredBy", shrinks=True)
        self._checks = Tag(kit, "assertionsTag", radius=11)
        self._not_sent = Text(kit, self.tr("Not sent"), ink="muted", name="notSent")
        self._find_button = IconButton(kit, "search", self.tr("Find in the response"), "findInResponse")
        self._find_button.clicked.connect(self.open_search)
        self._filter_button = IconButton(kit, "funnel", self.tr("Filter with a JSONPath"), "filterResponse")
        self._filter_button.clicked.connect(self.open_filter)
        self._copy_button = IconButton(kit, "copy", self.tr("Copy response"), "copyResponse")
        self._copy_button.clicked.connect(self.copy)
        self._save_button = IconButton(kit, "download", self.tr("Save response to a file"), "saveResponse")
        self._save_button.clicked.connect(self.save)
        self._taking = TakingAway(self._desk, self._save_button, self)
        self._taking.told.connect(self.told)
        turn = IconButton(kit, "panel-bottom", self.tr("Response beside or below the request"), "turnPanes")
        turn.clicked.connect(self.orientation_wanted)
        head = QFrame()
        head.setProperty("line", "below")
        Scaled(kit.theme, head, height=41)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(10)
        tags = (self._unverified, self._checks, self._answered)
        for widget in (self._not_sent, self._pill, self._time, self._size, *tags):
            row.addWidget(widget)
        row.addStretch(1)
        row.setSpacing(8)
        self._examples_button = IconButton(kit, "layers", self.tr("Saved answers"), "examples")
        self._examples_button.clicked.connect(self._on_examples)
        self._more = IconButton(kit, "ellipsis", self.tr("Wrap lines, charset, other programs"), "textOptions")
        self._more.clicked.connect(self._on_more)
        for button in (
            self._find_button,
            self._filter_button,
            self._copy_button,
            self._save_button,
            self._examples_button,
            self._more,
            turn,
        ):
            row.addWidget(button)
        return head

    def _build_tabs(self) -> QWidget:
        self._tabs = PaneTabs(self._kit, "responseTabs", self.tr("Response views"))
        self._show_tabs(None)
        self._tabs.activated.connect(self._desk.choose_view)
        holder = QFrame()
        holder.setProperty("line", "below")
        row = QHBoxLayout(holder)
        row.setContentsMargins(16, 0, 12, 0)
        row.addWidget(self._tabs)
        return holder

    def _show_tabs(self, shown: Shown | None) -> None:
        rest = [("headers", self.tr("Headers")), ("cookies", self.tr("Cookies")), (TIMELINE, self.tr("Timeline"))]
        changes = [(DIFF, self.tr("Changes"))] if self._desk.can_compare else []
        self._tabs.set_tabs([*self._live.tabs(shown), *rest, *changes])
        count = self._live.count(shown)
        self._tabs.mark(EVENTS, badge=self.locale().toString(count) if count else "")

    def _build_progress(self) -> QWidget:
        self._progress = QProgressBar()
        self._progress.setObjectName("exchangeProgress")
        self._progress.setAccessibleName(self.tr("Progress of the request"))
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(3)
        self._progress.hide()
        return self._progress

    def _build_note(self) -> QWidget:
        self._note = Text(self._kit, ink="muted", role=Role.SMALL, wrap=True, name="responseNote")
        self._note.setContentsMargins(16, 8, 12, 0)
        self._note.hide()
        return self._note

    def _build_views(self, about_header: Callable[[str], str]) -> ResponseViews:
        views = ResponseViews(self._kit, self._desk, self._background, self._live, about_header)
        views.noted.connect(self._on_noted)
        views.told.connect(self.told)
        views.open_wanted.connect(self.open_elsewhere)
        views.cookies_wanted.connect(self.cookies_wanted)
        views.demo_wanted.connect(self.demo_wanted)
        return views

    # Commands --------------------------------------------------------------------------------------------------------

    def open_search(self) -> None:
        """Search the text."""
        if not self._views.shows_text:
            self._desk.choose_view("pretty")
        self._find.open_search(self._text)

    def open_filter(self) -> None:
        """Look values up; the bar is built when it is opened first."""
        if not self._views.shows_text:
            self._desk.choose_view("pretty")
        if self._filter is None:
            from modelpost.ui.response.filter_bar import FilterBar  # noqa: PLC0415  # 3 ms, at its first use

            self._filter = FilterBar(self._kit, self._text, self._load_paths)
            self._filter_place.addWidget(self._filter)
        self._filter.open_filter()

    def go_to_line(self) -> None:
        """Ask for a line of the text."""
        if not self._views.shows_text:
            self._desk.choose_view("pretty")
        self._line.open_bar()

    def toggle_wrap(self) -> None:
        """Wrap lines, or no longer."""
        self._text.set_wrapping(wrapped=not self._text.is_wrapping)

    def _on_more(self) -> None:
        from modelpost.ui.response.text_menu import TextMenu  # noqa: PLC0415  # 2 ms, at its first use

        menu = TextMenu(self._desk, self._text, self._taking, self)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _on_examples(self) -> None:
        from modelpost.ui.response.examples_menu import ExamplesMenu  # noqa: PLC0415  # 2 ms, at its first use

        menu = ExamplesMenu(self._desk.examples, self)
        menu.popup(self._examples_button.mapToGlobal(self._examples_button.rect().bottomLeft()))

    def _load_paths(self) -> "PathDesk":
        return self._desk.paths

    def copy(self) -> None:
        """Copy the body."""
        self._taking.copy()

    def save(self) -> None:
        """Save the body to a file."""
        self._taking.save()

    def open_elsewhere(self) -> None:
        """Open the body in another program."""
        self._taking.open_elsewhere()

    def show_timing(self) -> None:
        """Show how long each phase of the exchange took."""
        found = self._desk.timing
        if not found.lanes:
            self._desk.choose_view(TIMELINE)
            return
        from modelpost.ui.response.waterfall import TimingPopover  # noqa: PLC0415  # 3 ms, at its first use

        if self._leave_timing is not None:
            self._leave_timing()
        popover = TimingPopover(self._kit, found, self._time)
        popover.timeline_wanted.connect(self._on_timeline_wanted)
        popover.told.connect(self.told)
        popover.open()
        self._timed, self._leave_timing = self._desk.events[0], popover.leave

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._ladder.fit()

    def _let_timing_go(self) -> None:
        """Close the popover once another exchange is in front than the one that it is about."""
        if self._leave_timing is not None and (not self._desk.events or self._desk.events[0] is not self._timed):
            self._leave_timing()
            self._leave_timing = None

    def _on_timeline_wanted(self) -> None:
        self._desk.choose_view(TIMELINE)
        self._views.timeline.focus_target.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def focus_target(self) -> QWidget:
        """What F6 goes to."""
        return self._views.focus_target or self

    # Showing ---------------------------------------------------------------------------------------------------------

    def _on_state_changed(self, state: ExchangeState) -> None:
        self._let_timing_go()
        self._show_clocks(state)
        is_growing = state.is_running and state.is_live and self._live.beginning(state) is self._announced
        self._head_frames.want(at_once=not is_growing)
        self._show_advice(state)
        self._show_progress(state)
        if self._retry.show_retrying(state.retrying):
            self._say_aloud(self, self._retry.text)
        self._show_view()
        self._announce(state)

    def _show_clocks(self, state: ExchangeState) -> None:
        if state.is_running and not self._slow.isActive() and not self._ticking.isActive():
            self._slow.start()
        elif not state.is_running:
            self._slow.stop()
            self._ticking.stop()

    def _show_head(self) -> None:
        state = self._desk.state
        shown = state.shown
        failed = state.outcome if isinstance(state.outcome, Failed) else None
        self._not_sent.setVisible(shown is None and failed is None)
        self._not_sent.setText(self.tr("Sending…") if state.is_running else self.tr("Not sent"))
        if failed is not None and failed.response is None:
            self._pill.say(self.tr("No answer"), "err", "x")
            self._time.say(duration_text(failed.at))
            self._size.setText("")
        elif shown is not None and state.is_running and state.is_live:
            self._pill.say(*self._live.pill(state, _status_text(shown.response)))
            self._size.setText(size_text(self._live.received(shown)))
            self._show_clock()
        elif shown is not None:
            self._pill.say(
                _status_text(shown.response), _status_kind(shown.response.status), _status_icon(shown.response)
            )
            self._time.say(duration_text(shown.timings.total) if self._desk.example_shown is None else "")
            is_talk = shown.conversation is not None
            self._size.setText(size_text(self._live.received(shown) if is_talk else shown.response.body.size))
        else:
            self._pill.say("")
            self._time.say("")
            self._size.setText("")
        self._unverified.say(self.tr("Not verified") if self._desk.is_unverified else "", "err", "triangle-alert")
        self._unverified.setToolTip(self.tr("The server's certificate was not checked."))
        self._show_verdict(state)
        self._show_answered(has_answer=failed is None or failed.response is not None)
        count = len(shown.response.headers) if shown is not None else 0
        self._show_tabs(shown)
        self._tabs.mark("headers", badge=str(count) if count else "")
        cookies = len(shown.response.headers.all("Set-Cookie")) if shown is not None else 0
        self._tabs.mark("cookies", badge=str(cookies) if cookies else "")
        for button in (self._find_button, self._filter_button, self._copy_button, self._save_button, self._more):
            button.setEnabled(self._desk.can_copy)

    def _show_verdict(self, state: ExchangeState) -> None:
        verdict = None if state.is_running else state.verdict
        if verdict is None:
            self._checks.say("")
            return
        count = len(verdict.checked)
        kind, icon = ("err", "x") if verdict.unmet else ("ok", "check")
        self._checks.say(f"{verdict.met}/{count}", kind, icon)
        said = self.tr("{met} of {n} assertions hold").replace("{met}", str(verdict.met)).replace("{n}", str(count))
        self._checks.setAccessibleName(said)
        self._checks.setToolTip("\n".join((said, *(translated(each.sentence) for each in verdict.unmet))))

    def _show_answered(self, *, has_answer: bool) -> None:
        found = self._desk.answered if has_answer else None
        if found is None:
            self._answered.say("")
            return
        kind, icon = ("info", "sparkles") if found.has_model_run else ("neutral", "plug")
        label, sentence = translated(found.label), translated(found.sentence)
        self._answered.say(translated(found.badge), kind, icon)
        self._answered.setToolTip(f"{label}. {sentence}")
        self._answered.setAccessibleName(label)
        self._answered.setAccessibleDescription(sentence)

    def _show_advice(self, state: ExchangeState) -> None:
        example = self._desk.example_shown
        advice = None if state.is_running or example is not None else self._desk.advice
        self._advice = advice
        if example is not None:
            title = self.tr("Saved answer “{name}”").replace("{name}", example)
            text = self.tr("It was kept with the request. Secrets in it are masked.")
            self._banner.show_notice("info", title, text, [(_LEAVE, self.tr("Back to the live answer"))])
        elif advice is not None:
            buttons = [(remedy.value, self._captions.of(remedy, advice.seconds)) for remedy in advice.remedies]
            self._banner.show_notice(advice.tone.value, translated(advice.title), translated(advice.text), buttons)
            self._banner.show_facts([(translated(label), text) for label, text in advice.facts])
        elif isinstance(state.outcome, Stopped):
            title = self.tr("Cancelled after {n} s").replace("{n}", f"{state.outcome.at:.1f}")
            text = self.tr("The previous response is shown.") if state.shown is not None else ""
            if state.is_live:
                title = self.tr("Stopped after {n} s").replace("{n}", f"{state.outcome.at:.1f}")
                text = self.tr("What arrived until then is kept below.")
            self._banner.show_notice("info", title, text, [(Remedy.SEND_AGAIN.value, self.tr("Send again"))])
        else:
            self._banner.hide()
        self._banner_frame.setVisible(not self._banner.isHidden())
        self._ladder.show_rungs(() if state.is_running or example is not None else self._desk.rungs)

    def _show_waiting(self) -> None:
        if self._advice is not None:
            seconds = self._desk.waiting or self._advice.seconds
            caption = self._captions.of(Remedy.SEND_LATER, seconds)
            self._banner.show_button(Remedy.SEND_LATER.value, caption, enabled=not self._desk.waiting)

    def _show_progress(self, state: ExchangeState) -> None:
        if not state.is_running or state.is_live:  # what arrives moves by itself
            self._progress.hide()
        total, done = 0, 0
        if state.download is not None and state.download.total:
            total, done = state.download.total, state.download.received
        elif state.upload is not None and state.upload.total and state.download is None:
            total, done = state.upload.total, state.upload.sent
        self._progress.setRange(0, 1000 if total else 0)
        self._progress.setValue(done * 1000 // total if total else 0)
        self._dim(dimmed=self._desk.is_stale and state.shown is not None)

    def _show_view(self) -> None:
        state, view = self._desk.state, self._desk.view
        self._tabs.set_current(view)
        is_timeline = view == TIMELINE or (state.shown is None and isinstance(state.outcome, Failed))
        self._hops.show_hops(hops(self._desk.events) if is_timeline else ())
        self._views.show_view(state, view)
        self._fault.show_if(wanted=self._views.shows_text)

    def _on_noted(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def _on_slow(self) -> None:
        self._progress.setVisible(not self._desk.state.is_live)
        self._ticking.start()
        self._dim(dimmed=self._desk.is_stale)
        self._show_clock()

    def _show_clock(self) -> None:
        tab = self._desk.tab
        if tab is not None and tab.state.is_running:
            self._time.say(duration_text(tab.elapsed))

    def _dim(self, *, dimmed: bool) -> None:
        if not dimmed:
            self._views.setGraphicsEffect(None)  # type: ignore[arg-type]  # None takes the effect away
        elif self._views.graphicsEffect() is None and self._ticking.isActive():
            effect = QGraphicsOpacityEffect(self._views)
            effect.setOpacity(_DIMMED)
            self._views.setGraphicsEffect(effect)

    def _announce(self, state: ExchangeState) -> None:
        if state.outcome is None:
            self._announce_beginning(state)
            return
        if state.outcome is self._announced:
            return
        self._announced = state.outcome
        if isinstance(state.outcome, Finished):
            response = state.outcome.response
            said = f"{_status_text(response)}, {duration_text(state.outcome.timings.total)}"
        elif isinstance(state.outcome, Failed):
            said = f"{self.tr('No answer')}. {translated(state.outcome.failure.summary)}"
        else:
            said = self.tr("Cancelled after {n} s").replace("{n}", f"{state.outcome.at:.1f}")
        self._pill.setAccessibleDescription(said)
        self._say_aloud(self, said)

    def _announce_beginning(self, state: ExchangeState) -> None:
        """Say that a live answer has begun, once; what it brings is for whoever goes there."""
        began = self._live.beginning(state)
        if began is not None and began is not self._announced and state.shown is not None:
            self._announced = began
            self._say_aloud(self, self._live.pill(state, _status_text(state.shown.response))[0])

    def _on_remedy(self, key: str) -> None:
        if key == _LEAVE:
            self._desk.examples.leave()
            return
        remedy, advice = Remedy(key), self._advice
        if remedy is Remedy.COPY_REQUEST_ID and advice is not None:
            QGuiApplication.clipboard().setText(advice.request_id)
            self.told.emit(self.tr("The request ID was copied."))
        elif remedy is Remedy.SEND_LATER and advice is not None:
            self._desk.send_later(advice.seconds)
        elif remedy is Remedy.UNPACK_MORE:
            self._desk.unpack_more()
        elif remedy is Remedy.CANCEL and self._desk.waiting:
            self._desk.cancel_waiting()
        elif remedy is Remedy.CANCEL:
            self._banner_frame.hide()
        else:
            self.remedy_chosen.emit(remedy, advice)


def _status_text(response: Response) -> str:
    return f"{response.status} {response.reason}".strip()


def _status_kind(status: int) -> str:
    return "ok" if status < 300 else "info" if status < 400 else "err"


def _status_icon(response: Response) -> str:
    return {"ok": "check", "info": "arrow-down-to-line", "err": "x"}[_status_kind(response.status)]
