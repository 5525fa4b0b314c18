"""Classes for several inputs at once: a row for each input, with its best class and every score.

Hugging Face (a list of lists of `label` and `score`, or only the best of each), TensorFlow Serving's `:classify`
(`result`), TorchServe's batches of maps, vLLM's `/classify` (`probs`).
Sources: https://github.com/tensorflow/serving/blob/master/tensorflow_serving/g3doc/api_rest.md,
https://huggingface.co/docs/inference-providers/tasks/text-classification.
"""

from modelpost.core.text import Message
from modelpost.documents.frames import Record, rows_sent
from modelpost.documents.json_values import Json, Path, at, number, numbers
from modelpost.documents.score_maps import adds_up, shares_in
from modelpost.inference.api import Exchanged, Reading, Table

_LABEL = "label"
_SCORE = "score"
_WIDEST = 100
"""Classes up to which each has a column; beyond that only the best one of each input is shown, and it is said."""

Scores = list[tuple[str, Json]]


class RowsOfClassesReader:
    """Reads a list of classes for each input."""

    name = "class_rows"
    label = Message("Classes by input")
    order = 12

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return a row for each input, in the order of the answer."""
        for path in ((), ("result",), ("data",), ("predictions",)):
            listed = at(exchanged.document, path)
            if not isinstance(listed, list) or not listed:
                continue
            is_several = len(listed) > 1 or at(listed, (0, "probs")) is not None
            if not is_several or not _scores(listed[0]):
                continue
            sent = rows_sent(exchanged.sent)
            known = [scores for each in listed if (scores := _scores(each))]
            if len(known) != len(listed):
                continue
            if any(len(scores) == 1 for scores in known) and len(sent) != len(listed):
                continue  # one class each: of one input, unless so many were sent
            return _table(sent, known, path)
        return None


def _scores(value: Json) -> Scores | None:
    """Return the classes of one input with their scores, None where it has another shape."""
    if isinstance(value, dict):
        if (probabilities := numbers(value.get("probs"))) is not None:
            return [(str(index), score) for index, score in enumerate(probabilities)]
        labels, scores = value.get("labels"), numbers(value.get("scores"))
        if isinstance(labels, list) and scores is not None and len(labels) == len(scores) and "boxes" not in value:
            return _scores([[label, score] for label, score in zip(labels, scores, strict=True)])
        if value.keys() == {_LABEL, _SCORE}:
            return _scores([value])
        shares = shares_in(value)
        return list(value.items()) if shares is not None and adds_up(list(shares.values())) else None
    if not isinstance(value, list) or not value:
        return None
    found: Scores = []
    for each in value:
        if isinstance(each, list) and len(each) == 2 and isinstance(each[0], str) and number(each[1]) is not None:
            found.append((each[0], each[1]))
        elif isinstance(each, dict) and each.keys() == {_LABEL, _SCORE} and number(each[_SCORE]) is not None:
            label = each[_LABEL]
            if not isinstance(label, str | int):
                return None
            found.append((str(label), each[_SCORE]))
        else:
            return None
    return found if len({label for label, _ in found}) == len(found) else None


def _table(sent: list[Record], found: list[Scores], path: Path) -> Reading:
    """Join the classes with what was sent, where so many rows were."""
    asked = sent if len(sent) == len(found) else [{} for _ in found]
    columns = list(dict.fromkeys(name for row in asked for name in row))
    labels = list(dict.fromkeys(label for scores in found for label, _ in scores))
    is_wide = len(labels) > _WIDEST
    is_single = all(len(scores) == 1 for scores in found)
    rest = [_SCORE] if is_wide or is_single else labels
    rows: list[tuple[Json, ...]] = []
    for row, scores in zip(asked, found, strict=True):
        best = max(scores, key=lambda each: _rank(each[1]))
        shown: list[Json] = [best[1]] if is_wide or is_single else [dict(scores).get(label) for label in labels]
        rows.append((*(row.get(name) for name in columns), best[0], *shown))
    notes: tuple[Message, ...] = ()
    if sent and len(sent) != len(found):
        notes = (Message("{sent} rows were sent and {back} came back.", sent=len(sent), back=len(found)),)
    if is_wide:
        notes = (*notes, Message("There are {n} classes: only the best one of each input is shown.", n=len(labels)))
    names = (*columns, "class", *rest)
    table = Table(names, tuple(rows), tuple(range(len(columns), len(names))), path)
    return Reading(table, 0.96, (path,), notes)


def _rank(score: Json) -> float:
    value = number(score)
    return value if value is not None and value == value else float("-inf")


PLUGIN = RowsOfClassesReader()
