"""The head of the response pane: status, time and size of the answer, and the buttons for what is done with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from modelpost.core.events import Failed
from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.scaled import Scaled
from modelpost.ui.kit.tags import Tag
from modelpost.ui.response.live import LiveViews
from modelpost.ui.response.status_words import status_icon, status_kind, status_text
from modelpost.ui.response.time_button import TimeButton
from modelpost.ui.theme import Role
from modelpost.workbench.exchange_state import ExchangeState
from modelpost.workbench.response_desk import ResponseDesk
from modelpost.workbench.sizes import duration_text, size_text
from modelpost.workbench.texts import translated


class ResponseHead(QFrame):
    """Shows the answer at a glance.

    Signals:
        timing_wanted: the time was pressed.
        search_wanted, filter_wanted, copy_wanted, save_wanted, examples_wanted, more_wanted, orientation_wanted: the
            button for it was pressed.
    """

    timing_wanted = Signal()
    search_wanted = Signal()
    filter_wanted = Signal()
    copy_wanted = Signal()
    save_wanted = Signal()
    examples_wanted = Signal()
    more_wanted = Signal()
    orientation_wanted = Signal()

    def __init__(self, kit: Kit, desk: ResponseDesk, live: LiveViews, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", "below")
        Scaled(kit.theme, self, height=41)
        self._desk = desk
        self._live = live
        self._pill = Tag(kit, "statusPill", role=Role.STRONG, radius=11)
        self._time = TimeButton(kit, "responseTime")
        self._time.clicked.connect(self.timing_wanted)
        self._size = Text(kit, ink="text2", name="responseSize")
        self._unverified = Tag(kit, "unverifiedTag", radius=11)
        self._answered = Tag(kit, "answeredBy", shrinks=True)
        self._checks = Tag(kit, "assertionsTag", radius=11)
        self._not_sent = Text(kit, self.tr("Not sent"), ink="muted", name="notSent")
        self._find_button = IconButton(kit, "search", self.tr("Find in the response"), "findInResponse")
        self._find_button.clicked.connect(self.search_wanted)
        self._filter_button = IconButton(kit, "funnel", self.tr("Filter with a JSONPath"), "filterResponse")
        self._filter_button.clicked.connect(self.filter_wanted)
        self._copy_button = IconButton(kit, "copy", self.tr("Copy response"), "copyResponse")
        self._copy_button.clicked.connect(self.copy_wanted)
        self._save_button = IconButton(kit, "download", self.tr("Save response to a file"), "saveResponse")
        self._save_button.clicked.connect(self.save_wanted)
        turn = IconButton(kit, "panel-bottom", self.tr("Response beside or below the request"), "turnPanes")
        turn.clicked.connect(self.orientation_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(10)
        tags = (self._unverified, self._checks, self._answered)
        for widget in (self._not_sent, self._pill, self._time, self._size, *tags):
            row.addWidget(widget)
        row.addStretch(1)
        row.setSpacing(8)
        self._examples_button = IconButton(kit, "layers", self.tr("Saved answers"), "examples")
        self._examples_button.clicked.connect(self.examples_wanted)
        self._more = IconButton(kit, "ellipsis", self.tr("Wrap lines, charset, other programs"), "textOptions")
        self._more.clicked.connect(self.more_wanted)
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

    @property
    def time(self) -> QWidget:
        """Where the phases of the exchange unfold."""
        return self._time

    @property
    def save_button(self) -> IconButton:
        """Where the ways to save unfold."""
        return self._save_button

    @property
    def examples_button(self) -> IconButton:
        """Where the saved answers unfold."""
        return self._examples_button

    @property
    def more_button(self) -> IconButton:
        """Where the choices about the text unfold."""
        return self._more

    def describe(self, said: str) -> None:
        """Tell people who do not see it how the exchange ended."""
        self._pill.setAccessibleDescription(said)

    def show_head(self) -> None:
        """Show what is known by now."""
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
            self._pill.say(*self._live.pill(state, status_text(shown.response)))
            self._size.setText(size_text(self._live.received(shown)))
            self.show_clock()
        elif shown is not None:
            self._pill.say(
                status_text(shown.response), status_kind(shown.response.status), status_icon(shown.response.status)
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
        for button in (self._find_button, self._filter_button, self._copy_button, self._save_button, self._more):
            button.setEnabled(self._desk.can_copy)

    def show_clock(self) -> None:
        """Show how long the answer has been awaited."""
        tab = self._desk.tab
        if tab is not None and tab.state.is_running:
            self._time.say(duration_text(tab.elapsed))

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
