"""What a batch says as a whole: times, classes, confusions, errors."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from modelpost.runs.statistics import Bin, Latencies
from modelpost.ui.batch.figures import failure_text
from modelpost.ui.batch.matrix import ConfusionMatrix
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.batch_run import BatchRun
from modelpost.workbench.sizes import duration_text, share_text

_BINS = 12
_CHART = 132
_ROW = 26
_MOST_ROWS = 10
_MOST_PAIRS = 6


class Chart(QWidget):
    """A painted chart that also gives its data as a table: Ctrl+C copies it."""

    def __init__(self, kit: Kit, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._kit = kit
        self.rows: list[tuple[str, ...]] = []
        kit.theme.changed.connect(self.updateGeometry)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy the data."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in self.rows))
            return
        super().keyPressEvent(event)

    def _tell(self, rows: list[tuple[str, ...]]) -> None:
        self.rows = rows
        text = ", ".join(" ".join(row) for row in rows[1:])
        self.setAccessibleDescription(text)
        self.setToolTip("\n".join("  ".join(row) for row in rows[:40]))
        self.updateGeometry()
        self.update()


class Histogram(Chart):
    """How long answers took, with lines at p50 and p95."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "batchHistogram", "")
        self.setAccessibleName(self.tr("Response times"))
        self._bins: tuple[Bin, ...] = ()
        self._marks: tuple[tuple[str, float], ...] = ()

    def show_times(self, times: Latencies) -> None:
        """Show these times."""
        self._bins = times.histogram(_BINS) if len(times) else ()
        self._marks = (("p50", times.percentile(50)), ("p95", times.percentile(95))) if len(times) else ()
        rows = [(self.tr("from"), self.tr("answers"))]
        rows += [(duration_text(each.start), str(each.count)) for each in self._bins]
        self._tell([*rows, *((name, duration_text(value)) for name, value in self._marks)])

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return its height."""
        return QSize(200, self._kit.theme.pixels(_CHART))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint bars, lines and the scale."""
        if not self._bins:
            return
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(Role.BADGE)
        painter.setFont(font)
        line = QFontMetrics(font).height()
        plot = QRectF(0, line + 4, self.width() - 1, self.height() - 2 * line - 10)
        highest = max(each.count for each in self._bins)
        width = plot.width() / len(self._bins)
        for place, each in enumerate(self._bins):
            height = plot.height() * each.count / highest
            bar = QRectF(plot.left() + place * width, plot.bottom() - height, max(1.0, width - 2), height)
            painter.setPen(Qt.PenStyle.NoPen)
            color = QColor(theme.color("accent"))
            if self._marks and each.start >= self._marks[1][1]:
                color.setAlphaF(0.55)
            painter.setBrush(color)
            painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(theme.color("line"))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        self._paint_marks(painter, plot)
        self._paint_scale(painter, plot)

    def _x(self, plot: QRectF, seconds: float) -> float:
        start, end = self._bins[0].start, self._bins[-1].start
        step = (end - start) / max(1, len(self._bins) - 1)
        whole = end + step - start
        return plot.left() + plot.width() * min(1.0, (seconds - start) / whole if whole > 0 else 0.5)

    def _paint_marks(self, painter: QPainter, plot: QRectF) -> None:
        theme = self._kit.theme
        metrics = painter.fontMetrics()
        places = [self._x(plot, seconds) for _, seconds in self._marks]
        texts = [f"{name} {duration_text(seconds)}" for name, seconds in self._marks]
        widths = [metrics.horizontalAdvance(text) for text in texts]
        painter.setPen(QPen(theme.color("text2"), 1, Qt.PenStyle.DashLine))
        for x in places:
            painter.drawLine(QPointF(x, 2), QPointF(x, plot.bottom()))
        painter.setPen(theme.color("text"))
        base = metrics.ascent() + 1
        if places[0] + widths[0] + 10 > places[1]:  # too close: both beside the pair of lines, in their order
            texts, widths = ["  ".join(texts)], [sum(widths) + metrics.horizontalAdvance("  ")]
            places = [places[1] if places[1] + 4 + widths[0] < self.width() else places[0]]
        for x, text, width in zip(places, texts, widths, strict=True):
            left = x + 4 if x + 4 + width < self.width() else max(0.0, x - 4 - width)
            painter.drawText(QPointF(left, base), text)

    def _paint_scale(self, painter: QPainter, plot: QRectF) -> None:
        painter.setPen(self._kit.theme.color("muted"))
        area = QRect(0, round(plot.bottom()) + 4, self.width(), self.height() - round(plot.bottom()) - 4)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft, duration_text(self._bins[0].start))
        last = self._bins[-1].start
        if len(self._bins) > 1:
            painter.drawText(area, Qt.AlignmentFlag.AlignRight, f"> {duration_text(last)}")


