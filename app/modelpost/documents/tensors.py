"""Tensors in the answers of model servers: named, shaped, flat.

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
    if isinstance(outputs, list) and all(isinstance(each, dict) and "data" in each for each in outputs):
        found = [_described(each, index) for index, each in enumerate(outputs) if isinstance(each, dict)]
    elif isinstance(outputs, dict):
        found = [_nested(name, value, ("outputs", name)) for name, value in outputs.items()]
    elif outputs is not None:
        found = [_nested("outputs", outputs, ("outputs",))]
    elif predictions is not None:
        found = [_nested("predictions", predictions, ("predictions",))]
    else:
        return ()
    return tuple(each for each in found if each is not None)


def _described(output: dict[str, Json], index: int) -> Tensor | None:
    nested = _nested(str(output.get("name", "")), output["data"], ("outputs", index, "data"))
    shape = output.get("shape")
    if nested is None or not isinstance(shape, list):
        return nested
    sizes = tuple(size for size in shape if isinstance(size, int) and not isinstance(size, bool))
    total = 1
    for size in sizes:
        total *= size
    is_true = len(sizes) == len(shape) and total == len(nested.values)
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
