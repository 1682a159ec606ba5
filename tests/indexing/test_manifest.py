"""What a generation says of itself goes through JSON and back, and another format is refused."""

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.embedding.encoder import ModelIdentity
from qa.errors import IncompatibleIndexError
from qa.indexing.dense import DenseSearch
from qa.indexing.manifest import FORMAT, Calibration, Contents, Manifest, manifest_from_json, manifest_to_json
from qa.records import SkippedFile

FILES = {"store.sqlite": "ab12", "lexical/meta.json": "cd34"}
CALIBRATION = Calibration(
    weights={"cosine": 6.25, "margin": -0.5},
    intercept=-8.125,
    threshold=0.4,
    sure=0.0,
    refused=0.06,
    unsure=0.0,
    answered_other=0.01,
    answered_near=0.3,
    unsure_near=0.0,
    questions={"answerable": 100, "other": 400, "near": 50},
)
CONTENTS = Contents(
    number=7,
    model=ModelIdentity(name="m", digest="one", dimension=4, window=16),
    recipe="recipe",
    corpus="corpus",
    articles=3,
    passages=6,
    sentences=9,
    built="2026-11-20T12:00:00+00:00",
    skipped=(SkippedFile(source="böse.md", reason="the file is empty"),),
    search=DenseSearch(
        kind="codes", why="60,000 passages, more than 50,000", widened=4, recall=0.995, sampled=200
    ),
)
SHARES = st.floats(0, 1)


def manifest_of(contents: Contents) -> Manifest:
    return manifest_from_json(manifest_to_json(contents, FILES))


@pytest.mark.parametrize("calibration", [None, CALIBRATION])
@pytest.mark.parametrize("skipped", [(), CONTENTS.skipped])
def test_a_manifest_comes_back_equal(calibration: Calibration | None, skipped: tuple[SkippedFile, ...]) -> None:
    """Every detail survives: model, skipped files, calibration, and the digests of the files."""
    contents = replace(CONTENTS, calibration=calibration, skipped=skipped)

    manifest = manifest_of(contents)

    assert type(manifest) is Manifest
    assert manifest.files == FILES
    assert manifest.calibration == calibration
    assert {**asdict(manifest), "files": None} == {**asdict(contents), "files": None}
    assert (type(manifest.model), type(manifest.skipped)) == (ModelIdentity, tuple)
    assert manifest.skipped == skipped


@given(st.dictionaries(st.text(max_size=9), st.floats(-99, 99)), st.floats(-99, 99), SHARES, SHARES)
def test_the_numbers_of_a_calibration_come_back_exactly(
    weights: dict[str, float], intercept: float, threshold: float, refused: float
) -> None:
    """What decides whether a question counts as answered is the same to the last bit."""
    calibration = replace(CALIBRATION, weights=weights, intercept=intercept, threshold=threshold, refused=refused)

    assert manifest_of(replace(CONTENTS, calibration=calibration)).calibration == calibration


@pytest.mark.parametrize("other", [1, 99, "2", None])
def test_another_format_is_refused(other: object) -> None:
    """The error names the format found and the one needed, and says to rebuild, whatever else stands there."""
    with pytest.raises(IncompatibleIndexError) as raised:
        manifest_from_json(json.dumps({"format": other, "unheard": "of"}).encode())

    assert (raised.value.found, raised.value.expected) == (str(other), str(FORMAT))
    assert "citewell build" in raised.value.hint
