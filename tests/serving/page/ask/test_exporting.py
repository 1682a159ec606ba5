"""Citations as Markdown, BibTeX, RIS and CSL-JSON, read back by parsers of the formats."""

import json
import re
from dataclasses import replace

from bibtexparser.entrypoint import parse_string
from markdown_it import MarkdownIt

from qa.serving.page.ask.exporting import Reference, bibtex, csl_json, markdown, ris
from qa.serving.page.ask.formats import FORMATS
from tests.support.answers import article_of, cite

HOSTILE = r"50% of {A} & B_c #1 $x$ ~ ^ \end <b>*x*</b> [y](javascript:z) :material/home:"
QUOTE = "Rest for a day:\n\n- Walk & stretch.\n- <b>Do not</b> stay in bed."
_PLAIN = article_of(
    f"# t\n\n{QUOTE.replace('<b>', '&lt;b&gt;').replace('</b>', '&lt;/b&gt;')}\n",
    article_id="folder/my leg",
    title="t",
    publisher="Leaflets & Co",
    author="Jane Roe",
    published="2026-01-02",
    url="https://a.org/leg_1?a=1&b={2}",
)
FILLED = replace(_PLAIN, title=HOSTILE)  # as YAML, backslashes would be read another way
BARE = article_of("# Bare\n\nSome words.\n", article_id="Ω", url="javascript:alert(1)")
REFERENCES = [
    Reference(citation=cite(FILLED, FILLED.text.rstrip(), HOSTILE, "What helps", page=4), article=FILLED),
    Reference(citation=cite(BARE, "Some words.", "Bare"), article=BARE),
]
URL = "https://a.org/leg_1?a=1&b=%7B2%7D"


def read_bibtex(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """Read entries whose values are in braces, as BibTeX does: a brace counts unless a backslash is before it."""
    entries = []
    for kind, key, content in re.findall(r"@(\w+)\{([\w-]+),\n(.*?)\n\}\n", text, flags=re.DOTALL):
        fields = {}
        for name, value in re.findall(r"^  (\w+) = \{(.*)\},$", content, flags=re.MULTILINE):
            depth = 0
            for mark in re.findall(r"(?<!\\)[{}]", value):
                depth += 1 if mark == "{" else -1
                assert depth >= 0, value
            assert depth == 0, value
            fields[name] = value
        entries.append((kind, key, fields))
    return entries


def plain(tex: str) -> str:
    """Return what TeX shows of a value."""
    names = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}
    names |= {"textbraceleft": "{", "textbraceright": "}"}
    shown = re.sub(r"\\(text\w+)\{\}|\\([{}%&$#_])", lambda found: names.get(found[1]) or found[2], f"{tex}")
    return shown.removeprefix("{").removesuffix("}") if tex.startswith("{") else shown


def test_bibtex_has_balanced_entries_that_show_the_very_words() -> None:
    """Each entry is closed, its key is a word, and its values show title, place and quotation."""
    (kind, key, fields), (_, bare_key, bare) = read_bibtex(bibtex(REFERENCES))

    assert (kind, key, bare_key) == ("misc", "folder-my-leg-0", "article-0")
    assert plain(fields["title"]) == HOSTILE
    assert plain(fields["annote"]) == " ".join(REFERENCES[0].citation.quote.split())
    assert [fields[name] for name in ("year", "month", "url")] == ["2026", "1", URL]
    assert plain(fields["note"]) == "What helps › p. 4"
    assert set(bare) == {"title", "annote"}


def test_bibtex_of_a_brace_without_its_pair_has_no_brace_that_counts() -> None:
    """BibTeX counts braces behind a backslash too, and would read on behind the end of the entry."""
    article = replace(REFERENCES[0].article, title="Knob } lore {")

    ((_, _, fields),) = read_bibtex(bibtex([replace(REFERENCES[0], article=article)]))

    assert fields["title"].count("{") == fields["title"].count("}") == 3
    assert plain(fields["title"]) == "Knob } lore {"


def test_a_single_tilde_is_escaped_as_github_strikes_out_by_it() -> None:
    """ "1~2 cups every 4~6 hours" would lose its doses; seen with cmarkgfm 2025.10.22."""
    article = replace(REFERENCES[0].article, title="1~2 cups every 4~6 hours")

    assert "1\\~2 cups every 4\\~6 hours" in markdown([replace(REFERENCES[0], article=article)])


