"""The trained models, in files that can be read.

``link_model.json`` holds one object a logistic model, ``{feature: coefficient, …, "bias": …}``; it is made
by ``python -m tests.bench.linking --train`` and ``python -m tests.bench.copies --train``.

``link_trees.json`` holds small decision trees, one a line, as ``[feature, threshold, low, high]``: a value
up to the threshold goes to ``low``, a larger one to ``high``, each a number (log-odds) or a tree again.
The log-odds of a row are the sum over all trees.
"""

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
MODEL_FILE = "link_model.json"
TREES_FILE = "link_trees.json"
# All trees are walked level by level at once; a deeper one would make every walk longer.
TREE_DEPTH = 3


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


class Trees(NamedTuple):
    """Decision trees of ``TREE_DEPTH`` levels, node after node: the children of node ``i`` are ``2i + 1``, ``2i + 2``.

    Attributes:
      features, thresholds: of all inner nodes, tree after tree; a node that decides nothing has an
        infinite threshold.
      leaves: log-odds of all leaves, tree after tree.
      bias: log-odds before the first tree.
    """

    features: I64
    thresholds: F64
    leaves: F64
    bias: float

    def logits(self, rows: F64) -> F64:
        """Log-odds of each row."""
        inner = (1 << TREE_DEPTH) - 1
        trees = len(self.thresholds) // inner
        roots = inner * np.arange(trees)
        values = np.ascontiguousarray(rows).ravel()
        begins = (rows.shape[1] * np.arange(len(rows)))[:, None]
        # All rows stand at the same node of the first level, so that is looked up once.
        higher = rows.take(self.features[::inner], axis=1) > self.thresholds[::inner]
        node = 1 + higher.astype(np.int64)
        for _ in range(1, TREE_DEPTH):
            at = node + roots
            place = self.features.take(at)
            place += begins
            higher = values.take(place) > self.thresholds.take(at)
            node += node + 1
            node += higher
        node += (inner + 1) * np.arange(trees) - inner
        reached = self.leaves.take(node)
        # cumsum adds up in the order of the trees; a plain sum may add pairs, in an order of its own.
        return np.asarray(np.cumsum(reached, axis=1)[:, -1] + self.bias)


def read_trees(raw: str, features: Sequence[str]) -> Trees:
    """The trees of a file.

    Raises:
      ValueError: a tree asks for an unknown feature, or is deeper than ``TREE_DEPTH``.
    """
    found = json.loads(raw)
    inner = (1 << TREE_DEPTH) - 1
    split_on: list[int] = []
    thresholds: list[float] = []
    leaves: list[float] = []
    for tree in found["trees"]:
        nodes = [tree]
        for _ in range(inner):
            node = nodes[len(nodes) // 2]
            if isinstance(node, list):
                split_on.append(features.index(node[0]))
                thresholds.append(float(node[1]))
                nodes += node[2:]
            else:
                split_on.append(0)
                thresholds.append(math.inf)
                nodes += [node, node]
        if any(isinstance(node, list) for node in nodes[inner:]):
            raise ValueError(f"a tree of {TREES_FILE} is deeper than {TREE_DEPTH}")
        leaves += nodes[inner:]
    return Trees(np.array(split_on, np.int64), np.array(thresholds), np.array(leaves, np.float64), float(found["bias"]))


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


@lru_cache
def shipped_trees(features: tuple[str, ...]) -> Trees:
    """The trees that come with the package."""
    return read_trees(resources.files(__package__).joinpath(TREES_FILE).read_text("utf-8"), features)
