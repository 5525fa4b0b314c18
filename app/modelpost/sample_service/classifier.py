"""Flower classification: softmax regression over cell features and a colour histogram."""

from pathlib import Path

import numpy as np
from PIL import Image

from modelpost.sample_service.pictures import Floats, cells, pixels

_SIDE = 64
_CELL = 8


def features(picture: Image.Image) -> Floats:
    """Return what the classifier looks at: 8 x 8 cells, and how often each of 64 colours occurs in the middle."""
    image = pixels(picture, (_SIDE, _SIDE))
    coarse = cells(image, _CELL).reshape(-1)
    middle = image[8:56, 8:56]
    codes = (np.minimum((middle * 4).astype(int), 3) * np.array([16, 4, 1])).sum(axis=2)
    histogram = np.sqrt(np.bincount(codes.reshape(-1), minlength=64) / codes.size)
    return np.concatenate([coarse, histogram * 4]).astype(np.float32)


class FlowerClassifier:
    """Answers with a probability for each class it was trained on."""

    def __init__(self, weights: Path) -> None:
        with np.load(weights, allow_pickle=False) as stored:
            self.classes = [str(name) for name in stored["classes"]]
            self._mean, self._scale = stored["mean"], stored["scale"]
            self._matrix, self._bias = stored["matrix"].astype(np.float32), stored["bias"]
            self._temperature = float(stored["temperature"])

    def predict(self, picture: Image.Image) -> list[tuple[str, float]]:
        """Return classes with their probabilities, the likeliest first."""
        scores = ((features(picture) - self._mean) / self._scale) @ self._matrix + self._bias
        scores = (scores - scores.max()) / self._temperature
        shares = np.exp(scores) / np.exp(scores).sum()
        return [(self.classes[i], float(shares[i])) for i in np.argsort(-shares)]
