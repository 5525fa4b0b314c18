"""Names, places and the like, marked in the text that was sent (token classification).

Source: https://huggingface.co/docs/inference-providers/tasks/token-classification.
"""

import unicodedata

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, number
from modelpost.inference.api import Entities, Entity, Exchanged, Reading

_LABEL_KEYS = ("entity_group", "entity", "label", "type")
_BESIDE = frozenset({"entity_group", "entity", "score", "start", "word"})
"""What an entity has beside a kind and a text, at least one of them: a block of a chat has both too."""


class EntityReader:
    """Reads parts of a text with their kind."""

    name = "entities"
    label = Message("Entities")
    order = 50

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the entities in the order of the answer."""
        document = exchanged.document
        path = ("entities",) if isinstance(document, dict) and "entities" in document else ()
        listed = document.get("entities") if isinstance(document, dict) else document
        if not isinstance(listed, list) or not listed:
            return None
        text = _text_sent(exchanged.sent)
        found: list[Entity] = []
        for index, each in enumerate(listed):
            if not isinstance(each, dict) or not _BESIDE & each.keys():
                return None
            label = next((each[key] for key in _LABEL_KEYS if isinstance(each.get(key), str)), None)
            word = each.get("word", each.get("text"))
            if not isinstance(label, str) or not (isinstance(word, str) or "start" in each):
                return None
            start, end = _place(each, text)
            shown = word if isinstance(word, str) else text[max(0, start) : max(0, end)]
            if text and not _is_alike(shown, text[max(0, start) : max(0, end)]):
                start, end = -1, -1
            found.append(Entity(label, shown, number(each.get("score")), start, end, (*path, index)))
        beyond = sum(1 for each in found if each.start < 0)
        notes = (Message("{n} entities do not lie in the text that was sent.", n=beyond),) if text and beyond else ()
        return Reading(Entities(text, tuple(found)), 0.93, (path,), notes)


def _place(entry: dict[str, Json], text: str) -> tuple[int, int]:
    start, end = entry.get("start"), entry.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or isinstance(start, bool) or isinstance(end, bool):
        return -1, -1
    if not 0 <= start <= end or (text and end > len(text)):
        return -1, -1
    return start, end


def _is_alike(word: str, text: str) -> bool:
    """Tell whether a word stands in the text, whatever a tokenizer made of case, accents and the marks of pieces."""
    return _letters(word) == _letters(text)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum() and not unicodedata.combining(letter))


def _text_sent(sent: Json) -> str:
    if not isinstance(sent, dict):
        return ""
    text = sent.get("inputs", sent.get("text"))
    if isinstance(text, list) and len(text) == 1:
        text = text[0]
    return text if isinstance(text, str) else ""


PLUGIN = EntityReader()
