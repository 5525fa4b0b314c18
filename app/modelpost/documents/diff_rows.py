"""Two texts line by line beside each other, with what is the same folded away."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from modelpost.documents.diff_json import MISSING, Rules, is_same, items, members, written
from modelpost.documents.diff_text import blocks
from modelpost.documents.json_values import Path
from modelpost.documents.side_by_side import Kind

_CONTEXT: Final = 3
_STEP: Final = "  "
_MOST_IN_LINE: Final = 8


class Row(NamedTuple):
    """A line of both texts. A number of 0 says that the text has no such line; lines count from 1.

    `path` is the place of a value of JSON. `folded` counts the lines that a row stands for where they are the same.
    """

    kind: Kind
    left: str
    right: str
    left_line: int
    right_line: int
    path: Path | None = None
    folded: int = 0


class _Task(NamedTuple):
    """Two values that are still to be laid out, or a line that is ready: then `text` is all of it."""

    depth: int
    text: str
    left: object
    right: object
    path: Path
    passes: bool
    is_ready: bool = False


def json_rows(left: object, right: object, rules: Rules) -> Iterator[Row]:
    """Yield all lines of two documents laid out; members stand in the order of the left one."""
    waiting = [_Task(0, "", left, right, (), passes=False)]
    lines = [0, 0]
    while waiting:
        task = waiting.pop()
        sides = [side for side in (task.left, task.right) if side is not MISSING]
        if task.is_ready:
            yield _numbered(task, task.text, task.text, lines, differs=False)
        elif any(sides) and all(isinstance(side, dict) for side in sides):
            yield _numbered(task, f"{task.text}{{", f"{task.text}{{", lines, differs=False)
            waiting += _below(task, "}", members(_dict(task.left), _dict(task.right)), rules, named=True)
        elif all(isinstance(side, list) for side in sides) and not all(map(_is_flat, map(_list, sides))):
            yield _numbered(task, f"{task.text}[", f"{task.text}[", lines, differs=False)
            waiting += _below(task, "]", items(_list(task.left), _list(task.right)), rules, named=False)
        else:
            differs = len(sides) == 2 and not _is_like(task.left, task.right, rules)
            left_text, right_text = (task.text + _line(side) for side in (task.left, task.right))
            yield _numbered(task, left_text, right_text, lines, differs=differs)


def text_rows(left: str, right: str) -> Iterator[Row]:
    """Yield all lines of two texts."""
    one, other = left.splitlines(), right.splitlines()
    for kind, a, a_end, b, b_end in blocks(one, other):
        for at in range(max(a_end - a, b_end - b)):
            has_left, has_right = a + at < a_end, b + at < b_end
            said = Kind.SAME if kind == "equal" else Kind.CHANGED
            yield Row(
                said if has_left and has_right else Kind.LEFT if has_left else Kind.RIGHT,
                one[a + at] if has_left else "",
                other[b + at] if has_right else "",
                a + at + 1 if has_left else 0,
                b + at + 1 if has_right else 0,
            )


def folded(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows with three of the same around what differs; the others become one row that counts them."""
    held: deque[Row] = deque()
    skipped, after = 0, 0
    for row in rows:
        if row.kind is not Kind.SAME:
            yield from _fold(skipped)
            yield from held
            yield row
            held.clear()
            skipped, after = 0, _CONTEXT
        elif after:
            after -= 1
            yield row
        else:
            held.append(row)
            if len(held) > _CONTEXT:
                held.popleft()
                skipped += 1
    yield from _fold(skipped + len(held))


def inline(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows of one text each: where several in a row changed, first all that were and then all that are."""
    now: list[Row] = []
    for row in rows:
        if row.kind is Kind.CHANGED:
            yield row._replace(kind=Kind.LEFT, right="", right_line=0)
            now.append(row._replace(kind=Kind.RIGHT, left="", left_line=0))
            continue
        yield from now
        now.clear()
        yield row
    yield from now


def _fold(count: int) -> Iterator[Row]:
    if count:
        yield Row(Kind.SAME, "", "", 0, 0, folded=count)


def _below(
    task: _Task, closing: str, pairs: Iterable[tuple[str | int, object, object]], rules: Rules, *, named: bool
) -> list[_Task]:
    """Return what is to be laid out next, the last of it first."""
    depth = task.depth + 1
    found = [task._replace(text=closing, is_ready=True)]
    found += reversed(
        [
            _Task(
                depth,
                f"{json.dumps(step, ensure_ascii=False)}: " if named else "",
                one,
                other,
                (*task.path, step),
                task.passes or rules.passes((*task.path, step)),
            )
            for step, one, other in pairs
        ]
    )
    return found


def _numbered(task: _Task, left: str, right: str, lines: list[int], *, differs: bool) -> Row:
    """Return a line with its numbers; of a value that only one side has the other is empty."""
    has = (task.left is not MISSING, task.right is not MISSING)
    for side in (0, 1):
        lines[side] += has[side]
    alone = Kind.LEFT if has[0] else Kind.RIGHT
    kind = Kind.SAME if task.passes else alone if not all(has) else Kind.CHANGED if differs else Kind.SAME
    indent = _STEP * task.depth
    return Row(
        kind,
        f"{indent}{left}" if has[0] else "",
        f"{indent}{right}" if has[1] else "",
        lines[0] if has[0] else 0,
        lines[1] if has[1] else 0,
        task.path,
    )


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _is_flat(value: list[object]) -> bool:
    """Tell whether a list fits on a line: pairs of class and score, corners of boxes."""
    return len(value) <= _MOST_IN_LINE and not any(isinstance(each, dict | list) for each in value)


def _is_like(one: object, other: object, rules: Rules) -> bool:
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return all(is_same(a, b, rules) for a, b in zip(one, other, strict=True))
    return is_same(one, other, rules)


def _line(value: object) -> str:
    if value is MISSING:
        return ""
    if isinstance(value, list) and _is_flat(value):
        return f"[{', '.join(written(each) for each in value)}]"
    return written(value)
