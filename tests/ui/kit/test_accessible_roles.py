"""What the kit's own widgets are to a screen reader."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ThinSplitter
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.kit.tabs import PaneTabs


def segments(kit: Kit) -> QWidget:
    return SegmentedControl(kit, [("raw", "Raw"), ("form", "Form")], "bodyKind", "Kind of body")


def tabs(kit: Kit) -> QWidget:
    made = PaneTabs(kit, "views", "Response views")
    made.set_tabs([("pretty", "Pretty"), ("raw", "Raw")])
    return made


@pytest.mark.parametrize(
    ("make", "name", "description"), [(segments, "Kind of body", "Raw"), (tabs, "Response views", "Pretty")]
)
def test_choices_say_what_they_are_and_what_is_taken(
    kit: Kit, make: Callable[[Kit], QWidget], name: str, description: str
) -> None:
    widget = make(kit)
    interface = QAccessible.queryAccessibleInterface(widget)

    said = tuple(interface.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description))

    assert (interface.role(), *said) == (QAccessible.Role.PageTabList, name, description)


def test_what_divides_two_parts_says_so(kit: Kit) -> None:
    splitter = ThinSplitter(kit, "sides", Qt.Orientation.Horizontal)
    splitter.addWidget(QWidget())
    splitter.addWidget(QWidget())

    interface = QAccessible.queryAccessibleInterface(splitter.handle(1))

    assert (interface.role(), interface.text(QAccessible.Text.Name)) == (QAccessible.Role.Separator, "Divider")
