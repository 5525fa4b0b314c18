"""However an answer of a known shape is broken, no reading raises, and none shows what the server did not say."""

import copy
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpost import inference
from modelpost.core.registry import Registry
from modelpost.documents.json_values import at, number
from modelpost.inference.api import (
    CERTAIN,
    Chat,
    Classification,
    Detection,
    Embedding,
    Entities,
    Exchanged,
    Fault,
    Number,
    Reader,
    Reading,
    Segmentation,
    Table,
    TextLines,
    Transcript,
    readings,
)

READERS: Registry[Reader] = Registry.discover(inference)
ANSWERS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("answers.json").read_text("utf-8"))
NAMES = ("label", "score", "box", "text", "data", "index", "name", "predictions", "x", "start", "content", "error", "0")
ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 2.5, 1 << 70, math.nan, math.inf, -math.inf, 1e308),
    *("", "0.5", "nan", "cat", "[[0.1 0.9]]", "1:2:cat", [], {}, [[]], [0.5], ["cat"], {"label": "cat"}, [1, 2, 3, 4]),
]


@pytest.mark.parametrize("example", ANSWERS, ids=[example["name"] for example in ANSWERS])
def test_every_documented_answer_is_read_as_what_it_is(example: dict[str, Any]) -> None:
    exchanged = Exchanged(example["status"], document=example["answer"], sent=example["sent"])

    found = readings(READERS, exchanged)

    kind = found[0][0].name if found else None
    assert kind == example["kind"]
    assert bool(found and found[0][1].certainty >= CERTAIN) == example["is_certain"]


