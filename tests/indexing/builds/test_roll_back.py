"""Rolling back: the generation before the published one answers again, by one rename."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.errors import BuildRunningError, IndexFailure, NoIndexError
from qa.files import locked
from qa.indexing.build import BuildReport, build
from qa.indexing.generations import (
    CURRENT,
    current_name,
    generations_before,
    generations_here,
    open_current,
    roll_back,
)
from qa.serving.cli import main as cli
from qa.settings import Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

Rebuild = Callable[[], BuildReport]


@pytest.fixture
def rebuild(corpus: Path, index: Path, encoder: FakeEncoder) -> Rebuild:
    """Return a function that adds an article and builds."""

    def add_and_build() -> BuildReport:
        name = f"more-{len(list(corpus.iterdir()))}"
        (corpus / f"{name}.md").write_text(f"# {name}\n\nOne more article, {name}.\n")
        return build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)

    return add_and_build


def test_the_generation_before_answers_again(built: BuildReport, index: Path, rebuild: Rebuild) -> None:
    """It is opened and whole, the newer one stays, and there is none before it."""
    newer = rebuild()

    name = roll_back(index)

    assert name == current_name(index) == open_current(index).name == built.generation
    assert open_current(index).manifest.articles == 3
    assert generations_here(index) == [built.generation, newer.generation]
    assert generations_before(index) == []


def test_the_build_after_it_takes_the_folder_up_again_and_keeps_what_served(
    built: BuildReport, index: Path, rebuild: Rebuild
) -> None:
    """The next build has every article and computes only what is new; the one to go back to is what served."""
    rebuild()
    roll_back(index)

    report = rebuild()

    assert (report.articles, report.embedded) == (5, 1)
    assert generations_here(index) == [built.generation, report.generation]
    assert generations_before(index) == [built.generation]


def test_two_generations_are_kept(built: BuildReport, index: Path, rebuild: Rebuild) -> None:
    """Each build keeps the one that served before it, and no other."""
    reports = [rebuild(), rebuild()]

    assert generations_here(index) == [report.generation for report in reports]


def test_without_an_index_there_is_nothing_to_roll_back(index: Path) -> None:
    """An index that was never built is said to be none, and no folder is made."""
    with pytest.raises(NoIndexError):
        roll_back(index)

    assert not index.exists()


def test_the_first_generation_has_none_before_it(built: BuildReport, index: Path) -> None:
    """Without an older one it is said, and the published one goes on."""
    with pytest.raises(IndexFailure, match=r"There is no intact generation in .* before the one in use"):
        roll_back(index)

    assert current_name(index) == built.generation


def test_a_damaged_generation_is_never_rolled_back_to(built: BuildReport, index: Path, rebuild: Rebuild) -> None:
    """What differs from what was built does not serve, and the published one goes on."""
    newer = rebuild()
    (index / built.generation / "vectors.npy").write_bytes(b"")

    with pytest.raises(IndexFailure):
        roll_back(index)

    assert current_name(index) == newer.generation


def test_a_damaged_published_one_can_be_rolled_back_from(
    built: BuildReport, index: Path, rebuild: Rebuild
) -> None:
    """It is the way out also where the newest files, or the name of the published one, are rubbish."""
    newer = rebuild()
    shutil.rmtree(index / newer.generation)
    first = roll_back(index)
    (index / CURRENT).write_text("rubbish")

    assert (first, roll_back(index)) == (built.generation, built.generation)
    assert open_current(index).name == built.generation


def test_nothing_is_rolled_back_under_a_build(built: BuildReport, index: Path, rebuild: Rebuild) -> None:
    """While a build holds the lock it is refused: the build would publish over it."""
    newer = rebuild()

    with locked(index / ".lock"), pytest.raises(BuildRunningError):
        roll_back(index)

    assert current_name(index) == newer.generation


@pytest.mark.parametrize("as_json", [False, True])
def test_the_command_says_what_answers_now(
    built: BuildReport,
    index: Path,
    rebuild: Rebuild,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    as_json: bool,
) -> None:
    """``citewell rollback`` names the generation, its counts and its date; a second time there is none: exit 5."""
    rebuild()
    monkeypatch.setattr(
        "sys.argv", ["citewell", "rollback", "--index", str(index), *(["--json"] if as_json else [])]
    )

    codes: list[object] = []
    for _ in range(2):
        with pytest.raises(SystemExit) as ended:
            cli.main()
        codes.append(ended.value.code)

    output = capsys.readouterr()
    when = BUILT.isoformat()
    if as_json:
        assert json.loads(output.out) == {
            "generation": built.generation,
            "built": when,
            "articles": 3,
            "passages": built.passages,
        }
    else:
        assert (
            output.out
            == f"{built.generation} answers again: 3 articles, {built.passages} passages, built {when}.\n"
        )
    assert codes == [0, 5]
    assert output.err.startswith("citewell: There is no intact generation in ")
