"""The application's settings as presenters see them."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.failures import ModelpostError
from modelpost.store.settings import AppSettings
from modelpost.workbench.background import Background

if TYPE_CHECKING:
    from modelpost.core.resolved import SendOptions

_WRITTEN_AFTER_MS = 500


class SettingsKeeper(Protocol):
    """Where settings are kept; called off the GUI thread, but for the read at start."""

    def write(self, settings: AppSettings) -> None:
        """Keep settings; raises FileTrouble."""


class SettingsDesk(QObject):
    """Holds the settings in force and writes them a moment after they changed.

    Signals:
        changed: settings differ; carries the new AppSettings.
        failed: they could not be written; carries a ModelpostError.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(
        self, settings: AppSettings, keeper: SettingsKeeper, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._written = settings
        self._keeper = keeper
        self._background = background
        self._later = QTimer(self, singleShot=True, interval=_WRITTEN_AFTER_MS)
        self._later.timeout.connect(self._write)

    @property
    def settings(self) -> AppSettings:
        """The settings in force."""
        return self._settings

    def change(self, **changes: object) -> None:
        """Put other settings into force, by field name."""
        if self.note(**changes):
            self.changed.emit(self._settings)

    def note(self, **changes: object) -> bool:
        """Keep what nobody else goes by, such as the place of the window, without telling; say whether it differs."""
        changed = self._settings.with_changes(changes)
        if changed == self._settings:
            return False
        self._settings = changed
        self._later.start()
        return True

    def options(self) -> "SendOptions":
        """Return how requests are sent unless they say otherwise."""
        from modelpost.store.send_options import send_options  # noqa: PLC0415  # 6 ms, at the first tab

        return send_options(self._settings)

    def close(self) -> None:
        """Write at once what was not written yet, when the window goes."""
        self._later.stop()
        if self._settings != self._written:
            try:
                self._keeper.write(self._settings)
            except ModelpostError as error:
                self.failed.emit(error)  # what else is to be closed must be
            else:
                self._written = self._settings

    def _write(self) -> None:
        settings = self._settings

        def work() -> None:
            self._keeper.write(settings)

        def done(_: None) -> None:
            self._written = settings

        self._background.run(work, done, self.failed.emit)
