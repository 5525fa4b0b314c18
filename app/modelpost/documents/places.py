"""Boxes and outlines as the clouds describe them, as corners."""

import math

from modelpost.documents.json_values import Json, at, number, numbers

Corners = tuple[float, float, float, float]
"""Left, top, right and bottom."""

Points = tuple[tuple[float, float], ...]


def points_of(value: Json) -> Points:
    """Return the points of an outline, `{"x": …, "y": …}` each (a zero may be left out); none where one is no point."""
    if not isinstance(value, list):
        return ()
    found: list[tuple[float, float]] = []
    for each in value:
        if not isinstance(each, dict):
            return ()
        x, y = number(each.get("x", each.get("X", 0))), number(each.get("y", each.get("Y", 0)))
        if x is None or y is None:
            return ()
        found.append((x, y))
    return tuple(found)


def around(points: Points) -> Corners | None:
    """Return the box around an outline; None for fewer than two points, and for what is nowhere."""
    if len(points) < 2 or not all(math.isfinite(value) for point in points for value in point):
        return None
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def from_size(holder: Json, names: tuple[str, str, str, str]) -> Corners | None:
    """Return the corners of a box by the names of its left, top, width and height."""
    found = numbers([at(holder, (name,)) for name in names])
    if found is None:
        return None
    left, top, width, height = found
    return left, top, left + width, top + height
