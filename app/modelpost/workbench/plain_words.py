"""An answer in words for a room: one thing in large letters, one short sentence, a few lines."""

import math
from dataclasses import dataclass

from modelpost.core.text import Message
from modelpost.inference.api import (
    Chat,
    Classification,
    Detection,
    Embedding,
    Entities,
    Fault,
    Meaning,
    Number,
    Pictures,
    Segmentation,
    Table,
    TextLines,
    Transcript,
)
from modelpost.workbench.inference_desk import PlacedBox
from modelpost.workbench.reading_table import cell_text
from modelpost.workbench.sizes import share_text

_MOST_LINES = 12
_LONGEST = 80

IN_A_ROOM = 0
"""Decimals of a percentage that is read from the last row."""


@dataclass(frozen=True, slots=True)
class PlainLine:
    """One line: what it is about, how often it was found, its value as text, and as a share from 0 to 1 for a bar.

    `is_colored` tells that the label is a class with a colour on the picture.
    """

    label: str
    text: str = ""
    share: float | None = None
    count: int = 1
    is_colored: bool = False


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """What a room is told. `words` stand beside the headline where `is_number`, else below it. `text` is long."""

    headline: str
    words: Message | None = None
    lines: tuple[PlainLine, ...] = ()
    is_number: bool = False
    text: str = ""


def in_words(meaning: Meaning, boxes: tuple[PlacedBox, ...] = ()) -> PlainAnswer | None:
    """Return an answer in plain words; `boxes` are those of a detection that are shown. None for an error."""
    match meaning:
        case Classification():
            return _classes(meaning)
        case Detection():
            return _found(boxes)
        case Number(name=name, text=text):
            return PlainAnswer(text, Message("{name}", name=name) if name else None, is_number=True)
        case Table():
            return _rows(meaning)
        case Chat(text=text) | Transcript(text=text):
            words = Message("The model says:") if text else Message("The model says nothing.")
            return PlainAnswer("", words, text=text)
        case TextLines(lines=lines):
            words = Message("line of text found") if len(lines) == 1 else Message("lines of text found")
            seen = tuple(PlainLine(line.text[:_LONGEST], _percent(line.score)) for line in lines[:_MOST_LINES])
            return PlainAnswer(str(len(lines)), words, seen, is_number=True)
        case Entities(entities=entities):
            words = Message("name found") if len(entities) == 1 else Message("names found")
            found = tuple(PlainLine(each.word[:_LONGEST], each.label) for each in entities[:_MOST_LINES])
            return PlainAnswer(str(len(entities)), words, found, is_number=True)
        case Segmentation(masks=masks):
            words = Message("region found") if len(masks) == 1 else Message("regions found")
            regions = tuple(_line(mask.label, mask.score, colored=True) for mask in masks[:_MOST_LINES])
            return PlainAnswer(str(len(masks)), words, regions, is_number=True)
        case Embedding(vectors=vectors):
            return PlainAnswer(str(len(vectors[0])), Message("numbers describe the input"), is_number=True)
        case Pictures():
            return PlainAnswer("", Message("The model made a picture."))
        case Fault():
            return None


def _classes(found: Classification) -> PlainAnswer:
    best = next((each for each in found.classes if each.label == found.top), None)
    score = best.score if best is not None else None
    sure = Message("{share} sure", share=_percent(score)) if found.are_shares and _percent(score) else None
    lines = tuple(
        _line(each.label, each.score if found.are_shares else None, each.score) for each in found.classes[:_MOST_LINES]
    )
    return PlainAnswer(found.top or "–", sure, lines)


def _found(boxes: tuple[PlacedBox, ...]) -> PlainAnswer:
    grouped: dict[str, list[PlacedBox]] = {}
    for box in boxes:
        grouped.setdefault(box.label, []).append(box)
    lines = tuple(
        _line(label, max((_sure(box.score) for box in group), default=None), colored=True, count=len(group))
        for label, group in grouped.items()
    )
    words = Message("object found") if len(boxes) == 1 else Message("objects found")
    return PlainAnswer(str(len(boxes)), words, lines[:_MOST_LINES], is_number=True)


def _rows(found: Table) -> PlainAnswer:
    results = found.results or tuple(range(len(found.columns)))
    if len(found.rows) == 1:
        first = found.rows[0]
        shown = [(found.columns[n], cell_text(first[n])[:_LONGEST]) for n in results[:_MOST_LINES]]
        if len(shown) == 1:
            return PlainAnswer(shown[0][1], Message("{name}", name=shown[0][0]))
        return PlainAnswer(shown[0][1] if shown else "", None, tuple(PlainLine(*each) for each in shown))
    lines = tuple(
        PlainLine(str(number), ", ".join(cell_text(row[n]) for n in results)[:_LONGEST])
        for number, row in enumerate(found.rows[:_MOST_LINES], 1)
    )
    return PlainAnswer(str(len(found.rows)), Message("rows answered"), lines, is_number=True)


def _line(
    label: str, share: float | None, score: float | None = None, *, colored: bool = False, count: int = 1
) -> PlainLine:
    is_share = share is not None and 0 <= share <= 1
    text = _percent(share) if is_share else share_text(score, is_share=False) if score is not None else ""
    return PlainLine(label, text, share if is_share else None, count, colored)


def _percent(score: float | None) -> str:
    """Return a share as a room reads it, `96 %`; empty for what is none."""
    return share_text(score, IN_A_ROOM, is_share=True) if score is not None and 0 <= score <= 1 else ""


def _sure(score: float | None) -> float:
    return score if score is not None and not math.isnan(score) else 0.0
