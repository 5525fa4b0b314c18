"""What the command palette finds: requests, commands, environments and variables, best match first."""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import NamedTuple

from modelpost.core.text import Message


class EntryKind(Enum):
    """Under which heading an entry stands, in the order of the headings."""

    REQUEST = "request"
    COMMAND = "command"
    ENVIRONMENT = "environment"
    VARIABLE = "variable"


KIND_TITLES = {
    EntryKind.REQUEST: Message("Requests"),
    EntryKind.COMMAND: Message("Commands"),
    EntryKind.ENVIRONMENT: Message("Environments"),
    EntryKind.VARIABLE: Message("Variables"),
}

PREFIXES = {">": EntryKind.COMMAND, "@": EntryKind.ENVIRONMENT}


class Entry(NamedTuple):
    """Something to open or run. `badge` is a method or an icon's name, `key` what `run` is called with."""

    kind: EntryKind
    title: str
    detail: str
    badge: str
    shortcut: str
    run: Callable[[], None]
    send: Callable[[], None] | None = None


class Match(NamedTuple):
    """An entry that fits, and which letters of its title did."""

    entry: Entry
    marked: tuple[int, ...]
    score: float


def matches(query: str, entries: Iterable[Entry], limit: int = 50) -> tuple[Match, ...]:
    """Return the entries that fit `query`, grouped by kind, best first within each; `>` and `@` choose one kind."""
    wanted = PREFIXES.get(query[:1])
    words = (query[1:] if wanted else query).strip()
    found = [
        Match(entry, marked, score)
        for entry in entries
        if wanted is None or entry.kind is wanted
        for marked, score in [_fit(words, entry)]
        if score > 0
    ]
    order = {kind: index for index, kind in enumerate(EntryKind)}
    found.sort(key=lambda match: (order[match.entry.kind], -match.score))
    return tuple(found[:limit])


def _fit(words: str, entry: Entry) -> tuple[tuple[int, ...], float]:
    if not words:
        return (), 1.0
    title, wanted = entry.title.lower(), words.lower()
    start = title.find(wanted)
    if start >= 0:
        at_word = start == 0 or not title[start - 1].isalnum()
        return tuple(range(start, start + len(wanted))), 4.0 + (2.0 if at_word else 0.0) + (2.0 if start == 0 else 0.0)
    marked = _subsequence(wanted, title)
    if marked:
        gaps = marked[-1] - marked[0] + 1 - len(marked)
        if gaps <= 2 * len(marked):
            return marked, 2.0 - gaps / (gaps + len(marked) + 1)
    return (), 0.5 if wanted in entry.detail.lower() else 0.0


def _subsequence(wanted: str, title: str) -> tuple[int, ...]:
    found: list[int] = []
    position = 0
    for letter in wanted.replace(" ", ""):
        position = title.find(letter, position)
        if position < 0:
            return ()
        found.append(position)
        position += 1
    return tuple(found)