class Bars(Chart):
    """Names with a bar and a number each."""

    def __init__(self, kit: Kit, name: str, label: str) -> None:
        super().__init__(kit, name, label)
        self._counts: list[tuple[str, int]] = []
        self._fill = "accent"

    def show_counts(self, counts: Sequence[tuple[str, int]], fill: str = "accent") -> None:
        """Show these counts, the largest first."""
        self._counts, self._fill = list(counts[:_MOST_ROWS]), fill
        self._tell([("", ""), *((name, str(count)) for name, count in counts)])

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the height of its rows."""
        return QSize(200, len(self._counts) * self._kit.theme.pixels(_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint a row for each."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(Role.BODY))
        metrics = painter.fontMetrics()
        row, names = theme.pixels(_ROW), round(self.width() * 0.36)
        numbers = max((metrics.horizontalAdvance(str(count)) for _, count in self._counts), default=0) + 12
        highest = max((count for _, count in self._counts), default=1) or 1
        for place, (name, count) in enumerate(self._counts):
            area = QRect(0, place * row, self.width(), row)
            painter.setPen(theme.color("text2"))
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names - 8)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            track = QRectF(names, area.center().y() - 3.5, self.width() - names - numbers, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("track"))
            painter.drawRoundedRect(track, 4, 4)
            track.setWidth(max(8.0, track.width() * count / highest))
            painter.setBrush(theme.color(self._fill))
            painter.drawRoundedRect(track, 4, 4)
            painter.setPen(theme.color("text"))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(count))


class Rows(Chart):
    """Lines of text with numbers at the right: confusions, precision and recall."""

    def __init__(self, kit: Kit, name: str, label: str) -> None:
        super().__init__(kit, name, label)
        self._lines: list[tuple[str, str, tuple[str, ...]]] = []

    def show_lines(self, lines: Sequence[tuple[str, str, tuple[str, ...]]], head: tuple[str, ...]) -> None:
        """Show lines: what is grey, what is black behind an arrow, and numbers."""
        self._lines = list(lines)
        self._tell([head, *((first, second, *numbers) for first, second, numbers in lines)])

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the height of its lines."""
        return QSize(200, len(self._lines) * self._kit.theme.pixels(_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint a line for each."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setFont(theme.font(Role.BODY))
        metrics = painter.fontMetrics()
        row, column = theme.pixels(_ROW), metrics.horizontalAdvance("100.0 %") + 14
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, (first, second, numbers) in enumerate(self._lines):
            area = QRect(0, place * row, self.width() - column * len(numbers), row)
            painter.setPen(theme.color("text2"))
            text = metrics.elidedText(first, Qt.TextElideMode.ElideRight, area.width() // (2 if second else 1))
            painter.drawText(area, middle, text)
            if second:
                left = area.left() + metrics.horizontalAdvance(text) + 8
                icon = self._kit.icons.pixmap("arrow-right", "muted", 13)
                painter.drawPixmap(left, area.center().y() - 6, icon)
                rest = area.adjusted(left + 21, 0, 0, 0)
                painter.setPen(theme.color("text"))
                painter.drawText(rest, middle, metrics.elidedText(second, Qt.TextElideMode.ElideRight, rest.width()))
            painter.setPen(theme.color("text"))
            for at, number in enumerate(numbers):
                cell = QRect(self.width() - column * (len(numbers) - at), area.top(), column, row)
                painter.drawText(cell, middle | Qt.AlignmentFlag.AlignRight, number)


class _Section(NamedTuple):
    frame: QFrame
    note: Text


class BatchCharts(QScrollArea):
    """The right side: histogram, predicted classes, confusions, precision and recall, errors."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("batchCharts")
        self.setAccessibleName(self.tr("Figures"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._kit = kit
        self._histogram = Histogram(kit)
        self._labels = Bars(kit, "batchLabels", self.tr("Predicted classes"))
        self._matrix = ConfusionMatrix(kit)
        self._pairs = Rows(kit, "batchConfusions", self.tr("Most confused"))
        self._classes = Rows(kit, "batchClasses", self.tr("Precision and recall by class"))
        self._errors = Bars(kit, "batchErrors", self.tr("Errors"))
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(16, 14, 16, 14)
        self._column.setSpacing(14)
        self._times = self._section(self.tr("Response time"), self._histogram)
        self._failing = self._section(self.tr("Errors"), self._errors)
        self._predicted = self._section(self.tr("Predicted class"), self._labels)
        self._confused = self._section(self.tr("Most confused"), self._pairs)
        self._confused.note.setText(self.tr("expected, then predicted"))
        self._square = self._section(self.tr("Confusion matrix"), self._matrix)
        self._square.note.setText(self.tr("rows are expected"))
        self._each = self._section(self.tr("By class"), self._classes)
        self._each.note.setText(self.tr("precision, recall"))
        self._column.addStretch(1)
        self.setWidget(holder)

    def show_run(self, run: BatchRun) -> None:
        """Show the figures of a batch."""
        tally = run.tally
        self._histogram.show_times(tally.latencies)
        self._times.note.setText(self.tr("{n} answers").replace("{n}", str(len(tally.latencies))))
        self._times.frame.setVisible(bool(len(tally.latencies)))
        labels = [(label, count) for label, count in tally.labels.most_common() if count > 0]
        self._labels.show_counts(labels)
        self._predicted.frame.setVisible(bool(labels))
        errors = [(failure_text(key), count) for key, count in tally.errors.most_common() if count > 0]
        self._errors.show_counts(errors, "errFill")
        self._failing.frame.setVisible(bool(errors))
        pairs = [
            (first or self.tr("nothing"), second or self.tr("nothing"), (str(count),))
            for first, second, count in tally.confusions
        ]
        self._pairs.show_lines(pairs[:_MOST_PAIRS], (self.tr("expected"), self.tr("answered"), self.tr("answers")))
        self._confused.frame.setVisible(bool(pairs))
        quality = tally.quality
        self._matrix.show_quality(quality)
        self._square.frame.setVisible(self._matrix.has_room)
        lines = [(each.label, "", (_share(each.precision), _share(each.recall))) for each in quality.classes()]
        self._classes.show_lines(
            lines[: 4 * _MOST_ROWS], (self.tr("class"), "", self.tr("precision"), self.tr("recall"))
        )
        self._each.frame.setVisible(bool(lines))

    def _section(self, title: str, chart: QWidget) -> _Section:
        frame = QFrame()
        frame.setProperty("line", "below")
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 14)
        column.setSpacing(8)
        head = QHBoxLayout()
        note = Text(self._kit, role=Role.SMALL, ink="muted")
        note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.addWidget(Text(self._kit, title, role=Role.STRONG))
        head.addWidget(note, 1)
        column.addLayout(head)
        column.addWidget(chart)
        self._column.addWidget(frame)
        frame.hide()
        return _Section(frame, note)


def _share(value: float | None) -> str:
    return share_text(value, is_share=True)
