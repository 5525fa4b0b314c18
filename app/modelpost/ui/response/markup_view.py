"""Pages in HTML and Markdown, and tables, as answers bring them. Nothing in them runs, and nothing is fetched."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QUrl, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from modelpost.documents.visible_text import VisibleText
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.markdown import MarkdownView
from modelpost.ui.theme import Role
from modelpost.viewers.api import MarkupRendering, TableRendering

Index = QModelIndex | QPersistentModelIndex
_LONGEST_CELL = 500


class MarkupView(MarkdownView):
    """A page from a service: links in it lead nowhere but tell where they would.

    Signals:
        link_told: a link was clicked; carries its address.
    """

    link_told = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit, "responsePage", self.tr("Preview of the page"), parent)
        self.document().setDocumentMargin(16)
        self._shown: MarkupRendering | None = None

    def show_page(self, rendering: MarkupRendering) -> None:
        """Show a page; one that is shown already stays where it is."""
        if rendering is self._shown:
            return
        self._shown = rendering
        if rendering.language == "html":
            self.document().setHtml(rendering.text)
        else:
            self.show_markdown(rendering.text)

    def _on_link(self, url: QUrl) -> None:
        shown = VisibleText(url.toString().encode("utf-8", "replace"), "utf-8").shown
        self.link_told.emit(self.tr("This link leads to {address}").replace("{address}", shown[:_LONGEST_CELL]))


class RowsModel(QAbstractTableModel):
    """The rows of a table; what is invisible in a cell is made visible."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._table = TableRendering((), ())

    def show(self, table: TableRendering) -> None:
        """Replace what the model holds."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of heads."""
        return 0 if parent.isValid() else len(self._table.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text; a row may be shorter than the heads."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self._table.rows[index.row()]
        return _visible(row[index.column()]) if index.column() < len(row) else ""

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heads of the columns, and the numbers of the rows."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _visible(self._table.heads[section]) if orientation is Qt.Orientation.Horizontal else str(section + 1)


class RowsTable(QTableView):
    """Shows a table in CSV."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("responseRows")
        self.setAccessibleName(self.tr("Preview of the table"))
        self._kit = kit
        self._rows = RowsModel(self)
        self.setModel(self._rows)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(left)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_rows(self, table: TableRendering) -> None:
        """Show a table."""
        self._rows.show(table)

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.CODE))
        self.verticalHeader().setDefaultSectionSize(self._kit.theme.pixels(26))


def _visible(text: str) -> str:
    return VisibleText(text[:_LONGEST_CELL].encode("utf-8", "surrogateescape"), "utf-8").shown
