"""Settings in force, and when they are written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.failures import FileTrouble
from modelpost.core.request import Proxy
from modelpost.core.text import Message
from modelpost.store.settings import AppSettings, SettingsFile
from modelpost.workbench.background import Background
from modelpost.workbench.settings_desk import SettingsDesk


class FakeKeeper:
    def __init__(self) -> None:
        self.written: list[AppSettings] = []
        self.trouble: FileTrouble | None = None

    def write(self, settings: AppSettings) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.written.append(settings)


@pytest.fixture
def background(qapp: Any) -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


@pytest.fixture
def keeper() -> FakeKeeper:
    return FakeKeeper()


@pytest.fixture
def desk(keeper: FakeKeeper, background: Background) -> SettingsDesk:
    return SettingsDesk(AppSettings(), keeper, background)


def test_a_change_is_in_force_at_once(desk: SettingsDesk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.changed) as told:
        desk.change(theme="dark", zoom=125)

    assert desk.settings == AppSettings(theme="dark", zoom=125)
    assert told.args == [desk.settings]


def test_what_is_only_noted_is_written_and_not_told_of(desk: SettingsDesk, keeper: FakeKeeper, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(desk.changed):
        desk.note(geometry="here")

    desk.close()
    assert [each.geometry for each in keeper.written] == ["here"]


def test_what_is_not_changed_is_neither_told_of_nor_written(
    desk: SettingsDesk, keeper: FakeKeeper, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(desk.changed):
        desk.change(theme="system")

    desk.close()
    assert keeper.written == []


def test_a_burst_of_changes_is_written_once(
    desk: SettingsDesk, keeper: FakeKeeper, background: Background, qtbot: QtBot
) -> None:
    for zoom in (110, 120, 130):
        desk.change(zoom=zoom)

    qtbot.waitUntil(lambda: bool(keeper.written) and background.is_idle)
    desk.close()
    assert keeper.written == [AppSettings(zoom=130)]


def test_closing_writes_what_was_not_written_yet(desk: SettingsDesk, keeper: FakeKeeper) -> None:
    desk.change(sidebar=False)

    desk.close()

    assert keeper.written == [AppSettings(sidebar=False)]


def test_closing_writes_nothing_that_is_written_already(
    desk: SettingsDesk, keeper: FakeKeeper, background: Background, qtbot: QtBot
) -> None:
    desk.change(theme="light")
    qtbot.waitUntil(lambda: bool(keeper.written) and background.is_idle)

    desk.close()

    assert keeper.written == [AppSettings(theme="light")]


def test_a_change_that_was_taken_back_is_not_written_at_the_end(desk: SettingsDesk, keeper: FakeKeeper) -> None:
    desk.change(theme="light")
    desk.change(theme="system")

    desk.close()

    assert keeper.written == []


def test_settings_that_cannot_be_written_are_told_of_and_stay_in_force(
    desk: SettingsDesk, keeper: FakeKeeper, qtbot: QtBot
) -> None:
    keeper.trouble = FileTrouble("/full/settings.json", Message("The disk is full"))

    with qtbot.waitSignal(desk.failed) as told:
        desk.change(theme="dark")

    assert told.args == [keeper.trouble]
    assert desk.settings.theme == "dark"


def test_settings_that_could_not_be_written_are_written_at_the_end(
    desk: SettingsDesk, keeper: FakeKeeper, qtbot: QtBot
) -> None:
    keeper.trouble = FileTrouble("/full/settings.json", Message("The disk is full"))
    with qtbot.waitSignal(desk.failed):
        desk.change(theme="dark")
    keeper.trouble = None

    desk.close()

    assert keeper.written == [AppSettings(theme="dark")]


def test_a_change_is_there_at_the_next_start(background: Background, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    desk = SettingsDesk(AppSettings(), SettingsFile(path), background)
    desk.change(language="zh_CN", collections=("/home/anna/models",), splitters=(("panes", "AAAA"),))

    desk.close()

    assert SettingsFile(path).read() == desk.settings


@pytest.mark.parametrize(
    ("changes", "option", "value"),
    [
        ({"connect_timeout": 3.0}, "connect_timeout", 3.0),
        ({"read_timeout": 4.0}, "read_timeout", 4.0),
        ({"total_timeout": 5.0}, "total_timeout", 5.0),
        ({"follow_redirects": False}, "follow_redirects", False),
        ({"max_redirects": 2}, "max_redirects", 2),
        ({"ca_files": ("/ca.pem",)}, "ca_files", ("/ca.pem",)),
        (
            {"proxy_mode": "manual", "proxy_http": "http://a:1", "proxy_https": "http://b:2", "proxy_bypass": "c"},
            "proxy",
            Proxy("manual", "http://a:1", "http://b:2", "c"),
        ),
    ],
)
def test_a_setting_decides_how_requests_are_sent(
    desk: SettingsDesk, changes: dict[str, object], option: str, value: object
) -> None:
    desk.change(**changes)

    assert getattr(desk.options(), option) == value
    desk.close()
