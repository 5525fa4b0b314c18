"""Tensors in what model servers are sent and answer: named, shaped, flat.

KServe's Open Inference Protocol v2 and Triton (`outputs`), KServe v1 and TensorFlow Serving (`predictions`, and
`outputs` in the columnar form).
Sources: https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md,
https://github.com/tensorflow/serving/blob/master/tensorflow_serving/g3doc/api_rest.md.
"""

from dataclasses import dataclass, field

from modelpost.documents.json_values import Json, Path

_MOST_VALUES = 4_000_000
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Tensor:
    """Values in row-major order; `path` is where its data stands."""

    name: str
    shape: tuple[int, ...]
    values: tuple[Json, ...] = field(repr=False)
    path: Path = ()


def tensors(document: Json) -> tuple[Tensor, ...]:
    """Return the tensors of an answer, none where it has another shape."""
    if not isinstance(document, dict):
        return ()
    outputs, predictions = document.get("outputs"), document.get("predictions")
    if (given := described(document, "outputs")) is not None:
        return given
    found: list[Tensor | None] = []
    if isinstance(outputs, dict):
        found = [_nested(name, value, ("outputs", name)) for name, value in outputs.items()]
    elif outputs is not None:
        found = [_nested("outputs", outputs, ("outputs",))]
    elif predictions is not None:
        found = [_nested("predictions", predictions, ("predictions",))]
    else:
        return ()
    return tuple(each for each in found if each is not None)


def described(document: Json, key: str) -> tuple[Tensor, ...] | None:
    """Return the tensors of KServe v2 at a key, `inputs` or `outputs`; None where something else stands there."""
    listed = document.get(key) if isinstance(document, dict) else None
    if not isinstance(listed, list) or not all(isinstance(each, dict) and "data" in each for each in listed):
        return None
    found = [_described(each, (key, index)) for index, each in enumerate(listed) if isinstance(each, dict)]
    return tuple(each for each in found if each is not None)


def _described(output: dict[str, Json], path: Path) -> Tensor | None:
    nested = _nested(str(output.get("name", "")), output["data"], (*path, "data"))
    shape = output.get("shape")
    if nested is None or not isinstance(shape, list):
        return nested
    sizes = tuple(size for size in shape if isinstance(size, int) and not isinstance(size, bool) and size >= 0)
    total = 1
    for size in sizes:
        total *= size
    is_true = 0 < len(sizes) == len(shape) and total == len(nested.values)
    return Tensor(nested.name, sizes, nested.values, nested.path) if is_true else nested


def _nested(name: str, value: Json, path: Path) -> Tensor | None:
    """Return nested lists of one shape as a tensor; None for those of several, and for anything but lists."""
    shape: list[int] = []
    level: list[Json] = [value]
    while level and all(isinstance(each, list) for each in level) and len(shape) < _DEEPEST:
        sizes = {len(each) for each in level if isinstance(each, list)}
        if len(sizes) != 1:
            return None
        shape.append(sizes.pop())
        level = [inner for each in level if isinstance(each, list) for inner in each]
        if len(level) > _MOST_VALUES:
            return None
    if not shape or any(isinstance(each, list | dict) for each in level):
        return None
    return Tensor(name, tuple(shape), tuple(level), path)
