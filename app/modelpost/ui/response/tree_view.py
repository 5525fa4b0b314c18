"""A JSON answer as a tree: to fold, to search, to copy values and paths from."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QBrush, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.failures import ModelpostError
from modelpost.documents.base64_pictures import is_encoded_picture
from modelpost.documents.grid import Grid
from modelpost.documents.json_tree import Range, javascript_path, json_path, python_path
from modelpost.documents.json_values import Path
from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.controls import ThinSplitter
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.picture_view import PictureView
from modelpost.ui.text.view import TextView
from modelpost.ui.theme import Role
from modelpost.viewers.api import TreeRendering
from modelpost.workbench.background import Background
from modelpost.workbench.json_tree_model import KIND, LONGEST_SHOWN, NAME, VALUE, JsonTreeModel
from modelpost.workbench.picture_reader import Picture, read_encoded
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.ui.response.grid_page import GridPage, SaveContent

_INDENT = 16
_WIDTHS = {NAME: 240, KIND: 130}
_LARGEST_COPIED = 64_000_000
_LEVELS_UNFOLDED = 2
_COLORS = {"string": "str", "number": "num", "true": "bool", "false": "bool", "null": "null"}
Index = QModelIndex | QPersistentModelIndex


class ColoredTreeModel(JsonTreeModel):
    """The tree with the colours of the text views."""

    def __init__(self, kit: Kit, background: Background, parent: QObject) -> None:
        super().__init__(background, parent)
        self._kit = kit

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text or colour."""
        if role != Qt.ItemDataRole.ForegroundRole or not index.isValid():
            return super().data(index, role)
        color = {NAME: "key", KIND: "muted"}.get(index.column(), "")
        return QBrush(self._kit.theme.color(color or _COLORS.get(self.entry(index).kind, "muted")))


