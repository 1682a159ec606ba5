"""A build that takes what it can from earlier work gives what one from nothing gives."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.indexing.build import build
from qa.indexing.embed import CALIBRATED_AGAIN_AT
from qa.indexing.generations import Generation, open_current
from qa.indexing.manifest import Calibration
from qa.reading import parse_all as reading_all
from qa.reading.glyphs.rectangles import rectangles_of
from qa.settings import Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder
from tests.support.pdfs import PROSE, lines, pdf

SUBJECTS = ("back pain", "a slipped disc", "sciatica", "leg cramps", "a stiff neck", "walking", "heat and cold")
SAYINGS = (
    "{0} often gets better by itself within some weeks.",
    "Many people have {0} (also called {1}) at night.",
    "Ask a doctor about {0} when it keeps you awake.",
    "{1} can follow {0}, and {0} can follow {1}.",
    "Gentle exercise every day helps most people with {0}.",
)
FOOTER = "This leaflet was reviewed by the editors and is no advice for your own case."


def article(number: int, seed: int) -> str:
    """Return an article of one of two sites, whose pages end with the same line."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    paragraphs = "\n\n".join(
        f"## Part {part}\n\n"
        + " ".join(drawn.choice(SAYINGS).format(*drawn.sample(SUBJECTS, 2)) for _ in range(6))
        for part in range(drawn.randint(1, 4))
    )
    site = f"https://site{number % 2}.example/{number}"
    return f"---\ntitle: Leaflet {number}\nurl: {site}\nlanguage: en\n---\n\n{paragraphs}\n\n{FOOTER}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    corpus = tmp_path / "site"
    corpus.mkdir()
    for number in range(12):
        (corpus / f"{number:02}.md").write_text(article(number, number))
    (corpus / "copy.md").write_text(article(3, 3))
    return corpus


def edit(corpus: Path) -> None:
    text = (corpus / "05.md").read_text()
    (corpus / "05.md").write_text(
        text.replace("Gentle", "Slow").replace("Many", "Some") + "\nOne more line at the end.\n"
    )


def add(corpus: Path) -> None:
    (corpus / "00-new.md").write_text(article(20, 20))


def remove(corpus: Path) -> None:
    (corpus / "02.md").unlink()


def rename(corpus: Path) -> None:
    (corpus / "07.md").rename(corpus / "zz.md")


def lose_the_footer(corpus: Path) -> None:
    """Leave the footer in so few articles of a site that it is no furniture there any more."""
    for number in range(0, 12, 2):
        path = corpus / f"{number:02}.md"
        path.write_text(
            path.read_text().replace(FOOTER, f"Written for leaflet {number} alone, by its own author.")
        )


def unmake_a_copy(corpus: Path) -> None:
    (corpus / "copy.md").write_text(article(3, 30))


def built(corpus: Path, index: Path, **options: object) -> Generation:
    build(corpus, index, encoder=FakeEncoder(), settings=Indexing(), built=BUILT, **options)  # type: ignore[arg-type]
    return open_current(index)


def told(generation: Generation, index: Path) -> dict[str, object]:
    """Return the bytes of a generation, and what its manifest says of them, but for names that are drawn."""
    folder = index / generation.name
    files = {name: folder / name for name in generation.manifest.files}
    of_postings = [name for name in files if name.startswith("lexical/") and name != "lexical/languages.json"]
    segments = {files[name].stem for name in of_postings} - {"meta", ".managed"}
    assert len(segments) == 1  # one: so its files differ only in their drawn name
    postings = {files.pop(name).suffix: (folder / name).read_bytes() for name in of_postings}
    del postings[".json"]
    says = {
        field: getattr(generation.manifest, field) for field in ("articles", "passages", "sentences", "skipped")
    }
    return {**{name: path.read_bytes() for name, path in files.items()}, **postings, **says}


