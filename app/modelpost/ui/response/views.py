"""Every way to look at an answer: one widget for each kind of rendering, and which of them is in front."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from modelpost.core.events import Failed
from modelpost.core.failures import ModelpostError
from modelpost.documents.json_places import LARGEST, Span, path_at, span_of
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import EmptyState
from modelpost.ui.response.cookies_page import CookiesPage
from modelpost.ui.response.headers_page import HeadersPage
from modelpost.ui.response.live import LiveViews
from modelpost.ui.response.picture_page import PicturePage
from modelpost.ui.response.timeline_page import TimelinePage
from modelpost.ui.text.view import TextView
from modelpost.viewers.api import (
    Answer,
    BytesRendering,
    CookiesRendering,
    FieldsRendering,
    MarkupRendering,
    NothingRendering,
    PictureRendering,
    Rendering,
    TableRendering,
    TextRendering,
    TreeRendering,
)
from modelpost.workbench.background import Background
from modelpost.workbench.exchange_state import ExchangeState
from modelpost.workbench.response_desk import DIFF, EVENTS, INFERENCE, TIMELINE, ResponseDesk
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.core.response import Response
    from modelpost.documents.json_values import Path
    from modelpost.ui.response.diff_page import DiffPage
    from modelpost.ui.response.grid_page import GridPage
    from modelpost.ui.response.hex_view import HexPage
    from modelpost.ui.response.inference.pane import InferencePane
    from modelpost.ui.response.markup_view import MarkupView
    from modelpost.ui.response.tree_view import TreePage


class ResponseViews(QStackedWidget):
    """Shows the view that the response desk has in front.

    Signals:
        noted: a line to stand above the view; empty for none.
        told: something to say in passing; carries a text.
        cookies_wanted: the cookies of the collection shall be shown.
        demo_wanted: the answer shall be shown to others.
        open_wanted: the answer shall be opened in another program.
    """

    noted = Signal(str)
    told = Signal(str)
    cookies_wanted = Signal()
    demo_wanted = Signal()
    open_wanted = Signal()

    def __init__(
        self,
        kit: Kit,
        desk: ResponseDesk,
        background: Background,
        live: LiveViews,
        about_header: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("responseViews")
        ignored = QSizePolicy.Policy.Ignored  # the tallest view would else squeeze the card above it
        self.setSizePolicy(QSizePolicy.Policy.Expanding, ignored)
        self._kit = kit
        self._desk = desk
        self._background = background
        self._live = live
        self._inference: InferencePane | None = None
        self._tree: TreePage | None = None
        self._hex: HexPage | None = None
        self._page: MarkupView | None = None
        self._rows: GridPage | None = None
        self._diff: DiffPage | None = None
        self._marked: Path | None = None
        self._text_of: Response | None = None
        self._pictured: Answer | None = None  # that whose picture is decoded
        self._is_prepared = False
        self._empty = EmptyState(
            kit,
            "send",
            self.tr("No response yet"),
            self.tr("Press Ctrl+Enter to send. The answer appears here."),
            name="noResponse",
        )
        self._nothing = EmptyState(kit, "file", "", "", name="nothingToShow")
        self._foreign = EmptyState(kit, "file", "", "", self.tr("Open in another program…"), name="foreignKind")
        self._foreign.pressed.connect(self.open_wanted)
        self.text = TextView(kit, "responseText", self.tr("Response body"))
        self.text.told.connect(self.told)
        self._picture = PicturePage(kit, background)
        self._picture.noted.connect(self.noted)
        self._fields = HeadersPage(kit, about_header)
        self._cookies = CookiesPage(kit)
        self._cookies.cookies_wanted.connect(self.cookies_wanted)
        self.timeline = TimelinePage(kit, desk)
        self.timeline.told.connect(self.told)
        plain = (
            self._empty,
            self._nothing,
            self._foreign,
            self.text,
            self._picture,
            self._fields,
            self._cookies,
            self.timeline,
        )
        for view in (*plain, live.stream, live.talk):
            self.addWidget(view)

    @property
    def shows_text(self) -> bool:
        """Tell whether the text is in front."""
        return self.currentWidget() is self.text

    @property
    def focus_target(self) -> QWidget | None:
        """What F6 goes to."""
        return self.timeline.focus_target if self.currentWidget() is self.timeline else self.currentWidget()

    def show_view(self, state: ExchangeState, view: str) -> None:
        """Bring the widget of a view to the front and show in it what there is to see."""
        self.noted.emit("")
        if state.is_running and not self._is_prepared:
            self._is_prepared = True
            QTimer.singleShot(0, self, _load_inference)  # while the first answer is waited for
        if self._pictured is not None and _answer_of(state) is not self._pictured:
            self._pictured = None
            self._picture.let_go()
        if view == INFERENCE and state.shown is not None:
            is_of_it = self.shows_text and self._text_of is state.shown.response
            self.setCurrentWidget(self._inference_pane())
            if is_of_it:
                self._mark_meaning()
        elif view == TIMELINE:
            self.timeline.show_events(self._desk.events)
            self.setCurrentWidget(self.timeline if self._desk.events else self._empty)
        elif state.shown is None:
            self.setCurrentWidget(self.timeline if isinstance(state.outcome, Failed) else self._empty)
            if isinstance(state.outcome, Failed):
                self.timeline.show_events(self._desk.events)
        elif view == DIFF:
            self.setCurrentWidget(self._diff_page())
            self._diff_page().show_rivals()
            self._desk.rivals.compare()
        elif view == EVENTS and (page := self._live.page(state)) is not None:
            self.setCurrentWidget(page)
        elif (rendering := self._desk.rendering) is not None:
            self._show_rendering(rendering)
            self._text_of = state.shown.response

    def _mark_meaning(self) -> None:
        """Mark the bar or box of the place in the text where the caret was put; at its start it was put nowhere."""
        content, caret, pane, shown = self.text.content, self.text.selection[0], self._inference_pane(), self._text_of

        def done(place: "Path | None") -> None:
            if place is not None and self._text_of is shown and self.currentWidget() is pane:
                pane.mark(place)

        if caret > 0 and not self.text.is_growing and len(content) <= LARGEST:
            self._background.run(lambda: path_at(content, caret), done, self._on_place_lost)

    def _show_rendering(self, rendering: Rendering) -> None:
        match rendering:
            case TextRendering():
                self._show_text(rendering)
            case TreeRendering():
                self._show_tree(rendering)
            case BytesRendering():
                self._show_bytes(rendering)
            case MarkupRendering():
                self._show_page(rendering)
            case TableRendering():
                self._show_rows(rendering)
            case PictureRendering():
                self._pictured = _answer_of(self._desk.state)
                self.setCurrentWidget(self._picture)
                self._picture.show_picture(rendering)
            case FieldsRendering(fields=fields):
                self._fields.show_fields(fields)
                self.setCurrentWidget(self._fields)
            case CookiesRendering(offers=offers):
                self._cookies.show_offers(offers)
                self.setCurrentWidget(self._cookies)
            case NothingRendering(title=title, text=text, is_foreign=True):
                self._foreign.say(translated(text), translated(title))
                self.setCurrentWidget(self._foreign)
            case NothingRendering(title=title, text=text):
                self._show_nothing(translated(title), translated(text))

    def _inference_pane(self) -> "InferencePane":
        """Build the Inference tab when it is looked at first: 20 ms, and as many to load it."""
        if self._inference is None:
            from modelpost.ui.response.inference.pane import InferencePane  # noqa: PLC0415  # see above

            self._inference = InferencePane(self._kit, self._desk.inference, self._background)
            self._inference.told.connect(self.told)
            self._inference.demo_wanted.connect(self.demo_wanted)
            self._inference.place_wanted.connect(self.mark)
            self.addWidget(self._inference)
        return self._inference

    def _diff_page(self) -> "DiffPage":
        """Build the list of differences when it is looked at first: 3 ms."""
        if self._diff is None:
            from modelpost.ui.response.diff_page import DiffPage  # noqa: PLC0415  # see above

            self._diff = DiffPage(self._kit, self._desk.differences, self._desk.rivals)
            self._diff.place_wanted.connect(self.mark)
            self.addWidget(self._diff)
        return self._diff

    def mark(self, path: "Path") -> None:
        """Select in Pretty the value at a path, as soon as the text is there."""
        self._marked = path
        self._desk.choose_view("pretty")
        self._mark()

    def _mark(self) -> None:
        if self._marked is None or not self.shows_text or self.text.is_growing:
            return
        path, self._marked, content = self._marked, None, self.text.content

        def done(span: Span | None) -> None:
            if self.text.content is not content:
                return
            if span is not None:
                self.text.select(span.end, span.start)
            elif len(content) > LARGEST:
                self.told.emit(self.tr("In a text of more than 8 MB the place of a value is not looked for."))
            else:
                self.told.emit(self.tr("The value does not stand in the text that is shown."))

        self._background.run(lambda: span_of(content, path), done, self._on_place_lost)

    def _on_place_lost(self, error: ModelpostError) -> None:
        self.told.emit(f"{translated(error.summary)}. {translated(error.hint)}")

    def _show_text(self, rendering: TextRendering) -> None:
        if rendering.note is not None:
            self.noted.emit(translated(rendering.note))
        if not len(rendering.content):
            self._show_nothing(self.tr("No body"), self.tr("The answer has no body."))
            return
        self.text.set_content(
            rendering.content,
            rendering.language,
            rendering.charset,
            fault=rendering.fault,
            growing=rendering.growing,
        )
        self.setCurrentWidget(self.text)
        self._mark()

    def _show_tree(self, rendering: TreeRendering) -> None:
        """Build the tree when it is looked at first: 5 ms."""
        if self._tree is None:
            from modelpost.ui.response.tree_view import TreePage  # noqa: PLC0415  # see above

            self._tree = TreePage(self._kit, self._background, self._desk.save_content)
            self._tree.told.connect(self.told)
            self._tree.place_wanted.connect(self.mark)
            self.addWidget(self._tree)
        if rendering.note is not None:
            self.noted.emit(translated(rendering.note))
        self._tree.show_tree(rendering)
        self.setCurrentWidget(self._tree)

    def _show_bytes(self, rendering: BytesRendering) -> None:
        """Build the view of bytes when it is looked at first: 3 ms."""
        if self._hex is None:
            from modelpost.ui.response.hex_view import HexPage  # noqa: PLC0415  # see above

            self._hex = HexPage(self._kit, self._background)
            self._hex.told.connect(self.told)
            self.addWidget(self._hex)
        self._hex.show_bytes(rendering)
        self.setCurrentWidget(self._hex)

    def _show_page(self, rendering: MarkupRendering) -> None:
        """Build the view of pages when it is looked at first: 3 ms."""
        if self._page is None:
            from modelpost.ui.response.markup_view import MarkupView  # noqa: PLC0415  # see above

            self._page = MarkupView(self._kit)
            self._page.link_told.connect(self.told)
            self.addWidget(self._page)
        if rendering.note is not None:
            self.noted.emit(translated(rendering.note))
        self._page.show_page(rendering)
        self.setCurrentWidget(self._page)

    def _show_rows(self, rendering: TableRendering) -> None:
        """Build the view of tables when it is looked at first: 3 ms."""
        if self._rows is None:
            from modelpost.ui.response.grid_page import GridPage  # noqa: PLC0415  # see above

            label = self.tr("Preview of the table")
            self._rows = GridPage(self._kit, "responseRows", label, self._background, self._desk.save_content)
            self._rows.told.connect(self.told)
            self.addWidget(self._rows)
        if rendering.note is not None:
            self.noted.emit(translated(rendering.note))
        self._rows.show_grid(rendering.grid)
        self.setCurrentWidget(self._rows)

    def _show_nothing(self, title: str, text: str) -> None:
        self._nothing.say(text, title)
        self.setCurrentWidget(self._nothing)


def _answer_of(state: ExchangeState) -> Answer | None:
    return state.shown.read.answer if state.shown is not None and state.shown.read is not None else None


def _load_inference() -> None:
    """Load the Inference tab without building it: half of what its first look takes."""
    import modelpost.ui.response.inference.pane  # noqa: F401, PLC0415  # see above
