"""Rows that were sent, and what the model makes of each.

ModelArts' predictive analytics (`data.req_data`, `data.resp_data`, also without the wrapper), MLflow and Databricks
(`dataframe_split`, `dataframe_records`, `inputs`; `predictions`), the tensors of KServe v2 (`inputs`; `outputs`) and of
Seldon, the numbers of TensorFlow Serving's `:regress` (`result`), a bare list (BentoML), and a single number from a
regression.
Sources: https://support.huaweicloud.com/intl/en-us/engineers-modelarts/modelarts_23_0063.html,
https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/,
https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from modelpost.core.text import Message
from modelpost.documents.base64_pictures import is_encoded_picture
from modelpost.documents.csv_rows import rows_of
from modelpost.documents.frames import records, rows_sent, tensor_rows
from modelpost.documents.json_values import Json, Path, at, number
from modelpost.documents.tensors import Tensor, described, of_seldon, printed
from modelpost.inference.api import Exchanged, Number, Reading, Table

_ANSWERED = (("data", "resp_data"), ("resp_data",))
_ASKED = (("data", "req_data"), ("req_data",))
_ECHOED = ("meta", "uuid")
_PREDICTED = "prediction"
_LISTS = ("predictions", "prediction", "mnist_result")
_SAID = ("generated_text", "summary_text", "translation_text")
"""Names under which Hugging Face's text models answer, a record for each text that was sent."""

_UNNAMED = 0.5
"""The most that is said of values without any name, and of columns that only have a number."""

_MOST_ROWS = 10_000
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
            return _from_tensors(exchanged, given, ("outputs",))
        if (seldon := of_seldon(exchanged.document)) is not None:
            found = _from_tensors(exchanged, (replace(seldon, name=seldon.name or _PREDICTED),), seldon.path)
            return found if found is None or not seldon.columns else replace(found, certainty=0.9)
        if isinstance(exchanged.document, dict):
            return _under_a_name(exchanged, exchanged.document)
        return _bare(exchanged)


def _under_a_name(exchanged: Exchanged, document: dict[str, Json]) -> Reading | None:
    key = next((key for key in _LISTS if key in document), "")
    if not key and document.keys() == {"result"} and _are_numbers(document["result"]):
        key = "result"
    given = document.get(key)
    if isinstance(given, list) and given:
        return _predicted(exchanged, given, (key,))
    if key == "prediction" and len(document) == 1 and (value := number(given)) is not None:
        return Reading(Number(_PREDICTED, value, str(given), (key,)), 0.85, ((key,),))
    return None


def _bare(exchanged: Exchanged) -> Reading | None:
    """Read values that stand alone: nothing but their form tells what they are."""
    document = exchanged.document
    if document is None and exchanged.media_type == "text/csv":
        return _separated(exchanged)
    if isinstance(document, list) and _are_records(document):
        if all(any(isinstance(row.get(key), str) for key in _SAID) for row in document if isinstance(row, dict)):
            return _joined(rows_sent(exchanged.sent), records(document), (), 0.9)
        return _joined([], records(document), (), 0.4)
    if isinstance(document, str):
        matrix = printed(document)
        rows = tensor_rows((replace(matrix, name=_PREDICTED),), labels=exchanged.labels) if matrix is not None else []
        return _joined([], rows, (), _UNNAMED) if rows else None
    if isinstance(document, int | float) and not isinstance(document, bool):
        return Reading(Number("", float(number(document) or 0.0), str(document)), _UNNAMED, ((),))
    if not isinstance(document, list) or not 0 < len(document) <= _MOST_ROWS:
        return None
    if any(isinstance(each, list) and len(each) > _WIDEST_RESULT for each in document):
        return None
    found = _predicted(exchanged, document, ())
    if found is None or len(rows_sent(exchanged.sent)) == len(document):  # one for each row that was sent
        return found
    return replace(found, certainty=min(_UNNAMED, found.certainty))


