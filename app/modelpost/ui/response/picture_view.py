"""A picture that fits the pane, zooms and pans."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from modelpost.ui.theme import Theme

_MARGIN = 16
_LARGEST_ZOOM = 32.0
_STEP = 1.25
_CHECK = 8


class PictureView(QWidget):
    """Shows one picture: as a whole at first, then at any zoom.

    Wheel, + and - zoom about the middle; 0 shows the whole picture, 1 its own size; dragging and the arrows move it.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictureView")
        self.setAccessibleName(self.tr("Picture"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self._pixmap = QPixmap()
        self._size = QSize()
        self._zoom = 0.0  # 0 means: fit
        self._middle = QPointF()
        self._grabbed: QPoint | None = None
        theme.changed.connect(self.update)

    def show_picture(self, image: QImage, size: QSize) -> None:
        """Show `image`, whose picture has `size` pixels; a null image clears the view."""
        self._pixmap = QPixmap.fromImage(image)
        self._size = size
        self._zoom = 0.0
        self._middle = QPointF(size.width() / 2, size.height() / 2)
        described = self.tr("Picture, {width} by {height} pixels")
        described = described.replace("{width}", str(size.width())).replace("{height}", str(size.height()))
        self.setAccessibleName(described if not image.isNull() else self.tr("Picture"))
        self.update()

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

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the checkered ground and the picture."""
        if self._pixmap.isNull():
            return
        scale = self.scale
        width, height = self._size.width() * scale, self._size.height() * scale
        left = self.width() / 2 - self._middle.x() * scale
        top = self.height() / 2 - self._middle.y() * scale
        target = QRectF(left, top, width, height)
        painter = QPainter(self)
        self._paint_checks(painter, target.intersected(QRectF(self.rect())))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 4)
        painter.drawPixmap(target, self._pixmap, QRectF(self._pixmap.rect()))

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
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Keep fitting."""
        super().resizeEvent(event)
        self.update()

    def _zoom_by(self, factor: float) -> None:
        self.zoom_to(max(0.02, self.scale * factor))

    def _move(self, right: float, down: float) -> None:
        scale = self.scale
        x = min(max(self._middle.x() + right / scale, 0), self._size.width())
        y = min(max(self._middle.y() + down / scale, 0), self._size.height())
        self._middle = QPointF(x, y)
        self.update()

    def _paint_checks(self, painter: QPainter, area: QRectF) -> None:
        if not self._pixmap.hasAlphaChannel():
            return
        painter.fillRect(area, self._theme.color("surface"))
        check = QPixmap(2 * _CHECK, 2 * _CHECK)
        check.fill(self._theme.color("surface"))
        pen = QPainter(check)
        pen.fillRect(0, 0, _CHECK, _CHECK, self._theme.color("hover"))
        pen.fillRect(_CHECK, _CHECK, _CHECK, _CHECK, self._theme.color("hover"))
        pen.end()
        painter.drawTiledPixmap(area, check)
