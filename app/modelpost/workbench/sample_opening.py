"""The first-run experience: the sample collection, filled with what the sample service announced."""

import shutil
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from modelpost.core.failures import ModelpostError
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Collection, RequestNode
from modelpost.store.files import trouble_with
from modelpost.workbench.background import Background
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.workspace import Workspace

_SECRETS = ("password", "token", "app_code", "app_key", "app_secret", "api_key", "access_key", "secret_key")


class SampleOpening:
    """Copies the sample collection to where it may be edited, opens it, and fills its environment."""

    def __init__(self, workspace: Workspace, secrets: SecretsDesk, background: Background) -> None:
        self._workspace = workspace
        self._secrets = secrets
        self._background = background

    def open(self, said: Mapping[str, object], source: Path, target: Path) -> None:
        """Open the collection; what is there from earlier is kept as the user left it."""

        def work() -> None:
            try:
                if not target.exists():
                    _copy_whole(source, target)
            except OSError as error:
                raise trouble_with(str(target), error) from error

        def done(_: None) -> None:
            self._workspace.open_collection(str(target), partial(self._fill, said))

        self._background.run(work, done, self._workspace.failed.emit)

    def _fill(self, said: Mapping[str, object], collection: Collection) -> None:
        """Put addresses into the environment for as long as the window is open, and secrets into the keyring."""
        values = {name: str(value) for name, value in said.items() if isinstance(value, str) and name not in _SECRETS}
        services = said.get("services")
        if isinstance(services, Mapping):
            values |= {f"{name}_url": str(url) for name, url in services.items()}
        if not collection.environments:
            return
        environment = collection.environments[0]
        for name in _SECRETS:
            if name in said:
                ref = SecretRef(collection.id, f"env:{environment.name}", name)
                self._secrets.keep(ref, str(said[name]), _nothing, self._on_refused)
        self._workspace.fill_environment(collection.root, environment.name, values)
        first = _first_picture(collection)
        if first is not None and not self._workspace.tabs:
            self._workspace.open_request(collection.root, first.path)

    def _on_refused(self, error: ModelpostError) -> None:
        """Say nothing here: the status bar shows that the keyring refused, and the value stays in memory."""


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a folder so that it is there as a whole or not at all, whenever the program is killed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        copy = beside / target.name
        shutil.copytree(source, copy)
        copy.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _first_picture(collection: Collection) -> RequestNode | None:
    return next(iter(collection.tree.requests()), None)


def _nothing() -> None:
    """Do nothing: the value is where it belongs."""
