"""Colours and fonts by name, light and dark, switched while the window is open."""

import json
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from modelpost.ui.stylesheet import stylesheet

_USUAL_PIXELS = 13.0
_MONO = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Menlo", "Consolas", "DejaVu Sans Mono")
_METHODS = {"GET": "get", "POST": "post", "PUT": "put", "PATCH": "patch", "DELETE": "delete", "HEAD": "head"}
_PALETTE = (
    (QPalette.ColorRole.Window, "surface"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "sunken"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.PlaceholderText, "muted"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.Highlight, "selected"),
    (QPalette.ColorRole.HighlightedText, "text"),
    (QPalette.ColorRole.ToolTipBase, "raised"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.Link, "accentText"),
    (QPalette.ColorRole.Mid, "border"),
    (QPalette.ColorRole.Light, "raised"),
    (QPalette.ColorRole.Dark, "line"),
)


class ThemeMode(Enum):
    """Which theme the user wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Role(Enum):
    """What a text is for: pixel size, weight, and whether it is set in the mono font."""

    BODY = (13.0, 400, False)
    BUTTON = (13.0, 500, False)
    STRONG = (13.0, 600, False)
    SMALL = (12.0, 400, False)
    LABEL = (12.0, 500, False)
    BADGE = (11.0, 500, False)
    SECTION = (15.0, 600, False)
    LEAD = (15.0, 400, False)
    CHAT = (14.0, 400, False)
    TITLE = (28.0, 600, False)
    METRIC = (20.0, 600, False)
    CODE = (12.5, 400, True)
    DEMO_TITLE = (24.0, 600, False)
    DEMO_BODY = (17.0, 500, False)
    DEMO_WORDS = (22.0, 400, False)
    DEMO_NUMBER = (52.0, 600, False)
    METHOD = (10.5, 700, True)
    METHOD_LARGE = (12.5, 700, True)


class Theme(QObject):
    """What everything looks like.

    Signals:
        changed: colours or fonts differ; paint again and take fonts anew.
    """

    changed = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._mode = ThemeMode.SYSTEM
        self._zoom = 100
        self._high_contrast = False
        self._is_dressed = False
        self.reduce_motion = False
        self._tokens: dict[str, dict[str, str]] = {}
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[Role, QFont] = {}
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def mode(self) -> ThemeMode:
        """What the user chose."""
        return self._mode

    @property
    def is_dark(self) -> bool:
        """Tell whether the dark colours are in force."""
        if self._mode is ThemeMode.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._mode is ThemeMode.DARK

    @property
    def is_high_contrast(self) -> bool:
        """Tell whether weak colours are replaced by stronger ones."""
        return self._high_contrast

    @property
    def zoom(self) -> int:
        """Text size in percent."""
        return self._zoom

    def choose(self, mode: ThemeMode, zoom: int = 100, *, high_contrast: bool = False) -> None:
        """Put a theme into force, at once and everywhere."""
        self._mode, self._zoom, self._high_contrast = mode, min(200, max(80, zoom)), high_contrast
        self.apply()

    def apply(self) -> None:
        """Set palette, font and, once it is on, the stylesheet of the application from the tokens."""
        self._colors.clear()
        self._fonts.clear()
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        palette = QPalette()
        for role, token in _PALETTE:
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("disabled"))
        application.setPalette(palette)
        application.setFont(self.font(Role.BODY))
        if self._is_dressed:
            self._dress()
        self.changed.emit()

    def dress(self) -> None:
        """Put the stylesheet on, now and whenever the theme changes.

        For once the first window is built: under a stylesheet each widget that moves to another parent is styled anew,
        with all that it holds, 20 ms of the start.
        """
        self._is_dressed = True
        self._dress()

    def hex(self, token: str) -> str:
        """Return a colour as the stylesheet writes it."""
        name = "dark" if self.is_dark else "light"
        if name not in self._tokens:
            self._tokens[name] = json.loads((self._folder / f"{name}.json").read_text("utf-8"))
        if self._high_contrast:
            token = {"border": "borderStrong", "muted": "text2"}.get(token, token)
        return self._tokens[name][token]

    def color(self, token: str) -> QColor:
        """Return a colour by its name in the design."""
        if token not in self._colors:
            self._colors[token] = QColor(self.hex(token))
        return self._colors[token]

    def method_color(self, method: str) -> QColor:
        """Return the colour of an HTTP method."""
        return self.color(_METHODS.get(method.upper(), "options"))

    def pixels(self, size: float) -> int:
        """Return a length of the design at the chosen text size."""
        return round(size * self._zoom / 100)

    def font(self, role: Role) -> QFont:
        """Return the font of a role."""
        if role not in self._fonts:
            self._fonts[role] = self._made(role)
        return self._fonts[role]

    def _made(self, role: Role) -> QFont:
        size, weight, is_mono = role.value
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        font = QFont(system)
        pixels = system.pixelSize() if system.pixelSize() > 0 else system.pointSizeF() * _dots_per_inch() / 72
        scale = pixels / _USUAL_PIXELS if pixels > _USUAL_PIXELS * 1.4 else 1.0  # a display set larger
        if is_mono:
            fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            font = QFont(fixed)
            font.setFamilies([*_MONO, fixed.family()])
            font.setStyleHint(QFont.StyleHint.Monospace)
            font.setFeature(QFont.Tag("calt"), 0)
            font.setFeature(QFont.Tag("liga"), 0)
        font.setWeight(QFont.Weight(weight))
        font.setPixelSize(max(8, round(size * scale * self._zoom / 100)))
        return font

    def _dress(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setStyleSheet(stylesheet(self.hex, self._zoom / 100))

    def _on_system_changed(self) -> None:
        if self._mode is ThemeMode.SYSTEM:
            self.apply()


def _dots_per_inch() -> float:
    screen = QGuiApplication.primaryScreen()
    return screen.logicalDotsPerInch()
