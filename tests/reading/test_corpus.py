"""The corpus folder: which files are in it, and what becomes of each."""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qa.errors import CorpusError
from qa.reading.corpus import CorpusReading, ReadFile, article_id, digest_of_all, read, read_all, scan, settle
from qa.reading.formats import READERS
from qa.reading.parsing import FILE_BYTES_MOST
from qa.records import Article, SkippedFile
from tests.support.digests import digests_now

MakeCorpus = Callable[[Mapping[str, str | bytes]], Path]
LEAFLET = "---\ntitle: Sore backs\nlanguage: en\n---\n\nWalk a little each day.\n"


def whole(corpus: Path) -> CorpusReading:
    return read_all(corpus, scan(corpus), lambda *_: None)


def reason(outcome: ReadFile) -> str:
    assert isinstance(outcome.outcome, SkippedFile)
    return outcome.outcome.reason


def test_sources_are_sorted_paths_inside_the_folder(make_corpus: MakeCorpus) -> None:
    """Files of every folder are listed by their path with forward slashes, in order of code points."""
    corpus = make_corpus(dict.fromkeys(["b.md", "a/z.txt", "a/b/c.md", "a.md", "Z.pdf", "ä.md"], LEAFLET))

    assert scan(corpus) == ("Z.pdf", "a.md", "a/b/c.md", "a/z.txt", "b.md", "ä.md")


def test_hidden_files_and_readmes_are_no_articles(make_corpus: MakeCorpus) -> None:
    """What begins with a dot and every README is left out, in any folder; a file named like one is not."""
    left_out = [".notes.md", ".git/a.md", "a/.cache/b.md", "README.md", "a/readme.txt", "ReadMe"]
    corpus = make_corpus(dict.fromkeys([*left_out, "a/back.md", "readme-first.md"], LEAFLET))

    assert scan(corpus) == ("a/back.md", "readme-first.md")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A folder that does not exist is an error that names it and says what to do."""
    corpus = tmp_path / "nowhere"

    with pytest.raises(CorpusError) as caught:
        scan(corpus)

    assert str(caught.value) == f"The corpus folder {corpus} does not exist."
    assert caught.value.hint == "Make it and put articles into it, or name it with --corpus."
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("files", [{}, {"README.md": LEAFLET, ".a.md": LEAFLET, "b/.c": LEAFLET}])
def test_a_folder_without_articles_is_an_error(make_corpus: MakeCorpus, files: dict[str, str]) -> None:
    """A folder with nothing but hidden files and a README is empty."""
    corpus = make_corpus(files)
    corpus.mkdir(exist_ok=True)

    with pytest.raises(CorpusError) as caught:
        scan(corpus)

    assert str(caught.value) == f"The corpus folder {corpus} has no files."
    assert caught.value.hint == f"Put articles into it ({', '.join(READERS)})."


def test_a_file_is_read_as_an_article(make_corpus: MakeCorpus) -> None:
    """An article knows where it comes from, and the digest is that of the file's bytes."""
    corpus = make_corpus({"legs/back.md": LEAFLET})

    found = read(corpus, "legs/back.md")

    assert isinstance(found.outcome, Article)
    assert (found.outcome.id, found.outcome.source) == ("legs/back", "legs/back.md")
    assert (found.outcome.title, found.outcome.text) == ("Sore backs", "Walk a little each day.")
    assert found.digest == hashlib.sha256(LEAFLET.encode()).hexdigest()


@pytest.mark.parametrize("name", ["back.markdown", "BACK.MD"])
def test_the_suffix_chooses_the_reader(make_corpus: MakeCorpus, name: str) -> None:
    """Markdown is read as such under each of its suffixes, in capitals too."""
    outcome = read(make_corpus({name: LEAFLET}), name).outcome

    assert isinstance(outcome, Article)
    assert outcome.title == "Sore backs"


def test_plain_text_has_no_front_matter(make_corpus: MakeCorpus) -> None:
    """A text file is read by its shape, so that its dashes are words."""
    outcome = read(make_corpus({"back.txt": LEAFLET}), "back.txt").outcome

    assert isinstance(outcome, Article)
    assert outcome.title == "back"
    assert "title: Sore backs" in outcome.text
    assert outcome.language == "en"


