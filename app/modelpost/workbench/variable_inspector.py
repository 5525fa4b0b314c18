"""What a variable stands for at a request, where that comes from, and where it can be changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject

from modelpost.core.builtins import is_builtin
from modelpost.core.secrets import SecretRef
from modelpost.workbench.environments_desk import EnvironmentsDesk
from modelpost.workbench.location import EVERYWHERE, Place
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.workspace import Workspace


class Home(NamedTuple):
    """A place where a variable can be kept, and what people call it.

    `folder` is the path of a folder, empty for the collection, where it is no environment that keeps it.
    """

    place: Place
    label: str
    folder: str | None = None

    @property
    def key(self) -> str:
        """The same in the words of `Scope.key`."""
        if self.folder is not None:
            return f"folder:{self.folder}" if self.folder else "collection"
        return f"env:{self.place.name}" if self.place.root else "global"


@dataclass(frozen=True, slots=True)
class Inspection:
    """A variable at a request. `homes` are where it can be given a value, the likeliest first; none where it cannot."""

    name: str
    value: str = field(default="", repr=False)
    source: str = ""
    is_secret: bool = False
    is_defined: bool = False
    homes: tuple[Home, ...] = ()


class VariableInspector(QObject):
    """Looks variables up and changes them."""

    def __init__(self, workspace: Workspace, secrets: SecretsDesk, environments: EnvironmentsDesk) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._secrets = secrets
        self._environments = environments

    def inspect(self, tab: RequestTab, name: str, then: Callable[[Inspection], None]) -> None:
        """Call `then` with what a variable stands for, once its value is known where it is a secret."""
        found = tab.surroundings.context.find(name)
        ref = found.variable.value if found is not None else None
        if isinstance(ref, SecretRef):
            self._secrets.fetch((ref,), lambda: then(self._inspection(tab, name)))
        else:
            then(self._inspection(tab, name))

    def define(self, home: Home, name: str, value: str, *, secret: bool, then: Callable[[], None]) -> None:
        """Give a variable a value where it is kept."""
        if home.folder is None:
            self._environments.define(home.place, name, value, secret=secret, then=then)
        else:
            root, folder = home.place.root, home.folder
            self._environments.define_in_folder(root, folder, name, value, secret=secret, then=then)

    def _inspection(self, tab: RequestTab, name: str) -> Inspection:
        context = tab.surroundings.context
        found = context.find(name)
        if found is None:
            if is_builtin(name):
                source = QCoreApplication.translate("Variables", "Made up anew at each sending")
                example = context.builtins.value(name) if context.builtins is not None else None
                return Inspection(name, example or "", source, is_defined=True)
            return Inspection(name, homes=tuple(home for home in self._homes(tab) if not home.folder))
        value = found.variable.value
        homes = tuple(home for home in self._homes(tab) if home.key == found.key)
        if isinstance(value, SecretRef):
            known = self._secrets.values.get(value) or ""
            return Inspection(name, known, found.source, is_secret=True, is_defined=True, homes=homes)
        return Inspection(name, value, found.source, is_defined=True, homes=homes)

    def _homes(self, tab: RequestTab) -> tuple[Home, ...]:
        everywhere = Home(EVERYWHERE, QCoreApplication.translate("Workspace", "Everywhere"))
        lender = self._workspace.lender_to(tab)
        if lender is None:
            return (everywhere,)
        root, environment = lender.root, self._workspace.environment
        chosen = [Home(Place(root, environment.name), environment.name)] if environment is not None else []
        folders = [Home(Place(root), folder.name, folder.path) for folder in reversed(tab.surroundings.folders)]
        return (*chosen, *folders, everywhere)
