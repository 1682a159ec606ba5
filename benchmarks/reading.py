"""Measures reading: F1 on real web pages, speed and memory on the MedQuAD articles, and a PDF of 100 pages.

usage: python -m benchmarks.reading [--shared ../shared] [--out benchmarks/results/reading.json]
       python -m benchmarks.reading --pages FOLDER

FOLDER has web pages (name.html or name.html.gz), each with its gold text beside it (name.txt).

F1 is over multisets of four successive words, as in the article extraction benchmark of Scrapinghub (2020); plain
trafilatura is measured on the same pages in the same run.  Pages on which ours is worse by more than 0.05, keeps
less than half as many words, or keeps less than half of the gold text are listed.
"""

import argparse
import gzip
import io
import json
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from qa.reading.article import compose
from qa.reading.cleaning.rules import clean
from qa.reading.corpus import read_all, scan
from qa.reading.document import UnreadableError
from qa.reading.formats.html import read_html
from qa.reading.formats.pdf.reader import read_pdf
from qa.reading.near_duplicates import Shingled, groups_of_copies
from qa.reading.shingles import common_shingles, shingles_of

PROJECT = Path(__file__).parent.parent
PDF_PAGES = 100
PLAIN = "trafilatura, its defaults without comments"
LAID_OUT = "ours, as it is laid out"
WORSE_BY = 0.05
"""A page whose F1 falls behind trafilatura's by more is listed."""


def main() -> None:
    """Measure what is present, print and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "reading.json")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="measure the web pages of a folder alone")
    parser.add_argument("--articles", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.pages:
        print(json.dumps(_pages(*_in_folder(options.pages)), indent=2))
        return
    if options.articles:
        print(json.dumps(_articles(options.articles)))
        return
    results: dict[str, Any] = {"web pages": _pages(*_of_benchmark(options.shared / "web-pages"))}
    results["PDF of 100 pages"] = _pdf(options.shared / "files" / "multicolumn.pdf")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(options.shared / "collections" / "medquad-articles.tar.xz") as tar:
            tar.extractall(folder, filter="data")
        # a process of its own, so that peak memory is that of reading
        command = [sys.executable, str(Path(__file__)), "--articles", folder]
        results["MedQuAD"] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


def _articles(corpus: Path) -> dict[str, Any]:
    started = perf_counter()
    reading = read_all(corpus, scan(corpus), lambda *_: None)
    read = perf_counter()
    texts = {article.id: Shingled(article.text, shingles_of(article.text)) for article in reading.articles}
    groups = groups_of_copies(texts, common_shingles(text.shingles for text in texts.values()))
    ended = perf_counter()
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "articles": len(reading.articles),
        "skipped": len(reading.skipped),
        "pieces removed": sum(len(report.removed) for report in reading.reports.values()),
        "groups of copies": len(groups),
        "read and clean s": round(read - started, 1),
        "duplicates s": round(ended - read, 1),
        "peak memory MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "peak memory of a worker MB": round(workers / 1024),
    }


def _pdf(source: Path) -> dict[str, Any]:
    """Read a two-column PDF of 100 pages, made from the pages of a real one."""
    import pypdfium2  # type: ignore[import-untyped]

    copy, original = pypdfium2.PdfDocument.new(), pypdfium2.PdfDocument(source)
    while len(copy) < PDF_PAGES:
        copy.import_pages(original, pages=list(range(min(len(original), PDF_PAGES - len(copy)))))
    content = io.BytesIO()
    copy.save(content)
    started = perf_counter()
    draft, _ = clean(read_pdf(content.getvalue()))
    words = sum(len(block.text.split()) for block in draft.blocks)
    return {"pages": PDF_PAGES, "words": words, "s": round(perf_counter() - started, 2)}


def _of_benchmark(folder: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return the gold text and the page of each name in the benchmark's own layout."""
    truth = json.loads((folder / "ground-truth.json").read_text())
    pages = {name: gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in truth}
    return {name: gold["articleBody"] for name, gold in truth.items()}, pages


def _in_folder(folder: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return the gold text and the page of each name in a folder."""
    truth: dict[str, str] = {}
    pages: dict[str, bytes] = {}
    for path in sorted((*folder.glob("*.html"), *folder.glob("*.html.gz"))):
        name = path.name.removesuffix(".gz").removesuffix(".html")
        if (gold := folder / f"{name}.txt").is_file():
            content = path.read_bytes()
            pages[name] = gzip.decompress(content) if path.suffix == ".gz" else content
            truth[name] = gold.read_text(encoding="utf-8")
    if not pages:
        sys.exit(f"{folder} has no page (name.html) with its gold text (name.txt) beside it")
    return truth, pages


def _pages(truth: dict[str, str], pages: dict[str, bytes]) -> dict[str, Any]:
    extractors: dict[str, Callable[[bytes], str]] = {
        PLAIN: _plain_trafilatura,
        "ours before cleaning": lambda content: _ours(content, cleaned=False),
        "ours": lambda content: _ours(content, cleaned=True),
        LAID_OUT: _laid_out,
    }
    results: dict[str, Any] = {"pages": len(pages)}
    texts: dict[str, dict[str, str]] = {}
    for name, extract in extractors.items():
        started = perf_counter()
        texts[name] = {page: extract(content) for page, content in pages.items()}
        results[name] = {**_scores(truth, texts[name]), "s": round(perf_counter() - started, 1)}
    results["pages to look at"] = [
        {"page": page, **verdict}
        for page, gold in truth.items()
        if (verdict := _to_look_at(gold, texts[PLAIN][page], texts[LAID_OUT][page]))
    ]
    return results


def _to_look_at(gold: str, plain: str, ours: str) -> dict[str, Any]:
    """Return F1 and words of both texts of a page where ours is worse or much shorter; nothing elsewhere."""
    (_, _, plain_f1), (_, recall, f1) = _score(gold, plain), _score(gold, ours)
    words, plain_words = len(ours.split()), len(plain.split())
    if f1 >= plain_f1 - WORSE_BY and 2 * words >= plain_words and recall >= 0.5:
        return {}
    return {
        "F1": round(f1, 3),
        "trafilatura's F1": round(plain_f1, 3),
        "words": words,
        "trafilatura's words": plain_words,
        "words of the gold text": len(gold.split()),
    }


def _plain_trafilatura(content: bytes) -> str:
    import trafilatura

    return trafilatura.extract(content, include_comments=False) or ""


def _ours(content: bytes, *, cleaned: bool) -> str:
    try:
        draft = read_html(content)
    except UnreadableError:
        return ""
    return "\n".join(block.text for block in (clean(draft)[0] if cleaned else draft).blocks)


def _laid_out(content: bytes) -> str:
    """Return the text of the article, which its title is no part of; nothing for a page without one."""
    try:
        return compose(clean(read_html(content))[0], article_id="page", source="page.html").text
    except UnreadableError:
        return ""


def _scores(truth: dict[str, str], texts: dict[str, str]) -> dict[str, float]:
    scores = [_score(gold, texts[page]) for page, gold in truth.items()]
    precisions = [score[0] for page, score in zip(truth, scores, strict=True) if texts[page].split()]
    precision, recall = sum(precisions) / max(1, len(precisions)), sum(score[1] for score in scores) / len(scores)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "F1": round(f1, 4)}


def _score(gold: str, text: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of one text."""
    got, want = _shingles(text), _shingles(gold)
    hit = sum((got & want).values())
    precision, recall = hit / max(1, got.total()), hit / max(1, want.total())
    return precision, recall, 2 * hit / max(1, got.total() + want.total())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3))) if words else Counter()


if __name__ == "__main__":
    main()
