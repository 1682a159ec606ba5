"""Articles into the corpus and out of it: canonical text, original and note, and nothing anywhere else."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.errors import CorpusError, FetchError
from qa.files import sha256
from qa.reading.adding import (
    Added,
    add_address,
    add_content,
    add_file,
    add_text,
    put_back,
    read_again,
    remove,
    remove_source,
)
from qa.reading.corpus import read
from qa.reading.glyphs.rectangles import rectangles_of
from qa.reading.originals import Provenance, read_origin
from qa.records import Article, Removed
from tests.reading.formats.test_pdf import ONE, PICTURE, TWO, lines, pdf, put
from tests.reading.web.test_fetching import Answer, Site
from tests.support import pdfs as support

pytestmark = pytest.mark.integration

SENTENCE = "A short walk every hour keeps the joints from getting stiff, and it lifts the mood as well."
LINK = "Read more: Ten Stretches for a Stiff Neck"
TEXT = f"Walking with a sore back\n\n{SENTENCE}\n\nLeave a comment\n\n{LINK}\n\nRest\n\nLie down for a while.\n"
CANONICAL = (
    "---\ntitle: Walking with a sore back\nlanguage: en\noriginal: .originals/walking-with-a-sore-back.txt\n---\n"
    f"\n{SENTENCE}\n\n## Rest\n\nLie down for a while.\n"
)
NAME = "walking-with-a-sore-back"
PAGE = (
    '<html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>'
    f"<p>{SENTENCE}</p><p>{{more}}</p></article></body></html>"
)
HTML = {"Content-Type": "text/html"}


@contextmanager
def serving(pages: dict[str, Answer]) -> Iterator[Site]:
    """Serve pages on loopback."""
    with Site(pages) as site:
        Thread(target=site.serve_forever, args=(0.01,), daemon=True).start()
        yield site
        site.shutdown()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return the place of a corpus, with nothing in it."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def files(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def article(corpus: Path, name: str) -> Article:
    outcome = read(corpus, f"{name}.md").outcome
    assert isinstance(outcome, Article)
    return outcome


def blocks(found: Article) -> list[tuple[str, int]]:
    return [(found.text[b.start : b.end], b.page) for section in found.sections for b in section.blocks]


def markdown(title: str, text: str = "Text.") -> bytes:
    return f"# {title}\n\n{text}\n".encode()


def test_an_added_file_is_canonical_text_with_its_original_and_a_note(corpus: Path, tmp_path: Path) -> None:
    """The article is named by its title, and stands in the corpus cleaned, the file as it was beside it."""
    (tmp_path / "My notes.TXT").write_text(TEXT)

    added = add_file(corpus, tmp_path / "My notes.TXT")

    note = read_origin(corpus, NAME)
    cut = (
        Removed(text="Leave a comment", rule="comment form", line=5),
        Removed(text=LINK, rule="link to another article", line=7),
    )
    assert (added.name, added.title, added.updated) == (NAME, "Walking with a sore back", False)
    assert added.report.removed == cut
    assert files(corpus).keys() == {f"{NAME}.md", f".originals/{NAME}.txt", f".originals/{NAME}.json"}
    assert files(corpus)[f"{NAME}.md"].decode() == CANONICAL
    assert files(corpus)[f".originals/{NAME}.txt"] == TEXT.encode()
    digest = sha256(article(corpus, NAME).text.encode())
    assert note == Provenance(
        came_from=str(tmp_path / "My notes.TXT"), file=f"{NAME}.txt", text_digest=digest, report=added.report
    )


def test_the_report_stays_with_the_article_until_it_is_edited(corpus: Path) -> None:
    """Reading an added article gives what was cut when it was added; of an edited one, nothing is told."""
    added = add_text(corpus, TEXT)
    reports = [read(corpus, f"{NAME}.md").report]

    (corpus / f"{NAME}.md").write_text(CANONICAL + "\nI walk too.\n")

    assert [*reports, read(corpus, f"{NAME}.md").report] == [added.report, replace(added.report, removed=())]


def test_the_pages_of_a_pdf_survive(corpus: Path) -> None:
    """Each block of an added PDF has the page that it stands on in its original, until the text is edited."""
    title = put("Walking with a sore back", 72, 760, size=20, bold=True)
    content = pdf(f"{title}\n{lines(ONE, 72, 700)}", lines(TWO, 72, 700))

    added = add_content(corpus, content, file_name="scan.pdf", came_from="scan.pdf")

    assert blocks(article(corpus, added.name)) == [(" ".join(ONE), 1), (" ".join(TWO), 2)]
    assert files(corpus)[f".originals/{added.name}.pdf"] == content
    (corpus / f"{added.name}.md").write_text("A new text.\n")
    assert blocks(article(corpus, added.name)) == [("A new text.", 0)]


def test_where_the_characters_of_a_pdf_stand_is_kept_beside_its_original(corpus: Path) -> None:
    """As in the original itself; no more once the text is edited, or the file that says it is damaged."""
    content = pdf(lines(ONE, 72, 700))
    added = add_content(corpus, content, file_name="scan.pdf", came_from="scan.pdf")
    kept = corpus / ".originals" / f"{added.name}.glyphs"
    (corpus / "scan.pdf").write_bytes(content)
    text = article(corpus, added.name).text

    found = read(corpus, f"{added.name}.md").glyphs

    assert found == kept.read_bytes() == read(corpus, "scan.pdf").glyphs
    assert len(rectangles_of(found, 0, len(text))[0].boxes) == len(ONE)
    kept.write_bytes(found[:-1])
    assert (read(corpus, f"{added.name}.md").glyphs, article(corpus, added.name).text) == (b"", text)
    kept.write_bytes(found)
    (corpus / f"{added.name}.md").write_text("A new text.\n")
    assert read(corpus, f"{added.name}.md").glyphs == b""


def test_the_names_of_a_pdfs_pages_survive(corpus: Path) -> None:
    """A citation of an added PDF says the page as the file does."""
    labels = "/PageLabels << /Nums [0 << /S /r /St 4 >>] >>"
    content = support.pdf(support.lines(ONE, 72, 700), support.lines(TWO, 72, 700), catalog=labels)

    added = add_content(corpus, content, file_name="lock.pdf", came_from="lock.pdf")

    (section,) = article(corpus, added.name).sections
    assert [(block.page, block.page_label) for block in section.blocks] == [(1, "iv"), (2, "v")]


def test_rereading_finds_where_the_characters_of_an_older_article_stand(corpus: Path) -> None:
    """One that was added before that was kept; its text is as it was."""
    added = add_content(corpus, pdf(lines(ONE, 72, 700)), file_name="scan.pdf", came_from="scan.pdf")
    kept = corpus / ".originals" / f"{added.name}.glyphs"
    note = kept.with_suffix(".json")
    before, glyphs = files(corpus), kept.read_bytes()
    kept.unlink()
    note.write_text(json.dumps({**json.loads(note.read_text()), "glyphs": ""}))

    again = [each.name for each in read_again(corpus)]

    assert (again, kept.read_bytes()) == ([added.name], glyphs)
    assert files(corpus) == before
    assert list(read_again(corpus)) == []


def test_a_removed_pdf_takes_along_where_its_characters_stand(corpus: Path) -> None:
    """And is put back with it."""
    added = add_content(corpus, pdf(lines(ONE, 72, 700)), file_name="scan.pdf", came_from="scan.pdf")
    before = files(corpus)

    removal = remove_source(corpus, f"{added.name}.md")

    assert {name.removeprefix(".removed/") for name in files(corpus)} == before.keys()
    put_back(removal)
    assert files(corpus) == before


def test_the_same_origin_updates_its_article(corpus: Path) -> None:
    """Content of the same origin replaces text and original under the old name, whatever its title is now."""
    added = [
        add_content(corpus, markdown(title), file_name=f"{title}.md", came_from="notes")
        for title in ("Old", "New")
    ]

    assert [(one.name, one.title, one.updated) for one in added] == [("old", "Old", False), ("old", "New", True)]
    assert files(corpus).keys() == {"old.md", ".originals/old.md", ".originals/old.json"}
    assert files(corpus)[".originals/old.md"] == markdown("New")
    assert article(corpus, "old").title == "New"


def test_another_origin_with_the_same_title_gets_another_name(corpus: Path) -> None:
    """Articles of one title stand side by side, also beside a file that nobody added."""
    (corpus / "rest.md").write_bytes(markdown("Mine"))

    names = [add_content(corpus, markdown("Rest!", way), file_name="a.md", came_from=way).name for way in "abc"]

    assert names == ["rest-2", "rest-3", "rest-4"]
    assert [article(corpus, name).text for name in names] == ["a", "b", "c"]
    assert (corpus / "rest.md").read_bytes() == markdown("Mine")


def test_pasted_text_has_no_origin_to_be_updated_from(corpus: Path) -> None:
    """Each text that is pasted is an article of its own."""
    assert [add_text(corpus, TEXT).name for _ in range(2)] == [NAME, f"{NAME}-2"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("README", "article-readme"), ("Readme!", "article-readme"), ("../../etc/passwd", "etc-passwd"),
        ("...", "article"), ("Straße & Rücken", "straße-rücken"), ("a\u202etxt.exe", "a-txt-exe"),
        ("ﬁt ½", "fit-1-2"), ("腰痛", "腰痛"), ("x" * 300, "x" * 80), ("é" * 300, "é" * 40),
    ],
)  # fmt: skip
def test_a_title_becomes_a_plain_name(corpus: Path, title: str, name: str) -> None:
    """Names are letters and digits with hyphens, of at most 80 bytes, and never a README's."""
    front = f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\nText.\n"

    assert add_content(corpus, front.encode(), file_name="a.md", came_from="a").name == name
    assert article(corpus, name).title == title