class TreePage(QWidget):
    """The tree, a line to search it, and below it a long text or a picture whole.

    An array can be looked at as a table instead.

    Signals:
        told: something to say in passing; carries a text.
        place_wanted: a row of a table shall be shown in the text; carries its path.
    """

    told = Signal(str)
    place_wanted = Signal(object)

    def __init__(self, kit: Kit, background: Background, save: "SaveContent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._background = background
        self._save = save
        self._table: GridPage | None = None
        self._table_path: Path = ()
        self._shown: TreeRendering | None = None
        self._unfolding: list[QPersistentModelIndex] = []
        self._model = ColoredTreeModel(kit, background, self)
        self._model.listed.connect(self._on_listed)
        self._model.unfolded.connect(self._on_unfolded)
        self._model.found.connect(self._on_found)
        self._model.tabled.connect(self._on_tabled)
        self._model.failed.connect(self._on_failed)
        self._tree = self._build_tree()
        self._detail = QStackedWidget()
        self._detail.hide()
        splitter = ThinSplitter(kit, "treeParts", Qt.Orientation.Vertical)
        splitter.addWidget(self._tree)
        splitter.addWidget(self._detail)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        tree_part = QWidget()
        column = QVBoxLayout(tree_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_search())
        column.addWidget(splitter, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(tree_part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self.setFocusProxy(self._tree)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_tree(self, rendering: TreeRendering) -> None:
        """Show a document; one that is shown already stays as it is unfolded."""
        if rendering is self._shown:
            return
        self._shown = rendering
        self._detail.hide()
        self._told_found.setText("")
        self._unfolding = []
        self._model.show(rendering.content)
        self._show_tree_part()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Copy with Ctrl+C, show a long value whole with Enter; in the search, go on with Enter."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if watched is self._sought and (is_enter or event.key() == Qt.Key.Key_F3):
                self._find_next()
                return True
            if watched is self._tree and event.matches(QKeySequence.StandardKey.Copy):
                self._copy_value()
                return True
            if watched is self._tree and is_enter:
                self._on_activated(self._tree.currentIndex())
                return True
        return super().eventFilter(watched, event)

    @cached_property
    def _text(self) -> TextView:
        """The view of a long text, made when it is needed first: 10 ms."""
        view = TextView(self._kit, "treeValue", self.tr("The whole value"))
        view.told.connect(self.told)
        self._detail.addWidget(view)
        return view

    @cached_property
    def _picture(self) -> PictureView:
        """The view of a picture, made likewise."""
        view = PictureView(self._kit.theme)
        self._detail.addWidget(view)
        return view

    # Building --------------------------------------------------------------------------------------------------------

    def _build_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("responseTree")
        tree.setAccessibleName(self.tr("Response as a tree"))
        tree.setModel(self._model)
        tree.setFrameShape(QFrame.Shape.NoFrame)
        tree.setUniformRowHeights(True)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._on_menu_wanted)
        tree.doubleClicked.connect(self._on_activated)
        tree.expanded.connect(self._on_expanded)
        tree.setExpandsOnDoubleClick(False)
        tree.selectionModel().currentChanged.connect(self._on_current_changed)
        tree.installEventFilter(self)
        tree.header().setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        tree.header().setStretchLastSection(False)
        return tree

    def _build_search(self) -> QWidget:
        self._sought = QLineEdit()
        self._sought.setObjectName("treeFind")
        self._sought.setAccessibleName(self.tr("Find in the tree"))
        self._sought.setPlaceholderText(self.tr("Find a name or a value"))
        self._sought.setProperty("compact", "true")
        self._sought.installEventFilter(self)
        self._told_found = Text(self._kit, ink="muted", name="treeFound")
        down = IconButton(self._kit, "arrow-down", self.tr("Next match"), "treeNext")
        down.clicked.connect(self._find_next)
        self._as_table = IconButton(self._kit, "file-spreadsheet", self.tr("Show the array as a table"), "treeAsTable")
        self._as_table.clicked.connect(self._on_table_wanted)
        bar = QFrame()
        bar.setProperty("line", "below")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self._sought, 1)
        row.addWidget(self._told_found)
        row.addWidget(down)
        row.addWidget(self._as_table)
        return bar

    # Intents ---------------------------------------------------------------------------------------------------------

    def _find_next(self) -> None:
        if self._sought.text():
            self._told_found.setText(self.tr("Searching…"))
            self._model.find_next(self._sought.text(), self._tree.currentIndex())

    def _on_found(self, index: QModelIndex) -> None:
        self._told_found.setText("" if index.isValid() else self.tr("Nothing found"))
        if index.isValid():
            self._tree.setCurrentIndex(index)
            self._tree.scrollTo(index)

    def _on_failed(self, error: ModelpostError) -> None:
        self._told_found.setText("")
        self.told.emit(f"{translated(error.summary)}. {translated(error.hint)}")

    def _on_expanded(self, index: QModelIndex) -> None:
        """Fold a branch again until its rows are there: for those that come later Qt lays all rows of the tree anew."""
        if not self._model.is_listed(index):
            self._unfolding.append(QPersistentModelIndex(index))
            self._tree.collapse(index)

    def _on_listed(self, index: QModelIndex) -> None:
        if index in self._unfolding:
            self._unfolding = [each for each in self._unfolding if each != index]
            self._tree.expand(index)

    def _on_unfolded(self, indices: list[QModelIndex]) -> None:
        for index in indices:
            self._tree.expand(index)

    def _on_activated(self, index: QModelIndex) -> None:
        if index.isValid() and self._model.entry(index).is_branch:
            first = index.siblingAtColumn(NAME)
            self._tree.setExpanded(first, not self._tree.isExpanded(first))
        elif index.isValid():
            self._show_whole(index)

    def _array(self) -> QModelIndex:
        """Return the array that the current entry is or stands in; an invalid index is the document."""
        index = self._tree.currentIndex()
        while index.isValid() and not self._model.is_table(index):
            index = index.parent()
        return index

    def _on_table_wanted(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        index = self._array()
        if self._model.is_table(index):
            self._told_found.setText(self.tr("Listing…"))
            self._model.list_table(index)

    def _on_tabled(self, grid: Grid, path: Path) -> None:
        self._told_found.setText("")
        self._table_path = path
        if self._table is None:
            from modelpost.ui.response.grid_page import GridPage  # noqa: PLC0415  # 3 ms, at the first table

            label, back = self.tr("Array as a table"), self.tr("Back to the tree")
            self._table = GridPage(self._kit, "treeTable", label, self._background, self._save, back=back)
            self._table.told.connect(self.told)
            self._table.left.connect(self._on_table_left)
            self._table.row_chosen.connect(self._on_row_chosen)
            self._pages.addWidget(self._table)
        self._table.show_grid(grid)
        self._pages.setCurrentWidget(self._table)
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setFocusProxy(self._table)

    def _on_row_chosen(self, row: int) -> None:
        self.place_wanted.emit((*self._table_path, row))

    def _on_table_left(self) -> None:
        self._show_tree_part()
        self._tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_tree_part(self) -> None:
        self._pages.setCurrentIndex(0)
        self.setFocusProxy(self._tree)
        self._as_table.setEnabled(self._model.is_table(self._array()))

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        del previous
        self._as_table.setEnabled(self._model.is_table(self._array()))
        entry = self._model.entry(current) if current.isValid() else None
        if entry is None or entry.is_branch or entry.end - entry.start <= LONGEST_SHOWN:
            self._detail.hide()
        else:
            self._show_whole(current)

    def _show_whole(self, index: QModelIndex) -> None:
        text = self._model.text(index)
        self._detail.show()
        if not is_encoded_picture(text):
            self._text.set_content(text.encode("utf-8", "surrogatepass"), "text", "utf-8")
            self._detail.setCurrentWidget(self._text)
            return
        place, shown = QPersistentModelIndex(index), self._shown

        def done(picture: Picture) -> None:
            if self._shown is shown and place == self._tree.currentIndex():
                self._picture.show_picture(picture.image, picture.size)
                self._detail.setCurrentWidget(self._picture)

        def failed(error: ModelpostError) -> None:
            del error  # it only looked like a picture
            if self._shown is shown and place == self._tree.currentIndex():
                self._text.set_content(text.encode(), "text", "utf-8")
                self._detail.setCurrentWidget(self._text)

        self._background.run(lambda: read_encoded(text), done, failed)

    def _on_menu_wanted(self, position: QPoint) -> None:
        index = self._tree.indexAt(position)
        if not index.isValid():
            return
        self._tree.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setObjectName("treeMenu")
        ways: list[tuple[str, str, Callable[[Path], str]]] = [
            (self.tr("Copy JSONPath"), "copyJsonPath", json_path),
            (self.tr("Copy path for Python"), "copyPythonPath", python_path),
            (self.tr("Copy path for JavaScript"), "copyJavascriptPath", javascript_path),
        ]
        value = menu.addAction(self.tr("Copy value"))
        value.setObjectName("copyValue")
        value.triggered.connect(self._copy_value)
        for label, name, way in ways:
            action = menu.addAction(label)
            action.setObjectName(name)
            action.setEnabled(not isinstance(self._model.entry(index), Range))
            action.triggered.connect(partial(self._copy_path, way))
        menu.addSeparator()
        table = menu.addAction(self.tr("Show the array as a table"))
        table.setObjectName("showAsTable")
        table.setEnabled(self._model.is_table(self._array()))
        table.triggered.connect(self._on_table_wanted)
        unfold = menu.addAction(self.tr("Unfold all below"))
        unfold.setObjectName("unfoldBelow")
        unfold.triggered.connect(self._unfold_below)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._tree.viewport().mapToGlobal(position))

    def _copy_value(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        index = self._tree.currentIndex()
        if not index.isValid():
            return
        entry = self._model.entry(index)
        if not entry.end:
            self.told.emit(self.tr("The value is still being read."))
            return
        if entry.end - entry.start > _LARGEST_COPIED:
            self.told.emit(self.tr("The value is too large for the clipboard."))
            return
        QGuiApplication.clipboard().setText(self._model.text(index))
        self.told.emit(self.tr("The value was copied."))

    def _copy_path(self, way: Callable[[Path], str], checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        index = self._tree.currentIndex()
        if index.isValid():
            QGuiApplication.clipboard().setText(way(self._model.path(index)))
            self.told.emit(self.tr("The path was copied."))

    def _unfold_below(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        self._model.unfold(self._tree.currentIndex(), _LEVELS_UNFOLDED)

    def _on_theme_changed(self) -> None:
        theme = self._kit.theme
        self._tree.setFont(theme.font(Role.CODE))
        self._tree.setIndentation(theme.pixels(_INDENT))
        self._tree.header().setFont(theme.font(Role.LABEL))
        for column, width in _WIDTHS.items():
            self._tree.header().resizeSection(column, theme.pixels(width))
