"""The samples of a demo, small, along the bottom."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.scaled import Scaled
from modelpost.ui.theme import Role
from modelpost.workbench.demo_desk import DemoDesk

_FRAME = QSize(132, 80)
_CARD_WIDTH = 184
_GAP = 14
_HEIGHT = 84


class SampleStrip(QFrame):
    """Shows the samples and which of them is on stage.

    Signals:
        chosen: a sample was clicked; carries its index.
        stepped: go on or back; carries +1 or -1.
        add_wanted: a file shall be added.
    """

    chosen = Signal(int)
    stepped = Signal(int)
    add_wanted = Signal()

    def __init__(self, kit: Kit, desk: DemoDesk) -> None:
        super().__init__()
        self.setObjectName("demoStrip")
        self.setAccessibleName(self.tr("Samples"))
        self.setProperty("line", "above")
        self._desk = desk
        self._add = _AddCard(kit)
        self._add.clicked.connect(self.add_wanted)
        self._back = IconButton(kit, "chevron-left", self.tr("Previous sample"), "demoBack", size=20)
        self._back.clicked.connect(self._on_back)
        self._film = Film(kit, desk)
        self._film.chosen.connect(self.chosen)
        self._on = IconButton(kit, "chevron-right", self.tr("Next sample"), "demoNext", size=20)
        self._on.clicked.connect(self._on_next)
        for button in (self._back, self._on):
            button.setProperty("stage", "usual")
        self._count = Text(kit, role=Role.LEAD, ink="text2", name="demoCount")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 24, 0, 8)
        row.setSpacing(16)
        row.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self._back)
        row.addWidget(self._film, 1)
        row.addWidget(self._on)
        row.addWidget(self._count)

    def show_samples(self) -> None:
        """Show what the desk has."""
        total, index = len(self._desk.samples), self._desk.index
        self._add.setVisible(self._desk.takes_pictures)
        self._back.setEnabled(index > 0)
        self._on.setEnabled(index < total - 1)
        for widget in (self._back, self._on, self._count):
            widget.setVisible(total > 1)
        self._film.setVisible(total > 1)
        self._count.setText(self.tr("{n} of {total}").replace("{n}", str(index + 1)).replace("{total}", str(total)))
        self._film.describe(self._count.text())
        self.setVisible(self._desk.takes_pictures or total > 1)

    def _on_back(self) -> None:
        self.stepped.emit(-1)

    def _on_next(self) -> None:
        self.stepped.emit(1)


class Film(QWidget):
    """The small pictures themselves; those that have no room are off to the side of the one on stage.

    Signals:
        chosen: a sample was clicked; carries its index.
    """

    chosen = Signal(int)

    def __init__(self, kit: Kit, desk: DemoDesk) -> None:
        super().__init__()
        self.setObjectName("demoFilm")
        self.setAccessibleName(self.tr("Samples"))
        self._kit = kit
        self._desk = desk
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        Scaled(kit.theme, self, height=_HEIGHT)

    def describe(self, count: str) -> None:
        """Say which sample is on stage."""
        samples, index = self._desk.samples, self._desk.index
        name = samples[index].name if index < len(samples) else ""
        self.setAccessibleDescription(f"{count}: {name}" if name else count)
        self.update()

    def place_of(self, index: int) -> QRect:
        """Return where a sample is drawn; it may be off the widget."""
        theme = self._kit.theme
        width, gap = theme.pixels(_FRAME.width()), theme.pixels(_GAP)
        room = max(1, (self.width() + gap) // (width + gap))
        first = min(max(0, self._desk.index - room // 2), max(0, len(self._desk.samples) - room))
        height = theme.pixels(_FRAME.height())
        return QRect(4 + (index - first) * (width + gap), (self.height() - height) // 2, width, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Choose the sample that was clicked."""
        for index in range(len(self._desk.samples)):
            if self.place_of(index).contains(event.position().toPoint()):
                self.chosen.emit(index)
                return

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the samples that have room."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for index, sample in enumerate(self._desk.samples):
            place = self.place_of(index)
            if place.right() >= 0 and place.right() < self.width() + 4:
                self._paint(painter, place, index, sample.name)

    def _paint(self, painter: QPainter, place: QRect, index: int, name: str) -> None:
        theme = self._kit.theme
        is_current = index == self._desk.index
        image = self._desk.thumbnail(index)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(place), 8, 8)
        painter.save()
        painter.setClipPath(outline)
        painter.setOpacity(1.0 if is_current else 0.72)
        painter.fillRect(place, theme.color("sunken"))
        if image is not None and not image.isNull():
            scale = max(place.width() / image.width(), place.height() / image.height())
            size = QRectF(0, 0, image.width() * scale, image.height() * scale)
            size.moveCenter(QRectF(place).center())
            painter.drawImage(size, image)
        else:
            painter.setFont(theme.font(Role.LEAD))
            painter.setPen(theme.color("text"))
            words = painter.fontMetrics().elidedText(
                name or str(index + 1), Qt.TextElideMode.ElideRight, place.width() - 16
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("focus" if is_current else "border"), 3 if is_current else 1))
        painter.drawRoundedRect(QRectF(place).adjusted(-2, -2, 2, 2) if is_current else QRectF(place), 9, 9)


class _AddCard(QPushButton):
    """Asks for one more picture; a picture can be dropped anywhere as well."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("demoAdd")
        self.setAccessibleName(self.tr("Add a picture"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._kit = kit
        Scaled(kit.theme, self, minimum_width=_CARD_WIDTH, maximum_width=_CARD_WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint a dashed edge, an icon and two lines."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_lit = self.underMouse() or self.hasFocus()
        pen = QPen(theme.color("accent" if is_lit else "borderStrong"), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.color("hover") if self.isDown() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        icon = theme.pixels(22)
        middle = self.height() // 2
        painter.drawPixmap(12, middle - icon // 2, self._kit.icons.pixmap("image-plus", "text2", icon))
        left, width = 12 + icon + 12, self.width() - icon - 32
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font(Role.STRONG))
        top = QRect(left, 0, width, middle)
        painter.drawText(top, Qt.AlignmentFlag.AlignBottom, self.tr("Add a picture"))
        painter.setPen(theme.color("text2"))
        painter.setFont(theme.font(Role.SMALL))
        bottom = QRect(left, middle + 2, width, middle)
        painter.drawText(bottom, Qt.AlignmentFlag.AlignTop, self.tr("or drop it anywhere"))
