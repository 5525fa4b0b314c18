"""A reading as rows, for a spreadsheet."""

import json

from modelpost.documents.json_values import Json
from modelpost.documents.spreadsheet import csv_text
from modelpost.inference.api import (
    Classification,
    Detection,
    Entities,
    Reading,
    Segmentation,
    Table,
    TextLines,
    Transcript,
)
from modelpost.workbench.inference_desk import PlacedBox

TABLES = (Classification, Detection, Entities, Segmentation, Table, TextLines, Transcript)
"""Meanings that are rows of a spreadsheet too."""


def as_csv(reading: Reading, boxes: tuple[PlacedBox, ...] = ()) -> str:
    """Return a reading as a table for a spreadsheet, in which nothing is a formula; empty for one that is no table."""
    match reading.meaning:
        case Classification(classes=classes):
            rows: list[tuple[object, ...]] = [("label", "score"), *((each.label, each.score) for each in classes)]
        case Detection():
            head = ("label", "score", "x", "y", "width", "height")
            rows = [head, *((b.label, b.score, b.place.x, b.place.y, b.place.width, b.place.height) for b in boxes)]
        case Segmentation(masks=masks):
            rows = [("label", "score"), *((mask.label, mask.score) for mask in masks)]
        case Table(columns=columns, rows=cells):
            rows = [columns, *(tuple(_cell(value) for value in row) for row in cells)]
        case Entities(entities=entities):
            rows = [("label", "word", "score", "start", "end")]
            rows += [(each.label, each.word, each.score, each.start, each.end) for each in entities]
        case Transcript(spans=spans):
            rows = [("start", "end", "text"), *((span.start, span.end, span.text) for span in spans)]
        case TextLines(lines=lines):
            rows = [("text", "score", "corners")]
            rows += [(line.text, line.score, " ".join(f"{x:g},{y:g}" for x, y in line.corners)) for line in lines]
        case _:
            return ""
    return csv_text(rows)


def cell_text(value: Json) -> str:
    """Return a value as a cell of a table shows it: text as it is, anything else as JSON, nothing for null."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cell(value: Json) -> object:
    return cell_text(value) if isinstance(value, dict | list) else value
