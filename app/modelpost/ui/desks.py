"""What the composition root hands to the main window."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from modelpost.workbench.modes import ModeDesk
from modelpost.workbench.person import PersonDesk
from modelpost.workbench.sample_service import SampleService
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.settings_desk import SettingsDesk
from modelpost.workbench.workspace import Workspace

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from modelpost.core.request import RequestDraft
    from modelpost.core.text import Message
    from modelpost.ui.window import MainWindow
    from modelpost.ui.work_area import WorkArea
    from modelpost.workbench.auth_desk import AuthDesk
    from modelpost.workbench.environments_desk import EnvironmentsDesk
    from modelpost.workbench.export_desk import ExportDesk
    from modelpost.workbench.folder_edit import FolderEdit
    from modelpost.workbench.history_desk import HistoryDesk
    from modelpost.workbench.import_desk import ImportDesk
    from modelpost.workbench.response_desk import ResponseDesk
    from modelpost.workbench.secrets_ledger import SecretsLedger
    from modelpost.workbench.trash_desk import TrashDesk
    from modelpost.workbench.view_files import ViewFiles


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
