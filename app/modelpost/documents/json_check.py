"""Whether a JSON text is valid, and if not, where and why."""

import re
from dataclasses import dataclass

from modelpost.core.text import Message

_SKIP = re.compile(r"[ \t\r\n]*")
_PLACEHOLDER = re.compile(r"\{\{[^{}\r\n]+\}\}")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})|\{\{[^{}\r\n]+\}\})*"')
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")
_WORD = re.compile(r"(?:true|false|null)(?!\w)")
_STRAY = re.compile(r"[^\s,\]}:]+")

_EXPECTED_VALUE = Message("expected a value")
_EXPECTED_NAME = Message("expected a name in double quotes")
_EXPECTED_COLON = Message("expected a colon")
_EXPECTED_COMMA = Message("expected a comma")
_EXPECTED_END = Message("expected the end of the text")
_TRAILING = Message("there is a comma too many")
_OPEN_STRING = Message("this text has no closing quote, or holds a character that must be escaped")
_CUT_OFF = Message("the text ends too early")


@dataclass(frozen=True, slots=True)
class JsonProblem:
    """The first thing that is wrong, at `line` and `column` from 1; `fix` is what to insert at `fix_at`, if certain."""

    line: int
    column: int
    offset: int
    length: int
    reason: Message
    fix: str = ""
    fix_at: int = -1


def check_json(text: str) -> JsonProblem | None:
    """Return the first problem of a JSON text (RFC 8259) in which `{{variables}}` may stand for any value or name.

    An empty text has none: it is no body at all. Needs no recursion, so that any depth is fine.
    """
    return _Checker(text).run() if text.strip() else None


class _Checker:
    """Walks over the text once with a stack of open brackets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._stack: list[str] = []
        self._value_end = 0

    def run(self) -> JsonProblem | None:
        wanted = "value"
        while True:
            self._at = _SKIP.match(self._text, self._at).end()  # type: ignore[union-attr]  # matches the empty text too
            if wanted == "end":
                return self._problem(_EXPECTED_END) if self._at < len(self._text) else None
            if self._at >= len(self._text):
                return self._problem(_CUT_OFF)
            step = getattr(self, f"_{wanted}")()
            if isinstance(step, JsonProblem):
                return step
            wanted = step

    def _value(self) -> str | JsonProblem:
        character = self._text[self._at]
        if character in "{[" and not _PLACEHOLDER.match(self._text, self._at):
            self._stack.append(character)
            self._at += 1
            return "name_or_end" if character == "{" else "value_or_end"
        if character == '"':
            return self._text_token("after")
        for pattern in (_PLACEHOLDER, _NUMBER, _WORD):
            match = pattern.match(self._text, self._at)
            if match:
                return self._took(match.end(), "after")
        return self._problem(_TRAILING if character in "]}" and self._stack else _EXPECTED_VALUE)

    def _value_or_end(self) -> str | JsonProblem:
        return self._close() if self._text[self._at] == "]" else self._value()

    def _name_or_end(self) -> str | JsonProblem:
        return self._close() if self._text[self._at] == "}" else self._name()

    def _name(self) -> str | JsonProblem:
        if self._text[self._at] == '"':
            return self._text_token("colon")
        match = _PLACEHOLDER.match(self._text, self._at)
        if match:
            return self._took(match.end(), "colon")
        return self._problem(_TRAILING if self._text[self._at] == "}" else _EXPECTED_NAME)

    def _colon(self) -> str | JsonProblem:
        if self._text[self._at] != ":":
            return self._problem(_EXPECTED_COLON)
        return self._took(self._at + 1, "value")

    def _after(self) -> str | JsonProblem:
        character = self._text[self._at]
        if character == ",":
            self._at += 1
            return "name" if self._stack[-1] == "{" else "value"
        if character == ("}" if self._stack[-1] == "{" else "]"):
            return self._close()
        is_certain = character in '"{[-0123456789tfn'
        return self._problem(_EXPECTED_COMMA, fix="," if is_certain else "")

    def _close(self) -> str:
        self._stack.pop()
        return self._took(self._at + 1, "after")

    def _text_token(self, following: str) -> str | JsonProblem:
        match = _STRING.match(self._text, self._at)
        return self._took(match.end(), following) if match else self._problem(_OPEN_STRING)

    def _took(self, end: int, following: str) -> str:
        self._at = self._value_end = end
        return "end" if following == "after" and not self._stack else following

    def _problem(self, reason: Message, fix: str = "") -> JsonProblem:
        at = min(self._at, len(self._text))
        line_start = self._text.rfind("\n", 0, at) + 1
        stray = _STRING.match(self._text, at) or _STRAY.match(self._text, at)
        length = min(stray.end() - at if stray else 1, 200)
        line = self._text.count("\n", 0, at) + 1
        return JsonProblem(line, at - line_start + 1, at, length, reason, fix, self._value_end if fix else -1)
