"""Garbage is collected on the GUI thread, and hardly looked for where none is made."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from modelpost.workbench.garbage import AT_REST_MS, EVERY_MS, GarbageCollector, take_as_old


class Ring:
    """What only the collector frees."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def garbage(qtbot: QtBot) -> Iterator[GarbageCollector]:
    del qtbot
    made = GarbageCollector()
    yield made
    made.close()


def test_what_refers_to_itself_is_freed(garbage: GarbageCollector) -> None:
    rings = [Ring() for _ in range(2_000)]
    last = weakref.ref(rings[-1])
    del rings

    garbage.tick()

    assert last() is None


def test_what_grew_old_is_freed_once_nothing_happened_for_a_while(garbage: GarbageCollector) -> None:
    rings = [Ring() for _ in range(2_000)]
    take_as_old()
    last = weakref.ref(rings[-1])
    del rings
    for _ in range(15):
        kept = [Ring() for _ in range(2_000)]
        garbage.tick()
    is_there = last() is not None

    garbage.tick()
    garbage.tick()

    assert (is_there, last(), len(kept)) == (True, None, 2_000)


def test_where_nothing_is_made_it_looks_seldom_until_something_is(garbage: GarbageCollector) -> None:
    gc.collect()
    garbage.tick()
    at_rest = garbage.every_ms

    kept = [Ring() for _ in range(2_000)]
    garbage.tick()

    assert (at_rest, garbage.every_ms, len(kept)) == (AT_REST_MS, EVERY_MS, 2_000)
