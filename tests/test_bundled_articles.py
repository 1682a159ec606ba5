"""The articles of the corpus are as a good leaflet is, and written by us."""

import re
from pathlib import Path

import frontmatter
import pytest

from qa.reading.corpus import read, scan
from qa.records import Article, SectionKind
from tests.conftest import BUNDLED, SHARED, require

COPIED_WORDS = 8  # so many words in a row that stand elsewhere too are a copied sentence
SUBJECTS = (
    "lifting-a-straight-leg lifting-a-bent-leg pain-from-back-to-leg sciatica herniated-disc "
    "lumbar-spinal-stenosis cervical-spinal-stenosis claudication-nerve-or-circulation sacroiliac-joint-pain "
    "piriformis-syndrome muscle-strain-and-spasm referred-pain pinched-nerve spondylolisthesis "
    "degenerative-disc-disease spinal-osteoarthritis ankylosing-spondylitis inflammatory-back-pain arachnoiditis "
    "cauda-equina-syndrome red-flags spinal-cord-compression leg-weakness night-pain night-leg-cramps "
    "pain-when-walking periods-and-endometriosis pregnancy-back-pain children-and-school-bags risk-factors "
    "smoking-and-weight work-and-back-pain posture-and-sitting lifting-safely exercise-and-stretching "
    "heat-and-cold pain-medicines spinal-injections spine-surgery how-back-pain-is-diagnosed chronic-back-pain "
    "who-to-see"
).split()


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[n : n + COPIED_WORDS]) for n in range(len(words) - COPIED_WORDS + 1)}


def _article(name: str) -> Article:
    outcome = read(BUNDLED, name).outcome
    assert isinstance(outcome, Article), outcome
    return outcome


def test_every_subject_of_the_leaflet_rack_is_there() -> None:
    """No subject is missing, and every file of the corpus is an article."""
    names = scan(BUNDLED)

    assert set(SUBJECTS) - {Path(name).stem for name in names} == set()
    assert [name for name in names if not isinstance(read(BUNDLED, name).outcome, Article)] == []


@pytest.mark.parametrize("name", scan(BUNDLED))
def test_form_of_an_article(name: str) -> None:
    """Each has its details, 400 to 900 words, headings, a list, and a section on when to get help."""
    article = _article(name)
    details = frontmatter.loads((BUNDLED / name).read_text(encoding="utf-8")).metadata

    assert set(details) == {"title", "topic", "publisher", "published", "language", "licence", "sources"}
    assert article.licence == "CC BY 4.0"
    assert article.language == "en"
    assert article.references != ()
    assert 400 <= len(_words(article.text)) <= 900
    assert len(article.sections) >= 4
    assert any(block.depth for section in article.sections for block in section.blocks)
    assert any(section.kind is SectionKind.WHEN_TO_GET_HELP for section in article.sections)


def test_no_sentence_is_copied_from_the_shared_articles() -> None:
    """No eight words in a row of ours stand in the five articles that facts were taken from."""
    folder = SHARED / "articles"
    require("articles", present=folder.is_dir())
    theirs = set().union(*(_runs(path.read_text(encoding="utf-8")) for path in folder.glob("*.txt")))

    copied = {name: sorted(_runs(_article(name).text) & theirs) for name in scan(BUNDLED)}

    assert {name: runs for name, runs in copied.items() if runs} == {}


def test_no_doses() -> None:
    """Medicines are spoken of without any dose."""
    dose = re.compile(r"\d\s?(mg|milligrams?|grams?|ml|tablets?|pills?)\b", re.IGNORECASE)

    found = {name: dose.findall(_article(name).text) for name in scan(BUNDLED)}

    assert {name: doses for name, doses in found.items() if doses} == {}
