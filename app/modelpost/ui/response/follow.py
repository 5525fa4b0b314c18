"""Keeping the end of something that grows in view, until the user looks elsewhere."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractScrollArea

from modelpost.ui.kit.buttons import Button, Kit

_FROM_BELOW = 12


class Follower(QObject):
    """Scrolls an area to its end as it grows; a look further up stops that, and a button goes back to it."""

    def __init__(self, kit: Kit, area: QAbstractScrollArea, name: str) -> None:
        super().__init__(area)
        self._area = area
        self._is_following = True
        self._is_moving = False
        self._chip = Button(kit, self.tr("Jump to latest"), name, icon="arrow-down", compact=True, parent=area)
        self._chip.hide()
        self._chip.clicked.connect(self.jump)
        area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        area.verticalScrollBar().rangeChanged.connect(self._on_grown)  # a view lays new rows out a moment later
        area.installEventFilter(self)

    @property
    def is_following(self) -> bool:
        """Tell whether the end is kept in view."""
        return self._is_following

    def follow(self) -> None:
        """Go to the end, unless the user looks elsewhere."""
        if self._is_following:
            self._to_end()
        self._show_chip()

    def jump(self) -> None:
        """Go to the end and stay there."""
        self._is_following = True
        self._to_end()
        self._show_chip()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Keep the button at its place."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return super().eventFilter(watched, event)

    def _to_end(self) -> None:
        self._is_moving = True
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._is_moving = False

    def _on_scrolled(self, value: int) -> None:
        if not self._is_moving:
            self._is_following = value >= self._area.verticalScrollBar().maximum()
            self._show_chip()

    def _on_grown(self) -> None:
        if self._is_following:
            self._to_end()

    def _show_chip(self) -> None:
        is_wanted = not self._is_following
        if is_wanted == self._chip.isHidden():
            self._chip.setVisible(is_wanted)
            self._place()

    def _place(self) -> None:
        self._chip.adjustSize()
        left = (self._area.width() - self._chip.width()) // 2
        self._chip.move(max(0, left), self._area.height() - self._chip.height() - _FROM_BELOW)
        self._chip.raise_()
