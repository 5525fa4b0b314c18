"""What each action of the table does in the main window, and when it would do something."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from modelpost.ui.theme import ThemeMode
from modelpost.workbench.actions import When
from modelpost.workbench.modes import DEMO
from modelpost.workbench.sample_service import ServicePhase

if TYPE_CHECKING:
    from modelpost.ui.window import MainWindow


def commands(window: "MainWindow") -> dict[str, Callable[[], None]]:
    """Return what the actions that the window can do are done by."""
    desks = window.desks
    workspace, modes = desks.workspace, desks.modes
    handlers: dict[str, Callable[[], None]] = {
        "request.send": window.requests.send,
        "request.cancel": window.requests.cancel,
        "request.batch": window.requests.batch,
        "request.compare": window.requests.compare,
        "request.new": window.collections.new_saved_request,
        "request.save": window.collections.save,
        "request.save-as": window.collections.save_as,
        "request.move": window.collections.move_current,
        "request.revert": window.requests.revert,
        "request.effective": window.requests.show_effective,
        "request.copy-curl": window.requests.copy_curl,
        "request.copy-curl-with-secrets": window.requests.copy_curl_with_secrets,
        "request.contract": window.requests.choose_contract,
        "request.labels": window.requests.choose_labels,
        "request.paste-curl": window.arrivals.paste_curl,
        "collection.import": window.arrivals.open_import,
        "collection.open": window.collections.open_collection,
        "collection.new": window.collections.new_collection,
        "collection.export": window.collections.export_collection,
        "tab.new": window.requests.new_tab,
        "tab.close": window.requests.close_tab,
        "tab.reopen": workspace.reopen_tab,
        "tab.next": workspace.show_next,
        "tab.previous": partial(workspace.show_next, -1),
        "edit.undo": window.requests.undo,
        "edit.redo": window.requests.redo,
        "edit.beautify": window.requests.beautify,
        "request.cookies": window.view.open_cookies,
        "response.find": window.requests.find,
        "response.filter": window.requests.filter_response,
        "response.go-to-line": window.requests.go_to_line,
        "response.wrap": window.requests.wrap_response,
        "response.copy": window.requests.copy_response,
        "response.save": window.requests.save_response,
        "response.open": window.requests.open_response,
        "view.palette": window.view.open_palette,
        "view.url": window.requests.focus_url,
        "view.environment": window.view.open_environments,
        "view.sidebar": window.toggle_sidebar,
        "view.orientation": window.view.turn_panes,
        "view.next-pane": partial(window.pane_walk.go, 1),
        "view.previous-pane": partial(window.pane_walk.go, -1),
        "view.zoom-in": partial(window.view.zoom, 10),
        "view.zoom-out": partial(window.view.zoom, -10),
        "view.zoom-reset": partial(window.view.zoom, 0),
        "view.theme-light": partial(window.view.choose_theme, ThemeMode.LIGHT),
        "view.theme-dark": partial(window.view.choose_theme, ThemeMode.DARK),
        "view.theme-system": partial(window.view.choose_theme, ThemeMode.SYSTEM),
        "response.last-success": window.past.show_last_success,
        "view.history": window.past.show_history,
        "view.environments": window.variables.show_environments,
        "environment.new": window.variables.create,
        "environment.edit": window.variables.edit_current,
        "variable.inspect": window.variables.inspect_at_caret,
        "secrets.show": window.variables.show_secrets,
        "trash.show": window.collections.show_trash,
        "history.clear": window.past.ask_to_clear,
        "service.start": desks.start_sample,
        "service.stop": desks.service.stop,
        "app.settings": window.view.open_settings,
        "app.shortcuts": window.view.open_shortcuts,
        "app.quit": window.view.close_window,
    }
    if any(mode.key == DEMO for mode in modes.offered):
        handlers["mode.full-screen"] = window.fill_screen
    handlers |= {f"mode.{mode.key}": partial(modes.choose, mode.key) for mode in modes.offered}
    handlers |= {f"tab.{n}": partial(workspace.show_nth, n - 1) for n in range(1, 10)}
    return handlers


def is_available(window: "MainWindow", when: When) -> bool:
    """Tell whether an action would do something now."""
    workspace, phase = window.desks.workspace, window.desks.service.phase
    tab = workspace.current
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
            return window.has_answer
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
