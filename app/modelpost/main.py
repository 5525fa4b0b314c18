"""The composition root: it builds every service, hands each what it needs, and runs the window.

Start-up is part of the design: what the first paint does not need (the network stack, the keyring, YAML, JSON layout)
is imported at the named seams below, at its first use and mostly on another thread.
"""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QEvent, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from modelpost import __version__
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.profile import Profile
from modelpost.store.resources import resource_path
from modelpost.store.settings import SettingsFile
from modelpost.ui.icons import Icons
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Theme, ThemeMode
from modelpost.ui.window import Desks, MainWindow
from modelpost.workbench.background import Background
from modelpost.workbench.garbage import GarbageCollector
from modelpost.workbench.modes import BUILD, DEMO, ModeDesk
from modelpost.workbench.person import PersonDesk
from modelpost.workbench.runner import ExchangeRunner
from modelpost.workbench.sample_service import SampleService
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.settings_desk import SettingsDesk
from modelpost.workbench.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace
    from types import TracebackType

    from PySide6.QtGui import QPixmap

    from modelpost.core.builtins import Builtins
    from modelpost.core.history import HistoryLimits
    from modelpost.core.request import RequestDraft
    from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
    from modelpost.core.response import Response, StoredBody
    from modelpost.core.scope import Variable
    from modelpost.core.session import OpenRequest
    from modelpost.core.text import Message
    from modelpost.net.jar import Jars
    from modelpost.store.cookies import KeptCookies
    from modelpost.store.drafts import Drafts
    from modelpost.store.history.history import History
    from modelpost.store.redaction import KnownSecrets
    from modelpost.store.secrets import SecretStore
    from modelpost.store.settings import AppSettings
    from modelpost.store.tokens import KeyringTokens
    from modelpost.ui.work_area import WorkArea
    from modelpost.viewers.api import Answer, Buffer, Rendering
    from modelpost.workbench.auth_desk import AuthDesk
    from modelpost.workbench.batch_desk import BatchDesk
    from modelpost.workbench.cookies_desk import CookiesDesk
    from modelpost.workbench.demo_desk import DemoDesk
    from modelpost.workbench.drafts_desk import DraftsDesk
    from modelpost.workbench.engine_room import EngineRoom
    from modelpost.workbench.environments_desk import EnvironmentsDesk
    from modelpost.workbench.exchange_state import Read
    from modelpost.workbench.export_desk import ExportDesk
    from modelpost.workbench.folder_edit import FolderEdit
    from modelpost.workbench.foreign_formats import ForeignFormats
    from modelpost.workbench.history_desk import HistoryDesk
    from modelpost.workbench.import_desk import ImportDesk
    from modelpost.workbench.interrupts import Interrupts
    from modelpost.workbench.one_window import OneWindow
    from modelpost.workbench.ports import CollectionStore, SecretKeeper, StoredDraft
    from modelpost.workbench.request_tab import RequestTab, Sent
    from modelpost.workbench.response_desk import ResponseDesk
    from modelpost.workbench.runner import Job
    from modelpost.workbench.secrets_ledger import SecretsLedger
    from modelpost.workbench.view_files import ViewFiles

USER_AGENT = f"Modelpost/{__version__}"
_AFTER_FIRST_PAINT_MS = 100
_SCENES = ("welcome", "image", "json", "chat", "error", "palette", "demo")
LANGUAGES = [("", "System"), ("en", "English"), ("zh_CN", "简体中文")]


def main(argv: list[str]) -> int:
    """Open the window with the collections, requests or files that `argv` names; return the exit code."""
    options = _arguments(argv)
    if options.screenshot:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([sys.argv[0], "-style", "Fusion"])  # setStyle() would wrap a QStyle: 9 ms of enums
    application.setApplicationName("modelpost")
    application.setApplicationDisplayName("Modelpost")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("modelpost")
    if options.screenshot:
        return _draw_scene(application, options)
    profile = Profile.default()
    if not options.demo and profile.may_be_open and _took_over(profile, options.paths):
        return 0
    program = Program(application, profile)
    program.show(options.paths, options.demo)
    return program.run()


def _took_over(profile: Profile, paths: Sequence[str]) -> bool:
    """Seam: local sockets, 13 ms and 3 MB, where a window may be open already."""
    from modelpost.workbench.one_window import hand_over  # noqa: PLC0415  # see above

    return hand_over(profile.root, list(paths))


