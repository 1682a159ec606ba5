"""What a web page drags along with its article, recognised by shape and position.

Each rule is pure: it looks at the blocks of a draft and yields the places to cut.  None knows a site; each
was decided on the pages of development collections and is measured on others (docs/reading.md).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from qa.reading.document import DocumentBlock, DocumentBlockKind

Blocks = Sequence[DocumentBlock]

TOP_BLOCKS = 6
"""How far from the top of a page its head (site, date, breadcrumb, repeated title) reaches."""
BOTTOM_BLOCKS = 4
LABEL_WORDS_MOST = 4
LINK_WORDS_MOST = 20

_LABEL_WORDS = frozenset(
    """read see also you may might like don't dont miss recommended recommendation reading related check out more
    learn watch next previous further popular trending most must article articles story stories post posts video up
    latest similar suggested discover explore this our guide editors picks""".split()
)
_POINTING_WORDS = frozenset("also related recommended like next article articles story stories post posts".split())
_ONE_WORD_LABELS = frozenset(
    "related recommended trending more read watch see check explore next previous".split()
)
_NAVIGATION_WORDS = _LABEL_WORDS | frozenset(
    """show hide sources in section table of contents advertisement advertisements ad sponsored share print comment
    comments news menu search home skip to content main navigation tags categories subscribe newsletter login log
    sign back top follow us all view copy link email save close open page pages continue scroll tweet pin
    reprints order""".split()
)
_MENU_WORDS = frozenset(
    """related articles popular sources section contents advertisement advertisements ad sponsored share print
    comments menu search skip navigation tags categories subscribe newsletter login trending home posts stories
    previous top reprints""".split()
)
"""At least one of these stands in a menu's line; the others also stand in headings and lists of articles."""
_SOCIAL_WORDS = frozenset(
    """facebook twitter x instagram pinterest linkedin whatsapp telegram reddit tumblr youtube tiktok email mail
    print share tweet pin google google+ messenger copy link on via this follow us flipboard snapchat
    threads bluesky mastodon rss""".split()
)
_DATE_WORDS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january february march
    april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    published updated posted on last reviewed modified at am pm est edt pst pdt gmt utc bst et pt date first st nd
    rd th ago hours hour minutes minute days day weeks week months month years year by""".split()
)
_MONTH_OR_NUMBER_DATE = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\bago\b",
    re.IGNORECASE,
)
_READING_TIME = re.compile(r"\b\d+\s*-?\s*min(ute)?s?\s+(to\s+)?read\b|\breading time\b", re.IGNORECASE)
_CHATTER = re.compile(
    r"^((sure|certainly|of course|absolutely)\b.*\b(here|below)\b.*|(here(['’]s| is| are)|below (is|are))\b.*)"
    r"\b(blog post|article|draft|version|rewrite|rewritten|outline|summary|text)\b.*[:.!]$",
    re.IGNORECASE,
)
_COMMENT_FORM = re.compile(
    r"^(leave|post|write|add) (a|your) (comment|reply)\b|^your email address will not be published|"
    r"^required fields are marked|^save my name, email",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"\b(we|site|website|page|partners) (also )?uses? cookies\b|\b(accept|reject|manage|allow) (all )?cookies\b|"
    r"\bcookies\b.*\b(your (settings|preferences|choices)|consent)\b|"
    r"\bcookie (policy|settings|preferences|consent|notice)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"(copyright\b|©|\(c\) (19|20)\d\d)", re.IGNORECASE)
_RESERVED = "all rights reserved"
_MEDIA = ("video", "videos", "photo", "photos", "gallery", "podcast", "infographic", "slideshow")
_SENTENCE_END = re.compile(r"[.!][\"”’)\]]*$")
_BREADCRUMB_MARK = re.compile(r"\s*[›»>]\s*|\s+[|/]\s+")
_WORD = re.compile(r"[\w+'’-]+")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def _first_words(text: str) -> list[str]:
    """Return one word more than a label has, or all there are: a long text need not be taken apart for that."""
    return [
        found.group() for found in islice(_WORD.finditer(text.lower().replace("’", "'")), LABEL_WORDS_MOST + 1)
    ]


def links_to_other_articles(blocks: Blocks) -> Iterator[int]:
    """Yield lines that only point elsewhere: a label of a few known words, a colon, and a title."""
    for place, block in enumerate(blocks):
        label, colon, rest = block.text.partition(":")
        words = _first_words(label)
        if not (colon and rest.strip() and 0 < len(words) <= LABEL_WORDS_MOST and set(words) <= _LABEL_WORDS):
            continue
        if len(rest.split()) > LINK_WORDS_MOST or _SENTENCE_END.search(rest):
            continue
        surely = len(words) > 1 and _POINTING_WORDS & set(words)
        if surely or ((len(words) > 1 or words[0] in _ONE_WORD_LABELS) and _is_title_like(rest)):
            yield place


def _is_title_like(text: str) -> bool:
    long = [word for word in re.findall(r"\w+", text) if len(word) > 3]
    return bool(long) and sum(word[0].isupper() for word in long) >= 0.6 * len(long)


def navigation_labels(blocks: Blocks) -> Iterator[int]:
    """Yield lines made of nothing but the words of menus: "Most Popular", "Show Sources", "In This Section:"."""
    for place, block in enumerate(blocks):
        words = _first_words(block.text)
        a_label = 0 < len(words) <= LABEL_WORDS_MOST and set(words) <= _NAVIGATION_WORDS
        surely = _MENU_WORDS & set(words) and words != ["sources"]
        if a_label and surely and not block.text.endswith(("?", ".", "!")):
            yield place


def share_buttons(blocks: Blocks) -> Iterator[int]:
    """Yield lines made of the names of networks and of what one does there."""
    for place, block in enumerate(blocks):
        begin = _first_words(block.text)
        if begin and set(begin) <= _SOCIAL_WORDS and set(_words(block.text)) <= _SOCIAL_WORDS:
            yield place


def dates_and_reading_times(blocks: Blocks) -> Iterator[int]:
    """Yield short lines at the top or bottom that hold only a date, or how long reading takes."""
    for place, block in enumerate(blocks):
        if TOP_BLOCKS <= place < len(blocks) - BOTTOM_BLOCKS:
            continue
        words = _words(block.text)
        if not words or len(words) > 14:
            continue
        only_date = all(word in _DATE_WORDS or any(c.isdigit() for c in word) for word in words)
        a_time = _READING_TIME.search(block.text) and not _SENTENCE_END.search(block.text)
        if (only_date and _MONTH_OR_NUMBER_DATE.search(block.text)) or a_time:
            yield place


def breadcrumbs(blocks: Blocks) -> Iterator[int]:
    """Yield lines at the top that are a path of menus: run together up to the title, or with separators."""
    for place, block in enumerate(blocks[:TOP_BLOCKS]):
        if block.kind is DocumentBlockKind.LIST_ITEM:
            continue
        text = block.text.casefold()
        titles = [other.text.casefold() for other in blocks[: TOP_BLOCKS + 2] if other is not block]
        ends_in_title = any(_runs_into(text, title) for title in titles)
        parts = _BREADCRUMB_MARK.split(block.text)
        a_path = len(parts) > 2 and all(len(part.split()) <= LABEL_WORDS_MOST for part in parts[:-1])
        if ends_in_title or (a_path and not _SENTENCE_END.search(block.text)):
            yield place


def _runs_into(text: str, title: str) -> bool:
    """Tell whether a text ends in a title with no space between: what stood in several links."""
    before = text.removesuffix(title)
    return len(_words(title)) > 2 and before != text and before[-1:].isalnum()


def repeated_titles(blocks: Blocks) -> Iterator[int]:
    """Yield lines of the head that say again what a line above them said."""
    seen: set[str] = set()
    for place, block in enumerate(blocks[:TOP_BLOCKS]):
        key = " ".join(re.findall(r"\w+", block.text.casefold()))
        if block.kind is DocumentBlockKind.LIST_ITEM:
            continue
        if key in seen and 2 < len(key.split()) <= LINK_WORDS_MOST and not _SENTENCE_END.search(block.text):
            yield place
        seen.add(key)


def generator_chatter(blocks: Blocks) -> Iterator[int]:
    """Yield a text generator's own words before the article it was asked for."""
    for place, block in enumerate(blocks[:TOP_BLOCKS]):
        if _CHATTER.search(block.text) and len(block.text.split()) <= LINK_WORDS_MOST:
            yield place


