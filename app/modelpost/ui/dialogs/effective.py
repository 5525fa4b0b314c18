"""The request as it goes out: what is sent, and where each header comes from."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QHeaderView, QTableView, QWidget
from PySide6.QtWidgets import QVBoxLayout as Column

from modelpost.core.effective import EffectiveHeader, EffectiveRequest
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.read_by_rows import read_by_rows
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated

Index = QModelIndex | QPersistentModelIndex

_SIZE = (760, 520)
_ROW = 30


class EffectiveModel(QAbstractTableModel):
    """Name, value and source of each header."""

    def __init__(self, headers: tuple[EffectiveHeader, ...], kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._headers = headers
        self._kit = kit

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of headers."""
        return 0 if parent.isValid() else len(self._headers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return 3."""
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, and the font and colour that it is shown in."""
        header, column = self._headers[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                value = header.value or self.tr("calculated when sent")
                return (header.name, value, translated(header.origin))[column]
            case Qt.ItemDataRole.FontRole:
                is_code = column == 0 or (column == 1 and header.value)
                return self._kit.theme.font(Role.CODE if is_code else Role.SMALL)
            case Qt.ItemDataRole.ForegroundRole if column == 2 or (column == 1 and not header.value):
                return self._kit.theme.color("text2")
        return None

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heads of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Name"), self.tr("Value"), self.tr("Source"))[section]
        return None


class _HeadersTable(QTableView):
    """Headers to read; Ctrl+C copies the selected ones as `Name: value` lines."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self.selectedIndexes()})
            cells = [[str(self.model().index(row, column).data()) for column in (0, 1)] for row in rows]
            QGuiApplication.clipboard().setText("\n".join(": ".join(pair) for pair in cells))
            return
        super().keyPressEvent(event)


class EffectiveDialog(Dialog):
    """Shows a request as it goes out, with secrets as dots."""

    def __init__(self, kit: Kit, request: EffectiveRequest, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("effectiveDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Effective request"))
        self.resize(*(kit.theme.pixels(size) for size in _SIZE))
        self._kit = kit
        close = Button(kit, self.tr("Close"), "effectiveClose", look="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = Column(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._line(request))
        column.addWidget(self._table(request.headers), 1)
        column.addLayout(self._facts(request))
        hint = self.tr("Secrets are dots. What signs the request is added over its final form, when it is sent.")
        column.addWidget(Text(kit, hint, role=Role.SMALL, ink="muted", wrap=True))
        column.addLayout(buttons)

    def _line(self, request: EffectiveRequest) -> QFrame:
        card = QFrame()
        card.setProperty("card", "sunken")
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(Text(self._kit, request.method, role=Role.METHOD_LARGE), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(self._kit, request.url, role=Role.CODE, wrap=True, name="effectiveAddress"), 1)
        return card

    def _table(self, headers: tuple[EffectiveHeader, ...]) -> QFrame:
        table = _HeadersTable()
        table.setObjectName("effectiveHeaders")
        table.setAccessibleName(self.tr("Headers with their sources"))
        table.setModel(EffectiveModel(headers, self._kit, table))
        read_by_rows(table, wraps=True)
        table.verticalHeader().setDefaultSectionSize(self._kit.theme.pixels(_ROW))
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        frame = QFrame()
        frame.setProperty("card", "true")
        inner = Column(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(table)
        return frame

    def _facts(self, request: EffectiveRequest) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        facts = ((self.tr("Auth"), request.auth, "effectiveAuth"), (self.tr("Body"), request.body, "effectiveBody"))
        for row, (label, message, name) in enumerate(facts):
            grid.addWidget(Text(self._kit, label, ink="text2"), row, 0)
            grid.addWidget(Text(self._kit, translated(message), wrap=True, name=name), row, 1)
        return grid
