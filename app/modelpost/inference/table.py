"""Rows that were sent, and what the model makes of each.

ModelArts' predictive analytics (`data.req_data`, `data.resp_data`, also without the wrapper), MLflow and Databricks
(`dataframe_split`, `dataframe_records`, `inputs`; `predictions`), and a single number from a regression.
Sources: https://support.huaweicloud.com/intl/en-us/engineers-modelarts/modelarts_23_0063.html,
https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/.
"""

from collections.abc import Iterable
from dataclasses import replace

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number
from modelpost.inference.api import Exchanged, Number, Reading, Table

_ANSWERED = (("data", "resp_data"), ("resp_data",))
_ASKED = (("data", "req_data"), ("req_data",))
_ECHOED = ("meta", "uuid")
_PREDICTED = "prediction"


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
                joined = _joined(_records(asked), _records(answered), path, 0.98)
                return replace(joined, notes=(*joined.notes, *_echo(exchanged)))
        predictions = exchanged.document.get("predictions") if isinstance(exchanged.document, dict) else None
        if isinstance(predictions, list) and predictions:
            return _predicted(exchanged.sent, predictions)
        if isinstance(exchanged.document, list) and _are_records(exchanged.document):
            return _joined([], _records(exchanged.document), (), 0.4)
        return None


def _echo(exchanged: Exchanged) -> tuple[Message, ...]:
    """Tell where the answer carries another `uuid` than the request did; ModelArts echoes it or leaves it blank."""
    asked, answered = at(exchanged.sent, _ECHOED), at(exchanged.document, _ECHOED)
    if not asked or not answered or asked == answered:
        return ()
    return (Message("The answer carries the uuid {back}, but {sent} was sent.", back=answered, sent=asked),)


def _predicted(sent: Json, predictions: list[Json]) -> Reading | None:
    """Read MLflow's and TensorFlow Serving's `predictions`: a number, a label, a row or a record for each input."""
    asked = _sent_records(sent)
    if _are_records(predictions):
        return _joined(asked, _records(predictions), ("predictions",), 0.9)
    if all(not isinstance(each, dict | list) for each in predictions):
        if len(predictions) == 1 and (value := number(predictions[0])) is not None and len(asked) <= 1:
            path: Path = ("predictions", 0)
            return Reading(Number(_PREDICTED, value, str(predictions[0]), path), 0.85 if asked else 0.7, (path,))
        found = [{_PREDICTED: each} for each in predictions]
        return _joined(asked, found, ("predictions",), 0.9 if asked else 0.7)
    if all(isinstance(each, list) for each in predictions):
        rows = [
            {f"{_PREDICTED} {place}" if len(each) > 1 else _PREDICTED: value for place, value in enumerate(each)}
            for each in predictions
            if isinstance(each, list)
        ]
        return _joined(asked, rows, ("predictions",), 0.5)
    return None


def _sent_records(sent: Json) -> list[dict[str, Json]]:
    if not isinstance(sent, dict):
        return []
    split = sent.get("dataframe_split")
    if isinstance(split, dict) and isinstance(split.get("columns"), list) and isinstance(split.get("data"), list):
        columns, rows = split["columns"], split["data"]
        if isinstance(columns, list) and isinstance(rows, list):
            return [dict(zip(map(str, columns), row, strict=False)) for row in rows if isinstance(row, list)]
    for key in ("dataframe_records", "instances", "inputs"):
        rows = sent.get(key)
        if isinstance(rows, list):
            return _records(rows)
        if isinstance(rows, dict) and rows and all(isinstance(column, list) for column in rows.values()):
            return _turned({name: column for name, column in rows.items() if isinstance(column, list)})
    return []


def _turned(columns: dict[str, list[Json]]) -> list[dict[str, Json]]:
    """Return the rows of a table that was sent column by column."""
    longest = max(len(column) for column in columns.values())
    return [
        {name: column[index] for name, column in columns.items() if index < len(column)} for index in range(longest)
    ]


def _are_records(rows: list[Json]) -> bool:
    return bool(rows) and all(isinstance(row, dict) for row in rows)


def _records(rows: list[Json]) -> list[dict[str, Json]]:
    """Return rows as records; lists get columns by their place, a bare value one of its own."""
    found: list[dict[str, Json]] = []
    for row in rows:
        if isinstance(row, dict):
            found.append(row)
        elif isinstance(row, list):
            found.append({f"column {place + 1}": value for place, value in enumerate(row)})
        else:
            found.append({"value": row})
    return found


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
