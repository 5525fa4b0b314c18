"""A picture that fits the pane, zooms, pans and moves."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from modelpost.ui.theme import Theme
from modelpost.workbench.picture_reader import Frame

_MARGIN = 16
_LARGEST_ZOOM = 32.0
_STEP = 1.25
_CHECK = 8


class PictureView(QWidget):
    """Shows one picture: as a whole at first, then at any zoom.

    Wheel, + and - zoom about the middle; 0 shows the whole picture, 1 its own size; dragging and the arrows move it;
    Space stops what moves in it.

    Signals:
        pointed: the pointer is over a pixel, or keys moved the picture and one is in the middle; carries its place and
            its colour, None for both where there is none.
        viewed: the scale is another one, or what moves was stopped or goes on.
    """

    pointed = Signal(object, object)
    viewed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictureView")
        self.setAccessibleName(self.tr("Picture"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self.setMouseTracking(True)
        self._image = QImage()
        self._frames: tuple[Frame, ...] = ()
        self._frame = 0
        self._rounds = 0
        self._is_held = False
        self._turning = QTimer(self, singleShot=True)
        self._turning.timeout.connect(self._next_frame)
        self._size = QSize()
        self._zoom = 0.0  # 0 means: fit
        self._middle = QPointF()
        self._grabbed: QPoint | None = None
        theme.changed.connect(self.update)

    def show_picture(self, image: QImage, size: QSize) -> None:
        """Show `image`, whose picture has `size` pixels; a null image clears the view."""
        self._turning.stop()
        self._is_held = False
        self._frames = ()
        self._image = image
        self._size = size
        self._zoom = 0.0
        self._middle = QPointF(size.width() / 2, size.height() / 2)
        described = self.tr("Picture, {width} by {height} pixels")
        described = described.replace("{width}", str(size.width())).replace("{height}", str(size.height()))
        self.setAccessibleName(described if not image.isNull() else self.tr("Picture"))
        self.update()
        self.viewed.emit()

    def play(self, frames: tuple[Frame, ...], rounds: int) -> None:
        """Show the pictures of an animation in turn, so many times; for ever for 0."""
        self._frames, self._frame, self._rounds = frames, 0, rounds
        self._is_held = bool(frames) and not self.isVisible()
        if frames and not self._is_held:
            self._turning.start(frames[0].milliseconds)
        self.viewed.emit()

    @property
    def moves(self) -> bool:
        """Tell whether the picture is an animation."""
        return bool(self._frames)

    @property
    def is_moving(self) -> bool:
        """Tell whether the next picture of an animation is on its way."""
        return self._turning.isActive()

    @property
    def scale(self) -> float:
        """Screen pixels per picture pixel."""
        if self._zoom:
            return self._zoom
        if self._size.isEmpty():
            return 1.0
        room = self.size() - QSize(2 * _MARGIN, 2 * _MARGIN)
        return max(0.01, min(room.width() / self._size.width(), room.height() / self._size.height(), 1.0))

    def zoom_to(self, scale: float) -> None:
        """Show the picture at `scale`; 0 fits it into the pane."""
        self._zoom = min(scale, _LARGEST_ZOOM) if scale else 0.0
        if not scale:
            self._middle = QPointF(self._size.width() / 2, self._size.height() / 2)
        self.update()
        self.viewed.emit()

    def pixel_at(self, place: QPointF) -> QPoint | None:
        """Return which pixel of the picture is at a place of the view."""
        if self._image.isNull():
            return None
        x = (place.x() - self.width() / 2) / self.scale + self._middle.x()
        y = (place.y() - self.height() / 2) / self.scale + self._middle.y()
        is_inside = 0 <= x < self._size.width() and 0 <= y < self._size.height()
        return QPoint(int(x), int(y)) if is_inside else None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the checkered ground and the picture."""
        if self._image.isNull():
            return
        scale = self.scale
        width, height = self._size.width() * scale, self._size.height() * scale
        left = self.width() / 2 - self._middle.x() * scale
        top = self.height() / 2 - self._middle.y() * scale
        target = QRectF(left, top, width, height)
        painter = QPainter(self)
        self._paint_checks(painter, target.intersected(QRectF(self.rect())))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 4)
        painter.drawImage(target, self._image, QRectF(self._image.rect()))  # as a pixmap it would be converted whole

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Zoom."""
        self._zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Grab the picture."""
        self._grabbed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Drag the picture."""
        if self._grabbed is not None:
            moved = event.position().toPoint() - self._grabbed
            self._grabbed = event.position().toPoint()
            self._move(-moved.x(), -moved.y())
        self._point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(None, None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Let go."""
        self._grabbed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Zoom and move by keys."""
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom_by(_STEP)
            case Qt.Key.Key_Minus:
                self._zoom_by(1 / _STEP)
            case Qt.Key.Key_0:
                self.zoom_to(0)
            case Qt.Key.Key_1:
                self.zoom_to(1)
            case Qt.Key.Key_Left:
                self._move(-40, 0)
            case Qt.Key.Key_Right:
                self._move(40, 0)
            case Qt.Key.Key_Up:
                self._move(0, -40)
            case Qt.Key.Key_Down:
                self._move(0, 40)
            case Qt.Key.Key_Space if self.moves:
                self._stop_or_go_on()
            case _:
                super().keyPressEvent(event)
                return
        self._point_at(QPointF(self.width() / 2, self.height() / 2))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Keep fitting."""
        super().resizeEvent(event)
        self.update()
        self.viewed.emit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Hold what moves while nobody can see it."""
        super().hideEvent(event)
        self._is_held = self._turning.isActive()
        self._turning.stop()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Let what was held go on."""
        super().showEvent(event)
        if self._is_held and self._frames:
            self._turning.start(self._frames[self._frame].milliseconds)
        self._is_held = False

    def _zoom_by(self, factor: float) -> None:
        self.zoom_to(max(0.02, self.scale * factor))

    def _move(self, right: float, down: float) -> None:
        scale = self.scale
        x = min(max(self._middle.x() + right / scale, 0), self._size.width())
        y = min(max(self._middle.y() + down / scale, 0), self._size.height())
        self._middle = QPointF(x, y)
        self.update()

    def _point_at(self, place: QPointF) -> None:
        pixel = self.pixel_at(place)
        if pixel is None:
            self.pointed.emit(None, None)
            return
        x = min(pixel.x() * self._image.width() // self._size.width(), self._image.width() - 1)
        y = min(pixel.y() * self._image.height() // self._size.height(), self._image.height() - 1)
        self.pointed.emit(pixel, self._image.pixelColor(x, y))

    def _next_frame(self) -> None:
        """Turn to the next picture; the first comes again as often as it should."""
        self._frame = (self._frame + 1) % len(self._frames)
        if not self._frame and self._rounds:
            self._rounds -= 1
            if not self._rounds:
                self._frame = len(self._frames) - 1
                self.viewed.emit()
                return
        self._image = self._frames[self._frame].image
        self.update()
        self._turning.start(self._frames[self._frame].milliseconds)

    def _stop_or_go_on(self) -> None:
        if self._turning.isActive():
            self._turning.stop()
        else:
            self._turning.start(self._frames[self._frame].milliseconds)
        self.viewed.emit()

    def _paint_checks(self, painter: QPainter, area: QRectF) -> None:
        if not self._image.hasAlphaChannel():
            return
        painter.fillRect(area, self._theme.color("surface"))
        check = QPixmap(2 * _CHECK, 2 * _CHECK)
        check.fill(self._theme.color("surface"))
        pen = QPainter(check)
        pen.fillRect(0, 0, _CHECK, _CHECK, self._theme.color("hover"))
        pen.fillRect(_CHECK, _CHECK, _CHECK, _CHECK, self._theme.color("hover"))
        pen.end()
        painter.drawTiledPixmap(area, check)