@settings(max_examples=60, deadline=None)
@given(file_name=st.text(max_size=300), title=st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
@example(file_name="../../up", title="../up")
@example(file_name="a\0b", title="con\0nul")
@example(file_name="~root", title="\u202e\\..\\..\\")
def test_hostile_names_never_leave_the_corpus(file_name: str, title: str) -> None:
    """Whatever a file and its title are called, the three files of the article are written inside the corpus."""
    front = f"---\n{yaml.safe_dump({'title': title})}---\n\nText.\n"
    with TemporaryDirectory() as outside:
        corpus = Path(outside, "in", "corpus")
        corpus.mkdir(parents=True)

        added = add_content(corpus, front.encode(), file_name=f"{file_name}a.md", came_from=file_name)

        inside = {f"{added.name}.md", f".originals/{added.name}.md", f".originals/{added.name}.json"}
        assert files(Path(outside)).keys() == {f"in/corpus/{name}" for name in inside}
        assert "/" not in added.name


def test_who_adds_a_scan_is_told_how_pictures_are_read(tmp_path: Path) -> None:
    """The operator reads what to install or to set; visitors of the page read neither."""
    with pytest.raises(CorpusError) as caught:
        add_content(tmp_path, pdf(PICTURE), file_name="scan.pdf", came_from="")

    error = caught.value
    told = "scan.pdf was not added: 1 page of pictures without text, and pictures are not read here."
    assert str(error) == told
    assert error.hint.startswith("Nothing was changed. Pictures are read ")
    assert error.for_visitors == (told, "Nothing was changed; add the article in another form.")
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("file_name", "content", "reason"),
    [
        ("a.txt", b"", "a.txt was not added: the file is empty."),
        ("a.md", b"# Only a heading\n", "a.md was not added: the file has no text under its headings."),
        ("a.pdf", b"%PDF-1.4 and no more", "a.pdf was not added: "),
        ("a.gif", b"\xff\xd8", "a.gif was not added: there is no reader for this format"),
    ],
)
def test_what_cannot_be_read_changes_nothing(corpus: Path, file_name: str, content: bytes, reason: str) -> None:
    """The error has the reason, and an article of the same origin stays as it was."""
    add_content(corpus, markdown("Rest"), file_name="a.md", came_from="here")
    before = files(corpus)

    with pytest.raises(CorpusError) as caught:
        add_content(corpus, content, file_name=file_name, came_from="here")

    assert str(caught.value).startswith(reason)
    assert caught.value.hint == "Nothing was changed; add the article in another form."
    assert files(corpus) == before
    with pytest.raises(CorpusError, match=r"none\.md cannot be read: No such file or directory\."):
        add_file(corpus, corpus / "none.md")


