"""The composition root: it builds every service, hands each what it needs, and runs the window.

Start-up is part of the design: what the first paint does not need (the network stack, the keyring, YAML, JSON layout)
is imported at the named seams below and in `assembly`, at its first use and mostly on another thread.
"""

import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from modelpost import __version__
from modelpost.assembly.engine import Engine
from modelpost.assembly.language import LANGUAGES, Language
from modelpost.assembly.options import Options, read_options
from modelpost.assembly.own import own_command
from modelpost.assembly.pages import Pages
from modelpost.assembly.presenters import Ground, Presenters
from modelpost.assembly.stage import Stage
from modelpost.assembly.stores import Stores
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.profile import Profile
from modelpost.store.resources import resource_path
from modelpost.store.settings import SettingsFile
from modelpost.ui.desks import Desks
from modelpost.ui.icons import Icons
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Theme, ThemeMode
from modelpost.ui.window import MainWindow
from modelpost.workbench.background import Background
from modelpost.workbench.garbage import GarbageCollector
from modelpost.workbench.person import PersonDesk
from modelpost.workbench.runner import ExchangeRunner
from modelpost.workbench.sample_service import SampleService
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.settings_desk import SettingsDesk
from modelpost.workbench.workspace import Workspace

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtGui import QPixmap

    from modelpost.core.builtins import Builtins
    from modelpost.net.names import Resolver
    from modelpost.store.settings import AppSettings
    from modelpost.workbench.auth_desk import AuthDesk
    from modelpost.workbench.batch_desk import BatchDesk
    from modelpost.workbench.history_desk import HistoryDesk
    from modelpost.workbench.interrupts import Interrupts
    from modelpost.workbench.one_window import OneWindow
    from modelpost.workbench.ports import SecretKeeper
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.response_desk import ResponseDesk

_AFTER_FIRST_PAINT_MS = 100
_ARGUMENTS = ("-style", "Fusion")
"""For Qt. QApplication.setStyle() would hand the style back as a Python object: 9 ms of enumerations."""


_SWITCH_S = 0.0005
"""After how many seconds a thread that computes lets another one have the interpreter. One paint asks for it some
hundred times, so a stream that floods held the window up for most of a second with Python's 5 ms; streams are read no
slower with a tenth of that."""


def main(argv: list[str]) -> int:
    """Open the window with the collections, requests or files that `argv` names; return the exit code."""
    options = read_options(argv)
    if options.screenshot:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([sys.argv[0], *_ARGUMENTS])
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


