"""The parts of form-data, files with their pictures."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from modelpost.core.media import type_of_file
from modelpost.core.request import FileNames, FormRow
from modelpost.core.template import placeholders
from modelpost.core.variables import join_path
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.row_cells import CellDelegate
from modelpost.ui.kit.row_model import Index
from modelpost.ui.kit.rows import RowTable
from modelpost.ui.request.part_dialog import PartDialog
from modelpost.ui.request.shapes import CONTENT_TYPE, VALUE, FormShape
from modelpost.ui.theme import Role
from modelpost.workbench.file_facts import FileFacts, FileFactsDesk
from modelpost.workbench.sizes import size_text

_FILE_ROW = 60
_COLUMN_WIDTHS = ((1, 82), (2, 74), (4, 104))
_WIDE = 480


class FormTable(RowTable[FormRow]):
    """Parts as rows; a click on a file cell picks, a drop replaces."""

    def __init__(self, kit: Kit, files: FileFactsDesk, parent: QWidget | None = None) -> None:
        self.files = files
        self.folder = ""
        self.file_names = FileNames.RAW
        super().__init__(kit, FormShape(), "formTable", "", parent)
        self.setAccessibleName(self.tr("Form-data"))
        self.setItemDelegate(_FormDelegate(kit, self))
        self.setAcceptDrops(True)
        self.menu_wanted.connect(self._on_menu_wanted)
        files.known.connect(self._on_known)
        head = self.horizontalHeader()
        for column, _ in _COLUMN_WIDTHS:
            head.setSectionResizeMode(column, head.ResizeMode.Interactive)
        self._fit_columns()
        kit.theme.changed.connect(self._fit_columns)

    def _fit_columns(self) -> None:
        metrics = QFontMetrics(self.kit.theme.font(Role.BODY))
        for column, width in _COLUMN_WIDTHS:
            title = str(self.rows_model.headerData(column, Qt.Orientation.Horizontal) or "")
            room = max(self.kit.theme.pixels(width), metrics.horizontalAdvance(title) + 24)
            self.horizontalHeader().resizeSection(column, room)

    def row_height(self, row: int) -> int:
        """Return how high a row is: 60 with a file in it."""
        rows = self.rows_model.rows
        has_file = row < len(rows) and rows[row].is_file
        return self.kit.theme.pixels(_FILE_ROW) if has_file else super().row_height(row)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Leave the content type to the file's line where there is no room for a column."""
        super().resizeEvent(event)
        self.setColumnHidden(CONTENT_TYPE + 1, self.width() < self.kit.theme.pixels(_WIDE))

    def absolute(self, path: str) -> str:
        """Return where a file of the draft is."""
        return join_path(self.folder, path)

    def relative(self, path: str) -> str:
        """Return how a file is written down: relative to the collection where it lies in it."""
        if self.folder:
            real = Path(path)
            if real.is_relative_to(self.folder):
                return PurePosixPath(real.relative_to(self.folder)).as_posix()
        return path

    def choose_files(self, row: int) -> None:
        """Ask for the files of a row."""
        start = str(Path(self.folder or Path.home()))
        paths, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose files"), start)
        if paths:
            self.put_files(row, paths)

    def put_files(self, row: int, paths: list[str]) -> None:
        """Put files into a row, the blank one included."""
        files = tuple(self.relative(path) for path in paths)
        value = self.rows_model.row_at(row)
        name = value.name or ("images" if type_of_file(paths[0]).startswith("image/") else "file")
        self.rows_model.put(min(row, len(self.rows_model.rows)), replace(value, name=name, files=files, is_file=True))

    def first_file_row(self) -> int:
        """Return the first row of files, else the blank one."""
        rows = self.rows_model.rows
        return next((i for i, row in enumerate(rows) if row.is_file), len(rows))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Pick files with a click on a file cell."""
        index = self.indexAt(event.position().toPoint())
        if self._is_file_cell(index) and event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(index)
            self.choose_files(index.row())
            return
        super().mouseReleaseEvent(event)

    def begin_cell(self, index: QModelIndex) -> None:
        """Pick files for a file cell, edit any other."""
        if self._is_file_cell(index):
            self.choose_files(index.row())
        else:
            super().begin_cell(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Pick files with F2 too, which begins to edit elsewhere."""
        if event.key() == Qt.Key.Key_F2 and self._is_file_cell(self.currentIndex()):
            self.choose_files(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _is_file_cell(self, index: QModelIndex) -> bool:
        return index.isValid() and index.column() == VALUE + 1 and self.rows_model.row_at(index.row()).is_file

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802  # Qt's name
        """Take files anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Replace the files of the row under the pointer."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            index = self.indexAt(event.position().toPoint())
            self.put_files(index.row() if index.isValid() else self.first_file_row(), paths)
            event.acceptProposedAction()

    def _begin(self, index: object) -> None:
        current = self.currentIndex()
        if current.column() == VALUE + 1 and self.rows_model.row_at(current.row()).is_file:
            self.choose_files(current.row())
            return
        super()._begin(index)  # type: ignore[arg-type]  # a QModelIndex

    def _on_menu_wanted(self, row: int, menu: QMenu) -> None:
        if self.rows_model.rows[row].is_file:
            menu.addAction(self.tr("Choose files…")).triggered.connect(self._on_choose)
            menu.addAction(self.tr("Add a file…")).triggered.connect(self._on_add)
        menu.addAction(self.tr("Files, name and headers…")).triggered.connect(self._on_details)

    def _on_choose(self) -> None:
        self.choose_files(self.currentIndex().row())

    def _on_add(self) -> None:
        row = self.currentIndex().row()
        value = self.rows_model.rows[row]
        added = self._chosen_files(self)
        if added:
            self.rows_model.put(row, replace(value, files=(*value.files, *added)))

    def _chosen_files(self, parent: QWidget) -> tuple[str, ...]:
        paths, _ = QFileDialog.getOpenFileNames(parent, self.tr("Add files"), str(Path(self.folder or Path.home())))
        return tuple(self.relative(path) for path in paths)

    def _on_details(self) -> None:
        self.open_details(self.currentIndex().row())

    def open_details(self, row: int) -> None:
        """Edit all that there is to say of a part."""
        before = self.rows_model.rows[row]
        dialog = PartDialog(self.kit, before, self.file_names, self._chosen_files, self)

        def done() -> None:
            if row < len(self.rows_model.rows) and self.rows_model.rows[row] == before:
                self.rows_model.put(row, dialog.row)

        dialog.accepted.connect(done)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_known(self, path: str) -> None:
        if any(self.absolute(file) == path for row in self.rows_model.rows for file in row.files):
            self.viewport().update()


class _FormDelegate(CellDelegate):
    """Adds the file cell: thumbnail, name, size."""

    def __init__(self, kit: Kit, table: FormTable) -> None:
        super().__init__(kit, table)
        self._form = table

    def paint_content(self, painter: QPainter, area: QRect, index: Index) -> None:
        row = self._form.rows_model.row_at(index.row())
        if index.column() == VALUE + 1 and row.is_file:
            self._paint_file(painter, area, row)
            return
        is_blank = index.row() >= len(self._form.rows_model.rows)
        if index.column() == CONTENT_TYPE + 1 and not row.content_type:
            automatic = type_of_file(row.files[0]) if row.is_file and row.files else self.tr("Auto")
            painter.setFont(self._kit.theme.font(Role.CODE if row.is_file else Role.BODY))
            painter.setPen(self._kit.theme.color("text2" if row.enabled and not is_blank else "muted"))
            place = area.adjusted(10, 0, -6, 0)
            text = painter.fontMetrics().elidedText(automatic, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
            return
        super().paint_content(painter, area, index)
        if index.column() == 2:  # the type
            top = area.center().y() - 7
            painter.drawPixmap(area.right() - 22, top, self._kit.icons.pixmap("chevron-down", "muted", 14))

    def _paint_file(self, painter: QPainter, area: QRect, row: FormRow) -> None:
        theme = self._kit.theme
        left = area.left() + 10
        if not row.files:
            painter.setFont(theme.font(Role.BODY))
            painter.setPen(theme.color("accentText"))
            painter.drawText(area.adjusted(10, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.tr("Choose file…"))
            return
        path = row.files[0]
        facts = None if placeholders(path) else self._form.files.facts(self._form.absolute(path))
        trouble = facts.trouble if facts is not None else None
        picture = QRect(left, area.center().y() - 18, 48, 36)
        if facts is not None and facts.thumbnail is not None:
            self._paint_thumbnail(painter, picture, facts.thumbnail)
        else:
            icon, color = ("circle-alert", "err") if trouble else ("file", "muted")
            painter.drawPixmap(left + 14, picture.top() + 9, self._kit.icons.pixmap(icon, color, 18))
        line = theme.pixels(20)
        text = QRect(left + 58, area.center().y() - line + 1, area.right() - left - 64, line)
        name = path.rpartition("/")[2]
        if len(row.files) > 1:
            text.setRight(self._paint_badge(painter, text, len(row.files) - 1) - 6)
        painter.setFont(theme.font(Role.BUTTON))
        painter.setPen(theme.color("err" if trouble else "text" if row.enabled else "muted"))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(theme.font(Role.SMALL))
        painter.setPen(theme.color("err" if trouble else "muted"))
        below = text.translated(0, line)
        said = self.tr("Not found. Click to locate it.") if trouble else self._said(row, facts)
        below.setRight(area.right() - 6)
        said = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, said)

    def _paint_badge(self, painter: QPainter, line: QRect, further: int) -> int:
        """Paint how many more files there are at the end of a line; return where that begins."""
        theme = self._kit.theme
        said = self.tr("+1 file") if further == 1 else self.tr("+{n} files").replace("{n}", str(further))
        painter.setFont(theme.font(Role.SMALL))
        width = painter.fontMetrics().horizontalAdvance(said) + 14
        badge = QRect(line.right() - width, line.top() + 1, width, line.height() - 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accentSoft"))
        painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2)
        painter.setPen(theme.color("accentText"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, said)
        painter.restore()
        return badge.left()

    def _said(self, row: FormRow, facts: FileFacts | None) -> str:
        """Return what stands below a file's name: its facts, and what was said of the part."""
        said = [self._facts_text(facts)]
        if row.file_name and len(row.files) == 1:
            said.append(self.tr("as {name}").replace("{name}", row.file_name))
        headers = sum(header.enabled for header in row.headers)
        if headers:
            text = self.tr("1 header") if headers == 1 else self.tr("{n} headers").replace("{n}", str(headers))
            said.append(text)
        return ", ".join(filter(None, said))

    def _paint_thumbnail(self, painter: QPainter, frame: QRect, image: QImage) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(frame, 4, 4)
        painter.save()
        painter.setClipPath(shape)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        is_small = image.width() <= frame.width() and image.height() <= frame.height()
        filling = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        scaled = image.size() if is_small else filling
        target = QRect(0, 0, scaled.width(), scaled.height())
        target.moveCenter(frame.center())
        painter.drawImage(target, image)
        painter.restore()

    def _facts_text(self, facts: FileFacts | None) -> str:
        if facts is None:
            return ""
        size = size_text(facts.size)
        dimensions = facts.dimensions
        return f"{size}, {dimensions.width()} × {dimensions.height()}" if dimensions is not None else size
