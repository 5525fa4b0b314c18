"""A day's work with a server that echoes, sets cookies and hands out tokens leaves no secret in any file."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.request import Body, BodyKind, RequestDraft, Row
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Collection, Environment
from modelpost.main import Program
from modelpost.store.opencollection.collections import Collections
from modelpost.workbench.exchange_state import Phase
from modelpost.workbench.request_tab import RequestTab

KEPT = "canary-kept-in-the-keyring"
TYPED = "MIIcanaryTypedInTheClear0123456789abcdef"
COOKIE = "canary-set-as-cookie"
SUBJECT = "MIIcanarySubjectToken0123456789abcdef"
HANDED = "canary-handed-out"
CANARIES = (KEPT, TYPED, COOKIE, SUBJECT, HANDED)


class Chatty(BaseHTTPRequestHandler):
    """Sends back whatever it is told, and more that nobody should write down."""

    def do_POST(self) -> None:
        """Answer."""
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        said = {"headers": dict(self.headers.items()), "body": sent, "access_token": HANDED, "expires_in": 60}
        content = json.dumps(said).encode()
        self.send_response(200)
        for name, value in (
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(content))),
            ("Set-Cookie", f"sid={COOKIE}; Path=/"),
            ("X-Subject-Token", SUBJECT),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *said: object) -> None:
        """Say nothing on standard error."""


@pytest.fixture
def chatty() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Chatty)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/oauth2/token"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settled(program: Program, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: program.background.is_idle)


@pytest.fixture
def collection(program: Program, tmp_path: Path, chatty: str, settled: Callable[[], None]) -> Collection:
    store = Collections(program.profile)
    made = store.create(str(tmp_path / "flowers"), "Flowers")
    token = SecretRef(made.id, "env:production", "token")
    store.save_environment(made, Environment("production", (Variable("token", token),)))
    body = Body(BodyKind.RAW, raw='{"again": "{{token}}"}')
    store.save_as(made.root, "", RequestDraft("Ask", "POST", chatty, headers=(Row("X-Key", "{{token}}"),), body=body))
    program.restore()
    program.secrets.keep(token, KEPT, lambda: None, lambda error: None)
    program.workspace.open_collection(made.root)
    settled()
    program.workspace.create_collection(str(tmp_path / "field"), "Field")
    settled()
    return program.workspace.collections[0]


@pytest.fixture
def tab(program: Program, collection: Collection, settled: Callable[[], None]) -> RequestTab:
    program.workspace.open_request(collection.root, "Ask.yml")
    settled()
    found = program.workspace.current
    assert found is not None
    return found


@pytest.fixture
def answered(program: Program, qtbot: QtBot, settled: Callable[[], None]) -> Callable[[RequestTab], None]:
    """Send, and wait until the answer is on the screen and in the history."""

    def send(tab: RequestTab) -> None:
        before = len(program.history.answers)
        tab.send()
        qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED and len(program.history.answers) > before)
        settled()

    return send


def holding(*folders: Path) -> list[tuple[str, str]]:
    """Return which files hold which canary."""
    return [
        (path.name, canary)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
        for canary in CANARIES
        if canary.encode() in path.read_bytes()
    ]


def test_no_secret_is_in_any_file(
    program: Program,
    collection: Collection,
    tab: RequestTab,
    answered: Callable[[RequestTab], None],
    settled: Callable[[], None],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    workspace, root, other = program.workspace, collection.root, str(tmp_path / "field")
    answered(tab)
    assert program.response.shown is not None
    assert program.response.shown.read is not None

    program.response.examples.save("As it was")  # an answer is kept with the request
    qtbot.waitUntil(lambda: bool(tab.draft.examples))
    workspace.save(tab)
    settled()
    typed = workspace.new_tab(RequestDraft("Typed", "POST", tab.draft.url, headers=(Row("X-Auth-Token", TYPED),)))
    answered(typed)
    workspace.save_as(typed, root, "", "Typed")  # is not saved, but asked about
    settled()
    export = program.window.desks.load_export()
    export.export(root, "postman", str(tmp_path / "out.json"))
    settled()
    program.window.variables.edit_current()
    settled()
    program.window.variables.load().export_file(str(tmp_path / "out.env"))
    settled()
    workspace.items.hand_over(root, ["Ask.yml"], other, "")
    settled()
    workspace.items.delete(other, ["Ask.yml"])
    settled()
    program.window.close()
    program.close()

    written = [path for folder in (tmp_path, program.profile.root) for path in folder.rglob("*") if path.is_file()]
    assert {"out.json", "out.env", "Ask.yml"} <= {path.name for path in written}
    assert any(b"As it was" in path.read_bytes() for path in written if path.name == "Ask.yml")
    assert any(b"oauth2/token" in path.read_bytes() for path in written if "history" in str(path))
    assert holding(tmp_path, program.profile.root) == []
