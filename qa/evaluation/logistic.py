"""Logistic regression with a prior, by Newton's method."""

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
STEPS_MOST = 50
STEP_LEAST = 1e-9
LOGIT_MOST = 30.0
"""Beyond, the probability is 0 or 1 to the last bit that matters, and the exponential would only overflow."""


def fit(features: Reals, answered: Reals, weights: Reals, *, prior: Reals, strength: float) -> Reals:
    """Return the coefficients [k] that are most probable given examples, and a normal prior.

    ``features`` [n, k] has a column of ones where there is to be an intercept; ``answered`` [n] is 0 or 1,
    ``weights`` [n] what each example counts.  ``prior`` [k] is the mean, 1 / ``strength`` its variance.

    Newton's method on the penalised likelihood, which is concave, so that there is one greatest value (iteratively
    reweighted least squares: Bishop, "Pattern recognition and machine learning", 2006, section 4.3.3).  A step
    that would lower the likelihood is halved.
    """
    found = prior.astype(np.float64)
    for _ in range(STEPS_MOST):
        chances = sigmoid(features @ found)
        slope = features.T @ (weights * (answered - chances)) - strength * (found - prior)
        curvature = (features.T * (weights * chances * (1 - chances))) @ features + strength * np.eye(len(prior))
        step = np.linalg.solve(curvature, slope)
        before = _likelihood(features, answered, weights, found, prior, strength)
        while _likelihood(features, answered, weights, found + step, prior, strength) < before and np.any(
            np.abs(step) > STEP_LEAST
        ):
            step /= 2
        found = found + step
        if np.all(np.abs(step) <= STEP_LEAST):
            break
    return found


def sigmoid(logits: Reals) -> Reals:
    """Return the probabilities of logits."""
    chances: Reals = 1 / (1 + np.exp(-np.clip(logits, -LOGIT_MOST, LOGIT_MOST)))
    return chances


def _likelihood(
    features: Reals, answered: Reals, weights: Reals, found: Reals, prior: Reals, strength: float
) -> float:
    logits = features @ found
    fits = weights @ (answered * logits - np.logaddexp(0.0, logits))
    return float(fits - strength / 2 * np.sum((found - prior) ** 2))
