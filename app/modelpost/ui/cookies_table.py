"""Cookies as a table: those of a jar, and those that an answer sets."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView

from modelpost.core.cookies import Cookie, Offer
from modelpost.core.dates import date_text
from modelpost.core.secrets import MASK
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.read_by_rows import read_by_rows
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated

Index = QModelIndex | QPersistentModelIndex

_COLUMNS = (("name", 110), ("value", 90), ("domain", 130), ("path", 80), ("end", 170), ("flags", 130))
"""The columns and how wide they begin."""

_FATE = ("fate", 200)
_VALUE = 1


class CookiesModel(QAbstractTableModel):
    """A cookie in each row; values are dots until they shall be seen."""

    def __init__(self, *, has_fate: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self.columns = (*_COLUMNS[:2], _FATE, *_COLUMNS[2:]) if has_fate else _COLUMNS
        self._is_revealed = False

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is shown."""
        return self._offers

    def show(self, offers: tuple[Offer, ...]) -> None:
        """Replace what the model holds."""
        if offers != self._offers:
            self.beginResetModel()
            self._offers = offers
            self.endResetModel()

    def reveal(self, *, is_revealed: bool) -> None:
        """Show values, or dots."""
        self._is_revealed = is_revealed
        if self._offers:
            self.dataChanged.emit(self.index(0, _VALUE), self.index(len(self._offers) - 1, _VALUE))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of cookies."""
        return 0 if parent.isValid() else len(self._offers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return 6, or 7 with what became of each."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text; a value is never in a tooltip."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _VALUE:
            return None
        offer = self._offers[index.row()]
        cookie = offer.cookie
        match self.columns[index.column()][0]:
            case "name":
                return cookie.name
            case "value":
                return cookie.value if self._is_revealed or not cookie.value else MASK
            case "domain":
                return cookie.domain if cookie.host_only else f".{cookie.domain}"
            case "path":
                return cookie.path
            case "end":
                return self._end(cookie)
            case "flags":
                return ", ".join(_flags(cookie))
            case _:
                return self.tr("Kept") if offer.refusal is None else translated(offer.refusal)

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heads of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {
            "name": self.tr("Name"),
            "value": self.tr("Value"),
            "domain": self.tr("Domain"),
            "path": self.tr("Path"),
            "end": self.tr("Ends"),
            "flags": self.tr("Flags"),
            "fate": self.tr("What became of it"),
        }
        return titles[self.columns[section][0]]

    def _end(self, cookie: Cookie) -> str:
        if cookie.expires_at is None:
            return self.tr("With the session")
        return self.tr("Over") if cookie.is_expired(cookie.created_at) else date_text(cookie.expires_at)


class CookiesTable(QTableView):
    """Shows cookies.

    Signals:
        chosen_changed: other rows are selected.
    """

    chosen_changed = Signal()

    def __init__(self, kit: Kit, name: str, label: str, *, has_fate: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._kit = kit
        self._rows = CookiesModel(has_fate=has_fate, parent=self)
        self.setModel(self._rows)
        read_by_rows(self, wraps=has_fate)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setMinimumSectionSize(kit.theme.pixels(30))
        head = self.horizontalHeader()
        head.setStretchLastSection(True)
        for column, (_, width) in enumerate(self._rows.columns):
            self.setColumnWidth(column, kit.theme.pixels(width))
        self.selectionModel().selectionChanged.connect(self.chosen_changed)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def chosen(self) -> tuple[Cookie, ...]:
        """The cookies in the selected rows."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        return tuple(self._rows.offers[row].cookie for row in rows)

    def show_offers(self, offers: tuple[Offer, ...]) -> None:
        """Show cookies with what became of them."""
        self._rows.show(offers)

    def show_cookies(self, cookies: tuple[Cookie, ...]) -> None:
        """Show the cookies of a jar."""
        self._rows.show(tuple(Offer(cookie) for cookie in cookies))
        self.chosen_changed.emit()

    def reveal(self, *, is_revealed: bool) -> None:
        """Show values, or dots."""
        self._rows.reveal(is_revealed=is_revealed)

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.SMALL))


def _flags(cookie: Cookie) -> list[str]:
    flags = ["Secure"] if cookie.secure else []
    flags += ["HttpOnly"] if cookie.http_only else []
    return [*flags, *([f"SameSite={cookie.same_site}"] if cookie.same_site else [])]
