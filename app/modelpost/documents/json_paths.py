"""JSONPath (RFC 9535) over a JSON text: how many values a path leads to, and where in the text they stand."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.documents.json_values import Path, path_text

MOST_PLACES = 1_000
"""Values whose places are told; all of them are counted."""

_STRING: Callable[[str, int, bool], tuple[str, int]] = vars(json.decoder)["scanstring"]
_BOM = b"\xef\xbb\xbf"
_ANY_CHARACTER = False
"""What `scanstring` calls strict: whether control characters are refused."""

_TOLD_EVERY = 500
_MOST_KEYS = 200
_MOST_ASKED = 20_000
_SPACE = re.compile(r"[ \t\r\n]*+")
_TYPED = re.compile(r"(?P<before>.*)(?P<dots>(?<!\.)\.\.?|\[['\"])(?P<name>[^.\[\]'\"()]*)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Place(NamedTuple):
    """A value that a path leads to, and the bytes of the text that spell it."""

    path: str
    start: int
    end: int


class Found(NamedTuple):
    """How many values a path leads to, and where the first of them stand."""

    total: int
    places: tuple[Place, ...] = ()


@dataclass(slots=True)
class _Wanted:
    """A node of the tree of paths that are looked for: which of them end here, and where they go on."""

    ends: list[int] = field(default_factory=list)
    steps: dict[str | int, "_Wanted"] = field(default_factory=dict)


class JsonPaths:
    """A JSON text as values, read once. Takes ten times the memory of the text: meant for a process of its own.

    Raises FormatTrouble for a text that is no JSON.
    """

    def __init__(self, content: bytes, charset: str = "utf-8") -> None:
        self._first = len(_BOM) if content.startswith(_BOM) else 0
        self._text = content[self._first :].decode(charset, "surrogateescape")
        self._charset = charset
        self._is_even = self._text.isascii()
        try:
            self._root: Any = json.loads(self._text, strict=False, parse_int=_integer)
        except (ValueError, RecursionError) as error:
            raise FormatTrouble(Message("The answer is not JSON")) from error

    def find(self, path: str, goes_on: Callable[[int], bool] = lambda _: True) -> Found | None:
        """Return what a path leads to; None where `goes_on`, told how many there are so far, ended the search.

        Raises FormatTrouble for what is no path.
        """
        total, first = 0, list[Path]()
        for match in self._matches(path):
            if total < MOST_PLACES:
                first.append(tuple(match.parts))
            total += 1
            if total % _TOLD_EVERY == 0 and not goes_on(total):
                return None
        return Found(total, self._places(first))

    def completions(self, typed: str) -> tuple[str, ...]:
        """Return paths that go on with a name of the document where the typed one breaks off."""
        match = _TYPED.fullmatch(typed)
        if match is None:
            return ()
        before, dots, begun = match["before"], match["dots"], match["name"]
        names = self._names(f"{before}..*" if dots == ".." else before)
        return tuple(before + _step(name, dots) for name in names if name.startswith(begun) and name != begun)

    def _names(self, path: str) -> tuple[str, ...]:
        """Return the names below what a path leads to; of those that it leads to where it ends in any."""
        found: dict[str, None] = {}
        try:
            for match in islice(self._matches(path), _MOST_ASKED):
                if path.endswith("..*"):
                    found |= {match.parts[-1]: None} if isinstance(match.parts[-1], str) else {}
                elif isinstance(match.obj, dict):
                    found |= dict.fromkeys(match.obj)
                if len(found) >= _MOST_KEYS:
                    break
        except FormatTrouble:
            return ()
        return tuple(islice(found, _MOST_KEYS))

    def _matches(self, path: str) -> Iterator[Any]:
        import jsonpath  # noqa: PLC0415  # 60 ms and 6 MB, only where a path is asked for

        try:
            yield from jsonpath.compile(path, strict=True).finditer(self._root)
        except (jsonpath.JSONPathError, RecursionError, ValueError) as error:
            reason = str(error.args[0] if error.args else type(error).__name__).partition("\n")[0]
            raise FormatTrouble(
                Message("This is not a JSONPath: {reason}", reason=reason),
                Message("A JSONPath looks like $.result.access_token or $.predictions[0].label."),
            ) from error

    def _places(self, paths: list[Path]) -> tuple[Place, ...]:
        root = _Wanted()
        for number, path in enumerate(paths):
            node = root
            for step in path:
                node = node.steps.setdefault(step, _Wanted())
            node.ends.append(number)
        walk = _Walk(self._text)
        if paths:
            walk.run(root)
        to_byte = self._bytes_at(sorted({at for span in walk.spans.values() for at in span}))
        return tuple(
            Place(path_text(path), to_byte[walk.spans[number][0]], to_byte[walk.spans[number][1]])
            for number, path in enumerate(paths)
            if number in walk.spans
        )

    def _bytes_at(self, positions: list[int]) -> dict[int, int]:
        """Return the byte of each character; the positions go up."""
        if self._is_even:
            return {position: position + self._first for position in positions}
        found, before, byte = {}, 0, self._first
        for position in positions:
            byte += len(self._text[before:position].encode(self._charset, "surrogateescape"))
            before = position
            found[position] = byte
        return found


class _Walk:
    """Goes over a text once, skips what nobody wants with the parser of the standard library, and notes the rest.

    Of names that are there twice the last one counts, as it does for that parser: so it goes on to the end.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._skip = json.JSONDecoder(strict=False, parse_int=float).raw_decode
        self.spans: dict[int, tuple[int, int]] = {}

    def run(self, root: _Wanted) -> None:
        """Find the spans of all that is wanted."""
        with suppress(RecursionError):  # a place less than could be told
            self._value(self._behind_space(0), root)

    def _value(self, at: int, wanted: _Wanted) -> int:
        character = self._text[at]
        if not wanted.steps:
            end = int(self._skip(self._text, at)[1])
        elif character == "{":
            end = self._object(at, wanted)
        else:
            end = self._array(at, wanted)
        self.spans |= dict.fromkeys(wanted.ends, (at, end))
        return end

    def _object(self, at: int, wanted: _Wanted) -> int:
        at = self._behind_space(at + 1)
        while self._text[at] != "}":
            name, at = _STRING(self._text, at + 1, _ANY_CHARACTER)
            at = self._behind_space(self._behind_space(at) + 1)
            at = self._behind_space(self._child(at, wanted.steps.get(name)))
            if self._text[at] == ",":
                at = self._behind_space(at + 1)
        return at + 1

    def _array(self, at: int, wanted: _Wanted) -> int:
        at, index = self._behind_space(at + 1), 0
        while self._text[at] != "]":
            at = self._behind_space(self._child(at, wanted.steps.get(index)))
            index += 1
            if self._text[at] == ",":
                at = self._behind_space(at + 1)
        return at + 1

    def _child(self, at: int, wanted: _Wanted | None) -> int:
        return int(self._skip(self._text, at)[1]) if wanted is None else self._value(at, wanted)

    def _behind_space(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        return match.end() if match is not None else at


def _step(name: str, dots: str) -> str:
    """Return a step of a path to a name, short where it can be."""
    if _NAME.fullmatch(name):
        return f"..{name}" if dots == ".." else f".{name}"
    return f"{'..' if dots == '..' else ''}[{json.dumps(name, ensure_ascii=False)}]"


def _integer(text: str) -> int | float:
    return int(text) if len(text) < 4000 else float(text)  # Python refuses longer ones
