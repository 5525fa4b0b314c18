"""How long each phase took: the popover on the time of an answer."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.text import Message
from modelpost.core.waterfall import LABELS, Lane, Phase, Waterfall, table
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.theme import Role
from modelpost.workbench.sizes import duration_text, size_text
from modelpost.workbench.texts import translated

_COLORS = {
    Phase.LOOKUP: "c1",
    Phase.CONNECT: "c2",
    Phase.TLS: "c3",
    Phase.SEND: "c4",
    Phase.WAIT: "accent",
    Phase.DOWNLOAD: "c5",
}
_ROW = 23
_BAR = 8
_WIDTH = 416
_MOST = 320
_NAMES_SHARE = 0.4
_TOLD_FROM = 0.02
"""Seconds of preparation from which it is told of: the bars begin so far to the right."""

_NOT_MEASURED = "–"
_NO_BREAK = "\N{WORD JOINER}"


class WaterfallChart(QWidget):
    """The six phases of one request as bars on the scale of the whole exchange."""

    def __init__(self, kit: Kit, lane: Lane, total: float, *, waits_for_model: bool) -> None:
        super().__init__()
        self.setObjectName("waterfall")
        self._kit = kit
        self._lane = lane
        self._total = max(total, 1e-9)
        self._waits_for_model = waits_for_model
        self.setAccessibleName(self.tr("Phases of the request"))
        self.setAccessibleDescription("; ".join(f"{self._label(phase)} {self._time(phase)}" for phase in Phase))
        kit.theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for six rows."""
        return QSize(self._kit.theme.pixels(_WIDTH - 32), self._kit.theme.pixels(_ROW) * len(Phase))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Take no less."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint a label, a bar and a time for each phase."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row, names = theme.pixels(_ROW), round(self.width() * _NAMES_SHARE)
        times = QFontMetrics(theme.font(Role.BODY)).horizontalAdvance("00 min 00 s") + 8
        room = QRectF(names, 0, max(1, self.width() - names - times), row)
        for index, phase in enumerate(Phase):
            is_longest = phase is self._lane.longest
            top = index * row
            painter.setFont(theme.font(Role.BUTTON if is_longest else Role.BODY))
            painter.setPen(theme.color("text" if is_longest else "text2"))
            metrics = QFontMetrics(painter.font())
            label = metrics.elidedText(self._label(phase), Qt.TextElideMode.ElideRight, names - 8)
            painter.drawText(QRect(0, top, names - 8, row), Qt.AlignmentFlag.AlignVCenter, label)
            painter.setPen(theme.color("text"))
            where = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRect(0, top, self.width(), row), where, self._time(phase))
            self._paint_bar(painter, phase, room.translated(0, top))

    def event(self, event: QEvent) -> bool:
        """Say when a phase began in its tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = event.pos().y() // max(1, self._kit.theme.pixels(_ROW))
            phases = list(Phase)
            if 0 <= index < len(phases):
                QToolTip.showText(event.globalPos(), self._explained(phases[index]), self)
            return True
        return super().event(event)

    def _paint_bar(self, painter: QPainter, phase: Phase, room: QRectF) -> None:
        bar = self._lane.bar(phase)
        if bar.start is None or bar.seconds is None:
            return
        left = room.left() + room.width() * min(1.0, bar.start / self._total)
        width = max(2.0, room.width() * bar.seconds / self._total)
        height = self._kit.theme.pixels(_BAR)
        area = QRectF(min(left, room.right() - 2), room.center().y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._kit.theme.color(_COLORS[phase]))
        radius = min(2.0, width / 2)
        painter.drawRoundedRect(area, radius, radius)

    def _label(self, phase: Phase) -> str:
        if phase is Phase.WAIT and self._waits_for_model:
            return self.tr("Waiting for the model")
        return translated(LABELS[phase])

    def _time(self, phase: Phase) -> str:
        seconds = self._lane.bar(phase).seconds
        return _NOT_MEASURED if seconds is None else duration_text(seconds)

    def _explained(self, phase: Phase) -> str:
        start = self._lane.bar(phase).start
        if start is None:
            if self._lane.is_reused:
                return self.tr("The connection was still open; this phase did not happen.")
            return self.tr("This phase did not happen or was not measured.")
        text = self.tr("{phase}: began after {start}, took {time}").replace("{phase}", self._label(phase))
        return text.replace("{start}", duration_text(start)).replace("{time}", self._time(phase))


class TimingPopover(QFrame):
    """The phases of an exchange, request by request, with what is known of its connections.

    It closes with Esc, and when something else gets the focus or a click; the focus returns to what opened it.

    Signals:
        timeline_wanted: the link to the timeline was pressed.
        told: something to say in passing; carries a text.
    """

    timeline_wanted = Signal()
    told = Signal(str)

    def __init__(self, kit: Kit, found: Waterfall, opener: QWidget) -> None:
        super().__init__(opener.window())
        self.setObjectName("timingPopover")
        self.setProperty("card", "popover")
        self.setAccessibleName(self.tr("Timing"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._kit = kit
        self._found = found
        self._opener = opener
        self._is_gone = False
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 10)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self._lanes())
        column.addWidget(self._foot())
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.installEventFilter(self)
            application.focusChanged.connect(self._on_focus_changed)

    def open(self) -> None:
        """Show the popover below its opener and take the focus."""
        window = self._opener.window()
        self.setFixedWidth(min(self._kit.theme.pixels(_WIDTH), window.width() - 16))
        self.adjustSize()
        place = self._opener.mapTo(window, QPoint(-6, self._opener.height() + 6))
        right = window.width() - self.width() - 8
        bottom = window.height() - self.height() - 8
        self.move(max(8, min(place.x(), right)), max(8, min(place.y(), bottom)))
        self.show()
        self.raise_()
        self._link.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_now(self) -> None:
        """Go, and give the focus back."""
        self.leave()
        self._opener.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Go at a click elsewhere, and when the window changes its size."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if isinstance(watched, QWidget) and watched is not self and not self.isAncestorOf(watched):
                self.leave()
        elif event.type() == QEvent.Type.Resize and watched is self._opener.window():
            self.leave()
        return False

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window does, which would cancel a running request."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Keep clicks from what is below."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_now()
            return
        super().keyPressEvent(event)

    # -----------------------------------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Text(self._kit, self.tr("Timing"), role=Role.STRONG))
        row.addStretch(1)
        row.addWidget(Text(self._kit, duration_text(self._found.total), role=Role.STRONG, name="timingTotal"))
        return row

    def _lanes(self) -> QWidget:
        """Return the requests one below the other, in a scroll area where there are many."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        many = len(self._found.lanes) > 1
        for index, lane in enumerate(self._found.lanes):
            if many:
                column.addWidget(self._title(index, lane))
            is_last = index == len(self._found.lanes) - 1
            column.addWidget(WaterfallChart(self._kit, lane, self._found.total, waits_for_model=is_last))
            column.addWidget(self._facts(lane))
        if not many:
            return inner
        area = QScrollArea()
        area.setObjectName("timingLanes")
        area.setAccessibleName(self.tr("Requests of this exchange"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setFixedHeight(min(inner.sizeHint().height() + 8, self._kit.theme.pixels(_MOST)))
        return area

    def _title(self, index: int, lane: Lane) -> QWidget:
        status = f" → {lane.status}" if lane.status is not None else ""
        text = f"{index + 1}  {lane.method} {lane.host}{lane.target.partition('?')[0]}{status}"
        return Text(self._kit, text, role=Role.LABEL, wrap=True, name=f"timingLane{index}")

    def _facts(self, lane: Lane) -> QWidget:
        """Return the sizes and the connection in small print."""
        sent = self.tr("Sent: {head} of headers, {body} of body").replace("{head}", _size(lane.sent_head))
        received = self.tr("Received: {head} of headers, {body} of body").replace("{head}", _size(lane.received_head))
        lines = [
            sent.replace("{body}", _size(lane.sent_body)),
            received.replace("{body}", _size(lane.received_body)),
        ]
        address = f"{lane.address}:{lane.port}" if lane.address else ""
        place = " · ".join(text for text in (address, lane.cipher) if text)
        if place:
            lines.append(place)
        before = self._found.preparation
        if before >= _TOLD_FROM and lane is self._found.lanes[0]:
            told = self.tr("Before it: {time} to prepare the request and to read certificates")
            lines.append(told.replace("{time}", duration_text(before)))
        text = Text(self._kit, "\n".join(lines), role=Role.SMALL, ink="muted", wrap=True, name="timingFacts")
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return text

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("line", "above")
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(6)
        row.addWidget(Icon(self._kit, "plug", "muted", 14))
        row.addWidget(
            Text(self._kit, self._connection(), role=Role.SMALL, ink="text2", wrap=True, name="timingConnection"), 1
        )
        copy = Button(self._kit, self.tr("Copy as table"), "copyTiming", look="link")
        copy.clicked.connect(self._on_copy)
        self._link = Button(self._kit, self.tr("Open Timeline"), "openTimeline", look="link")
        self._link.clicked.connect(self._on_timeline)
        row.addWidget(copy)
        row.addWidget(self._link)
        return foot

    def _connection(self) -> str:
        lane = self._found.lanes[-1] if self._found.lanes else Lane()
        start = self.tr("Open connection used again") if lane.is_reused else self.tr("New connection")
        tls = lane.tls.replace("TLSv", "TLS ")
        http = lane.http.replace("/", f"/{_NO_BREAK}")
        return ", ".join(text for text in (start, http, tls) if text)

    def _on_copy(self) -> None:
        rows = table(self._found)
        text = "\n".join("\t".join(translated(c) if isinstance(c, Message) else c for c in row) for row in rows)
        QGuiApplication.clipboard().setText(text + "\n")
        self.told.emit(self.tr("The timing was copied as a table."))

    def _on_timeline(self) -> None:
        self.leave()
        self.timeline_wanted.emit()

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        del before
        if now is not None and now is not self and not self.isAncestorOf(now) and self.isVisible():
            self.leave()

    def leave(self) -> None:
        """Go, wherever the focus is."""
        application = QApplication.instance()
        if self._is_gone:
            return
        self._is_gone = True
        if isinstance(application, QApplication):
            application.removeEventFilter(self)
            application.focusChanged.disconnect(self._on_focus_changed)
        self.hide()
        self.deleteLater()


def _size(count: int | None) -> str:
    return _NOT_MEASURED if count is None else size_text(count)