def test_the_page_at_an_address_is_added_and_updated(corpus: Path) -> None:
    """The article has its address, in one spelling; the same page again updates it."""
    added: list[Added] = []
    with serving({}) as site:
        base = f"http://127.0.0.1:{site.server_port}/walks/sore"
        for more, address in (("First.", base), ("Second.", f"{base}?utm_source=mail#top")):
            html = PAGE.format(title="Sore backs", more=more).encode()
            site.pages.update(dict.fromkeys(("/walks/sore", "/walks/sore?utm_source=mail"), (200, HTML, html)))
            added.append(add_address(corpus, address, allow_private=True))

    found = article(corpus, "sore-backs")
    assert [(one.name, one.updated) for one in added] == [("sore-backs", False), ("sore-backs", True)]
    assert (found.url, blocks(found)[-1]) == (base, ("Second.", 0))
    assert files(corpus).keys() == {"sore-backs.md", ".originals/sore-backs.html", ".originals/sore-backs.json"}
    with pytest.raises(FetchError):
        add_address(corpus, base)


def test_a_removed_article_is_moved_with_its_original_and_note(corpus: Path) -> None:
    """Nothing is deleted: the three files stand in .removed, and the other articles where they stood."""
    for title in ("Rest", "Walk"):
        add_content(corpus, markdown(title), file_name=f"{title}.txt", came_from=title)
    (corpus / "mine.txt").write_text(TEXT)
    before = files(corpus)

    assert [remove(corpus, "rest"), remove(corpus, "mine.txt")] == ["rest.md", "mine.txt"]

    moved = {name: name for name in ("rest.md", ".originals/rest.txt", ".originals/rest.json")}
    moved["mine.txt"] = "mine.txt"
    kept = {name: content for name, content in before.items() if "walk" in name}
    assert files(corpus) == kept | {f".removed/{new}": before[old] for new, old in moved.items()}


@pytest.mark.parametrize(
    "article_id", ["none", "", ".", "..", "../outside", "../outside.md", "/etc/passwd", "a\nb"]
)
def test_only_articles_of_the_corpus_are_removed(corpus: Path, article_id: str) -> None:
    """An id that is no article of the corpus is refused, and nothing is moved."""
    (corpus.parent / "outside.md").write_text(TEXT)
    add_text(corpus, TEXT)
    before = files(corpus.parent)

    with pytest.raises(CorpusError) as caught:
        remove(corpus, article_id)

    assert str(caught.value) == f"The corpus has no article '{article_id}'."
    assert files(corpus.parent) == before
