"""Tensors know where each of their values stands, and a printed matrix is one."""

from typing import Any

import pytest

from modelpost.documents.json_values import at
from modelpost.documents.tensors import printed, tensors

HELD: dict[str, Any] = {
    "flat": {"outputs": [{"name": "o", "shape": [2, 3], "data": [1, 2, 3, 4, 5, 6]}]},
    "nested": {"outputs": [{"name": "o", "shape": [2, 3], "data": [[1, 2, 3], [4, 5, 6]]}]},
    "predictions": {"predictions": [[1, 2, 3], [4, 5, 6]]},
    "seldon": {"data": {"ndarray": [[1, 2, 3], [4, 5, 6]]}},
    "seldon, flat": {"data": {"tensor": {"shape": [2, 3], "values": [1, 2, 3, 4, 5, 6]}}},
    "bare": [[1, 2, 3], [4, 5, 6]],
}


@pytest.mark.parametrize("document", HELD.values(), ids=HELD)
def test_every_value_stands_where_it_says(document: Any) -> None:
    (found,) = tensors(document)

    assert found.shape == (2, 3)
    assert [at(document, found.place(index)) for index in range(6)] == [1, 2, 3, 4, 5, 6]


def test_a_printed_matrix_is_a_tensor() -> None:
    found = printed("[[-2.404526 -3.0476532  1.e+00]\n [ 0.5  nan  2]]")

    assert found is not None
    assert found.shape == (2, 3)
    assert found.values[:4] == (-2.404526, -3.0476532, 1.0, 0.5)
    assert found.place(4) == ()


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "[[1 2] [3]]", "[1 2 ... 9]", "[1] [2]", "[1]]", "[a b]", "1 2", "[" * 50]
)
def test_other_text_is_no_matrix(text: str) -> None:
    assert printed(text) is None
