"""Texts that give way."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.elided import ElidedButton, ElidedText

LONG = "The file of A goes to both; without one, each sends its own body."


@pytest.mark.parametrize("width", [120, 900])
def test_a_cut_text_is_whole_in_its_tooltip_alone(kit: Kit, shown: Callable[[QWidget], None], width: int) -> None:
    label = ElidedText(kit, LONG, name="line")
    shown(label)

    label.resize(width, 20)

    assert label.toolTip() == (LONG if width == 120 else "")
    assert label.text() == LONG


def test_a_cut_text_ends_with_an_ellipsis_and_not_in_a_letter(kit: Kit, shown: Callable[[QWidget], None]) -> None:
    label, word = ElidedText(kit, "W" * 40, name="line"), ElidedText(kit, "", name="word")
    for each in (label, word):
        shown(each)
        each.resize(120, 20)

    word.setText(label.fontMetrics().elidedText(label.text(), Qt.TextElideMode.ElideRight, 120))

    assert label.grab().toImage() == word.grab().toImage()


def test_buttons_and_combo_boxes_with_long_texts_can_be_narrow(kit: Kit, shown: Callable[[QWidget], None]) -> None:
    button, box = ElidedButton(kit, LONG, "source", icon="folder-open"), ComboBox(kit, "box", "Box")
    box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.addItem(LONG)
    for each in (button, box):
        shown(each)

    assert button.minimumSizeHint().width() <= 80
    assert box.minimumSizeHint().width() < 120
    assert box.currentText() == LONG
