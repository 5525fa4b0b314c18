"""The whole window: cookies that come and go, a way down that is allowed, a limit that is raised."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestDraft, RequestSettings
from modelpost.main import Program
from modelpost.ui.cookies_table import CookiesTable
from modelpost.ui.kit.buttons import Button
from modelpost.workbench.exchange_state import Phase
from modelpost.workbench.request_tab import RequestTab

Answers = Callable[..., str]


@pytest.fixture
def answers() -> Iterator[Answers]:
    """Start servers that answer every request alike, each on a connection of its own; without an answer they wait."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(answer: bytes, context: ssl.SSLContext | None = None) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def work() -> None:
            while True:
                try:
                    connected, _ = listener.accept()
                    with context.wrap_socket(connected, server_side=True) if context else connected as peer:
                        peer.recv(1 << 16)
                        if answer:
                            peer.sendall(answer)
                        else:
                            peer.recv(1)
                except OSError:
                    return

        threads.append(threading.Thread(target=work, daemon=True))
        threads[-1].start()
        return f"{'https' if context else 'http'}://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(5)


def ended(qtbot: QtBot, tab: RequestTab) -> None:
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED, timeout=10_000)


def press_remedy(qtbot: QtBot, program: Program, named: Any, key: str) -> None:
    qtbot.mouseClick(named(program.window, Button, f"advice-{key}"), Qt.MouseButton.LeftButton)


def test_a_cookie_that_comes_is_seen_in_the_window_of_cookies_and_deleted_there(
    program: Program, answers: Answers, named: Any, qtbot: QtBot
) -> None:
    url = answers(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nSet-Cookie: session=secret-value; Path=/\r\n\r\n")
    tab = program.workspace.new_tab(RequestDraft(url=url))
    tab.send()
    ended(qtbot, tab)

    program.window.actions_table["request.cookies"].trigger()
    dialog = named(program.window, QDialog, "cookiesDialog")
    table = named(dialog, CookiesTable, "cookieTable")
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    shown = [table.model().index(0, column).data() for column in range(3)]
    table.selectRow(0)
    qtbot.mouseClick(named(dialog, QPushButton, "deleteCookies"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: table.model().rowCount() == 0)
    assert shown == ["session", "•" * 8, "127.0.0.1"]


def test_a_kept_cookie_is_in_the_keyring_and_not_in_the_profile(
    program: Program, answers: Answers, named: Any, qtbot: QtBot, fresh_profile: Path
) -> None:
    url = answers(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nSet-Cookie: session=secret-value; Path=/\r\n\r\n")
    tab = program.workspace.new_tab(RequestDraft(url=url))
    tab.send()
    ended(qtbot, tab)
    program.window.view.open_cookies()
    dialog = named(program.window, QDialog, "cookiesDialog")
    qtbot.waitUntil(lambda: named(dialog, CookiesTable, "cookieTable").model().rowCount() == 1)

    qtbot.mouseClick(named(dialog, QCheckBox, "keepCookies"), Qt.MouseButton.LeftButton)

    file = fresh_profile / "cookies.json"
    qtbot.waitUntil(lambda: file.exists() and "session" in file.read_text())
    assert "127.0.0.1" in file.read_text()
    assert not [path for path in fresh_profile.rglob("*") if path.is_file() and b"secret-value" in path.read_bytes()]


def test_a_redirect_from_https_to_http_is_followed_once_that_is_allowed(
    program: Program, answers: Answers, named: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    plain = answers(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")
    url = answers(f"HTTP/1.0 302 Found\r\nContent-Length: 0\r\nLocation: {plain}/\r\n\r\n".encode(), context)
    program.settings.change(ca_files=(str(tmp_path / "ca.pem"),))
    tab = program.workspace.new_tab(RequestDraft(url=url))
    tab.send()
    ended(qtbot, tab)

    press_remedy(qtbot, program, named, "allow-downgrade")

    ended(qtbot, tab)
    assert tab.draft.settings == RequestSettings(allow_downgrade=True)
    qtbot.waitUntil(lambda: tab.state.status == 200)


def test_the_limit_that_ran_out_is_the_one_that_is_raised(
    program: Program, answers: Answers, named: Any, qtbot: QtBot
) -> None:
    url = answers(b"")
    tab = program.workspace.new_tab(RequestDraft(url=url, settings=RequestSettings(total_timeout=0.2)))
    tab.send()
    ended(qtbot, tab)

    press_remedy(qtbot, program, named, "more-time")

    assert tab.draft.settings == RequestSettings(total_timeout=0.4)
    ended(qtbot, tab)
