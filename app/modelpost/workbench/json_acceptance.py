"""Whether the JSON text of a body may go out: it is valid, or the user wants it sent as it is."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelpost.documents.json_check import JsonProblem

_CHECKED_AT_ONCE = 1 << 16
"""Characters: 8 ms. A larger text has been checked by the editor, unless it is sent within a blink of typing."""


class JsonAcceptance:
    """Remembers what the editor found in a text, and which text the user accepted."""

    def __init__(self) -> None:
        self._checked = ""
        self._problem: JsonProblem | None = None
        self._accepted: str | None = None

    def note(self, text: str, problem: "JsonProblem | None") -> None:
        """Take over what was found in a text, which may have been edited since."""
        self._checked, self._problem = text, problem

    def accept(self, text: str) -> None:
        """Let this text go out, whatever is wrong with it."""
        self._accepted = text

    def problem_of(self, text: str) -> "JsonProblem | None":
        """Return what keeps a text from being sent."""
        if text == self._accepted:
            return None
        if text == self._checked:
            return self._problem
        if len(text) > _CHECKED_AT_ONCE:
            return None
        from modelpost.documents.json_check import check_json  # noqa: PLC0415  # 3 ms at start-up

        return check_json(text)
