"""A JSON document as a form: a field for each value in it that a person would change."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from modelpost.documents.json_values import Json, Path, at

_MOST_FIELDS = 60
_MOST_NUMBERS = 16
_LONGEST_TEXT = 20_000
_TECHNICAL = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|data:[\w/+.-]+;base64,.*", re.IGNORECASE | re.DOTALL
)
_BASE64_FROM = 512
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")


class FieldKind(Enum):
    """What a field is edited with."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    FLAG = "flag"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class FormField:
    """One value of a document. `row` numbers the rows of a table from 1, 0 outside of one.

    `low` and `high` are the ends of a slider, both None where none are known.
    """

    path: Path
    name: str
    kind: FieldKind
    value: str | int | float | bool
    row: int = 0
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What a contract says of the fields of a name: their least and greatest value, or all values there are."""

    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


def fields_of(
    document: Json, others: Sequence[Json] = (), rules: "dict[str, FieldRule] | None" = None
) -> tuple[FormField, ...]:
    """Return the fields of a document, at most 60; ranges come from the rules, else from this and `others`.

    Identifiers, pictures in base64 and long lists of numbers are not for people, and left out.
    """
    known: dict[str, set[float]] = {}
    for each in (document, *others):
        for path, value in _leaves(each):
            if isinstance(value, int | float) and not isinstance(value, bool):
                known.setdefault(_name(path), set()).add(float(value))
    found: list[FormField] = []
    for path, value in _leaves(document):
        if len(found) == _MOST_FIELDS:
            break
        found.append(_field(path, value, known.get(_name(path), set()), (rules or {}).get(_name(path), FieldRule())))
    return tuple(found)


def with_value(document: Json, path: Path, value: Json) -> Json:
    """Return the document with another value at a path; one without that place comes back as it is."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(document, dict) and isinstance(step, str) and step in document:
        return {**document, step: with_value(document[step], rest, value)}
    if isinstance(document, list) and isinstance(step, int) and 0 <= step < len(document):
        return [*document[:step], with_value(document[step], rest, value), *document[step + 1 :]]
    return document


def asked_of(document: Json) -> str | None:
    """Return what a person says last in the document of a chat, None for one of another kind."""
    messages = at(document, ("messages",))
    if not isinstance(messages, list):
        prompt = at(document, ("prompt",))
        return prompt if isinstance(prompt, str) else None
    said = [at(message, ("content",)) for message in messages if at(message, ("role",)) == "user"]
    return said[-1] if said and isinstance(said[-1], str) else ""


def with_question(document: Json, text: str, answer: str | None = None) -> Json:
    """Return the document of a chat with a question in it: after `answer`, else in the place of the last one."""
    messages = at(document, ("messages",))
    if not isinstance(document, dict) or not isinstance(messages, list):
        return {**document, "prompt": text} if isinstance(document, dict) else document
    asked: Json = {"role": "user", "content": text}
    if answer is not None:
        return {**document, "messages": [*messages, {"role": "assistant", "content": answer}, asked]}
    last = max((n for n, each in enumerate(messages) if at(each, ("role",)) == "user"), default=len(messages))
    return {**document, "messages": [*messages[:last], asked]}


def _leaves(document: Json, path: Path = ()) -> Iterator[tuple[Path, str | int | float | bool]]:
    """Yield the values that people would change, in the order of the document."""
    match document:
        case dict():
            for key, value in document.items():
                yield from _leaves(value, (*path, key))
        case list() if len(document) > _MOST_NUMBERS and all(isinstance(each, int | float) for each in document):
            return
        case list():
            for index, value in enumerate(document):
                yield from _leaves(value, (*path, index))
        case str():
            is_base64 = len(document) >= _BASE64_FROM and _BASE64.fullmatch(document) is not None
            if path and len(document) <= _LONGEST_TEXT and not is_base64 and not _TECHNICAL.fullmatch(document):
                yield path, document
        case bool() | int() | float():
            if path:
                yield path, document


def _name(path: Path) -> str:
    """Return what a value is called: the last name on its path, and its index where it has none of its own."""
    names = [step for step in path if isinstance(step, str)]
    name = names[-1] if names else ""
    return f"{name} {path[-1] + 1}".strip() if isinstance(path[-1], int) else name


def _field(path: Path, value: str | float | bool, known: set[float], rule: FieldRule) -> FormField:
    rows = [step for step in path[:-1] if isinstance(step, int)]
    row = rows[-1] + 1 if rows else 0
    if isinstance(value, bool):
        return FormField(path, _name(path), FieldKind.FLAG, value, row)
    if isinstance(value, str):
        choices = rule.choices if value in rule.choices else (value, *rule.choices) if rule.choices else ()
        return FormField(path, _name(path), FieldKind.CHOICE if choices else FieldKind.TEXT, value, row, choices)
    is_whole = isinstance(value, int) and all(each.is_integer() for each in known)
    kind = FieldKind.WHOLE if is_whole else FieldKind.NUMBER
    low = rule.low if rule.low is not None else min(known, default=None)
    high = rule.high if rule.high is not None else max(known, default=None)
    if low is None or high is None or not low < high or not low <= value <= high:
        low = high = None
    return FormField(path, _name(path), kind, value, row, (), low, high)
