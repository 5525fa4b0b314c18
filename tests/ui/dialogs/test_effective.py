"""The request as it goes out, over the window."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import AuthChoice, RequestDraft, Row
from modelpost.core.secrets import MASK
from modelpost.ui.dialogs.effective import EffectiveDialog
from modelpost.ui.kit.buttons import Kit


@pytest.fixture
def dialog(kit: Kit, bench: Any, shown: Callable[[QWidget], None], qtbot: QtBot) -> EffectiveDialog:
    parent = QWidget()
    shown(parent)
    auth = AuthChoice("bearer", (("token", "not-a-real-token"),))
    tab = bench.tab(RequestDraft(method="POST", url="http://127.0.0.1/v1", headers=(Row("X-Trace", "on"),), auth=auth))
    made = EffectiveDialog(kit, bench.auth.effective(tab), parent)
    made.show()
    qtbot.waitUntil(made.isVisible)
    return made


def _rows(table: Any) -> list[tuple[str, ...]]:
    model = table.model()
    return [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]


def test_each_header_stands_beside_its_source(dialog: EffectiveDialog, named: Any) -> None:
    rows = _rows(named(dialog, QTableView, "effectiveHeaders"))

    assert rows[:3] == [
        ("X-Trace", "on", "This request"),
        ("Authorization", MASK, "Auth: Bearer token"),
        ("Host", "127.0.0.1", "Automatic"),
    ]
    assert ("Content-Length", "0", "Automatic") in rows
    dialog.close()


def test_address_auth_and_body_are_told(dialog: EffectiveDialog, named: Any) -> None:
    texts = [named(dialog, QLabel, f"effective{name}").text() for name in ("Address", "Auth", "Body")]

    assert texts == ["http://127.0.0.1/v1", "Bearer token, set in this request", "No body"]
    dialog.close()


def test_headers_are_copied_as_lines(dialog: EffectiveDialog, named: Any, qtbot: QtBot) -> None:
    table = named(dialog, QTableView, "effectiveHeaders")
    table.selectRow(0)

    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "X-Trace: on"
    dialog.close()


def test_esc_closes_it(dialog: EffectiveDialog, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()
