"""Segments of a picture: their masks, decoded and laid over the picture in colours off the GUI thread."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from modelpost.core.failures import FormatTrouble, ModelpostError
from modelpost.inference.api import Mask, Segmentation
from modelpost.workbench.background import Background
from modelpost.workbench.picture_reader import read_encoded

_LARGEST = QSize(1600, 1600)
_MOST_PIXELS = 48_000_000
"""Pixels of all masks together, a byte each; many masks are kept smaller."""

_SAMPLED = 32
_BRIGHT = 128
_EDGE = 2
_FROM_ONE = bytes([0, *([255] * 255)])


@dataclass(frozen=True, slots=True)
class Region:
    """A segment: its mask, white where it is, a point inside for its label and how much it covers, both in shares."""

    label: str
    score: float | None
    number: int
    shape: QImage = field(repr=False)
    middle: tuple[float, float]
    covered: float

    def holds(self, across: float, down: float) -> bool:
        """Tell whether a point of the picture, in shares of it, is in the segment."""
        if not (0 <= across < 1 and 0 <= down < 1):
            return False
        place = QPoint(int(across * self.shape.width()), int(down * self.shape.height()))
        return self.shape.pixelColor(place).value() >= _BRIGHT


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is laid over the picture: colours inside the segments, and lines around them."""

    fills: QImage = field(repr=False)
    edges: QImage = field(repr=False)


@dataclass(frozen=True, slots=True)
class Paint:
    """How a class looks on a picture: its colour, and hatched where colours come again."""

    color: QColor
    is_hatched: bool = False


class Segments(QObject):
    """The segments that are looked at.

    Signals:
        changed: they were decoded, or others are left out.
    """

    changed = Signal()

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._found: Segmentation | None = None
        self._size = QSize()
        self._paint_of: Callable[[str], Paint] | None = None
        self._hidden: frozenset[str] = frozenset()
        self._all: tuple[Region, ...] = ()
        self._asked: object = None
        self.overlay: Overlay | None = None
        self.regions: tuple[Region, ...] = ()
        self.broken = 0

    @property
    def size(self) -> tuple[int, int]:
        """The size of what they are laid over, in pixels: that of the picture, or of the masks where there is none."""
        if not self._size.isEmpty():
            return self._size.width(), self._size.height()
        shape = self._all[0].shape.size() if self._all else QSize(1, 1)
        return shape.width(), shape.height()

    def show(self, found: Segmentation, size: QSize, hidden: frozenset[str], paint_of: Callable[[str], Paint]) -> None:
        """Lay segments over a picture of this size, but for the classes that are hidden; empty for no picture."""
        if found is not self._found or size != self._size:
            self._found, self._size, self._hidden, self._paint_of = found, size, hidden, paint_of
            self._all = self.regions = ()
            self.overlay = None
            self._read(found, size)
        elif hidden != self._hidden:
            self._hidden = hidden
            self._compose()

    def _read(self, found: Segmentation, size: QSize) -> None:
        def done(regions: tuple[Region, ...]) -> None:
            if self._found is found and self._size == size:
                self._all, self.broken = regions, len(found.masks) - len(regions)
                self._compose()

        self._background.run(lambda: read_regions(found.masks, size), done, self._on_failed)

    def _compose(self) -> None:
        self._asked = asked = object()
        shown = tuple(region for region in self._all if region.label not in self._hidden)
        paint_of = self._paint_of
        paints = [paint_of(region.label) for region in shown] if paint_of is not None else []

        def done(overlay: Overlay | None) -> None:
            if self._asked is asked:
                self.regions, self.overlay = shown, overlay
                self.changed.emit()

        self._background.run(lambda: overlay_of(shown, paints), done, self._on_failed)

    def _on_failed(self, error: ModelpostError) -> None:
        """Show none: masks that cannot be decoded are counted, nothing else can go wrong."""
        del error


