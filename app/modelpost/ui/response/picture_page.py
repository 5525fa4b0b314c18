"""A picture as an answer, with its size and the colours of its pixels."""

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelpost.core.failures import ModelpostError
from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.picture_view import PictureView
from modelpost.ui.theme import Role
from modelpost.viewers.api import PictureRendering
from modelpost.workbench.background import Background
from modelpost.workbench.picture_reader import Picture, read_moving
from modelpost.workbench.texts import translated


class PicturePage(QWidget):
    """The picture, and below it what there is to know of it.

    Signals:
        noted: a line to stand above the view; empty for none.
    """

    noted = Signal(str)

    def __init__(self, kit: Kit, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picturePage")
        self._background = background
        self._shown: PictureRendering | None = None
        self._size = ""
        self._trouble = ""
        self._view = PictureView(kit.theme)
        self._view.pointed.connect(self._on_pointed)
        self._view.viewed.connect(self._say_view)
        self._about = Text(kit, ink="muted", role=Role.SMALL, name="pictureSize")
        self._pixel = Text(kit, ink="muted", role=Role.SMALL, name="picturePixel")
        self._whole = IconButton(kit, "maximize", self.tr("Show the whole picture (0)"), "pictureWhole")
        self._whole.clicked.connect(self._on_whole)
        self._own = IconButton(kit, "image", self.tr("Show the picture in its own size (1)"), "pictureOwnSize")
        self._own.clicked.connect(self._on_own_size)
        self._foot = QFrame()
        self._foot.setProperty("line", "above")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self._about)
        row.addStretch(1)
        for widget in (self._pixel, self._whole, self._own):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._view, 1)
        column.addWidget(self._foot)
        self.setFocusProxy(self._view)

    def show_picture(self, rendering: PictureRendering) -> None:
        """Show a picture; one that is shown already stays where it was moved to."""
        if self._shown is rendering:
            self.noted.emit(self._trouble)
            return
        self._shown = rendering
        self._size = self._trouble = ""

        def done(picture: Picture) -> None:
            if self._shown is rendering:
                self._show(picture)

        def failed(error: ModelpostError) -> None:
            if self._shown is rendering:
                self._trouble = f"{translated(error.summary)}. {translated(error.hint)}"
                self._view.show_picture(QImage(), QSize())
                if self.isVisible():  # another view may be in front by now
                    self.noted.emit(self._trouble)

        self._background.run(lambda: read_moving(rendering.content), done, failed)

    def let_go(self) -> None:
        """Forget the picture, which may hold 400 MB: another answer is looked at."""
        if self._shown is not None:
            self._shown = None
            self._size = self._trouble = ""
            self._view.show_picture(QImage(), QSize())

    def _show(self, picture: Picture) -> None:
        text = self.tr("{width} × {height} pixels").replace("{width}", str(picture.size.width()))
        self._size = text.replace("{height}", str(picture.size.height()))
        self._view.show_picture(picture.image, picture.size)
        if picture.frames:
            self._view.play(picture.frames, picture.rounds)

    def _say_view(self) -> None:
        """Say how large the picture is and how large it is seen; of one that moves how to stop it."""
        words = [self._size, f"{self._view.scale:.0%}"] if self._size else []
        if self._view.is_moving:
            words.append(self.tr("Space stops it"))
        elif self._view.moves:
            words.append(self.tr("Space lets it go on"))
        self._about.setText(" · ".join(words))
        for button in (self._whole, self._own):
            button.setEnabled(bool(self._size))

    def _on_pointed(self, place: QPoint | None, color: QColor | None) -> None:
        if place is None or color is None:
            self._pixel.setText("")
            return
        values = [color.red(), color.green(), color.blue()]
        written = color.name(QColor.NameFormat.HexRgb).upper()
        if color.alpha() < 255:
            values.append(color.alpha())
            written = f"{written}{color.alpha():02X}"
        self._pixel.setText(f"{place.x()}, {place.y()}   {written}   ({', '.join(map(str, values))})")

    def _on_whole(self) -> None:
        self._view.zoom_to(0)

    def _on_own_size(self) -> None:
        self._view.zoom_to(1)
