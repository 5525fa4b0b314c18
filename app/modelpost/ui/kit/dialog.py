"""What every dialog of ours has."""

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.focus_ring import FocusRing


class Dialog(QDialog):
    """A dialog in which the Tab key shows where the focus is."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._ring = FocusRing(kit.theme, self)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802  # Qt's name and order
        """Go to the next control, or the one before, with a ring around it."""
        has_moved = super().focusNextPrevChild(forward)
        self._ring.surround(QApplication.focusWidget())
        return has_moved
