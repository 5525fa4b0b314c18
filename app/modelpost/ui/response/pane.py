"""The response pane: what came back, and every way to look at it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.events import Failed
from modelpost.core.hops import hops
from modelpost.ui.kit.announce import announce
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.frames import Frames
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.response.advice_card import AdviceCard
from modelpost.ui.response.fault_note import FaultNote
from modelpost.ui.response.head import ResponseHead
from modelpost.ui.response.hops_list import HopsList
from modelpost.ui.response.ladder import LadderView
from modelpost.ui.response.live import LiveViews
from modelpost.ui.response.news import News
from modelpost.ui.response.retry_notice import RetryNotice
from modelpost.ui.response.taking_away import TakingAway
from modelpost.ui.response.timing import Timing
from modelpost.ui.response.views import ResponseViews
from modelpost.ui.text.find_bar import FindBar
from modelpost.ui.text.line_bar import LineBar
from modelpost.ui.theme import Role
from modelpost.workbench.background import Background
from modelpost.workbench.exchange_state import ExchangeState, Shown
from modelpost.workbench.response_desk import DIFF, EVENTS, TIMELINE, ResponseDesk

if TYPE_CHECKING:
    from modelpost.ui.response.filter_bar import FilterBar
    from modelpost.workbench.path_desk import PathDesk

_QUIET_MS = 300
_HEAD_EVERY_MS = 100
_DIMMED = 0.55


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
        self._say_aloud = say_aloud
        self._live = LiveViews(kit, desk, self)
        self._news = News(self._live, self)
        self._build_head()
        self._slow = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._slow.timeout.connect(self._on_slow)
        self._ticking = QTimer(self, interval=100)
        self._ticking.timeout.connect(self._head.show_clock)
        self._head_frames = Frames(self._show_head, _HEAD_EVERY_MS, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._build_tabs())
        column.addWidget(self._build_progress())
        self._retry = RetryNotice(kit)
        column.addWidget(self._retry)
        self._advice = AdviceCard(kit, desk)
        self._advice.remedy_chosen.connect(self.remedy_chosen)
        self._advice.told.connect(self.told)
        column.addWidget(self._advice)
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
        self._on_state_changed(desk.state)

    # Building --------------------------------------------------------------------------------------------------------

    def _build_head(self) -> None:
        self._head = head = ResponseHead(self._kit, self._desk, self._live)
        self._taking = TakingAway(self._desk, head.save_button, self)
        self._taking.told.connect(self.told)
        self._timing = Timing(self._kit, self._desk, head.time, self)
        self._timing.timeline_wanted.connect(self._on_timeline_wanted)
        self._timing.told.connect(self.told)
        head.timing_wanted.connect(self.show_timing)
        head.search_wanted.connect(self.open_search)
        head.filter_wanted.connect(self.open_filter)
        head.copy_wanted.connect(self.copy)
        head.save_wanted.connect(self.save)
        head.examples_wanted.connect(self._on_examples)
        head.more_wanted.connect(self._on_more)
        head.orientation_wanted.connect(self.orientation_wanted)

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
        _unfold(menu, self._head.more_button)

    def _on_examples(self) -> None:
        from modelpost.ui.response.examples_menu import ExamplesMenu  # noqa: PLC0415  # 2 ms, at its first use

        menu = ExamplesMenu(self._desk.examples, self)
        _unfold(menu, self._head.examples_button)

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
        self._timing.open()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._ladder.fit()

    def _on_timeline_wanted(self) -> None:
        self._desk.choose_view(TIMELINE)
        self._views.timeline.focus_target.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def focus_target(self) -> QWidget:
        """What F6 goes to."""
        return self._views.focus_target or self

    # Showing ---------------------------------------------------------------------------------------------------------

    def _on_state_changed(self, state: ExchangeState) -> None:
        self._timing.let_go()
        self._show_clocks(state)
        is_growing = state.is_running and state.is_live and self._news.has_told_beginning(state)
        self._head_frames.want(at_once=not is_growing)
        self._advice.show_advice(state)
        is_past = state.is_running or self._desk.example_shown is not None
        self._ladder.show_rungs(() if is_past else self._desk.rungs)
        self._show_progress(state)
        if self._retry.show_retrying(state.retrying):
            self._say_aloud(self, self._retry.text)
        self._show_view()
        said = self._news.words(state)
        if said and state.outcome is not None:
            self._head.describe(said)
        if said:
            self._say_aloud(self, said)

    def _show_clocks(self, state: ExchangeState) -> None:
        if state.is_running and not self._slow.isActive() and not self._ticking.isActive():
            self._slow.start()
        elif not state.is_running:
            self._slow.stop()
            self._ticking.stop()

    def _show_head(self) -> None:
        shown = self._desk.state.shown
        self._head.show_head()
        count = len(shown.response.headers) if shown is not None else 0
        self._show_tabs(shown)
        self._tabs.mark("headers", badge=str(count) if count else "")
        cookies = len(shown.response.headers.all("Set-Cookie")) if shown is not None else 0
        self._tabs.mark("cookies", badge=str(cookies) if cookies else "")

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
        self._head.show_clock()

    def _dim(self, *, dimmed: bool) -> None:
        if not dimmed:
            self._views.setGraphicsEffect(None)  # type: ignore[arg-type]  # None takes the effect away
        elif self._views.graphicsEffect() is None and self._ticking.isActive():
            effect = QGraphicsOpacityEffect(self._views)
            effect.setOpacity(_DIMMED)
            self._views.setGraphicsEffect(effect)


def _unfold(menu: QMenu, button: QWidget) -> None:
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
