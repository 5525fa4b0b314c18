"""What every text widget is handed, and a window to press keys in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.icons import Icons
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Theme


@pytest.fixture
def kit(qtbot: QtBot, repository: Path) -> Kit:
    theme = Theme(repository / "resources" / "themes")
    return Kit(theme, Icons(repository / "resources" / "icons", theme))


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[[QWidget], None]]:
    widgets: list[QWidget] = []

    def show(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        widget.resize(600, 400)
        widget.show()
        widget.activateWindow()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        widgets.append(widget)

    yield show
    for widget in widgets:
        widget.close()
