"""The trained models: logistic ones, few coefficients, in a file that can be read.

``link_model.json`` holds one object a model, ``{feature: coefficient, …, "bias": …}``; it is made by
``python -m tests.bench.linking --train`` and ``python -m tests.bench.copies --train``.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
MODEL_FILE = "link_model.json"


class Logistic(NamedTuple):
    """Coefficients, one a feature, and the bias."""

    coefficients: F64
    bias: float

    def logit(self, features: Sequence[float]) -> float:
        """Log-odds of one row of features."""
        return float((np.asarray(features) * self.coefficients).sum() + self.bias)

    def logits(self, rows: F64) -> F64:
        """Log-odds of each row."""
        # Multiplied and summed row by row: a matrix product may add up in another order elsewhere.
        return np.asarray((rows * self.coefficients).sum(axis=1) + self.bias)


def read_model(raw: str, name: str, features: Sequence[str]) -> Logistic:
    """The model ``name`` of a model file.

    Raises:
      KeyError: the file has no such model, or no coefficient for one of the features.
    """
    found = json.loads(raw)[name]
    return Logistic(np.array([float(found[feature]) for feature in features]), float(found["bias"]))


@lru_cache
def shipped(name: str, features: tuple[str, ...]) -> Logistic:
    """The model ``name`` that comes with the package."""
    return read_model(resources.files(__package__).joinpath(MODEL_FILE).read_text("utf-8"), name, features)
