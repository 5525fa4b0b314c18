"""Where the window is and how it is divided, kept from one start to the next."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from modelpost.ui.kit.controls import ThinSplitter
from modelpost.workbench.settings_desk import SettingsDesk

_KEPT_AFTER_MS = 400


class WindowLayout(QObject):
    """Notes a layout a moment after it was changed: a program that is killed is told nothing.

    `is_worth_keeping` says whether what is shown then is the user's own layout.
    """

    def __init__(self, window: QMainWindow, settings: SettingsDesk, is_worth_keeping: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._is_worth_keeping = is_worth_keeping
        self._splitters: list[ThinSplitter] = []
        self._later = QTimer(self, singleShot=True, interval=_KEPT_AFTER_MS)
        self._later.timeout.connect(self._keep)

    def restore(self) -> None:
        """Put the window where it was."""
        geometry = self._settings.settings.geometry
        if geometry:
            self._window.restoreGeometry(QByteArray.fromBase64(QByteArray(geometry.encode())))

    def watch(self, splitter: ThinSplitter) -> None:
        """Divide a splitter as it was, and keep how the user divides it."""
        splitter.restore(self._settings.settings.splitters)
        splitter.splitterMoved.connect(self._on_divided)
        self._splitters.append(splitter)

    def keep_soon(self) -> None:
        """Note the layout a moment from now."""
        self._later.start()

    def keep_now(self) -> None:
        """Note the layout at once: the window closes."""
        self._later.stop()
        self._note()

    def _on_divided(self, place: int, handle: int) -> None:
        del place, handle
        self.keep_soon()

    def _keep(self) -> None:
        if self._window.isVisible() and self._is_worth_keeping():
            self._note()

    def _note(self) -> None:
        own = tuple(f"{splitter.objectName()}-" for splitter in self._splitters)
        others = tuple(pair for pair in self._settings.settings.splitters if not pair[0].startswith(own))
        kept = tuple(pair for splitter in self._splitters for pair in splitter.kept())
        geometry = bytes(self._window.saveGeometry().toBase64().data()).decode()
        self._settings.note(geometry=geometry, splitters=(*kept, *others))  # those of what is still to be made stay
