"""Buttons."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from modelpost.ui.icons import Icons
from modelpost.ui.kit.accessible_roles import tell_roles
from modelpost.ui.theme import Role, Theme


class Kit:
    """What every widget of the kit is handed: the theme and the icons."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        self.theme = theme
        self.icons = icons
        tell_roles()


class Button(QPushButton):
    """A button with a text; `look` is ``, `primary`, `flat` or `link`."""

    def __init__(
        self,
        kit: Kit,
        text: str,
        name: str,
        *,
        look: str = "",
        icon: str = "",
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f" {text}" if icon else text, parent)
        self.setObjectName(name)
        self._kit = kit
        self.setAccessibleName(text)
        self.setProperty("look", look)
        self.setProperty("compact", compact)
        self.setCursor(Qt.CursorShape.PointingHandCursor if look == "link" else Qt.CursorShape.ArrowCursor)
        if icon:
            color = {"primary": "onAccent", "link": "accentText"}.get(look, "text2")
            self.setIcon(kit.icons.icon(icon, color))
            self.setIconSize(QSize(16, 16))
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.BUTTON))


class IconButton(QToolButton):
    """A square button with an icon; its text is the tooltip and the accessible name."""

    def __init__(
        self, kit: Kit, icon: str, text: str, name: str, *, parent: QWidget | None = None, size: int = 16
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setIcon(kit.icons.icon(icon))
        self.setIconSize(QSize(size, size))
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def set_text(self, text: str) -> None:
        """Say what the button does now."""
        self.setToolTip(text)
        self.setAccessibleName(text)


class SendButton(QWidget):
    """Send with a menu beside it; becomes Cancel, same place and size, while a request runs.

    Signals:
        sent: Send was pressed.
        cancelled: Cancel was pressed.
    """

    sent = Signal()
    cancelled = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sendBox")
        self._kit = kit
        self._is_running = False
        self._is_conversation = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._main = _SendPart(kit, "send", self)
        self._main.setIcon(kit.icons.icon("send", "onAccent"))
        self._main.clicked.connect(self._on_clicked)
        self._drop = _SendPart(kit, "sendMenu", self)
        self._drop.setIcon(kit.icons.icon("chevron-down", "onAccent"))
        self._drop.setAccessibleName(self.tr("More ways to send"))
        self._drop.clicked.connect(self._on_menu_wanted)
        self._menu = QMenu(self)
        self.setFocusProxy(self._main)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.show_running(running=False)

    def set_actions(self, actions: list[QAction]) -> None:
        """Fill the menu."""
        self._menu.clear()
        self._menu.addActions(actions)

    def show_conversation(self, *, conversation: bool) -> None:
        """Say Connect and Disconnect instead of Send and Cancel."""
        self._is_conversation = conversation
        self.show_running(running=self._is_running)

    def show_running(self, *, running: bool) -> None:
        """Show Cancel instead of Send. A stream asks for it with every item: what stands there is not laid out anew."""
        self._is_running = running
        if self._is_conversation:
            text = self.tr("Disconnect") if running else self.tr("Connect")
        else:
            text = self.tr("Cancel") if running else self.tr("Send")
        if self._main.text() == text:
            return
        self._main.setText(text)
        self._main.setAccessibleName(text)
        self._main.setIcon(
            self._kit.icons.icon(
                "square" if running else "plug" if self._is_conversation else "send", "text2" if running else "onAccent"
            )
        )
        self._drop.setVisible(not running)
        for part in (self._main, self._drop):
            part.show_quiet(quiet=running)
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return 114 by 36 at normal text size, more where a longer word needs it."""
        theme = self._kit.theme
        word = 24 + 20 + QFontMetrics(theme.font(Role.STRONG)).horizontalAdvance(self._main.text())
        width = max(theme.pixels(84) + theme.pixels(30), word + (0 if self._is_running else theme.pixels(30)))
        return QSize(width, theme.pixels(36))

    def _place(self) -> None:
        size = self.sizeHint()
        drop = 0 if self._is_running else self._kit.theme.pixels(30)
        self._main.setGeometry(0, 0, size.width() - drop, size.height())
        self._drop.setGeometry(size.width() - drop, 0, drop, size.height())
        self._main.round_right(not drop)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Keep both parts in their places."""
        super().resizeEvent(event)
        self._place()

    def _on_clicked(self) -> None:
        if self._is_running:
            self.cancelled.emit()
        else:
            self.sent.emit()

    def _on_menu_wanted(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self._place()


class _SendPart(QPushButton):
    """Half of the Send button, painted so that both halves look like one."""

    def __init__(self, kit: Kit, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._kit = kit
        self._is_quiet = False
        self._rounds_right = name == "sendMenu"
        self._rounds_left = name == "send"

    def show_quiet(self, *, quiet: bool) -> None:
        self._is_quiet = quiet
        self.update()

    def round_right(self, rounded: bool) -> None:
        self._rounds_right = rounded
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_quiet:
            ground = "hover" if self.underMouse() else "surface"
            painter.setPen(theme.color("border"))
        else:
            ground = "accentPress" if self.isDown() else "accentHover" if self.underMouse() else "accent"
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        area = self.rect()
        if self._is_quiet:
            area = area.adjusted(0, 0, -1, -1)
        left = 0 if self._rounds_left else -8
        right = 0 if self._rounds_right else 8
        painter.setClipRect(self.rect())
        painter.drawRoundedRect(area.adjusted(left, 0, right, 0), 6, 6)
        if self._rounds_right and not self._rounds_left:
            painter.setPen(theme.color("accentHover"))
            painter.drawLine(0, 0, 0, self.height())
        self._paint_content(painter)

    def _paint_content(self, painter: QPainter) -> None:
        size = 16
        painter.setFont(self._kit.theme.font(Role.STRONG))
        painter.setPen(self._kit.theme.color("text" if self._is_quiet else "onAccent"))
        width = painter.fontMetrics().horizontalAdvance(self.text())
        whole = size + (8 + width if self.text() else 0)
        left = (self.width() - whole) // 2
        self.icon().paint(painter, QRect(left, (self.height() - size) // 2, size, size))
        place = QRect(left + size + 8, 0, width + 2, self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.text())
