"""YAML as Bruno writes it: blocks indented by two, long texts as they are, quotes only where they are needed."""

import re
from collections.abc import Mapping, Sequence

from modelpost.store.opencollection.nodes import Plain


class Block(str):
    """A text to be written as a block of lines even where it has only one: bodies and documentation."""

    __slots__ = ()


_INDICATOR_FIRST = re.compile(r"[\s,\[\]{}#&*!|>'\"%@`]|[?:-](?:\s|$)|---|\.\.\.")
_INDICATOR_WITHIN = re.compile(r":(?:\s|$)|\s#|\s$|[:-]$")
_FLOW_INDICATOR = re.compile(r"[,\[\]{}]|^[?:-]|:")
_NOT_PLAIN_TEXT = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|=|<<"
    r"|[-+]?[0-9][0-9_,:]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|[-+]?\.[0-9][0-9_]*(?:e[-+]?[0-9]+)?"
    r"|[-+]?\.inf|\.nan|0x[0-9a-f_]+|0o[0-7_]+|[-+]?0b[01_]+"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*",
    re.IGNORECASE,
)
"""What a reader of YAML 1.1 or 1.2 would take for something other than a text."""

_UNPRINTABLE = re.compile("[^\t\n\\x20-\\x7e\\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile('["\\\\]|' + _UNPRINTABLE.pattern.replace("\t\n", ""))
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\", "\0": "\\0"}


def dump(document: Mapping[str, Plain]) -> str:
    """Return a document, a blank line between its top-level blocks."""
    return "\n".join(f"{entry(key, value, 0)}\n" for key, value in document.items())


def entry(key: str, value: Plain, column: int) -> str:
    """Return `key: value` for a block mapping at `column`: without indent before it and line end behind it."""
    return f"{scalar(key)}:{behind_colon(value, column)}"


def behind_colon(value: Plain, column: int, style: str | None = None) -> str:
    """Return what follows the colon of a key at `column`; a text in another's place keeps its `style` if it can."""
    match value:
        case Mapping() if value:
            return "".join(f"\n{' ' * (column + 2)}{entry(k, v, column + 2)}" for k, v in value.items())
        case list() if value:
            return "".join(f"\n{' ' * (column + 2)}{item(v, column + 2)}" for v in value)
        case str():
            return " " + (_literal(value, column + 2, style) or scalar(value, style or ""))
    return f" {flow(value)}"


def item(value: Plain, column: int) -> str:
    """Return `- value` for a block sequence whose dash is at `column`."""
    match value:
        case Mapping() if value:
            return "- " + mapping(value, column + 2)
        case str():
            return "- " + (_literal(value, column + 2) or scalar(value))
    return f"- {flow(value)}"


def mapping(value: Mapping[str, Plain], column: int) -> str:
    """Return the entries of a block mapping at `column`, without the first one's indent."""
    return f"\n{' ' * column}".join(entry(k, v, column) for k, v in value.items())


def flow(value: Plain) -> str:
    """Return a value on one line."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "{" + ", ".join(f"{scalar(str(k), flow=True)}: {flow(v)}" for k, v in value.items()) + "}"
        case Sequence() if not isinstance(value, str):
            return "[" + ", ".join(map(flow, value)) + "]"
        case str():
            return scalar(value, flow=True)
    return repr(value)


def scalar(text: str, style: str = "", *, flow: bool = False) -> str:
    """Return a text on one line, quoted where it must be, or where `style` says that it was."""
    if _UNPRINTABLE.search(text) or "\n" in text or "\t" in text:
        return _double_quoted(text)
    if style == '"':
        return _double_quoted(text)
    if style == "'":
        return _single_quoted(text)
    if _may_be_plain(text) and not (flow and _FLOW_INDICATOR.search(text)):
        return text
    return _single_quoted(text) if '"' in text and "'" not in text else _double_quoted(text)


def _may_be_plain(text: str) -> bool:
    return not (
        not text or _INDICATOR_FIRST.match(text) or _INDICATOR_WITHIN.search(text) or _NOT_PLAIN_TEXT.fullmatch(text)
    )


def _single_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double_quoted(text: str) -> str:
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _literal(text: str, column: int, style: str | None = None) -> str:
    """Return a text as a block of lines at `column`; nothing where it is not wanted or cannot be written so."""
    wanted = "\n" in text or style in ("|", ">") or (style is None and isinstance(text, Block))
    if not wanted or not text.strip() or _UNPRINTABLE.search(text):
        return ""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if not lines[-1].strip():
        return ""  # several line ends, or blanks, at the end: a quoted text says more clearly how many
    indent = "2" if body.lstrip("\n")[:1] in (" ", "\t") else ""
    chomping = "" if text.endswith("\n") else "-"
    return f"|{indent}{chomping}" + "".join(f"\n{' ' * column}{line}" if line else "\n" for line in lines)
