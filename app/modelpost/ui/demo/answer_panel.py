"""What the room is told: one thing in large letters, how long it took, a line for each finding."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from modelpost.inference.api import Chat, Detection
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.kit.scaled import Scaled
from modelpost.ui.kit.tags import Tag
from modelpost.ui.response.inference.colors import on_picture
from modelpost.ui.theme import Role
from modelpost.workbench.demo_desk import DemoDesk
from modelpost.workbench.plain_words import PlainLine
from modelpost.workbench.texts import translated

_WIDTH = 340
_LINE = 52
_BAR_WIDTH, _BAR = 72, 8
_LONG_HEADLINE = 11
_TEXT_SHARE = 0.8
_SHORTEST = 0.01


class AnswerPanel(QWidget):
    """Stands beside the stage.

    Signals:
        run_wanted, stop_wanted: the button was pressed.
        threshold_chosen: the slider was moved; carries a score from 0 to 1.
    """

    run_wanted = Signal()
    stop_wanted = Signal()
    threshold_chosen = Signal(float)

    def __init__(self, kit: Kit, desk: DemoDesk) -> None:
        super().__init__()
        self.setObjectName("demoAnswer")
        self.setAccessibleName(self.tr("Answer"))
        self._kit = kit
        self._desk = desk
        Scaled(kit.theme, self, minimum_width=_WIDTH, maximum_width=_WIDTH)
        self._number = Text(kit, role=Role.DEMO_NUMBER, name="demoNumber")
        self._beside = Text(kit, role=Role.DEMO_WORDS, ink="text2", name="demoWords", wrap=True)
        self._headline = Text(kit, role=Role.DEMO_NUMBER, name="demoHeadline", wrap=True)
        self._long = Text(kit, role=Role.TITLE, name="demoLongHeadline", wrap=True)
        self._below = Text(kit, role=Role.DEMO_WORDS, ink="text2", name="demoBelow", wrap=True)
        self._trouble = Text(kit, role=Role.DEMO_WORDS, ink="err", name="demoTrouble", wrap=True)
        self._text = Text(kit, role=Role.DEMO_BODY, name="demoText", wrap=True)
        self._time = Text(kit, role=Role.DEMO_BODY, ink="text2", name="demoTime")
        self._time_icon = Icon(kit, "timer", "ok", 18)
        self._saved = Tag(kit, "demoSaved")
        self._lines = _Lines(kit, desk.inference.color_of)
        self._run = Button(kit, self.tr("Run"), "demoRun", look="primary", icon="play")
        self._run.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._run.clicked.connect(self._on_run)
        self._run.setProperty("stage", "large")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._trouble)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._number)
        row.addWidget(self._beside, 1, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(row)
        for widget in (self._headline, self._long, self._below):
            column.addWidget(widget)
        time = QHBoxLayout()
        time.setSpacing(8)
        time.addWidget(self._time_icon)
        time.addWidget(self._time)
        time.addStretch(1)
        time.addWidget(self._saved)
        column.addLayout(time)
        column.addSpacing(6)
        column.addWidget(self._lines)
        column.addWidget(self._text)
        column.addStretch(1)
        column.addWidget(self._build_threshold())
        column.addSpacing(6)
        column.addWidget(self._run)

    def show_answer(self) -> None:
        """Show what the desk says."""
        desk = self._desk
        plain = None if desk.is_hidden else desk.plain
        trouble = desk.trouble
        self._say(self._trouble, self.tr("The model did not answer. Try again.") if trouble is not None else "")
        words = translated(plain.words) if plain is not None and plain.words is not None else ""
        is_number = plain is not None and plain.is_number
        headline = plain.headline if plain is not None else ""
        is_long = len(headline) > _LONG_HEADLINE
        self._say(self._number, headline if is_number else "")
        self._say(self._beside, words if is_number else "")
        self._say(self._headline, headline if not is_number and not is_long else "")
        self._say(self._long, headline if not is_number and is_long else "")
        if desk.is_unknown and not desk.is_hidden:
            words = self.tr("The model answered, but not in a form that can be shown here.")
        self._say(self._below, words if not is_number else "")
        is_chat = isinstance(desk.meaning, Chat)
        self._say(self._text, plain.text if plain is not None and not is_chat else "")
        seconds = desk.seconds if plain is not None else None
        time = self._in_seconds(seconds) if seconds is not None else ""
        self._say(self._time, time)
        self._time_icon.setVisible(bool(time))
        self._saved.say(self.tr("saved answer") if desk.is_saved and plain is not None else "", "info", "history")
        self._lines.show_lines(plain.lines if plain is not None else ())
        self._slider_box.setVisible(plain is not None and isinstance(desk.meaning, Detection))
        percent = round(desk.showing.threshold * 100)
        if not self._slider.isSliderDown():
            self._slider.setValue(percent)
        self._percent.setText(f"{percent} %")
        self._show_button()

    def _in_seconds(self, seconds: float) -> str:
        if seconds < _SHORTEST:
            return self.tr("in less than 0.01 seconds")
        return self.tr("in {n} seconds").replace("{n}", f"{seconds:.2f}")

    def _show_button(self) -> None:
        desk = self._desk
        if desk.is_running:
            text, icon = self.tr("Stop"), "square"
        else:
            text, icon = (self.tr("Run again") if desk.seconds is not None else self.tr("Run")), "play"
        self._run.setText(f" {text}")
        self._run.setAccessibleName(text)
        self._run.setIcon(self._kit.icons.icon(icon, "onAccent"))
        self._run.setFont(self._kit.theme.font(Role.DEMO_BODY))
        self._run.setIconSize(QSize(20, 20))

    def _say(self, label: Text, text: str) -> None:
        if label.text() != text:
            label.setText(text)
        label.setVisible(bool(text))

    def _build_threshold(self) -> QWidget:
        self._slider_box = QWidget()
        self._percent = Text(self._kit, role=Role.DEMO_BODY, name="demoThresholdValue")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("demoThreshold")
        self._slider.setAccessibleName(self.tr("Show results above"))
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider.setRange(0, 100)
        self._slider.setPageStep(5)
        self._slider.setMinimumHeight(40)
        self._slider.valueChanged.connect(self._on_threshold)
        column = QVBoxLayout(self._slider_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.addWidget(Text(self._kit, self.tr("Show results above"), role=Role.LEAD, ink="text2"))
        row.addStretch(1)
        row.addWidget(self._percent)
        column.addLayout(row)
        column.addWidget(self._slider)
        return self._slider_box

    def _on_threshold(self, percent: int) -> None:
        if percent != round(self._desk.showing.threshold * 100):
            self.threshold_chosen.emit(percent / 100)

    def _on_run(self) -> None:
        if self._desk.is_running:
            self.stop_wanted.emit()
        else:
            self.run_wanted.emit()


class _Lines(QWidget):
    """A line for each finding: colour, label, how often, a bar and its value."""

    def __init__(self, kit: Kit, color_of: Callable[[str], int]) -> None:
        super().__init__()
        self.setObjectName("demoLines")
        self.setAccessibleName(self.tr("Findings"))
        self._kit = kit
        self._color_of = color_of
        self._lines: tuple[PlainLine, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        kit.theme.changed.connect(self.updateGeometry)

    def show_lines(self, lines: tuple[PlainLine, ...]) -> None:
        """Show these lines."""
        if lines != self._lines:
            self._lines = lines
            spoken = (f"{line.label}, {line.text}" if line.text else line.label for line in lines)
            self.setAccessibleDescription("; ".join(spoken))
            self.updateGeometry()
            self.update()
        self.setVisible(bool(lines))

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for every line."""
        return QSize(self._kit.theme.pixels(_WIDTH), self._kit.theme.pixels(_LINE) * len(self._lines) + 1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for three lines: what has no room is left out, the large words stay."""
        return QSize(0, self._kit.theme.pixels(_LINE) * min(3, len(self._lines)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the lines for which there is room, and say how many there are beyond them."""
        height = self._kit.theme.pixels(_LINE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = (self.height() + 1) // height
        shown = self._lines if room >= len(self._lines) else self._lines[: max(0, room - 1)]
        for number, line in enumerate(shown):
            self._paint_line(painter, QRectF(0, number * height, self.width(), height), line)
        if len(shown) < len(self._lines):
            more = self.tr("and {n} more").replace("{n}", str(len(self._lines) - len(shown)))
            area = QRectF(0, len(shown) * height, self.width(), height)
            painter.setPen(self._kit.theme.color("text2"))
            painter.setFont(self._kit.theme.font(Role.DEMO_BODY))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, more)

    def _paint_line(self, painter: QPainter, area: QRectF, line: PlainLine) -> None:
        theme = self._kit.theme
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(area.topLeft(), area.topRight())
        painter.setFont(theme.font(Role.DEMO_BODY))
        metrics = painter.fontMetrics()
        left, right = area.left(), area.right()
        if line.is_colored:
            size = theme.pixels(15)
            painter.setPen(QPen(theme.color("text"), 1.25))
            painter.setBrush(on_picture(self._color_of(line.label)))
            painter.drawRoundedRect(QRectF(left + 1, area.center().y() - size / 2, size, size), 4, 4)
            left += size + theme.pixels(13)
        painter.setPen(theme.color("text"))
        if line.text:
            width = max(metrics.horizontalAdvance(line.text), metrics.horizontalAdvance("> 99 %"))
            width = min(width, int(area.width() * (_TEXT_SHARE if line.share is None else 0.5)))
            text = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, width + 2)  # widths are rounded
            place = QRectF(right - width, area.top(), width, area.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            right -= width + theme.pixels(14)
        if line.share is not None:
            right = self._paint_bar(painter, area, right, line.share) - theme.pixels(14)
        if line.count > 1:
            painter.setPen(theme.color("text2"))
            count = f"× {line.count}"
            width = metrics.horizontalAdvance(count)
            place = QRectF(right - width, area.top(), width, area.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, count)
            right -= width + theme.pixels(10)
        painter.setPen(theme.color("text"))
        label = metrics.elidedText(line.label or self.tr("no label"), Qt.TextElideMode.ElideRight, int(right - left))
        painter.drawText(QRectF(left, area.top(), right - left, area.height()), Qt.AlignmentFlag.AlignVCenter, label)

    def _paint_bar(self, painter: QPainter, area: QRectF, right: float, share: float) -> float:
        theme = self._kit.theme
        width, height = theme.pixels(_BAR_WIDTH), theme.pixels(_BAR)
        bar = QRectF(right - width, area.center().y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(bar, height / 2, height / 2)
        bar.setWidth(max(height, width * share))
        painter.setBrush(theme.color("text2"))
        painter.drawRoundedRect(bar, height / 2, height / 2)
        return right - width
