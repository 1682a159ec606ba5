"""Measures how well the confidence of a word tells whether it was recognised rightly.

usage: python -m benchmarks.ocr [--pages 30] [--seed 1] [--out benchmarks/results/ocr.json]

Lines of the bundled articles, and of made-up doses among them, are drawn in the fonts of matplotlib at 75 to 250
dots an inch, with ink, ground, blur, noise, slant and compression by lot, recognised, and compared with the truth.
The bounds of ``qa/reading/ocr/confidence.py`` were chosen on the half ``A`` of the articles; the half ``B`` shows
what they are worth.
"""

import argparse
import io
import json
import random
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from math import radians, tan
from pathlib import Path
from time import perf_counter
from typing import Any

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from qa.reading.corpus import read
from qa.reading.ocr import confidence
from qa.reading.ocr.recognition import installed, read_picture
from qa.records import Article, ReadSpan

PROJECT = Path(__file__).parent.parent
EVERY_FONT = (Path(matplotlib.get_data_path()) / "fonts" / "ttf").glob("DejaVuS*.ttf")
FONTS = sorted(font for font in EVERY_FONT if "Display" not in font.stem)  # which has no letters
DRAWN_AT = 250
LINES, DOSES = 16, 10
UNITS = "mg g µg ml mg/kg mcg IU % °C mmHg mmol/L kg cm days hours weeks tablets drops units puffs".split()
SAYINGS = (
    "Take {} every {}.",
    "The dose is {} or {}, not above {}.",
    "At most {} in {}; children {}.",
    "from {} to {} ({} a day)",
    "Give {}; after {} give {} again",
)
ALIKE = str.maketrans({"μ": "µ", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"'})
EDGES = ".,;:()[]\"'#*-"
WORD_BOUNDS, NUMBER_BOUNDS = (0.0, 0.8, 0.9, 0.95, 0.98), (0.0, 0.9, 0.95, 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a page is drawn."""

    font: str
    dpi: int
    points: int
    ground: int
    ink: int
    blur: float
    noise: int
    slant: float
    quality: int
    two_tone: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word: right, wrong, or only parted from its neighbours otherwise than in print."""

    half: str
    page: int
    text: str
    confidence: float
    hard: bool
    is_number: bool
    kind: str


def dose(lot: random.Random) -> str:
    number = lot.choice(
        (
            str(lot.randint(1, 9)),
            str(lot.randint(10, 999)),
            f"{lot.randint(0, 9)}.{lot.randint(1, 9)}",
            f"0.{lot.randint(1, 999):03}",
            f"{lot.randint(1, 9)},{lot.randint(0, 999):03}",
            f"{lot.randint(1, 40)}-{lot.randint(41, 90)}",
            f"{lot.randint(1, 12)}–{lot.randint(13, 24)}",
            f"{lot.randint(1, 9)}/{lot.randint(2, 9)}",
            f"<{lot.randint(1, 200)}",
        )
    )
    return number + lot.choice((" ", " ", "")) + lot.choice(UNITS)


def lines_of(article: Article, lot: random.Random) -> list[str]:
    """Return some lines of an article, and made-up doses among them."""
    width = lot.choice((50, 64, 76))
    body = [line for part in article.text.split("\n") if part for line in textwrap.wrap(part, width)]
    start = lot.randrange(max(1, len(body) - LINES))
    lines = body[start : start + LINES]
    for _ in range(DOSES):
        saying = lot.choice(SAYINGS)
        while "{}" in saying:
            saying = saying.replace("{}", dose(lot), 1)
        lines.insert(lot.randrange(len(lines)), saying)
    return lines


def drawing_of(lot: random.Random) -> Drawing:
    dpi = lot.choice((75, 100, 120, 150, 200, 250))
    return Drawing(
        font=str(lot.choice(FONTS)),
        dpi=dpi,
        points=lot.choice((8, 9, 10, 11, 12)),
        ground=lot.choice((255, 255, 235, 215)),
        ink=lot.choice((0, 0, 40, 90, 140)),
        blur=lot.choice((0, 0, 0.3, 0.5, 0.8)) * dpi / 120,
        noise=lot.choice((0, 0, 8, 20, 40)),
        slant=lot.choice((0, 0, 0, 0.4, -0.8, 1.5)),
        quality=lot.choice((95, 75, 40, 15)),
        two_tone=lot.random() < 0.2,
    )


def drawn(lines: Sequence[str], how: Drawing, seed: int) -> tuple[Image.Image, list[float]]:
    """Return a page, and the heights of its lines in its pixels."""
    step = 1.4 * how.points * how.dpi / 72
    size = 8 * how.dpi, int(step * (len(lines) + 4))
    picture = Image.new("L", size, how.ground)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(how.font, max(6, round(how.points * how.dpi / 72)))
    heights = [step * (place + 1.5) for place in range(len(lines))]
    for line, height in zip(lines, heights, strict=True):
        pen.text((how.dpi // 2, height), line, font=font, fill=how.ink)
    picture = picture.rotate(how.slant, Image.Resampling.BICUBIC, fillcolor=how.ground)
    picture = picture.filter(ImageFilter.GaussianBlur(how.blur))
    pixels = np.asarray(picture) + np.random.default_rng(seed).normal(0, how.noise, picture.size[::-1])
    pixels = pixels.clip(0, 255).astype(np.uint8)
    if how.two_tone:
        pixels = np.where(pixels > np.median(pixels) - 0.45 * (how.ground - how.ink), 255, 0).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=how.quality)
    scale = DRAWN_AT / how.dpi
    page = Image.open(buffer).convert("RGB")
    return page.resize((int(size[0] * scale), int(size[1] * scale)), Image.Resampling.BICUBIC), heights


def recognised_lines(
    page: Image.Image, heights: Sequence[float], how: Drawing
) -> dict[int, list[tuple[str, float]]]:
    """Return the words that were recognised on each line, with their confidences."""
    scale, fall = DRAWN_AT / how.dpi, tan(radians(how.slant))
    of_pages: dict[int, list[tuple[float, list[tuple[str, float]]]]] = {}
    for line in read_picture(np.asarray(page))[0]:
        across, down = (line.quad.mean(axis=0) / scale).tolist()
        level = down + (across - page.width / scale / 2) * fall - 0.6 * how.points * how.dpi / 72
        nearest = int(np.argmin([abs(level - height) for height in heights]))
        words = [(word.text, word.confidence) for word in line.words]
        of_pages.setdefault(nearest, []).append((float(line.quad[0][0]), words))
    return {place: [word for _, words in sorted(parts) for word in words] for place, parts in of_pages.items()}


def plain(text: str) -> str:
    return text.translate(ALIKE)


def core(text: str) -> str:
    return plain(text).strip(EDGES)


def judged(
    read_words: Sequence[tuple[str, float]], truth: Sequence[str]
) -> Iterator[tuple[str, float, bool, str]]:
    """Yield each recognised word with its confidence, whether it is told to be hard to read, and its kind."""
    texts = [text for text, _ in read_words]
    joined, spans, start = " ".join(texts), list[ReadSpan](), 0
    for text, sure in read_words:
        spans.append((start, start + len(text), sure))
        start += len(text) + 1
    hard = set(confidence.hard_to_read(joined, spans, 0, len(joined)))
    matcher = SequenceMatcher(a=[plain(text) for text in texts], b=[plain(text) for text in truth], autojunk=False)
    for tag, first, last, begin, end in matcher.get_opcodes():
        wanted = truth[begin:end]
        for place in range(first, last):
            text, sure = read_words[place]
            kind = "wrong"
            if tag == "equal" or core(text) in map(core, wanted):
                kind = "right"
            elif plain("".join(texts[first:last])) == plain("".join(wanted)):
                kind = "parted"
            yield text, sure, spans[place][:2] in hard, kind


def measured(pages: int, seed: int) -> tuple[list[Word], dict[str, Any]]:
    corpus = PROJECT / "corpus"
    sources = sorted(path.name for path in corpus.glob("*.md") if path.stem != "README")
    articles = [article for source in sources if isinstance(article := read(corpus, source).outcome, Article)]
    lot = random.Random(seed)  # noqa: S311 - to be the same every time
    words: list[Word] = []
    printed = left = 0
    seconds: list[float] = []
    for page in range(pages):
        place = lot.randrange(len(articles))
        lines, how = lines_of(articles[place], lot), drawing_of(lot)
        picture, heights = drawn(lines, how, page)
        started = perf_counter()
        found = recognised_lines(picture, heights, how)
        seconds.append(perf_counter() - started)
        total = sum(len(line.split()) for line in lines)
        read_ = sum(map(len, found.values()))
        printed += total
        left += max(0, total - read_)
        for number, rows in found.items():
            for text, sure, hard, kind in judged(rows, lines[number].split()):
                is_number = any(map(str.isdigit, text))
                half = "A" if place % 2 else "B"
                words.append(Word(half, page, text, sure, hard, is_number, kind))
        print(f"{page + 1}/{pages}: {json.dumps(asdict(how) | {'font': Path(how.font).stem})}", flush=True)
    return words, {
        "pages": pages,
        "words printed": printed,
        "not found": left,
        "median s": float(np.median(seconds)),
    }


def is_bad(word: Word) -> bool:
    """Tell a word that must not be quoted as certain: a number that is parted otherwise is another number."""
    return word.kind == "wrong" or (word.is_number and word.kind == "parted")


def share(part: int, of: int) -> float:
    return round(part / of, 4) if of else 0.0


def told_by(words: Sequence[Word], flagged: Sequence[bool]) -> dict[str, Any]:
    """Return what a rule is worth that flags some words."""
    bad = [is_bad(word) for word in words]
    unflagged = [wrong for wrong, flag in zip(bad, flagged, strict=True) if not flag]
    return {
        "right words flagged": share(
            sum(f and not b for f, b in zip(flagged, bad, strict=True)), bad.count(False)
        ),
        "wrong words flagged": share(sum(f and b for f, b in zip(flagged, bad, strict=True)), sum(bad)),
        "wrong among the others": share(sum(unflagged), len(unflagged)),
    }


def summary(words: Sequence[Word]) -> dict[str, Any]:
    results: dict[str, Any] = {}
    for half in ("A", "B"):
        for name, is_number, bounds in (("words", False, WORD_BOUNDS), ("numbers", True, NUMBER_BOUNDS)):
            group = [word for word in words if word.half == half and word.is_number is is_number]
            results[f"{half}, {name}"] = {
                "count": len(group),
                "wrong": share(sum(map(is_bad, group)), len(group)),
                **{
                    f"below {bound}": told_by(group, [word.confidence < bound for word in group])
                    for bound in bounds
                },
                "by the rules": told_by(group, [word.hard for word in group]),
            }
    return results


def main() -> None:
    """Measure, print and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "ocr.json")
    options = parser.parse_args()
    if not installed():
        parser.error("citewell[ocr] is not installed")
    words, told = measured(options.pages, options.seed)
    results = {"read by": installed(), **told, **summary(words)}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
