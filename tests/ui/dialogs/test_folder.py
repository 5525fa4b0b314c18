"""How the requests of a folder or a collection are sent: the page Settings of its window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from modelpost.core.request import Proxy, RequestSettings
from modelpost.core.secrets import SecretRef
from modelpost.main import Program

LEFT = Qt.MouseButton.LeftButton
SIDECAR = "opencollection.view.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    top = tmp_path / "garden"
    (top / "flowers").mkdir(parents=True)
    (top / "opencollection.yml").write_text("info:\n  name: Garden\nextensions:\n  modelpost:\n    id: c1\n")
    (top / "flowers" / "folder.yml").write_text("info:\n  name: Flowers\n  type: folder\n  seq: 1\n")
    trustme.CA(organization_name="Garden Works").cert_pem.write_to_path(str(top / "root.pem"))
    return top


@pytest.fixture
def settled(program: Program, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: program.background.is_idle)


@pytest.fixture
def opened(program: Program, root: Path, settled: Callable[[], None], named: Any) -> Callable[[str], QDialog]:
    """Open the window of a folder, an empty path for the collection, at its Settings."""
    program.workspace.open_collection(str(root))
    settled()

    def open_at(path: str) -> QDialog:
        program.window.collections.edit_folder(str(root), path)
        settled()
        dialog: Any = named(program.window, QDialog, "folderSettings")
        dialog.show_page("settings")
        settled()
        return dialog  # type: ignore[no-any-return]  # found by its class

    return open_at


def lent(program: Program) -> RequestSettings:
    return program.workspace.collections[0].tree.defaults.settings


def texts(dialog: QDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)]


def test_a_proxy_is_lent_and_its_password_goes_into_the_keyring(
    opened: Any, program: Program, root: Path, settled: Callable[[], None], named: Any, qtbot: QtBot
) -> None:
    dialog = opened("")
    mode = named(dialog, QComboBox, "proxy-mode")
    mode.setFocus()
    while mode.currentData() != "manual":
        qtbot.keyClick(mode, Qt.Key.Key_Down)
    line = named(dialog, QLineEdit, "proxy-https")
    line.setFocus()
    qtbot.keyClicks(line, "http://me:open%20sesame@proxy:1")

    qtbot.mouseClick(named(dialog, QPushButton, "folderSave"), LEFT)
    settled()

    assert lent(program).proxy == Proxy("manual", https="http://me:{{https_proxy_password}}@proxy:1")
    assert program.secrets.values[SecretRef("c1", "collection", "https_proxy_password")] == "open sesame"
    assert "sesame" not in "".join(file.read_text() for file in root.rglob("*.y*ml"))


def test_leaving_the_line_of_a_proxy_writes_nothing_yet(
    opened: Any, root: Path, settled: Callable[[], None], named: Any, qtbot: QtBot
) -> None:
    dialog = opened("")
    dialog._edit.set_settings(RequestSettings(proxy=Proxy("manual", https="http://me:it@proxy:1")))
    named(dialog, QLineEdit, "proxy-https").setFocus()

    named(dialog, QLineEdit, "proxy-http").setFocus()
    settled()

    assert not (root / SIDECAR).exists()


def test_the_lowest_version_is_lent(
    opened: Any, program: Program, root: Path, settled: Callable[[], None], named: Any, qtbot: QtBot
) -> None:
    dialog = opened("")
    combo = named(dialog, QComboBox, "tls-minimum")
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_End)

    qtbot.mouseClick(named(dialog, QPushButton, "folderSave"), LEFT)
    settled()

    assert lent(program) == RequestSettings(minimum_tls="1.3")
    assert (root / SIDECAR).read_text() == 'settings:\n  minimumTls: "1.3"\n'


def test_only_a_request_can_do_without_verification(opened: Any) -> None:
    assert opened("").findChild(QComboBox, "tls-verify") is None


def test_a_ca_file_is_added_and_shows_what_is_in_it(opened: Any, root: Path, named: Any, qtbot: QtBot) -> None:
    dialog = opened("")
    qtbot.mouseClick(named(dialog, QPushButton, "addRequestAuthority"), LEFT)
    files = named(dialog, QFileDialog, "caFileDialog")

    files.fileSelected.emit(str(root / "root.pem"))
    files.reject()

    qtbot.waitUntil(lambda: any(text.startswith("Issued to: O=Garden Works") for text in texts(dialog)))
    said = texts(dialog)
    assert dialog._edit.draft.defaults.settings.ca_files == ("root.pem",)
    assert any(text.startswith("Valid: 2000-01-01 00:00") for text in said)
    assert any(text.count(":") == 31 for text in said)  # the fingerprint


def test_a_ca_file_is_taken_out(opened: Any, settled: Callable[[], None], named: Any, qtbot: QtBot) -> None:
    dialog = opened("")
    dialog._edit.set_settings(RequestSettings(ca_files=("root.pem", "other.pem")))
    settled()

    qtbot.mouseClick(named(dialog, QToolButton, "removeAuthority-0"), LEFT)

    assert dialog._edit.draft.defaults.settings.ca_files == ("other.pem",)


def test_a_folder_says_what_the_collection_lends_it(
    opened: Any, program: Program, root: Path, settled: Callable[[], None], named: Any, qtbot: QtBot
) -> None:
    (root / SIDECAR).write_text(
        "settings:\n  minimumTls: '1.3'\n  caFiles: [root.pem]\n  connectTimeout: 7\n"
        "  proxy:\n    mode: manual\n    https: http://proxy:1\n"
    )
    program.workspace.refresh(str(root))
    settled()

    dialog = opened("flowers")

    assert named(dialog, QComboBox, "tls-minimum").currentText() == "Inherited: TLS 1.3"
    assert named(dialog, QComboBox, "proxy-mode").currentText() == "Inherited: proxy:1"
    assert named(dialog, QLineEdit, "connectTimeout").placeholderText() == "Inherited: 7 s"
    qtbot.waitUntil(lambda: "root.pem, inherited" in texts(dialog))


def test_time_limits_are_lent(
    opened: Any, program: Program, settled: Callable[[], None], named: Any, qtbot: QtBot
) -> None:
    dialog = opened("")
    line = named(dialog, QLineEdit, "totalTimeout")
    line.setFocus()
    qtbot.keyClicks(line, "90")

    qtbot.mouseClick(named(dialog, QPushButton, "folderSave"), LEFT)
    settled()

    assert lent(program) == RequestSettings(total_timeout=90.0)
