"""What the window does with environments, variables and secrets."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QApplication

from modelpost.workbench.location import EVERYWHERE, Place
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.core.failures import ModelpostError
    from modelpost.core.text import Message
    from modelpost.ui.dialogs.environment import EnvironmentDialog
    from modelpost.ui.window import MainWindow
    from modelpost.workbench.environments_desk import EnvironmentsDesk
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.variable_inspector import Home, Inspection


class VariableCommands(QObject):
    """Commands of menus, shortcuts, the sidebar and the fields in which variables stand."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._workspace = window.desks.workspace
        self._loaded: EnvironmentsDesk | None = None
        self._dialog: EnvironmentDialog | None = None

    def load(self) -> "EnvironmentsDesk":
        """Return the desk, loaded at the first look."""
        if self._loaded is None:
            self._loaded = self._window.desks.load_environments()
            self._loaded.told.connect(self._say)
            self._loaded.failed.connect(self._show_failure)
            self._loaded.deleted.connect(self._on_deleted)
            self._loaded.opened.connect(self._on_opened)
        return self._loaded

    def show_environments(self) -> None:
        """Go to the environments in the sidebar."""
        self._window.show_sidebar("environments")

    def create(self) -> None:
        """Make a new environment in the collection in front."""
        collection = self._workspace.collection_of(self._workspace.current)
        collection = collection or next(iter(self._workspace.collections), None)
        if collection is None:
            self.edit(EVERYWHERE)
        else:
            self.load().create(collection.root)

    def edit_current(self) -> None:
        """Edit the environment in force, or what counts everywhere where there is none."""
        collection = self._workspace.collection_of(self._workspace.current)
        collection = collection or next(iter(self._workspace.collections), None)
        environment = self._workspace.environment
        if collection is None or environment is None:
            self.edit(EVERYWHERE)
        else:
            self.edit(Place(collection.root, environment.name))

    def edit(self, place: Place) -> None:
        """Edit an environment."""
        self.load().open(place)

    def show_secrets(self) -> None:
        """Show what is in the keyring."""
        from modelpost.ui.dialogs.secrets import SecretsDialog  # noqa: PLC0415  # 3 ms, at the first use

        window = self._window
        SecretsDialog(window.kit, window.desks.load_ledger(), window).open()

    def ask_to_send(self, tab: "RequestTab", environment: str) -> None:
        """Ask before a request goes out that may change something in a guarded environment."""
        from modelpost.ui.dialogs.questions import GuardQuestion  # noqa: PLC0415  # 3 ms, seldom used

        GuardQuestion(self._window, tab.method, environment, tab.send_confirmed).open()

    def inspect_at_caret(self) -> None:
        """Show what the variable stands for at which the caret is."""
        from modelpost.ui.text.inspecting import variable_in_focus  # noqa: PLC0415  # 1 ms, not before the first tab

        found = variable_in_focus(QApplication.focusWidget())
        if found is not None:
            self.inspect(*found)

    def inspect(self, name: str, place: QPoint) -> None:
        """Show what a variable stands for."""
        tab = self._workspace.current
        if tab is None:
            return
        from modelpost.workbench.variable_inspector import VariableInspector  # noqa: PLC0415  # 1 ms, at the first use

        inspector = VariableInspector(self._workspace, self._window.desks.secrets, self.load())

        def show(inspection: "Inspection") -> None:
            from modelpost.ui.variable_card import VariableCard  # noqa: PLC0415  # 1 ms, as above

            card = VariableCard(self._window.kit, inspection, self._window)
            card.agreed.connect(agreed)
            card.open_at(place)

        def agreed(home: "Home", name: str, value: str, secret: bool) -> None:
            inspector.define(home, name, value, secret=secret, then=tab.forget_problems)

        inspector.inspect(tab, name, show)

    def define(self, name: str) -> None:
        """Give a variable a value that has none, next to where that was said."""
        line = self._window.area.line
        self.inspect(name, line.mapToGlobal(line.rect().bottomLeft()))

    # -----------------------------------------------------------------------------------------------------------------

    def _say(self, message: "Message") -> None:
        if self._dialog is None:
            self._window.toasts.say(translated(message))

    def _show_failure(self, error: "ModelpostError") -> None:
        if self._dialog is None:
            self._window.show_failure(error)

    def _on_deleted(self, name: str, undo: "Callable[[], None]") -> None:
        text = self.tr("The environment {name} was deleted.").replace("{name}", name)
        self._window.toasts.say(text, self.tr("Undo"), undo)

    def _on_opened(self, place: Place | None) -> None:
        if place is None:
            dialog, self._dialog = self._dialog, None
            if dialog is not None:
                dialog.hide()
                dialog.deleteLater()
        elif self._dialog is None:
            from modelpost.ui.dialogs.environment import EnvironmentDialog  # noqa: PLC0415  # 4 ms, at the first use

            self._dialog = EnvironmentDialog(self._window.kit, self.load(), self._window)
            self._dialog.request_wanted.connect(self._workspace.open_request)
            self._dialog.open()
