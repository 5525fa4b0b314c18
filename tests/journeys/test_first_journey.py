"""The first minute of a newcomer, in a real window against the real sample service."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.events import Failed, Finished, Stopped
from modelpost.core.request import AuthChoice
from modelpost.main import Program
from modelpost.store.profile import Profile
from modelpost.workbench.exchange_state import Phase

pytestmark = pytest.mark.journey


@pytest.fixture
def program(
    qapp: QApplication, fresh_profile: Path, monkeypatch: pytest.MonkeyPatch, repository: Path
) -> Iterator[Program]:
    monkeypatch.setenv("PYTHONPATH", str(repository / "app"))
    qapp.setStyle("Fusion")
    made = Program(qapp, Profile(fresh_profile))
    made.show([])
    made.window.resize(1440, 900)
    yield made
    for tab in made.workspace.tabs:
        tab.became_saved(tab.location, Saved(tab.draft))  # type: ignore[arg-type]  # nothing to ask about at the end
    made.window.close()
    made.close()
    made.forget_window()


class Saved:
    def __init__(self, draft: Any) -> None:
        self.draft = draft


def named(program: Program, kind: type[Any], name: str) -> Any:
    found = program.window.findChild(kind, name)
    assert found is not None, name
    return found


def press(qtbot: QtBot, program: Program, name: str) -> None:
    qtbot.mouseClick(named(program, QPushButton, name), Qt.MouseButton.LeftButton)


def start_sample(qtbot: QtBot, program: Program) -> Any:
    press(qtbot, program, "startSample")
    qtbot.waitUntil(lambda: bool(program.workspace.tabs), timeout=20_000)
    tab = program.workspace.current
    assert tab is not None
    qtbot.waitUntil(lambda: tab.surroundings.context.find("token") is not None, timeout=10_000)
    return tab


def wait_for_end(qtbot: QtBot, tab: Any) -> Any:
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED, timeout=20_000)
    return tab.state.outcome


def test_welcome_sample_send_label(program: Program, qtbot: QtBot) -> None:
    tab = start_sample(qtbot, program)

    press(qtbot, program, "send")

    outcome = wait_for_end(qtbot, tab)
    assert isinstance(outcome, Finished), outcome
    assert outcome.response.status == 200
    label = named(program, QLabel, "topClass")
    qtbot.waitUntil(lambda: label.isVisible() and label.text() == "sunflowers")


def test_the_answer_behind_the_label_is_one_tab_away(program: Program, qtbot: QtBot) -> None:
    tab = start_sample(qtbot, program)
    press(qtbot, program, "send")
    wait_for_end(qtbot, tab)
    view = named(program, QWidget, "responseText")
    qtbot.waitUntil(lambda: named(program, QLabel, "topClass").isVisible())

    qtbot.keyClick(named(program, QWidget, "responseTabs"), Qt.Key.Key_Right)

    qtbot.waitUntil(lambda: view.isVisible() and b'"predicted_label": "sunflowers"' in bytes(view.content))


def test_a_wrong_token_is_explained(program: Program, qtbot: QtBot) -> None:
    tab = start_sample(qtbot, program)
    tab.set_auth(AuthChoice("apikey", (("key", "X-Auth-Token"), ("value", "MIIwrongtoken"))))

    press(qtbot, program, "send")

    assert wait_for_end(qtbot, tab).response.status == 401
    assert named(program, QWidget, "advice").isVisible()
    assert named(program, QWidget, "adviceTitle").text() == "The service did not accept the credentials"


def test_cancel_on_the_stalled_service(program: Program, qtbot: QtBot) -> None:
    start_sample(qtbot, program)
    root = program.workspace.collections[0].root
    with qtbot.waitSignal(program.workspace.current_changed):
        program.workspace.open_request(root, "helpers/stalled-answer.yml")
    tab = program.workspace.current
    assert tab is not None
    press(qtbot, program, "send")
    qtbot.waitUntil(lambda: bool(tab.state.events), timeout=10_000)

    press(qtbot, program, "send")

    assert isinstance(tab.state.outcome, Stopped)
    assert named(program, QWidget, "adviceTitle").text().startswith("Cancelled after")
    qtbot.waitUntil(lambda: program.runner.running == 0, timeout=5_000)


def test_nobody_listening_is_explained_and_the_next_send_is_fine(program: Program, qtbot: QtBot) -> None:
    sample = start_sample(qtbot, program)
    tab = program.workspace.new_tab()
    tab.set_url("http://127.0.0.1:9/")

    tab.send()

    assert isinstance(wait_for_end(qtbot, tab), Failed)
    assert named(program, QWidget, "adviceTitle").text() == "Nothing is listening at 127.0.0.1:9"
    program.workspace.show(sample)
    sample.send()
    assert isinstance(wait_for_end(qtbot, sample), Finished)


def test_the_token_of_the_sample_is_in_no_file_of_the_profile(
    program: Program, qtbot: QtBot, fresh_profile: Path
) -> None:
    tab = start_sample(qtbot, program)
    tab.send()
    wait_for_end(qtbot, tab)
    token = next(value for ref, value in program.secrets.values.items() if ref.name == "token")
    assert token is not None

    program.settings.change(zoom=110)
    program.settings.close()

    for folder, _, files in os.walk(fresh_profile):
        for name in files:
            assert token.encode() not in (Path(folder) / name).read_bytes(), name


def test_every_control_has_a_name_for_people_and_for_programs(program: Program, qtbot: QtBot) -> None:
    start_sample(qtbot, program)
    for page in ("url", "headers", "auth", "body", "settings"):
        program.window.area.request_pane.show_page(page)

    controls = [w for w in program.window.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    nameless = [
        f"{type(w).__name__} in {type(w.parent()).__name__}"
        for w in controls
        if w.isVisible()
        and not (w.objectName() and w.accessibleName())
        and not type(w).__module__.startswith("PySide6")
    ]

    assert not nameless
