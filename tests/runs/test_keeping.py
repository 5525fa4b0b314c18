"""Outcomes that are read and handed over in groups."""

import threading
from collections.abc import Sequence

from modelpost.runs.answering import Answered
from modelpost.runs.keeping import Keeping
from modelpost.runs.result import Result

PATIENCE = 10.0


def outcome(index: int) -> Answered:
    return Answered(Result(index, str(index), 200), content=b"x" * 1000)


class Written:
    """Notes the groups that are handed over."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.came = threading.Event()
        self.has_ended = False

    def write(self, group: Sequence[Answered]) -> None:
        self.groups.append([answered.result.index for answered in group])
        self.came.set()

    def end(self) -> None:
        self.has_ended = True


def test_what_came_is_handed_over_though_nothing_follows() -> None:
    written = Written()
    keeping = Keeping(written.write, written.end)
    keeping.start()

    keeping.put(outcome(0))

    assert written.came.wait(PATIENCE)
    keeping.finish()
    assert keeping.wait(PATIENCE)
    assert written.groups == [[0]]


def test_the_end_comes_behind_everything_that_was_put() -> None:
    written = Written()
    keeping = Keeping(written.write, written.end)
    keeping.start()

    for index in range(100):
        keeping.put(outcome(index))
    keeping.finish()

    assert keeping.wait(PATIENCE)
    assert (sorted(index for group in written.groups for index in group), written.has_ended) == (list(range(100)), True)


def test_while_it_is_held_nothing_is_handed_over() -> None:
    written = Written()
    keeping = Keeping(written.write, written.end)
    keeping.start()

    with keeping.held():
        keeping.put(outcome(0))
        came_while_held = written.came.wait(0.2)

    assert written.came.wait(PATIENCE)
    keeping.finish()
    assert keeping.wait(PATIENCE)
    assert not came_while_held
