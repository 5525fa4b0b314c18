"""Masks: decoded as they are, laid over the picture in colours that can be told apart."""

from base64 import b64encode
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from modelpost.inference.api import Mask, Segmentation
from modelpost.workbench.picture_reader import as_png
from modelpost.workbench.segments import Paint, Segments, overlay_of, read_regions

SIZE = QSize(80, 40)
RED, BLUE = Paint(QColor("#FF0000")), Paint(QColor("#0000FF"))


def mask(*areas: QRect, label: str = "a", value: int = 255, size: QSize = SIZE) -> Mask:
    """Describe a mask that is `value` bright in some areas and black elsewhere."""
    image = QImage(size, QImage.Format.Format_Grayscale8)
    image.fill(0)
    for area in areas:
        for y in range(area.top(), area.bottom() + 1):
            for x in range(area.left(), area.right() + 1):
                image.setPixelColor(x, y, QColor(value, value, value))
    return Mask(label, 0.9, b64encode(as_png(image)).decode())


@pytest.fixture
def shown(desk: Any) -> Segments:
    return Segments(desk.background, desk.workspace)


LEFT, RIGHT = QRect(0, 0, 40, 40), QRect(60, 0, 20, 40)


def test_a_region_is_where_its_mask_is_white() -> None:
    (region,) = read_regions((mask(LEFT),), SIZE)

    assert (region.holds(0.25, 0.5), region.holds(0.75, 0.5), region.holds(1.2, 0.5)) == (True, False, False)
    assert region.covered == pytest.approx(0.5, abs=0.02)


def test_a_mask_of_zeros_and_ones_is_seen() -> None:
    (region,) = read_regions((mask(LEFT, value=1),), SIZE)

    assert region.holds(0.25, 0.5)
    assert not region.holds(0.75, 0.5)


def test_what_is_see_through_is_outside() -> None:
    image = QImage(SIZE, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 255, 255, 0))
    painter = QPainter(image)
    painter.fillRect(LEFT, Qt.GlobalColor.white)
    painter.end()

    (region,) = read_regions((Mask("a", None, b64encode(as_png(image)).decode()),), SIZE)

    assert region.holds(0.25, 0.5)
    assert not region.holds(0.75, 0.5)


def test_a_mask_of_another_size_fits_the_picture() -> None:
    (region,) = read_regions((mask(QRect(0, 0, 10, 10), size=QSize(20, 10)),), SIZE)

    assert region.shape.size() == SIZE
    assert region.holds(0.25, 0.5)


def test_the_label_of_a_mask_in_two_parts_lies_in_one_of_them() -> None:
    (region,) = read_regions((mask(QRect(0, 0, 20, 40), RIGHT),), SIZE)

    assert region.holds(*region.middle)


def test_broken_masks_are_left_out_and_the_largest_comes_first() -> None:
    found = read_regions((mask(RIGHT, label="small"), Mask("broken", 0.5, "AAAA"), mask(LEFT, label="large")), SIZE)

    assert [(region.label, region.number) for region in found] == [("large", 2), ("small", 0)]


def test_small_segments_lie_on_top_of_large_ones() -> None:
    regions = read_regions((mask(QRect(10, 10, 10, 10), label="small"), mask(LEFT, label="large")), SIZE)

    overlay = overlay_of(regions, [RED, BLUE])

    assert overlay is not None
    assert overlay.fills.pixelColor(15, 15) == BLUE.color
    assert overlay.fills.pixelColor(30, 30) == RED.color
    assert overlay.fills.pixelColor(70, 20).alpha() == 0


def test_a_segment_has_a_line_around_it_in_its_colour_and_white() -> None:
    overlay = overlay_of(read_regions((mask(LEFT),), SIZE), [RED])

    assert overlay is not None
    assert overlay.edges.pixelColor(39, 20) == RED.color
    assert overlay.edges.pixelColor(36, 20) == QColor("#FFFFFF")
    assert overlay.edges.pixelColor(20, 20).alpha() == 0


def test_a_colour_that_comes_again_is_hatched() -> None:
    overlay = overlay_of(read_regions((mask(LEFT),), SIZE), [Paint(RED.color, is_hatched=True)])

    assert overlay is not None
    drawn = {overlay.fills.pixelColor(x, 20).alpha() for x in range(4, 36)}
    assert drawn == {0, 255}


def test_many_masks_are_kept_smaller() -> None:
    found = read_regions((mask(LEFT), mask(RIGHT)), SIZE, most=2 * 40 * 20)

    assert [region.shape.size() for region in found] == [QSize(40, 20)] * 2


def test_masks_are_decoded_while_the_window_goes_on(shown: Segments, qtbot: QtBot) -> None:
    shown.show(Segmentation((mask(LEFT),)), SIZE, frozenset(), lambda _: RED)
    at_once = shown.regions, shown.overlay

    qtbot.waitUntil(lambda: shown.overlay is not None)

    assert at_once == ((), None)
    assert [region.label for region in shown.regions] == ["a"]


def test_a_class_that_is_left_out_is_gone_from_the_picture(shown: Segments, qtbot: QtBot) -> None:
    found = Segmentation((mask(LEFT), mask(RIGHT, label="b"), Mask("c", 0.1, "AAAA")))
    with qtbot.waitSignal(shown.changed):
        shown.show(found, SIZE, frozenset(), lambda _: RED)

    with qtbot.waitSignal(shown.changed):
        shown.show(found, SIZE, frozenset({"a"}), lambda _: RED)

    assert [region.label for region in shown.regions] == ["b"]
    assert shown.broken == 1
    assert shown.overlay is not None
    assert shown.overlay.fills.pixelColor(20, 20).alpha() == 0