def test_ris_has_one_tag_a_line_and_ends_each_record() -> None:
    """Every line is a tag and a value, a record opens with its type and closes with ER."""
    lines = ris(REFERENCES).split("\r\n")
    records = "\n".join(lines[:-1]).split("ER  - \n")

    assert lines[-1] == ""
    assert [bool(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line)) for line in lines[:-1]] == [True] * len(
        lines[:-1]
    )
    fields = [dict(line.split("  - ", 1) for line in record.splitlines() if "  - " in line) for record in records]
    assert [each["TY"] for each in fields] == ["ELEC", "GEN"]
    assert fields[0]["TI"] == HOSTILE
    assert [fields[0][tag] for tag in ("PY", "DA", "UR", "SP")] == ["2026", "2026/01/02/", URL, "4"]
    assert "UR" not in fields[1]


def test_csl_json_holds_the_quotation_unchanged() -> None:
    """The items have the names of CSL, and the quotation is the very text of the article."""
    first, second = json.loads(csl_json(REFERENCES))

    assert first["abstract"] == REFERENCES[0].citation.quote
    assert first["issued"] == {"date-parts": [[2026, 1, 2]]}
    assert [first[name] for name in ("type", "title", "URL", "page")] == ["webpage", HOSTILE, URL, "4"]
    assert first["author"] == [{"literal": "Jane Roe"}]
    assert second == {
        "id": "article-0",
        "type": "document",
        "title": "Bare",
        "language": "en",
        "abstract": "Some words.",
    }


def test_markdown_shows_the_very_words_and_links_only_the_original() -> None:
    """Read as CommonMark, the quotation is a block quote of text; nothing in it is markup."""
    tokens = MarkdownIt().parse(markdown(REFERENCES))

    inline = [each for token in tokens if token.type == "inline" for each in token.children or []]
    links = [each.attrs["href"] for each in inline if each.type == "link_open"]
    shown = "".join(each.content or "\n" for each in inline if each.type in ("text", "softbreak", "text_special"))
    assert links == [URL]
    assert {each.type for each in inline} == {"text", "softbreak", "link_open", "link_close"}
    assert {token.type for token in tokens if token.nesting > 0} == {"blockquote_open", "paragraph_open"}
    assert HOSTILE in shown
    assert "- <b>Do not</b> stay in bed." in shown


def test_every_format_has_a_name_an_ending_and_its_type() -> None:
    """What is saved can be opened by what the file is for."""
    told = [(form.name, form.suffix, form.mime.partition("/")[0]) for form in FORMATS]

    assert told == [
        ("Text", ".txt", "text"),
        ("APA", "-apa.txt", "text"),
        ("Vancouver", "-vancouver.txt", "text"),
        ("Markdown", ".md", "text"),
        ("BibTeX", ".bib", "application"),
        ("RIS", ".ris", "application"),
        ("CSL-JSON", ".json", "application"),
    ]


def test_an_article_of_a_bibliography_keeps_its_key_and_authors() -> None:
    """Two quotations of it are one entry with that key, its authors apart; one that is gone says since when."""
    article = replace(
        article_of("# Chairs\n\nSit low. Stand often.\n", author="Ada Vance; Bo Lind", url="https://a.org/b"),
        citation_key="vance:2021_a",
        gone_since="2026-11-29",
    )
    both = [Reference(citation=cite(article, quote), article=article) for quote in ("Sit low.", "Stand often.")]

    [entry] = parse_string(bibtex(both)).entries
    [item] = json.loads(csl_json(both))
    names = [line for line in ris(both).splitlines() if line.startswith("AU")]

    assert (entry.key, item["id"]) == ("vance:2021_a", "vance:2021_a")
    assert entry["author"] == "{Ada Vance} and {Bo Lind}"
    assert item["author"] == [{"literal": "Ada Vance"}, {"literal": "Bo Lind"}]
    assert names == ["AU  - Ada Vance", "AU  - Bo Lind"] * 2
    assert entry["annote"] == item["abstract"] == "Sit low. / Stand often."
    assert entry["note"] == item["note"] == "no longer at its address since 2026-11-29"


def test_a_key_that_bibtex_cannot_read_is_not_used() -> None:
    """An id of CSL-JSON may be anything; what would break an entry gives way to the key of every article."""
    article = replace(article_of("# Chairs\n\nSit low.\n", article_id="chairs"), citation_key="a, b {c}")

    [entry] = parse_string(bibtex([Reference(citation=cite(article, "Sit low."), article=article)])).entries

    assert entry.key == "chairs-0"
