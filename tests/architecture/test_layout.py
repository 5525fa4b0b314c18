"""Where things lie, and that the two readmes know of them."""

import importlib.metadata
import re
import tomllib
from pathlib import Path
from typing import Any

_TOP = frozenset({"pyproject.toml", "README.md", "LICENSE", "app", "tests", "resources", "packaging"})
_MADE_BY_TOOLS = frozenset({"build", "dist", "__pycache__"})


def test_the_top_level_holds_what_the_layout_allows(repository: Path) -> None:
    names = {path.name for path in repository.iterdir() if not path.name.startswith(".")}

    assert names - _MADE_BY_TOOLS == _TOP


def test_every_dependency_stands_in_the_readme_with_a_reason(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[ <>=!;\[]", text, maxsplit=1)[0] for text in project["dependencies"]}
    readme = (repository / "README.md").read_text(encoding="utf-8")

    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in readme.splitlines() if line[:1] == "|"]
    explained = {name.strip() for row in rows if len(row) > 1 and row[1] for name in row[0].split(",")}

    assert not wanted - explained


def test_the_map_of_the_house_names_every_room(repository: Path) -> None:
    rooms = {path.name for path in (repository / "app" / "modelpost").iterdir() if (path / "__init__.py").is_file()}
    text = (repository / "app" / "README.md").read_text(encoding="utf-8")

    assert not {room for room in rooms if f"`{room}/`" not in text}


def test_no_library_replaces_the_urllib3_that_requests_uses() -> None:
    """`urllib3-future`, which niquests brings, installs itself as `urllib3`."""
    metadata: list[Any] = [found.metadata for found in importlib.metadata.distributions()]

    assert not {str(each["Name"]).lower() for each in metadata} & {"niquests", "urllib3-future"}
