"""Rows that were sent, and what the model makes of each.

ModelArts' predictive analytics (`data.req_data`, `data.resp_data`, also without the wrapper), MLflow and Databricks
(`dataframe_split`, `dataframe_records`, `inputs`; `predictions`), the tensors of KServe v2 (`inputs`; `outputs`), and a
single number from a regression.
Sources: https://support.huaweicloud.com/intl/en-us/engineers-modelarts/modelarts_23_0063.html,
https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/,
https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from modelpost.core.text import Message
from modelpost.documents.frames import records, rows_sent, tensor_rows
from modelpost.documents.json_values import Json, Path, at, number
from modelpost.documents.tensors import Tensor, described
from modelpost.inference.api import Exchanged, Number, Reading, Table

_ANSWERED = (("data", "resp_data"), ("resp_data",))
_ASKED = (("data", "req_data"), ("req_data",))
_ECHOED = ("meta", "uuid")
_PREDICTED = "prediction"
_WIDEST_RESULT = 100
"""Columns of results up to which a table says something; beyond that it is a vector, or scores without names."""


class TableReader:
    """Reads rows and joins them with those that were sent."""

    name = "table"
    label = Message("Table")
    order = 30

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the table, or the number where there is only one."""
        for path in _ANSWERED:
            answered = at(exchanged.document, path)
            if isinstance(answered, list):
                asked = next((rows for way in _ASKED if isinstance(rows := at(exchanged.sent, way), list)), [])
                joined = _joined(records(asked), records(answered), path, 0.98)
                return replace(joined, notes=(*joined.notes, *_echo(exchanged)))
        if given := described(exchanged.document, "outputs"):
            return _from_tensors(exchanged, given)
        predictions = exchanged.document.get("predictions") if isinstance(exchanged.document, dict) else None
        if isinstance(predictions, list) and predictions:
            return _predicted(exchanged.sent, predictions, exchanged.labels)
        if isinstance(exchanged.document, list) and _are_records(exchanged.document):
            return _joined([], records(exchanged.document), (), 0.4)
        return None


def _echo(exchanged: Exchanged) -> tuple[Message, ...]:
    """Tell where the answer carries another `uuid` than the request did; ModelArts echoes it or leaves it blank."""
    asked, answered = at(exchanged.sent, _ECHOED), at(exchanged.document, _ECHOED)
    if not asked or not answered or asked == answered:
        return ()
    return (Message("The answer carries the uuid {back}, but {sent} was sent.", back=answered, sent=asked),)


def _from_tensors(exchanged: Exchanged, given: tuple[Tensor, ...]) -> Reading | None:
    """Read the `outputs` of KServe v2: a row for each that was sent, a number where there is only one."""
    named = tuple(replace(tensor, values=tuple(_named(tensor.values, exchanged.labels))) for tensor in given)
    asked, found = rows_sent(exchanged.sent), tensor_rows(named, labels=exchanged.labels)
    if not found:
        return None
    first = named[0].values[0]
    if len(found) == 1 and len(found[0]) == 1 and (value := number(first)) is not None and len(asked) <= 1:
        path = _innermost(exchanged.document, given[0].path)
        return Reading(Number(given[0].name, value, str(first), path), 0.85 if asked else 0.7, (path,))
    is_joined = len(asked) == len(found)
    is_narrow = len(found[0]) == len(given) or (len(found) > 1 and len(found[0]) <= _WIDEST_RESULT)
    return _joined(asked, found, ("outputs",), 0.9 if is_joined and is_narrow else 0.5)


def _innermost(document: Json, path: Path) -> Path:
    """Return where the only value of a tensor stands, however many lists are around it."""
    while isinstance(at(document, path), list):
        path = (*path, 0)
    return path


def _named(values: Sequence[Json], labels: tuple[str, ...]) -> Sequence[Json]:
    """Return the names of classes for values that are nothing but indices of classes, else the values."""
    indices = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if len(indices) != len(values) or not all(0 <= index < len(labels) for index in indices):
        return values
    return [labels[index] for index in indices]


def _predicted(sent: Json, predictions: list[Json], labels: tuple[str, ...]) -> Reading | None:
    """Read MLflow's and TensorFlow Serving's `predictions`: a number, a label, a row or a record for each input."""
    asked = rows_sent(sent)
    if _are_records(predictions):
        return _joined(asked, records(predictions), ("predictions",), 0.9)
    if all(not isinstance(each, dict | list) for each in predictions):
        named = _named(predictions, labels)
        if len(named) == 1 and (value := number(named[0])) is not None and len(asked) <= 1:
            path: Path = ("predictions", 0)
            return Reading(Number(_PREDICTED, value, str(named[0]), path), 0.85 if asked else 0.7, (path,))
        found = [{_PREDICTED: each} for each in named]
        return _joined(asked, found, ("predictions",), 0.9 if asked else 0.7)
    if all(isinstance(each, list) for each in predictions):
        rows = [
            {f"{_PREDICTED} {place}" if len(each) > 1 else _PREDICTED: value for place, value in enumerate(each)}
            for each in predictions
            if isinstance(each, list)
        ]
        return _joined(asked, rows, ("predictions",), 0.5)
    return None


def _are_records(rows: list[Json]) -> bool:
    return bool(rows) and all(isinstance(row, dict) for row in rows)


def _joined(asked: list[dict[str, Json]], answered: list[dict[str, Json]], path: Path, certainty: float) -> Reading:
    """Join row by row: the columns that were sent, then those that only the answer has.

    Where both have a column the answer's word counts: a service may correct what it was sent.
    """
    sent_columns = _columns(asked)
    results = [name for name in _columns(answered) if name not in set(sent_columns)]
    columns = (*sent_columns, *results)
    rows = tuple(
        tuple(_cell(_nth(asked, index), _nth(answered, index), name) for name in columns)
        for index in range(max(len(asked), len(answered)))
    )
    notes: tuple[Message, ...] = ()
    if asked and len(asked) != len(answered):
        notes = (Message("{sent} rows were sent and {back} came back.", sent=len(asked), back=len(answered)),)
    table = Table(columns, rows, tuple(range(len(sent_columns), len(columns))), path)
    return Reading(table, certainty, (path,), notes)


def _columns(rows: Iterable[dict[str, Json]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _nth(rows: list[dict[str, Json]], index: int) -> dict[str, Json]:
    return rows[index] if index < len(rows) else {}


def _cell(asked: dict[str, Json], answered: dict[str, Json], name: str) -> Json:
    return answered.get(name, asked.get(name))


PLUGIN = TableReader()
