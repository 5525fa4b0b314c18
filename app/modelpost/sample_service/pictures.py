"""Pictures as numbers: decoding, and the features that both vision models look at."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

Floats = NDArray[np.float32]

MOST_PIXELS = 40_000_000
CELL_FEATURES = 14


class NotAPicture(Exception):
    """The bytes are no picture that can be looked at; says why."""


def decode(content: bytes) -> Image.Image:
    """Return the picture in RGB; raises NotAPicture."""
    try:
        picture = Image.open(io.BytesIO(content))
        if picture.width * picture.height > MOST_PIXELS:
            raise NotAPicture(f"the picture has {picture.width} x {picture.height} pixels, which is too many")
        return picture.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise NotAPicture("the file is not a picture") from error


def pixels(picture: Image.Image, size: tuple[int, int]) -> Floats:
    """Return the picture at a size, height x width x 3, from 0 to 1."""
    return np.asarray(picture.resize(size, Image.Resampling.BOX), dtype=np.float32) / 255.0


def cells(image: Floats, cell: int) -> Floats:
    """Return features per square cell: 8 gradient orientations, 3 mean colours, 3 colour spreads.

    The shape is rows x columns x 14. Gradients are normalised by their neighbourhood, so that light matters little.
    """
    rows, columns = image.shape[0] // cell, image.shape[1] // cell
    image = image[: rows * cell, : columns * cell]
    grey = image.mean(axis=2)
    down, right = np.gradient(grey)
    strength = np.hypot(down, right)
    angle = np.mod(np.arctan2(down, right), np.pi) / np.pi * 8
    low = np.floor(angle).astype(int) % 8
    share = (angle - np.floor(angle)).astype(np.float32)
    oriented = np.zeros((*grey.shape, 8), np.float32)
    at = np.indices(grey.shape)
    oriented[at[0], at[1], low] += strength * (1 - share)
    oriented[at[0], at[1], (low + 1) % 8] += strength * share
    gradients = _pooled(oriented, rows, columns, cell)
    normalised = np.sqrt(gradients) / (np.sqrt(gradients.sum(axis=2, keepdims=True)) + 0.08)
    colours = _pooled(image, rows, columns, cell)
    spread = np.sqrt(np.maximum(_pooled(image**2, rows, columns, cell) - colours**2, 0))
    return np.concatenate([normalised, colours * 1.5, spread * 3], axis=2)


def _pooled(values: Floats, rows: int, columns: int, cell: int) -> Floats:
    result: Floats = values.reshape(rows, cell, columns, cell, -1).mean(axis=(1, 3))
    return result
