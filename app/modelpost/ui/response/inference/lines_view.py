"""Lines of text where they stand in the picture, and what they say beside it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from modelpost.inference.api import TextLines
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.inference.beside import Beside
from modelpost.ui.response.inference.line_canvas import LineCanvas
from modelpost.ui.theme import Role
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.picture_reader import Picture
from modelpost.workbench.sizes import share_text

_SIDE = 280
_ROW = 28


class LinesView(QWidget):
    """Shows text that was found in a picture; a line chosen in the list is marked on the picture, and the reverse.

    Signals:
        picked: a line was chosen; carries its number in the answer.
    """

    picked = Signal(int)

    def __init__(self, kit: Kit, desk: InferenceDesk) -> None:
        super().__init__()
        self.setObjectName("linesView")
        self.setAccessibleName(self.tr("Lines of text"))
        self._kit = kit
        self._desk = desk
        self._found: TextLines | None = None
        self._canvas = LineCanvas(kit)
        self._canvas.picked.connect(self._on_picked)
        self._count = Text(kit, role=Role.METRIC, name="lineCount")
        self._list = QTreeWidget()
        self._list.setObjectName("textLines")
        self._list.setAccessibleName(self.tr("Lines of text"))
        self._list.setColumnCount(2)
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        head = self._list.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._list.currentItemChanged.connect(self._on_current)
        self._list.itemClicked.connect(self._on_item)
        self._list.itemActivated.connect(self._on_item)
        beside = Beside(kit, self._canvas, side=_SIDE)
        listed = QVBoxLayout()
        listed.setSpacing(6)
        listed.addWidget(self._count)
        listed.addWidget(self._list, 1)
        beside.parts.addLayout(listed, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(beside)

    @property
    def canvas(self) -> LineCanvas:
        """The picture with its lines, without the list beside it."""
        return self._canvas

    def show_lines(self, found: TextLines) -> None:
        """Show lines of text."""
        self._canvas.show_lines(self._desk.lines(found), self._desk.lines_size(found))
        if found is self._found:
            return
        self._found = found
        self._count.setText(self.tr("{total} found").replace("{total}", str(len(found.lines))))
        self._list.clear()
        items = []
        for line in found.lines:
            score = share_text(line.score, is_share=True) if line.score is not None else ""
            item = QTreeWidgetItem([line.text, score])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, line.text)
            item.setSizeHint(0, QSize(0, self._kit.theme.pixels(_ROW)))
            items.append(item)
        self._list.addTopLevelItems(items)

    def show_picture(self, picture: Picture | None) -> None:
        """Show the picture that was sent, or none."""
        self._canvas.show_picture(picture)

    def mark(self, number: int) -> None:
        """Mark a line in the list and on the picture."""
        item = self._list.topLevelItem(number)
        if item is not None:
            self._list.setCurrentItem(item)
        self._canvas.mark(number)

    def _on_picked(self, number: int) -> None:
        self.mark(number)
        self.picked.emit(number)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._canvas.mark(self._list.indexOfTopLevelItem(item))

    def _on_item(self, item: QTreeWidgetItem) -> None:
        self.picked.emit(self._list.indexOfTopLevelItem(item))
