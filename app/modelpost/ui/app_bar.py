"""The bar at the top: menu, mark, modes, search, environment, settings."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.kit.scaled import Scaled
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.theme import Role
from modelpost.workbench.modes import ModeDesk
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace

_NARROW = 1200
_LEFT = 256
"""Up to where the modes begin: they stand over what they change, not over the sidebar."""


class SearchBox(QPushButton):
    """Looks like a search field and opens the palette."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchBox")
        self.setAccessibleName(self.tr("Search or run a command"))
        self._kit = kit
        Scaled(kit.theme, self, minimum_width=228, maximum_width=228)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the frame as a button's, then icon, hint and key."""
        super().paintEvent(event)
        theme = self._kit.theme
        painter = QPainter(self)
        painter.drawPixmap(11, (self.height() - 15) // 2, self._kit.icons.pixmap("search", "muted", 15))
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(theme.color("muted"))
        painter.drawText(self.rect().adjusted(36, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.tr("Search or run…"))
        painter.setFont(theme.font(Role.BADGE))
        width = painter.fontMetrics().horizontalAdvance("Ctrl K") + 14
        key = self.rect().adjusted(self.width() - width - 9, 7, -9, -7)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("border"))
        painter.drawRoundedRect(key, 4, 4)
        painter.setPen(theme.color("text2"))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, "Ctrl K")


class AppBar(QFrame):
    """The top bar of the window.

    Signals:
        sidebar_toggled, palette_wanted, settings_wanted: a button was pressed.
        environment_chosen: another environment was chosen; carries its name, empty for none.
        mode_chosen: another mode was chosen; carries its key.
    """

    sidebar_toggled = Signal()
    palette_wanted = Signal()
    settings_wanted = Signal()
    environment_chosen = Signal(str)
    mode_chosen = Signal(str)

    def __init__(self, kit: Kit, modes: ModeDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("appBar")
        self.setProperty("ground", "window")
        self.setProperty("line", "below")
        Scaled(kit.theme, self, height=48)
        self._menu_button = IconButton(kit, "menu", self.tr("Menu"), "menuButton", size=18)
        self._name = Text(kit, "Modelpost", role=Role.SECTION, name="appName")
        mark = Icon(kit, "app-mark", "text", 22)
        sidebar = IconButton(kit, "panel-left", self.tr("Show or hide the sidebar"), "sidebarButton", size=18)
        sidebar.clicked.connect(self.sidebar_toggled)
        self._search = SearchBox(kit)
        self._search.clicked.connect(self.palette_wanted)
        self._search_icon = IconButton(kit, "search", self.tr("Search or run a command"), "searchButton", size=18)
        self._search_icon.clicked.connect(self.palette_wanted)
        self._has_expired = False
        self._environment = ComboBox(kit, "environment", self.tr("Environment"))
        Scaled(kit.theme, self._environment, minimum_width=200)
        self._environment.activated.connect(self._on_environment_activated)
        settings = IconButton(kit, "settings", self.tr("Settings"), "settingsButton", size=18)
        settings.clicked.connect(self.settings_wanted)
        self._kit = kit
        self._modes = SegmentedControl(
            kit,
            [(mode.key, translated(mode.text)) for mode in modes.offered],
            "modeSwitch",
            self.tr("What to do with the request"),
            icons={mode.key: mode.icon for mode in modes.offered},
            height=32,
        )
        self._modes.set_current(modes.current)
        self._modes.setVisible(len(modes.offered) > 1)
        self._modes.activated.connect(self.mode_chosen)
        modes.changed.connect(self._modes.set_current)
        self._left = QWidget()
        left = QHBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self._menu_button)
        left.addSpacing(2)
        left.addWidget(mark)
        left.addWidget(self._name)
        left.addStretch(1)
        left.addWidget(sidebar)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._left)
        row.addSpacing(16)
        row.addWidget(self._modes)
        row.addStretch(1)
        row.addWidget(self._search)
        row.addWidget(self._search_icon)
        row.addWidget(self._environment)
        row.addSpacing(4)
        row.addWidget(settings)

    def set_menu(self, menu: QMenu) -> None:
        """Open this menu with the menu button."""
        self._menu_button.setMenu(menu)

    def fit(self, width: int) -> None:
        """Leave out what a narrow window has no room for."""
        is_narrow = width < _NARROW
        self._name.setVisible(not is_narrow)
        self._search.setVisible(not is_narrow)
        self._search_icon.setVisible(is_narrow)
        self._left.setMinimumWidth(0 if is_narrow else self._kit.theme.pixels(_LEFT))

    def show_environments(self, workspace: Workspace) -> None:
        """Show the environments that can be chosen, and the one in force."""
        current = workspace.environment
        self._environment.clear()
        self._environment.addItem(self._kit.icons.icon("circle", "muted"), self.tr("No environment"), "")
        for environment in workspace.environments:
            self._environment.addItem(self._kit.icons.icon("circle-check", "ok"), environment.name, environment.name)
        self._environment.setCurrentIndex(max(0, self._environment.findData(current.name if current else "")))
        self._mark_environment()

    def show_token(self, *, expired: bool) -> None:
        """Say at the environment in force whether the token of the request in front has expired."""
        if self._has_expired != expired:
            self._has_expired = expired
            self._mark_environment()

    def _mark_environment(self) -> None:
        index, expired = self._environment.currentIndex(), self._has_expired
        if index > 0:
            name, color = ("circle-alert", "err") if expired else ("circle-check", "ok")
            self._environment.setItemIcon(index, self._kit.icons.icon(name, color))
        text = self.tr("The token has expired") if expired else ""
        self._environment.setToolTip(text)
        self._environment.setAccessibleDescription(text)

    def open_environments(self) -> None:
        """Open the list of environments."""
        self._environment.setFocus()
        self._environment.showPopup()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Maximise, as title bars do."""
        window = self.window()
        if window.isMaximized():
            window.showNormal()
        else:
            window.showMaximized()

    def _on_environment_activated(self, index: int) -> None:
        self.environment_chosen.emit(str(self._environment.itemData(index) or ""))