def _draw_scene(application: QApplication, options: Options) -> int:
    """Draw the window in a profile and with a keyring of its own: it changes nothing, and shows nothing private."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415  # 3 ms, only here

    from modelpost.ui.scenes import MemoryKeeper  # noqa: PLC0415  # 2 ms, only here

    with TemporaryDirectory(prefix="modelpost-", ignore_cleanup_errors=True) as folder:
        program = Program(application, Profile(Path(folder)), keeper=MemoryKeeper())
        program.screenshot(options)
        return program.run()


class Program:
    """Everything that lives as long as the window."""

    def __init__(
        self,
        application: QApplication,
        profile: Profile,
        keeper: "SecretKeeper | None" = None,
        resolver: "Resolver | None" = None,
    ) -> None:
        sys.setswitchinterval(_SWITCH_S)
        self.profile = profile
        self.application = application
        settings_file = SettingsFile(profile.settings)
        settings = settings_file.read()
        self.language = Language(application)
        self.language.speak(settings.language)
        self.theme = Theme(resource_path("themes"))
        self.theme.choose(ThemeMode(settings.theme), settings.zoom, high_contrast=settings.high_contrast)
        self.kit = Kit(self.theme, Icons(resource_path("icons"), self.theme))
        self.background = Background()
        self.runner = ExchangeRunner()
        self.garbage = GarbageCollector()
        self.person = PersonDesk()
        self.stores = Stores(profile, keeper)
        self.engine = Engine(self.stores, self.person, resolver)
        self.settings = SettingsDesk(settings, settings_file, self.background)
        self.secrets = SecretsDesk(self.stores.keeper, self.background, note=self.stores.note_secret)
        self.service = SampleService(own_command("sample-service"))
        self.workspace = Workspace(
            runner=self.runner,
            background=self.background,
            sender=self.engine,
            secrets=self.secrets,
            load_collections=self.stores.collections,
            clock=SystemClock().monotonic,
            options=self.settings.options,
            builtins=_builtins,
            pictures=profile.root / "pictures",
            new_id=_new_id,
        )
        ground = Ground(
            self.workspace, self.runner, self.background, self.secrets, self.settings, self.stores, self.engine
        )
        self.presenters = Presenters(ground)
        self.pages = Pages(self.kit, ground, self.presenters)
        self.stage = Stage(self.kit, ground, self.presenters, self.pages)
        self.modes = self.stage.modes
        self._scene: QObject | None = None
        self._interrupts: Interrupts | None = None
        self._one_window: OneWindow | None = None
        self.workspace.exchanged.connect(self.presenters.remember)
        self.service.announced.connect(self._on_announced)
        self.settings.changed.connect(self._on_settings_changed)
        self.window = self._new_window()
        self.theme.dress()

    # The life of the window ------------------------------------------------------------------------------------------

    def show(self, paths: Sequence[str], demo: str = "") -> None:
        """Show the window, then open what was open the last time and what is named now, a `demo` in full."""
        self.window.show()
        if self.profile.variables.exists():
            workspace = self.workspace
            self.background.run(self.stores.read_variables, workspace.take_variables, workspace.failed.emit)
        self.workspace.put_in_force(dict(self.settings.settings.environments))
        self.workspace.environment_changed.connect(self._keep_environments)
        for root in self.settings.settings.collections:
            self.workspace.open_collection(root)
        self.window.arrivals.open_paths(paths)
        if demo:
            self.workspace.open_path(demo, self._show_demo)

    def _keep_environments(self) -> None:
        self.settings.change(environments=tuple(sorted(self.workspace.in_force.items())))

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

    def restore(self) -> None:
        """Bring back what was open the last time, and journal what is open from now on."""
        drafts = self.presenters.drafts()
        self.window.keep_drafts(drafts)
        drafts.begin()
        if self.profile.trash.is_dir():
            self.background.run(self._sweep_trash, _swept, self.workspace.failed.emit)

    def _sweep_trash(self) -> None:
        self.stores.collections().sweep_trash()

    def take(self, paths: Sequence[str]) -> None:
        """Come to the front with what a second start named."""
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        self.window.arrivals.open_paths(paths)

    def screenshot(self, options: Options) -> None:
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
        self.workspace.told.emit(note_bug(error, self.profile, self.stores.known_secrets(), SystemClock()))

    def close(self) -> None:
        """Stop what runs, in the order that keeps Qt out of other threads' way."""
        self.workspace.close()
        self.workspace.disk.close()
        self.presenters.close_running()
        self.person.close()
        self.runner.close()
        self.settings.close()
        self.presenters.close_answers()
        self.background.close()
        self.presenters.close_drafts()
        self.stores.close_history()
        self.service.close()
        self.engine.close()
        self.stores.close()
        self.garbage.close()
        if self._interrupts is not None:
            self._interrupts.close()
        if self._one_window is not None:
            self._one_window.close()
        self.language.forget()

    def forget_window(self) -> None:
        """Delete the window while its application lives, and before Python's collector takes its parts one by one."""
        self.window.deleteLater()
        QApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)

    # Presenters that are made at their first use ---------------------------------------------------------------------

    @property
    def response(self) -> "ResponseDesk":
        """The desk of answers."""
        return self.presenters.response()

    @property
    def auth(self) -> "AuthDesk":
        """The auth schemes."""
        return self.presenters.auth()

    @property
    def history(self) -> "HistoryDesk":
        """What was sent, and what came back."""
        return self.presenters.history()

    @property
    def batches(self) -> "BatchDesk":
        """The batches, and the one in front."""
        return self.presenters.batches()

    # Wiring ----------------------------------------------------------------------------------------------------------

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

    def _desks(self) -> Desks:
        presenters, pages = self.presenters, self.pages
        return Desks(
            workspace=self.workspace,
            modes=self.modes,
            build_modes=self.stage.builders,
            view_files=presenters.view_files,
            run_over=presenters.run_over,
            load_response=presenters.response,
            secrets=self.secrets,
            settings=self.settings,
            service=self.service,
            start_sample=self.service.start,
            read_curl=presenters.read_curl,
            load_import=presenters.importing,
            load_export=presenters.exporting,
            build_area=pages.area,
            build_settings=pages.settings,
            build_cookies=pages.cookies,
            build_folder=pages.folder,
            person=self.person,
            load_auth=presenters.auth,
            load_history=presenters.history,
            load_environments=presenters.environments,
            load_ledger=presenters.ledger,
            load_trash=presenters.trash,
            welcome_picture=str(resource_path("welcome", "sunflower.png")),
            languages=LANGUAGES,
        )

    def _new_window(self) -> MainWindow:
        window = MainWindow(self.kit, self._desks())
        window.setWindowIcon(self.kit.icons.icon("app-mark", "text"))
        drafts = self.presenters.kept_drafts
        if drafts is not None:
            window.keep_drafts(drafts)
        return window

    def _on_announced(self, said: dict[str, object]) -> None:
        """Open the sample collection with the service's addresses and secrets in its environment."""
        from modelpost.workbench.sample_opening import SampleOpening  # noqa: PLC0415  # 2 ms, only with the sample

        opening = SampleOpening(self.workspace, self.secrets, self.background)
        opening.open(said, resource_path("sample_collection"), self.profile.root / "sample collection")

    def _show_demo(self, tab: "RequestTab") -> None:
        self.workspace.show(tab)
        self.window.fill_screen()

    def _on_settings_changed(self, settings: "AppSettings") -> None:
        if settings.language != self.language.spoken:
            QTimer.singleShot(0, self._say_all_anew)  # whoever chose it is a part of the window that goes

    def _say_all_anew(self) -> None:
        """Show the window in another language: build it anew, for all that it shows is kept behind it."""
        self.language.speak(self.settings.settings.language)
        before, self.window = self.window, self._new_window()
        self.window.take_place_of(before)
        before.deleteLater()


def _builtins() -> "Builtins":
    """Return what makes the values of `{{$uuid}}` and its kin."""
    from modelpost.core.builtins import Builtins  # noqa: PLC0415  # 3 ms, with the first tab

    return Builtins(SystemClock().now, SystemRandomness().token)


def _swept(_: None) -> None:
    """Say nothing: it was told when it was deleted for how long it is kept."""


def _new_id() -> str:
    return SystemRandomness().token(16)
