"""Answers that are tensors or bare values: as sure as their form allows, and never more."""

from typing import Any

import pytest

from modelpost import inference
from modelpost.core.registry import Registry
from modelpost.documents.json_values import at
from modelpost.inference.api import CERTAIN, Classification, Exchanged, Number, Reader, Reading, Table, readings

READERS: Registry[Reader] = Registry.discover(inference)
SELDON = {"data": {"names": ["ant", "bee"], "ndarray": [[0.2, 0.8]]}, "meta": {}}
PRINTED = "[[0.1 0.7 0.2]]"


def read(document: Any, sent: Any = None, **more: Any) -> Reading:
    return readings(READERS, Exchanged(document=document, sent=sent, **more))[0][1]


def test_a_printed_matrix_gets_the_names_of_a_label_file() -> None:
    reading = read(PRINTED, labels=("ant", "bee", "cow"))

    assert isinstance(reading.meaning, Classification)
    assert (reading.meaning.top, reading.meaning.classes[0].score) == ("bee", 0.7)
    assert at(PRINTED, reading.meaning.classes[0].path) == PRINTED


def test_printed_numbers_that_are_no_shares_are_a_table() -> None:
    reading = read("[[-2.4 -3.0 9.1]]")

    assert isinstance(reading.meaning, Table)
    assert reading.certainty < CERTAIN


def test_the_columns_that_seldon_names_are_classes_where_they_add_up() -> None:
    reading = read(SELDON)

    assert isinstance(reading.meaning, Classification)
    assert (reading.meaning.top, reading.meaning.classes[0].path) == ("bee", ("data", "ndarray", 0, 1))


def test_the_columns_that_seldon_names_are_a_table_where_they_do_not() -> None:
    reading = read({"data": {"names": ["price", "rooms"], "ndarray": [[300.0, 5.0]]}}, {"data": {"ndarray": [[1]]}})

    assert reading.meaning == Table(("x", "price", "rooms"), ((1, 300.0, 5.0),), (1, 2), ("data", "ndarray"))


def test_a_class_in_a_nested_list_stands_where_it_says() -> None:
    answer = {"predictions": [[0.1, 0.7, 0.2]]}

    found = read(answer).meaning

    assert isinstance(found, Classification)
    assert at(answer, found.classes[0].path) == 0.7


NUMBERS: dict[str, tuple[Any, Number]] = {
    "tensorflow sample": ({"mnist_result": ["7"]}, Number("mnist_result", 7.0, "7", ("mnist_result", 0))),
    "tensorflow regress": ({"result": [0.5]}, Number("result", 0.5, "0.5", ("result", 0))),
    "one field": ({"prediction": 3.5}, Number("prediction", 3.5, "3.5", ("prediction",))),
    "a list of one": ([2], Number("prediction", 2.0, "2", (0,))),
    "bare": (0.5, Number("", 0.5, "0.5", ())),
}


@pytest.mark.parametrize(("document", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_one_value_is_a_number(document: Any, expected: Number) -> None:
    assert read(document).meaning == expected


def test_an_index_of_the_tensorflow_sample_gets_its_name() -> None:
    found = read({"mnist_result": [1, 0]}, labels=("zero", "one")).meaning

    assert isinstance(found, Table)
    assert found.rows == (("one",), ("zero",))


def test_the_results_of_several_examples_are_joined_with_them() -> None:
    found = read({"result": [0.5, 0.7]}, {"examples": [{"x": 1}, {"x": 2}]}).meaning

    assert found == Table(("x", "result"), ((1, 0.5), (2, 0.7)), (1,), ("result",))


BARE: dict[str, Any] = {"texts": ["a", "b"], "numbers": [0, 1, 2], "rows": [[0.1, 5.0], [0.2, 0.8]]}


@pytest.mark.parametrize("document", BARE.values(), ids=BARE)
def test_a_bare_list_is_a_table_perhaps(document: Any) -> None:
    reading = read(document)

    assert isinstance(reading.meaning, Table)
    assert reading.certainty < CERTAIN
    assert len(reading.meaning.rows) == len(document)


def test_rows_of_text_are_a_table_with_heads_where_there_are_any() -> None:
    bare = read(None, media_type="text/csv", content=b"0.1,0.7\n0.2,0.8\n").meaning
    with_heads = read(None, media_type="text/csv", content=b"label,score\ncat,0.8\n").meaning

    assert bare == Table(("prediction 0", "prediction 1"), (("0.1", "0.7"), ("0.2", "0.8")), (0, 1), ())
    assert with_heads == Table(("label", "score"), (("cat", "0.8"),), (0, 1), ())


@pytest.mark.parametrize("sent", [{"input_data": [[5.1, 3.5], [7.0, 3.2]]}, [[5.1, 3.5], [7.0, 3.2]]])
def test_a_bare_list_has_a_value_for_each_row_of_the_only_argument(sent: Any) -> None:
    reading = read([0, 1], sent, labels=("setosa", "versicolor"))

    assert reading.certainty >= CERTAIN
    assert reading.meaning == Table(
        ("column 1", "column 2", "prediction"), ((5.1, 3.5, "setosa"), (7.0, 3.2, "versicolor")), (2,), ()
    )
