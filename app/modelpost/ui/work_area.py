"""The area around the request in front: tabs, breadcrumb, request line, request and response panes."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modelpost.core.failures import Problem
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.controls import ThinSplitter
from modelpost.ui.kit.notices import Banner, Text
from modelpost.ui.kit.tabs import RequestTabs
from modelpost.ui.request.conflict_banner import ConflictBanner
from modelpost.ui.request.pane import RequestPane
from modelpost.ui.request.request_line import RequestLine
from modelpost.ui.response.pane import ResponsePane
from modelpost.ui.theme import Role
from modelpost.workbench.auth_desk import AuthDesk
from modelpost.workbench.background import Background
from modelpost.workbench.file_facts import FileFactsDesk
from modelpost.workbench.header_catalogue import HeaderCatalogue
from modelpost.workbench.network_desk import NetworkDesk
from modelpost.workbench.preflight_desk import PreflightDesk
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.response_desk import ResponseDesk
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace

_STACKED_BELOW = 880


class WorkArea(QWidget):
    """Shows the open requests of a workspace.

    Signals:
        new_tab_wanted, save_wanted, copy_wanted: a button was pressed.
        title_changed: the request in front, or another, has another name or was changed since it was saved.
        define_wanted: a variable has no value and shall get one; carries its name.
        curl_pasted: a cURL command was pasted into the address; carries its text.
    """

    new_tab_wanted = Signal()
    save_wanted = Signal()
    copy_wanted = Signal()
    title_changed = Signal()
    curl_pasted = Signal(str)
    define_wanted = Signal(str)

    def __init__(
        self,
        kit: Kit,
        workspace: Workspace,
        response: ResponseDesk,
        background: Background,
        files: FileFactsDesk,
        catalogue: HeaderCatalogue,
        auth: AuthDesk,
        preflight: PreflightDesk,
        send_actions: list[QAction],
        user_agent: str,
        network: NetworkDesk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("workArea")
        self._kit = kit
        self._workspace = workspace
        self._tab: RequestTab | None = None
        self._orientation = "auto"
        self._is_filling = False
        self.request_pane = RequestPane(kit, workspace, files, catalogue, auth, user_agent, network)
        self.response_pane = ResponsePane(kit, response, background, about_header=catalogue.about)
        self.line = RequestLine(kit, send_actions)
        self.line.curl_pasted.connect(self.curl_pasted)
        self._preflight = preflight
        self._preflight.changed.connect(self.line.show_cautions)
        self._preflight.changed.connect(self.request_pane.show_cautions)
        self.line.strip.mend_wanted.connect(self._preflight.mend)
        self.line.count.place_wanted.connect(self._on_place_wanted)
        self.request_pane.strip.mend_wanted.connect(self._preflight.mend)
        self._json = Banner(kit, "jsonQuestion")
        self._json.chosen.connect(self._on_json_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_strip())
        column.addWidget(self._build_crumbs())
        column.addSpacing(2)
        column.addWidget(self.line)
        self._banners = holder = QVBoxLayout()
        holder.setContentsMargins(16, 0, 12, 0)
        holder.setSpacing(8)
        holder.addWidget(self._json)
        self._undefined = Banner(kit, "variableQuestion")
        self._undefined.chosen.connect(self._on_define)
        holder.addWidget(self._undefined)
        self.conflict = ConflictBanner(kit, workspace.disk)
        holder.addWidget(self.conflict)
        column.addLayout(holder)
        rule = QFrame()
        rule.setProperty("line", "above")
        rule.setFixedHeight(1)
        column.addWidget(rule)
        self.splitter = ThinSplitter(kit, "paneSplitter", Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.request_pane)
        self.splitter.addWidget(self.response_pane)
        self.splitter.setStretchFactor(0, 48)
        self.splitter.setStretchFactor(1, 52)
        self.splitter.default_sizes = [4790, 5210]
        self.splitter.setSizes([4790, 5210])
        column.addWidget(self.splitter, 1)
        workspace.tabs_changed.connect(self._show_tabs)
        workspace.current_changed.connect(self.show_tab)
        self._show_tabs()
        self.show_tab(workspace.current)

    # Showing ---------------------------------------------------------------------------------------------------------

    def show_tab(self, tab: RequestTab | None) -> None:
        """Show a request."""
        if self._tab is not None:
            self._tab.title_changed.disconnect(self._on_title_changed)
            self._tab.draft_changed.disconnect(self._on_title_changed)
            self._tab.problems_changed.disconnect(self._on_problems)
            self._tab.surroundings_changed.disconnect(self._show_crumbs)
        self._tab = tab
        if tab is not None:
            tab.title_changed.connect(self._on_title_changed)
            tab.draft_changed.connect(self._on_title_changed)
            tab.problems_changed.connect(self._on_problems)
            tab.surroundings_changed.connect(self._show_crumbs)
            self._on_problems(tab.problems)
        self.line.show_tab(tab)
        self.conflict.show_tab(tab)
        self.request_pane.show_tab(tab)
        self._preflight.show_tab(tab)
        self._show_crumbs()
        index = self._workspace.tabs.index(tab) if tab in self._workspace.tabs else -1
        if index >= 0 and self._tabs.currentIndex() != index:
            self._is_filling = True
            self._tabs.setCurrentIndex(index)
            self._is_filling = False

    def set_orientation(self, orientation: str) -> None:
        """Lay the panes `beside`, `below`, or by the room there is: `auto`."""
        self._orientation = orientation
        self.fit()

    def fit(self) -> None:
        """Lay the panes out for the room there is."""
        stacked = self._orientation == "below" or (self._orientation == "auto" and self.width() < self._stacked_below())
        wanted = Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal
        if self.splitter.orientation() != wanted:
            self.splitter.setOrientation(wanted)
            self.splitter.lay_out([4600, 5400] if stacked else [4790, 5210])

    def turn(self) -> str:
        """Lay the panes out the other way and return the choice."""
        is_beside = self.splitter.orientation() == Qt.Orientation.Horizontal
        self.set_orientation("below" if is_beside else "beside")
        return self._orientation

    def show_crumbs_row(self, *, visible: bool) -> None:
        """Show or leave out the breadcrumb row."""
        self._crumb_row.setVisible(visible)
        self._gap.setVisible(not visible)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Ask for no more than two panes side by side may have, so that what they show never narrows the sidebar."""
        least = super().minimumSizeHint()
        return QSize(min(least.width(), self._stacked_below()), least.height())

    def resizeEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """Lay out anew."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent
        self.fit()

    # -----------------------------------------------------------------------------------------------------------------

    def _stacked_below(self) -> int:
        return round(_STACKED_BELOW * self._kit.theme.zoom / 100)

    def _build_strip(self) -> QWidget:
        kit = self._kit
        self._tabs = RequestTabs(kit)
        self._tabs.currentChanged.connect(self._on_current_changed)
        self._tabs.close_wanted.connect(self._on_close_wanted)
        self._tabs.kept.connect(self._on_kept)
        self._tabs.tabMoved.connect(self._on_tab_moved)
        add = IconButton(kit, "plus", self.tr("New tab"), "newTab")
        add.clicked.connect(self.new_tab_wanted)
        self._list = IconButton(kit, "chevron-down", self.tr("List of open requests"), "tabList")
        self._list_menu = QMenu(self._list)
        self._list_menu.aboutToShow.connect(self._fill_list)
        self._list_menu.triggered.connect(self._on_listed)
        self._list.setMenu(self._list_menu)
        strip = QFrame()
        strip.setProperty("ground", "window")
        row = QHBoxLayout(strip)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(4)
        row.addWidget(self._tabs)
        row.addWidget(add)
        row.addStretch(1)
        row.addWidget(self._list)
        return strip

    def _build_crumbs(self) -> QWidget:
        kit = self._kit
        self._crumbs = Text(kit, ink="text2", name="breadcrumb")
        self._name = Text(kit, role=Role.STRONG, name="requestTitle")
        copy = Button(kit, self.tr("Copy as cURL"), "copyCurl", look="flat", icon="copy", compact=True)
        copy.clicked.connect(self.copy_wanted)
        self._save = Button(kit, self.tr("Save"), "saveRequest", icon="save", compact=True)
        self._save.clicked.connect(self.save_wanted)
        self._crumb_row = QWidget()
        row = QHBoxLayout(self._crumb_row)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self._crumbs)
        row.addWidget(self._name)
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(self._save)
        self._gap = QWidget()
        self._gap.setFixedHeight(10)
        self._gap.hide()
        holder = QWidget()
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._crumb_row)
        outer.addWidget(self._gap)
        return holder

    def _show_tabs(self) -> None:
        tabs = self._workspace.tabs
        self._is_filling = True
        while self._tabs.count() > len(tabs):
            self._tabs.removeTab(self._tabs.count() - 1)
        for index, tab in enumerate(tabs):
            if index >= self._tabs.count():
                self._tabs.addTab("")
            self._describe(index, tab)
        if self._workspace.current in tabs:
            self._tabs.setCurrentIndex(tabs.index(self._workspace.current))
        self._is_filling = False

    def _describe(self, index: int, tab: RequestTab) -> None:
        passing = tab is self._workspace.passing
        self._tabs.describe(index, tab.method, tab.title, unsaved=tab.is_dirty, passing=passing)

    def _show_crumbs(self) -> None:
        if self._tab is None:
            return
        crumbs = self._tab.surroundings.crumbs
        self._crumbs.setText("  ›  ".join((*crumbs, "")).rstrip() if crumbs else "")
        self._crumbs.setVisible(bool(crumbs))
        self._name.setText(self._tab.title)
        self._save.setEnabled(self._tab.is_dirty or self._tab.location is None)

    def _on_title_changed(self) -> None:
        if self._tab in self._workspace.tabs and self._tab is not None:
            index = self._workspace.tabs.index(self._tab)
            self._describe(index, self._tab)
        self._show_crumbs()
        self.title_changed.emit()

    def _on_problems(self, problems: tuple[Problem, ...]) -> None:
        self._show_undefined(problems)
        question = next(
            (each for each in problems if each.where == "body.raw" and "line" in dict(each.hint.params)), None
        )
        if question is None:
            self._json.hide()
        else:
            line = str(dict(question.hint.params)["line"])
            self._json.show_notice(
                "warning",
                translated(question.message),
                translated(question.hint),
                [("go", self.tr("Go to line {line}").replace("{line}", line)), ("send", self.tr("Send anyway"))],
            )
        is_asking = not (self._json.isHidden() and self._undefined.isHidden())
        self._banners.setContentsMargins(16, 0, 12, 10 if is_asking else 0)
        if problems:
            self.request_pane.show_problem(problems[0])

    def _show_undefined(self, problems: tuple[Problem, ...]) -> None:
        """Offer to define the first variable that has no value."""
        undefined = next((problem for problem in problems if problem.variable), None)
        self._undefined.setVisible(undefined is not None)
        if undefined is not None:
            title, text = translated(undefined.message), translated(undefined.hint)
            self._undefined.show_notice("warning", title, text, [(undefined.variable, self.tr("Define it"))])

    def _on_define(self, name: str) -> None:
        self.define_wanted.emit(name)

    def _on_place_wanted(self, where: str) -> None:
        if where in ("url", "method"):
            self.line.focus_address()
        else:
            self.request_pane.show_place(where)

    def _on_json_chosen(self, key: str) -> None:
        if self._tab is None:
            return
        if key == "send":
            self._tab.send_anyway()
        elif self._tab.problems:
            self.request_pane.show_problem(self._tab.problems[0])

    def _on_current_changed(self, index: int) -> None:
        if not self._is_filling and 0 <= index < len(self._workspace.tabs):
            self._workspace.show(self._workspace.tabs[index])

    def _on_close_wanted(self, index: int) -> None:
        self._workspace.close_tab(self._workspace.tabs[index])

    def _on_kept(self, index: int) -> None:
        self._workspace.keep(self._workspace.tabs[index])

    def _on_tab_moved(self, start: int, end: int) -> None:
        if not self._is_filling:
            self._workspace.move_tab(start, end)

    def _fill_list(self) -> None:
        self._list_menu.clear()
        for index, tab in enumerate(self._workspace.tabs):
            action = self._list_menu.addAction(f"{tab.method}  {tab.title}")
            action.setData(index)

    def _on_listed(self, action: QAction) -> None:
        self._workspace.show_nth(int(action.data()))
