"""`.env` files: names and values, one a line, as shells and many other tools read them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from modelpost.core.scope import Variable
from modelpost.core.secrets import looks_like_credential
from modelpost.core.template import placeholders, reference, spans
from modelpost.core.text import Message

_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_BEGINNING = re.compile(rf"[ \t]*(?:export[ \t]+)?({_NAME.pattern})[ \t]*=[ \t]*", re.ASCII)
_SINGLE = re.compile(r"'([^']*)'")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s)#.*")
_REST = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|$)")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_PIECE = re.compile(r"\\(.)|\$\{([A-Za-z_][\w.-]*)\}", re.DOTALL | re.ASCII)
_PLAIN = re.compile(r"[\w./:@%+,=?&~-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and its value, which may be a secret and so is not in the repr."""

    name: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a file, and what was not understood."""

    entries: tuple[Entry, ...] = ()
    losses: tuple[Message, ...] = ()


def read(text: str) -> Read:
    """Return what a file says; of a name that stands there twice, the last value counts.

    `${NAME}` outside of single quotes becomes a reference to our variable of that name.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    entries: dict[str, Entry] = {}
    losses: list[Message] = []
    position, line = 0, 1
    while position < len(text):
        end = text.find("\n", position) + 1 or len(text)
        begun = _BEGINNING.match(text, position)
        said = text[position:end].strip()
        if begun is not None and begun.end() <= end:
            value, end = _value(text, begun.end(), end)
            entries.pop(begun[1], None)
            entries[begun[1]] = Entry(begun[1], value)
        elif said and not said.startswith("#"):
            losses.append(Message("Line {line} is not a name and a value.", line=line))
        line += text.count("\n", position, end)
        position = end
    return Read(tuple(entries.values()), tuple(losses))


def write(variables: Iterable[Variable]) -> tuple[str, tuple[Message, ...]]:
    """Return a file that says what these variables are, and what it cannot say. The values of secrets are left out."""
    lines: list[str] = []
    losses: list[Message] = []
    for variable in variables:
        if not _NAME.fullmatch(variable.name):
            losses.append(Message("“{name}” cannot be a name in a .env file.", name=variable.name))
            continue
        lines += _lines_of(variable)
    return "".join(f"{line}\n" for line in lines), tuple(losses)


def _value(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the value that begins at `start`, and where the next line begins; quoted ones may go over several."""
    for quoted in (_SINGLE, _DOUBLE):
        found = quoted.match(text, start)
        rest = _REST.match(text, found.end()) if found is not None else None
        if found is not None and rest is not None:
            return found[1] if quoted is _SINGLE else _unescaped(found[1]), rest.end()
    plain = _COMMENT.sub("", text[start:end]).strip()
    return _PIECE.sub(lambda match: reference(match[2]) if match[2] else match[0], plain), end


def _unescaped(text: str) -> str:
    return _PIECE.sub(lambda match: reference(match[2]) if match[2] else _ESCAPES.get(match[1], match[1]), text)


def _lines_of(variable: Variable) -> Iterator[str]:
    yield from (f"# {line}" for line in variable.note.splitlines())
    value = variable.value
    if not isinstance(value, str) or looks_like_credential(variable.name, value):
        yield f"# {variable.name} is a secret: its value was not exported."
        value = ""
    written = f"{variable.name}={_quoted(value)}"
    yield written if variable.enabled else "\n".join(f"# {line}" for line in written.split("\n"))


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    if not placeholders(value) and not re.search(r"['\r\n]", value):
        return f"'{value}'"
    pieces = (
        re.sub(r'[\\"$]', r"\\\g<0>", value[span.start : span.end]).replace("\r", "\\r")
        if span.name is None
        else f"${{{span.name}}}"
        if _NAME.fullmatch(span.name)
        else value[span.start : span.end]
        for span in spans(value)
    )
    return f'"{"".join(pieces)}"'