@pytest.mark.parametrize("change", [edit, add, remove, rename, lose_the_footer, unmake_a_copy])
def test_a_change_gives_what_a_fresh_build_gives(
    site: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    """Every file is the same, byte for byte, but for the drawn names of the postings."""
    index = tmp_path / "index"
    before = told(built(site, index), index)
    change(site)

    changed = told(built(site, index), index)

    fresh = told(built(site, tmp_path / "fresh"), tmp_path / "fresh")
    assert changed == fresh
    assert changed != before


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_many_changes_one_after_another(site: Path, tmp_path: Path, seed: int) -> None:
    """However many builds went on from one another, and whatever came back, the last is as one from nothing."""
    index, drawn = tmp_path / "index", random.Random(seed)  # noqa: S311
    for _ in range(5):
        number = drawn.randrange(14)
        path = site / f"{number:02}.md"
        if path.exists() and drawn.random() < 0.4:
            path.unlink()
        else:
            path.write_text(article(number, drawn.randrange(14)))
        changed = told(built(site, index), index)

    assert changed == told(built(site, tmp_path / "fresh"), tmp_path / "fresh")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the sources of the files that are opened from now on."""
    sources: list[str] = []
    real = reading_all.open_all

    def watched(corpus: Path, names: list[str], *, ocr: str = "") -> object:
        sources.extend(names)
        return real(corpus, names, ocr=ocr)

    monkeypatch.setattr(reading_all, "open_all", watched)
    return sources


def test_only_changed_files_are_opened(site: Path, tmp_path: Path, opened: list[str]) -> None:
    """Files of the same bytes are taken from the cache, under other names too."""
    built(site, tmp_path / "index")
    opened.clear()
    edit(site)
    rename(site)

    built(site, tmp_path / "index")

    assert opened == ["05.md"]


def test_a_pdf_that_did_not_change_is_not_read_again_and_keeps_its_rectangles(
    site: Path, tmp_path: Path, opened: list[str]
) -> None:
    """They come from the cache, the same as in a fresh build; an article without pages has none."""
    index, fresh = tmp_path / "index", tmp_path / "fresh"
    (site / "lock.pdf").write_bytes(pdf(lines(PROSE, 72, 700)))
    first = built(site, index).store.glyphs("lock.pdf")
    opened.clear()
    edit(site)

    again = built(site, index)

    assert opened == ["05.md"]
    assert again.store.glyphs("lock.pdf") == first == built(site, fresh).store.glyphs("lock.pdf")
    assert again.store.rectangles("lock.pdf", 0, 20) == rectangles_of(first, 0, 20) != ()
    assert again.store.rectangles("05", 0, 20) == again.store.rectangles("none", 0, 20) == ()
    assert again.store.glyphs("05") == again.store.glyphs("none") == b""


def test_a_forced_build_opens_every_file(site: Path, tmp_path: Path, opened: list[str]) -> None:
    """It is for when something changed that no digest shows, such as the version of a parser."""
    built(site, tmp_path / "index")
    opened.clear()

    built(site, tmp_path / "index", force=True)

    assert len(opened) == 13


@pytest.mark.parametrize("damage", [b"", b"no database at all", None])
def test_the_cache_of_work_is_safe_to_lose(site: Path, tmp_path: Path, damage: bytes | None) -> None:
    """Emptied, overwritten or deleted, it is made again, and the generation is the same."""
    index = tmp_path / "index"
    built(site, index)
    for path in (index / "cache").glob("work.sqlite*"):
        path.unlink()
    if damage is not None:
        (index / "cache" / "work.sqlite").write_bytes(damage)
    edit(site)

    changed = told(built(site, index), index)

    assert changed == told(built(site, tmp_path / "fresh"), tmp_path / "fresh")


def test_the_generation_before_spares_the_encoder_when_the_caches_are_lost(site: Path, tmp_path: Path) -> None:
    """Vectors of passages that stay are those of the generation that serves."""
    index, encoder = tmp_path / "index", FakeEncoder()
    built(site, index)
    for path in (index / "cache").iterdir():
        path.unlink()
    (site / "zz.md").write_text(article(20, 20))  # behind the article that keeps the footer of its site

    report = build(site, index, encoder=encoder, settings=Indexing(), built=BUILT)

    assert report.embedded == len(encoder.encoded) < report.passages
    assert all("Leaflet 20" in text for text in encoder.encoded)
    assert told(open_current(index), index) == told(built(site, tmp_path / "fresh"), tmp_path / "fresh")


class _Calibrations:
    """Calibrates by counting how often it was asked to."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, generation: Generation) -> Calibration:
        self.made += 1
        return Calibration(
            weights={},
            intercept=0,
            threshold=self.made / 10,
            sure=0.0,
            refused=0,
            unsure=0.0,
            answered_other=0,
            answered_near=0,
            unsure_near=0.0,
            questions={},
        )


def test_the_verdict_is_calibrated_again_when_enough_changed(tmp_path: Path) -> None:
    """Few passages that came or went leave it as it is, and are counted from build to build."""
    corpus, index, calibrate = tmp_path / "many", tmp_path / "index", _Calibrations()
    corpus.mkdir()
    for number in range(120):
        (corpus / f"{number:03}.md").write_text(
            f"# Leaflet {number}\n\nWhat leaflet {number} says on {number} things.\n"
        )

    calibrated = []
    for change in range(4):
        generation = built(corpus, index, calibrate=calibrate)
        assert generation.manifest.calibration
        calibrated.append((generation.manifest.calibration.threshold, generation.manifest.calibration_drift))
        (corpus / f"new-{change}.md").write_text(f"# New {change}\n\nSomething new, number {change}, on sleep.\n")
    forced = built(corpus, index, calibrate=calibrate, force=True).manifest

    assert 2 <= CALIBRATED_AGAIN_AT * 120 < 3
    assert calibrated == [(0.1, 0), (0.1, 1), (0.1, 2), (0.2, 0)]
    assert forced.calibration
    assert (round(forced.calibration.threshold, 1), forced.calibration_drift) == (0.3, 0)
