"""Exports of reference managers: what is read of them, what is told, and which file an entry describes."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from qa.errors import UsageError
from qa.reading.adding import add_file
from qa.reading.bibliography.bibtex import files_in, read_bibtex
from qa.reading.bibliography.csl import read_csl
from qa.reading.bibliography.entry import BibliographyEntry
from qa.reading.bibliography.matching import Bibliography, beside
from qa.reading.corpus import read
from qa.reading.formats import READERS
from qa.records import Article
from tests.support.living_site import Household

ZOTERO = r"""
@article{vance_walking_2021,
  title = {Walking and the {Lower} Back: 5\% of {\"U}bungen \& More},
  volume = {3},
  url = {https://gait.example/walking\_back},
  doi = {10.1234/jog.2021.7},
  journal = {Journal of Gait},
  author = {Vance, Ada and de la Cruz, Bo and {Institute of Gait} and others},
  month = mar,
  year = {2021},
  file = {PDF:/home/ada/Zotero/storage/ABCD2345/Vance - Walking\; part 1.md:text/markdown;Page:/x/y:text/html},
}

@book{lind_chairs_2019,
  title = {A Small Book of Sturdy Chairs},
  author = {Lind, Jr., Bo},
  publisher = {Stool Press},
  date = {2019-02-30},
  file = {C\:\\Users\\ada\\Zotero\\storage\\WXYZ6789\\chairs.md},
}

@article{broken,
  title = {No end

@misc{lind_chairs_2019, title = {Again}}
@misc{untitled, author = {Nobody, N.}}
"""
CSL: list[Any] = [
    {
        "id": "http://zotero.org/users/1/items/ABCD2345",
        "citation-key": "vanceWalking2021",
        "title": "Walking and the <i>Lower</i> Back in Spring",
        "author": [{"family": "Vance", "given": "Ada"}, {"literal": "Institute of Gait"}],
        "container-title": "Journal of Gait",
        "DOI": "10.1234/JOG.2021.7",
        "issued": {"date-parts": [["2021", 3, 14]]},
    },
    {"id": "lind", "title": "A Small Book of Sturdy Chairs", "issued": {"raw": "2019-05"}},
    {"id": "nothing"},
    "no item",
]
TEXT = "# {title}\n\nA chair that is too low makes the knees ache.\n\n{more}\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return the place of a corpus, with nothing in it."""
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def storage(tmp_path: Path, files: dict[str, str]) -> Path:
    """Return a folder as Zotero's ``storage``, with files in folders by their keys."""
    for name, text in files.items():
        path = tmp_path / "storage" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return tmp_path / "storage"


def export(tmp_path: Path, content: str | list[Any], name: str = "library.bib") -> Path:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def article(corpus: Path, name: str) -> Article:
    outcome = read(corpus, f"{name}.md").outcome
    assert isinstance(outcome, Article)
    return outcome


def test_bibtex_of_zotero_is_read() -> None:
    """TeX becomes plain text, names are in reading order, dates as far as they exist, paths without escapes."""
    walking, chairs = read_bibtex(ZOTERO).entries

    assert walking == BibliographyEntry(
        key="vance_walking_2021",
        title="Walking and the Lower Back: 5% of Übungen & More",
        authors=("Ada Vance", "Bo de la Cruz", "Institute of Gait"),
        published="2021-03",
        venue="Journal of Gait",
        doi="10.1234/jog.2021.7",
        url="https://gait.example/walking_back",
        files=("/home/ada/Zotero/storage/ABCD2345/Vance - Walking; part 1.md", "/x/y"),
    )
    assert (chairs.authors, chairs.published, chairs.venue) == (("Bo Lind Jr.",), "2019-02", "Stool Press")
    assert chairs.files == (r"C:\Users\ada\Zotero\storage\WXYZ6789\chairs.md",)


def test_blocks_that_cannot_be_read_are_told_with_their_line() -> None:
    """What does not end, stands twice, or has no title is left out, and named by its line; the rest is taken."""
    assert read_bibtex(ZOTERO).problems == (
        "Line 22: an entry does not end; this block is left out.",
        "Line 25: Duplicate entry key 'lind_chairs_2019'; this block is left out.",
        "Line 26: untitled has neither title nor DOI and is left out.",
    )


def test_csl_json_is_read() -> None:
    """Names, dates in either form, markup in titles, and the key of Better BibTeX; what is no item is told."""
    content = read_csl(json.dumps(CSL))

    walking, chairs = content.entries
    assert (walking.key, walking.title) == ("vanceWalking2021", "Walking and the Lower Back in Spring")
    assert (walking.authors, walking.published) == (("Ada Vance", "Institute of Gait"), "2021-03-14")
    assert (walking.venue, walking.doi) == ("Journal of Gait", "10.1234/jog.2021.7")
    assert (chairs.key, chairs.published) == ("lind", "2019-05")
    assert [problem.split(" has")[0] for problem in content.problems] == ["Item 3", "Item 4"]


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ("", []),
        ("a.pdf", ["a.pdf"]),
        (":a.pdf:PDF", ["a.pdf"]),
        ("PDF:files/12/a.pdf:application/pdf", ["files/12/a.pdf"]),
        ("/s/a.pdf;/s/b\\;c.pdf", ["/s/a.pdf", "/s/b;c.pdf"]),
        (r"P:C\:\\s\\a.pdf:application/pdf", [r"C:\s\a.pdf"]),
    ],
)
def test_paths_of_attachments_in_every_spelling(value: str, paths: list[str]) -> None:
    """Zotero, Better BibTeX and JabRef write the field in their own ways."""
    assert list(files_in(value)) == paths


@pytest.mark.parametrize(
    ("content", "name"),
    [("{", "a.json"), ("[]", "a.json"), ('{"a": 1}', "a.json"), ("", "a.bib"), ("words only", "a.bib")],
)
def test_what_is_no_bibliography_is_refused(tmp_path: Path, content: str, name: str) -> None:
    """One sentence, and the next step."""
    with pytest.raises(UsageError) as refused:
        Bibliography.read(export(tmp_path, content, name))

    assert "Export it" in refused.value.hint
    with pytest.raises(UsageError, match="No such file"):
        Bibliography.read(tmp_path / "none.bib")


def test_a_file_is_described_by_the_entry_of_its_attachment(tmp_path: Path, corpus: Path) -> None:
    """By Zotero's key and name of the file, wherever the storage lies now, on Windows once or not."""
    bibliography = Bibliography.read(export(tmp_path, ZOTERO))
    folder = storage(
        tmp_path,
        {
            "ABCD2345/Vance - Walking; part 1.md": TEXT.format(title="fulltext.pdf", more=""),
            "WXYZ6789/renamed.md": TEXT.format(title="Scan 0001", more=""),
            "QQQQ0000/else.md": TEXT.format(title="Something else", more=""),
        },
    )

    for path in sorted(folder.rglob("*.md")):
        add_file(corpus, path, describe=partial(bibliography.describe, path))

    walking = article(corpus, "walking-and-the-lower-back-5-of-übungen-more")
    assert (walking.author, walking.published) == ("Ada Vance; Bo de la Cruz; Institute of Gait", "2021-03")
    assert (walking.publisher, walking.url) == ("Journal of Gait", "https://gait.example/walking_back")
    assert walking.citation_key == "vance_walking_2021"
    assert article(corpus, "a-small-book-of-sturdy-chairs").citation_key == "lind_chairs_2019"
    assert article(corpus, "something-else").citation_key == ""
    assert bibliography.told[-1] == "else.md is in no entry of the bibliography."


@pytest.mark.parametrize(
    ("title", "more", "key", "told"),
    [
        (
            "Scan",
            "doi: https://doi.org/10.1234/JOG.2021.7.",
            "vanceWalking2021",
            "matched by DOI: vanceWalking2021.",
        ),
        ("A small book of sturdy chairs", "", "lind", "matched by title: lind."),
        ("Scan", "x" * 3_000 + " 10.1234/jog.2021.7", "", "is in no entry of the bibliography."),
    ],
)
def test_without_paths_doi_and_title_are_looked_for_at_the_beginning(
    tmp_path: Path, corpus: Path, title: str, more: str, key: str, told: str
) -> None:
    """CSL-JSON names no files; a DOI among the references, far down, is another work's."""
    bibliography = Bibliography.read(export(tmp_path, CSL, "library.json"))
    path = export(tmp_path, TEXT.format(title=title, more=more), "a.md")

    added = add_file(corpus, path, describe=partial(bibliography.describe, path))

    assert article(corpus, added.name).citation_key == key
    assert bibliography.told[-1] == f"a.md {told}"


def test_an_entry_leaves_what_it_does_not_know(corpus: Path, tmp_path: Path) -> None:
    """Where an entry has no author, the one that the file tells stays; a DOI is an address."""
    path = export(tmp_path, "---\nauthor: Ada\n---\n# Low chairs\n\nText.\n", "a.md")
    found = article(corpus, add_file(corpus, path).name)

    described = BibliographyEntry(key="k", title="", doi="10.1/x").describe(found)

    assert described == replace(found, url="https://doi.org/10.1/x", citation_key="k")


def test_the_bibliography_beside_the_files_is_found(tmp_path: Path) -> None:
    """A .bib or CSL-JSON in the folder, or in the one above Zotero's storage; other JSON is none."""
    folder = storage(tmp_path, {"ABCD2345/a.md": "# A\n\nText."})
    export(tmp_path, '{"settings": true}', "settings.json")
    here, above = export(folder, CSL, "works.json"), export(tmp_path, ZOTERO)

    assert beside(folder) == (here, above)
    assert beside(folder / "ABCD2345") == ()
    assert ".bib" not in READERS


def test_a_folder_with_a_bibliography_lives(tmp_path: Path, corpus: Path) -> None:
    """A corrected entry corrects its article at the next look, though the file is the same; ids stay."""
    folder = storage(tmp_path, {"ABCD2345/a.md": TEXT.format(title="Scan", more="")})
    works = export(tmp_path, ZOTERO.replace("Vance - Walking\\; part 1", "a"))
    house = Household(corpus)
    house.add(str(folder), bibliography=str(works))
    first = house.look()[0]
    works.write_text(works.read_text().replace("year = {2021}", "year = {2022}"))

    again = house.look_tomorrow()
    rest = house.look_tomorrow()

    assert (first.added, again.replaced, rest.changed) == (again.replaced, first.added, False)
    assert [told.partition(": ")[2][:8] for told in first.told] == ["Line 22:", "Line 25:", "Line 26:"]
    assert article(corpus, first.added[0]).published == "2022-03"
