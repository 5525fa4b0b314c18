"""The question what a variable stands for: whoever shows one asks the window around."""

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication, QWidget

_KIND = QEvent.Type(QEvent.registerEventType())


class InspectWanted(QEvent):
    """Somebody wants to know about a variable; `place` is where on the screen."""

    def __init__(self, name: str, place: QPoint) -> None:
        super().__init__(_KIND)
        self.name = name
        self.place = place


def ask_to_inspect(widget: QWidget, name: str, place: QPoint) -> None:
    """Ask the window of a widget to show what a variable stands for."""
    QApplication.sendEvent(widget.window(), InspectWanted(name, place))
