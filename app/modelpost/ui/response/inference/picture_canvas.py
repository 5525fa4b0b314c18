"""A picture with marks on it: zoom, pan, and going from mark to mark."""

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
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
from modelpost.ui.response.inference.colors import WHITE, ink_on_picture, on_picture
from modelpost.ui.theme import Role
from modelpost.workbench.picture_reader import Picture

LINE = 2.5
_STEP = 1.25
_LARGEST_ZOOM = 32.0
_LABEL_PAD = 6
_MOVES: dict[int, tuple[float, float]] = {
    Qt.Key.Key_Left: (-40.0, 0.0),
    Qt.Key.Key_Right: (40.0, 0.0),
    Qt.Key.Key_Up: (0.0, -40.0),
    Qt.Key.Key_Down: (0.0, 40.0),
}


class PictureCanvas(QWidget):
    """What canvases share: zoom, pan, and marks that are pointed at, clicked, or gone through with the arrows.

    Wheel, + and - zoom, 0 fits, 1 shows the picture's own size; dragging moves it, and so do the arrows with Shift.
    What the marks are, where they lie and how they look is said by what inherits: `count`, `number_of`, `under`,
    `described` and `paint_marks`.

    Signals:
        picked: a mark was chosen; carries its number in the answer.
        view_changed: it was zoomed or moved; carries the zoom, 0 for fitting, and what is in the middle.
    """

    picked = Signal(int)
    view_changed = Signal(float, QPointF)

    def __init__(
        self,
        kit: Kit,
        color_of: Callable[[str], int],
        *,
        name: str,
        role: Role = Role.BADGE,
        decimals: int = 1,
        radius: int = 0,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.kit, self.color_of, self.decimals = kit, color_of, decimals
        self.hovered = self.current = -1
        self.role, self._radius = role, radius
        self._picture: Picture | None = None
        self._size = QSize(1, 1)
        self._zoom = 0.0  # 0 means: fit
        self._middle = QPointF()
        self._grabbed: QPoint | None = None
        self._moved = False
        kit.theme.changed.connect(self.update)

    # What inherits says ----------------------------------------------------------------------------------------------

    def count(self) -> int:
        """Return how many marks there are."""
        raise NotImplementedError

    def number_of(self, place: int) -> int:
        """Return the number in the answer of a mark."""
        raise NotImplementedError

    def under(self, position: QPointF) -> int:
        """Return the mark under a point of the widget, -1 for none."""
        raise NotImplementedError

    def described(self, place: int) -> str:
        """Return what a mark is, in words."""
        raise NotImplementedError

    def paint_within(self, painter: QPainter) -> None:
        """Paint what lies on the picture and never reaches out of it."""

    def paint_marks(self, painter: QPainter) -> None:
        """Paint the marks onto the picture."""
        raise NotImplementedError

    # Showing ---------------------------------------------------------------------------------------------------------

    def show_size(self, size: tuple[int, int]) -> None:
        """Show marks over a picture of this size; none is chosen."""
        if QSize(*size) != self._size:
            self._size = QSize(*size)
            self._zoom = 0.0
            self._middle = QPointF(size[0] / 2, size[1] / 2)
        self.hovered = self.current = -1
        self.update()

    def show_picture(self, picture: Picture | None) -> None:
        """Show the picture below the marks."""
        self._picture = picture
        self.update()

    def mark(self, number: int) -> None:
        """Mark what has a number in the answer, without a word to others; nothing where it is left out."""
        self.current = next((place for place in range(self.count()) if self.number_of(place) == number), -1)
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

    @property
    def corner(self) -> QPointF:
        """Where the picture begins on the widget."""
        scale = self.scale
        middle = self._middle if self._zoom else QPointF(self._size.width() / 2, self._size.height() / 2)
        return QPointF(self.width() / 2 - middle.x() * scale, self.height() / 2 - middle.y() * scale)

    @property
    def area(self) -> QRectF:
        """Where the picture is on the widget."""
        corner, scale = self.corner, self.scale
        return QRectF(corner.x(), corner.y(), self._size.width() * scale, self._size.height() * scale)

    # Painting --------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the picture, and what is marked on it."""
        theme, area = self.kit.theme, self.area
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
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
        self.paint_within(painter)
        painter.setClipping(False)
        self.paint_marks(painter)

    def paint_label(self, painter: QPainter, text: str, color: int, around: QRectF, taken: list[QRectF]) -> None:
        """Write what a mark is, above it or where there is room; a label without room is left out."""
        font = self.kit.theme.font(self.role)
        metrics = QFontMetrics(font)
        size = QSize(metrics.horizontalAdvance(text) + 2 * _LABEL_PAD, metrics.height() + 4)
        spot = self._room_for(around, size, taken)
        if spot is None:
            return
        taken.append(spot)
        painter.setPen(QPen(WHITE, 1.25))
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

    # Mouse and keys --------------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Zoom about the pointer."""
        self._zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Grab the picture."""
        self._grabbed, self._moved = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Move the picture, or show which mark is under the pointer."""
        if self._grabbed is not None:
            moved = event.position().toPoint() - self._grabbed
            if moved.manhattanLength() > 3 or self._moved:
                self._moved = True
                self._grabbed = event.position().toPoint()
                self._move(-moved.x(), -moved.y())
            return
        self._hover(self.under(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Choose the mark that was clicked."""
        if self._grabbed is not None and not self._moved:
            self._choose(self.under(event.position()))
        self._grabbed = None

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Let go of the mark that was under the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Zoom, and go from mark to mark."""
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
            case key if key in _MOVES and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._move(*_MOVES[key])
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self._choose((self.current + 1) % self.count() if self.count() else -1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self._choose((max(self.current, 0) - 1) % self.count() if self.count() else -1)
            case _:
                super().keyPressEvent(event)

    def _hover(self, place: int) -> None:
        if place != self.hovered:
            self.hovered = place
            self.setToolTip(self.described(place) if place >= 0 else "")
            self.update()

    def _choose(self, place: int) -> None:
        self.current = place
        self.update()
        if place >= 0:
            self.setAccessibleDescription(self.described(place))
            self.picked.emit(self.number_of(place))

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


def filled(sentence: str, **values: str) -> str:
    """Return a sentence with its parameters put in."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), sentence)
