"""A collection that is read twice at once is shown as the later reading found it."""

from collections.abc import Callable
from typing import Any

from modelpost.core.tree import Collection, FolderNode
from modelpost.workbench.collection_reads import CollectionReads


class Held:
    """A background whose jobs end when they are told to."""

    def __init__(self) -> None:
        self.jobs: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []

    def run(self, work: Callable[[], Any], done: Callable[[Any], None], failed: object) -> None:
        del failed
        self.jobs.append((work, done))

    def end(self, number: int) -> None:
        work, done = self.jobs[number]
        done(work())


def collection(name: str) -> Collection:
    return Collection("/garden", name, FolderNode("", ""))


def test_an_older_reading_that_ends_last_is_not_shown() -> None:
    found = iter((collection("newer"), collection("older")))
    held = Held()
    reads = CollectionReads(held, lambda _: next(found), lambda _: None)  # type: ignore[arg-type]  # ends by hand
    shown: list[Collection | None] = []
    reads.again("/garden", shown.append)
    reads.again("/garden", shown.append)

    held.end(1)
    held.end(0)

    assert shown == [collection("newer"), None]


def test_readings_of_other_collections_do_not_count() -> None:
    held = Held()
    reads = CollectionReads(held, collection, lambda _: None)  # type: ignore[arg-type]  # ends by hand
    shown: list[Collection | None] = []
    reads.again("/one", shown.append)
    reads.again("/two", shown.append)

    held.end(1)
    held.end(0)

    assert shown == [collection("/two"), collection("/one")]
