"""A stack asks for the room of the page on top."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.stack import PageStack


def page(least: int) -> QWidget:
    label = QLabel("x")
    label.setMinimumWidth(least)
    made = QWidget()
    QHBoxLayout(made).addWidget(label)
    return made


def test_a_wide_page_below_the_top_takes_no_room(qtbot: QtBot) -> None:
    stack = PageStack()
    qtbot.addWidget(stack)
    narrow, broad = page(50), page(900)
    stack.addWidget(narrow)
    stack.addWidget(broad)

    at_first = stack.minimumSizeHint().width()
    stack.setCurrentWidget(broad)

    assert at_first < 900 <= stack.minimumSizeHint().width()
