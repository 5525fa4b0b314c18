"""What widgets are handed in tests: the kit, windows that are shown, and presenters over fakes."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QLibraryInfo, QMimeData, QPoint, QPointF, Qt, QUrl, QVersionNumber
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from modelpost import auth as auth_schemes
from modelpost import viewers
from modelpost.auth.api import AuthScheme, OneStep
from modelpost.core.builtins import Builtins
from modelpost.core.certificates import CertificateFile
from modelpost.core.events import Failed, Finished, HeadReceived, HeadSent, Stopped
from modelpost.core.fields import Secret, Text, Values
from modelpost.core.headers import HeaderList
from modelpost.core.proxies import Way
from modelpost.core.registry import Registry
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.core.tree import Collection
from modelpost.main import Program
from modelpost.store.files import LocalFiles
from modelpost.store.profile import Profile
from modelpost.store.tokens import KeyringTokens
from modelpost.ui.icons import Icons
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Theme, ThemeMode
from modelpost.viewers.api import Answer
from modelpost.workbench.auth_desk import AuthDesk
from modelpost.workbench.authority_files import AuthorityFiles
from modelpost.workbench.background import Background
from modelpost.workbench.exchange_state import Phase, Read
from modelpost.workbench.file_facts import FileFactsDesk
from modelpost.workbench.header_catalogue import HeaderCatalogue
from modelpost.workbench.network_desk import NetworkDesk
from modelpost.workbench.reader import ResponseReader
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.response_desk import ResponseDesk
from modelpost.workbench.runner import ExchangeRunner
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.workspace import Workspace

W = TypeVar("W", bound=QWidget)

# Widgets -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def kit(qtbot: QtBot, repository: Path) -> Iterator[Kit]:
    del qtbot
    theme = Theme(repository / "resources" / "themes")
    theme.choose(ThemeMode.LIGHT)
    yield Kit(theme, Icons(repository / "resources" / "icons", theme))
    theme.choose(ThemeMode.LIGHT)


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[[QWidget], None]]:
    widgets: list[QWidget] = []

    def show(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        widget.resize(700, 500)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        widgets.append(widget)

    yield show
    for widget in widgets:
        widget.close()


@pytest.fixture
def named() -> Callable[[QWidget, type[W], str], W]:
    """Find the widget of a name below another one."""

    def find(parent: QWidget, kind: type[W], name: str) -> W:
        found = parent.findChild(kind, name)
        assert found is not None, name
        return found

    return find


@pytest.fixture
def chosen(qtbot: QtBot) -> Callable[[str], None]:
    """Choose an entry of the menu that is open."""

    def choose(text: str) -> None:
        qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if action.text() == text)
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    return choose


@pytest.fixture
def drop() -> Callable[..., bool]:
    """Drag files over a widget and let them go there; tells whether they were taken."""

    def let_go(widget: QWidget, *paths: Path | str, at: QPoint | None = None) -> bool:
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return dropped(widget, carried, at)

    return let_go


@pytest.fixture
def drop_mime() -> Callable[..., bool]:
    """Drag anything over a widget and let it go there; tells whether it was taken."""
    return dropped


def dropped(widget: QWidget, carried: QMimeData, at: QPoint | None = None) -> bool:
    place = widget.rect().center() if at is None else at
    action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    is_exact = QLibraryInfo.version() >= QVersionNumber(6, 12)  # Qt 6.12 deprecates whole pixels
    entering = QDragEnterEvent(QPointF(place) if is_exact else place, action, carried, left, none)
    entering.ignore()
    QApplication.sendEvent(widget, entering)
    if not entering.isAccepted():
        return False
    letting_go = QDropEvent(QPointF(place), action, carried, left, none)
    letting_go.ignore()
    QApplication.sendEvent(widget, letting_go)
    return letting_go.isAccepted()


# Presenters ----------------------------------------------------------------------------------------------------------


class Token:
    def __init__(self) -> None:
        self.hung_up = threading.Event()

    def cancel(self) -> None:
        self.hung_up.set()


class Job:
    """Tells events; without an outcome among them it goes on until somebody hangs up."""

    def __init__(self, events: tuple[object, ...], *, lasts: bool = False) -> None:
        self.token = Token()
        self._events = events
        self._lasts = lasts and not any(isinstance(event, Finished | Failed | Stopped) for event in events)

    def run(self) -> Iterator[object]:
        yield from self._events
        if self._lasts:
            self.token.hung_up.wait(10)


@dataclass
class Sender:
    """An engine that does what a test says."""

    events: tuple[object, ...] = ()
    sent: list[tuple[ResolvedRequest, SendOptions]] = field(default_factory=list)
    errands: list[tuple[ResolvedAuth, str]] = field(default_factory=list)

    def job(self, request: ResolvedRequest, options: SendOptions) -> Job:
        self.sent.append((request, options))
        return Job(self.events, lasts=True)

    def errand(self, auth: ResolvedAuth, options: SendOptions, field: str) -> Job:
        self.errands.append((auth, field))
        return Job(self.events)

    def copy_as_curl(self, request: ResolvedRequest, options: SendOptions, *, with_secrets: bool) -> str:
        return f"curl {request.url}"


@dataclass
class Keeper:
    """A keyring in memory."""

    values: dict[SecretRef, str] = field(default_factory=dict)

    def backend_name(self) -> str:
        return "Test keyring"

    def get(self, ref: SecretRef) -> str | None:
        return self.values.get(ref)

    def set(self, ref: SecretRef, value: str) -> None:
        self.values[ref] = value

    def delete(self, ref: SecretRef) -> None:
        self.values.pop(ref, None)

    def count(self) -> int:
        return len(self.values)

    def entries(self) -> tuple[SecretRef, ...]:
        return tuple(self.values)

    def last_used(self, ref: SecretRef) -> str:
        del ref
        return ""


@dataclass(frozen=True)
class Stored:
    draft: RequestDraft


class Collections:
    """Collections in memory."""

    def __init__(self) -> None:
        self.opened: dict[str, Collection] = {}
        self.drafts: dict[tuple[str, str], RequestDraft] = {}
        self.times_opened = 0
        self.trusted: list[tuple[str, str, str]] = []

    def stamp(self, root: str) -> str:
        return str(hash(self.opened[root]))

    def open(self, root: str, *, quick: bool = False) -> Collection:
        self.times_opened += 1
        return self.opened[root]

    def read(self, root: str, path: str) -> Stored:
        return Stored(self.drafts[root, path])

    def trust(self, root: str, subject: str, pem: str) -> str:
        self.trusted.append((root, subject, pem))
        return f"certificates/{subject}.pem"

    def declare_secret(self, collection: Collection, environment: object, name: str) -> SecretRef:
        del environment
        return SecretRef(collection.id, "collection", name)


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    time: float = 1_700_000_000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


class Lending(OneStep):
    """A scheme whose token a service lends, to whoever has a password; projects are looked up there."""

    name = "lending"
    label = Message("Lent token")
    order = 90
    fields = (
        Text("user", Message("User")),
        Secret("password", Message("Password")),
        Text("project", Message("Project"), is_needed=True, lookup=Message("Find projects")),
    )

    def sets(self, values: Values) -> tuple[str, ...]:
        return ("X-Auth-Token",)

    def token_key(self, values: Values) -> str:
        return f"lent {values['user']} {values['project']}"


class Bodies:
    """Bodies that are still in memory."""

    def open_bytes(self, body: StoredBody) -> bytes:
        return body.content

    def chunks(self, body: StoredBody, size: int = 1 << 18) -> Iterator[bytes]:
        del size
        yield body.content

    def keep(self, chunks: Iterator[bytes]) -> StoredBody:
        content = b"".join(chunks)
        return StoredBody(len(content), content)


@dataclass
class Bench:
    """Presenters wired as in the program, over fakes."""

    background: Background
    runner: ExchangeRunner
    sender: Sender
    keeper: Keeper
    collections: Collections
    workspace: Workspace
    response: ResponseDesk
    files: FileFactsDesk
    catalogue: HeaderCatalogue
    auth: AuthDesk
    tokens: KeyringTokens
    clock: Clock
    reader: ResponseReader
    saved: dict[str, bytes]
    opened_files: list[str]
    network: NetworkDesk
    qtbot: QtBot

    def tab(self, draft: RequestDraft | None = None) -> RequestTab:
        """Open a request and bring it to the front."""
        tab = self.workspace.new_tab(draft or RequestDraft(url="http://127.0.0.1:8500/"))
        self.response.show_tab(tab)
        return tab

    def opened(self, collection: Collection) -> Collection:
        """Open a collection."""
        self.collections.opened[collection.root] = collection
        with self.qtbot.waitSignal(self.workspace.collections_changed):
            self.workspace.open_collection(collection.root)
        return collection

    def send(self, tab: RequestTab, *events: object) -> None:
        """Send a request, and have these things happen."""
        self.sender.events = events
        tab.send()
        self.qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED and not self.runner.running)

    def begin(self, tab: RequestTab, *events: object) -> None:
        """Send a request, and have these things happen; without an outcome it goes on until it is stopped."""
        happened: list[object] = []

        def note(_: int, news: tuple[object, ...]) -> None:
            happened.extend(news)

        self.sender.events = events
        self.runner.events_arrived.connect(note)
        tab.send()
        self.qtbot.waitUntil(lambda: len(happened) >= len(events))
        self.runner.events_arrived.disconnect(note)

    def answer(
        self,
        tab: RequestTab,
        content: bytes = b"{}",
        media_type: str = "application/json",
        status: int = 200,
        reason: str = "OK",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Send a request and answer it."""
        fields = HeaderList.of((("Content-Type", media_type), *headers))
        body = StoredBody(len(content), content)
        response = Response(status, reason, headers=fields, body=body, url=tab.draft.url)
        answer = self.reader.read(response)
        view = self.reader.best_view(answer)
        self.send(
            tab,
            HeadSent(0.001, tab.draft.method, "/", HeaderList.of([("Host", "127.0.0.1:8500")])),
            HeadReceived(0.2, status, reason, "HTTP/1.1", fields, 0.2),
            Read(answer, view, self.reader.render(answer, view)),
            Finished(0.412, response, Timings(total=0.412)),
        )

    def read(self, response: Response, largest: int) -> Read:
        """Read an answer for the response desk."""
        answer = self.reader.read(response, largest)
        view = self.reader.best_view(answer)
        return Read(answer, view, self.reader.render(answer, view))

    def render(self, answer: Answer, view: str) -> Any:
        """Render for the response desk."""
        return self.reader.render(answer, view)

    def body(self, body: StoredBody) -> bytes:
        """Open what was kept."""
        return body.content

    def raw(self, response: Response) -> Any:
        """Hand out a body as it was received."""
        return self.reader.raw(response)


