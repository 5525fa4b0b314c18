"""Where a window can be opened, and which arguments open one."""

import pytest

import dev_display


def test_linux_needs_a_display_server() -> None:
    assert not dev_display.has_display({"DISPLAY": ""}, "linux")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_a_display_is_found_by_its_variable(name: str) -> None:
    assert dev_display.has_display({name: "1"}, "linux")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_always_have_one(platform: str) -> None:
    assert dev_display.has_display({}, platform)


@pytest.mark.parametrize("arguments", [[], ["collection"], ["--screenshot", "welcome"]])
def test_these_open_a_window(arguments: list[str]) -> None:
    assert dev_display.opens_window(arguments)


@pytest.mark.parametrize("arguments", [["send", "--help"], ["--version"], ["sample-service"], ["--help"]])
def test_these_need_none(arguments: list[str]) -> None:
    assert not dev_display.opens_window(arguments)
