"""Five real articles from the web, decided line by line: what informs is kept, what came with the page is cut."""

import re
from pathlib import Path

import pytest

from qa.reading.article import compose
from qa.reading.cleaning.rules import clean
from qa.reading.corpus import read
from qa.reading.formats.plain.reader import read_text
from qa.records import Article, SectionKind
from tests.conftest import SHARED, require

ARTICLES = SHARED / "articles"
# Lines that are no part of the article: site name, dates, menus, links to other articles, advertising, captions
# of videos, a form for comments, a list of sources. Every other line stands in it.
CUT = {
    "000_e49e18ab872fd2b8.txt": {5, 34},
    "001_4b6a3554b9e17ba5.txt": {11, 13, 142, 144, 146, 148, 150, 152, 154, 156, 157, 158},
    "002_1cf1b78a9cf4a6e4.txt": {3, 6, 65, 67},
    "003_b0c044d719d700da.txt": set(),
    "004_f5db75c8a338bf51.txt": {
        1, 2, 38, 58, 71, 77, 103, 129, 170, 182, 190, 200, 208, 222, 224, 226, 228, 230, 232, 256, 258, 274, 277,
    },
}  # fmt: skip
CUT_IN_PART = {("003_b0c044d719d700da.txt", 58): 2}
"""Lines of which only the last sentences, so many, are cut."""
HEADINGS_INFERRED = ["Sciatica", "Arachnoiditis", "Osteoarthritis"]

pytestmark = pytest.mark.parametrize("name", CUT)


@pytest.fixture
def path(name: str) -> Path:
    require("articles", present=ARTICLES.is_dir())
    return ARTICLES / name


def _article(path: Path) -> Article:
    outcome = read(path.parent, path.name).outcome
    assert isinstance(outcome, Article)
    return outcome


def _words(text: str) -> str:
    """Return the words alone, repairs of apostrophes, marks of footnotes and numbers of lists evened out."""
    text = re.sub(r"(?<=[a-z])[¹²³⁴]", "", text)
    text = re.sub(r"^\s*\d+\.\s", "", text)
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"['’â]", "", text.lower())))


def test_every_line_is_kept_or_cut_as_decided(path: Path, name: str) -> None:
    """The lines that inform are in the article, in order of nothing but itself; the others are nowhere in it."""
    article = _article(path)
    kept = _words(f"{article.publisher} {article.title} {article.text}")

    lines = dict(enumerate(path.read_text(encoding="utf-8").split("\n"), start=1))
    lost = [n for n, line in lines.items() if n not in CUT[name] and _words(line) not in kept]
    left = [
        n
        for n, line in lines.items()
        if n in CUT[name] and _words(line) in kept and _words(line) != _words(article.title)
    ]

    assert lost == [n for file, n in CUT_IN_PART if file == name]
    assert left == []


def test_what_was_cut_is_reported_where_it_stood(path: Path, name: str) -> None:
    """Each cut line is in the report with its rule and line, and no rule was withheld."""
    draft, report = clean(read_text(path.read_bytes()))
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")

    expected = CUT[name] | {n for file, n in CUT_IN_PART if file == name}
    reported = " ".join(_words(entry.text) for entry in report.removed)
    assert {entry.line for entry in report.removed} <= expected
    assert [n for n in CUT[name] if _words(lines[n - 1]) not in reported] == []
    assert report.withheld == ()
    assert draft.blocks != ()


def test_a_line_cut_in_part_keeps_what_informs(path: Path, name: str) -> None:
    """Of a paragraph that ends in a pitch, only the sentences of the pitch are cut."""
    article = _article(path)
    lines = path.read_text(encoding="utf-8").split("\n")

    for (file, number), sentences in CUT_IN_PART.items():
        if file == name:
            parts = re.split(r"(?<=[.?!])\s+", lines[number - 1].strip())
            assert _words(" ".join(parts[:-sentences])) in _words(article.text)
            assert [part for part in parts[-sentences:] if _words(part) in _words(article.text)] == []


def test_lost_headings_are_found_again(path: Path, name: str) -> None:
    """Where a definition opens without its heading, the term heads the section; nowhere else."""
    draft, _ = clean(read_text(path.read_bytes()))

    inferred = [block.text for block in draft.blocks if block.inferred]

    assert inferred == (HEADINGS_INFERRED if name.startswith("001") else [])


def test_help_sections_are_known(path: Path, name: str) -> None:
    """Sections that say when to get help are marked, by their heading or by the line that leads in."""
    expected = {"000": 0, "001": 1, "002": 1, "003": 2, "004": 5}

    sections = [section for section in _article(path).sections if section.kind is SectionKind.WHEN_TO_GET_HELP]

    assert len(sections) == expected[name[:3]], [section.headings for section in sections]


def test_composing_is_complete(path: Path, name: str) -> None:
    """Every block of the cleaned draft is a block or a heading of the article."""
    draft, _ = clean(read_text(path.read_bytes()))

    article = compose(draft, article_id="x", source=name)

    blocks = [article.text[b.start : b.end] for section in article.sections for b in section.blocks]
    assert [block.text for block in draft.blocks if block.text in blocks] == blocks
