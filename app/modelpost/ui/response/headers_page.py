"""The header fields of an answer: to sort, to copy, and explained."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from modelpost.core.headers import HeaderList
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.fields_table import FieldsTable
from modelpost.ui.theme import Role


class HeadersPage(QWidget):
    """The fields as a table, and below it what the current one means: for those who do not hover.

    `about` returns what a header of some name means, empty for one that nobody knows.
    """

    def __init__(self, kit: Kit, about: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("responseHeadersPage")
        self._about = about
        self.table = FieldsTable(kit.theme, about)
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self.table.model().modelReset.connect(self._on_reset)
        self._meaning = Text(kit, ink="muted", role=Role.SMALL, wrap=True, name="headerMeaning")
        self._meaning.setContentsMargins(16, 8, 12, 8)
        foot = QFrame()
        foot.setProperty("line", "above")
        inner = QVBoxLayout(foot)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._meaning)
        self._foot = foot
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(foot)
        self.setFocusProxy(self.table)
        foot.hide()

    def show_fields(self, fields: HeaderList) -> None:
        """Show these fields."""
        self.table.show_fields(fields)

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        del previous
        name = self.table.name_at(current) if current.isValid() else ""
        meaning = self._about(name) if name else ""
        self._meaning.setText(f"{name}: {meaning}" if meaning else "")
        self._foot.setVisible(bool(meaning))

    def _on_reset(self) -> None:
        self._foot.hide()
