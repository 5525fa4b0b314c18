"""The demo in the window: in by one key, nothing else in sight, out by another."""

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestDraft
from modelpost.core.showing import Showing
from modelpost.main import Program
from modelpost.ui.demo.page import DemoPage

DRAFT = RequestDraft(url="https://models.example/v1", showing=Showing("Which flower?"))


def page_of(program: Program) -> QWidget:
    pages = program.window.findChild(QStackedWidget, "pages")
    assert pages is not None
    return pages.currentWidget()


def test_f11_shows_the_demo_alone_on_the_whole_screen(program: Program, qtbot: QtBot) -> None:
    program.workspace.new_tab(DRAFT)

    qtbot.keyClick(program.window, Qt.Key.Key_F11)

    assert isinstance(page_of(program), DemoPage)
    assert program.window.isFullScreen()
    for bar in (program.window.app_bar, program.window.status, program.window.sidebar):
        assert not bar.isVisible()
    assert program.window.windowTitle() == "Which flower?"


def test_escape_brings_everything_back(program: Program, qtbot: QtBot) -> None:
    program.workspace.new_tab(DRAFT)
    qtbot.keyClick(program.window, Qt.Key.Key_F11)

    qtbot.keyClick(page_of(program), Qt.Key.Key_Escape)

    assert not isinstance(page_of(program), DemoPage)
    assert not program.window.isFullScreen()
    assert program.window.app_bar.isVisible()
    assert program.window.status.isVisible()


def test_a_demo_without_title_or_name_says_nothing_of_its_address(program: Program, qtbot: QtBot) -> None:
    program.workspace.new_tab(RequestDraft(url="https://models.example/v1"))

    qtbot.keyClick(program.window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)

    assert isinstance(page_of(program), DemoPage)
    assert "models.example" not in program.window.windowTitle()


def test_the_demo_of_a_request_opens_from_the_command_line(
    program: Program, qtbot: QtBot, tmp_path: Path, repository: Path
) -> None:
    shutil.copytree(repository / "resources" / "sample_collection", tmp_path / "samples")

    program.show([], str(tmp_path / "samples" / "object-detection" / "street-scene-detector.yml"))

    qtbot.waitUntil(lambda: isinstance(page_of(program), DemoPage))
    page = page_of(program)
    assert isinstance(page, DemoPage)
    assert [sample.name for sample in page.desk.samples] == ["By day", "At dusk"]
    qtbot.waitUntil(lambda: page.desk.picture is not None)


def test_closing_the_last_request_ends_its_demo(program: Program, qtbot: QtBot) -> None:
    tab = program.workspace.new_tab(DRAFT)
    qtbot.keyClick(program.window, Qt.Key.Key_F11)

    program.workspace.close_tab(tab)

    assert program.modes.current == "build"
    assert program.window.app_bar.isVisible()
