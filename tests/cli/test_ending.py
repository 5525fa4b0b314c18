"""How a command says what happened."""

import pytest

from modelpost.cli.ending import sentence
from modelpost.core.text import Message


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("The disk is full", "The disk is full."),
        ("The disk is full.", "The disk is full."),
        ("Is it full?", "Is it full?"),
        ("The system says: 磁盘已满。", "The system says: 磁盘已满。"),
        ("The system says: 磁盘已满！", "The system says: 磁盘已满！"),
        ("The system says: 磁盘已满吗？", "The system says: 磁盘已满吗？"),
        ("The system says: 磁盘", "The system says: 磁盘."),
        ("Two\nlines", "Two lines."),
    ],
)
def test_a_sentence_ends_once(words: str, said: str) -> None:
    assert sentence(Message(words)) == said
