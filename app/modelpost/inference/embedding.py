"""Vectors that stand for texts or pictures.

Sources: https://platform.openai.com/docs/api-reference/embeddings/object, https://docs.ollama.com/api/embed,
https://huggingface.co/docs/inference-providers/tasks/feature-extraction.
"""

import math

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, number, numbers
from modelpost.inference.api import Embedding, Exchanged, Reading

_SHORTEST = 16
"""Numbers that a bare list must have to be taken for a vector."""


class EmbeddingReader:
    """Reads vectors."""

    name = "embedding"
    label = Message("Embedding")
    order = 55

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the vectors in the order of the answer."""
        document = exchanged.document
        if isinstance(document, dict):
            listed = document.get("data")
            if isinstance(listed, list) and listed and isinstance(listed[0], dict) and "embedding" in listed[0]:
                rows = [each.get("embedding") if isinstance(each, dict) else None for each in listed]
                return _of(rows, ("data",), 0.97)
            if "embeddings" in document and isinstance(document["embeddings"], list):
                return _of(document["embeddings"], ("embeddings",), 0.97)
            return _of([document["embedding"]], ("embedding",), 0.97) if "embedding" in document else None
        if not isinstance(document, list) or not document:
            return None
        is_flat = number(document[0]) is not None
        vectors: list[Json] = [document] if is_flat else document
        first = numbers(vectors[0])
        return _of(vectors, (), 0.7) if first is not None and len(first) >= _SHORTEST else None


def cosine(one: tuple[float, ...], other: tuple[float, ...]) -> float | None:
    """Return the cosine similarity of two vectors, None where they cannot be compared."""
    if len(one) != len(other):
        return None
    lengths = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else None


def _of(rows: list[Json], path: Path, certainty: float) -> Reading | None:
    found = [numbers(row) for row in rows]
    vectors = tuple(vector for vector in found if vector is not None)
    if not vectors or len(vectors) != len(rows):
        return None
    return Reading(Embedding(vectors, tuple(math.hypot(*vector) for vector in vectors), path), certainty, (path,))


PLUGIN = EmbeddingReader()
