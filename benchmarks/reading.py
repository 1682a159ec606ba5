"""Measures reading: F1 on real web pages, speed and memory on the MedQuAD articles, and a PDF of 100 pages.

usage: python -m benchmarks.reading [--shared ../shared] [--out benchmarks/results/reading.json]

F1 is over multisets of four successive words, as in the article extraction benchmark of Scrapinghub (2020); plain
trafilatura is measured on the same pages in the same run.
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


def main() -> None:
    """Measure what is present, print and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "reading.json")
    parser.add_argument("--articles", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.articles:
        print(json.dumps(_articles(options.articles)))
        return
    results: dict[str, Any] = {"web pages": _pages(options.shared / "web-pages")}
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


def _pages(folder: Path) -> dict[str, Any]:
    truth = json.loads((folder / "ground-truth.json").read_text())
    pages = {name: gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in truth}
    extractors: dict[str, Callable[[bytes], str]] = {
        "trafilatura, its defaults without comments": _plain_trafilatura,
        "ours before cleaning": lambda content: _ours(content, cleaned=False),
        "ours": lambda content: _ours(content, cleaned=True),
        "ours, as it is laid out": _laid_out,
    }
    results: dict[str, Any] = {}
    for name, extract in extractors.items():
        started = perf_counter()
        texts = {page: extract(content) for page, content in pages.items()}
        results[name] = {**_scores(truth, texts), "s": round(perf_counter() - started, 1)}
    return results


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


def _scores(truth: dict[str, Any], texts: dict[str, str]) -> dict[str, float]:
    precisions, recalls = [], []
    for page, gold in truth.items():
        got, want = _shingles(texts[page]), _shingles(gold["articleBody"])
        hit = sum((got & want).values())
        recalls.append(hit / max(1, sum(want.values())))
        if got:
            precisions.append(hit / sum(got.values()))
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "F1": round(f1, 4)}


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3))) if words else Counter()


if __name__ == "__main__":
    main()
