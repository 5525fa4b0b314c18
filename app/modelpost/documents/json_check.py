"""Whether a JSON text is valid, and if not, where and why."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from modelpost.core.text import Message
from modelpost.documents.json_flaws import (
    COLON_MISSING,
    COMMA_MISSING,
    COMMA_TOO_MANY,
    COMMENT_OPEN,
    CUT_OFF,
    END_MISSING,
    NAME_MISSING,
    STRING_WRONG,
    VALUE_MISSING,
    Flaw,
)

_PLACEHOLDER = r"\{\{[^{}\r\n]++\}\}"
_STRING = rf'"(?:[^"\\\x00-\x1f{{]++|{_PLACEHOLDER}|\{{|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{{4}}))*+"'
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![\w.])"
_COMMENT = r"//[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/"
_SPACE = rf"(?:[ \t\r\n]++|{_COMMENT})*+"
_SCALAR = rf"(?:{_STRING}|{_PLACEHOLDER}|{_NUMBER}|(?:true|false|null)(?!\w)|\{{{_SPACE}\}}|\[{_SPACE}\])"
_NAME = rf"(?:{_STRING}|{_PLACEHOLDER})"

_SKIP = re.compile(_SPACE)
_A_SCALAR = re.compile(_SCALAR)
_A_NAME = re.compile(_NAME)
_A_STRING = re.compile(_STRING)
_ITEMS = re.compile(rf"(?:{_SPACE}{_SCALAR}{_SPACE},)*+")
_MEMBERS = re.compile(rf"(?:{_SPACE}{_NAME}{_SPACE}:{_SPACE}{_SCALAR}{_SPACE},)*+")
_STRAY = re.compile(r"[^\s,\]}:]+")
_LONGEST_MARK = 200

_Step: TypeAlias = Callable[[], "_Step | None"]


@dataclass(frozen=True, slots=True)
class JsonProblem:
    """The first thing that is wrong, at `line` and `column` from 1; `fix` is what to insert at `fix_at`, if certain.

    `offset`, `length` and `fix_at` count characters. `hint` is meant to stand at the end of the line of `hint_at`.
    """

    line: int
    column: int
    offset: int
    length: int
    reason: Message
    fix: str = ""
    fix_at: int = -1
    hint: Message | None = None
    hint_at: int = 0


def check_json(text: str) -> JsonProblem | None:
    """Return the first problem of a JSON text (RFC 8259) in which `{{variables}}` may stand for any value or name.

    Comments are allowed, since they are not sent. An empty text has no problem: it is no body at all. Needs no
    recursion, so that any depth is fine.
    """
    check = JsonCheck(text)
    while not check.advance(1 << 16):
        pass
    return check.problem


class JsonCheck:
    """One check, done in pieces: walks over the text once, with a stack of open brackets.

    Plain members and items are taken by the thousand in one match; only nested ones cost a step each.
    """

    def __init__(self, text: str) -> None:
        self.problem: JsonProblem | None = None
        self.text = text
        self._at = 0
        self._stack: list[str] = []
        self._value_end = 0
        self._token_end = 0
        self._next = self._value if text.strip() else None

    def advance(self, steps: int) -> bool:
        """Go on for some steps; return whether the check is done."""
        for _ in range(steps):
            if self._next is None:
                return True
            self._token_end = self._at
            self._skip(_SKIP)
            if self._at >= len(self.text) and self._next != self._end:
                self._next = self._fail(CUT_OFF)
            elif self.text.startswith("/*", self._at):
                self._next = self._fail(COMMENT_OPEN)
            else:
                self._next = self._next()
        return self._next is None

    def _value(self) -> "_Step | None":
        scalar = _A_SCALAR.match(self.text, self._at)  # empty brackets count as one, so that what is opened has content
        if scalar is not None:
            return self._took(scalar.end())
        character = self.text[self._at]
        if character == "{":
            self._at += 1
            self._stack.append("}")
            return self._name
        if character == "[":
            self._at += 1
            self._stack.append("]")
            self._skip(_ITEMS)
            return self._value
        if character == '"':
            return self._fail(STRING_WRONG)
        is_trailing = character in "]}" and self.text[self._token_end - 1 : self._token_end] == ","
        return self._fail(COMMA_TOO_MANY if is_trailing else VALUE_MISSING)

    def _name(self) -> "_Step | None":
        self._skip(_MEMBERS)
        self._skip(_SKIP)
        if self._at >= len(self.text):
            return self._fail(CUT_OFF)
        name = _A_NAME.match(self.text, self._at)
        if name is not None:
            self._at = name.end()
            return self._colon
        character = self.text[self._at]
        return self._fail(COMMA_TOO_MANY if character == "}" else STRING_WRONG if character == '"' else NAME_MISSING)

    def _colon(self) -> "_Step | None":
        if self.text[self._at] != ":":
            return self._fail(COLON_MISSING)
        self._at += 1
        return self._value

    def _after(self) -> "_Step | None":
        character, closer = self.text[self._at], self._stack[-1]
        if character == closer:
            return self._close()
        if character != ",":
            is_certain = character in '"{[-0123456789tfn'
            return self._fail(COMMA_MISSING, fix="," if is_certain else "")
        self._at += 1
        if closer == "}":
            return self._name
        self._skip(_ITEMS)
        return self._value

    def _end(self) -> "_Step | None":
        return self._fail(END_MISSING) if self._at < len(self.text) else None

    def _close(self) -> "_Step | None":
        self._stack.pop()
        return self._took(self._at + 1)

    def _took(self, end: int) -> "_Step | None":
        self._at = self._value_end = end
        return self._after if self._stack else self._end

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self._at)
        if match is not None and match.end() > self._at:
            self._at = match.end()

    def _fail(self, flaw: Flaw, fix: str = "") -> "_Step | None":
        """Keep the problem and end the walk."""
        text, at = self.text, min(self._at, len(self.text))
        stray = _A_STRING.match(text, at) or _STRAY.match(text, at)
        is_about_gap = flaw in {COMMA_MISSING, CUT_OFF}
        hint_at = self._value_end if is_about_gap and self._value_end else at
        self.problem = JsonProblem(
            line=text.count("\n", 0, at) + 1,
            column=at - text.rfind("\n", 0, at),
            offset=at,
            length=min(stray.end() - at if stray else 1, _LONGEST_MARK),
            reason=flaw.reason,
            fix=fix,
            fix_at=self._value_end if fix else -1,
            hint=flaw.hint,
            hint_at=hint_at,
        )
        return None
