"""Where the files that come with the program are: in a wheel, in a clone, in a frozen app."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_path(*parts: str) -> Path:
    """Return the path of a file under `resources/`; it need not exist."""
    return resource_root(_PACKAGE, getattr(sys, "_MEIPASS", "")).joinpath(*parts)


def resource_root(package: Path, frozen: str) -> Path:
    """Return the folder of resources for a package that lies at `package`; `frozen` is a bundle's folder or empty."""
    if frozen:
        return Path(frozen) / "modelpost" / "_resources"
    in_wheel = package / "_resources"
    return in_wheel if in_wheel.is_dir() else package.parent.parent / "resources"
