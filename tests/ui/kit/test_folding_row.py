"""A row of two parts that becomes two rows where it is narrow."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.folding_row import FoldingRow


@pytest.fixture
def row(shown: Callable[[QWidget], None]) -> FoldingRow:
    first, second = QPushButton(objectName="first"), QPushButton(objectName="second")
    for part in (first, second):
        part.setFixedSize(200, 30)
    holder = QWidget()
    holder.resize(800, 100)
    made = FoldingRow(first, second)
    made.setParent(holder)
    shown(holder)
    return made


@pytest.mark.parametrize(("width", "folded"), [(600, False), (408, False), (407, True), (220, True)])
def test_it_folds_where_both_parts_do_not_fit(row: FoldingRow, qtbot: QtBot, width: int, folded: bool) -> None:
    row.resize(width, 80)

    qtbot.waitUntil(lambda: row.is_folded is folded)


def test_it_unfolds_when_a_part_needs_less(row: FoldingRow, qtbot: QtBot) -> None:
    row.resize(300, 80)
    qtbot.waitUntil(lambda: row.is_folded)

    row.findChild(QPushButton, "second").setFixedSize(60, 30)

    qtbot.waitUntil(lambda: not row.is_folded)


def test_it_asks_for_no_more_than_its_wider_part_needs(row: FoldingRow) -> None:
    assert row.minimumSizeHint().width() == 200
