"""What the window does with how it looks, and the dialogs that are about no request."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from modelpost.ui.theme import ThemeMode

if TYPE_CHECKING:
    from modelpost.ui.window import MainWindow


class ViewCommands(QObject):
    """Commands of menus, shortcuts and buttons that change settings, or open what changes them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._desks = window.desks
        self._settings = window.desks.settings

    def zoom(self, step: int) -> None:
        """Make everything larger or smaller by so many per cent; none is back to 100."""
        zoom = self._settings.settings.zoom + step if step else 100
        self._settings.change(zoom=min(200, max(80, zoom)))

    def choose_theme(self, mode: ThemeMode) -> None:
        """Change to light, dark, or what the desktop has."""
        self._settings.change(theme=mode.value)

    def choose_language(self, code: str) -> None:
        """Change the language."""
        self._settings.change(language=code)

    def keep_welcome(self, keep: bool) -> None:
        """Show the welcome page where nothing is open, or no longer."""
        self._settings.change(show_welcome=keep)

    def turn_panes(self) -> None:
        """Put request and answer side by side, or one above the other."""
        self._settings.change(orientation=self._window.area.turn())

    def open_settings(self) -> None:
        """Open the settings."""
        self._desks.build_settings(self._window, "general")

    def open_shortcuts(self) -> None:
        """Open the settings at the shortcuts."""
        self._desks.build_settings(self._window, "shortcuts")

    def open_cookies(self) -> None:
        """Show the cookies of the collection in front."""
        self._desks.build_cookies(self._window)

    def open_environments(self) -> None:
        """Unfold the list of environments."""
        self._window.app_bar.open_environments()

    def open_palette(self) -> None:
        """Open the palette over all actions, requests and environments."""
        from modelpost.ui.dialogs.palette import Palette  # noqa: PLC0415  # 6 ms, not needed before its first use
        from modelpost.ui.palette_entries import PaletteEntries  # noqa: PLC0415  # as above

        window = self._window
        palette = Palette(window.kit, PaletteEntries(self._desks.workspace, window.actions_table).entries(), window)
        window.past.search_for(palette)

    def close_window(self) -> None:
        """Close the window, and the program with it."""
        self._window.close()
