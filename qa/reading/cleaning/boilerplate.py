"""What a web page drags along with its article, recognised by shape and position.

Each rule is pure: it looks at the blocks of a web page and yields the places to cut.  None knows a site, and none
cuts for one sign alone what may as well inform: a path, a list of names, a date, a heading with text below it.
Each was decided on the pages of development collections and is measured on others (docs/reading.md).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from qa.reading.document import DocumentBlock, DocumentBlockKind

Blocks = Sequence[DocumentBlock]

TOP_BLOCKS = 6
"""How far from the top of a page its head (site, date, breadcrumb, repeated title) reaches."""
BOTTOM_BLOCKS = 4
DATE_WORDS_MOST = 14
DATE_CHARACTERS_MOST = 140
RIGHTS_WORDS_MOST = 40
BUTTONS_LEAST = 3
COOKIE_SENTENCES_MOST = 3
"""A banner says what is used, what for, and how to refuse."""
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
_LEGAL_WORDS = frozenset("privacy terms cookie cookies imprint impressum disclaimer accessibility".split())
_FOOT_WORDS = _LEGAL_WORDS | frozenset(
    """about ad ads advertise all and careers choices conditions contact copyright faq feedback for help home info
    information jobs legal map media my notice of our policy press rights security sell service services settings
    site sitemap statement support the to us use website with your""".split()
)
"""A row of links below the text has these words on 8 of 102 pages for development, and none there is text."""
_FOOT_MARK = re.compile(r"\s*[|·•/]\s+|\s+[|·•/]\s*")
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
    r"^(leave|post|write|add) (a|your) (comment|reply)\b(?!.*[.!]$)|^your email address will not be published|"
    r"^required fields are marked|^save my name, email",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"\b(site|website|page|partners) (also )?uses? cookies\b|"
    r"\bwe (also )?use cookies\b(?=.*\b(experience|sites?|websites?|brows\w+|traffic|ads|advert\w+|personali\w+|"
    r"analy\w+|privacy|policy|consent|accept|agree|settings|preferences|services|partners|third|device)\b)|"
    r"^(accept|reject|manage|allow) (all |the )?(use of )?cookies[.!]?$|"
    r"\bcookies\b.*\b(your (settings|preferences|choices)|consent)\b|"
    r"\bcookie (policy|settings|preferences|consent|notice)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"(copyright( ©| \(c\))?|©|\(c\)),? *(19|20)\d\d\b(?! +(?!by |the )(?-i:[a-z]))", re.IGNORECASE
)
"""The year is followed by a name: "Copyright 1955 stands on the old copies" is a sentence."""
_RESERVED = re.compile(
    r"\ball rights (are )?reserved\b(?! (?!by |worldwide)[a-z])(?![^.]* (was|were|had)\b)", re.IGNORECASE
)
_MEDIA = ("video", "videos", "photo", "photos", "gallery", "podcast", "infographic", "slideshow")
_SENTENCE_END = re.compile(r"[.!][\"”’)\]]*$")
_TO_SHARE = frozenset("share tweet pin print follow copy flipboard".split())
"""A line of networks with none of these may be a list of providers, or of ways to write to somebody."""
_PUBLISHED = frozenset("published updated posted reviewed modified".split())
_TIME_OF_DAY = re.compile(r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(19|20)\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b")
_OPEN_END = frozenset(
    "a an and as at by for from in is are was were of on or since the to until till with".split()
)
_HOME = frozenset("home homepage start startseite accueil inicio".split())
_ARROW = re.compile(r"[›»]")
_BREADCRUMB_MARK = re.compile(r"\s*[›»>]\s*|\s+[|/]\s+")
_WORD = re.compile(r"[\w+'’-]+")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def _first_words(text: str) -> list[str]:
    """Return one word more than a label has, or all there are: a long text need not be taken apart for that."""
    return [
        match.group() for match in islice(_WORD.finditer(text.lower().replace("’", "'")), LABEL_WORDS_MOST + 1)
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
    """Yield lines made of nothing but the words of menus: "Most Popular", "Show Sources", "In This Section:".

    A heading of one such word ("Search", "Comments") may as well stand over what it says.
    """
    yield from _links_at_the_foot(blocks)
    for place, block in enumerate(blocks):
        words = _first_words(block.text)
        a_label = 0 < len(words) <= LABEL_WORDS_MOST and set(words) <= _NAVIGATION_WORDS
        surely = _MENU_WORDS & set(words) and words != ["sources"] and not block.text.endswith(("?", ".", "!"))
        if a_label and surely and (len(words) > 1 or not _heads(blocks, place)):
            yield place


def _links_at_the_foot(blocks: Blocks) -> Iterator[int]:
    """Yield the lines at the bottom that are a row of links such as "Privacy policy | Terms of use"."""
    for place, block in enumerate(blocks):
        if place < len(blocks) - BOTTOM_BLOCKS or len(_FOOT_MARK.split(block.text)) < 2:
            continue
        words = set(_words(block.text))
        if words <= _FOOT_WORDS and words & _LEGAL_WORDS:
            yield place


def _heads(blocks: Blocks, place: int) -> bool:
    """Tell whether a block is a heading with something below it."""
    if blocks[place].kind is not DocumentBlockKind.HEADING:
        return False
    below = blocks[place + 1 : place + 2]
    return bool(below) and below[0].kind is not DocumentBlockKind.HEADING


def share_buttons(blocks: Blocks) -> Iterator[int]:
    """Yield runs of lines made of the names of networks, and of what one does there or in a row."""
    run: list[int] = []
    for place in range(len(blocks) + 1):
        words = set(_words(blocks[place].text)) if place < len(blocks) and _begins_social(blocks[place]) else set()
        if words and words <= _SOCIAL_WORDS:
            run.append(place)
            continue
        said = {word for shared in run for word in _words(blocks[shared].text)}
        if (said & _TO_SHARE and said - _TO_SHARE) or any(_is_row(blocks[shared].text) for shared in run):
            yield from run
        run = []


def _is_row(text: str) -> bool:
    """Tell whether names stand in a row with nothing between them, as buttons do and names in a list do not."""
    return len(text.split()) >= BUTTONS_LEAST and "," not in text


def _begins_social(block: DocumentBlock) -> bool:
    begin = _first_words(block.text)
    return bool(begin) and set(begin) <= _SOCIAL_WORDS


def dates_and_reading_times(blocks: Blocks) -> Iterator[int]:
    """Yield short lines at the top or bottom that hold only when a page was published, or how long reading takes.

    A date with a time of day, or without a year, is rather that of what the page tells of, and so is one that the
    lines around it lead into, or one of several.
    """
    yield from reading_times(blocks)
    bare_dates = {block.text for block in blocks if _YEAR.search(block.text) and _is_only_date(block.text)}
    for place, block in enumerate(blocks):
        if not _is_at_edge(place, blocks):
            continue
        words = _words(block.text)
        if not words or len(words) > DATE_WORDS_MOST or _READING_TIME.search(block.text):
            continue
        published = bool(_PUBLISHED & set(words)) or words[-1] == "ago"
        bare = (
            place < TOP_BLOCKS
            and _YEAR.search(block.text)
            and not _TIME_OF_DAY.search(block.text)
            and len(bare_dates - {date for date in bare_dates if _PUBLISHED & set(_words(date))}) < 2
            and not _is_led_into(blocks, place)
        )
        if _is_only_date(block.text) and _MONTH_OR_NUMBER_DATE.search(block.text) and (published or bare):
            yield place


def _is_only_date(text: str) -> bool:
    words = _words(text) if len(text) < DATE_CHARACTERS_MOST else []
    return bool(words) and all(word in _DATE_WORDS or any(c.isdigit() for c in word) for word in words)


def _is_led_into(blocks: Blocks, place: int) -> bool:
    """Tell whether the line before leaves its sentence open, or the line behind goes on with it."""
    before = blocks[place - 1].text if place else ""
    after = blocks[place + 1].text if place + 1 < len(blocks) else ""
    return before.endswith((":", ",")) or before.rpartition(" ")[2].lower() in _OPEN_END or after[:1].islower()


def reading_times(blocks: Blocks) -> Iterator[int]:
    """Yield short lines at the top or bottom that say how long reading takes: "3 mins read"."""
    for place, block in enumerate(blocks):
        short = _is_at_edge(place, blocks) and len(block.text.split()) <= DATE_WORDS_MOST
        if short and _READING_TIME.search(block.text) and not _SENTENCE_END.search(block.text):
            yield place


def _is_at_edge(place: int, blocks: Blocks) -> bool:
    return place < TOP_BLOCKS or place >= len(blocks) - BOTTOM_BLOCKS


def breadcrumbs(blocks: Blocks) -> Iterator[int]:
    """Yield lines at the top that are a path of menus: run together up to the title, or with separators.

    A path with bars or ">" begins at home or ends in the title; another may be one that the article tells of.
    """
    yield from run_together(blocks)
    for place, block in enumerate(blocks[:TOP_BLOCKS]):
        if block.kind is DocumentBlockKind.LIST_ITEM or _SENTENCE_END.search(block.text):
            continue
        parts = _BREADCRUMB_MARK.split(block.text.casefold())
        a_path = len(parts) > 2 and all(len(part.split()) <= LABEL_WORDS_MOST for part in parts[:-1])
        ends_in_title = parts[-1] in (other.text.casefold() for other in _others_on_top(blocks, place))
        if a_path and (parts[0].strip() in _HOME or ends_in_title or _ARROW.search(block.text)):
            yield place


def run_together(blocks: Blocks) -> Iterator[int]:
    """Yield lines at the top that end in the title with no space before it: what stood in several links."""
    for place, block in enumerate(blocks[:TOP_BLOCKS]):
        titles = [other.text.casefold() for other in _others_on_top(blocks, place)]
        if block.kind is not DocumentBlockKind.LIST_ITEM and any(
            _runs_into(block.text.casefold(), title) for title in titles
        ):
            yield place


def _others_on_top(blocks: Blocks, place: int) -> list[DocumentBlock]:
    return [other for number, other in enumerate(blocks[: TOP_BLOCKS + 2]) if number != place]


def _runs_into(text: str, title: str) -> bool:
    before = text.removesuffix(title)
    return len(_words(title)) > 2 and before != text and before[-1:].isalnum()


def repeated_titles(blocks: Blocks) -> Iterator[int]:
    """Yield lines of the head that say again what a line above them said; what leads into something does not."""
    seen: set[str] = set()
    for place, block in enumerate(blocks[:TOP_BLOCKS]):
        key = " ".join(re.findall(r"\w+", block.text.casefold()))
        if block.kind is DocumentBlockKind.LIST_ITEM or block.text.endswith(":"):
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
    """Yield notices that ask for consent to cookies; a page with more sentences on cookies tells of them."""
    told = sum(
        "cookie" in block.text.lower() and bool(_SENTENCE_END.search(block.text))
        for block in blocks
        if block.kind is not DocumentBlockKind.HEADING
    )
    if told > COOKIE_SENTENCES_MOST:
        return
    for place, block in enumerate(blocks):
        if "cookie" in block.text.lower() and _COOKIES.search(block.text) and len(block.text.split()) <= 60:
            yield place


def rights_notices(blocks: Blocks) -> Iterator[int]:
    """Yield short lines of copyright: with a year, or of rights reserved."""
    for place, block in enumerate(blocks):
        told = _RIGHTS.match(block.text) or _RESERVED.search(block.text)
        if told and len(block.text.split()) <= RIGHTS_WORDS_MOST:
            yield place


def reserved_rights(blocks: Blocks) -> Iterator[int]:
    """Yield short lines at the bottom that reserve all rights."""
    for place, block in enumerate(blocks):
        at_bottom = place >= len(blocks) - BOTTOM_BLOCKS and len(block.text.split()) <= RIGHTS_WORDS_MOST
        if at_bottom and _RESERVED.search(block.text):
            yield place


def captions(blocks: Blocks) -> Iterator[int]:
    """Yield titles of videos and pictures: short, in parts set apart by bars, no sentence.

    A row of a list looks alike, so there is a second sign: the last part says what it is ("Video"), two parts say
    the same, or a link to another article stands beside it.
    """
    links = set(links_to_other_articles(blocks))
    for place, block in enumerate(blocks):
        parts = block.text.split(" | ")
        short = len(block.text.split()) <= LINK_WORDS_MOST and not _SENTENCE_END.search(block.text)
        if len(parts) < 2 or not short or block.kind is DocumentBlockKind.LIST_ITEM:
            continue
        repeats = len({part.casefold() for part in parts}) < len(parts)
        beside = not links.isdisjoint((place - 1, place + 1)) and all(map(_is_title_like, parts))
        if parts[-1].casefold() in _MEDIA or repeats or beside:
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
