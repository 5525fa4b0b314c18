"""The rows of a batch: thumbnail, answer, how sure it is, and how it stands; only what is in view is painted."""

import math

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from modelpost.runs.result import Result
from modelpost.runs.tally import Verdict
from modelpost.ui.batch.figures import failure_text
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role
from modelpost.workbench.batch_rows import RESULT_ROLE, VERDICT_ROLE, BatchRows, Column
from modelpost.workbench.batch_run import BatchRun
from modelpost.workbench.sizes import duration_text, share_text
from modelpost.workbench.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
_ROW = 45
_HEAD = 32
_PICTURE = QSize(44, 33)
_PAD = 8
_BAR = 6
_BAR_WIDTH = 70
_UNSURE = 0.6
_WIDE = 790
_WIDTHS = {
    Column.NUMBER: 52,
    Column.NAME: 190,
    Column.ANSWER: 124,
    Column.SCORE: 144,
    Column.EXPECTED: 104,
    Column.SECONDS: 78,
    Column.VERDICT: 110,
}
_NARROW = {**_WIDTHS, Column.NUMBER: 44, Column.ANSWER: 100, Column.SCORE: 88, Column.EXPECTED: 92, Column.VERDICT: 100}


class BatchTable(QTableView):
    """The table itself. Enter or a double click opens a row; a click at a head orders by it, the third by arrival.

    Signals:
        row_chosen: another row is current; carries its Result.
        row_opened: a row was opened; carries its Result.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)

    def __init__(self, kit: Kit, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.setObjectName("batchTable")
        self.setAccessibleName(self.tr("Results"))
        self._kit = kit
        self._delegate = RowDelegate(kit, thumbnails, self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorClearable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.sortIndicatorChanged.connect(self._on_sorted)
        self.activated.connect(self._on_activated)
        kit.theme.changed.connect(self._on_theme_changed)
        thumbnails.made.connect(self._on_made)
        self._on_theme_changed()

    def show_run(self, run: BatchRun) -> None:
        """Show the rows of a batch."""
        self._delegate.run = run
        if self.model() is not run.rows:
            old = self.model()
            if isinstance(old, BatchRows):
                old.rowsInserted.disconnect(self._on_inserted)
            self.setModel(run.rows)
            run.rows.rowsInserted.connect(self._on_inserted)
            self.selectionModel().currentRowChanged.connect(self._on_current_changed)
            head = self.horizontalHeader()
            head.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
            head.setSortIndicatorShown(True)
            head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Open the current row with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_activated(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Leave out the bars and set the columns closer where the names would have no room."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the rows, or what to do where there is none yet."""
        super().paintEvent(event)
        run = self._delegate.run
        if run is None or run.is_busy or run.tally.size:
            return
        painter = QPainter(self.viewport())
        painter.setFont(self._kit.theme.font(Role.BODY))
        painter.setPen(self._kit.theme.color("muted"))
        area = self.viewport().rect().adjusted(16, 24, -16, -24)
        place = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(area, place, self.tr("Nothing was sent yet. A row comes here with each answer."))

    def _on_inserted(self, parent: Index, first: int, last: int) -> None:
        """Keep what is looked at in its place when rows come on top."""
        del parent
        bar = self.verticalScrollBar()
        if not first and bar.value() > 0:
            bar.setValue(bar.value() + last - first + 1)

    def _on_sorted(self, column: int, order: Qt.SortOrder) -> None:
        model = self.model()
        if isinstance(model, BatchRows):
            model.sort(column, order)

    def _on_activated(self, index: QModelIndex) -> None:
        result = index.data(RESULT_ROLE)
        if result is not None:
            self.row_opened.emit(result)

    def _on_current_changed(self, index: QModelIndex, before: QModelIndex) -> None:
        del before
        result = index.data(RESULT_ROLE)
        if result is not None:
            self.row_chosen.emit(result)

    def _on_made(self, path: str) -> None:
        del path
        self.viewport().update()

    def _fit(self) -> None:
        theme = self._kit.theme
        widths = _WIDTHS if self.viewport().width() >= theme.pixels(_WIDE) else _NARROW
        for column, width in widths.items():
            if column is not Column.NAME:
                self.setColumnWidth(column, theme.pixels(width))

    def _on_theme_changed(self) -> None:
        theme = self._kit.theme
        self.verticalHeader().setDefaultSectionSize(theme.pixels(_ROW))
        self.horizontalHeader().setFixedHeight(theme.pixels(_HEAD))
        self.horizontalHeader().setFont(theme.font(Role.LABEL))
        self._fit()
        self.viewport().update()


