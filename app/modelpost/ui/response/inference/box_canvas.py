"""The picture with boxes on it: painting, zoom, pan, and going from box to box."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.inference.colors import box_pen, ink_on_picture, on_picture
from modelpost.ui.theme import Role
from modelpost.workbench.inference_desk import PlacedBox
from modelpost.workbench.picture_reader import Picture
from modelpost.workbench.sizes import share_text

_STEP = 1.25
_LARGEST_ZOOM = 32.0
_LINE = 2.5
_LABEL_PAD = 6
_MOST_LABELS = 200
_MANY = 150


class BoxCanvas(QWidget):
    """The picture with its boxes. Wheel, + and - zoom; dragging moves; Tab and the arrows go from box to box.

    Signals:
        picked: a box was chosen; carries its number in the answer.
        view_changed: it was zoomed or moved; carries the zoom, 0 for fitting, and what is in the middle.
    """

    picked = Signal(int)
    view_changed = Signal(float, QPointF)

    def __init__(self, kit: Kit, color_of: Callable[[str], int], *, role: Role = Role.BADGE, radius: int = 0) -> None:
        super().__init__()
        self.setObjectName("boxCanvas")
        self._role, self._radius = role, radius
        self.setAccessibleName(self.tr("Picture with boxes"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._kit = kit
        self._color_of = color_of
        self._picture: Picture | None = None
        self._boxes: tuple[PlacedBox, ...] = ()
        self._size = QSize(1, 1)
        self._zoom = 0.0  # 0 means: fit
        self._middle = QPointF()
        self._grabbed: QPoint | None = None
        self._moved = False
        self._hovered = -1
        self._current = -1
        kit.theme.changed.connect(self.update)

    def show_boxes(self, boxes: tuple[PlacedBox, ...], size: tuple[int, int]) -> None:
        """Show boxes over a picture of this size."""
        if QSize(*size) != self._size:
            self._size = QSize(*size)
            self._zoom = 0.0
            self._middle = QPointF(size[0] / 2, size[1] / 2)
        self._boxes = boxes
        self._hovered = self._current = -1
        self.update()

    def show_picture(self, picture: Picture | None) -> None:
        """Show the picture below the boxes."""
        self._picture = picture
        self.update()

    def mark(self, number: int) -> None:
        """Mark the box of a number in the answer, without a word to others; none where it is left out."""
        self._current = next((place for place, box in enumerate(self._boxes) if box.number == number), -1)
        self.update()

    def show_view(self, zoom: float, middle: QPointF) -> None:
        """Zoom and move as another canvas was."""
        self._zoom, self._middle = zoom, QPointF(middle)
        self.update()

    @property
    def scale(self) -> float:
        """Screen pixels per pixel of the picture."""
        if self._zoom:
            return self._zoom
        return max(0.01, min(self.width() / self._size.width(), self.height() / self._size.height()))

    def place_of(self, box: PlacedBox) -> QRectF:
        """Return where a box is on the widget."""
        corner = self._corner()
        scale, place = self.scale, box.place
        return QRectF(
            corner.x() + place.x * scale, corner.y() + place.y * scale, place.width * scale, place.height * scale
        )

    # Painting --------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint picture, boxes and labels; the surest box lies on top."""
        theme, scale = self._kit.theme, self.scale
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        corner = self._corner()
        area = QRectF(corner.x(), corner.y(), self._size.width() * scale, self._size.height() * scale)
        if self._radius:
            outline = QPainterPath()
            outline.addRoundedRect(area, self._radius, self._radius)
            painter.setClipPath(outline)
        if self._picture is not None and not self._picture.image.isNull():
            painter.drawImage(area, self._picture.image)
        else:
            painter.fillRect(area, theme.color("sunken"))
            painter.setPen(theme.color("line"))
            painter.drawRect(area)
        painter.setClipping(False)
        if len(self._boxes) > _MANY:
            self._paint_many(painter)
        else:
            for number in range(len(self._boxes) - 1, -1, -1):
                self._paint_box(painter, number)
        taken: list[QRectF] = []
        order = [n for n in (self._hovered, self._current) if n >= 0]
        for number in (*order, *(n for n in range(min(len(self._boxes), _MOST_LABELS)) if n not in order)):
            self._paint_label(painter, number, taken)

    def _paint_many(self, painter: QPainter) -> None:
        """Paint more boxes than eyes can tell apart, class by class: a thousand within a frame."""
        corner, scale = self._corner(), self.scale
        left, top = corner.x(), corner.y()
        grouped: dict[str, list[QRectF]] = {}
        for box in self._boxes:
            place = box.place
            area = QRectF(left + place.x * scale, top + place.y * scale, place.width * scale, place.height * scale)
            grouped.setdefault(box.label, []).append(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#FFFFFF"), _LINE + 1.5))
        for areas in grouped.values():
            painter.drawRects(areas)
        for label, areas in grouped.items():
            painter.setPen(box_pen(self._color_of(label), _LINE - 0.5))
            painter.drawRects(areas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in (self._hovered, self._current):
            if number >= 0:
                self._paint_box(painter, number)

    def _paint_box(self, painter: QPainter, number: int) -> None:
        box = self._boxes[number]
        place, color = self.place_of(box), self._color_of(box.label)
        is_chosen = number in (self._hovered, self._current)
        fill = QColor(on_picture(color))
        fill.setAlphaF(0.22 if is_chosen else 0.08)
        painter.fillRect(place, fill)
        width = _LINE + (1.5 if is_chosen else 0.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#FFFFFF"), width + 2.5))
        painter.drawRect(place)
        painter.setPen(box_pen(color, width))
        painter.drawRect(place)

    def _paint_label(self, painter: QPainter, number: int, taken: list[QRectF]) -> None:
        """Write what a box is, above it, or where there is room; a label without room is left out."""
        box = self._boxes[number]
        font = self._kit.theme.font(self._role)
        metrics = QFontMetrics(font)
        score = f"  {share_text(box.score, is_share=True)}" if box.score is not None else ""
        text = f"{box.label}{score}"
        size = QSize(metrics.horizontalAdvance(text) + 2 * _LABEL_PAD, metrics.height() + 4)
        spot = self._room_for(self.place_of(box), size, taken)
        if spot is None:
            return
        taken.append(spot)
        color = self._color_of(box.label)
        painter.setPen(QPen(QColor("#FFFFFF"), 1.25))
        painter.setBrush(on_picture(color))
        painter.drawRoundedRect(spot, 3, 3)
        painter.setFont(font)
        painter.setPen(ink_on_picture(color))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, text)

    def _room_for(self, place: QRectF, size: QSize, taken: list[QRectF]) -> QRectF | None:
        width, height = size.width(), size.height()
        spots = (
            QPointF(place.left(), place.top() - height - 2),
            QPointF(place.left() + 2, place.top() + 2),
            QPointF(place.left(), place.bottom() + 2),
            QPointF(place.right() - width, place.top() - height - 2),
            QPointF(place.right() - width - 2, place.bottom() - height - 2),
        )
        for spot in spots:
            left = min(max(spot.x(), 0.0), max(0.0, self.width() - width))
            top = min(max(spot.y(), 0.0), max(0.0, self.height() - height))
            found = QRectF(left, top, width, height)
            if not any(found.intersects(other) for other in taken):
                return found
        return None

    def _corner(self) -> QPointF:
        scale = self.scale
        middle = self._middle if self._zoom else QPointF(self._size.width() / 2, self._size.height() / 2)
        return QPointF(self.width() / 2 - middle.x() * scale, self.height() / 2 - middle.y() * scale)

    # Mouse and keys --------------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Zoom about the pointer."""
        self._zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Grab the picture."""
        self._grabbed, self._moved = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Move the picture, or show which box is under the pointer."""
        if self._grabbed is not None:
            moved = event.position().toPoint() - self._grabbed
            if moved.manhattanLength() > 3 or self._moved:
                self._moved = True
                self._grabbed = event.position().toPoint()
                self._move(-moved.x(), -moved.y())
            return
        self._hover(self._at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Choose the box that was clicked."""
        if self._grabbed is not None and not self._moved:
            self._choose(self._at(event.position()))
        self._grabbed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Zoom, and go from box to box."""
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom_by(_STEP)
            case Qt.Key.Key_Minus:
                self._zoom_by(1 / _STEP)
            case Qt.Key.Key_0:
                self._zoom = 0.0
                self.update()
                self.view_changed.emit(self._zoom, self._middle)
            case Qt.Key.Key_1:
                self._zoom_by(1 / self.scale)
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self._choose((self._current + 1) % len(self._boxes) if self._boxes else -1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self._choose((self._current - 1) % len(self._boxes) if self._boxes else -1)
            case _:
                super().keyPressEvent(event)

    def _at(self, position: QPointF) -> int:
        """Return the smallest box under a point, -1 for none: a large one shall not hide those inside it."""
        under = [n for n, box in enumerate(self._boxes) if self.place_of(box).contains(position)]
        return min(under, key=lambda n: self._boxes[n].place.width * self._boxes[n].place.height, default=-1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.setToolTip(self._described(number) if number >= 0 else "")
            self.update()

    def _choose(self, number: int) -> None:
        self._current = number
        self.update()
        if number >= 0:
            self.setAccessibleDescription(self._described(number))
            self.picked.emit(self._boxes[number].number)

    def _described(self, number: int) -> str:
        box = self._boxes[number]
        place = box.place
        text = self.tr("{label}, {score}, at {x}, {y}, {width} by {height} pixels")
        parts = {
            "label": box.label,
            "score": share_text(box.score, is_share=True),
            "x": f"{place.x:.0f}",
            "y": f"{place.y:.0f}",
            "width": f"{place.width:.0f}",
            "height": f"{place.height:.0f}",
        }
        for name, value in parts.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def _zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        if not self._zoom:
            self._middle = QPointF(self._size.width() / 2, self._size.height() / 2)
        before = self.scale
        after = min(_LARGEST_ZOOM, max(0.02, before * factor))
        if about is not None:
            away = about - QPointF(self.width() / 2, self.height() / 2)
            self._middle += away * (1 / before - 1 / after)
        self._zoom = after
        self.update()
        self.view_changed.emit(self._zoom, self._middle)

    def _move(self, right: float, down: float) -> None:
        if not self._zoom:
            return
        x = min(max(self._middle.x() + right / self.scale, 0.0), float(self._size.width()))
        y = min(max(self._middle.y() + down / self.scale, 0.0), float(self._size.height()))
        self._middle = QPointF(x, y)
        self.update()
        self.view_changed.emit(self._zoom, self._middle)
