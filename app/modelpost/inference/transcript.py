"""Speech as text, with the times at which it was said.

Sources: https://huggingface.co/docs/inference-providers/tasks/automatic-speech-recognition,
https://platform.openai.com/docs/api-reference/audio/verbose-json-object.
"""

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, number
from modelpost.inference.api import Exchanged, Reading, Span, Transcript


class TranscriptReader:
    """Reads what was said, and when."""

    name = "transcript"
    label = Message("Transcript")
    order = 45

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the text with its spans."""
        document = exchanged.document
        text = document.get("text") if isinstance(document, dict) else None
        if not isinstance(document, dict) or not isinstance(text, str):
            return None
        for key in ("chunks", "segments"):
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
        return Reading(Transcript(text, (), ("text",)), 0.6, (("text",),)) if len(document) == 1 else None


def _span(value: Json, path: Path) -> Span | None:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return None
    times = value.get("timestamp", [value.get("start"), value.get("end")])
    start, end = (times[0], times[1]) if isinstance(times, list) and len(times) == 2 else (None, None)
    text = value["text"]
    return Span(text, number(start), number(end), path) if isinstance(text, str) else None


PLUGIN = TranscriptReader()
