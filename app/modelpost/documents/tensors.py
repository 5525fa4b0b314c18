"""Tensors in what model servers are sent and answer: named, shaped, flat.

KServe's Open Inference Protocol v2 and Triton (`outputs`), KServe v1 and TensorFlow Serving (`predictions`, and
`outputs` in the columnar form), Seldon (`data` with `ndarray` or `tensor`), a bare list (BentoML, SageMaker), and a
matrix as numpy prints it, which services of MindSpore send as text.
Sources: https://docs.seldon.io/projects/seldon-core/en/latest/graph/protocols.html, https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md,
https://github.com/tensorflow/serving/blob/master/tensorflow_serving/g3doc/api_rest.md.
"""

import re
from dataclasses import dataclass, field, replace

from modelpost.documents.json_values import Json, Path, at, number

_MOST_VALUES = 4_000_000
_DEEPEST = 8
_PRINTED = re.compile(r"[\[\]]|[^\s\[\],]+")
_LONGEST_PRINTED = 4_000_000


@dataclass(frozen=True, slots=True)
class Tensor:
    """Values in row-major order; `path` is where its data stands.

    `lists` are the sizes of the lists that hold them there, which need not be the shape; none where the data is one
    text. `columns` are the names of the last dimension, where the answer gives them.
    """

    name: str
    shape: tuple[int, ...]
    values: tuple[Json, ...] = field(repr=False)
    path: Path = ()
    lists: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()

    def place(self, index: int) -> Path:
        """Return where one value stands."""
        steps: list[int] = []
        for size in reversed(self.lists):
            index, step = divmod(index, size)
            steps.append(step)
        return (*self.path, *reversed(steps))


def tensors(document: Json) -> tuple[Tensor, ...]:
    """Return the tensors of an answer, none where it has another shape."""
    if isinstance(document, list | str):
        one = printed(document) if isinstance(document, str) else _nested("", document, ())
        return () if one is None else (one,)
    if not isinstance(document, dict):
        return ()
    if (seldon := of_seldon(document)) is not None:
        return (seldon,)
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
    return replace(nested, shape=sizes) if is_true else nested


def of_seldon(document: Json) -> Tensor | None:
    """Return the tensor of Seldon's protocol, with the names of its columns."""
    listed, given = at(document, ("data", "ndarray")), at(document, ("data", "tensor"))
    if isinstance(listed, list):
        found = _nested("", listed, ("data", "ndarray"))
    elif isinstance(given, dict) and "values" in given:
        place: Path = ("data", "tensor")
        found = _described({"shape": given.get("shape"), "data": given["values"]}, place)
        found = None if found is None else replace(found, path=(*place, "values"))
    else:
        return None
    names = at(document, ("data", "names"))
    if found is None or not isinstance(names, list) or len(names) != found.shape[-1]:
        return found
    columns = tuple(name for name in names if isinstance(name, str))
    return replace(found, columns=columns) if len(columns) == len(names) else found


def printed(text: str) -> Tensor | None:
    """Return a matrix that numpy printed, `[[0.1 0.9]]`; None for any other text, and for one that `...` cuts short."""
    inside = text.strip()
    if not inside.startswith("[") or not inside.endswith("]") or len(inside) > _LONGEST_PRINTED:
        return None
    whole: list[Json] = []
    open_lists = [whole]
    for piece in _PRINTED.findall(inside):
        if piece == "[":
            opened: list[Json] = []
            open_lists[-1].append(opened)
            open_lists.append(opened)
        elif piece == "]":
            open_lists.pop()
        elif (value := number(piece)) is not None:
            open_lists[-1].append(value)
        else:
            return None
        if not open_lists or len(open_lists) > _DEEPEST:
            return None
    if len(open_lists) != 1 or len(whole) != 1:
        return None
    found = _nested("", whole[0], ())
    return replace(found, lists=()) if found is not None and found.values else None


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
    return Tensor(name, tuple(shape), tuple(level), path, tuple(shape))
