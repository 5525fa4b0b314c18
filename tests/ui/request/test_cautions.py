"""Quiet lines about what may go wrong, and their number beside Send."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.preflight import Caution, Fix
from modelpost.core.request import RequestDraft
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.caution_strip import CautionCount, CautionStrip
from modelpost.ui.request.pane import RequestPane
from modelpost.ui.request.request_line import RequestLine

METHOD = Caution("method", Message("Inference services take POST and refuse {method}.", method="GET"), Fix.USE_POST)
HEADER = Caution("headers.0.value", Message("The value of {name} holds a space.", name="X-Auth-Token"))
Show = Callable[[QWidget], None]


@pytest.fixture
def strip(kit: Kit, shown: Show) -> CautionStrip:
    stage = QWidget()
    made = CautionStrip(kit, "cautions")
    QVBoxLayout(stage).addWidget(made)
    shown(stage)
    made.show_cautions((HEADER, METHOD))
    return made


def test_each_caution_has_a_line(strip: CautionStrip, named: Any) -> None:
    texts = [named(strip, QLabel, f"cautionsText{index}").text() for index in range(2)]

    assert texts == ["The value of X-Auth-Token holds a space.", "Inference services take POST and refuse GET."]
    assert strip.accessibleDescription() == " ".join(texts)


def test_a_button_is_there_only_where_an_edit_mends_it(strip: CautionStrip, named: Any, qtbot: QtBot) -> None:
    button = named(strip, QPushButton, "cautionsFix1")
    button.setFocus()

    with qtbot.waitSignal(strip.mend_wanted) as wanted:
        qtbot.keyClick(button, Qt.Key.Key_Space)

    assert wanted.args == [METHOD]
    assert strip.findChild(QPushButton, "cautionsFix0") is None


def test_without_cautions_the_strip_is_gone(strip: CautionStrip) -> None:
    strip.show_cautions(())

    assert strip.isHidden()


def test_the_number_leads_to_each_place(kit: Kit, shown: Show, chosen: Callable[[str], None], qtbot: QtBot) -> None:
    stage = QWidget()
    count = CautionCount(kit, "cautionCount")
    QVBoxLayout(stage).addWidget(count)
    shown(stage)
    count.show_cautions((METHOD, HEADER))
    places: list[str] = []
    count.place_wanted.connect(places.append)
    count.setFocus()

    qtbot.keyClick(count, Qt.Key.Key_Space)
    chosen("The value of X-Auth-Token holds a space.")

    assert (count.text(), count.accessibleName()) == ("2", "Things to look at before sending: 2")
    assert places == ["headers.0.value"]


def test_the_line_shows_what_is_about_the_line(kit: Kit, shown: Show, named: Any) -> None:
    line = RequestLine(kit, [])
    shown(line)

    line.show_cautions((METHOD, HEADER))

    assert named(line, QToolButton, "cautionCount").text() == "2"
    assert named(line, QLabel, "lineCautionsText0").text() == "Inference services take POST and refuse GET."
    assert line.findChild(QLabel, "lineCautionsText1") is None


def test_a_page_shows_what_is_about_the_page(kit: Kit, bench: Any, shown: Show, named: Any) -> None:
    pane = RequestPane(kit, bench.workspace, bench.files, bench.catalogue, bench.auth, "Modelpost/1", bench.network)
    shown(pane)
    pane.show_tab(bench.tab(RequestDraft(url="http://127.0.0.1:8500/")))
    pane.show_cautions((METHOD, HEADER))
    strip = named(pane, QWidget, "pageCautions")
    before = strip.isVisible()

    pane.show_page("headers")

    assert not before
    assert strip.isVisible()
    assert named(pane, QLabel, "pageCautionsText0").text() == "The value of X-Auth-Token holds a space."
