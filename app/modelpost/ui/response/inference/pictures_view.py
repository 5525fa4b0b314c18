"""Pictures in an answer, and masks over the picture that was sent."""

import binascii
from base64 import b64decode

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelpost.core.failures import FormatTrouble, ModelpostError
from modelpost.core.text import Message
from modelpost.documents.base64_pictures import bare
from modelpost.inference.api import Mask, Pictures, Segmentation
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.inference.colors import on_picture
from modelpost.ui.response.picture_view import PictureView
from modelpost.ui.theme import Role
from modelpost.viewers.api import Buffer
from modelpost.workbench.background import Background
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.picture_reader import Picture, read_picture
from modelpost.workbench.texts import translated

_LARGEST = QSize(2048, 2048)
_MOST = 24
_STRENGTH = 150


class PicturesView(QWidget):
    """Shows pictures side by side, or segments as colours over the picture that was sent."""

    def __init__(self, kit: Kit, desk: InferenceDesk, background: Background) -> None:
        super().__init__()
        self.setObjectName("picturesMeaning")
        self.setAccessibleName(self.tr("Pictures of the answer"))
        self._desk = desk
        self._background = background
        self._wanted: object = None
        self._view = PictureView(kit.theme)
        self._view.setObjectName("answerPicture")
        self._note = Text(kit, ink="muted", role=Role.SMALL, wrap=True, name="picturesNote")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view, 1)
        column.addWidget(self._note)

    def show_pictures(self, found: Pictures, body: Buffer) -> None:
        """Show the pictures of an answer; `body` is the one that is a picture itself."""
        encoded = found.encoded[:_MOST]
        self._note.setText(
            "" if len(found.encoded) < 2 else self.tr("{n} pictures").replace("{n}", str(len(found.encoded)))
        )

        def work() -> Picture:
            if not encoded:
                return read_picture(body, _LARGEST)
            return _beside([read_picture(_decoded(text), _LARGEST) for text in encoded])

        self._show(found, work)

    def show_segments(self, found: Segmentation) -> None:
        """Show segments over the picture that was sent."""
        ground = self._desk.picture
        colors = [self._desk.color_of(mask.label) for mask in found.masks]
        self._note.setText(", ".join(mask.label for mask in found.masks))

        def work() -> Picture:
            return _over(ground, [(mask, color) for mask, color in zip(found.masks, colors, strict=True)])

        self._show((found, ground), work)

    def _show(self, wanted: object, work: "object") -> None:
        self._wanted = wanted

        def done(picture: Picture) -> None:
            if self._wanted is wanted:
                self._view.show_picture(picture.image, picture.size)

        def failed(error: ModelpostError) -> None:
            if self._wanted is wanted:
                self._note.setText(f"{translated(error.summary)}. {translated(error.hint)}")

        self._background.run(work, done, failed)  # type: ignore[arg-type]  # a function of the callers


def _decoded(text: str) -> bytes:
    try:
        return b64decode(bare(text), validate=False)
    except (binascii.Error, ValueError) as error:
        raise FormatTrouble(Message("The picture cannot be shown"), Message("Its text is not base64.")) from error


def _beside(pictures: list[Picture]) -> Picture:
    """Return pictures in a row, of one height."""
    if len(pictures) == 1:
        return pictures[0]
    height = max(picture.image.height() for picture in pictures)
    images = [picture.image.scaledToHeight(height, Qt.TransformationMode.SmoothTransformation) for picture in pictures]
    whole = QImage(sum(image.width() for image in images) + 8 * (len(images) - 1), height, QImage.Format.Format_ARGB32)
    whole.fill(Qt.GlobalColor.transparent)
    painter = QPainter(whole)
    left = 0
    for image in images:
        painter.drawImage(left, 0, image)
        left += image.width() + 8
    painter.end()
    return Picture(whole, whole.size())


def _over(ground: Picture | None, masks: list[tuple[Mask, int]]) -> Picture:
    """Return the picture with a colour laid over each segment: where its mask is white."""
    size = ground.image.size() if ground is not None else QSize()
    whole = ground.image.convertToFormat(QImage.Format.Format_ARGB32) if ground is not None else QImage()
    painter = QPainter(whole) if ground is not None else None
    for mask, color in masks:
        picture = read_picture(_decoded(mask.png), _LARGEST).image
        if painter is None:
            size = picture.size()
            whole = QImage(size, QImage.Format.Format_ARGB32)
            whole.fill(Qt.GlobalColor.black)
            painter = QPainter(whole)
        painter.drawImage(0, 0, _colored(picture.scaled(size), color))
    if painter is not None:
        painter.end()
    return Picture(whole, whole.size())


def _colored(mask: QImage, color: int) -> QImage:
    """Return a colour that is as opaque as the mask is bright."""
    bright = mask.convertToFormat(QImage.Format.Format_Grayscale8)
    layer = QImage(bright.size(), QImage.Format.Format_ARGB32)
    ink = QColor(on_picture(color))
    ink.setAlpha(_STRENGTH)
    layer.fill(ink)
    bright.reinterpretAsFormat(QImage.Format.Format_Alpha8)
    painter = QPainter(layer)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, bright)
    painter.end()
    return layer
