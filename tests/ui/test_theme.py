"""Colours and fonts by name, light and dark."""

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QImage, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from modelpost.ui.icons import Icons
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.stylesheet import stylesheet
from modelpost.ui.theme import Role, Theme, ThemeMode

_GROUNDS = ("window", "surface", "sunken", "raised", "hover", "selected")
_INKS = ("text", "text2", "muted", "accentText", "ok", "warn", "err", "get", "post", "put", "patch", "delete")
_PAIRS = (
    *((ink, ground) for ink in _INKS for ground in _GROUNDS),
    *(("onAccent", ground) for ground in ("accent", "accentHover", "accentPress")),
    *((ink, f"{ink}Soft") for ink in ("ok", "warn", "err", "var")),
    ("accentText", "accentSoft"),
)


@pytest.fixture
def theme(kit: Kit) -> Theme:
    return kit.theme


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_both_themes_know_the_same_colours(repository: Path) -> None:
    light, dark = (
        json.loads((repository / "resources" / "themes" / f"{n}.json").read_text()) for n in ("light", "dark")
    )

    assert light.keys() == dark.keys()


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
def test_every_text_can_be_read_on_every_ground(theme: Theme, mode: ThemeMode) -> None:
    theme.choose(mode)

    too_weak = [f"{ink} on {ground}" for ink, ground in _PAIRS if _contrast(theme.hex(ink), theme.hex(ground)) < 4.5]
    assert not too_weak


@pytest.mark.parametrize(("mode", "is_dark"), [(ThemeMode.LIGHT, False), (ThemeMode.DARK, True)])
def test_a_chosen_theme_is_put_on_everywhere(theme: Theme, qtbot: QtBot, mode: ThemeMode, is_dark: bool) -> None:
    theme.choose(ThemeMode.DARK if mode is ThemeMode.LIGHT else ThemeMode.LIGHT)

    with qtbot.waitSignal(theme.changed):
        theme.choose(mode)

    assert theme.is_dark is is_dark
    assert QApplication.palette().color(QPalette.ColorRole.Base) == theme.color("surface")
    assert QApplication.palette().color(QPalette.ColorRole.Text) == theme.color("text")


@pytest.mark.parametrize(("wanted", "zoom"), [(100, 100), (150, 150), (10, 80), (900, 200)])
def test_the_text_size_stays_within_bounds(theme: Theme, wanted: int, zoom: int) -> None:
    theme.choose(ThemeMode.LIGHT, wanted)

    assert theme.zoom == zoom
    assert theme.pixels(36) == round(36 * zoom / 100)


@pytest.mark.parametrize("role", Role)
def test_every_font_grows_with_the_text_size(theme: Theme, role: Role) -> None:
    before = theme.font(role).pixelSize()

    theme.choose(ThemeMode.LIGHT, 200)

    assert theme.font(role).pixelSize() == pytest.approx(2 * before, abs=1)


def test_code_is_set_in_a_font_of_equal_widths(theme: Theme) -> None:
    assert theme.font(Role.CODE).styleHint() is QFont.StyleHint.Monospace
    assert theme.font(Role.BODY).styleHint() is not QFont.StyleHint.Monospace


def test_high_contrast_draws_edges_and_hints_stronger(theme: Theme) -> None:
    strong = (theme.hex("borderStrong"), theme.hex("text2"))

    theme.choose(ThemeMode.LIGHT, high_contrast=True)

    assert (theme.hex("border"), theme.hex("muted")) == strong


@pytest.mark.parametrize(
    ("method", "token"), [("GET", "get"), ("post", "post"), ("DELETE", "delete"), ("PURGE", "options")]
)
def test_a_method_has_its_colour(theme: Theme, method: str, token: str) -> None:
    assert theme.method_color(method) == theme.color(token)


def test_the_stylesheet_has_no_colour_without_a_value(theme: Theme) -> None:
    sheet = stylesheet(theme.hex, 1.5)

    assert "@" not in sheet
    assert "%" not in sheet
    assert "min-height: 45px" in sheet


def test_an_icon_follows_the_theme_by_itself(kit: Kit) -> None:
    icon = kit.icons.icon("check", "text")
    before = icon.pixmap(16, 16).toImage()

    kit.theme.choose(ThemeMode.DARK)

    assert icon.pixmap(16, 16).toImage() != before


def test_every_icon_can_be_drawn(repository: Path, theme: Theme) -> None:
    folder = repository / "resources" / "icons"
    icons = Icons(folder, theme)
    names = [path.stem for path in folder.glob("*.svg")]

    blank = [name for name in names if not _has_ink(icons.pixmap(name, "text").toImage())]

    assert names
    assert not blank


def _has_ink(image: QImage) -> bool:
    return any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))