# Breaking ------------------------------------------------------------------------------------------------------------


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value in a document."""
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*path, step))


def held(document: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


@st.composite
def broken(draw: st.DrawFn) -> tuple[Any, Any, int]:
    """Break a documented answer in one to four places; the request is now and then of another one."""
    example = draw(st.sampled_from(ANSWERS))
    whole: list[Any] = [copy.deepcopy(example["answer"])]
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(list(places(whole))[1:]))
        holder, step = held(whole, path[:-1]), path[-1]
        match draw(st.sampled_from(("drop", "odd", "nest", "twice", "rename", "swap", "cut"))):
            case "drop" if len(path) > 1:
                del holder[step]
            case "odd":
                holder[step] = copy.deepcopy(draw(st.sampled_from(ODD)))
            case "nest":
                holder[step] = [holder[step]]
            case "twice" if isinstance(holder, list) and len(path) > 1:
                holder.append(copy.deepcopy(holder[step]))
            case "rename" if isinstance(holder, dict):
                holder[draw(st.sampled_from(NAMES))] = holder.pop(step)
            case "swap":
                other = draw(st.sampled_from(ANSWERS))["answer"]
                holder[step] = copy.deepcopy(other)
            case "cut" if isinstance(holder[step], list):
                del holder[step][draw(st.integers(0, 2)) :]
    sent = example["sent"] if draw(st.integers(0, 3)) else draw(st.sampled_from(ANSWERS))["sent"]
    return whole[0], sent, draw(st.sampled_from([200, 200, 200, 500]))


# Judging -------------------------------------------------------------------------------------------------------------


class Said:
    """Everything that stands in a document: its numbers, and its texts with the names of members."""

    def __init__(self, *documents: Any) -> None:
        values = [held(document, path) for document in documents for path in places(document)]
        names = [str(path[-1]) for document in documents for path in places(document) if path]
        self.values = values
        self.texts = [value for value in values if isinstance(value, str)]
        self.words = {*self.texts, *names, *(str(value) for value in values if not isinstance(value, dict | list))}
        self.words |= {str(int(value)) for value in values if isinstance(value, float) and value.is_integer()}
        found = [number(value) for value in values if not isinstance(value, dict | list)]
        found += [number(piece) for text in self.texts for piece in text.replace("[", " ").replace("]", " ").split()]
        found += [number(text.partition(":")[0]) for text in self.texts]
        self.numbers = [value for value in found if value is not None]

    def has_number(self, value: float | None) -> bool:
        """Tell whether a number was said, also as percent."""
        if value is None:
            return True
        if math.isnan(value):
            return any(math.isnan(each) for each in self.numbers)
        return any(math.isclose(each, value) or math.isclose(each / 100, value) for each in self.numbers)

    def has_sum(self, value: float) -> bool:
        """Tell whether a number was said, or two of which it is the sum: a corner may be sent as a size."""
        near = [each for each in self.numbers if math.isfinite(each)]
        if value == 0:  # Google leaves a zero out
            return True
        return self.has_number(value) or any(math.isclose(a + b, value, abs_tol=1e-9) for a in near for b in near)

    def has_words(self, text: str) -> bool:
        """Tell whether a text was said, in one piece or in several."""
        return (
            text in self.words
            or holds("".join(self.texts), text)
            or all(part in self.words for part in text.split(", "))
        )


def holds(whole: str, text: str) -> bool:
    """Tell whether every letter of a text comes in the whole, in this order."""
    letters = iter(whole)
    return all(letter in letters for letter in text)


def paths_of(reading: Reading) -> list[tuple[str | int, ...]]:
    found = [*reading.sources]
    for name in ("classes", "boxes", "masks", "lines", "entities", "spans"):
        found += [each.path for each in getattr(reading.meaning, name, ())]
    found += [path for name in ("path", "top_path") if (path := getattr(reading.meaning, name, ()))]
    return [*found, *getattr(reading.meaning, "paths", ())]


def listed(document: Any, reading: Reading) -> int:
    """Return how many things stand where a reading comes from, in the innermost list that is not the only one."""
    found = at(document, reading.sources[-1])
    while isinstance(found, list) and len(found) == 1 and isinstance(at(found, (0, 0)), list | dict):
        found = found[0]
    return len(found) if isinstance(found, list) else 0


def judge(reading: Reading, document: Any, sent: Any, labels: tuple[str, ...]) -> None:
    """Fail where a reading shows what neither the answer, nor the request, nor the label file holds."""
    said = Said(document)
    said.words |= set(labels)
    match reading.meaning:
        case Classification(top=top, classes=classes, are_shares=are_shares):
            assert said.has_words(top) or top.isdigit()
            known = [each.score for each in classes if each.score is not None and not math.isnan(each.score)]
            assert all(said.has_words(each.label) or each.label.isdigit() for each in classes)
            assert all(said.has_number(each.score) for each in classes)
            assert are_shares == all(0 <= score <= 1 for score in known)
            assert all(Said(at(document, each.path)).has_number(each.score) for each in classes)
            assert reading.notes or not classes or len(classes) >= listed(document, reading)
        case Detection(boxes=boxes):
            for box in boxes:
                assert box.label == "face" or not box.label or said.has_words(box.label)
                assert said.has_number(box.score)
                there = Said(at(document, box.path))
                assert all(there.has_sum(value) or not math.isfinite(value) for value in box.numbers)
            assert reading.notes or len(boxes) >= listed(document, reading)
        case Segmentation(masks=masks):
            assert all(mask.png in said.texts and said.has_number(mask.score) for mask in masks)
            assert len(masks) == listed(document, reading)
        case TextLines(lines=lines):
            assert all(line.text in said.texts and said.has_number(line.score) for line in lines)
        case Entities(text=text, entities=entities):
            assert text in ("", *Said(sent).texts)
            for entity in entities:
                assert entity.word in (*said.texts, text[max(0, entity.start) : max(0, entity.end)])
                assert entity.start == entity.end == -1 or not text or 0 <= entity.start <= entity.end <= len(text)
        case Table(columns=columns, rows=rows):
            both = [json.dumps(value) for value in (*said.values, *Said(sent).values)]
            seen = {*both, *(json.dumps(value) for value in said.numbers), *(json.dumps(word) for word in said.words)}
            assert all(len(row) == len(columns) for row in rows)
            assert all(cell is None or json.dumps(cell) in seen for row in rows for cell in row)
        case Number(value=value, text=text, path=path):
            assert said.has_number(value)
            assert text == str(at(document, path))
        case Chat(text=text, reasoning=reasoning, tool_calls=calls):
            assert holds("".join(said.texts), text)
            assert holds("".join(said.texts), reasoning)
            assert all(said.has_words(call.name) for call in calls)
        case Transcript(text=text, spans=spans):
            assert text in said.texts
            assert all(span.text in said.texts for span in spans)
        case Embedding(vectors=vectors):
            assert all(said.has_number(value) for vector in vectors for value in vector) or said.texts
        case Fault(text=text):
            assert all(said.has_words(line.rpartition(": ")[2]) for line in text.split("\n")) or text in said.words


@settings(max_examples=300, deadline=None)
@given(given_answer=broken(), labels=st.sampled_from([(), (), ("ant", "bee"), ("ant", "bee", "cow")]))
def test_a_broken_answer_is_never_shown_as_what_it_is_not(
    given_answer: tuple[Any, Any, int], labels: tuple[str, ...]
) -> None:
    document, sent, status = given_answer

    for _, reading in readings(READERS, Exchanged(status, document=document, sent=sent, labels=labels)):
        assert 0 < reading.certainty <= 1
        for path in paths_of(reading):
            held(document, path)
        judge(reading, document, sent, labels)