def comment_forms(blocks: Blocks) -> Iterator[int]:
    """Yield the lines of a form for comments."""
    for place, block in enumerate(blocks):
        if _COMMENT_FORM.search(block.text) and len(block.text.split()) <= LINK_WORDS_MOST:
            yield place


def cookie_notices(blocks: Blocks) -> Iterator[int]:
    """Yield notices that ask for consent to cookies."""
    for place, block in enumerate(blocks):
        if "cookie" in block.text.lower() and _COOKIES.search(block.text) and len(block.text.split()) <= 60:
            yield place


def rights_notices(blocks: Blocks) -> Iterator[int]:
    """Yield short lines of copyright."""
    for place, block in enumerate(blocks):
        told = _RIGHTS.match(block.text) or _RESERVED in block.text.lower()
        if told and len(block.text.split()) <= 40:
            yield place


def captions(blocks: Blocks) -> Iterator[int]:
    """Yield titles of videos and pictures: short, in parts set apart by bars, no sentence."""
    for place, block in enumerate(blocks):
        parts = block.text.split(" | ")
        if (
            len(parts) < 2
            or block.kind is DocumentBlockKind.LIST_ITEM
            or len(block.text.split()) > LINK_WORDS_MOST
        ):
            continue
        titles = parts[-1].lower() in _MEDIA or all(map(_is_title_like, parts))
        if titles and not _SENTENCE_END.search(block.text):
            yield place


def empty_headings(blocks: Blocks) -> Iterator[int]:
    """Yield headings with nothing below them up to one of the same or a higher level."""
    for place, block in enumerate(blocks):
        if block.kind is not DocumentBlockKind.HEADING:
            continue
        deeper = [
            other
            for other in _until_level(blocks[place + 1 :], block.level)
            if other.kind is not DocumentBlockKind.HEADING
        ]
        if not deeper:
            yield place


def _until_level(blocks: Blocks, level: int) -> Iterator[DocumentBlock]:
    for block in blocks:
        if block.kind is DocumentBlockKind.HEADING and block.level <= level:
            return
        yield block