class RowDelegate(QStyledItemDelegate):
    """Paints the cells of a row."""

    def __init__(self, kit: Kit, thumbnails: Thumbnails, parent: BatchTable) -> None:
        super().__init__(parent)
        self._kit = kit
        self._thumbnails = thumbnails
        self.run: BatchRun | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell: its ground says how the row stands, its words say so too."""
        result, verdict = index.data(RESULT_ROLE), index.data(VERDICT_ROLE)
        if not isinstance(result, Result):
            return
        theme, area = self._kit.theme, QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grounds = {Verdict.MISMATCH: "warnSoft", Verdict.FAILED: "errSoft"}
        ground = grounds.get(verdict, "surface")
        if option.state & QStyle.StateFlag.State_Selected:
            ground = "selected"
        painter.fillRect(area, theme.color(ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(_PAD, 0, -_PAD, -1)
        match Column(index.column()):
            case Column.NUMBER:
                self._text(painter, inner, str(result.index + 1), "muted", is_right=True)
            case Column.NAME:
                self._name(painter, inner, result)
            case Column.ANSWER:
                self._text(painter, inner, _answer(result) or "–", "text")
            case Column.SCORE:
                self._score(painter, inner, result)
            case Column.EXPECTED:
                self._text(painter, inner, result.expected or "–", "text2")
            case Column.SECONDS:
                ink = "err" if verdict is Verdict.FAILED else "text"
                self._text(painter, inner, duration_text(result.seconds), ink, is_right=True)
            case Column.VERDICT:
                self._verdict(painter, inner, result, verdict)
        painter.restore()

    def _text(
        self, painter: QPainter, area: QRect, text: str, ink: str, *, is_right: bool = False, role: Role = Role.BODY
    ) -> None:
        theme = self._kit.theme
        font = theme.font(role)
        painter.setFont(font)
        painter.setPen(theme.color(ink))
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        shown = QFontMetrics(font).elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)

    def _name(self, painter: QPainter, area: QRect, result: Result) -> None:
        given = self.run.input_of(result) if self.run is not None else None
        if given is not None and given.file:
            size = QSize(self._kit.theme.pixels(_PICTURE.width()), self._kit.theme.pixels(_PICTURE.height()))
            frame = QRect(area.left(), area.center().y() - size.height() // 2, size.width(), size.height())
            self._picture(painter, frame, given.file)
            area = area.adjusted(size.width() + 10, 0, 0, 0)
        font = self._kit.theme.font(Role.BODY)
        painter.setFont(font)
        painter.setPen(self._kit.theme.color("text"))
        name = QFontMetrics(font).elidedText(result.name, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _picture(self, painter: QPainter, frame: QRect, file: str) -> None:
        image = self._thumbnails.image(file)
        path = QPainterPath()
        path.addRoundedRect(QRectF(frame), 3, 3)
        if image is None:
            painter.fillPath(path, self._kit.theme.color("hover"))
            return
        painter.save()
        painter.setClipPath(path)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        place = QRect(0, 0, whole.width(), whole.height())
        place.moveCenter(frame.center())
        painter.drawImage(place, image)
        painter.restore()

    def _score(self, painter: QPainter, area: QRect, result: Result) -> None:
        if result.score is None:
            self._text(painter, area, self.tr("No answer") if result.failure else "–", "text2")
            return
        theme = self._kit.theme
        is_share = 0 <= result.score <= 1
        bar = theme.pixels(_BAR_WIDTH) if area.width() > theme.pixels(_NARROW[Column.SCORE]) else 0
        if bar and is_share and not math.isnan(result.score):
            track = QRectF(area.left(), area.center().y() - _BAR / 2 + 0.5, bar, _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("track"))
            painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
            track.setWidth(max(_BAR, track.width() * result.score))
            painter.setBrush(theme.color("accent" if result.score >= _UNSURE else "warnFill"))
            painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        words = area.adjusted(bar + 4 if bar else 0, 0, 0, 0)
        self._text(painter, words, share_text(result.score, is_share=is_share), "text", is_right=True)

    def _verdict(self, painter: QPainter, area: QRect, result: Result, verdict: object) -> None:
        icon, ink, text = self._said(result, verdict)
        if icon:
            size = 15
            painter.drawPixmap(area.left(), area.center().y() - size // 2, self._kit.icons.pixmap(icon, ink, size))
            area = area.adjusted(size + 6, 0, 0, 0)
        self._text(painter, area, text, ink, role=Role.BUTTON)

    def _said(self, result: Result, verdict: object) -> tuple[str, str, str]:
        match verdict:
            case Verdict.MATCH:
                return "check", "ok", self.tr("Match")
            case Verdict.MISMATCH:
                return "triangle-alert", "warn", self.tr("Mismatch")
            case Verdict.FAILED:
                text = failure_text(result.failure) if result.failure else str(result.status)
                return "circle-x", "err", text[:1].upper() + text[1:]
        return "", "text2", str(result.status)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802  # Qt's name
        """Return the height of a row."""
        return QSize(80, self._kit.theme.pixels(_ROW))


def _answer(result: Result) -> str:
    return result.label or (result.message if not result.failure else "")
