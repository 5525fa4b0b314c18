"""Check box, combo box and splitter."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox, ThinSplitter

Show = Callable[[QWidget], None]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def box(kit: Kit, shown: Show) -> CheckBox:
    made = CheckBox(kit, "High contrast", "contrast")
    shown(made)
    return made


@pytest.fixture
def splitter(kit: Kit, shown: Show) -> ThinSplitter:
    made = ThinSplitter(kit, "panes", Qt.Orientation.Horizontal)
    for _ in range(2):
        made.addWidget(QWidget())
    made.default_sizes = [200, 499]
    shown(made)
    made.setSizes([300, 399])
    return made


@pytest.mark.parametrize("place", [QPoint(8, 250), QPoint(60, 250)], ids=["box", "text"])
def test_a_click_on_box_or_text_sets_the_tick(box: CheckBox, qtbot: QtBot, place: QPoint) -> None:
    with qtbot.waitSignal(box.clicked):
        qtbot.mouseClick(box, LEFT, pos=place)

    assert box.isChecked()


def test_space_sets_the_tick(box: CheckBox, qtbot: QtBot) -> None:
    qtbot.keyClick(box, Qt.Key.Key_Space)

    assert box.isChecked()


def test_scrolling_past_a_choice_does_not_change_it(kit: Kit, shown: Show) -> None:
    window = QWidget()
    combo = ComboBox(kit, "theme", "Theme", parent=window)
    combo.addItems(["System", "Light", "Dark"])
    shown(window)
    combo.setFocus()
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    down = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), none, Qt.KeyboardModifier.NoModifier, phase, False
    )

    QApplication.sendEvent(combo, down)

    assert combo.currentText() == "System"


def test_a_double_click_on_a_divider_puts_it_back(splitter: ThinSplitter, qtbot: QtBot) -> None:
    qtbot.mouseDClick(splitter.handle(1), LEFT)

    assert splitter.sizes() == [200, 499]
