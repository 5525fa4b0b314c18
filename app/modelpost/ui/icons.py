"""Icons of one stroke, in the colours of the theme."""

import re
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QImage, QPainter, QPixmap

from modelpost.ui.theme import Theme

_THIN_FROM = 15
_SIDE = re.compile(r'(?<![\w-])(width|height)="\d+"')


class Icons:
    """Renders the SVG files of a folder, cached by name, colour, size and display."""

    def __init__(self, folder: Path, theme: Theme) -> None:
        self._folder = folder
        self._theme = theme
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def pixmap(self, name: str, color: str = "text2", size: int = 16) -> QPixmap:
        """Return an icon in the colour of a token, `size` logical pixels wide."""
        ratio = _device_pixel_ratio()
        key = (name, self._theme.hex(color), size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._rendered(name, key[1], size, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, color: str = "text2", disabled: str = "disabled") -> QIcon:
        """Return an icon that follows the theme by itself."""
        return QIcon(_ThemedEngine(self, name, color, disabled))

    def _rendered(self, name: str, color: str, size: int, ratio: float) -> QPixmap:
        if name not in self._sources:
            self._sources[name] = (self._folder / f"{name}.svg").read_text("utf-8")
        stroke = "1.75" if size >= _THIN_FROM else "2.25"
        source = self._sources[name].replace("currentColor", color)
        source = source.replace('stroke-width="2"', f'stroke-width="{stroke}"')
        source = _SIDE.sub(rf'\1="{round(size * ratio)}"', source, count=2)
        # Neither QSvgRenderer, whose import takes 15 ms, nor a QBuffer (see picture_reader).
        pixmap = QPixmap.fromImage(QImage.fromData(QByteArray(source.encode()), "svg"))  # type: ignore[arg-type]  # the stub says bytes, which is refused
        pixmap.setDevicePixelRatio(ratio)
        return pixmap


class _ThemedEngine(QIconEngine):
    """Paints an icon in the colour that the theme has at that moment."""

    def __init__(self, icons: Icons, name: str, color: str, disabled: str) -> None:
        super().__init__()
        self._icons = icons
        self._name = name
        self._color = color
        self._disabled = disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:  # noqa: ARG002  # Qt's
        """Paint at the middle of `rect`."""
        size = min(rect.width(), rect.height())
        pixmap = self._pixmap(size, mode)
        painter.drawPixmap(rect.left() + (rect.width() - size) // 2, rect.top() + (rect.height() - size) // 2, pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:  # noqa: ARG002  # Qt's signature
        """Return the icon at `size`, which is in device pixels."""
        ratio = _device_pixel_ratio()
        return self._pixmap(max(1, round(min(size.width(), size.height()) / ratio)), mode)

    def clone(self) -> QIconEngine:
        """Return a copy, as Qt asks for."""
        return _ThemedEngine(self._icons, self._name, self._color, self._disabled)

    def _pixmap(self, size: int, mode: QIcon.Mode) -> QPixmap:
        color = self._disabled if mode == QIcon.Mode.Disabled else self._color
        return self._icons.pixmap(self._name, color, size)


def _device_pixel_ratio() -> float:
    application = QGuiApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
