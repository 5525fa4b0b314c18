"""Going from pane to pane by keyboard, with a ring around where one is."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from modelpost.ui.theme import Theme

if TYPE_CHECKING:
    from modelpost.ui.kit.focus_ring import FocusRing


class Pane(NamedTuple):
    """A widget to go to; `enter` goes into it where giving it the focus is not enough."""

    widget: QWidget
    enter: Callable[[], None] | None = None


class PaneWalk(QObject):
    """Moves the focus around the panes that a window shows at the time."""

    def __init__(self, theme: Theme, window: QWidget, panes: Callable[[], Sequence[Pane]]) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._panes = panes
        self._ring: FocusRing | None = None

    def go(self, step: int) -> None:
        """Go to the pane `step` places further, around the end."""
        panes = self._panes()
        if not panes:
            return
        focused = QApplication.focusWidget()
        here = (n for n, pane in enumerate(panes) if pane.widget is focused or _is_within(focused, pane.widget))
        pane = panes[(next(here, -1) + step) % len(panes)]
        if pane.enter is not None:
            pane.enter()
        else:
            pane.widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.show_ring()

    def show_ring(self) -> None:
        """Show the ring around what has the focus."""
        if self._ring is None:
            from modelpost.ui.kit.focus_ring import FocusRing  # noqa: PLC0415  # 1 ms, at the first Tab

            self._ring = FocusRing(self._theme, self._window)
        self._ring.surround(QApplication.focusWidget())


def _is_within(widget: QWidget | None, pane: QWidget) -> bool:
    return widget is not None and pane.isAncestorOf(widget)
