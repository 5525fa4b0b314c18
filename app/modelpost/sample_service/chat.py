"""A chat model that is honest about being small: it looks up the passage of a text that fits a question best."""

import math
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

NAME = "sample-ngram"
_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by can do does for from how i in is it me my of on or so that the this to was what when "
        "which who why with you your",
    )
)


class PassageModel:
    """Finds passages by the words and word pairs that they share with a question, weighed by how rare those are."""

    def __init__(self, text: Path) -> None:
        blocks = [block.strip() for block in text.read_text("utf-8").split("\n\n")]
        self._passages = [" ".join(block.split()) for block in blocks if block and not block.startswith("#")]
        self._terms = [Counter(_terms(passage)) for passage in self._passages]
        counts = Counter(term for terms in self._terms for term in terms)
        self._rarity = {term: math.log(1 + len(self._passages) / count) for term, count in counts.items()}

    def answer(self, question: str) -> str:
        """Return the passage that fits best, or say that none does."""
        wanted = set(_terms(question))
        scores = [
            sum(self._rarity[term] for term in wanted & terms.keys()) / math.sqrt(8 + sum(terms.values()))
            for terms in self._terms
        ]
        best = max(range(len(scores)), key=scores.__getitem__, default=-1)
        if best < 0 or scores[best] < 0.35:
            return (
                "I am sample-ngram, a very small model that looks passages up in one short text about Modelpost, HTTP "
                "and model services. I found nothing there that fits your question."
            )
        return self._passages[best]


def pieces(text: str) -> list[str]:
    """Return an answer in the pieces that are streamed, about a word each."""
    return re.findall(r"\s*\S+", text)


def count_tokens(text: str) -> int:
    """Return how many pieces a text has."""
    return len(pieces(text))


def _terms(text: str) -> list[str]:
    words = [_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP]
    return words + [f"{one} {other}" for one, other in pairwise(words)]


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word.removesuffix(ending)
    return word
