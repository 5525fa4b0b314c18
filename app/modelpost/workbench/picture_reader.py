"""Pictures decoded off the GUI thread, with a limit against picture bombs."""

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.viewers.api import Buffer

MOST_PIXELS = 100_000_000
"""Pixels up to which a picture is decoded: 400 MB in memory."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture; `size` is its own, `image` may be smaller."""

    image: QImage
    size: QSize


def read_picture(content: Buffer, largest: QSize | None = None) -> Picture:
    """Decode a picture, upright by its EXIF orientation, scaled down to fit `largest` where given.

    Raises FormatTrouble for what is no picture or has too many pixels.
    """
    device = QBuffer()
    device.setData(QByteArray(bytes(content)))
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(device)
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        raise FormatTrouble(
            Message("The picture is {width} × {height} pixels", width=size.width(), height=size.height()),
            Message("That is more than can be shown. Save it and open it in another program."),
        )
    if largest is not None and size.isValid() and (size.width() > largest.width() or size.height() > largest.height()):
        reader.setScaledSize(size.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise FormatTrouble(
            Message("The picture cannot be shown"), Message("It may be damaged. Save it to look at it elsewhere.")
        )
    return Picture(image, size if size.isValid() else image.size())
