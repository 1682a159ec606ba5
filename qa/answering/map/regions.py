"""A generation → a map: its passages as points of a plane, in regions that phrases of their headings name."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from qa.answering.map.naming import names_of
from qa.answering.map.projection import Plane, PlanePoints, grouped, plane_of, sampled
from qa.embedding.encoder import Vectors
from qa.indexing.generations import Generation
from qa.indexing.store import Store
from qa.records import Article, Passage

POINTS_MOST = 5_000
"""Points of a map: more are one blot to the eye, and these are drawn in a fraction of a second anywhere."""
REGIONS_LEAST, REGIONS_MOST = 4, 12
"""Fewer regions say nothing, and the names of more do not fit on a phone."""
REGION_PASSAGES_LEAST = 4
CENTRAL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """A passage on the map, with facts of its article; ``source`` is the publisher, or else the site."""

    passage: Passage
    title: str
    topic: str
    source: str
    x: float
    y: float

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the passage."""
        return self.passage.headings

    @property
    def text(self) -> str:
        """The text of the passage."""
        return self.passage.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Passages that lie together: ``name`` are up to two phrases, the first the more telling.

    ``x`` and ``y`` are their middle; ``passages`` and ``articles`` count those that are drawn.  ``central`` are
    its most central ones, of different articles where it has several.
    """

    name: tuple[str, ...]
    x: float
    y: float
    passages: int
    articles: int
    central: tuple[MapPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """The passages of a generation as points; ``passages`` and ``articles`` count all, also those not drawn.

    ``plane`` is what they were laid out by, and tells where a question lies.
    """

    points: tuple[MapPoint, ...]
    regions: tuple[Region, ...]
    plane: Plane
    passages: int
    articles: int

    def place(self, vector: Vectors) -> tuple[float, float]:
        """Return where a unit vector [dimension], such as a question's, lies."""
        x, y = self.plane.place(vector[None, :])[0].tolist()
        return x, y


def map_of(generation: Generation, *, limit: int = POINTS_MOST, by_neighbours: bool = False) -> Map | None:
    """Return the map of a generation, None where it has no passage.

    At most ``limit`` passages are drawn, those of every article among them.  ``by_neighbours`` lays them out by
    UMAP where that is installed.
    """
    store, total = generation.store, len(generation.vectors)
    rows = sampled(_runs(store, total), limit=limit)
    if not rows:
        return None
    vectors = generation.vectors.rows(rows)
    plane = plane_of(vectors, by_neighbours=by_neighbours)
    points = points_of(generation, rows, plane.place(vectors))
    return Map(
        points=tuple(points),
        regions=tuple(regions_of(points, plane.near(vectors), vectors, generation.postings.terms)),
        plane=plane,
        passages=total,
        articles=generation.manifest.articles,
    )


def points_of(generation: Generation, rows: Sequence[int], places: PlanePoints) -> list[MapPoint]:
    """Return passages, by id, as points that lie at the places [n, 2]."""
    passages = generation.store.passages(rows)
    articles = _article_fields(generation.store, {passage.article_id for passage in passages})
    return [
        MapPoint(passage=passage, x=x, y=y, **articles[passage.article_id])
        for passage, (x, y) in zip(passages, places.tolist(), strict=True)
    ]


def _article_fields(store: Store, article_ids: set[str]) -> dict[str, dict[str, str]]:
    return {
        article.id: {"title": article.title, "topic": article.topic, "source": source_of(article)}
        for article in map(store.article, sorted(article_ids))
    }


def source_of(article: Article) -> str:
    """Return who an article is from: its publisher, or else the site; empty when neither is known."""
    try:
        return article.publisher or urlsplit(article.url).hostname or ""
    except ValueError:  # an address that a file gives as its own may be anything
        return ""


def _runs(store: Store, total: int) -> list[int]:
    """Return the numbers of passages of the articles, which follow each other, in the order of the passages."""
    counts = store.passage_counts()
    runs: list[int] = []
    first = 0
    while first < total:
        runs.append(counts[store.passages([first])[0].article_id])
        first += runs[-1]
    return runs


def regions_of(
    points: Sequence[MapPoint], near: NDArray[np.float64], vectors: Vectors, terms: Callable[[str], list[str]]
) -> list[Region]:
    """Return the regions of points, the largest first, formed by ``near`` [n, few].

    ``vectors`` [n, dimension] tell which passages are central, ``terms`` gives the stems of a text that count.
    """
    groups = grouped(near, regions_wanted(len(points)))
    members: list[list[int]] = [np.flatnonzero(groups == group).tolist() for group in range(int(groups.max()) + 1)]
    names = names_of([[points[place] for place in of_group] for of_group in members], terms)
    regions = [
        _region(name, [points[place] for place in of_group], vectors[of_group])
        for name, of_group in zip(names, members, strict=True)
    ]
    return sorted(regions, key=lambda region: (-region.passages, region.name))


def regions_wanted(points: int) -> int:
    """Return into how many regions a number of points is divided."""
    by_size = min(max(round(math.sqrt(points) / 2), REGIONS_LEAST), REGIONS_MOST)
    return max(1, min(by_size, points // REGION_PASSAGES_LEAST))


def _region(name: tuple[str, ...], points: Sequence[MapPoint], vectors: Vectors) -> Region:
    x, y = np.median([(point.x, point.y) for point in points], axis=0).tolist()
    order = np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable").tolist()
    first: dict[str, int] = {}
    for place in order:
        first.setdefault(points[place].passage.article_id, place)
    central = dict.fromkeys([*first.values(), *order])
    return Region(
        name=name,
        x=x,
        y=y,
        passages=len(points),
        articles=len(first),
        central=tuple(points[place] for place in [*central][:CENTRAL]),
    )
