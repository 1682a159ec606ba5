"""Vectors become a map: the same one every time, true to what was put in, and named by its words."""

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.answering.map import projection
from qa.answering.map.projection import LEADING, NeighbourPlane, PrincipalPlane, grouped, plane_of, sampled
from qa.answering.map.regions import map_of, points_of, regions_wanted, source_of
from qa.embedding.encoder import Vectors
from qa.indexing.build import BuildReport
from qa.indexing.generations import Generation, open_current
from tests.support.answers import article_of


def unit(rows: int, dimension: int, seed: int = 0) -> Vectors:
    """Return unit vectors that vary in some directions more than in others."""
    scales = np.linspace(2.0, 0.2, dimension)
    vectors = (np.random.default_rng(seed).standard_normal((rows, dimension)) * scales).astype(np.float32)
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths


@pytest.fixture
def generation(built: BuildReport, index: Path) -> Generation:
    return open_current(index)


@pytest.mark.parametrize("seed", range(3))
def test_the_plane_is_that_of_the_singular_value_decomposition(seed: int) -> None:
    """Points, their order and the share shown are what numpy's SVD gives, but for the side an axis points to."""
    vectors = unit(300, 24, seed)

    plane = PrincipalPlane.of(vectors)

    centred = vectors.astype(np.float64) - vectors.astype(np.float64).mean(axis=0)
    left, singular, right = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign((plane.axes * right[:LEADING]).sum(axis=1))
    assert np.allclose(plane.axes, right[:LEADING] * signs[:, None], atol=1e-8)
    assert np.allclose(plane.near(vectors), (left * singular)[:, :LEADING] * signs, atol=1e-8)
    assert np.array_equal(plane.place(vectors), plane.near(vectors)[:, :2])
    assert plane.share == pytest.approx((singular[:2] ** 2).sum() / (singular**2).sum())


def test_an_axis_points_to_the_side_of_its_greatest_component() -> None:
    """Mirrored vectors have the same axes, so that a map never comes out turned around."""
    vectors = unit(100, 12)

    axes = PrincipalPlane.of(vectors).axes

    assert np.allclose(PrincipalPlane.of(-vectors).axes, axes)
    assert (axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)] > 0).all()


def test_a_plane_of_one_vector_has_it_in_the_middle() -> None:
    """A single passage lies at 0, 0, and nothing of it is hidden."""
    vectors = unit(1, 12)

    plane = PrincipalPlane.of(vectors)

    assert plane.place(vectors).tolist() == [[0.0, 0.0]]
    assert plane.share == 1.0


@pytest.mark.parametrize(
    ("runs", "most", "rows"),
    [
        ([2, 3], 5, [0, 1, 2, 3, 4]),
        ([4, 1, 1], 4, [0, 2, 4, 5]),
        ([1, 0, 1, 6], 4, [0, 1, 2, 5]),
        ([1, 1, 1, 1], 2, [0, 2]),
        ([], 5, []),
    ],
)
def test_a_sample_is_evenly_spaced_and_has_rows_of_every_run(runs: list[int], most: int, rows: list[int]) -> None:
    """Few rows are all kept; of many, each run keeps its first, and more by its length."""
    assert sampled(runs, limit=most) == rows


def test_a_sample_of_many_has_just_so_many_rows() -> None:
    """Of 20,000 passages of uneven articles 5,000 are drawn, in order, each article among them."""
    runs = np.random.default_rng(0).multinomial(20_000 - 3_000, np.full(3_000, 1 / 3_000)) + 1

    rows = sampled(runs.tolist(), limit=5_000)

    runs_drawn = np.searchsorted(np.cumsum(runs), rows, side="right")
    assert len(rows) == 5_000
    assert rows == sorted(set(rows))
    assert 0 <= rows[0] < rows[-1] < 20_000
    assert np.unique(runs_drawn).tolist() == list(range(3_000))


def test_groups_of_well_parted_points_are_found() -> None:
    """Three heaps are three groups, and the same again."""
    drawn = np.random.default_rng(1)
    heaps = [drawn.normal(centre, 0.1, (30, 2)) for centre in ((0, 0), (5, 0), (0, 5))]

    groups = grouped(np.vstack(heaps), 3)

    assert [len({*groups[start : start + 30].tolist()}) for start in (0, 30, 60)] == [1, 1, 1]
    assert sorted(np.bincount(groups).tolist()) == [30, 30, 30]
    assert np.array_equal(groups, grouped(np.vstack(heaps), 3))


def test_there_are_no_more_groups_than_different_points() -> None:
    """Copies of two points are two groups, whatever number is asked for."""
    points = np.array([[0.0, 0.0], [1.0, 1.0]] * 10)

    assert grouped(points, 5).tolist() in ([0, 1] * 10, [1, 0] * 10)


