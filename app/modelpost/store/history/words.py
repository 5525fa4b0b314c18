"""Texts as the index of words wants them, and what people look for as a question to it."""

import re

_IDEOGRAPHS = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])")
"""Letters of scripts without spaces: each becomes a word, so that any run of them can be found."""


def indexed(text: str) -> str:
    """Return a text whose words are told apart."""
    return _IDEOGRAPHS.sub(r" \1 ", text)


def question(words: str) -> str:
    """Return an FTS5 question for texts that have every one of these words, or words that begin so."""
    parts = (indexed(word).replace('"', '""').strip() for word in words.split())
    return " ".join(f'"{part}"*' for part in parts if any(letter.isalnum() for letter in part))


def patterns(words: str) -> tuple[str, ...]:
    """Return patterns for LIKE that ask the same of a database without an index of words."""
    parts = (indexed(word).strip() for word in words.split())
    return tuple("%" + re.sub(r"([%_\\])", r"\\\1", part) + "%" for part in parts)
