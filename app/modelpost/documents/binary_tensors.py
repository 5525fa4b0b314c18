"""Tensors that stand as raw bytes behind a JSON head, as Triton's binary data extension sends them.

The answer's header `Inference-Header-Content-Length` says where the head ends. A tensor with `binary_data_size` among
its parameters has its values in the bytes after it, in the order of the tensors, little-endian.
Source: https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md.
"""

import struct
from collections.abc import Sequence

from modelpost.core.failures import FormatTrouble
from modelpost.documents.json_values import LARGEST, Json, at, parse

_LETTERS = {
    "BOOL": "?",
    "UINT8": "B",
    "UINT16": "H",
    "UINT32": "I",
    "UINT64": "Q",
    "INT8": "b",
    "INT16": "h",
    "INT32": "i",
    "INT64": "q",
    "FP16": "e",
    "FP32": "f",
    "FP64": "d",
}
_MOST_VALUES = 250_000
"""Values up to which a tensor is read in passing, as many as a JSON document may have."""


def with_values(content: bytes | memoryview, head_size: str) -> Json:
    """Return the head with the values of every tensor at its `data`, as if all had been sent as JSON.

    A tensor whose bytes are not what its type and shape say stays as it is. None where there is no such head.
    """
    if not head_size.isascii() or not head_size.isdigit() or not 0 < int(head_size) <= min(len(content), LARGEST):
        return None
    raw = memoryview(content)
    try:
        head = parse(raw[: int(head_size)])
    except FormatTrouble:
        return None
    listed = head.get("outputs") if isinstance(head, dict) else None
    start = int(head_size)
    for tensor in listed if isinstance(listed, list) else ():
        size = at(tensor, ("parameters", "binary_data_size"))
        if not isinstance(tensor, dict) or not isinstance(size, int) or isinstance(size, bool):
            continue
        if size < 0 or start + size > len(raw):
            return head  # where this one ends is not known, nor where the next begins
        values = _values(raw[start : start + size], tensor.get("datatype"), tensor.get("shape"))
        start += size
        if values is not None and "data" not in tensor:
            tensor["data"] = list(values)
    return head


def _values(raw: memoryview, datatype: Json, shape: Json) -> Sequence[Json] | None:
    count = _count(shape)
    if count is None or not isinstance(datatype, str):
        return None
    if datatype == "BYTES":
        return _texts(raw, count)
    if datatype == "BF16":  # the upper half of a 32-bit float
        halves = struct.unpack(f"<{count}H", raw) if len(raw) == 2 * count else None
        return None if halves is None else struct.unpack(f"<{count}f", struct.pack(f"<{count}I", *_raised(halves)))
    layout = f"<{count}{_LETTERS[datatype]}" if datatype in _LETTERS else ""
    return struct.unpack(layout, raw) if layout and struct.calcsize(layout) == len(raw) else None


def _raised(halves: tuple[int, ...]) -> list[int]:
    return [half << 16 for half in halves]


def _count(shape: Json) -> int | None:
    """Return how many values a shape holds, None for one that is none or holds too many."""
    if not isinstance(shape, list):
        return None
    count = 1
    for size in shape:
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            return None
        count *= size
        if count > _MOST_VALUES:
            return None
    return count


def _texts(raw: memoryview, count: int) -> list[Json] | None:
    """Read texts, each behind its length in four bytes."""
    found: list[Json] = []
    start = 0
    while start + 4 <= len(raw) and len(found) < count:
        (size,) = struct.unpack_from("<I", raw, start)
        if start + 4 + size > len(raw):
            return None
        found.append(bytes(raw[start + 4 : start + 4 + size]).decode("utf-8", "replace"))
        start += 4 + size
    return found if start == len(raw) and len(found) == count else None
