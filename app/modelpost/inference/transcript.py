"""Speech as text, with the times at which it was said.

Hugging Face (`chunks`), OpenAI and whoever serves Whisper (`segments`, `words`, or the text alone beside what is known
of the sound), FunASR (`key`, `text`, `timestamp` in milliseconds).
Sources: https://github.com/modelscope/FunASR, https://huggingface.co/docs/inference-providers/tasks/automatic-speech-recognition,
https://platform.openai.com/docs/api-reference/audio/verbose-json-object.
"""

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number, numbers
from modelpost.inference.api import Exchanged, Reading, Span, Transcript

_OF_SOUND = frozenset({"language", "duration", "task", "words", "usage", "language_probability", "logprobs"})
"""What is said beside the text of a sound, by at least one of them."""

_MILLISECONDS = 1e3


class TranscriptReader:
    """Reads what was said, and when."""

    name = "transcript"
    label = Message("Transcript")
    order = 45

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the text with its spans."""
        document = exchanged.document
        if isinstance(document, list) and len(document) == 1 and at(document, (0, "key")) is not None:
            return _timed_pieces(document[0], (0,))
        text = document.get("text") if isinstance(document, dict) else None
        if not isinstance(document, dict) or not isinstance(text, str):
            return None
        for key in ("chunks", "segments", "words"):
            listed = document.get(key)
            if isinstance(listed, list):
                spans = [_span(each, (key, index)) for index, each in enumerate(listed)]
                found = tuple(span for span in spans if span is not None)
                notes = (
                    (Message("{n} spans have a form that is not known.", n=len(spans) - len(found)),)
                    if len(found) < len(spans)
                    else ()
                )
                return Reading(Transcript(text, found, ("text",)), 0.95, (("text",), (key,)), notes)
        beside = document.keys() - {"text"}
        if beside and not beside <= _OF_SOUND:
            return None
        is_heard = bool(beside) and not (beside == {"language"} and exchanged.sent is not None)
        return Reading(Transcript(text, (), ("text",)), 0.9 if is_heard else 0.6, (("text",),))


def _timed_pieces(document: Json, path: Path) -> Reading | None:
    """Read FunASR's text; its times are of the characters, which the text does not tell apart."""
    text = at(document, ("text",))
    if not isinstance(document, dict) or not isinstance(text, str):
        return None
    times = document.get("timestamp")
    pairs = [numbers(each) for each in times] if isinstance(times, list) else []
    known = [pair for pair in pairs if pair is not None and len(pair) == 2]
    spans: tuple[Span, ...] = ()
    if known:
        spans = (Span(text, known[0][0] / _MILLISECONDS, known[-1][1] / _MILLISECONDS, (*path, "timestamp")),)
    place = (*path, "text")
    return Reading(Transcript(text, spans, place), 0.9, (place,))


def _span(value: Json, path: Path) -> Span | None:
    text = value.get("text", value.get("word")) if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(text, str):
        return None
    times = value.get("timestamp", [value.get("start"), value.get("end")])
    start, end = (times[0], times[1]) if isinstance(times, list) and len(times) == 2 else (None, None)
    return Span(text, number(start), number(end), path)


PLUGIN = TranscriptReader()
