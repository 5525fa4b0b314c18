"""The main window: it arranges the panes and turns actions into calls of presenters."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMoveEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message
from modelpost.ui.actions import WindowActions
from modelpost.ui.app_bar import AppBar
from modelpost.ui.arrivals import Arrivals
from modelpost.ui.collection_commands import CollectionCommands
from modelpost.ui.command_table import commands, is_available
from modelpost.ui.desks import Desks
from modelpost.ui.history_commands import HistoryCommands
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ThinSplitter
from modelpost.ui.kit.focus_order import visit_after
from modelpost.ui.kit.inspection import InspectWanted
from modelpost.ui.kit.notices import ToastHost
from modelpost.ui.kit.scaled import Scaled
from modelpost.ui.pane_walk import Pane, PaneWalk
from modelpost.ui.request_commands import RequestCommands
from modelpost.ui.sidebar.sidebar import Sidebar
from modelpost.ui.status_bar import StatusBar
from modelpost.ui.theme import ThemeMode
from modelpost.ui.variable_commands import VariableCommands
from modelpost.ui.view_commands import ViewCommands
from modelpost.ui.welcome import WelcomePage
from modelpost.ui.window_layout import WindowLayout
from modelpost.workbench.modes import BUILD, DEMO
from modelpost.workbench.sample_service import ServicePhase
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.ui.dialogs.person import PersonDialogs
    from modelpost.ui.work_area import WorkArea
    from modelpost.workbench.drafts_desk import DraftsDesk
    from modelpost.workbench.exchange_state import ExchangeState
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.response_desk import ResponseDesk

_SIDEBAR_FROM = 1200
_CRUMBS_FROM = 720


class MainWindow(QMainWindow):
    """One window: sidebar, request tabs and the request in front."""

    def __init__(self, kit: Kit, desks: Desks) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Modelpost")
        self.setMinimumSize(760, 480)
        self.setAcceptDrops(True)
        self.kit = kit
        self.desks = desks
        self._area: WorkArea | None = None
        self._mode_pages: dict[str, QWidget] = {}
        self._filled_screen = False
        self._response: ResponseDesk | None = None
        self._sidebar_forced: bool | None = None
        self._may_lose_changes = False
        self._drafts: DraftsDesk | None = None
        self._dialogs: PersonDialogs | None = None
        self._layout = WindowLayout(self, desks.settings, self._has_own_layout)
        self.toasts = ToastHost(kit, self)
        self.requests = RequestCommands(self)
        self.collections = CollectionCommands(self)
        self.past = HistoryCommands(self)
        self.variables = VariableCommands(self)
        self.view = ViewCommands(self)
        self.arrivals = Arrivals(self)
        self.pane_walk = PaneWalk(kit.theme, self, self._panes)
        self.actions_table = WindowActions(
            kit, self, commands(self), dict(desks.settings.settings.shortcuts), partial(is_available, self)
        )
        self._build()
        self._connect()
        self._restore()
        self._show_page()

    # Building --------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        kit, desks = self.kit, self.desks
        self.app_bar = AppBar(kit, desks.modes)
        menu = QMenu(self)
        self.actions_table.fill(menu)
        self.app_bar.set_menu(menu)
        self.sidebar = Sidebar(kit, desks.workspace, desks.service, self.past.load, self.variables.load)
        self.welcome = WelcomePage(kit, desks.welcome_picture, desks.languages)
        self.pages = QStackedWidget()
        self.pages.setObjectName("pages")
        self._blank = QWidget()
        self.pages.addWidget(self._blank)
        self.pages.addWidget(self.welcome)
        self.splitter = ThinSplitter(kit, "sidebarSplitter", Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.sidebar)
        self._main = QWidget()
        main = QVBoxLayout(self._main)
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        main.addWidget(self.pages)
        self.splitter.addWidget(self._main)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        Scaled(kit.theme, self.sidebar, minimum_width=220, maximum_width=400)
        self.splitter.default_sizes = [kit.theme.pixels(272), 2000]
        self.splitter.setSizes(self.splitter.default_sizes)
        self.status = StatusBar(kit, desks.secrets)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.app_bar)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.splitter)
        column.addLayout(row, 1)
        column.addWidget(self.status)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        desks = self.desks
        workspace = desks.workspace
        self.app_bar.sidebar_toggled.connect(self.toggle_sidebar)
        self.app_bar.palette_wanted.connect(self.view.open_palette)
        self.app_bar.settings_wanted.connect(self.view.open_settings)
        self.app_bar.environment_chosen.connect(workspace.choose_environment)
        self.app_bar.mode_chosen.connect(desks.modes.choose)
        desks.modes.changed.connect(self._on_mode_changed)
        self.sidebar.open_wanted.connect(self.collections.open_collection)
        self.sidebar.new_tab_wanted.connect(self.requests.new_tab)
        self.sidebar.new_collection_wanted.connect(self.collections.new_collection)
        self.sidebar.clear_history_wanted.connect(self.past.ask_to_clear)
        self.sidebar.environment_wanted.connect(self.variables.edit)
        self.status.secrets_wanted.connect(self.variables.show_secrets)
        self.sidebar.settings_wanted.connect(self.collections.edit_folder)
        self.sidebar.import_wanted.connect(self.arrivals.open_import)
        self.sidebar.export_wanted.connect(self.collections.export_collection)
        self.sidebar.trash_wanted.connect(self.collections.show_trash)
        self.sidebar.move_wanted.connect(self.collections.move_items)
        self.sidebar.service_start_wanted.connect(desks.start_sample)
        self.sidebar.service_stop_wanted.connect(desks.service.stop)
        self.welcome.sample_wanted.connect(desks.start_sample)
        self.welcome.paste_wanted.connect(self.arrivals.paste_curl)
        self.welcome.open_wanted.connect(self.collections.open_collection)
        self.welcome.new_wanted.connect(self.requests.new_tab)
        self.welcome.theme_chosen.connect(self.view.choose_theme)
        self.welcome.language_chosen.connect(self.view.choose_language)
        self.welcome.kept_changed.connect(self.view.keep_welcome)
        workspace.current_changed.connect(self._on_current_changed)
        workspace.environment_changed.connect(self._show_environments)
        workspace.collections_changed.connect(self._on_collections_changed)
        workspace.told.connect(self._say)
        workspace.failed.connect(self.show_failure)
        workspace.secrets_undecided.connect(self.collections.ask_about_secrets)
        workspace.place_wanted.connect(self.collections.ask_for_place)
        workspace.saved.connect(self._on_saved)
        workspace.confirmation_wanted.connect(self.variables.ask_to_send)
        workspace.deleted.connect(self.collections.offer_undo)
        workspace.handed_over.connect(self.collections.offer_to_take_back)
        workspace.copy_found.connect(self.collections.ask_about_copy)
        desks.service.phase_changed.connect(self._on_service_changed)
        desks.service.failed.connect(self.show_failure)
        desks.settings.failed.connect(self.show_failure)
        desks.settings.changed.connect(self._on_settings_changed)
        desks.secrets.status_changed.connect(self._on_keyring_changed)
        desks.person.raised.connect(self._on_raised)
        if desks.person.open:
            self._on_raised()

    # Showing ---------------------------------------------------------------------------------------------------------

    @property
    def has_answer(self) -> bool:
        """Tell whether there is an answer in front."""
        return self._response is not None and self._response.can_copy

    @property
    def area(self) -> "WorkArea":
        """The area around requests, made at its first use."""
        if self._area is None:
            self._response = self.desks.load_response()
            self._response.told.connect(self._say)
            self._response.failed.connect(self.show_failure)
            self._response.state_changed.connect(self._on_state_changed)
            self._area = self.desks.build_area(self)
            self.desks.load_auth().token_changed.connect(self._show_token)
            self._add_page(self._area)
            self._area.title_changed.connect(self._show_title)
            self._area.new_tab_wanted.connect(self.requests.new_tab)
            self._area.save_wanted.connect(self.collections.save)
            self._area.copy_wanted.connect(self.requests.copy_curl)
            self._area.curl_pasted.connect(self.arrivals.import_curl)
            self._area.response_pane.demo_wanted.connect(partial(self.desks.modes.choose, DEMO))
            self._area.response_pane.remedy_chosen.connect(self.requests.follow_remedy)
            self._area.request_pane.cookies_wanted.connect(self.view.open_cookies)
            self._area.response_pane.cookies_wanted.connect(self.view.open_cookies)
            self._area.request_pane.batch_wanted.connect(self.requests.batch_over)
            self._area.request_pane.effective_wanted.connect(self.requests.show_effective)
            self._area.request_pane.place_wanted.connect(self._reveal)
            self._area.conflict.compare_wanted.connect(self.collections.compare)
            self._area.response_pane.orientation_wanted.connect(self.view.turn_panes)
            self._area.response_pane.told.connect(self.toasts.say)
            self._area.define_wanted.connect(self.variables.define)
            self._layout.watch(self._area.splitter)
            self._area.set_orientation(self.desks.settings.settings.orientation)
            self._fit()
        return self._area

    def take_place_of(self, other: "MainWindow") -> None:
        """Show in the place of another window what that one shows."""
        self.setGeometry(other.geometry())
        self.setWindowState(other.windowState())
        self._sidebar_forced = other._sidebar_forced  # noqa: SLF001  # of the same class
        self.splitter.setSizes(other.splitter.sizes())
        self.splitter.restore(other.splitter.kept())
        dialog = other.findChild(QDialog, "settingsDialog")
        self._on_current_changed(self.desks.workspace.current)
        self._on_service_changed()
        self._on_keyring_changed()
        if other._area is not None:  # noqa: SLF001  # as above
            self.area.splitter.restore(other._area.splitter.kept())  # noqa: SLF001  # as above
        self.show()
        other.hide()
        if dialog is not None:
            self.view.open_settings()

    def _show_page(self) -> None:
        if self.desks.workspace.current is not None:
            self.pages.setCurrentWidget(self._page_of_mode())
        elif self.desks.settings.settings.show_welcome or self._area is None:
            self.pages.setCurrentWidget(self.welcome)
        else:
            self.pages.setCurrentWidget(self._blank)

    def _page_of_mode(self) -> QWidget:
        area, key = self.area, self.desks.modes.current
        if key == BUILD:
            return area
        if key not in self._mode_pages:
            self._mode_pages[key] = self.desks.build_modes[key](self)
            self._add_page(self._mode_pages[key])
        return self._mode_pages[key]

    def _add_page(self, page: QWidget) -> None:
        """Put a page beside the sidebar: the Tab key comes to it from there, and goes on to the status bar."""
        self.pages.addWidget(page)
        visit_after(self.splitter.handle(1), page)

    def _on_mode_changed(self, key: str) -> None:
        if key != DEMO and self._filled_screen:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
            self._filled_screen = False
        self._show_page()
        self._fit()
        self._show_title()

    @property
    def _is_on_stage(self) -> bool:
        """Tell whether a room looks on: then nothing but the demo is shown."""
        return self.desks.modes.current == DEMO and self.desks.workspace.current is not None

    def fill_screen(self) -> None:
        """Show the demo on the whole screen; or no longer, where it is."""
        if self._filled_screen:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        else:
            self.desks.modes.choose(DEMO)
            self.setWindowState(self.windowState() | Qt.WindowState.WindowFullScreen)
        self._filled_screen = not self._filled_screen

    def _on_current_changed(self, tab: "RequestTab | None") -> None:
        self._show_page()
        self._fit()
        if self._response is not None:
            self._response.show_tab(tab)
        self._show_environments()
        self._show_title()

    def _show_title(self) -> None:
        tab = self.desks.workspace.current
        if tab is not None and self._is_on_stage:  # a title may be an address
            self.setWindowTitle(tab.draft.showing.title or tab.draft.name or self.tr("Demo"))
            self.setWindowModified(False)
            return
        name = tab.title.replace("[*]", "[*][*]") if tab is not None else ""  # Qt puts the mark of a change at one [*]
        self.setWindowTitle(f"{name}[*] – Modelpost" if name else "Modelpost[*]")
        self.setWindowModified(tab is not None and tab.is_dirty)
        self.sidebar.show_unsaved()

    def _on_state_changed(self, state: "ExchangeState") -> None:
        self.status.show_transfer(state)

    def _show_token(self) -> None:
        tab = self.desks.workspace.current
        self.app_bar.show_token(expired=tab is not None and self.desks.load_auth().token(tab).has_expired)

    def _on_keyring_changed(self) -> None:
        self.welcome.set_backend(self.desks.secrets.backend or "")

    def _on_service_changed(self) -> None:
        self.welcome.show_starting(starting=self.desks.service.phase is ServicePhase.STARTING)

    def _on_collections_changed(self) -> None:
        roots = tuple(collection.root for collection in self.desks.workspace.collections)
        self.desks.settings.change(collections=roots)

    def _on_settings_changed(self, settings: object) -> None:
        del settings
        current = self.desks.settings.settings
        theme = self.kit.theme
        mode = ThemeMode(current.theme)
        is_other = (theme.mode, theme.zoom, theme.is_high_contrast) != (mode, current.zoom, current.high_contrast)
        if is_other and not self._is_on_stage:  # there theme and scale are the demo's
            theme.choose(mode, current.zoom, high_contrast=current.high_contrast)
        self.welcome.show_choices(mode, current.language, keep=current.show_welcome)
        self.actions_table.set_overrides(dict(current.shortcuts))
        for tab in self.desks.workspace.tabs:
            tab.surroundings_changed.emit()

    def _show_environments(self) -> None:
        self.app_bar.show_environments(self.desks.workspace)

    def _say(self, message: Message) -> None:
        self.toasts.say(translated(message))

    def show_failure(self, error: ModelpostError) -> None:
        """Say what could not be done, and what to do."""
        text = ". ".join(part for part in (translated(error.summary), translated(error.hint)) if part)
        self.toasts.say(text)

    def _on_saved(self, tab: "RequestTab") -> None:
        self.toasts.say(self.tr("“{name}” was saved.").replace("{name}", tab.title))

    # Commands --------------------------------------------------------------------------------------------------------

    def _on_raised(self) -> None:
        """Load what asks the user at the first question, which it then shows itself."""
        if self._dialogs is None:
            from modelpost.ui.dialogs.person import PersonDialogs  # noqa: PLC0415  # 2 ms, seldom needed

            self._dialogs = PersonDialogs(self.kit, self.desks.person, self)

    @property
    def may_close(self) -> bool:
        """Whether the window may close over what is not saved: it is journaled, or the user said so."""
        return self._may_lose_changes or (self._drafts is not None and self._drafts.is_safe)

    def keep_drafts(self, drafts: "DraftsDesk") -> None:
        """Rely on the journal of drafts: the window may close over what is not saved."""
        self._drafts = drafts
        drafts.restored.connect(self._on_restored)
        drafts.failed.connect(self.show_failure)

    def _on_restored(self, message: Message) -> None:
        from modelpost.ui.restored_notice import RestoredNotice  # noqa: PLC0415  # 1 ms, only after a crash

        column = self._main.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(0, RestoredNotice(self.kit, translated(message)))

    def show_sidebar(self, part: str) -> None:
        """Show a part of the sidebar and go there."""
        if not self.sidebar.isVisible():
            self.toggle_sidebar()
        self.sidebar.show_part(part)
        self.sidebar.focus_target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _reveal(self, root: str, path: str) -> None:
        if not self.sidebar.isVisible():
            self.toggle_sidebar()
        self.sidebar.reveal(root, path)

    def _panes(self) -> list[Pane]:
        """Return what the keyboard goes through now, from left to right."""
        panes = [Pane(self.sidebar.focus_target)] if self.sidebar.isVisible() else []
        page, area = self.pages.currentWidget(), self._area
        if area is not None and page is area:
            panes += [
                Pane(area.line, area.line.focus_address),
                Pane(area.request_pane.focus_target),
                Pane(area.response_pane.focus_target),
            ]
        elif page is self.welcome:
            panes.append(Pane(self.welcome.focus_target))
        elif page is not None and page in self._mode_pages.values():
            panes.append(Pane(page))
        return panes

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802  # Qt's name and order
        """Go to the next control, or the one before, with a ring around it."""
        has_moved = super().focusNextPrevChild(forward)
        self.pane_walk.show_ring()
        return has_moved

    # Events ----------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Show what a variable stands for."""
        if isinstance(event, InspectWanted):
            self.variables.inspect(event.name, event.place)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Take a pasted cURL command or collection anywhere outside a text field."""
        is_typing = isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)
        if event.matches(QKeySequence.StandardKey.Paste) and not is_typing and self.arrivals.paste():
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Take collections, requests and cURL commands."""
        self.arrivals.drag(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Open what was dropped."""
        self.arrivals.drop(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()
        self._layout.keep_soon()

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802  # Qt's name
        """Keep where the window is, a moment later."""
        super().moveEvent(event)
        self._layout.keep_soon()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Ask about unsaved work that cannot be kept, then keep the layout."""
        unsaved = sum(tab.is_dirty for tab in self.desks.workspace.tabs)
        if unsaved and not self.may_close:
            event.ignore()
            self._ask_to_lose_changes(unsaved)
            return
        self._layout.keep_now()
        self.desks.workspace.close()
        event.accept()

    def _has_own_layout(self) -> bool:
        return not self._is_on_stage  # the stage is left when the program ends

    def _ask_to_lose_changes(self, count: int) -> None:
        from modelpost.ui.dialogs.questions import CloseQuestion  # noqa: PLC0415  # as above

        def agreed() -> None:
            self._may_lose_changes = True
            self.close()

        CloseQuestion(self, count, agreed).open()

    def toggle_sidebar(self) -> None:
        """Show the sidebar, or no longer."""
        self._sidebar_forced = not self.sidebar.isVisible()
        self._fit()

    def _fit(self) -> None:
        is_wide = self.width() >= _SIDEBAR_FROM * self.kit.theme.zoom / 100
        wants_sidebar = is_wide if self._sidebar_forced is None else self._sidebar_forced
        self.sidebar.setVisible(wants_sidebar and not self._is_on_stage)
        for bar in (self.app_bar, self.status):
            bar.setVisible(not self._is_on_stage)
        self.app_bar.fit(self.width())
        if self._area is not None:
            self._area.show_crumbs_row(visible=self.height() >= _CRUMBS_FROM)

    def _restore(self) -> None:
        settings = self.desks.settings.settings
        self.resize(1440, 900)
        self._layout.restore()
        self._layout.watch(self.splitter)
        self.welcome.show_choices(ThemeMode(settings.theme), settings.language, keep=settings.show_welcome)
        self.status.show_language((settings.language or "en").split("_")[0].upper())
        self._show_environments()