def _separated(exchanged: Exchanged) -> Reading | None:
    """Read rows of text, as SageMaker's containers answer; the first has heads where it holds no number."""
    rows = rows_of(bytes(exchanged.content).decode("utf-8-sig", "replace"), _MOST_ROWS)
    if rows is None:
        return None
    is_head = not any(number(cell) is not None for cell in rows.heads) and bool(rows.rows)
    heads = rows.heads if is_head and len(set(rows.heads)) == len(rows.heads) else ()
    listed = rows.rows if heads else (rows.heads, *rows.rows)
    found: list[dict[str, Json]] = [
        {heads[place] if place < len(heads) else f"{_PREDICTED} {place}": cell for place, cell in enumerate(row)}
        for row in listed
    ]
    notes = (Message("Only the first {n} rows are shown.", n=len(found)),) if rows.is_cut else ()
    return replace(_joined([], found, (), 0.7), sources=(), notes=notes)


def _are_numbers(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_number(each) for each in value)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _echo(exchanged: Exchanged) -> tuple[Message, ...]:
    """Tell where the answer carries another `uuid` than the request did; ModelArts echoes it or leaves it blank."""
    asked, answered = at(exchanged.sent, _ECHOED), at(exchanged.document, _ECHOED)
    if not asked or not answered or asked == answered:
        return ()
    return (Message("The answer carries the uuid {back}, but {sent} was sent.", back=answered, sent=asked),)


def _from_tensors(exchanged: Exchanged, given: tuple[Tensor, ...], path: Path) -> Reading | None:
    """Read the `outputs` of KServe v2, or the `data` of Seldon: a row for each that was sent, a number for only one."""
    named = tuple(replace(tensor, values=tuple(_named(tensor.values, exchanged.labels))) for tensor in given)
    asked, found = rows_sent(exchanged.sent), tensor_rows(named, labels=exchanged.labels)
    if not found:
        return None
    first = named[0].values[0]
    if len(found) == 1 and len(found[0]) == 1 and (value := number(first)) is not None and len(asked) <= 1:
        place = given[0].place(0)
        return Reading(Number(given[0].name, value, str(first), place), 0.85 if asked else 0.7, (place,))
    is_joined = len(asked) == len(found)
    is_narrow = len(found[0]) == len(given) or (len(found) > 1 and len(found[0]) <= _WIDEST_RESULT)
    return _joined(asked, found, path, 0.9 if is_joined and is_narrow else 0.5)


def _named(values: Sequence[Json], labels: tuple[str, ...]) -> Sequence[Json]:
    """Return the names of classes for values that are nothing but indices of classes, else the values."""
    indices = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if len(indices) != len(values) or not all(0 <= index < len(labels) for index in indices):
        return values
    return [labels[index] for index in indices]


def _predicted(exchanged: Exchanged, predictions: list[Json], path: Path) -> Reading | None:
    """Read MLflow's and TensorFlow Serving's `predictions`: a number, a label, a row or a record for each input."""
    asked = rows_sent(exchanged.sent)
    name = _PREDICTED if path in ((), ("predictions",)) else str(path[-1])
    if _are_records(predictions):
        holds_pictures = any(is_encoded_picture(each) for row in predictions for each in _texts(row))
        return None if holds_pictures else _joined(asked, records(predictions), path, 0.9)
    if all(not isinstance(each, dict | list) for each in predictions):
        named = _named(predictions, exchanged.labels)
        if len(named) == 1 and (value := number(named[0])) is not None and len(asked) <= 1:
            place = (*path, 0)
            return Reading(Number(name, value, str(named[0]), place), 0.85 if asked else 0.7, (place,))
        found = [{name: each} for each in named]
        return _joined(asked, found, path, 0.9 if asked else 0.7)
    if all(isinstance(each, list) for each in predictions):
        rows = [
            {f"{name} {place}" if len(each) > 1 else name: value for place, value in enumerate(each)}
            for each in predictions
            if isinstance(each, list)
        ]
        return _joined(asked, rows, path, _UNNAMED)
    return None


def _texts(row: Json) -> list[str]:
    return [each for each in row.values() if isinstance(each, str)] if isinstance(row, dict) else []


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
