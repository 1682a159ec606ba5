"""Vectors → a picture: the plane they are laid out on, a sample that can be drawn, and groups of what lies near.

Everything here gives the same for the same vectors: no clock, no global state, every seed fixed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qa.embedding.encoder import Vectors

PlanePoints = NDArray[np.float64]
"""Points of the plane [n, 2]."""
SEED = 7
UMAP_LEAST = 16
"""Vectors that UMAP needs: with fewer than its 15 neighbours and themselves there is nothing to lay out by."""
LEADING = 8
"""Principal components that groups are formed by: two alone mix subjects, all of them single out odd passages."""
_ROUNDS_MOST = 100


class Plane(Protocol):
    """Where vectors lie on a plane, including vectors that it was not laid out for."""

    def place(self, vectors: Vectors) -> PlanePoints:
        """Return the points [n, 2] of vectors [n, dimension]."""

    def near(self, vectors: Vectors) -> NDArray[np.float64]:
        """Return vectors [n, dimension] as points [n, few] that groups are formed by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalPlane:
    """The plane in which vectors differ most (PCA; Pearson, 1901).

    ``mean`` [dimension] lies at 0, 0; ``axes`` [LEADING, dimension] are orthonormal, the first two are drawn, and
    show ``share`` of the variance.
    """

    mean: NDArray[np.float64]
    axes: NDArray[np.float64]
    share: float

    @classmethod
    def of(cls, vectors: Vectors) -> "PrincipalPlane":
        """Return the plane of vectors [n, dimension], which are one or more.

        An axis may point either way; it is turned so that its greatest component is positive.
        """
        wide = vectors.astype(np.float64)
        mean = wide.mean(axis=0)
        variances, directions = np.linalg.eigh((wide - mean).T @ (wide - mean))  # ascending
        axes = directions[:, ::-1][:, :LEADING].T
        greatest = np.abs(axes).argmax(axis=1)
        turned = axes * np.where(axes[np.arange(len(axes)), greatest] < 0, -1.0, 1.0)[:, None]
        whole = variances.sum()
        return cls(mean=mean, axes=turned, share=float(variances[-2:].sum() / whole) if whole > 0 else 1.0)

    def place(self, vectors: Vectors) -> PlanePoints:
        """Return the points [n, 2] of vectors [n, dimension]."""
        return self.near(vectors)[:, :2]

    def near(self, vectors: Vectors) -> NDArray[np.float64]:
        """Return the leading components [n, LEADING] of vectors [n, dimension]."""
        leading: NDArray[np.float64] = (vectors.astype(np.float64) - self.mean) @ self.axes.T
        return leading


class NeighbourPlane:
    """A plane that keeps neighbours together; far distances mean nothing (UMAP; McInnes et al., 2018)."""

    def __init__(self, vectors: Vectors) -> None:
        """Lay out vectors [n, dimension], at least UMAP_LEAST; takes seconds, and the package umap-learn."""
        umap: Any = import_module("umap")
        self._fitted = umap.UMAP(n_components=2, metric="cosine", random_state=SEED, n_jobs=1).fit(vectors)

    def place(self, vectors: Vectors) -> PlanePoints:
        """Return the points [n, 2] of vectors [n, dimension]; exact for all that it was laid out for at once."""
        places: PlanePoints = np.asarray(self._fitted.transform(vectors), dtype=np.float64)
        return places

    near = place  # its points are near where the vectors were


def umap_is_here() -> bool:
    """Tell whether umap-learn is installed, which is an optional dependency."""
    return find_spec("umap") is not None


def plane_of(vectors: Vectors, *, by_neighbours: bool = False) -> Plane:
    """Return the plane of vectors [n, dimension]: PCA, or UMAP where it is asked for, installed and sensible."""
    if by_neighbours and umap_is_here() and len(vectors) >= UMAP_LEAST:
        return NeighbourPlane(vectors)
    return PrincipalPlane.of(vectors)


def sampled(runs: Sequence[int], *, limit: int) -> list[int]:
    """Return the numbers of at most ``limit`` rows, in order, evenly spaced within each run; ``runs`` are lengths.

    Every run that has rows is represented, in proportion to its length; where there are more runs than ``limit``,
    evenly spaced runs have one row each.
    """
    starts = np.concatenate([[0], np.cumsum(runs, dtype=np.int64)])
    filled = [number for number, length in enumerate(runs) if length]
    total = int(starts[-1])
    if total <= limit:
        return list(range(total))
    if len(filled) >= limit:
        return [int(starts[filled[place * len(filled) // limit]]) for place in range(limit)]
    spare, beyond_first = limit - len(filled), total - len(filled)
    rows: list[int] = []
    passed = 0  # rows beyond the first of their runs
    for number in filled:
        length = runs[number]
        count = 1 + (passed + length - 1) * spare // beyond_first - passed * spare // beyond_first
        passed += length - 1
        rows += [int(starts[number]) + place * length // count for place in range(count)]
    return rows


def grouped(points: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Return the group, from 0, of each of the points [n, dimension]: at most ``count`` groups, none empty.

    k-means: spread first centres (Arthur and Vassilvitskii, 2007), then Lloyd's rounds until nothing moves.
    """
    wide = points.astype(np.float64)
    centres = _spread_centres(wide, min(count, len(wide)))
    nearest = np.full(len(wide), -1, dtype=np.int64)
    for _ in range(_ROUNDS_MOST):
        before, nearest = nearest, _squares(wide, centres).argmin(axis=1)
        if np.array_equal(before, nearest):
            break
        filled = np.unique(nearest)
        centres = np.stack([wide[nearest == group].mean(axis=0) for group in filled])
    groups: NDArray[np.int64] = np.unique(nearest, return_inverse=True)[1].astype(np.int64)
    return groups


def _spread_centres(points: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    drawn = np.random.default_rng(SEED)
    centres = points[:1] if count else points[:0]
    while len(centres) < count:
        far = _squares(points, centres).min(axis=1)
        if not far.any():  # fewer different points than groups
            break
        centres = np.vstack([centres, points[drawn.choice(len(points), p=far / far.sum())]])
    return centres


def _squares(points: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squared distances [n, centres]."""
    crossed = (points**2).sum(axis=1)[:, None] - 2 * points @ centres.T + (centres**2).sum(axis=1)
    squares: NDArray[np.float64] = np.maximum(crossed, 0.0)
    return squares
