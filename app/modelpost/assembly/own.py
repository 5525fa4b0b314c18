"""What the program says of itself to others."""

import sys

from modelpost import __version__

USER_AGENT = f"Modelpost/{__version__}"


def own_command(*words: str) -> list[str]:
    """Return the command line that runs this program again."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "modelpost", *words]
