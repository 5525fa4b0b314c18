"""Tensors behind a JSON head are read by their types, and never beyond their bytes."""

import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.binary_tensors import with_values


def told(*outputs: dict[str, Any]) -> bytes:
    return json.dumps({"model_name": "m", "outputs": list(outputs)}).encode()


def output(datatype: str, shape: list[int], size: int) -> dict[str, Any]:
    return {"name": datatype, "shape": shape, "datatype": datatype, "parameters": {"binary_data_size": size}}


def values_of(head: bytes, raw: bytes) -> list[Any]:
    document: Any = with_values(head + raw, str(len(head)))
    return [each.get("data") for each in document["outputs"]]


TYPES = {
    "BOOL": (b"\x00\x01", [False, True]),
    "UINT8": (b"\x01\xff", [1, 255]),
    "INT8": (b"\x01\xff", [1, -1]),
    "UINT16": (struct.pack("<2H", 1, 65535), [1, 65535]),
    "INT16": (struct.pack("<2h", 1, -2), [1, -2]),
    "UINT32": (struct.pack("<2I", 1, 1 << 31), [1, 1 << 31]),
    "INT32": (struct.pack("<2i", 1, -2), [1, -2]),
    "UINT64": (struct.pack("<2Q", 1, 1 << 63), [1, 1 << 63]),
    "INT64": (struct.pack("<2q", 1, -2), [1, -2]),
    "FP16": (struct.pack("<2e", 0.5, -2), [0.5, -2.0]),
    "BF16": (b"\x80\x3f\x00\xc0", [1.0, -2.0]),
    "FP32": (struct.pack("<2f", 0.5, -2), [0.5, -2.0]),
    "FP64": (struct.pack("<2d", 0.1, -2), [0.1, -2.0]),
    "BYTES": (b"\x03\x00\x00\x00cat\x00\x00\x00\x00", ["cat", ""]),
}


@pytest.mark.parametrize("datatype", TYPES)
def test_every_type_is_read_little_endian(datatype: str) -> None:
    raw, expected = TYPES[datatype]

    assert values_of(told(output(datatype, [1, 2], len(raw))), raw) == [expected]


def test_tensors_follow_each_other_and_one_in_json_takes_no_bytes() -> None:
    plain = {"name": "p", "shape": [1], "datatype": "INT64", "data": [7]}
    head = told(output("UINT8", [2], 2), plain, output("INT16", [1], 2))

    assert values_of(head, b"\x01\x02\x03\x00") == [[1, 2], [7], [3]]


WRONG = {
    "too few bytes": (output("FP32", [2], 8), b"\x00" * 7),
    "another size than the shape": (output("FP32", [3], 8), b"\x00" * 8),
    "an unknown type": (output("FP8", [8], 8), b"\x00" * 8),
    "a text longer than what is there": (output("BYTES", [1], 8), b"\xff\x00\x00\x00cat!"),
    "a dimension that is not known": (output("FP32", [-1], 8), b"\x00" * 8),
    "more values than bytes": (output("FP32", [1 << 40], 8), b"\x00" * 8),
}


@pytest.mark.parametrize("name", WRONG)
def test_bytes_that_are_not_what_the_head_says_are_no_values(name: str) -> None:
    described, raw = WRONG[name]

    assert values_of(told(described), raw) == [None]


@given(content=st.binary(max_size=64), size=st.text(max_size=4) | st.integers(0, 70).map(str))
def test_no_bytes_make_it_raise(content: bytes, size: str) -> None:
    assert with_values(content, size) is None or size.isdigit()
