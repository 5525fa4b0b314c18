"""Scenes: the window drawn in a known state, for the README and for whoever wants to look."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap

from modelpost.core.request import AuthChoice
from modelpost.core.secrets import SecretRef
from modelpost.ui.window import MainWindow
from modelpost.workbench.exchange_state import Phase
from modelpost.workbench.request_tab import RequestTab

if TYPE_CHECKING:
    from modelpost.workbench.demo_desk import DemoDesk

SCENES = {
    "welcome": "",
    "image": "image-classification/flower-classifier.yml",
    "json": "tabular/iris-prediction.yml",
    "chat": "language-models/support-assistant.yml",
    "error": "image-classification/flower-classifier.yml",
    "demo": "object-detection/street-scene-detector.yml",
    "palette": "image-classification/flower-classifier.yml",
}
_SETTLED_MS = 700
_LONGEST_MS = 20_000


class MemoryKeeper:
    """A keyring for the time of a picture."""

    def __init__(self) -> None:
        self._values: dict[SecretRef, str] = {}

    def backend_name(self) -> str:
        """Return what stands in the status bar."""
        return "memory"

    def get(self, ref: SecretRef) -> str | None:
        """Return the value, or None where there is none."""
        return self._values.get(ref)

    def set(self, ref: SecretRef, value: str) -> None:
        """Keep the value."""
        self._values[ref] = value

    def delete(self, ref: SecretRef) -> None:
        """Forget the value."""
        self._values.pop(ref, None)

    def count(self) -> int:
        """Return how many secrets are held."""
        return len(self._values)

    def entries(self) -> tuple[SecretRef, ...]:
        """Return what is held."""
        return tuple(self._values)

    def last_used(self, ref: SecretRef) -> str:
        """Return no day: a picture has none."""
        del ref
        return ""


class Scene(QObject):
    """Brings the window into a scene with the sample service, draws it, and calls `done`."""

    def __init__(self, window: MainWindow, name: str, done: Callable[[QPixmap | None], None]) -> None:
        super().__init__(window)
        self._window = window
        self._name = name
        self._done = done
        self._tab: RequestTab | None = None
        self._demo: DemoDesk | None = None
        self._limit = QTimer(self, singleShot=True, interval=_LONGEST_MS)
        self._limit.timeout.connect(self._give_up)
        self._limit.start()
        if SCENES[name]:
            window.desks.workspace.environment_changed.connect(self._on_environment)
            window.desks.start_sample()
        else:
            self._settle()

    def _on_environment(self) -> None:
        workspace = self._window.desks.workspace
        environment = workspace.environment
        if self._tab is not None or environment is None or not workspace.tabs:
            return
        self._tab = workspace.tabs[0]
        workspace.open_request(workspace.collections[0].root, SCENES[self._name], self._send)

    def _send(self, tab: RequestTab) -> None:
        self._tab = tab
        if self._name == "demo":
            self._show_demo()
            return
        if self._name == "error":
            tab.set_auth(AuthChoice("apikey", (("key", "X-Auth-Token"), ("value", "MIISkAY-not-a-real-token"))))
        tab.state_changed.connect(self._on_state)
        tab.send()

    def _show_demo(self) -> None:
        from modelpost.ui.demo.page import DemoPage  # noqa: PLC0415  # 20 ms, only in this scene

        self._window.desks.modes.choose("demo")
        page = self._window.findChild(DemoPage)
        if isinstance(page, DemoPage):
            self._demo = page.desk
            self._demo.changed.connect(self._on_demo)
            self._demo.run()

    def _on_demo(self) -> None:
        if self._demo is not None and self._demo.plain is not None and not self._demo.is_running:
            self._demo = None
            self._settle()

    def _on_state(self, state: object) -> None:
        del state
        if self._tab is not None and self._tab.state.phase is Phase.ENDED:
            if self._name == "palette":
                self._window.view.open_palette()
            self._settle()

    def _settle(self) -> None:
        QTimer.singleShot(_SETTLED_MS, self._draw)

    def _draw(self) -> None:
        self._limit.stop()
        self._done(self._window.grab())

    def _give_up(self) -> None:
        self._done(None)
