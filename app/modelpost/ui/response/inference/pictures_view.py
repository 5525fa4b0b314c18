"""Pictures in an answer."""

import binascii
from base64 import b64decode

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelpost.core.failures import FormatTrouble, ModelpostError
from modelpost.core.text import Message
from modelpost.documents.base64_pictures import bare
from modelpost.inference.api import Pictures
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.picture_view import PictureView
from modelpost.ui.theme import Role
from modelpost.viewers.api import Buffer
from modelpost.workbench.background import Background
from modelpost.workbench.picture_reader import Picture, read_picture
from modelpost.workbench.texts import translated

_LARGEST = QSize(2048, 2048)
_MOST = 24


class PicturesView(QWidget):
    """Shows pictures side by side."""

    def __init__(self, kit: Kit, background: Background) -> None:
        super().__init__()
        self.setObjectName("picturesMeaning")
        self.setAccessibleName(self.tr("Pictures of the answer"))
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
