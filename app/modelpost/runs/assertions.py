"""Assertions checked against an answer."""

import re
from dataclasses import dataclass
from typing import Any

from modelpost.core.assertions import ABSENT, Checked, Expectation, NotComparable, Verdict, holds, shown
from modelpost.core.failures import FormatTrouble
from modelpost.core.response import Response
from modelpost.core.secrets import MASK, is_token_header, looks_like_credential
from modelpost.core.text import Message
from modelpost.documents.json_values import parse
from modelpost.documents.jsonpath import located
from modelpost.inference.api import Classification, Detection, Reading

_STEP = re.compile(r"\.(?P<name>[^.\[\]]+)|\[(?P<index>-?\d+)\]|\[(?P<quote>[\"'])(?P<quoted>.*?)(?P=quote)\]")
_MOST_TEXT = 4 << 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer as assertions see it: `content` is the decoded body, `reading` what a model said with it."""

    response: Response
    seconds: float
    content: bytes | memoryview
    charset: str = "utf-8"
    reading: Reading | None = None


def verdict(expectations: tuple[Expectation, ...], evidence: Evidence) -> Verdict:
    """Return what becomes of each assertion; the body is read once, at the first that asks for it."""
    answer = _Answer(evidence)
    return Verdict(tuple(_checked(each, answer) for each in expectations))


def _checked(expectation: Expectation, answer: "_Answer") -> Checked:
    try:
        actual = answer.value(expectation.expression)
        is_met = holds(actual, expectation.typed.operator, expectation.value)
    except NotComparable as reason:
        return Checked(expectation, holds=False, trouble=reason.message)
    return Checked(expectation, is_met, _without_credentials(expectation.expression, shown(actual)))


def _without_credentials(expression: str, text: str) -> str:
    """Return what a table or a report may show of a value."""
    name = str((_steps(expression.strip()) or [expression])[-1])
    return MASK if text != ABSENT.value and (is_token_header(name) or looks_like_credential(name, text)) else text


class _Answer:
    """Looks expressions up in an answer."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._body: Any = None
        self._is_read = False

    def value(self, expression: str) -> object:
        """Return what an expression leads to, ABSENT where that is nothing. Raises NotComparable."""
        wanted, response = expression.strip(), self._evidence.response
        if wanted.startswith("$"):
            return self._by_path(wanted)
        steps = _steps(wanted)
        match steps:
            case ["res", "status"]:
                return response.status
            case ["res", "statusText"]:
                return response.reason
            case ["res", "responseTime"]:
                return round(1000 * self._evidence.seconds)
            case ["res", "url"]:
                return response.url
            case ["res", "headers", str(name)]:
                values = response.headers.all(name)
                return ", ".join(values) if values else ABSENT
            case ["res", "reading", ("label" | "score") as name]:
                return _of_model(self._evidence.reading, name)
            case ["res", "body", *rest]:
                return _walked(self._json_or_text(), rest)
        raise NotComparable(
            Message("{expression} is not known; res.status, res.headers.name and res.body.path are", expression=wanted)
        )

    def _by_path(self, path: str) -> object:
        try:
            found = located(self._json_or_text(), path)
        except FormatTrouble as trouble:
            raise NotComparable(trouble.summary) from trouble
        return found[0][0] if found else ABSENT

    def _json_or_text(self) -> Any:
        if not self._is_read:
            try:
                self._body = parse(self._evidence.content)
            except FormatTrouble:
                text = bytes(self._evidence.content[:_MOST_TEXT])
                self._body = text.decode(self._evidence.charset, "replace")
            self._is_read = True
        return self._body


def _steps(expression: str) -> list[str | int]:
    """Return the names and indices of an expression, none where it is not understood."""
    steps: list[str | int] = []
    place, text = 0, f".{expression}"
    while place < len(text):
        step = _STEP.match(text, place)
        if step is None:
            return []
        steps.append(int(step["index"]) if step["index"] else step["name"] or step["quoted"] or "")
        place = step.end()
    return steps


def _walked(value: Any, steps: list[str | int]) -> object:
    for step in steps:
        match value, step:
            case dict(), _ if str(step) in value:
                value = value[str(step)]
            case list(), int() if 0 <= step < len(value):
                value = value[step]
            case list() | str(), "length":
                value = len(value)
            case _:
                return ABSENT
    return value


def _of_model(reading: Reading | None, name: str) -> object:
    """Return the label or the score that a model is most certain of."""
    meaning = reading.meaning if reading is not None else None
    if isinstance(meaning, Classification):
        best = next((each for each in meaning.classes if each.label == meaning.top), None)
        found = meaning.top if name == "label" else best.score if best is not None else None
    elif isinstance(meaning, Detection):
        boxes = sorted(meaning.boxes, key=lambda box: box.score or 0.0, reverse=True)
        found = (boxes[0].label if name == "label" else boxes[0].score) if boxes else None
    else:
        return ABSENT
    return ABSENT if found is None else found