def _draw_scene(application: QApplication, options: "Namespace | _NoArguments") -> int:
    """Draw the window in a profile and with a keyring of its own: it changes nothing, and shows nothing private."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415  # 3 ms, only here

    from modelpost.ui.scenes import MemoryKeeper  # noqa: PLC0415  # 2 ms, only here

    with TemporaryDirectory(prefix="modelpost-", ignore_cleanup_errors=True) as folder:
        program = Program(application, Profile(Path(folder)), keeper=MemoryKeeper())
        program.screenshot(options)
        return program.run()


def _arguments(argv: list[str]) -> "Namespace | _NoArguments":
    if not argv:
        return _NO_ARGUMENTS
    import argparse  # noqa: PLC0415  # 6 ms, only where there are arguments

    parser = argparse.ArgumentParser(prog="modelpost", description="Open the window.")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="collections (folders) or requests to open")
    parser.add_argument("--demo", metavar="REQUEST", default="", help="show the demo of a request on the whole screen")
    parser.add_argument("--screenshot", metavar="SCENE", choices=_SCENES, help="draw the window in a scene")
    parser.add_argument("--output", metavar="PNG", help="where the picture goes")
    parser.add_argument("--size", default="1440x900", metavar="WxH", help="how large the window is drawn (1440x900)")
    parser.add_argument("--theme", choices=("light", "dark"), help="the theme of the picture")
    options = parser.parse_args(argv)
    if options.screenshot and not options.output:
        parser.error("--screenshot needs --output PNG")
    return options


class _NoArguments:
    """What parsing no arguments gives."""

    paths: tuple[str, ...] = ()
    demo = ""
    screenshot = ""
    output = ""
    size = ""
    theme = ""


_NO_ARGUMENTS = _NoArguments()


class Program:
    """Everything that lives as long as the window."""

    def __init__(self, application: QApplication, profile: Profile, keeper: "SecretKeeper | None" = None) -> None:
        self.profile = profile
        self.application = application
        settings_file = SettingsFile(profile.settings)
        settings = settings_file.read()
        self._translators: list[QTranslator] = []
        self._translate(settings.language)
        self.theme = Theme(resource_path("themes"))
        self.theme.choose(ThemeMode(settings.theme), settings.zoom, high_contrast=settings.high_contrast)
        self.kit = Kit(self.theme, Icons(resource_path("icons"), self.theme))
        self.background = Background()
        self.runner = ExchangeRunner()
        self._known: KnownSecrets | None = None
        self.garbage = GarbageCollector()
        self._given_keeper = keeper
        self._keeper: SecretStore | None = None
        self._keeper_lock = threading.Lock()
        self._tokens: KeyringTokens | None = None
        self._auth: AuthDesk | None = None
        self.person = PersonDesk()
        self._scene: QObject | None = None
        self._interrupts: Interrupts | None = None
        self._one_window: OneWindow | None = None
        self.settings = SettingsDesk(settings, settings_file, self.background)
        self.secrets = SecretsDesk(self._load_keeper, self.background, note=self._note_secret)
        self.service = SampleService(_own_command("sample-service"))
        self._room: EngineRoom | None = None
        self._import: ImportDesk | None = None
        self._formats: ForeignFormats | None = None
        self._collections: CollectionStore | None = None
        self._cookies: tuple[Jars, KeptCookies] | None = None
        self._cookies_lock = threading.Lock()
        self._cookies_desk: CookiesDesk | None = None
        clock = SystemClock()
        self.workspace = Workspace(
            runner=self.runner,
            background=self.background,
            sender=self,
            secrets=self.secrets,
            load_collections=self._load_collections,
            clock=clock.monotonic,
            options=self.settings.options,
            builtins=_builtins,
            pictures=profile.root / "pictures",
            new_id=_new_id,
        )
        self._environments: EnvironmentsDesk | None = None
        self._ledger: SecretsLedger | None = None
        self._response: ResponseDesk | None = None
        self._history: HistoryDesk | None = None
        self._kept_history: History | None = None
        self.workspace.exchanged.connect(self._remember)
        self._drafts: DraftsDesk | None = None
        self._kept_drafts: Drafts | None = None
        self.build_modes: dict[str, Callable[[MainWindow], QWidget]] = {
            "batch": self._build_batch,
            DEMO: self._build_demo,
        }
        self._batches: BatchDesk | None = None
        self._demo: DemoDesk | None = None
        self._view_files: ViewFiles | None = None
        self.modes = ModeDesk(self.build_modes)
        self.modes.changed.connect(self._on_mode_changed)
        self.workspace.current_changed.connect(self._on_current_changed)
        self.service.announced.connect(self._on_announced)
        self.settings.changed.connect(self._on_settings_changed)
        self.window = self._new_window()
        self.theme.dress()

    def show(self, paths: Sequence[str], demo: str = "") -> None:
        """Show the window, then open what was open the last time and what is named now, a `demo` in full."""
        self.window.show()
        if self.profile.variables.exists():
            self.background.run(self._read_variables, self.workspace.take_variables, self.workspace.failed.emit)
        for root in self.settings.settings.collections:
            self.workspace.open_collection(root)
        self.window.arrivals.open_paths(paths)
        if demo:
            self.workspace.open_path(demo, self._show_demo)

    def run(self) -> int:
        """Handle events until the window closes; return the exit code."""
        sys.excepthook = self.report
        threading.excepthook = self._report_of_thread
        QTimer.singleShot(_AFTER_FIRST_PAINT_MS, self._listen)
        QTimer.singleShot(_AFTER_FIRST_PAINT_MS, self.restore)
        try:
            return self.application.exec()
        finally:
            self.close()
            self.forget_window()

    def screenshot(self, options: "Namespace | _NoArguments") -> None:
        """Draw the window in a scene, and end."""
        from modelpost.ui.scenes import Scene  # noqa: PLC0415  # 2 ms, only here

        width, _, height = options.size.partition("x")
        if options.theme:
            self.settings.change(theme=options.theme)
        self.window.resize(int(width), int(height))
        self.window.show()

        def done(picture: "QPixmap | None") -> None:
            is_drawn = picture is not None and picture.save(options.output)
            self.application.exit(0 if is_drawn else 1)

        self._scene = Scene(self.window, options.screenshot, done)

    def report(self, kind: type[BaseException], error: BaseException, trace: "TracebackType | None") -> None:
        """Seam: the excepthook of every thread. A bug is written down without secrets, and the window goes on."""
        from modelpost.store.bugs import note_bug  # noqa: PLC0415  # 3 ms, only after a bug

        del kind, trace  # both are in the exception
        self.workspace.told.emit(note_bug(error, self.profile, self._known_secrets(), SystemClock()))

    def take(self, paths: Sequence[str]) -> None:
        """Come to the front with what a second start named."""
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        self.window.arrivals.open_paths(paths)

    def _listen(self) -> None:
        """Seam: signals and local sockets, 17 ms, after the first paint."""
        from modelpost.workbench.interrupts import Interrupts  # noqa: PLC0415  # see above
        from modelpost.workbench.one_window import OneWindow  # noqa: PLC0415  # see above

        self._interrupts = Interrupts(self.application)
        self._interrupts.listen()
        self._one_window = OneWindow(self.profile.root)
        self._one_window.wanted.connect(self.take)
        self._one_window.listen()
        self.workspace.disk.begin()

    def _report_of_thread(self, bug: "threading.ExceptHookArgs") -> None:
        if bug.exc_value is not None:
            self.report(bug.exc_type, bug.exc_value, bug.exc_traceback)

    def restore(self) -> None:
        """Bring back what was open the last time, and journal what is open from now on. Seam: 2 ms, after the paint."""
        from modelpost.workbench.drafts_desk import DraftsDesk  # noqa: PLC0415  # see above

        self._drafts = DraftsDesk(
            self.workspace,
            self._load_drafts,
            self.background,
            self._read_as_it_was,
            self._answers,
            self._show_answer,
        )
        self.window.keep_drafts(self._drafts)
        self._drafts.begin()

    def _load_drafts(self) -> "Drafts":
        """Seam: the journal of drafts, 3 ms, on a background thread."""
        if self._kept_drafts is None:
            from modelpost.store.drafts import Drafts  # noqa: PLC0415  # see above

            self._kept_drafts = Drafts(self.profile.drafts, SystemClock(), SystemRandomness())
        return self._kept_drafts

    def _read_as_it_was(self, request: "OpenRequest") -> "StoredDraft":
        from modelpost.store.opencollection.requests import as_it_was  # noqa: PLC0415  # with the first collection

        stored = self._load_collections().read(request.root, request.path)
        return as_it_was(stored, request.mark)  # type: ignore[arg-type]  # the store's own StoredRequest

    def _answers(self) -> dict[str, int]:
        return self._history.answers if self._history is not None else {}

    def _show_answer(self, tab: "RequestTab", number: int) -> None:
        self.history.restore_answer(tab, number)

    def close(self) -> None:
        """Stop what runs, in the order that keeps Qt out of other threads' way."""
        self.workspace.close()
        self.workspace.disk.close()
        if self._batches is not None:
            self._batches.close()
        self.person.close()
        self.runner.close()
        self.settings.close()
        if self._response is not None:
            self._response.close()
        self.background.close()
        if self._drafts is not None:
            self._drafts.close()
        if self._kept_history is not None:
            self._kept_history.close()
        self.service.close()
        if self._room is not None:
            self._room.close()
        if self._tokens is not None:
            self._tokens.close()
        if self._keeper is not None:
            self._keeper.close()
        self.garbage.close()
        if self._interrupts is not None:
            self._interrupts.close()
        if self._one_window is not None:
            self._one_window.close()
        self._forget_translations()

    def forget_window(self) -> None:
        """Delete the window while its application lives, and before Python's collector takes its parts one by one."""
        self.window.deleteLater()
        QApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)

    # The sender and the reader that presenters see; both load the network stack at their first use -------------------

    def job(self, request: "ResolvedRequest", options: "SendOptions") -> "Job":
        """Return an exchange about to run."""
        return self._engine_room().job(request, options)

    def errand(self, auth: "ResolvedAuth", options: "SendOptions", field: str) -> "Job":
        """Return an errand of an auth scheme about to run."""
        return self._engine_room().errand(auth, options, field)

    def copy_as_curl(self, request: "ResolvedRequest", options: "SendOptions", *, with_secrets: bool) -> str:
        """Return the request as a command."""
        from modelpost.snippets.curl import PLUGIN  # noqa: PLC0415  # 3 ms, at the first copy

        return PLUGIN.write(request, options, with_secrets=with_secrets)

    def render(self, answer: "Answer", view: str) -> "Rendering":
        """Return what a view shows."""
        return self._engine_room().reader.render(answer, view)

    def body(self, body: "StoredBody") -> "Buffer":
        """Return the bytes of a body as they were kept."""
        return self._engine_room().reader.body(body)

    def read(self, response: "Response", largest: int) -> "Read":
        """Read an answer once more, unpacking up to `largest` bytes of it."""
        return self._engine_room().read(response, largest)

    def raw(self, response: "Response") -> "Buffer":
        """Return a body as it was received."""
        return self._engine_room().reader.raw(response)

    # Seams -----------------------------------------------------------------------------------------------------------

    def _read_variables(self) -> "tuple[Variable, ...]":
        """Seam: the variables of the profile, 12 ms with YAML, on a background thread where there are any."""
        from modelpost.store.global_variables import GlobalVariables  # noqa: PLC0415  # see above

        return GlobalVariables(self.profile.variables).read()

    def _load_environments(self) -> "EnvironmentsDesk":
        """Seam: environments and the writing of their files, 15 ms, at the first look."""
        if self._environments is None:
            from modelpost.store.global_variables import GlobalVariables  # noqa: PLC0415  # see above
            from modelpost.store.text_files import TextFiles  # noqa: PLC0415  # as above
            from modelpost.workbench.environments_desk import EnvironmentsDesk  # noqa: PLC0415  # as above

            self._environments = EnvironmentsDesk(
                self.workspace,
                self.secrets,
                self.background,
                load_collections=self._load_collections,
                variables=GlobalVariables(self.profile.variables),
                texts=TextFiles(),
            )
        return self._environments

    def _load_ledger(self) -> "SecretsLedger":
        """Seam: the list of secrets, 1 ms, at its first use."""
        if self._ledger is None:
            from modelpost.workbench.secrets_ledger import SecretsLedger  # noqa: PLC0415  # see above

            load_keeper, load_collections = self._load_keeper, self._load_collections
            self._ledger = SecretsLedger(self.workspace, self.secrets, self.background, load_keeper, load_collections)
        return self._ledger

    def _known_secrets(self) -> "KnownSecrets":
        """Seam: redaction, 6 ms, at the first secret."""
        if self._known is None:
            from modelpost.store.redaction import KnownSecrets  # noqa: PLC0415  # see above

            self._known = KnownSecrets()
        return self._known

    def _note_secret(self, value: str) -> None:
        self._known_secrets().add(value)

    def _engine_room(self) -> "EngineRoom":
        """Seam: the network stack, 100 ms and 20 MB, on the thread of the first exchange."""
        if self._room is None:
            from modelpost.workbench.engine_room import EngineRoom  # noqa: PLC0415  # see above

            clock, chance = SystemClock(), SystemRandomness()
            jars, _ = self._load_cookies()
            self._room = EngineRoom(
                self.profile, USER_AGENT, clock, chance, jars, tokens=self._token_shelf(), person=self.person
            )
        return self._room

    def _token_shelf(self) -> "KeyringTokens":
        """Seam: lent tokens, 1 ms, with the first tab or the first exchange."""
        from modelpost.store.tokens import KeyringTokens  # noqa: PLC0415  # see above

        with self._keeper_lock:
            if self._tokens is None:
                self._tokens = KeyringTokens(self._load_keeper, SystemClock(), note=self._note_secret)
            return self._tokens

    @property
    def auth(self) -> "AuthDesk":
        """Seam: the auth schemes, 5 ms, at the first tab."""
        if self._auth is None:
            from modelpost import auth  # noqa: PLC0415  # see above
            from modelpost.core.registry import Registry  # noqa: PLC0415  # as above
            from modelpost.store.files import LocalFiles  # noqa: PLC0415  # as above
            from modelpost.workbench.auth_desk import AuthDesk  # noqa: PLC0415  # as above

            self._auth = AuthDesk(
                self.workspace,
                Registry.discover(auth),
                self.background,
                LocalFiles(),
                secrets=self.secrets,
                runner=self.runner,
                errands=self,
                tokens=self._token_shelf(),
                now=SystemClock().now,
                user_agent=USER_AGENT,
            )
        return self._auth

    @property
    def history(self) -> "HistoryDesk":
        """Seam: the desk of the history, 3 ms, at the first exchange or the first look; the database is on a thread."""
        if self._history is None:
            from modelpost.workbench.history_desk import HistoryDesk  # noqa: PLC0415  # see above

            now = SystemClock().now
            self._history = HistoryDesk(self.workspace, self._open_history, self._recalled, self.background, now)
        return self._history

    def _open_history(self, desk: "HistoryDesk") -> "History":
        from modelpost.store.history.history import History  # noqa: PLC0415  # as above

        self._kept_history = History(
            self.profile.history,
            self._known_secrets,
            SystemClock(),
            self._history_limits,
            changed=desk.changed.emit,
            failed=desk.trouble.emit,
        )
        return self._kept_history

    def _history_limits(self) -> "HistoryLimits":
        from modelpost.core.history import HistoryLimits  # noqa: PLC0415  # as above

        settings = self.settings.settings
        return HistoryLimits(settings.history_days, settings.history_megabytes)

    def _recalled(self, response: "Response", request: "ResolvedRequest") -> "Read":
        return self._engine_room().recalled(response, request)

    def _load_history(self) -> "HistoryDesk":
        return self.history

    def _remember(self, tab: "RequestTab", sent: "Sent") -> None:
        self.history.note(tab, sent)

    def _load_cookies(self) -> "tuple[Jars, KeptCookies]":
        """Seam: cookies, 6 ms, on the thread of the first exchange or of whoever looks at them before."""
        with self._cookies_lock:
            if self._cookies is None:
                from modelpost.net.jar import Jars  # noqa: PLC0415  # see above
                from modelpost.store.cookies import KeptCookies  # noqa: PLC0415  # as above

                kept = KeptCookies(self.profile.cookies, self._load_keeper)
                self._cookies = Jars(SystemClock().now, kept, self._note_secret), kept
            return self._cookies

    @property
    def response(self) -> "ResponseDesk":
        """Seam: the desk of answers, 25 ms of events and advice, at the first tab."""
        if self._response is None:
            from modelpost.workbench.response_desk import ResponseDesk  # noqa: PLC0415  # see above

            self._response = ResponseDesk(
                load_reader=self._load_reader,
                saver=_save_copy,
                background=self.background,
                parent=self.workspace,
                can_renew=self._can_renew,
                json_paths=_own_command("json-paths"),
            )
        return self._response

    def _load_auth(self) -> "AuthDesk":
        return self.auth

    def _can_renew(self, tab: "RequestTab") -> bool:
        return self.auth.has_tokens(tab)

    def _load_response(self) -> "ResponseDesk":
        return self.response

    def _load_reader(self) -> "Program":
        return self

    def _load_keeper(self) -> "SecretKeeper":
        """Seam: the keyring, 100 ms and 12 MB, on a background thread or that of an exchange, at the first secret."""
        if self._given_keeper is not None:
            return self._given_keeper
        from modelpost.store.secrets import SecretStore  # noqa: PLC0415  # see above

        with self._keeper_lock:
            if self._keeper is None:
                self._keeper = SecretStore(self.profile.secrets_index, known=self._known_secrets())
            return self._keeper

    def _load_collections(self) -> "CollectionStore":
        """Seam: YAML, 12 ms, on a background thread at the first collection."""
        if self._collections is None:
            from modelpost.store.opencollection.collections import Collections  # noqa: PLC0415  # see above

            self._collections = Collections(self.profile)  # type: ignore[assignment]  # save() takes its own StoredRequest
        return self._collections  # type: ignore[return-value]  # set above

    def _build_area(self, window: MainWindow) -> "WorkArea":
        """Seam: the request and response panes, 40 ms, at the first tab."""
        from modelpost.store.files import LocalFiles  # noqa: PLC0415  # see above
        from modelpost.ui.work_area import WorkArea  # noqa: PLC0415  # as above
        from modelpost.workbench.file_facts import FileFactsDesk  # noqa: PLC0415  # as above
        from modelpost.workbench.header_catalogue import HeaderCatalogue  # noqa: PLC0415  # as above
        from modelpost.workbench.network_desk import NetworkDesk  # noqa: PLC0415  # as above
        from modelpost.workbench.preflight_desk import PreflightDesk  # noqa: PLC0415  # as above

        actions = window.actions_table
        files = FileFactsDesk(self.background, LocalFiles().size, self.workspace)
        return WorkArea(
            self.kit,
            self.workspace,
            self.response,
            self.background,
            files,
            HeaderCatalogue(resource_path("http", "headers.json")),
            self.auth,
            PreflightDesk(self.background, files, self.workspace),
            [actions["request.send"], actions["request.batch"], actions["request.copy-curl"]],
            USER_AGENT,
            NetworkDesk(self.workspace, self.background, _proxy_for, self._load_collections, self._keep_certificate),
        )

    @property
    def batches(self) -> "BatchDesk":
        """Seam: batches and their engine, 30 ms, with the first look at Batch."""
        if self._batches is None:
            from modelpost.workbench.batch_desk import BatchDesk  # noqa: PLC0415  # see above
            from modelpost.workbench.batch_room import BatchRoom  # noqa: PLC0415  # as above

            room = BatchRoom(self._engine_room, self.profile.root / "runs", SystemClock())
            self._batches = BatchDesk(self.workspace, room, self.background, self.secrets)
            self._batches.failed.connect(self.workspace.failed)
        return self._batches

    def _run_over(self, paths: list[str]) -> None:
        run = self.batches.current
        if run is not None:
            run.take(paths)

    def _build_batch(self, window: MainWindow) -> QWidget:
        """Seam: the page of Batch, 20 ms, at its first use."""
        from modelpost.ui.batch.page import BatchPage  # noqa: PLC0415  # see above
        from modelpost.workbench.thumbnails import Thumbnails  # noqa: PLC0415  # as above

        page = BatchPage(self.kit, self.batches, Thumbnails(self.background, self.batches))
        page.told.connect(window.toasts.say)
        page.request_wanted.connect(window.requests.build_and_send)
        return page

    def _keep_certificate(self, subject: str, pem: str) -> str:
        from modelpost.store.certificates import write_certificate  # noqa: PLC0415  # 1 ms, at the first of them

        return str(write_certificate(self.profile.certificates, subject, pem))

    def _load_view_files(self) -> "ViewFiles":
        """Seam: contracts and labels, 3 ms, at the first of them."""
        if self._view_files is None:
            from modelpost.workbench.view_files import ViewFiles  # noqa: PLC0415  # see above

            self._view_files = ViewFiles(self.background, self.workspace)
            self._view_files.told.connect(self.workspace.told)
            self._view_files.failed.connect(self.workspace.failed)
        return self._view_files

    def _build_demo(self, window: MainWindow) -> QWidget:
        """Seam: the demo, 20 ms, when it is first opened."""
        from modelpost.ui.demo.page import DemoPage  # noqa: PLC0415  # see above

        page = DemoPage(self.kit, self._demo_desk(), self.background)
        page.full_screen_wanted.connect(window.fill_screen)
        return page

    def _demo_desk(self) -> "DemoDesk":
        if self._demo is None:
            from modelpost.workbench.demo_desk import DemoDesk  # noqa: PLC0415  # see above
            from modelpost.workbench.response_desk import ResponseDesk  # noqa: PLC0415  # loaded by now

            answers = ResponseDesk(
                load_reader=self._load_reader, saver=_save_copy, background=self.background, parent=self.workspace
            )
            self._demo = DemoDesk(self.workspace, answers, self.background, saver=_save_copy, when=_now_in_words)
            self._demo.failed.connect(self.window.show_failure)
            self._demo.left.connect(self._on_demo_left)
        return self._demo

    def _on_mode_changed(self, key: str) -> None:
        tab = self.workspace.current
        if key == DEMO and tab is not None:
            self._demo_desk().open(tab)
        elif self._demo is not None:
            self._demo.stop()

    def _on_current_changed(self, tab: "RequestTab | None") -> None:
        if self.modes.current == DEMO:
            if tab is None:
                self.modes.choose(BUILD)
            else:
                self._demo_desk().open(tab)

    def _on_demo_left(self) -> None:
        self.modes.choose(BUILD)

    def _show_demo(self, tab: "RequestTab") -> None:
        self.workspace.show(tab)
        self.window.fill_screen()

    def _build_settings(self, window: MainWindow, page: str) -> None:
        """Seam: the settings window, 8 ms, at its first use."""
        from modelpost.ui.dialogs.settings import SettingsDialog  # noqa: PLC0415  # see above

        SettingsDialog(self.kit, self.settings, self.secrets, window.actions_table, LANGUAGES, page, window).open()

    def _build_cookies(self, window: MainWindow) -> None:
        """Seam: the window of cookies, 8 ms, at its first use."""
        from modelpost.ui.dialogs.cookies import CookiesDialog  # noqa: PLC0415  # see above
        from modelpost.workbench.cookies_desk import CookiesDesk  # noqa: PLC0415  # as above

        if self._cookies_desk is None:
            self._cookies_desk = CookiesDesk(self._load_cookies, self.workspace, self.runner, self.background)
        CookiesDialog(self.kit, self._cookies_desk, window).open()

    def _build_folder(self, window: MainWindow, edit: "FolderEdit") -> None:
        """Seam: the window of a folder's settings, 8 ms, at its first use."""
        from modelpost.ui.dialogs.folder import FolderSettingsDialog  # noqa: PLC0415  # see above
        from modelpost.workbench.header_catalogue import HeaderCatalogue  # noqa: PLC0415  # as above

        catalogue = HeaderCatalogue(resource_path("http", "headers.json"))
        FolderSettingsDialog(self.kit, edit, self.auth.schemes, catalogue, window).open()

    def _load_import(self) -> "ImportDesk":
        """Seam: the search for credentials, 12 ms, at the first import; the formats come on a background thread."""
        if self._import is None:
            from modelpost.workbench.import_desk import ImportDesk  # noqa: PLC0415  # see above

            self._import = ImportDesk(
                workspace=self.workspace,
                secrets=self.secrets,
                background=self.background,
                load_collections=self._load_collections,
                load_reader=self._load_formats,
                parent=self.workspace,
            )
        return self._import

    def _load_export(self) -> "ExportDesk":
        from modelpost.workbench.export_desk import ExportDesk  # noqa: PLC0415  # as above

        return ExportDesk(
            background=self.background,
            load_collections=self._load_collections,
            load_writer=self._load_formats,
            parent=self.workspace,
        )

    def _load_formats(self) -> "ForeignFormats":
        """Seam: every foreign format, 15 ms, on a background thread."""
        if self._formats is None:
            from modelpost.workbench.foreign_formats import ForeignFormats  # noqa: PLC0415  # see above

            self._formats = ForeignFormats()
        return self._formats

    def _read_curl(self, text: str) -> "tuple[tuple[RequestDraft, ...], tuple[Message, ...]]":
        """Seam: the cURL reader, 5 ms, at the first paste."""
        from modelpost.formats.curl import PLUGIN  # noqa: PLC0415  # see above

        imported = PLUGIN.read(text)
        return imported.drafts, imported.losses

    # Wiring ----------------------------------------------------------------------------------------------------------

    def _desks(self) -> Desks:
        return Desks(
            workspace=self.workspace,
            modes=self.modes,
            build_modes=self.build_modes,
            view_files=self._load_view_files,
            run_over=self._run_over,
            load_response=self._load_response,
            secrets=self.secrets,
            settings=self.settings,
            service=self.service,
            start_sample=self.service.start,
            read_curl=self._read_curl,
            load_import=self._load_import,
            load_export=self._load_export,
            build_area=self._build_area,
            build_settings=self._build_settings,
            build_cookies=self._build_cookies,
            build_folder=self._build_folder,
            person=self.person,
            load_auth=self._load_auth,
            load_history=self._load_history,
            load_environments=self._load_environments,
            load_ledger=self._load_ledger,
            welcome_picture=str(resource_path("welcome", "sunflower.png")),
            languages=LANGUAGES,
        )

    def _on_announced(self, said: dict[str, object]) -> None:
        """Open the sample collection with the service's addresses and secrets in its environment."""
        from modelpost.workbench.sample_opening import SampleOpening  # noqa: PLC0415  # 2 ms, only with the sample

        opening = SampleOpening(self.workspace, self.secrets, self.background)
        opening.open(said, resource_path("sample_collection"), self.profile.root / "sample collection")

    def _new_window(self) -> MainWindow:
        window = MainWindow(self.kit, self._desks())
        window.setWindowIcon(self.kit.icons.icon("app-mark", "text"))
        if self._drafts is not None:
            window.keep_drafts(self._drafts)
        return window

    def _on_settings_changed(self, settings: "AppSettings") -> None:
        if settings.language != self._language:
            QTimer.singleShot(0, self._say_all_anew)  # whoever chose it is a part of the window that goes

    def _say_all_anew(self) -> None:
        """Show the window in another language: build it anew, for all that it shows is kept behind it."""
        self._translate(self.settings.settings.language)
        before, self.window = self.window, self._new_window()
        self.window.take_place_of(before)
        before.deleteLater()

    def _forget_translations(self) -> None:
        for translator in self._translators:
            self.application.removeTranslator(translator)
        self._translators.clear()

    def _translate(self, language: str) -> None:
        self._language = language
        self._forget_translations()
        locale = QLocale(language) if language else QLocale.system()
        QLocale.setDefault(locale)
        translator = QTranslator()
        folder = str(resource_path("i18n"))
        if locale.language() != QLocale.Language.English and translator.load(locale, "modelpost", "_", folder):
            self.application.installTranslator(translator)
            self._translators.append(translator)


def _builtins() -> "Builtins":
    """Return what makes the values of `{{$uuid}}` and its kin."""
    from modelpost.core.builtins import Builtins  # noqa: PLC0415  # 3 ms, with the first tab

    return Builtins(SystemClock().now, SystemRandomness().token)


def _new_id() -> str:
    return SystemRandomness().token(16)


def _now_in_words() -> str:
    """Return date and time as the user writes them."""
    return QLocale().toString(QDateTime.currentDateTime(), QLocale.FormatType.ShortFormat)


def _own_command(*words: str) -> list[str]:
    """Return the command line that runs this program again."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "modelpost", *words]


def _proxy_for(url: str, options: "SendOptions") -> "Message":
    from modelpost.net.route import proxy_sentence  # noqa: PLC0415  # 20 ms, off the GUI thread, at the first Settings

    return proxy_sentence(url, options)


def _save_copy(path: str, content: "Buffer") -> None:
    from modelpost.store.spools import save_copy  # noqa: PLC0415  # loaded with the engine anyway

    save_copy(path, content)
