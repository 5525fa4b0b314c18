"""The window keeps what was typed and what was sent."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestDraft
from modelpost.core.session import OpenRequest, Session
from modelpost.main import Program
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.drafts import Drafts
from modelpost.store.settings import SettingsFile
from modelpost.ui.kit.controls import ThinSplitter
from modelpost.workbench.exchange_state import Phase

LEFT = Qt.MouseButton.LeftButton
NOWHERE = RequestDraft(url="http://127.0.0.1:9/nowhere")


def test_with_a_journal_the_window_closes_over_what_is_not_saved(
    program: Program, fresh_profile: Path, qtbot: QtBot
) -> None:
    program.restore()
    qtbot.waitUntil(lambda: program.window.may_close)
    program.workspace.new_tab(NOWHERE)

    program.window.close()
    program.close()

    assert program.window.isHidden()
    assert NOWHERE.url in "".join(path.read_text() for path in (fresh_profile / "drafts").rglob("*.json"))


def test_after_a_crash_a_line_says_what_came_back(
    program: Program, fresh_profile: Path, named: Any, qtbot: QtBot
) -> None:
    crashed = Drafts(fresh_profile / "drafts", SystemClock(), SystemRandomness())
    crashed.write(Session((OpenRequest("one", NOWHERE),)))
    crashed.release()

    program.restore()
    qtbot.waitUntil(lambda: bool(program.workspace.tabs))

    assert named(program.window, QLabel, "restoredText").text() == "Restored 1 unsaved request"
    qtbot.mouseClick(named(program.window, QToolButton, "closeRestoredNotice"), LEFT)
    qtbot.waitUntil(lambda: program.window.findChild(QLabel, "restoredText") is None)


def test_a_start_clears_away_what_was_long_enough_in_the_trash(
    program: Program, fresh_profile: Path, qtbot: QtBot
) -> None:
    old = fresh_profile / "trash" / "old"
    old.mkdir(parents=True)
    (old / "entry.json").write_text('{"root": "/home/a/garden", "paths": ["rose.yml"], "at": 0}')

    program.restore()

    qtbot.waitUntil(lambda: not old.exists())


def test_how_the_window_is_divided_is_kept_before_anything_closes(
    program: Program, fresh_profile: Path, named: Any, qtbot: QtBot
) -> None:
    program.workspace.new_tab(NOWHERE)
    for name in ("sidebarSplitter", "paneSplitter"):
        handle = named(program.window, ThinSplitter, name).handle(1)
        qtbot.keyClick(handle, Qt.Key.Key_Right)

    def kept() -> dict[str, str]:
        return dict(SettingsFile(fresh_profile / "settings.json").read().splitters)

    qtbot.waitUntil(lambda: len(kept()) == 2)

    shown = {name: named(program.window, ThinSplitter, name).sizes() for name in ("sidebarSplitter", "paneSplitter")}
    assert kept() == {f"{name}-horizontal": ",".join(map(str, sizes)) for name, sizes in shown.items()}


def test_the_palette_finds_what_was_sent(program: Program, named: Any, qtbot: QtBot) -> None:
    tab = program.workspace.new_tab(NOWHERE)
    tab.send()
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED and bool(program.history.answers))
    program.workspace.close_tab(tab)
    program.window.view.open_palette()

    qtbot.keyClicks(named(program.window, QLineEdit, "paletteText"), "#nowhere")
    listed = named(program.window, QListView, "paletteList")
    qtbot.waitUntil(lambda: listed.model().rowCount() == 2)
    qtbot.keyClick(named(program.window, QLineEdit, "paletteText"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.workspace.current is not None)

    assert program.workspace.current.draft == NOWHERE


def test_the_history_is_deleted_only_when_somebody_agrees(program: Program, named: Any, qtbot: QtBot) -> None:
    tab = program.workspace.new_tab(NOWHERE)
    tab.send()
    qtbot.waitUntil(lambda: bool(program.history.answers))
    program.window.past.show_history()
    qtbot.waitUntil(lambda: bool(program.history.model.rows))

    program.window.past.ask_to_clear()
    qtbot.mouseClick(named(program.window, QPushButton, "clearAll"), LEFT)

    qtbot.waitUntil(lambda: not program.history.model.rows)


def test_the_environment_in_force_is_kept_for_the_next_start(program: Program, tmp_path: Path, qtbot: QtBot) -> None:
    root = tmp_path / "flowers"
    (root / "environments").mkdir(parents=True)
    (root / "opencollection.yml").write_text("opencollection: 1.0.0\ninfo:\n  name: Flowers\n")
    for name in ("local", "production"):
        (root / "environments" / f"{name}.yml").write_text(f"name: {name}\nvariables: []\n")
    program.show([str(root)])
    qtbot.waitUntil(lambda: len(program.workspace.environments) == 2)

    program.workspace.choose_environment("production")

    assert dict(program.settings.settings.environments)[str(root)] == "production"
