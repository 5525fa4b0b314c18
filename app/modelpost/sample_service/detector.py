"""Street scenes: one linear template per class, slid over the picture at several sizes."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from modelpost.sample_service.pictures import CELL_FEATURES, Floats, cells, pixels

CELL = 6
WIDTH = 400
SHAPES = {
    "bicycle": (9, 6),
    "bus": (14, 7),
    "car": (14, 6),
    "dog": (8, 5),
    "person": (5, 11),
    "traffic light": (3, 14),
}
"""Columns and rows of each class's template, in cells."""

SCALES = (0.5, 0.6, 0.72, 0.86, 1.0, 1.2, 1.44, 1.75)


class Found(NamedTuple):
    """A box in pixels of the picture, with its class and its score from 0 to 1."""

    label: str
    score: float
    box: tuple[float, float, float, float]  # top, left, bottom, right


def pyramid(picture: Image.Image) -> Iterator[tuple[float, Floats]]:
    """Yield the cell features at each size, with the pixels of the picture that a cell is high and wide."""
    for scale in SCALES:
        width = int(WIDTH * scale)
        height = max(CELL, round(picture.height * width / picture.width))
        yield picture.width / width * CELL, cells(pixels(picture, (width, height)), CELL)


def windows(grid: Floats, columns: int, rows: int) -> Floats | None:
    """Return every window of a size as one row of features, None where the grid is smaller."""
    if grid.shape[0] < rows or grid.shape[1] < columns:
        return None
    views = np.lib.stride_tricks.sliding_window_view(grid, (rows, columns), axis=(0, 1))
    flat: Floats = views.transpose(0, 1, 3, 4, 2).reshape(
        views.shape[0] * views.shape[1], rows * columns * CELL_FEATURES
    )
    return flat


class StreetDetector:
    """Finds what it was trained on."""

    def __init__(self, weights: Path) -> None:
        with np.load(weights, allow_pickle=False) as stored:
            self._templates = {
                name: (stored[f"{name}.w"].astype(np.float32), float(stored[f"{name}.b"])) for name in SHAPES
            }

    def predict(self, picture: Image.Image, threshold: float = 0.5) -> list[Found]:
        """Return what is in the picture, the surest first; of boxes that overlap, the best of a class."""
        found: list[Found] = []
        for size, grid in pyramid(picture):
            for name, (columns, rows) in SHAPES.items():
                found += self._at(grid, size, name, columns, rows, threshold)
        return _best(sorted(found, key=lambda one: -one.score))

    def _at(self, grid: Floats, size: float, name: str, columns: int, rows: int, threshold: float) -> list[Found]:
        flat = windows(grid, columns, rows)
        if flat is None:
            return []
        weights, bias = self._templates[name]
        scores = 1 / (1 + np.exp(-np.clip(flat @ weights + bias, -30, 30)))
        across = grid.shape[1] - columns + 1
        return [
            Found(name, float(scores[i]), _box(i // across, i % across, rows, columns, size))
            for i in np.flatnonzero(scores > threshold)
        ]


def _box(row: int, column: int, rows: int, columns: int, size: float) -> tuple[float, float, float, float]:
    return (row * size, column * size, (row + rows) * size, (column + columns) * size)


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    """Return intersection over union."""
    height = min(one[2], other[2]) - max(one[0], other[0])
    width = min(one[3], other[3]) - max(one[1], other[1])
    if height <= 0 or width <= 0:
        return 0.0
    shared = height * width
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return shared / (areas - shared)


def _best(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in found[:2000]:
        limit = {True: 0.3, False: 0.65}
        if all(overlap(one.box, other.box) < limit[one.label == other.label] for other in kept):
            kept.append(one)
    return kept[:50]
