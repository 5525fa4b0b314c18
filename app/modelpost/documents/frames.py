"""Rows that were sent to a model, whatever frame they came in.

MLflow and Databricks (`dataframe_split`, `dataframe_records`, `inputs`), TensorFlow Serving and KServe v1
(`instances`; `examples` of its `:classify` and `:regress`), Seldon (`data.ndarray`), the tensors of KServe v2
(`inputs`), whose first dimension is the row, and the only argument of a function, whatever its name (BentoML).
Sources: https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/,
https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md.
"""

from dataclasses import replace

from modelpost.documents.json_values import Json
from modelpost.documents.tensors import Tensor, described, of_seldon

Record = dict[str, Json]

_WIDEST = 1000
"""Columns up to which a tensor is a table; a picture or a vector of words is none."""


def rows_sent(sent: Json) -> list[Record]:
    """Return the rows of a request, none where it has no frame that is known."""
    if not isinstance(sent, dict):
        return _argument(sent)
    split = sent.get("dataframe_split")
    if isinstance(split, dict):
        columns, rows = split.get("columns"), split.get("data")
        if isinstance(columns, list) and isinstance(rows, list):
            return [dict(zip(map(str, columns), row, strict=False)) for row in rows if isinstance(row, list)]
    if given := described(sent, "inputs"):
        return tensor_rows(given, first=1)
    if (seldon := of_seldon(sent)) is not None:
        return tensor_rows((replace(seldon, name=seldon.name or "x"),), first=1)
    for key in ("dataframe_records", "instances", "examples", "inputs"):
        rows = sent.get(key)
        if isinstance(rows, list):
            return records(rows)
        if isinstance(rows, dict) and rows and all(isinstance(column, list) for column in rows.values()):
            return _turned({name: column for name, column in rows.items() if isinstance(column, list)})
    return _argument(next(iter(sent.values()))) if len(sent) == 1 else []


def _argument(rows: Json) -> list[Record]:
    """Return the rows of an argument: lists or records, as wide as those of a table."""
    if not isinstance(rows, list) or not all(isinstance(row, list | dict) and len(row) <= _WIDEST for row in rows):
        return []
    return records(rows)


def records(rows: list[Json]) -> list[Record]:
    """Return rows as records; lists get columns by their place, a bare value one of its own."""
    found: list[Record] = []
    for row in rows:
        if isinstance(row, dict):
            found.append(row)
        elif isinstance(row, list):
            found.append({f"column {place + 1}": value for place, value in enumerate(row)})
        else:
            found.append({"value": row})
    return found


def tensor_rows(given: tuple[Tensor, ...], *, first: int = 0, labels: tuple[str, ...] = ()) -> list[Record]:
    """Return tensors of as many rows each as one table, none where they are no table or two columns have one name.

    The columns of a tensor are numbered from `first` on, or have the names of the classes where there is one for each.
    """
    if len({tensor.shape[0] for tensor in given}) != 1 or not all(_is_flat(tensor.shape) for tensor in given):
        return []
    found: list[Record] = [{} for _ in range(given[0].shape[0])]
    total = 0
    for tensor, name in zip(given, _names(given), strict=True):
        width = tensor.shape[1] if len(tensor.shape) > 1 else 1
        places = labels if len(labels) == width else range(first, first + width)
        columns = [f"{name} {place}" for place in places] if width > 1 else [name]
        if len(tensor.columns) == width and (width > 1 or not tensor.name):
            columns = list(tensor.columns)
        total += width
        for index, row in enumerate(found):
            row.update(zip(columns, tensor.values[index * width : (index + 1) * width], strict=True))
    return found if all(len(row) == total for row in found) else []


def _is_flat(shape: tuple[int, ...]) -> bool:
    return len(shape) == 1 or (len(shape) == 2 and 0 < shape[1] <= _WIDEST)


def _names(given: tuple[Tensor, ...]) -> list[str]:
    """Return a name for each tensor; those without one, or with one that another has, are numbered."""
    names = [tensor.name for tensor in given]
    return [
        name if name and names.count(name) == 1 else f"{name or 'tensor'} #{place}"
        for place, name in enumerate(names, 1)
    ]


def _turned(columns: dict[str, list[Json]]) -> list[Record]:
    """Return the rows of a table that was sent column by column."""
    longest = max(len(column) for column in columns.values())
    return [
        {name: column[index] for name, column in columns.items() if index < len(column)} for index in range(longest)
    ]
