"""Paths as people write them into requests."""

import re


def join_path(folder: str, path: str) -> str:
    """Return `path` within `folder`; an absolute one (POSIX, drive letter, UNC) and one under `~` stay as they are."""
    if not folder or not path or path.startswith(("/", "\\", "~")) or re.match(r"^[A-Za-z]:[\\/]", path):
        return path
    return f"{folder.rstrip('/')}/{path}"
