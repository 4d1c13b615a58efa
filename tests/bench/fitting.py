"""Logistic regression for the models that are trained here."""

import numpy as np
import numpy.typing as npt

from transforms.likeness.models import Logistic

F64 = npt.NDArray[np.float64]

RIDGE = 1.0


def fit(rows: F64, truth: F64, ridge: float = RIDGE) -> Logistic:
    """Logistic regression by Newton's method on standardised features, with a ridge penalty."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    x = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    penalty = np.append(np.full(rows.shape[1], ridge), 1e-6)
    found = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        gradient = x.T @ (p - truth) + penalty * found
        hessian = (x * np.maximum(p * (1 - p), 1e-6)[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        found -= step
        if np.abs(step).max() < 1e-6:
            break
    coefficients = found[:-1] / scale
    return Logistic(coefficients, float(found[-1] - (coefficients * mean).sum()))
