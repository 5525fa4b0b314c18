"""Small JSON objects in the profile: read with patience, written whole."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelpost.store.atomic import PRIVATE, write_atomically

_DAMAGED = ".damaged"


def read_object(path: Path) -> dict[str, Any]:
    """Return the object in a file; a missing or damaged file is an empty one."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def write_object(path: Path, content: Mapping[str, object]) -> None:
    """Write an object for its owner's eyes only; a damaged file is set aside first. Raises FileTrouble."""
    _set_damaged_aside(path)
    text = json.dumps(content, indent=1, ensure_ascii=False)
    write_atomically(path, text.encode("utf-8", "surrogatepass") + b"\n", mode=PRIVATE)


def _set_damaged_aside(path: Path) -> None:
    try:
        if isinstance(json.loads(path.read_bytes()), dict):
            return
    except OSError:
        return
    except (ValueError, RecursionError):
        pass  # what is no JSON is set aside like JSON that is no object
    write_atomically(path.with_name(path.name + _DAMAGED), path.read_bytes(), mode=PRIVATE)
