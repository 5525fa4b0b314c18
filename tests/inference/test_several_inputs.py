"""Answers about several inputs at once are rows: nothing of one input is taken for another's."""

import math
from typing import Any

import pytest

from modelpost import inference
from modelpost.core.registry import Registry
from modelpost.inference.api import CERTAIN, Entities, Exchanged, Reader, Reading, Table, readings

READERS: Registry[Reader] = Registry.discover(inference)


def read(document: Any, sent: Any = None) -> Reading:
    return readings(READERS, Exchanged(document=document, sent=sent))[0][1]


TWO = {"inputs": ["x", "y"]}
GOOD, BAD = {"label": "good", "score": 0.9}, {"label": "bad", "score": 0.1}
PAIRS = [[["good", 0.9], ["bad", 0.1]], [["good", 0.2], ["bad", 0.8]]]
CLASSES: dict[str, tuple[Any, Any]] = {
    "hugging face": ([[GOOD, BAD], [{"label": "good", "score": 0.2}, {"label": "bad", "score": 0.8}]], TWO),
    "tensorflow classify": ({"result": PAIRS}, {"examples": [{"value": "x"}, {"value": "y"}]}),
    "torchserve": ([{"good": 0.9, "bad": 0.1}, {"good": 0.2, "bad": 0.8}], TWO),
}


@pytest.mark.parametrize(("document", "sent"), CLASSES.values(), ids=CLASSES)
def test_every_input_has_its_best_class_and_every_score(document: Any, sent: Any) -> None:
    reading = read(document, sent)

    assert isinstance(reading.meaning, Table)
    assert reading.certainty >= CERTAIN
    assert reading.meaning.columns == ("value", "class", "good", "bad")
    assert reading.meaning.rows == (("x", "good", 0.9, 0.1), ("y", "bad", 0.2, 0.8))


def test_the_best_class_of_each_input_is_not_taken_for_the_classes_of_one() -> None:
    answer = [GOOD, BAD]

    of_two, of_one = read(answer, TWO), readings(READERS, Exchanged(document=answer, sent={"inputs": ["x"]}))

    assert of_two.meaning == Table(("value", "class", "score"), (("x", "good", 0.9), ("y", "bad", 0.1)), (1, 2), ())
    assert of_one[0][0].name == "classification"


def test_a_score_that_is_no_number_is_never_the_best() -> None:
    found = read([[{"label": "a", "score": math.nan}, BAD], [GOOD, BAD]], TWO).meaning

    assert isinstance(found, Table)
    assert [row[1] for row in found.rows] == ["bad", "good"]


def test_so_many_classes_are_shown_by_the_best_and_it_is_said() -> None:
    many = [{"label": str(number), "score": number / 1000} for number in range(200)]

    reading = read([many, many], TWO)

    assert isinstance(reading.meaning, Table)
    assert reading.meaning.rows[0] == ("x", "199", 0.199)
    assert "200 classes" in str(reading.notes[0])


def test_rows_that_did_not_come_back_are_told() -> None:
    reading = read([[GOOD, BAD], [BAD, GOOD]], {"inputs": ["x", "y", "z"]})

    assert [str(note) for note in reading.notes] == ["3 rows were sent and 2 came back."]


RANKED: dict[str, tuple[Any, Any]] = {
    "cohere": ({"results": [{"index": 1, "relevance_score": 0.9}]}, {"query": "q", "documents": ["a", "b"]}),
    "jina": ({"results": [{"index": 1, "document": {"text": "b"}, "relevance_score": 0.9}]}, {"query": "q"}),
    "voyage": ({"data": [{"index": 1, "relevance_score": 0.9}]}, {"query": "q", "documents": ["a", "b"]}),
    "text embeddings inference": ([{"index": 1, "score": 0.9}], {"query": "q", "texts": ["a", "b"]}),
    "vllm": ({"data": [{"index": 1, "object": "score", "score": 0.9}]}, {"text_1": "q", "text_2": ["a", "b"]}),
}


@pytest.mark.parametrize(("document", "sent"), RANKED.values(), ids=RANKED)
def test_a_ranking_has_the_texts_that_were_sent(document: Any, sent: Any) -> None:
    reading = read(document, sent)

    assert isinstance(reading.meaning, Table)
    assert reading.certainty >= CERTAIN
    assert reading.meaning.rows == ((1, "b", 0.9),)


def test_a_place_in_a_ranking_that_was_not_sent_is_told() -> None:
    reading = read([{"index": 7, "score": 0.9}], {"query": "q", "texts": ["a"]})

    assert isinstance(reading.meaning, Table)
    assert reading.meaning.rows == ((7, 0.9),)
    assert "not sent" in str(reading.notes[0])


def test_sentences_have_their_similarity() -> None:
    found = read([0.5, 0.7], {"inputs": {"source_sentence": "s", "sentences": ["a", "b"]}}).meaning

    assert found == Table(("sentence", "similarity"), (("a", 0.5), ("b", 0.7)), (1,), ())


QUESTION = {"inputs": {"question": "Who?", "context": "My name is Sarah"}}


def test_an_answer_is_marked_in_the_text_that_was_sent() -> None:
    reading = read({"answer": "Sarah", "score": 0.97, "start": 11, "end": 16}, QUESTION)

    assert isinstance(reading.meaning, Entities)
    one = reading.meaning.entities[0]
    assert (reading.meaning.text[one.start : one.end], one.score, reading.notes) == ("Sarah", 0.97, ())


def test_an_answer_that_stands_elsewhere_is_not_marked() -> None:
    reading = read({"answer": "Sarah", "score": 0.97, "start": 0, "end": 5}, QUESTION)

    assert isinstance(reading.meaning, Entities)
    assert (reading.meaning.entities[0].start, len(reading.notes)) == (-1, 1)
