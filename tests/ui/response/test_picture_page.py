"""A picture as an answer: what moves in it, its pixels, and which way up it is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.picture_page import PicturePage
from modelpost.ui.response.picture_view import PictureView
from modelpost.viewers.api import PictureRendering
from modelpost.workbench.background import Background
from modelpost.workbench.picture_reader import read_moving, read_picture

Key = Qt.Key
Named = Callable[[QWidget, type[Any], str], Any]
RED, BLUE = b"\x02\x02\x44\x01\x00", b"\x02\x02\x4c\x01\x00"
"""One pixel of the first and of the second colour, packed."""


def gif(*pixels: bytes, rounds: int = 0, hundredths: int = 2) -> bytes:
    """Return an animation of one pixel, which is red or blue."""
    head = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\xff"
    looped = b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + rounds.to_bytes(2, "little") + b"\x00"
    control = b"\x21\xf9\x04\x00" + hundredths.to_bytes(2, "little") + b"\x00\x00"
    frames = (control + b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00" + pixel for pixel in pixels)
    return head + looped + b"".join(frames) + b"\x3b"


def png(image: QImage) -> bytes:
    content = QByteArray()
    device = QBuffer(content)
    device.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(device, "PNG")
    return bytes(content.data())


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    del qtbot
    made = Background()
    yield made
    made.close()


@pytest.fixture
def page(kit: Kit, background: Background, shown: Callable[[QWidget], None]) -> PicturePage:
    made = PicturePage(kit, background)
    shown(made)
    return made


@pytest.fixture
def view(page: PicturePage) -> PictureView:
    found = page.findChild(PictureView)
    assert isinstance(found, PictureView)
    return found


def _show(page: PicturePage, content: bytes, qtbot: QtBot, named: Named) -> None:
    page.show_picture(PictureRendering(content, "image/png"))
    qtbot.waitUntil(lambda: "pixels" in named(page, QLabel, "pictureSize").text())


def test_an_animation_is_read_with_all_its_pictures() -> None:
    picture = read_moving(gif(RED, BLUE, RED, hundredths=7))

    assert [frame.image.pixelColor(0, 0).name() for frame in picture.frames] == ["#ff0000", "#0000ff", "#ff0000"]
    assert [frame.milliseconds for frame in picture.frames] == [70, 70, 70]


def test_a_picture_that_stands_still_has_no_frames() -> None:
    assert read_moving(gif(RED)).frames == ()
    assert read_picture(gif(RED, BLUE)).frames == ()


def test_an_animation_that_asks_for_no_time_gets_the_usual_one() -> None:
    assert {frame.milliseconds for frame in read_moving(gif(RED, BLUE, hundredths=0)).frames} == {100}


def test_an_animation_moves(page: PicturePage, view: PictureView, qtbot: QtBot, named: Named) -> None:
    _show(page, gif(RED, BLUE), qtbot, named)

    colors = set()

    def both_were_seen() -> bool:
        colors.add(view.grab().toImage().pixelColor(view.width() // 2, view.height() // 2).name())
        return {"#ff0000", "#0000ff"} <= colors

    view.zoom_to(32)
    qtbot.waitUntil(both_were_seen)


def test_space_stops_an_animation_and_lets_it_go_on(
    page: PicturePage, view: PictureView, qtbot: QtBot, named: Named
) -> None:
    _show(page, gif(RED, BLUE), qtbot, named)
    moved = [view.is_moving]

    for _ in range(2):
        qtbot.keyClick(view, Key.Key_Space)
        moved.append(view.is_moving)

    assert moved == [True, False, True]


def test_an_animation_with_an_end_comes_to_rest(
    page: PicturePage, view: PictureView, qtbot: QtBot, named: Named
) -> None:
    _show(page, gif(RED, BLUE, rounds=1), qtbot, named)

    qtbot.waitUntil(lambda: not view.is_moving)


def test_the_pixel_under_the_pointer_is_told(page: PicturePage, view: PictureView, qtbot: QtBot, named: Named) -> None:
    image = QImage(4, 4, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    image.setPixelColor(3, 1, Qt.GlobalColor.red)
    _show(page, png(image), qtbot, named)
    view.zoom_to(10)

    qtbot.mouseMove(view, QPoint(view.width() // 2 + 15, view.height() // 2 - 5))

    assert named(page, QLabel, "picturePixel").text() == "3, 1   #FF0000   (255, 0, 0)"


def test_keys_tell_the_pixel_in_the_middle(page: PicturePage, view: PictureView, qtbot: QtBot, named: Named) -> None:
    image = QImage(4, 4, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    _show(page, png(image), qtbot, named)

    qtbot.keyClick(view, Key.Key_Plus)

    assert named(page, QLabel, "picturePixel").text() == "2, 2   #00000000   (0, 0, 0, 0)"


def test_buttons_show_the_whole_picture_and_its_own_size(
    page: PicturePage, view: PictureView, qtbot: QtBot, named: Named
) -> None:
    _show(page, png(QImage(3000, 20, QImage.Format.Format_RGB32)), qtbot, named)
    fitting = view.scale

    qtbot.mouseClick(named(page, QAbstractButton, "pictureOwnSize"), Qt.MouseButton.LeftButton)
    own = view.scale
    qtbot.mouseClick(named(page, QAbstractButton, "pictureWhole"), Qt.MouseButton.LeftButton)

    assert (own, view.scale) == (1.0, fitting)


def test_the_size_stays_when_the_same_picture_is_shown_again(page: PicturePage, qtbot: QtBot, named: Named) -> None:
    rendering = PictureRendering(png(QImage(7, 5, QImage.Format.Format_RGB32)), "image/png")
    page.show_picture(rendering)
    qtbot.waitUntil(lambda: "7 × 5" in named(page, QLabel, "pictureSize").text())

    page.show_picture(rendering)

    assert "7 × 5" in named(page, QLabel, "pictureSize").text()


def test_what_moves_is_held_while_nobody_sees_it(
    page: PicturePage, view: PictureView, qtbot: QtBot, named: Named
) -> None:
    _show(page, gif(RED, BLUE), qtbot, named)

    page.hide()
    is_moving_hidden = view.is_moving
    page.show()

    assert not is_moving_hidden
    assert view.is_moving


def test_a_picture_that_is_let_go_leaves_nothing_behind(
    page: PicturePage, view: PictureView, qtbot: QtBot, named: Named
) -> None:
    _show(page, gif(RED, BLUE), qtbot, named)

    page.let_go()

    assert not view.moves
    assert not view.is_moving
    assert "pixels" not in named(page, QLabel, "pictureSize").text()
