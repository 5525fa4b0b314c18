"""Finds every text that a person reads, in the sources, by syntax.

Below the workbench a text is `Message("…")`; above it is `self.tr("…")`, or `QCoreApplication.translate("Place", "…")`
where there is no QObject. Only a whole literal can be looked up in a catalogue, so everything else is refused.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MESSAGES = "Message"
"""The context of texts that are made without Qt."""

_SEAMS = frozenset({"core/text.py", "workbench/texts.py"})
"""Where a `Message` is defined, and where it is looked up: both are handed templates that stand elsewhere."""

_APPLICATIONS = frozenset({"QApplication", "QCoreApplication", "QGuiApplication"})


class Text(NamedTuple):
    """A text, and the context it is looked up in: a class, or `MESSAGES`."""

    context: str
    source: str


class Refusal(NamedTuple):
    """A text that no catalogue can hold, with the place and the reason."""

    place: str
    reason: str


class Found(NamedTuple):
    """What the sources say, sorted, each once; and what cannot be translated."""

    texts: tuple[Text, ...]
    refusals: tuple[Refusal, ...]


def find_texts(package: Path) -> Found:
    """Return the texts of every module below `package`."""
    texts: set[Text] = set()
    refusals: list[Refusal] = []
    for file in sorted(package.rglob("*.py")):
        place = file.relative_to(package).as_posix()
        if place not in _SEAMS:
            for found in _Module(place).texts_in(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(found, Refusal):
                    refusals.append(found)
                elif found.source:  # an empty one says nothing in any language
                    texts.add(found)
    return Found(tuple(sorted(texts)), tuple(refusals))


class _Module:
    """Walks one module, mindful of the class that encloses each call."""

    def __init__(self, place: str) -> None:
        self._place = place

    def texts_in(self, node: ast.AST, enclosing: str = "") -> Iterator[Text | Refusal]:
        """Yield what `node` and everything below it holds."""
        if isinstance(node, ast.ClassDef):
            enclosing = node.name
        if isinstance(node, ast.Call):
            yield from self._called(node, enclosing)
        for child in ast.iter_child_nodes(node):
            yield from self.texts_in(child, enclosing)

    def _called(self, call: ast.Call, enclosing: str) -> Iterator[Text | Refusal]:
        match call.func:
            case ast.Name(id="Message") | ast.Attribute(attr="Message"):
                yield self._text(call, MESSAGES, call.args)
            case ast.Attribute(attr="tr", value=ast.Name(id="self")) if enclosing:
                yield self._text(call, enclosing, call.args)
            case ast.Attribute(attr="tr"):
                yield self._refused(call, "tr() is called on self, whose class is the context")
            case ast.Attribute(attr="translate", value=ast.Name(id=name)) if name in _APPLICATIONS:
                yield self._translated(call)
            case _:
                pass

    def _translated(self, call: ast.Call) -> Text | Refusal:
        match call.args:
            case [ast.Constant(value=str(context)), *rest]:
                return self._text(call, context, rest)
            case _:
                return self._refused(call, "the context is a literal")

    def _text(self, call: ast.Call, context: str, arguments: list[ast.expr]) -> Text | Refusal:
        match arguments:
            case [ast.Constant(value=str(source))]:
                return Text(context, source)
            case [ast.JoinedStr()]:
                return self._refused(call, "an f-string is filled in before it is looked up")
            case [ast.BinOp()]:
                return self._refused(call, "a sentence is written whole")
            case _:
                return self._refused(call, "the text is one literal, without a comment or a plural form")

    def _refused(self, call: ast.Call, reason: str) -> Refusal:
        return Refusal(f"{self._place}:{call.lineno}", reason)
