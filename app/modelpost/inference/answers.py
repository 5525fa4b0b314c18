"""Answers to questions about a text, marked in it (extractive question answering).

Hugging Face and BentoML (`answer`, `score`, `start`, `end`).
Source: https://huggingface.co/docs/inference-providers/tasks/question-answering.
"""

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number
from modelpost.inference.api import Entities, Entity, Exchanged, Reading

_CONTEXTS: tuple[Path, ...] = (("inputs", "context"), ("context",), ("inputs", 0, "context"))


class AnswerReader:
    """Reads the part of a text that answers a question."""

    name = "answers"
    label = Message("Answers in the text")
    order = 48

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the answers in the order of the server."""
        document = exchanged.document
        is_one = isinstance(document, dict)
        listed = [document] if is_one else document
        if not isinstance(listed, list) or not listed:
            return None
        contexts = (at(exchanged.sent, path) for path in _CONTEXTS)
        text = next((context for context in contexts if isinstance(context, str)), "")
        found: list[Entity] = []
        for index, each in enumerate(listed):
            answer = at(each, ("answer",))
            score, start, end = (at(each, (key,)) for key in ("score", "start", "end"))
            if not isinstance(answer, str) or number(score) is None or not _is_whole(start) or not _is_whole(end):
                return None
            first, last = _place(text, answer, start, end)
            found.append(Entity("answer", answer, number(score), first, last, () if is_one else (index,)))
        beyond = sum(each.start < 0 for each in found)
        notes = (Message("{n} answers do not stand in the text where the model says.", n=beyond),) if beyond else ()
        return Reading(Entities(text, tuple(found)), 0.93, ((),), notes if text else ())


def _is_whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _place(text: str, answer: str, start: Json, end: Json) -> tuple[int, int]:
    """Return where the answer stands; nowhere where something else stands there, such as the words of a scan."""
    if isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(text):
        return (start, end) if text[start:end].strip() == answer.strip() else (-1, -1)
    return -1, -1


PLUGIN = AnswerReader()