@pytest.mark.parametrize("name", ["back.xyz", "back"])
def test_an_unknown_format_is_a_reason(make_corpus: MakeCorpus, name: str) -> None:
    """A file that no reader is for is skipped with the list of formats, and its bytes still count."""
    skipped = read(make_corpus({name: LEAFLET}), name)

    assert skipped.outcome == SkippedFile(
        source=name, reason=f"there is no reader for this format (known: {', '.join(READERS)})"
    )
    assert skipped.digest == hashlib.sha256(LEAFLET.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.md", b"\x00\x01", "the file is binary, not text"),
        ("a.md", b"# Only\n\n## Headings\n", "the file has no text under its headings"),
        ("a.md", b"---\ntitle: [\n---\nWords.", "the front matter is not valid YAML"),
    ],
)
def test_a_bad_file_is_a_reason(make_corpus: MakeCorpus, name: str, content: bytes, why: str) -> None:
    """What a reader finds wrong is the reason of the skipped file."""
    skipped = read(make_corpus({name: content}), name)

    assert skipped.outcome == SkippedFile(source=name, reason=why)
    assert skipped.digest == hashlib.sha256(content).hexdigest()


def test_a_file_that_vanished_is_a_reason(make_corpus: MakeCorpus) -> None:
    """A file that is gone when its turn comes, or a link to nowhere, fails alone."""
    corpus = make_corpus({"a.md": LEAFLET})
    (corpus / "b.md").symlink_to("nowhere.md")

    assert scan(corpus) == ("a.md", "b.md")
    assert [read(corpus, source) for source in ("b.md", "c.md")] == [
        ReadFile(outcome=SkippedFile(source=source, reason="the file vanished during the build"), digest="")
        for source in ("b.md", "c.md")
    ]


def test_what_the_system_refuses_is_a_reason(make_corpus: MakeCorpus) -> None:
    """A folder that is named like an article is not read, and the system's own words say why."""
    corpus = make_corpus({"a.md/b.md": LEAFLET})

    assert reason(read(corpus, "a.md")) == "it is not a regular file"
    assert scan(corpus) == ("a.md/b.md",)


def test_a_file_above_the_limit_is_not_read(make_corpus: MakeCorpus) -> None:
    """A file at the limit gets as far as its bytes, and one byte more is a reason with both numbers."""
    corpus = make_corpus({"a.md": b""})
    with (corpus / "a.md").open("r+b") as file:
        file.truncate(FILE_BYTES_MOST)
        at_limit = read(corpus, "a.md")
        file.truncate(FILE_BYTES_MOST + 1)
        above = read(corpus, "a.md")

    assert reason(at_limit) == "the file is binary, not text"
    assert reason(above) == "the file has 67,108,865 bytes and the limit is 67,108,864"


def test_a_name_that_is_no_text_is_a_reason(make_corpus: MakeCorpus) -> None:
    """A name with bytes that are not UTF-8 is shown with question marks in their place."""
    corpus = make_corpus({"a.md": LEAFLET})
    (corpus / "b\udcff.md").write_text(LEAFLET)

    assert scan(corpus) == ("a.md", "b\udcff.md")
    assert read(corpus, "b\udcff.md").outcome == SkippedFile(
        source="b?.md", reason="the file's name is not valid text"
    )


def test_the_digest_of_the_corpus_is_that_of_its_reading(make_corpus: MakeCorpus) -> None:
    """Whether the corpus is as it was read is found without reading the articles again."""
    corpus = make_corpus({"a.md": LEAFLET, "b.txt": "", "c.pdf": b"%PDF"})
    (corpus / "d.md").symlink_to("nowhere.md")

    assert digest_of_all(digests_now(corpus, scan(corpus))) == whole(corpus).digest


@pytest.mark.parametrize(
    "changed",
    [{"a.md": LEAFLET}, {"a.md": LEAFLET, "b.md": "Rest."}, {"a.md": LEAFLET, "c.md": LEAFLET}],
    ids=["file less", "other bytes", "other name"],
)
def test_any_change_changes_the_digest_of_the_corpus(make_corpus: MakeCorpus, changed: dict[str, str]) -> None:
    """A byte, a name, a file less: each gives the corpus another digest, and undoing it the first again."""
    corpus = make_corpus({"a.md": LEAFLET, "b.md": LEAFLET})
    before = digest_of_all(digests_now(corpus, scan(corpus)))

    (corpus / "b.md").unlink()
    make_corpus(changed)
    after = digest_of_all(digests_now(corpus, scan(corpus)))
    (corpus / "c.md").unlink(missing_ok=True)
    make_corpus({"b.md": LEAFLET})

    assert after != before
    assert digest_of_all(digests_now(corpus, scan(corpus))) == before


