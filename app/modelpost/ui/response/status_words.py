"""The status of an answer in the fewest words, with the color and the icon for it."""

from modelpost.core.response import Response


def status_text(response: Response) -> str:
    """Return the status and its reason."""
    return f"{response.status} {response.reason}".strip()


def status_kind(status: int) -> str:
    """Return the kind of tag for a status."""
    return "ok" if status < 300 else "info" if status < 400 else "err"


def status_icon(status: int) -> str:
    """Return the icon that says the same as the color."""
    return {"ok": "check", "info": "arrow-down-to-line", "err": "x"}[status_kind(status)]
