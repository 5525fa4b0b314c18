"""What the tests of the store share: chance that is known, a collection on disk."""

import itertools
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.yaml_text import load
from modelpost.store.profile import Profile

FIXTURES = Path(__file__).parent.parent / "fixtures"


class CountingRandomness:
    """Chance that counts."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def token(self, length: int) -> str:
        return f"{next(self._numbers):0{length}d}"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


@pytest.fixture
def collections(profile: Profile) -> Collections:
    return Collections(profile, CountingRandomness())


@pytest.fixture
def bruno(tmp_path: Path) -> Path:
    """Copy a collection as Bruno and people write it, with comments."""
    root = tmp_path / "bruno"
    shutil.copytree(FIXTURES / "bruno_collection", root)
    return root


@pytest.fixture(scope="session")
def is_valid() -> Callable[[Path, str], None]:
    """Check a file against a definition of the pinned schema."""
    schema = json.loads((FIXTURES / "opencollection.schema.json").read_bytes())

    def check(file: Path, definition: str) -> None:
        part: dict[str, Any] = schema
        if definition:
            part = {"$schema": schema["$schema"], "$ref": f"#/$defs/{definition}", "$defs": schema["$defs"]}
        jsonschema.Draft7Validator(part).validate(load(file.read_text("utf-8"), file.name))

    return check
