"""Tabs of a pane, and tabs of open requests."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QTabBar, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role

_GAP = 20
_MORE = 28


@dataclass(slots=True)
class _Tab:
    key: str
    text: str
    badge: str = ""
    badge_kind: str = "neutral"
    dot: bool = False

    @property
    def state(self) -> tuple[object, ...]:
        """What its place depends on; `dataclasses.astuple` takes eighty times as long."""
        return self.key, self.text, self.badge, self.badge_kind, self.dot


class PaneTabs(QWidget):
    """Tabs underlined in the accent colour, with counts and dots; what does not fit goes behind `»`.

    Signals:
        activated: the user took another tab; carries its key.
    """

    activated = Signal(str)

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._kit = kit
        self._tabs: list[_Tab] = []
        self._current = ""
        self._hovered = ""
        self._known_places: tuple[object, list[tuple[_Tab, QRect]]] | None = None
        kit.theme.changed.connect(self._on_theme_changed)

    @property
    def current(self) -> str:
        """The key of the tab in front."""
        return self._current

    def set_tabs(self, tabs: list[tuple[str, str]]) -> None:
        """Show these tabs: keys and texts."""
        if tabs == [(tab.key, tab.text) for tab in self._tabs]:
            return
        known = {tab.key: tab for tab in self._tabs}
        self._tabs = [_Tab(key, text) for key, text in tabs]
        for tab in self._tabs:
            if tab.key in known:
                tab.badge, tab.badge_kind, tab.dot = known[tab.key].badge, known[tab.key].badge_kind, known[tab.key].dot
        if not self._current and self._tabs:
            self._current = self._tabs[0].key
            self.setAccessibleDescription(self._tabs[0].text)
        self.update()

    def set_current(self, key: str) -> None:
        """Show another tab in front."""
        if key != self._current:
            self._current = key
            self.setAccessibleDescription(next((tab.text for tab in self._tabs if tab.key == key), ""))
            self.update()

    def mark(self, key: str, *, badge: str = "", kind: str = "neutral", dot: bool = False) -> None:
        """Put a count or a dot behind a tab's text."""
        for tab in self._tabs:
            if tab.key == key and (tab.badge, tab.badge_kind, tab.dot) != (badge, kind, dot):
                tab.badge, tab.badge_kind, tab.dot = badge, kind, dot
                self.update()

    def badge(self, key: str) -> str:
        """Return the count behind a tab's text."""
        return next((tab.badge for tab in self._tabs if tab.key == key), "")

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return a height of 40 at normal text size."""
        return QSize(200, self._kit.theme.pixels(40))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Tabs may go behind `»`."""
        return QSize(80, self._kit.theme.pixels(40))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the tabs that fit, the line below and the overflow mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tab, area in self._placed():
            self._paint_tab(painter, tab, area)
        if self._hidden():
            painter.drawPixmap(
                self.width() - 20, (self.height() - 16) // 2, self._kit.icons.pixmap("chevrons-right", "text2", 16)
            )

    def focus_area(self) -> QRect:
        """Return where the current tab is, for the focus ring."""
        current = next((place for tab, place in self._placed() if tab.key == self._current), self.rect())
        return current.adjusted(-2, 8, 2, -8)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Take the tab under the pointer, or open the list of those that do not fit."""
        position = event.position().toPoint()
        for tab, area in self._placed():
            if area.adjusted(-8, 0, 8, 0).contains(position):
                self._take(tab.key)
                return
        if self._hidden() and position.x() > self.width() - _MORE:
            self._open_menu()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Light the tab under the pointer."""
        position = event.position().toPoint()
        hovered = next((tab.key for tab, area in self._placed() if area.adjusted(-8, 0, 8, 0).contains(position)), "")
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Put the light out."""
        self._hovered = ""
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Move with the arrows."""
        step = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}.get(event.key())
        keys = [tab.key for tab in self._tabs]
        if step is None or self._current not in keys:
            super().keyPressEvent(event)
            return
        self._take(keys[(keys.index(self._current) + step) % len(keys)])

    def _take(self, key: str) -> None:
        if key != self._current:
            self.set_current(key)
            self.activated.emit(key)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        for tab in self._hidden():
            action = menu.addAction(f"{tab.text}  {tab.badge}".strip())
            action.setData(tab.key)
        menu.triggered.connect(self._on_menu_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(self.width() - _MORE, self.height())))

    def _on_menu_triggered(self, action: object) -> None:
        self._take(action.data())  # type: ignore[attr-defined]  # a QAction

    def _width(self, tab: _Tab) -> int:
        theme = self._kit.theme
        width = QFontMetrics(theme.font(Role.STRONG)).horizontalAdvance(tab.text)
        if tab.badge:
            width += QFontMetrics(theme.font(Role.BADGE)).horizontalAdvance(tab.badge) + 18
        return width + (12 if tab.dot else 0)

    def _placed(self) -> list[tuple[_Tab, QRect]]:
        """Return the tabs that fit with their places; the current one always does."""
        key = self.size(), self._current, [tab.state for tab in self._tabs]
        if self._known_places is None or self._known_places[0] != key:
            self._known_places = key, self._place()
        return self._known_places[1]

    def _place(self) -> list[tuple[_Tab, QRect]]:
        placed: list[tuple[_Tab, QRect]] = []
        whole = sum(self._width(tab) + _GAP for tab in self._tabs) - _GAP
        room = self.width() if whole <= self.width() else self.width() - _MORE
        current = next((tab for tab in self._tabs if tab.key == self._current), None)
        reserve = self._width(current) if current is not None else 0
        left, seen = 0, current is None
        for tab in self._tabs:
            width = self._width(tab)
            is_current = tab is current
            limit = room if seen or is_current else room - reserve - _GAP
            if left + width > limit and not is_current:
                continue
            seen = seen or is_current
            placed.append((tab, QRect(left, 0, width, self.height())))
            left += width + _GAP
        return placed

    def _hidden(self) -> list[_Tab]:
        placed = {tab.key for tab, _ in self._placed()}
        return [tab for tab in self._tabs if tab.key not in placed]

    def _paint_tab(self, painter: QPainter, tab: _Tab, area: QRect) -> None:
        theme = self._kit.theme
        is_current = tab.key == self._current
        painter.setFont(theme.font(Role.STRONG if is_current else Role.BODY))
        painter.setPen(theme.color("text" if is_current or tab.key == self._hovered else "text2"))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, tab.text)
        text_width = QFontMetrics(theme.font(Role.STRONG if is_current else Role.BODY)).horizontalAdvance(tab.text)
        painter.setPen(Qt.PenStyle.NoPen)
        if tab.dot:
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(area.left() + text_width + 7, self.height() // 2 - 3, 6, 6)
        if tab.badge:
            from_kind = {"ok": ("okSoft", "ok"), "err": ("errSoft", "err")}.get(tab.badge_kind, ("hover", "text2"))
            left = area.left() + text_width + 6
            wide = QFontMetrics(theme.font(Role.BADGE)).horizontalAdvance(tab.badge) + 12
            ground = QRect(left, self.height() // 2 - 8, wide, 16)
            painter.setBrush(theme.color(from_kind[0]))
            painter.drawRoundedRect(ground, 8, 8)
            painter.setFont(theme.font(Role.BADGE))
            painter.setPen(theme.color(from_kind[1]))
            painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, tab.badge)
        if is_current:
            painter.fillRect(area.left(), self.height() - 2, area.width(), 2, theme.color("accent"))

    def _on_theme_changed(self) -> None:
        self._known_places = None
        self.updateGeometry()
        self.update()


class RequestTabs(QTabBar):
    """Tabs of open requests: method, name, a dot while unsaved that becomes × under the pointer.

    Signals:
        kept: a tab was double-clicked; carries its index.
        close_wanted: a tab shall be closed; carries its index.
    """

    close_wanted = Signal(int)
    kept = Signal(int)

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("requestTabs")
        self.setAccessibleName(self.tr("Open requests"))
        self._kit = kit
        self._methods: dict[int, tuple[str, bool]] = {}
        self.setMovable(True)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        kit.theme.changed.connect(self._on_theme_changed)

    def describe(self, index: int, method: str, name: str, *, unsaved: bool, passing: bool = False) -> None:
        """Say what a tab shows; one that is open in passing only is written in italics."""
        self.setTabText(index, name)
        self.setTabData(index, (method, unsaved, passing))
        state = self.tr("unsaved") if unsaved else ""
        self.setAccessibleTabName(index, ", ".join(part for part in (f"{method} {name}", state) if part))
        self.setTabToolTip(index, name)
        self.update()

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802  # Qt's name
        """Return between 120 and 232 wide, 38 high, at normal text size."""
        theme = self._kit.theme
        method, _, _ = self.tabData(index) or ("GET", False, False)
        width = QFontMetrics(theme.font(Role.BODY)).horizontalAdvance(self.tabText(index))
        width += QFontMetrics(theme.font(Role.METHOD)).horizontalAdvance(method) + 56
        return QSize(min(theme.pixels(232), max(theme.pixels(120), width)), theme.pixels(38))

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802  # Qt's name
        """Tabs shrink no further; those that have no room are in the list beside the bar."""
        return QSize(self._kit.theme.pixels(120), self.tabSizeHint(index).height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint every tab."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._kit.theme.color("window"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._kit.theme.color("line"))
        for index in range(self.count()):
            self._paint_tab(painter, index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Close with × or the middle button."""
        index = self.tabAt(event.position().toPoint())
        is_middle = event.button() == Qt.MouseButton.MiddleButton
        is_cross = (
            event.button() == Qt.MouseButton.LeftButton
            and index >= 0
            and self._cross(index).contains(event.position().toPoint())
        )
        super().mouseReleaseEvent(event)
        if index >= 0 and (is_middle or is_cross):
            self.close_wanted.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Keep a tab that was opened in passing."""
        super().mouseDoubleClickEvent(event)
        index = self.tabAt(event.position().toPoint())
        if index >= 0:
            self.kept.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Show × under the pointer."""
        super().mouseMoveEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Show dots again."""
        super().leaveEvent(event)
        self.update()

    def _cross(self, index: int) -> QRect:
        area = self.tabRect(index)
        return QRect(area.right() - 26, area.center().y() - 9, 20, 20)

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        theme = self._kit.theme
        area = self.tabRect(index)
        is_current = index == self.currentIndex()
        method, unsaved, passing = self.tabData(index) or ("GET", False, False)
        if is_current:
            painter.fillRect(area, theme.color("surface"))
            painter.fillRect(area.left(), area.top(), area.width(), 2, theme.color("accent"))
        painter.fillRect(area.right(), area.top(), 1, area.height(), theme.color("line"))
        painter.setFont(theme.font(Role.METHOD))
        painter.setPen(theme.method_color(method))
        width = QFontMetrics(theme.font(Role.METHOD)).horizontalAdvance(method)
        left = area.left() + 12
        painter.drawText(QRect(left, area.top(), width + 2, area.height()), Qt.AlignmentFlag.AlignVCenter, method)
        left += width + 8
        font = QFont(theme.font(Role.BODY))
        font.setItalic(passing)
        painter.setFont(font)
        painter.setPen(theme.color("text" if is_current else "text2"))
        room = QRect(left, area.top(), area.right() - 30 - left, area.height())
        text = QFontMetrics(painter.font()).elidedText(self.tabText(index), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        self._paint_mark(painter, index, area, unsaved=unsaved)

    def focus_area(self) -> QRect:
        """Return where the current tab is, for the focus ring."""
        return self.tabRect(self.currentIndex()).adjusted(6, 8, -6, -8)

    def _paint_mark(self, painter: QPainter, index: int, area: QRect, *, unsaved: bool) -> None:
        theme = self._kit.theme
        is_hovered = self.underMouse() and area.contains(self.mapFromGlobal(self.cursor().pos()))
        cross = self._cross(index)
        if unsaved and not is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("warnFill"))
            painter.drawEllipse(cross.center().x() - 4, cross.center().y() - 4, 8, 8)
        elif is_hovered or index == self.currentIndex():
            painter.drawPixmap(cross.left() + 3, cross.top() + 3, self._kit.icons.pixmap("x", "muted", 14))

    def _on_theme_changed(self) -> None:
        for index in range(self.count()):
            self.setTabText(index, self.tabText(index))  # asks Qt to lay the tabs out anew
        self.update()