def test_progress_is_told_before_each_file(make_corpus: MakeCorpus) -> None:
    """Each file is announced with the number of those done, whatever becomes of it."""
    corpus = make_corpus({"a.md": LEAFLET, "b.md": "", "c.md": LEAFLET})
    told: list[tuple[int, int]] = []

    read_all(corpus, scan(corpus), lambda done, total: told.append((done, total)))

    assert told == [(0, 3), (1, 3), (2, 3)]


def test_a_corpus_without_a_readable_file_is_an_error(make_corpus: MakeCorpus) -> None:
    """When no file is an article, the error counts them and says what is wrong with the first."""
    corpus = make_corpus({"a.md": "", "b.pdf": b"%PDF"})

    with pytest.raises(CorpusError) as caught:
        whole(corpus)

    assert str(caught.value) == f"None of the 2 files in {corpus} could be read; a.md: the file is empty."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("back.md", "back"),
        ("legs/back.md", "legs/back"),
        ("back.txt", "back.txt"),
        ("back.markdown", "back.markdown"),
        ("back.MD", "back.MD"),
        ("a.md.md", "a.md"),
        ("Mu\u0308de.md", "M\u00fcde"),
    ],
)
def test_an_id_is_the_path_without_the_canonical_suffix(source: str, expected: str) -> None:
    """Only the suffix of the canonical format goes, and letters are composed."""
    assert article_id(source) == expected


def test_two_spellings_of_one_name_share_an_id(make_corpus: MakeCorpus) -> None:
    """Of two files whose names look the same, the second is skipped and names the first."""
    names = [unicodedata.normalize(form, "Müde.md") for form in ("NFD", "NFC")]
    corpus = make_corpus({**dict.fromkeys(names, LEAFLET), "a.md": LEAFLET, "b.md": ""})

    reading = whole(corpus)

    assert [(article.id, article.source) for article in reading.articles] == [
        ("M\u00fcde", names[0]),
        ("a", "a.md"),
    ]
    assert reading.skipped == (
        SkippedFile(source=names[1], reason=f"its id is the same as that of {names[0]}"),
        SkippedFile(source="b.md", reason="the file is empty"),
    )


def test_what_an_article_is_made_from(make_corpus: MakeCorpus) -> None:
    """Its name, its bytes, its note and the lines that others of its site repeat decide it, and nothing else."""
    page = "---\ntitle: {0}\nurl: https://backs.test/{0}\n---\n\n{1}\n\n" + "\n\n".join(
        [
            *(f"{{0}} keeps you well, part {part}." for part in range(9)),
            "Leave a comment",  # two signs of a web page
            "Read more: Ten Stretches for a Stiff Neck",
            *(f"{{0}} does you good, part {part}." for part in range(4)),
        ]
    )
    line = "Leaflets of the town, room four"

    def made(**changed: str) -> dict[str, bytes | None]:
        files = {name: page.format(name, line) for name in "abc"} | {"d": page.format("d", "Its own line")}
        corpus = make_corpus({f"{name}.md": text for name, text in (files | changed).items()} | {"bad.md": b""})
        return {each.source: each.made_from for each in settle(corpus, scan(corpus), lambda *_: None)}

    before = made()
    (folder := make_corpus({}) / ".originals").mkdir(exist_ok=True)
    (folder / "b.json").write_text("{}")
    noted = made()
    (folder / "b.json").unlink()

    def differ(after: dict[str, bytes | None]) -> set[str]:
        return {source for source in before.keys() | after.keys() if before.get(source) != after.get(source)}

    assert before["bad.md"] is None
    assert len(set(before.values())) == 5
    assert differ(made()) == set()
    assert differ(noted) == {"b.md"}
    assert differ(made(d=page.format("d", "Another line"))) == {"d.md"}
    assert differ(made(c=page.format("c", "Another line"))) == {"a.md", "b.md", "c.md"}  # no longer repeated
    assert differ(made(e=page.format("e", line))) == {"e.md"}