@pytest.mark.slow
def test_twenty_thousand_vectors_are_laid_out() -> None:
    """The plane and the groups of 20,000 vectors hold every one of them."""
    vectors = unit(20_000, 64)

    plane = PrincipalPlane.of(vectors)
    groups = grouped(plane.near(vectors), 12)

    assert plane.place(vectors).shape == (20_000, 2)
    assert np.bincount(groups).min() > 0
    assert int(groups.max()) + 1 == 12


@pytest.mark.parametrize(("points", "regions"), [(1, 1), (7, 1), (12, 3), (64, 4), (400, 10), (5_000, 12)])
def test_the_number_of_regions_grows_with_the_points(points: int, regions: int) -> None:
    """A handful of passages is one region, and no map has more than twelve."""
    assert regions_wanted(points) == regions


def test_a_map_has_every_passage_at_its_place(generation: Generation) -> None:
    """Points are the passages in order, each where its vector lies, with what is told of its article."""
    shown = map_of(generation)

    assert shown is not None
    rows = list(range(len(generation.vectors)))
    places = shown.plane.place(generation.vectors.rows(rows))
    assert [point.passage for point in shown.points] == generation.store.passages(rows)
    assert [(point.x, point.y) for point in shown.points] == [tuple(place) for place in places.tolist()]
    assert {(point.title, point.source) for point in shown.points} == {
        ("Sciatica", "Leaflets"),
        ("Lifting with care", ""),
        ("Cramps at night", ""),
    }
    assert (shown.passages, shown.articles) == (len(rows), 3)
    assert shown.place(generation.vectors.rows([0])[0]) == pytest.approx((shown.points[0].x, shown.points[0].y))


def test_a_map_is_the_same_every_time(generation: Generation) -> None:
    """Nothing in a map is left to chance."""
    first, second = map_of(generation), map_of(generation)

    assert first is not None
    assert second is not None
    assert (first.points, first.regions) == (second.points, second.regions)


def test_the_regions_hold_every_point_once(generation: Generation) -> None:
    """Their passages add up, and the central ones come from different articles first."""
    shown = map_of(generation)

    assert shown is not None
    central = shown.regions[0].central
    assert sum(region.passages for region in shown.regions) == len(shown.points)
    assert len({point.passage.article_id for point in central}) == min(len(central), shown.regions[0].articles)


def test_a_sampled_map_has_a_passage_of_every_article(generation: Generation) -> None:
    """Where not all can be drawn, none of the articles is missing, and all passages are counted."""
    shown = map_of(generation, limit=3)

    assert shown is not None
    assert sorted(point.passage.article_id for point in shown.points) == ["cramps", "lifting.txt", "sciatica"]
    assert shown.passages == len(generation.vectors) > 3


def test_points_of_no_passages_are_none(generation: Generation) -> None:
    """Nothing found is nothing drawn."""
    assert points_of(generation, [], np.empty((0, 2))) == []


@pytest.mark.parametrize(
    ("details", "source"),
    [
        ({"publisher": "Leaflets", "url": "https://example.org/a"}, "Leaflets"),
        ({"url": "https://example.org/a"}, "example.org"),
        ({"url": "http://[broken"}, ""),
        ({}, ""),
    ],
)
def test_an_article_is_from_its_publisher_or_else_its_site(details: dict[str, str], source: str) -> None:
    """An address that is none is no source."""
    assert source_of(article_of("# A leg\n\nIt bends.\n", **details)) == source


class Umap:
    """Stands for umap.UMAP: it lays out by the first two components, and keeps what it was made with."""

    def __init__(self, **settings: object) -> None:
        self.settings = settings

    def fit(self, vectors: Vectors) -> "Umap":
        return self

    def transform(self, vectors: Vectors) -> NDArray[np.float32]:
        return vectors[:, :2]


def test_umap_lays_out_where_it_is_installed_and_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is seeded, and PCA stays the rule: unasked, without the package, and for a handful of vectors."""
    vectors = unit(20, 12)
    monkeypatch.setattr(projection, "find_spec", lambda _: None)
    without = plane_of(vectors, by_neighbours=True)
    monkeypatch.setattr(projection, "find_spec", lambda found: found)
    monkeypatch.setitem(sys.modules, "umap", SimpleNamespace(UMAP=Umap))

    planes = [plane_of(vectors), plane_of(vectors[:5], by_neighbours=True), without]
    asked = plane_of(vectors, by_neighbours=True)

    assert [type(plane) for plane in planes] == [PrincipalPlane] * 3
    assert isinstance(asked, NeighbourPlane)
    assert asked.place(vectors).tolist() == asked.near(vectors).tolist() == vectors[:, :2].tolist()
    assert asked._fitted.settings["random_state"] == projection.SEED
