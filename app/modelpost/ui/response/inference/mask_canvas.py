"""The picture with segments laid over it."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.inference.picture_canvas import PictureCanvas, filled
from modelpost.ui.theme import Role
from modelpost.workbench.segments import Overlay, Region, highlight_of
from modelpost.workbench.sizes import share_text

_OPACITY = 0.55


class MaskCanvas(PictureCanvas):
    """Shows segments in colours with a line around each, and their labels where there is room."""

    def __init__(
        self,
        kit: Kit,
        color_of: Callable[[str], int],
        *,
        role: Role = Role.BADGE,
        decimals: int = 1,
        radius: int = 0,
    ) -> None:
        super().__init__(kit, color_of, name="maskCanvas", role=role, decimals=decimals, radius=radius)
        self.setAccessibleName(self.tr("Picture with segments"))
        self._regions: tuple[Region, ...] = ()
        self._overlay: Overlay | None = None
        self._opacity = _OPACITY
        self._highlight: tuple[Region, QImage] | None = None

    def show_regions(self, regions: tuple[Region, ...], overlay: Overlay | None, size: tuple[int, int]) -> None:
        """Show segments, the largest first, over a picture of this size."""
        self._regions, self._overlay = regions, overlay
        self._highlight = None
        self.show_size(size)

    def show_opacity(self, opacity: float) -> None:
        """Show the colours so much, from 0 to 1; the lines around them stay."""
        self._opacity = opacity
        self.update()

    def count(self) -> int:
        """Return how many segments are shown."""
        return len(self._regions)

    def number_of(self, place: int) -> int:
        """Return the number of a segment in the answer."""
        return self._regions[place].number

    def under(self, position: QPointF) -> int:
        """Return the smallest segment under a point, -1 for none."""
        area = self.area
        across, down = (position.x() - area.x()) / area.width(), (position.y() - area.y()) / area.height()
        found = [place for place, region in enumerate(self._regions) if region.holds(across, down)]
        return found[-1] if found else -1

    def described(self, place: int) -> str:
        """Return label and score of a segment, and how much of the picture it covers."""
        region = self._regions[place]
        return filled(
            self.tr("{label}, {score}, covers {share} of the picture"),
            score=share_text(region.score, self.decimals, is_share=True),
            share=share_text(region.covered, self.decimals, is_share=True),
            label=region.label,
        )

    def paint_within(self, painter: QPainter) -> None:
        """Paint colours and lines, and a veil over the segment that is pointed at or chosen."""
        area = self.area
        if self._overlay is not None:
            painter.setOpacity(self._opacity)
            painter.drawImage(area, self._overlay.fills)
            painter.setOpacity(1.0)
            painter.drawImage(area, self._overlay.edges)
        if chosen := self._chosen():
            painter.drawImage(area, self._veil(self._regions[chosen[0]]))

    def paint_marks(self, painter: QPainter) -> None:
        """Paint the labels."""
        area, chosen = self.area, self._chosen()
        taken: list[QRectF] = []
        metrics = QFontMetrics(self.kit.theme.font(self.role))
        for place in (*chosen, *(n for n in range(len(self._regions)) if n not in chosen)):
            region = self._regions[place]
            score = f"  {share_text(region.score, self.decimals, is_share=True)}" if region.score is not None else ""
            text = f"{region.label}{score}"
            x, y = area.x() + region.middle[0] * area.width(), area.y() + region.middle[1] * area.height()
            width = metrics.horizontalAdvance(text)
            around = QRectF(x - width / 2, y + metrics.height() / 2, width, 1)
            self.paint_label(painter, text, self.color_of(region.label), around, taken)

    def _chosen(self) -> list[int]:
        return [place for place in dict.fromkeys((self.hovered, self.current)) if 0 <= place < len(self._regions)]

    def _veil(self, region: Region) -> QImage:
        if self._highlight is None or self._highlight[0] is not region:
            self._highlight = (region, highlight_of(region))
        return self._highlight[1]
