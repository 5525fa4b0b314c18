"""Texts in the order in which they fit a question, each with how well.

Cohere, Jina and vLLM (`results` with `index` and `relevance_score`), Voyage and vLLM's `/score` (`data`), Text
Embeddings Inference (a bare list), and the similarity of sentences, a number for each.
Sources: https://docs.cohere.com/reference/rerank, https://docs.voyageai.com/reference/reranker-api,
https://huggingface.github.io/text-embeddings-inference/#/Text%20Embeddings%20Inference/rerank.
"""

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number, numbers
from modelpost.inference.api import Exchanged, Reading, Table

_LISTS: tuple[Path, ...] = (("results",), ("data",), ("rankings",), ())
_SCORES = ("relevance_score", "score", "logit")
_SENT: tuple[Path, ...] = (("documents",), ("texts",), ("text_2",), ("passages",))
_ALLOWED = frozenset({"index", "document", "text", "object", *_SCORES})
_SENTENCES = ("inputs", "sentences")
_TEXT = "document"


class RankingReader:
    """Reads which of the texts that were sent fits how well."""

    name = "ranking"
    label = Message("Ranking")
    order = 29

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return a row for each text, in the order of the answer."""
        sent = next((texts for path in _SENT if isinstance(texts := at(exchanged.sent, path), list)), [])
        for path in _LISTS:
            listed = at(exchanged.document, path)
            if isinstance(listed, list) and listed and (reading := _ranked(listed, sent, path)) is not None:
                return reading
        return _similar(exchanged)


def _ranked(listed: list[Json], sent: list[Json], path: Path) -> Reading | None:
    key = next((key for key in _SCORES if isinstance(listed[0], dict) and key in listed[0]), "")
    rows: list[tuple[Json, ...]] = []
    for each in listed:
        if not isinstance(each, dict) or not each.keys() <= _ALLOWED or key not in each:
            return None
        index, score = each.get("index"), each[key]
        if not isinstance(index, int) or isinstance(index, bool) or number(score) is None:
            return None
        told = each.get("document", each.get("text"))
        given = sent[index] if 0 <= index < len(sent) else None
        rows.append((index, _words(told) if told is not None else _words(given), score))
    beyond = sum(1 for row in rows if sent and not 0 <= _index(row[0]) < len(sent))
    notes = (Message("{n} places in the ranking are of texts that were not sent.", n=beyond),) if beyond else ()
    has_texts = any(row[1] is not None for row in rows)
    columns: tuple[str, ...] = ("index", _TEXT, key)
    if not has_texts:
        columns, rows = ("index", key), [(row[0], row[2]) for row in rows]
    is_known = key == "relevance_score" or bool(sent)
    table = Table(columns, tuple(rows), (0, len(columns) - 1), path)
    return Reading(table, 0.95 if is_known else 0.7, (path,), notes)


def _index(value: Json) -> int:
    return value if isinstance(value, int) else -1


def _words(text: Json) -> Json:
    """Return the words of a text that may stand in an object."""
    return text.get("text", None) if isinstance(text, dict) and len(text) == 1 else text


def _similar(exchanged: Exchanged) -> Reading | None:
    """Read how alike each sentence is to the first one, as Hugging Face answers."""
    sentences, scores = at(exchanged.sent, _SENTENCES), exchanged.document
    if not isinstance(sentences, list) or not isinstance(scores, list) or len(sentences) != len(scores):
        return None
    if numbers(scores) is None:
        return None
    rows = tuple(zip(sentences, scores, strict=True))
    return Reading(Table(("sentence", "similarity"), rows, (1,), ()), 0.95, ((),))


PLUGIN = RankingReader()
