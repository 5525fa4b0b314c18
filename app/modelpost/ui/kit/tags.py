"""Small painted labels: status pill, chip, badge, keycap."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role

KINDS = {
    "ok": ("okSoft", "ok"),
    "err": ("errSoft", "err"),
    "warn": ("warnSoft", "warn"),
    "info": ("accentSoft", "accentText"),
    "neutral": ("hover", "text2"),
    "muted": ("hover", "muted"),
    "var": ("varSoft", "var"),
}

_ICON_ONLY = 31


class Tag(QWidget):
    """A text on a soft ground, with an icon before it; the colour is never the only carrier of what it says.

    One that `shrinks` gives way where there is little room: to its icon, then whole.
    """

    def __init__(
        self,
        kit: Kit,
        name: str,
        *,
        role: Role = Role.LABEL,
        radius: int = 6,
        shrinks: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        across = QSizePolicy.Policy.Maximum if shrinks else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self._shrinks = shrinks
        self._kit = kit
        self._role = role
        self._radius = radius
        self._text, self._kind, self._icon = "", "neutral", ""
        kit.theme.changed.connect(self._on_theme_changed)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def say(self, text: str, kind: str = "neutral", icon: str = "") -> None:
        """Show a text in the colours of a kind."""
        self._text, self._kind, self._icon = text, kind, icon
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for icon and text."""
        width = QFontMetrics(self._kit.theme.font(self._role)).horizontalAdvance(self._text)
        return QSize(width + (20 if self._icon else 0) + 18, self._kit.theme.pixels(22))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the least room."""
        return QSize(0, self.sizeHint().height()) if self._shrinks else self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint ground, icon and text."""
        theme = self._kit.theme
        ground, ink = KINDS[self._kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        has_room = not self._shrinks or self.width() >= self.sizeHint().width()
        area = self.rect() if has_room else QRect(0, 0, _ICON_ONLY, self.height())
        if area.width() > self.width():
            return
        painter.drawRoundedRect(area, self._radius, self._radius)
        left = 9
        if self._icon:
            painter.drawPixmap(left, (self.height() - 13) // 2, self._kit.icons.pixmap(self._icon, ink, 13))
            left += 19
        painter.setFont(theme.font(self._role))
        painter.setPen(theme.color(ink))
        if has_room:
            rest = QRect(left, 0, self.width() - left, self.height())
            metrics = QFontMetrics(painter.font())
            text = self._text
            if self.width() < self.sizeHint().width():
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rest.width() - 6)
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, text)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
