"""JSONPath (RFC 9535) over a JSON text, without losing a digit."""

import json
from collections.abc import Sequence
from typing import Any

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path

LARGEST = 16 << 20
"""Bytes of a text that is looked into: as objects it takes ten times as much."""

_DEEPEST = 200
_LOOKS_LIKE = Message("A JSONPath looks like $.result.access_token or $.predictions[0].label.")


def located(document: Json, path: str) -> tuple[tuple[Json, Path], ...]:
    """Return the values that a path leads to, and where each stands. Raises FormatTrouble for what is no path."""
    import jsonpath  # noqa: PLC0415  # 60 ms and 6 MB, only where a path is asked for

    try:
        matches = jsonpath.compile(path, strict=True).finditer(document)
        return tuple((match.obj, tuple(match.parts)) for match in matches)  # type: ignore[misc]  # as JSON gave them
    except (jsonpath.JSONPathError, RecursionError, ValueError) as error:
        raise FormatTrouble(
            Message("This is not a JSONPath: {reason}", reason=_first_line(error)), _LOOKS_LIKE
        ) from error


class _Integer(int):
    """An integer that knows how it was written."""

    text: str


class _Decimal(float):
    """A decimal that knows how it was written."""

    text: str


class JsonValues:
    """A JSON text, read at the first look-up."""

    def __init__(self, content: bytes | memoryview) -> None:
        self._content = content
        self._root: Any = None
        self._is_read = False

    def find(self, path: str) -> tuple[str, ...]:
        """Return what a path leads to, in order: strings as they are, anything else as JSON, numbers as written.

        Raises FormatTrouble for a path or a text that cannot be understood.
        """
        if not path:
            raise FormatTrouble(Message("There is no JSONPath yet"), _LOOKS_LIKE)
        import jsonpath  # noqa: PLC0415  # 60 ms and 6 MB, only where a path is asked for

        try:
            compiled = jsonpath.compile(path, strict=True)
            found = compiled.findall(self._read())
        except (jsonpath.JSONPathError, RecursionError, ValueError) as error:
            raise FormatTrouble(
                Message("This is not a JSONPath: {reason}", reason=_first_line(error)),
                _LOOKS_LIKE,
            ) from error
        return tuple(value if isinstance(value, str) else _as_json(value) for value in found)

    def _read(self) -> Any:
        if not self._is_read:
            if len(self._content) > LARGEST:
                raise FormatTrouble(Message("The answer is too large to be looked into: 16 MB are the most"))
            try:
                text = bytes(self._content).decode("utf-8-sig", "replace")
                self._root = json.loads(text, parse_int=_integer, parse_float=_decimal)
            except (ValueError, RecursionError) as error:
                raise FormatTrouble(Message("The answer is not JSON")) from error
            self._is_read = True
        return self._root


def _integer(text: str) -> _Integer:
    number = _Integer(text) if len(text) < 4000 else _Integer(0)  # Python refuses longer ones; the text is kept
    number.text = text
    return number


def _decimal(text: str) -> _Decimal:
    number = _Decimal(text)
    number.text = text
    return number


def _as_json(value: Any, depth: int = 0) -> str:
    if depth > _DEEPEST:
        raise FormatTrouble(Message("The value is nested too deeply"))
    match value:
        case _Integer() | _Decimal():
            return value.text
        case dict():
            return f"{{{','.join(f'{_quoted(key)}:{_as_json(item, depth + 1)}' for key, item in value.items())}}}"
        case str():
            return _quoted(value)
        case Sequence():
            return f"[{','.join(_as_json(item, depth + 1) for item in value)}]"
    return json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _first_line(error: BaseException) -> str:
    """Return the library's words without the place, which it cannot always tell."""
    return str(error.args[0] if error.args else type(error).__name__).partition("\n")[0]