def read_regions(masks: tuple[Mask, ...], size: QSize, most: int = _MOST_PIXELS) -> tuple[Region, ...]:
    """Decode masks for a picture of this size, the largest first: small ones lie on top. Broken ones are left out."""
    found: list[Region] = []
    for number, mask in enumerate(masks):
        try:
            image = read_encoded(mask.png).image
        except FormatTrouble:
            continue
        whole = size if not size.isEmpty() else image.size()
        shape = _shape(image).scaled(
            _kept_size(whole, most // len(masks)),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        middle, covered = _middle_of(shape)
        found.append(Region(mask.label, mask.score, number, shape, middle, covered))
    return tuple(sorted(found, key=lambda region: -region.covered))


def overlay_of(regions: tuple[Region, ...], paints: list[Paint]) -> Overlay | None:
    """Return what is laid over the picture, None for no segments."""
    if not regions:
        return None
    size = regions[0].shape.size()
    fills, edges = _clear(size), _clear(size)
    for region, paint in zip(regions, paints, strict=True):
        alpha = _alpha(region.shape.scaled(size))
        _lay(fills, _colored(alpha, paint))
        _lay(edges, _colored(_ring(alpha, 2 * _EDGE), Paint(QColor("#FFFFFF"))))
        _lay(edges, _colored(_ring(alpha, _EDGE), Paint(paint.color)))
    return Overlay(fills, edges)


def highlight_of(region: Region) -> QImage:
    """Return a bright veil over one segment."""
    return _colored(_alpha(region.shape), Paint(QColor(255, 255, 255, 110)))


def _kept_size(size: QSize, most: int) -> QSize:
    """Return the size at which a mask of a picture is kept, of at most so many pixels."""
    kept = size.scaled(_LARGEST, Qt.AspectRatioMode.KeepAspectRatio) if _is_larger(size, _LARGEST) else size
    share = most / (kept.width() * kept.height())
    return kept if share >= 1 else (kept * share**0.5).expandedTo(QSize(1, 1))


def _is_larger(size: QSize, other: QSize) -> bool:
    return size.width() > other.width() or size.height() > other.height()


def _shape(image: QImage) -> QImage:
    """Return a mask in shades of grey, those of 0 and 1 made black and white; what is see-through is outside."""
    if image.hasAlphaChannel():
        opaque = QImage(image.size(), QImage.Format.Format_RGB32)
        opaque.fill(Qt.GlobalColor.black)
        _lay(opaque, image)
        image = opaque
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    width, step, content = grey.width(), grey.bytesPerLine(), bytes(grey.constBits())
    rows = b"".join(content[start : start + width] for start in range(0, step * grey.height(), step))
    if rows.translate(None, b"\x00\x01"):
        return grey
    return QImage(rows.translate(_FROM_ONE), width, grey.height(), width, QImage.Format.Format_Grayscale8).copy()


def _middle_of(shape: QImage) -> tuple[tuple[float, float], float]:
    """Return the point inside a mask that is nearest to its middle, and the share of the picture that it covers."""
    small = shape.scaled(
        _SAMPLED, _SAMPLED, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    values = bytes(small.constBits())
    total, brightest = sum(values), max(values)
    if not total:
        return (0.5, 0.5), 0.0
    spots = [(index % _SAMPLED, index // _SAMPLED, value) for index, value in enumerate(values) if value]
    x = sum(across * value for across, _, value in spots) / total
    y = sum(down * value for _, down, value in spots) / total
    inside = [spot for spot in spots if spot[2] >= min(_BRIGHT, brightest)]
    across, down, _ = min(inside, key=lambda spot: (spot[0] - x) ** 2 + (spot[1] - y) ** 2)
    return ((across + 0.5) / _SAMPLED, (down + 0.5) / _SAMPLED), total / 255 / _SAMPLED**2


def _clear(size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _alpha(shape: QImage) -> QImage:
    """Return a mask that is as opaque as it was bright."""
    alpha = shape.copy()
    alpha.reinterpretAsFormat(QImage.Format.Format_Alpha8)
    return alpha.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _lay(
    ground: QImage,
    layer: QImage,
    *,
    mode: QPainter.CompositionMode = QPainter.CompositionMode.CompositionMode_SourceOver,
    at: QPoint | None = None,
) -> None:
    painter = QPainter(ground)
    painter.setCompositionMode(mode)
    painter.drawImage(at if at is not None else QPoint(), layer)
    painter.end()


def _colored(alpha: QImage, paint: Paint) -> QImage:
    """Return a mask in a colour."""
    layer = alpha.copy()
    painter = QPainter(layer)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    style = Qt.BrushStyle.BDiagPattern if paint.is_hatched else Qt.BrushStyle.SolidPattern
    painter.fillRect(layer.rect(), QBrush(paint.color, style))
    painter.end()
    return layer


def _ring(alpha: QImage, width: int) -> QImage:
    """Return the rim of a mask: what is gone from it where it is moved by `width` to every side."""
    inner, ring = alpha.copy(), alpha.copy()
    for at in (QPoint(width, 0), QPoint(-width, 0), QPoint(0, width), QPoint(0, -width)):
        _lay(inner, alpha, mode=QPainter.CompositionMode.CompositionMode_DestinationIn, at=at)
    _lay(ring, inner, mode=QPainter.CompositionMode.CompositionMode_DestinationOut)
    return ring
