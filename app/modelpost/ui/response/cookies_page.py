"""The cookies that an answer sets, and the way to all the others."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modelpost.core.cookies import Offer
from modelpost.ui.cookies_table import CookiesTable
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import CheckBox
from modelpost.ui.kit.notices import EmptyState


class CookiesPage(QWidget):
    """Shows each Set-Cookie of an answer with what became of it.

    Signals:
        cookies_wanted: the cookies of the collection shall be shown.
    """

    cookies_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("responseCookiesPage")
        self._table = CookiesTable(kit, "responseCookies", self.tr("Cookies of the answer"), has_fate=True)
        text = self.tr("The answer sets no cookies.")
        self._empty = EmptyState(kit, "cookie", self.tr("No cookies"), text, name="noCookies")
        self._views = QStackedWidget()
        self._views.addWidget(self._empty)
        self._views.addWidget(self._table)
        self._reveal = CheckBox(kit, self.tr("Show values"), "revealResponseCookies")
        self._reveal.toggled.connect(self._on_reveal)
        everything = Button(kit, self.tr("Cookies of the collection…"), "allCookies", icon="cookie", compact=True)
        everything.clicked.connect(self.cookies_wanted)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 12, 10)
        foot.addWidget(self._reveal)
        foot.addStretch(1)
        foot.addWidget(everything)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._views, 1)
        column.addLayout(foot)
        self.setFocusProxy(self._table)

    def show_offers(self, offers: tuple[Offer, ...]) -> None:
        """Show the cookies of another answer, their values hidden."""
        self._reveal.setChecked(False)
        self._reveal.setVisible(bool(offers))
        self._table.show_offers(offers)
        self._views.setCurrentWidget(self._table if offers else self._empty)

    def _on_reveal(self, is_revealed: bool) -> None:
        self._table.reveal(is_revealed=is_revealed)
