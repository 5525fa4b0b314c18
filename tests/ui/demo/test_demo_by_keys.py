"""A demo from its first key to its last, without a pointer."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLabel, QSlider, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import BodyKind, RawLanguage, RequestDraft
from modelpost.main import Program
from modelpost.ui.demo.page import DemoPage
from modelpost.ui.demo.setup import DemoSetup

Press = Callable[..., None]
CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QSlider)
FORM = '{"data": {"req_data": [{"length": 5.0, "kind": "a", "fresh": true}]}}'


@pytest.fixture
def press(qtbot: QtBot) -> Press:
    """Press keys in whatever has the focus."""

    def keys(*pressed: Qt.Key, holding: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in pressed:
            focused = QApplication.focusWidget()
            assert focused is not None
            qtbot.keyClick(focused, key, holding)

    return keys


@pytest.fixture
def go_to(press: Press) -> Callable[[str], None]:
    """Go to a control with Tab alone."""

    def walk(name: str) -> None:
        for _ in range(40):
            focused = QApplication.focusWidget()
            if focused is not None and focused.objectName() == name:
                return
            press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {name}")

    return walk


@pytest.fixture
def started(program: Program, model: Any, flowers: RequestDraft, press: Press, qtbot: QtBot) -> DemoPage:
    """Open a request in the program and press F11."""
    program.workspace._sender = model
    program.workspace.new_tab(flowers)
    program.window.setFocus()
    press(Qt.Key.Key_F11)
    page = program.window.findChild(DemoPage)
    assert isinstance(page, DemoPage)
    qtbot.waitUntil(page.hasFocus)
    return page


def headline(page: QWidget) -> str:
    label = page.findChild(QLabel, "demoHeadline")
    assert label is not None
    return label.text() if label.isVisible() else ""


def test_from_f11_to_escape_no_pointer_is_needed(
    program: Program, started: DemoPage, model: Any, press: Press, go_to: Callable[[str], None], qtbot: QtBot
) -> None:
    desk = started.desk
    model.says = {"predicted_label": "rose", "scores": [["rose", 0.9], ["tulip", 0.1]]}
    seen = []

    for key in (Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_Return, Qt.Key.Key_H, Qt.Key.Key_H, Qt.Key.Key_End):
        press(key)
        qtbot.waitUntil(lambda: not desk.is_running)
        seen.append((desk.index, headline(started)))
    go_to("demoSetUp")
    press(Qt.Key.Key_Space)
    dialog = started.findChild(DemoSetup)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    go_to("demoRehearse")
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.rehearsal is not None and desk.rehearsal.is_over)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: started.findChild(DemoSetup) is None)
    program.window.activateWindow()  # as a window manager does
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    press(Qt.Key.Key_Home, Qt.Key.Key_T, Qt.Key.Key_D, Qt.Key.Key_Escape)
    seen.append((desk.index, headline(started)))
    press(Qt.Key.Key_Escape)

    assert seen == [(0, "rose"), (1, ""), (1, "rose"), (1, ""), (1, "rose"), (2, ""), (0, "rose")]
    assert (len(model.asked), desk.rehearsal.failed) == (5, ())  # type: ignore[union-attr]  # it was waited for
    assert not program.window.isFullScreen()
    assert program.window.app_bar.isVisible()


def test_the_threshold_is_moved_with_the_arrows(
    started: DemoPage, model: Any, press: Press, go_to: Callable[[str], None], qtbot: QtBot
) -> None:
    model.says = {"detection_classes": ["a"], "detection_boxes": [[1, 1, 9, 9]], "detection_scores": [0.5]}
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: started.desk.plain is not None)

    go_to("demoThreshold")
    press(*[Qt.Key.Key_PageUp] * 12)

    assert started.desk.plain is not None
    assert started.desk.plain.headline == "0"


@pytest.mark.parametrize("which", ["flowers", "form"])
def test_tab_leads_to_every_control_that_does_something(
    program: Program, model: Any, flowers: RequestDraft, press: Press, qtbot: QtBot, which: str
) -> None:
    form = RequestDraft(name="Iris", method="POST", url="http://h/").with_body(
        kind=BodyKind.RAW, language=RawLanguage.JSON, raw=FORM
    )
    model.says = {"detection_classes": ["a"], "detection_boxes": [[1, 1, 9, 9]], "detection_scores": [0.5]}
    program.workspace._sender = model
    program.workspace.new_tab(flowers if which == "flowers" else form)
    program.window.setFocus()
    press(Qt.Key.Key_F11, Qt.Key.Key_Space)
    page = program.window.findChild(DemoPage)
    assert isinstance(page, DemoPage)
    qtbot.waitUntil(lambda: not page.desk.is_running)
    offered = [each for each in page.findChildren(QWidget) if isinstance(each, CONTROLS)]
    controls = {each.objectName() for each in offered if each.isVisible() and each.isEnabled()}

    reached = set()
    for _ in range(3 * len(controls)):
        press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        reached.add(focused.objectName() if focused is not None else "")

    assert controls - reached == set()
    assert not any(each.accessibleName() == "" for each in page.findChildren(QWidget) if each.objectName() in controls)
