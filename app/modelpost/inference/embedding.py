"""Vectors that stand for texts or pictures.

OpenAI (also in base64), Ollama, Cohere (a list for each type of number), Gemini and Vertex AI (`values`), Hugging Face
and Text Embeddings Inference (bare lists; one vector for each token where the model does not pool them).
Sources: https://platform.openai.com/docs/api-reference/embeddings/object, https://docs.ollama.com/api/embed,
https://docs.cohere.com/reference/embed, https://ai.google.dev/api/embeddings,
https://huggingface.co/docs/inference-providers/tasks/feature-extraction.
"""

import binascii
import math
import struct
from base64 import b64decode

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number, numbers
from modelpost.inference.api import Embedding, Exchanged, Reading

_SHORTEST = 16
"""Numbers that a bare list, or a text in base64, must have to be taken for a vector."""

_TYPES = ("float", "int8", "uint8")
_SINGLE = 4


class EmbeddingReader:
    """Reads vectors."""

    name = "embedding"
    label = Message("Embedding")
    order = 55

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the vectors in the order of the answer."""
        document = exchanged.document
        if not isinstance(document, dict):
            return _bare(document)
        for key in ("data", "predictions", "embeddings"):
            listed = document.get(key)
            if isinstance(listed, list) and listed and isinstance(listed[0], dict):
                return _held(listed, (key,))
        for name in _TYPES:
            if isinstance(listed := at(document, ("embeddings", name)), list) and listed:
                return _of(listed, ("embeddings", name), 0.97)
        if "embeddings" in document and isinstance(document["embeddings"], list):
            return _of(document["embeddings"], ("embeddings",), 0.97)
        values = at(document, ("embedding", "values"))
        path: Path = ("embedding",) if values is None else ("embedding", "values")
        return _of([at(document, path)], path, 0.97) if "embedding" in document else None


def cosine(one: tuple[float, ...], other: tuple[float, ...]) -> float | None:
    """Return the cosine similarity of two vectors, None where they cannot be compared."""
    if len(one) != len(other):
        return None
    lengths = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else None


def _held(listed: list[Json], path: Path) -> Reading | None:
    """Read a list of objects that hold a vector each, all in the same place."""
    first = listed[0]
    for place in (("embedding",), ("embeddings", "values"), ("embedding", "values"), ("values",)):
        if _vector(at(first, place)) is not None:
            return _of([at(each, place) for each in listed], path, 0.97)
    return None


def _bare(document: Json) -> Reading | None:
    if not isinstance(document, list) or not document:
        return None
    is_flat = number(document[0]) is not None
    vectors: list[Json] = [document] if is_flat else document
    if isinstance(at(vectors, (0, 0)), list):  # a vector for each token of each input
        tokens = [token for each in vectors for token in (each if isinstance(each, list) else [each])]
        first = numbers(tokens[0])
        notes = (Message("There is a vector for each token: they are shown one after the other."),)
        return _of(tokens, (), 0.7, notes) if first is not None and len(first) >= _SHORTEST else None
    first = numbers(vectors[0])
    return _of(vectors, (), 0.7) if first is not None and len(first) >= _SHORTEST else None


def _of(rows: list[Json], path: Path, certainty: float, notes: tuple[Message, ...] = ()) -> Reading | None:
    found = [_vector(row) for row in rows]
    vectors = tuple(vector for vector in found if vector is not None)
    if not vectors or len(vectors) != len(rows):
        return None
    lengths = tuple(math.hypot(*vector) for vector in vectors)
    return Reading(Embedding(vectors, lengths, path), certainty, (path,), notes)


def _vector(value: Json) -> tuple[float, ...] | None:
    """Return a list of numbers, also one that was sent as 32-bit floats in base64."""
    if not isinstance(value, str):
        return numbers(value)
    try:
        raw = b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    count, rest = divmod(len(raw), _SINGLE)
    return struct.unpack(f"<{count}f", raw) if count >= _SHORTEST and not rest else None


PLUGIN = EmbeddingReader()
