"""What the rules of the house are checked against: every module of the package, parsed once."""

import ast
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.append(str(REPOSITORY / "packaging"))  # for the tool that finds texts


class Module(NamedTuple):
    """A module: where it lies below the package, its text and its syntax tree."""

    place: str
    text: str
    tree: ast.Module

    @property
    def part(self) -> str:
        """The package it belongs to, or its own file name at the top."""
        return self.place.partition("/")[0]

    @property
    def imports(self) -> frozenset[str]:
        """The full names of what it imports, anywhere in it."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return frozenset(names)


@pytest.fixture(scope="session")
def modules() -> tuple[Module, ...]:
    package = REPOSITORY / "app" / "modelpost"
    files = sorted(package.rglob("*.py"))
    texts = {file.relative_to(package).as_posix(): file.read_text(encoding="utf-8") for file in files}
    return tuple(Module(place, text, ast.parse(text)) for place, text in texts.items())
