"""The text view for screen readers: what costs nothing until one asks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from modelpost.ui.kit.accessible_roles import install_once
from modelpost.ui.text.canvas import TextCanvas

if TYPE_CHECKING:
    from modelpost.ui.text.spoken_mirror import SpokenMirror

_INSTALLED = "speaksText"
_SPOKEN_KIND = "TextView"


class SpokenText(QObject):
    """Has a screen reader read a text view as it reads Qt's own text widgets: text, caret, selection and places.

    Signals:
        chosen: a screen reader puts the caret or selects; carries anchor and caret, as bytes.
    """

    chosen = Signal(object, object)

    def __init__(self, view: TextCanvas) -> None:
        super().__init__(view)
        self._view = view
        self._mirror: SpokenMirror | None = None

    @property
    def description(self) -> str:
        """Which line the caret is on."""
        source = self._view.source
        text = self.tr("Line {line} of {lines}").replace("{line}", str(source.number_of(self._view.caret) + 1))
        return text.replace("{lines}", str(source.numbered))

    @property
    def mirror(self) -> "SpokenMirror":
        """What is read instead of the view; it shows what the view shows by now."""
        if self._mirror is None:
            from modelpost.ui.text.spoken_mirror import SpokenMirror  # noqa: PLC0415  # 10 ms, where a reader asks

            self._mirror = SpokenMirror(self._view)
            self._mirror.chosen.connect(self.chosen)
        self._mirror.follow()
        return self._mirror

    def follow_caret(self) -> None:
        """Tell a screen reader, where one listens, where the caret is now and what is selected."""
        if QAccessible.isActive():
            self.mirror.tell()


def let_readers_in() -> None:
    """Have Qt ask here for the interface of text views, from the first of them on."""
    install_once(_INSTALLED, _interface_of)


def _interface_of(kind: str, thing: QObject) -> QAccessibleInterface | None:
    if kind != _SPOKEN_KIND or not isinstance(thing, QWidget):
        return None
    from modelpost.ui.text.spoken_interface import SpokenInterface  # noqa: PLC0415  # 10 ms, where a reader asks

    return SpokenInterface(thing)
