"""Iris species from four lengths: Gaussian discriminant analysis."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

FIELDS = ("sepal_length", "sepal_width", "petal_length", "petal_width")


class IrisModel:
    """Answers with the likeliest species of a row and its probability."""

    def __init__(self, weights: Path) -> None:
        with np.load(weights, allow_pickle=False) as stored:
            self.classes = [str(name) for name in stored["classes"]]
            self._means, self._inverses = stored["means"], stored["inverses"]
            self._logs = stored["logs"]

    def predict(self, row: Mapping[str, object]) -> tuple[str, float]:
        """Return species and probability; raises KeyError for a missing field, ValueError for what is no number."""
        values = np.array([float(str(row[name])) for name in FIELDS])
        apart = values - self._means
        scores = self._logs - 0.5 * np.einsum("ki,kij,kj->k", apart, self._inverses, apart)
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        best = int(shares.argmax())
        return self.classes[best], float(shares[best])
