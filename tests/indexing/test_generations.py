"""A generation is opened only when it is whole, and published by one step."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.errors import DamagedIndexError, IncompatibleIndexError, NoIndexError
from qa.files import sha256
from qa.indexing.build import BuildReport, build
from qa.indexing.generations import (
    MANIFEST,
    current_name,
    open_current,
    open_generation,
    open_newest_whole,
    open_unsealed,
)
from qa.indexing.manifest import FORMAT
from qa.indexing.verification import problems
from qa.indexing.vocabulary import Vocabulary
from qa.settings import Indexing
from tests.conftest import BUILT
from tests.support.fakes import DIMENSION, FakeEncoder

FILES = (
    "store.sqlite",
    "vectors.npy",
    "sentences.npy",
    "sentence_starts.npy",
    "passage_keys.npy",
    "token_codes.npy",
    "token_starts.npy",
    "token_projection.npy",
    "vocabulary.json",
    "sources.json",
    "common_shingles.npy",
    "manifest.json",
    "lexical/meta.json",
)


@pytest.fixture
def rebuild(corpus: Path, index: Path, encoder: FakeEncoder) -> Callable[[], BuildReport]:
    """Return a function that publishes one more generation."""
    return lambda: build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT, force=True)


def _reseal(index: Path, generation: str, change: Callable[[dict[str, object]], None]) -> None:
    """Change the manifest of the current generation as another program might have written it."""
    values = json.loads((index / generation / MANIFEST).read_bytes())
    change(values)
    content = json.dumps(values).encode()
    (index / generation / MANIFEST).write_bytes(content)
    name = f"g-000001-{sha256(content)[:16]}"
    (index / generation).rename(index / name)
    (index / "CURRENT").write_text(f"{name} {sha256(content)}\n")


def test_counts_agree_when_a_generation_opens(built: BuildReport, index: Path) -> None:
    """Passages, vectors, tokens and postings are equal in number, and each sentence has a vector."""
    generation = open_current(index)

    sentences = sum(
        len(passage.sentences) for passage in generation.store.passages(range(generation.manifest.passages))
    )
    assert generation.name == built.generation == current_name(index)
    assert generation.store.counts() == (3, built.passages)
    assert len(generation.vectors) == len(generation.tokens) == len(generation.postings) == built.passages
    assert generation.sentences[:].shape == (sentences, DIMENSION)
    assert list(problems(generation)) == []


def test_no_index(index: Path) -> None:
    """An index that was never built is an error with the next step."""
    with pytest.raises(NoIndexError) as raised:
        open_current(index)

    assert raised.value.hint == "Build it with: citewell build"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["changed", "cut", "missing"])
def test_damage_is_found_and_named(built: BuildReport, index: Path, name: str, damage: str) -> None:
    """A file that changed by one bit, lost its end, or is gone is named before anything reads it."""
    path = index / built.generation / name
    content = path.read_bytes()
    if damage == "changed":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif damage == "cut":
        path.write_bytes(content[:-1])
    else:
        path.unlink()

    with pytest.raises(DamagedIndexError) as raised:
        open_current(index)

    assert raised.value.path == path
    with pytest.raises(DamagedIndexError):
        open_newest_whole(index)


def test_a_damaged_generation_gives_way_to_the_one_before(
    built: BuildReport, index: Path, rebuild: Callable[[], BuildReport]
) -> None:
    """The older whole generation serves, and the damage is told."""
    newer = rebuild()
    (index / newer.generation / "vectors.npy").write_bytes(b"")

    generation, damage = open_newest_whole(index)

    assert generation.name == built.generation
    assert damage is not None
    assert damage.path.name == "vectors.npy"


@pytest.mark.parametrize("content", ["", "nonsense", "../../etc x", "g-000001-../x y", "g-000001-\0 y"])
def test_a_damaged_pointer(built: BuildReport, index: Path, content: str) -> None:
    """A CURRENT that names no generation is damage, and never a path elsewhere."""
    (index / "CURRENT").write_text(content)

    with pytest.raises(DamagedIndexError, match="CURRENT"):
        open_current(index)

    assert open_newest_whole(index)[0].name == built.generation


def test_another_format(built: BuildReport, index: Path) -> None:
    """An index of another format says which, and to rebuild."""
    _reseal(index, built.generation, lambda values: values.update(format=99))

    with pytest.raises(IncompatibleIndexError) as raised:
        open_current(index)

    assert (raised.value.found, raised.value.expected) == ("99", str(FORMAT))
    assert "citewell build" in raised.value.hint


def test_counts_that_disagree(built: BuildReport, index: Path) -> None:
    """A manifest whose count differs from the files is damage, whatever the digests say."""
    _reseal(index, built.generation, lambda values: values.update(passages=built.passages + 1))

    with pytest.raises(DamagedIndexError, match="different number"):
        open_current(index)


def test_each_file_is_damaged_above(built: BuildReport, index: Path) -> None:
    """No file of a generation is left out of the tests of damage, but for further ones of the postings."""
    folder = index / built.generation

    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert {name for name in names if not name.startswith("lexical/")} == set(FILES) - {"lexical/meta.json"}


@pytest.mark.parametrize("name", ["token_codes.npy", "token_starts.npy", "token_projection.npy", "sentences.npy"])
def test_an_array_that_cannot_be_read(built: BuildReport, index: Path, name: str) -> None:
    """Where no digest is compared yet, as during a build, an array that was cut is damage all the same."""
    folder = index / built.generation
    contents = open_current(index).manifest
    content = (folder / name).read_bytes()

    for length in (0, 40, -1):
        (folder / name).write_bytes(content[:length])

        with pytest.raises(DamagedIndexError, match="cannot be opened"):
            open_unsealed(folder, contents)


def test_first_sentences_are_the_bounds_of_passages(built: BuildReport, index: Path) -> None:
    """The sentences of passage i are rows ``first_sentence[i]`` to ``first_sentence[i + 1]``."""
    generation = open_current(index)

    passages = generation.store.passages(range(built.passages))

    bounds = generation.first_sentence.tolist()
    assert bounds[:-1] == [passage.first_sentence for passage in passages]
    assert bounds[1:] == [passage.first_sentence + len(passage.sentences) for passage in passages]


def test_the_vocabulary_is_that_of_titles_and_texts(built: BuildReport, index: Path) -> None:
    """Words are counted over what is read, titles among it."""
    generation = open_current(index)

    articles = list(generation.store.articles())

    assert generation.vocabulary == Vocabulary.of([f"{article.title}\n{article.text}" for article in articles])
    assert generation.vocabulary.words["sciatica"] == 3


def test_two_generations_are_kept(built: BuildReport, index: Path, rebuild: Callable[[], BuildReport]) -> None:
    """Publishing prunes all but the newest two, oldest first."""
    second, third = rebuild(), rebuild()

    names = sorted(path.name for path in index.glob("g-*"))

    assert names == [second.generation, third.generation]
    assert current_name(index) == third.generation


def test_an_open_generation_outlives_its_folder(
    built: BuildReport, index: Path, rebuild: Callable[[], BuildReport], encoder: FakeEncoder
) -> None:
    """A reader that opened a generation goes on reading it after two rebuilds have pruned it."""
    generation = open_current(index)
    rebuild()
    rebuild()

    question = encoder.encode_questions(["cramps in the calf"])[0].vector
    nearest = generation.vectors.search(question, limit=1)[0][0]

    assert not (index / built.generation).exists()
    assert generation.store.passages([nearest])[0].article_id == "cramps"
    assert generation.postings.search("cramps", limit=1)[0][0] == nearest
    assert np.all(np.isfinite(generation.sentences[:]))


def test_checking_finds_a_text_that_differs(built: BuildReport, index: Path) -> None:
    """An article whose text is not the one of its digest is reported by name."""
    generation = open_current(index)
    store = generation.store
    article = store.article("sciatica")

    class Tampered:
        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        def articles(self) -> list[object]:
            return [replace(article, text=article.text.replace("leg", "arm"))]

    tampered = replace(generation, store=Tampered())  # type: ignore[arg-type]

    assert list(problems(tampered)) == ["The text of article 'sciatica' differs from its digest."]


def test_a_generation_by_name(built: BuildReport, index: Path) -> None:
    """Opening by name verifies the manifest against the name itself."""
    assert open_generation(index, built.generation).name == built.generation

    (index / built.generation).rename(index / "g-000001-0000000000000000")
    with pytest.raises(DamagedIndexError, match="manifest"):
        open_generation(index, "g-000001-0000000000000000")
