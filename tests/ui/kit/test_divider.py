"""Dividers: what the user moved stays so."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ThinSplitter


def divided(kit: Kit, shown: Any) -> ThinSplitter:
    splitter = ThinSplitter(kit, "panes", Qt.Orientation.Horizontal)
    for _ in range(2):
        splitter.addWidget(QWidget())
    splitter.default_sizes = [100, 100]
    shown(splitter)
    splitter.setFixedSize(401, 300)
    return splitter


def test_sizes_are_kept_for_each_orientation(kit: Kit, shown: Any) -> None:
    splitter = divided(kit, shown)
    splitter.moveSplitter(120, 1)

    splitter.setOrientation(Qt.Orientation.Vertical)
    splitter.lay_out([100, 100])
    splitter.moveSplitter(50, 1)

    assert splitter.kept() == (("panes-horizontal", "120,280"), ("panes-vertical", "50,249"))


def test_what_was_kept_is_there_again(kit: Kit, shown: Any) -> None:
    splitter = divided(kit, shown)

    splitter.restore((("other-horizontal", "10,390"), ("panes-horizontal", "120,280")))

    assert splitter.sizes() == [120, 280]


@pytest.mark.parametrize("text", ["", "a,b", "1", "1,2,3", "-5,7", "0,0"])
def test_what_makes_no_sense_is_left_out(kit: Kit, shown: Any, text: str) -> None:
    splitter = divided(kit, shown)
    before = splitter.sizes()

    splitter.restore((("panes-horizontal", text),))

    assert (splitter.sizes(), splitter.kept()) == (before, ())
