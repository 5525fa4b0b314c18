"""Opens how long each phase of the exchange in front took, and closes it when another one is in front."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.workbench.response_desk import TIMELINE, ResponseDesk

if TYPE_CHECKING:
    from collections.abc import Callable


class Timing(QObject):
    """The way to the phases below a widget, or to the timeline where no phase is known.

    Signals:
        timeline_wanted: the whole timeline shall be read.
        told: something to say in passing; carries a text.
    """

    timeline_wanted = Signal()
    told = Signal(str)

    def __init__(self, kit: Kit, desk: ResponseDesk, below: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._desk = desk
        self._below = below
        self._timed: object = None
        self._leave: Callable[[], None] | None = None

    def open(self) -> None:
        """Show the phases."""
        found = self._desk.timing
        if not found.lanes:
            self._desk.choose_view(TIMELINE)
            return
        from modelpost.ui.response.waterfall import TimingPopover  # noqa: PLC0415  # 3 ms, at its first use

        if self._leave is not None:
            self._leave()
        popover = TimingPopover(self._kit, found, self._below)
        popover.timeline_wanted.connect(self.timeline_wanted)
        popover.told.connect(self.told)
        popover.open()
        self._timed, self._leave = self._desk.events[0], popover.leave

    def let_go(self) -> None:
        """Close the popover once another exchange is in front than the one that it is about."""
        if self._leave is not None and (not self._desk.events or self._desk.events[0] is not self._timed):
            self._leave()
            self._leave = None
