"""Rows that were sent to a model, in whatever frame."""

from typing import Any

import pytest

from modelpost.documents.frames import rows_sent, tensor_rows
from modelpost.documents.tensors import Tensor

ROWS = [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
FRAMES: dict[str, Any] = {
    "split": {"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2], [3, 4]]}},
    "records": {"dataframe_records": ROWS},
    "instances": {"instances": ROWS},
    "columns": {"inputs": {"a": [1, 3], "b": [2, 4]}},
    "a tensor for each column": {
        "inputs": [
            {"name": "a", "shape": [2], "datatype": "INT64", "data": [1, 3]},
            {"name": "b", "shape": [2, 1], "datatype": "INT64", "data": [2, 4]},
        ]
    },
}


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_is_the_same_rows(name: str) -> None:
    assert rows_sent(FRAMES[name]) == ROWS


@pytest.mark.parametrize("data", [[1, 2, 3, 4], [[1, 2], [3, 4]]], ids=["flat", "nested"])
def test_the_columns_of_a_tensor_are_numbered(data: Any) -> None:
    sent = {"inputs": [{"name": "x", "shape": [2, 2], "datatype": "INT64", "data": data}]}

    assert rows_sent(sent) == [{"x 1": 1, "x 2": 2}, {"x 1": 3, "x 2": 4}]


def test_a_picture_is_no_table() -> None:
    sent = {"inputs": [{"name": "x", "shape": [1, 1, 1, 2], "datatype": "INT64", "data": [1, 2]}]}

    assert rows_sent(sent) == []


def test_tensors_of_one_name_are_told_apart() -> None:
    found = tensor_rows((Tensor("y", (1,), (1,)), Tensor("y", (1,), (2,)), Tensor("", (1,), (3,))))

    assert found == [{"y #1": 1, "y #2": 2, "tensor #3": 3}]


def test_columns_that_would_hide_each_other_are_no_table() -> None:
    assert tensor_rows((Tensor("p", (1, 2), (0.1, 0.9)),), labels=("same", "same")) == []
