"""Sizes that follow the text size while the window is open."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from modelpost.ui.theme import Theme


class Scaled(QObject):
    """Keeps a widget at a height, or within widths, that are given for 100 % text size; 0 leaves one free."""

    def __init__(
        self, theme: Theme, widget: QWidget, *, height: int = 0, minimum_width: int = 0, maximum_width: int = 0
    ) -> None:
        super().__init__(widget)
        self._theme = theme
        self._widget = widget
        self._height = height
        self._minimum_width = minimum_width
        self._maximum_width = maximum_width
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        if self._height:
            self._widget.setFixedHeight(self._theme.pixels(self._height))
        if self._minimum_width:
            self._widget.setMinimumWidth(self._theme.pixels(self._minimum_width))
        if self._maximum_width:
            self._widget.setMaximumWidth(self._theme.pixels(self._maximum_width))
