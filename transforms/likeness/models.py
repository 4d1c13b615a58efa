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
    """Decision trees of ``TREE_DEPTH`` levels.

    Attributes:
      features, thresholds: the distinct questions that trees ask: is a feature above a threshold?
      nodes: which of them each inner node asks, level by level: shape (nodes of a tree, trees), the children of
        node ``i`` are ``2i + 1``, ``2i + 2``; a node that decides nothing has an infinite threshold.
      reached: log-odds of the leaf that a row comes to, by tree and by where it goes at all the tree's nodes:
        shape (trees, 2 to the power of nodes), bit ``i`` says that it goes high at node ``i``.
      begins: where in ``reached`` each tree begins; shape (trees, 1).
      bias: log-odds before the first tree.
    """

    features: I64
    thresholds: F64
    nodes: I64
    reached: F64
    begins: I64
    bias: float

    def logits(self, rows: F64) -> F64:
        """Log-odds of each row."""
        if len(rows) == 1:
            # A single column would be added up pair by pair, and not tree after tree.
            return self.logits(np.repeat(rows, 2, axis=0))[:1]
        # Trees ask few questions again and again, and to answer all of a tree costs less than to go from node to node.
        answers = (rows.T.take(self.features, axis=0) > self.thresholds[:, np.newaxis]).view(np.uint8)
        higher = answers.take(self.nodes, axis=0)
        went = higher[-1]
        for node in higher[-2::-1]:
            went += went
            went += node
        return np.asarray(np.add.reduce(self.reached.take(self.begins + went), axis=0) + self.bias)


def read_trees(raw: str, features: Sequence[str]) -> Trees:
    """The trees of a file.

    Raises:
      ValueError: a tree asks for an unknown feature, or is deeper than ``TREE_DEPTH``.
    """
    found = json.loads(raw)
    inner = (1 << TREE_DEPTH) - 1
    split_on: list[int] = []
    thresholds: list[float] = []
    leaves: list[list[float]] = []
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
        leaves.append(nodes[inner:])
    asked = list(zip(split_on, thresholds, strict=True))
    questions = {question: number for number, question in enumerate(dict.fromkeys(asked))}
    numbers = np.array([questions[question] for question in asked], np.int64)
    reached = np.array(leaves, np.float64).take(_leaf_by_way(), axis=1)
    return Trees(
        np.array([feature for feature, _ in questions], np.int64),
        np.array([threshold for _, threshold in questions], np.float64),
        np.ascontiguousarray(numbers.reshape(-1, inner).T),
        reached,
        reached.shape[1] * np.arange(len(reached))[:, np.newaxis],
        float(found["bias"]),
    )


def _leaf_by_way() -> I64:
    """The leaf that is reached, for each way to go high or low at all nodes of a tree."""
    ways = np.arange(1 << ((1 << TREE_DEPTH) - 1))
    node = np.zeros_like(ways)
    for _ in range(TREE_DEPTH):
        node = 2 * node + 1 + (ways >> node & 1)
    return np.asarray(node - ((1 << TREE_DEPTH) - 1))


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
