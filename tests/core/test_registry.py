"""Plugins of one package, found by their files."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from modelpost.core.registry import Named, Registry


class Plugin:
    def __init__(self, name: str, order: int = 0) -> None:
        self.name = name
        self.order = order


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    folder = tmp_path / "plugins_found_by_tests"
    folder.mkdir()
    plugin = "class P:\n    name = '{name}'\n    order = {order}\n\nPLUGIN = P()\n"
    (folder / "__init__.py").write_text("")
    (folder / "api.py").write_text("PLUGIN = None\n")
    (folder / "helper.py").write_text("VALUE = 1\n")
    (folder / "late.py").write_text(plugin.format(name="late", order=20))
    (folder / "early.py").write_text(plugin.format(name="early", order=10))
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("plugins_found_by_tests")
    for name in [name for name in sys.modules if name.startswith("plugins_found_by_tests")]:
        del sys.modules[name]


def test_every_module_with_a_plugin_is_found_in_its_order(package: ModuleType) -> None:
    registry: Registry[Named] = Registry.discover(package)

    assert [plugin.name for plugin in registry] == ["early", "late"]


def test_plugins_are_known_by_name() -> None:
    one, other = Plugin("one"), Plugin("other")

    registry = Registry((one, other))

    assert registry["one"] is one
    assert registry.get("other") is other
    assert registry.get("third") is None
    assert "one" in registry
    assert "third" not in registry
    assert len(registry) == 2


def test_plugins_of_one_order_go_by_name() -> None:
    registry = Registry((Plugin("b"), Plugin("a"), Plugin("c", order=-1)))

    assert [plugin.name for plugin in registry] == ["c", "a", "b"]


def test_two_plugins_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="share a name"):
        Registry((Plugin("same"), Plugin("same", order=5)))