@pytest.fixture
def bench(qtbot: QtBot, repository: Path) -> Iterator[Bench]:
    background, runner, sender, keeper, stored = Background(), ExchangeRunner(), Sender(), Keeper(), Collections()
    secrets = SecretsDesk(lambda: keeper, background)
    clock = Clock()
    tokens = KeyringTokens(lambda: keeper, clock)
    schemes = Registry[AuthScheme]((*Registry[AuthScheme].discover(auth_schemes), Lending()))
    workspace = Workspace(
        runner=runner,
        background=background,
        sender=sender,
        secrets=secrets,
        load_collections=lambda: stored,  # type: ignore[arg-type,return-value]  # what these tests need of it
        clock=lambda: 0.0,
        options=SendOptions,
        builtins=lambda: Builtins(float, lambda length: "0" * length),
    )
    saved: dict[str, bytes] = {}
    opened_files: list[str] = []
    reader = ResponseReader(Bodies(), lambda pieces, codings, largest=0: pieces, Registry.discover(viewers))  # type: ignore[arg-type]
    made: list[Bench] = []
    response = ResponseDesk(
        load_reader=lambda: made[0],
        saver=lambda path, content: saved.update({path: bytes(content)}),
        background=background,
        parent=workspace,
        open_file=lambda path: opened_files.append(path) is None,
        workspace=workspace,
    )
    made.append(
        Bench(
            background=background,
            runner=runner,
            sender=sender,
            keeper=keeper,
            collections=stored,
            workspace=workspace,
            response=response,
            files=FileFactsDesk(background, LocalFiles().size, workspace),
            auth=AuthDesk(
                workspace,
                schemes,
                background,
                LocalFiles(),
                secrets=secrets,
                runner=runner,
                errands=sender,
                tokens=tokens,
                now=clock.now,
                user_agent="Modelpost/1",
            ),
            tokens=tokens,
            clock=clock,
            catalogue=HeaderCatalogue(repository / "resources" / "http" / "headers.json"),
            reader=reader,
            saved=saved,
            opened_files=opened_files,
            network=NetworkDesk(
                workspace,
                background,
                lambda url, options: Way(Message("Directly to {url}.", url=url)),
                lambda: stored,  # type: ignore[arg-type,return-value]  # what these tests need of it
                lambda subject, pem: f"/profile/{subject}.pem",
                AuthorityFiles(background, lambda _: CertificateFile(), workspace),
            ),
            qtbot=qtbot,
        )
    )
    yield made[0]
    made[0].response.close()
    workspace.close()
    runner.close()
    background.close()
    tokens.close()


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Path]:
    """Make a picture file."""

    def make(name: str = "daisy.png", width: int = 48, height: int = 36) -> Path:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.yellow)
        path = tmp_path / name
        assert image.save(str(path))
        return path

    return make


# The whole program ---------------------------------------------------------------------------------------------------


@pytest.fixture
def resolver() -> Callable[[str, int], Any] | None:
    """Return who is asked for host names in the place of the operating system."""
    return None


@pytest.fixture
def program(
    qapp: QApplication,
    qtbot: QtBot,
    fresh_profile: Path,
    monkeypatch: pytest.MonkeyPatch,
    repository: Path,
    resolver: Callable[[str, int], Any] | None,
) -> Iterator[Program]:
    monkeypatch.setenv("PYTHONPATH", str(repository / "app"))
    qapp.setStyle("Fusion")
    made = Program(qapp, Profile(fresh_profile), keeper=Keeper(), resolver=resolver)
    made.settings.change(theme="light")
    made.show([])
    made.window.resize(1440, 900)
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    yield made
    for dialog in made.window.findChildren(QDialog):
        dialog.close()
    for tab in made.workspace.tabs:
        made.workspace.close_tab(tab)  # nothing to ask about at the end
    made.window.close()
    made.close()
    made.forget_window()
    qapp.setStyleSheet("")
