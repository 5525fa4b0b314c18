"""Plugins of one package, found by their files."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What a registry needs to know of a plugin: its key, and its place in lists."""

    @property
    def name(self) -> str:
        """The stable key, as saved in files."""

    @property
    def order(self) -> int:
        """Where it stands in lists; smaller comes first."""


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """The plugins of a package: every module in it that defines `PLUGIN`, keyed by name, in a stable order."""

    def __init__(self, plugins: tuple[T, ...]) -> None:
        ordered = sorted(plugins, key=lambda plugin: (plugin.order, plugin.name))
        self._plugins = {plugin.name: plugin for plugin in ordered}
        if len(self._plugins) != len(plugins):
            names = [plugin.name for plugin in ordered]
            raise ValueError(f"two plugins share a name: {names}")

    @classmethod
    def discover(cls, package: ModuleType) -> "Registry[T]":
        """Load every plugin file of `package`."""
        modules = (
            importlib.import_module(f"{package.__name__}.{found.name}")
            for found in pkgutil.iter_modules(package.__path__)
            if found.name != "api"
        )
        return cls(tuple(module.PLUGIN for module in modules if hasattr(module, "PLUGIN")))

    def __iter__(self) -> Iterator[T]:
        return iter(self._plugins.values())

    def __len__(self) -> int:
        return len(self._plugins)

    def __contains__(self, name: object) -> bool:
        return name in self._plugins

    def __getitem__(self, name: str) -> T:
        return self._plugins[name]

    def get(self, name: str) -> T | None:
        """Return the plugin called `name`, or None."""
        return self._plugins.get(name)
