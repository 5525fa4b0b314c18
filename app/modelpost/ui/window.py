"""The main window: it arranges the panes and turns actions into calls of presenters."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer
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
from modelpost.ui.history_commands import HistoryCommands
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ThinSplitter
from modelpost.ui.kit.focus_order import visit_after
from modelpost.ui.kit.inspection import InspectWanted
from modelpost.ui.kit.notices import ToastHost
from modelpost.ui.kit.scaled import Scaled
from modelpost.ui.request_commands import RequestCommands
from modelpost.ui.sidebar.sidebar import Sidebar
from modelpost.ui.status_bar import StatusBar
from modelpost.ui.theme import ThemeMode
from modelpost.ui.variable_commands import VariableCommands
from modelpost.ui.welcome import WelcomePage
from modelpost.workbench.actions import When
from modelpost.workbench.modes import BUILD, DEMO, ModeDesk
from modelpost.workbench.person import PersonDesk
from modelpost.workbench.sample_service import SampleService, ServicePhase
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.settings_desk import SettingsDesk
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace

if TYPE_CHECKING:
    from modelpost.core.request import RequestDraft
    from modelpost.ui.dialogs.person import PersonDialogs
    from modelpost.ui.kit.focus_ring import FocusRing
    from modelpost.ui.work_area import WorkArea
    from modelpost.workbench.auth_desk import AuthDesk
    from modelpost.workbench.drafts_desk import DraftsDesk
    from modelpost.workbench.environments_desk import EnvironmentsDesk
    from modelpost.workbench.exchange_state import ExchangeState
    from modelpost.workbench.export_desk import ExportDesk
    from modelpost.workbench.folder_edit import FolderEdit
    from modelpost.workbench.history_desk import HistoryDesk
    from modelpost.workbench.import_desk import ImportDesk
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.response_desk import ResponseDesk
    from modelpost.workbench.secrets_ledger import SecretsLedger
    from modelpost.workbench.trash_desk import TrashDesk
    from modelpost.workbench.view_files import ViewFiles

_SIDEBAR_FROM = 1200
_CRUMBS_FROM = 720
_LAYOUT_KEPT_AFTER_MS = 400


class Desks(NamedTuple):
    """The presenters that the window shows, and the few things that only the composition root can do.

    `build_area` makes the area around requests; it is called when the first one is opened, so that the window is up
    before its parts are. So is each of `build_modes`, the pages of other modes by key, when its mode is first chosen.
    """

    workspace: Workspace
    modes: ModeDesk
    load_response: "Callable[[], ResponseDesk]"
    secrets: SecretsDesk
    settings: SettingsDesk
    service: SampleService
    person: PersonDesk
    load_auth: "Callable[[], AuthDesk]"
    load_history: "Callable[[], HistoryDesk]"
    load_environments: "Callable[[], EnvironmentsDesk]"
    load_ledger: "Callable[[], SecretsLedger]"
    load_trash: "Callable[[], TrashDesk]"
    start_sample: Callable[[], None]
    read_curl: "Callable[[str], tuple[tuple[RequestDraft, ...], tuple[Message, ...]]]"
    load_import: "Callable[[], ImportDesk]"
    load_export: "Callable[[], ExportDesk]"
    build_area: "Callable[[MainWindow], WorkArea]"
    build_settings: "Callable[[MainWindow, str], None]"
    build_cookies: "Callable[[MainWindow], None]"
    build_folder: "Callable[[MainWindow, FolderEdit], None]"
    view_files: "Callable[[], ViewFiles]"
    run_over: Callable[[list[str]], None]
    build_modes: "Mapping[str, Callable[[MainWindow], QWidget]]"
    welcome_picture: str
    languages: list[tuple[str, str]]


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
        self._ring: FocusRing | None = None
        self._response: ResponseDesk | None = None
        self._sidebar_forced: bool | None = None
        self._may_lose_changes = False
        self._drafts: DraftsDesk | None = None
        self._dialogs: PersonDialogs | None = None
        self._layout_changed = QTimer(self, singleShot=True, interval=_LAYOUT_KEPT_AFTER_MS)
        self._layout_changed.timeout.connect(self._keep_layout)
        self.toasts = ToastHost(kit, self)
        self.requests = RequestCommands(self)
        self.collections = CollectionCommands(self)
        self.past = HistoryCommands(self)
        self.variables = VariableCommands(self)
        self.arrivals = Arrivals(self)
        self.actions_table = WindowActions(
            kit, self, self._handlers(), dict(desks.settings.settings.shortcuts), self._is_available
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
        self.app_bar.sidebar_toggled.connect(self._toggle_sidebar)
        self.app_bar.palette_wanted.connect(self.open_palette)
        self.app_bar.settings_wanted.connect(self._open_settings)
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
        self.sidebar.service_start_wanted.connect(self._start_sample)
        self.sidebar.service_stop_wanted.connect(desks.service.stop)
        self.welcome.sample_wanted.connect(self._start_sample)
        self.welcome.paste_wanted.connect(self.arrivals.paste_curl)
        self.welcome.open_wanted.connect(self.collections.open_collection)
        self.welcome.new_wanted.connect(self.requests.new_tab)
        self.welcome.theme_chosen.connect(self._choose_theme)
        self.welcome.language_chosen.connect(self._choose_language)
        self.welcome.kept_changed.connect(self._keep_welcome)
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
        workspace.copy_found.connect(self.collections.ask_about_copy)
        desks.service.phase_changed.connect(self._on_service_changed)
        desks.service.failed.connect(self.show_failure)
        desks.settings.failed.connect(self.show_failure)
        desks.settings.changed.connect(self._on_settings_changed)
        desks.secrets.status_changed.connect(self._on_keyring_changed)
        desks.person.raised.connect(self._on_raised)
        if desks.person.open:
            self._on_raised()

    def _handlers(self) -> dict[str, Callable[[], None]]:
        workspace = self.desks.workspace
        handlers: dict[str, Callable[[], None]] = {
            "request.send": self.requests.send,
            "request.cancel": self.requests.cancel,
            "request.batch": self.requests.batch,
            "request.compare": self.requests.compare,
            "request.new": self.collections.new_saved_request,
            "request.save": self.collections.save,
            "request.save-as": self.collections.save_as,
            "request.move": self.collections.move_current,
            "request.revert": self.requests.revert,
            "request.effective": self.requests.show_effective,
            "request.copy-curl": self.requests.copy_curl,
            "request.copy-curl-with-secrets": self.requests.copy_curl_with_secrets,
            "request.contract": self.requests.choose_contract,
            "request.labels": self.requests.choose_labels,
            "request.paste-curl": self.arrivals.paste_curl,
            "collection.import": self.arrivals.open_import,
            "collection.open": self.collections.open_collection,
            "collection.new": self.collections.new_collection,
            "collection.export": self.collections.export_collection,
            "tab.new": self.requests.new_tab,
            "tab.close": self.requests.close_tab,
            "tab.reopen": workspace.reopen_tab,
            "tab.next": workspace.show_next,
            "tab.previous": partial(workspace.show_next, -1),
            "edit.undo": self.requests.undo,
            "edit.redo": self.requests.redo,
            "edit.beautify": self.requests.beautify,
            "request.cookies": self.open_cookies,
            "response.find": self.requests.find,
            "response.filter": self.requests.filter_response,
            "response.go-to-line": self.requests.go_to_line,
            "response.wrap": self.requests.wrap_response,
            "response.copy": self.requests.copy_response,
            "response.save": self.requests.save_response,
            "response.open": self.requests.open_response,
            "view.palette": self.open_palette,
            "view.url": self.requests.focus_url,
            "view.environment": self._open_environments,
            "view.sidebar": self._toggle_sidebar,
            "view.orientation": self._turn_panes,
            "view.next-pane": partial(self._next_pane, 1),
            "view.previous-pane": partial(self._next_pane, -1),
            "view.zoom-in": partial(self._zoom, 10),
            "view.zoom-out": partial(self._zoom, -10),
            "view.zoom-reset": partial(self._zoom, 0),
            "view.theme-light": partial(self._choose_theme, ThemeMode.LIGHT),
            "view.theme-dark": partial(self._choose_theme, ThemeMode.DARK),
            "view.theme-system": partial(self._choose_theme, ThemeMode.SYSTEM),
            "response.last-success": self.past.show_last_success,
            "view.history": self.past.show_history,
            "view.environments": self.variables.show_environments,
            "environment.new": self.variables.create,
            "environment.edit": self.variables.edit_current,
            "variable.inspect": self.variables.inspect_at_caret,
            "secrets.show": self.variables.show_secrets,
            "trash.show": self.collections.show_trash,
            "history.clear": self.past.ask_to_clear,
            "service.start": self._start_sample,
            "service.stop": self.desks.service.stop,
            "app.settings": self._open_settings,
            "app.shortcuts": self._open_shortcuts,
            "app.quit": self._quit,
        }
        modes = self.desks.modes
        if any(mode.key == DEMO for mode in modes.offered):
            handlers["mode.full-screen"] = self.fill_screen
        handlers |= {f"mode.{mode.key}": partial(modes.choose, mode.key) for mode in modes.offered}
        handlers |= {f"tab.{n}": partial(workspace.show_nth, n - 1) for n in range(1, 10)}
        return handlers

    def _is_available(self, when: When) -> bool:
        workspace = self.desks.workspace
        tab = workspace.current
        phase = self.desks.service.phase
        match when:
            case When.ALWAYS:
                return True
            case When.TAB:
                return tab is not None
            case When.UNSAVED:
                return tab is not None and tab.stored is not None and tab.is_dirty
            case When.RUNNING:
                return tab is not None and tab.state.is_running
            case When.RESPONSE:
                return self._response is not None and self._response.can_copy
            case When.CLOSED_TAB:
                return workspace.can_reopen
            case When.UNDO:
                return tab is not None and tab.can_undo
            case When.REDO:
                return tab is not None and tab.can_redo
            case When.COLLECTION:
                return bool(workspace.collections)
            case When.RAW_BODY:
                return tab is not None and bool(tab.draft.body.raw)
            case When.SERVICE_STOPPED:
                return phase is ServicePhase.STOPPED
            case When.SERVICE_RUNNING:
                return phase is ServicePhase.RUNNING

    # Showing ---------------------------------------------------------------------------------------------------------

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
            self._area.request_pane.cookies_wanted.connect(self.open_cookies)
            self._area.response_pane.cookies_wanted.connect(self.open_cookies)
            self._area.request_pane.batch_wanted.connect(self.requests.batch_over)
            self._area.request_pane.effective_wanted.connect(self.requests.show_effective)
            self._area.request_pane.place_wanted.connect(self._reveal)
            self._area.conflict.compare_wanted.connect(self.collections.compare)
            self._area.response_pane.orientation_wanted.connect(self._turn_panes)
            self._area.response_pane.told.connect(self.toasts.say)
            self._area.define_wanted.connect(self.variables.define)
            self._area.splitter.restore(self.desks.settings.settings.splitters)
            self._area.splitter.splitterMoved.connect(self._on_divided)
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
            self._open_settings()

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
            self._toggle_sidebar()
        self.sidebar.show_part(part)
        self.sidebar.focus_target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _reveal(self, root: str, path: str) -> None:
        if not self.sidebar.isVisible():
            self._toggle_sidebar()
        self.sidebar.reveal(root, path)

    def _start_sample(self) -> None:
        self.desks.start_sample()

    def _open_environments(self) -> None:
        self.app_bar.open_environments()

    def _turn_panes(self) -> None:
        self.desks.settings.change(orientation=self.area.turn())

    def _zoom(self, step: int) -> None:
        zoom = self.desks.settings.settings.zoom + step if step else 100
        self.desks.settings.change(zoom=min(200, max(80, zoom)))

    def _choose_theme(self, mode: ThemeMode) -> None:
        self.desks.settings.change(theme=mode.value)

    def _choose_language(self, code: str) -> None:
        self.desks.settings.change(language=code)

    def _keep_welcome(self, keep: bool) -> None:
        self.desks.settings.change(show_welcome=keep)

    def _open_settings(self) -> None:
        self.desks.build_settings(self, "general")

    def open_cookies(self) -> None:
        """Show the cookies of the collection in front."""
        self.desks.build_cookies(self)

    def _open_shortcuts(self) -> None:
        self.desks.build_settings(self, "shortcuts")

    def _quit(self) -> None:
        self.close()

    def _next_pane(self, step: int) -> None:
        targets: list[QWidget] = [self.sidebar.focus_target] if self.sidebar.isVisible() else []
        if self._area is not None and self.pages.currentWidget() is self._area:
            targets += [self._area.line, self._area.request_pane.focus_target, self._area.response_pane.focus_target]
        elif self.pages.currentWidget() is self.welcome:
            targets.append(self.welcome.focus_target)
        else:
            targets += [page for page in self._mode_pages.values() if page is self.pages.currentWidget()]
        if not targets:
            return
        focused = QApplication.focusWidget()
        current = next((i for i, t in enumerate(targets) if t is focused or (focused and t.isAncestorOf(focused))), -1)
        target = targets[(current + step) % len(targets)]
        if self._area is not None and target is self._area.line:
            self._area.line.focus_address()
        else:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._show_ring()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802  # Qt's name and order
        """Go to the next control, or the one before, with a ring around it."""
        has_moved = super().focusNextPrevChild(forward)
        self._show_ring()
        return has_moved

    def _show_ring(self) -> None:
        if self._ring is None:
            from modelpost.ui.kit.focus_ring import FocusRing  # noqa: PLC0415  # 1 ms, at the first Tab

            self._ring = FocusRing(self.kit.theme, self)
        self._ring.surround(QApplication.focusWidget())

    def open_palette(self) -> None:
        """Open the palette over all actions, requests and environments."""
        from modelpost.ui.dialogs.palette import Palette  # noqa: PLC0415  # 6 ms, not needed before its first use
        from modelpost.ui.palette_entries import PaletteEntries  # noqa: PLC0415  # as above

        palette = Palette(self.kit, PaletteEntries(self.desks.workspace, self.actions_table).entries(), self)
        self.past.search_for(palette)

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
        self._layout_changed.start()

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802  # Qt's name
        """Keep where the window is, a moment later."""
        super().moveEvent(event)
        self._layout_changed.start()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Ask about unsaved work that cannot be kept, then keep the layout."""
        unsaved = sum(tab.is_dirty for tab in self.desks.workspace.tabs)
        if unsaved and not self.may_close:
            event.ignore()
            self._ask_to_lose_changes(unsaved)
            return
        self._layout_changed.stop()
        self._note_layout()
        self.desks.workspace.close()
        event.accept()

    def _on_divided(self, place: int, handle: int) -> None:
        del place, handle
        self._layout_changed.start()

    def _keep_layout(self) -> None:
        """Keep how the window is laid out: a program that is killed is told nothing."""
        if self.isVisible() and not self._is_on_stage:  # the stage is left when the program ends
            self._note_layout()

    def _note_layout(self) -> None:
        known = self.desks.settings.settings.splitters
        own = f"{self.splitter.objectName()}-"
        panes = tuple(pair for pair in known if not pair[0].startswith(own))  # those of panes that are still to be made
        panes = self._area.splitter.kept() if self._area is not None else panes
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.desks.settings.note(geometry=geometry, splitters=(*self.splitter.kept(), *panes))

    def _ask_to_lose_changes(self, count: int) -> None:
        from modelpost.ui.dialogs.questions import CloseQuestion  # noqa: PLC0415  # as above

        def agreed() -> None:
            self._may_lose_changes = True
            self.close()

        CloseQuestion(self, count, agreed).open()

    def _toggle_sidebar(self) -> None:
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
        if settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(QByteArray(settings.geometry.encode())))
        self.splitter.restore(settings.splitters)
        self.splitter.splitterMoved.connect(self._on_divided)
        self.welcome.show_choices(ThemeMode(settings.theme), settings.language, keep=settings.show_welcome)
        self.status.show_language((settings.language or "en").split("_")[0].upper())
        self._show_environments()
