"""What the command palette finds: requests, commands, environments and variables, best match first."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from modelpost.core.text import Message


class EntryKind(Enum):
    """Under which heading an entry stands, in the order of the headings."""

    REQUEST = "request"
    COMMAND = "command"
    ENVIRONMENT = "environment"
    VARIABLE = "variable"
    HISTORY = "history"


KIND_TITLES = {
    EntryKind.REQUEST: Message("Requests"),
    EntryKind.COMMAND: Message("Commands"),
    EntryKind.ENVIRONMENT: Message("Environments"),
    EntryKind.VARIABLE: Message("Variables"),
    EntryKind.HISTORY: Message("History"),
}

PREFIXES = {">": EntryKind.COMMAND, "@": EntryKind.ENVIRONMENT, "#": EntryKind.HISTORY}


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
    """Return the entries that fit `query`, grouped by kind, best first within each; `>`, `@` and `#` choose one kind.

    The history is searched on its own, and shown only where it is chosen: all that was found there fits.

    `limit` holds for each kind: however many requests there are, they leave every other kind its place.
    """
    wanted = PREFIXES.get(query[:1])
    words = (query[1:] if wanted else query).strip()
    found = [
        Match(entry, marked, score)
        for entry in entries
        if entry.kind is wanted or (wanted is None and entry.kind is not EntryKind.HISTORY)
        for marked, score in [_fit(words, entry)]
        if score > 0
    ]
    order = {kind: index for index, kind in enumerate(EntryKind)}
    found.sort(key=lambda match: (order[match.entry.kind], -match.score))
    return tuple(_first_of_each_kind(found, limit))


def _first_of_each_kind(found: Iterable[Match], limit: int) -> Iterator[Match]:
    taken: Counter[EntryKind] = Counter()
    for match in found:
        taken[match.entry.kind] += 1
        if taken[match.entry.kind] <= limit:
            yield match


def _fit(words: str, entry: Entry) -> tuple[tuple[int, ...], float]:
    if not words or entry.kind is EntryKind.HISTORY:
        return (), 1.0
    title, wanted = entry.title.lower(), words.lower()
    start = title.find(wanted)
    if start >= 0:
        at_word = start == 0 or not title[start - 1].isalnum()
        places = _places_in(entry.title, range(start, start + len(wanted)))
        return places, 4.0 + (2.0 if at_word else 0.0) + (2.0 if start == 0 else 0.0)
    marked = _subsequence(wanted, title)
    if marked:
        gaps = marked[-1] - marked[0] + 1 - len(marked)
        if gaps <= 2 * len(marked):
            return _places_in(entry.title, marked), 2.0 - gaps / (gaps + len(marked) + 1)
    return (), 0.5 if wanted in entry.detail.lower() else 0.0


def _places_in(title: str, lowered: Iterable[int]) -> tuple[int, ...]:
    """Return places in the title for those in its lower case, which is longer where a letter becomes two: `İ`."""
    origins = [place for place, letter in enumerate(title) for _ in letter.lower()]
    return tuple(dict.fromkeys(origins[place] for place in lowered))


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
