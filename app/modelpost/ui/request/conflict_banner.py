"""What to do about a file that another program has changed while something else was typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Banner
from modelpost.workbench.disk_watch import DiskWatch
from modelpost.workbench.request_tab import RequestTab


class ConflictBanner(QWidget):
    """Says that there are two versions, and lets the user look at both or take one.

    Signals:
        compare_wanted: both versions shall be shown side by side; carries the RequestTab.
    """

    compare_wanted = Signal(object)

    def __init__(self, kit: Kit, disk: DiskWatch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._disk = disk
        self._tab: RequestTab | None = None
        self._banner = Banner(kit, "conflict")
        self._banner.chosen.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.addWidget(self._banner)
        self.hide()
        disk.conflict_changed.connect(self._on_conflict_changed)

    def show_tab(self, tab: RequestTab | None) -> None:
        """Follow another request."""
        self._tab = tab
        if tab is None or self._disk.conflict(tab) is None:
            self.hide()
            return
        self._banner.show_notice(
            "warning",
            self.tr("Another program has changed the file of this request"),
            self.tr("What you typed is not saved. Nothing is overwritten until you choose."),
            [("compare", self.tr("Compare…")), ("theirs", self.tr("Take theirs")), ("mine", self.tr("Keep mine"))],
        )
        self.show()

    def _on_conflict_changed(self, tab: RequestTab) -> None:
        if tab is self._tab:
            self.show_tab(tab)

    def _on_chosen(self, key: str) -> None:
        tab = self._tab
        if tab is None:
            return
        match key:
            case "compare":
                self.compare_wanted.emit(tab)
            case "theirs":
                self._disk.take_theirs(tab)
            case "mine":
                self._disk.keep_mine(tab)
