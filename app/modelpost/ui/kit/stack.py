"""A stack of pages that is as wide and as tall as the page on top needs."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class PageStack(QStackedWidget):
    """Asks for the room of its current page; Qt's own asks for the largest page's, which may never be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the least room of the page on top."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room that the page on top likes."""
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()
