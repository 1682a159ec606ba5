"""What a page says of its blocks: what leads in below its title, where comments begin, which articles are others.

An extractor looks for the part with the most text, so it loses the paragraph that a site sets between title and
text, and takes along the further articles that a site loads below the one that was asked for.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from qa.reading.document import DocumentBlock, DocumentBlockKind
from qa.reading.formats.archive import Element, local
from qa.reading.formats.markup import Spot
from qa.reading.formats.page.surroundings import (
    FURNITURE_WORD,
    LINE_MOST,
    LINKED_AT_THE_EDGE_MOST,
    SENTENCE_END,
)

_APART = frozenset("aside figcaption figure footer form li nav table".split())
"""What stands in one of these below a title is no lead, but something beside the text."""
_CORRECTS = re.compile(
    r"^\W*((corrections?|corrected|clarifications?|clarified|amended|updated?|errat(um|a)|rectificatif|korrektur|"
    r"berichtigung|richtigstellung|fe de erratas?|corrección|rettifica|errata corrige)\b|"
    r"(editor|publisher)['’]?s['’]? note\b|anmerkung der redaktion\b|note de la rédaction\b|"
    r"(an|the) earlier version of\b|this [a-z]+ (was|has been) (amended|corrected|updated|retracted)\b)",
    re.IGNORECASE,
)
_COMMENT = (
    r"(comments?|replies|responses|commentaires?|réactions?|réponses|kommentare?|leserkommentare|antworten|comentarios?|"
    r"comentários?|respuestas|commenti|reacties)"
)
_COMMENTS = re.compile(
    rf"\W*(\d+|no|one)\W+{_COMMENT}\b.{{0,120}}|"
    rf"\W*((reader|user)\W)?{_COMMENT}\W*\d*\W*|leave a (comment|reply)\W*",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
TITLE_WORDS_LEAST = 2
"""A heading of one word that is in the page's title is as often the name of the site."""
LEAD_LEAST = 200
"""Characters of a paragraph that leads in.  A shorter line below a title only says what the article says again: so
does each of the eleven on the 102 development pages, and their gold texts leave them out."""
OTHER_CHARACTERS_LEAST = 500
"""A shorter ``article`` is a comment, an answer or a teaser."""


class Titled:
    """The blocks of a page with its title, and what it says of itself in its head."""

    def __init__(self, tree: Element, blocks: Sequence[DocumentBlock], spots: Sequence[Spot]) -> None:
        """Look at the page's head before the tree changes."""
        self._blocks, self._spots = blocks, spots
        titles = ("".join(title.itertext()) for title in tree.iter("title"))
        graph = (meta.get("content") or "" for meta in tree.iter("meta") if meta.get("property") == "og:title")
        texts = (*islice(titles, 1), *islice(graph, 1))  # the first: drawings in the page have titles as well
        self._has_several = len(list(islice(tree.iter("article"), 2))) > 1
        self._titles = [f" {key} " for text in texts if (key := _key(text))]

    def leads(self, article: set[int]) -> set[int]:
        """Return the paragraphs between the title and the text.

        Nothing that is called furniture may part them from the title, and no other heading may stand between them.
        """
        first = min((number for number in article if not self._is_heading(number)), default=0)
        title = next((n for n in reversed(range(first)) if self._is_like_title(n)), None)
        if title is None:
            return set()
        above_title = set(self._above(title))
        paragraphs: set[int] = set()
        for number in range(title + 1, first):
            if self._is_heading(number):
                break
            own_ancestors = [node for node in self._above(number) if node not in above_title]
            if any(local(node) in _APART or _is_called_furniture(node) for node in own_ancestors):
                continue
            if len(self._blocks[number].text) >= LEAD_LEAST and self._is_sentence(number):
                paragraphs.add(number)
        return paragraphs

    def of_other_articles(self, numbers: set[int]) -> set[int]:
        """Return the blocks of articles beside the one under the page's title, with titles of the same rank."""
        if not self._has_several:
            return set()
        holders = {number: self._article_of(number) for number in numbers}
        titles: dict[Element, int] = {}
        for number in range(len(self._blocks)):
            article = self._article_of(number) if self._is_heading(number) else None
            if article is not None:
                titles.setdefault(article, number)
        main_articles = {article for article, number in titles.items() if self._is_title(number)}
        if len(main_articles) != 1:
            return set()
        level = self._blocks[titles[next(iter(main_articles))]].level
        lengths = Counter[Element | None]()
        for number, article in holders.items():
            lengths[article] += self._spots[number].characters
        other_articles = {
            article
            for article, number in titles.items()
            if article not in main_articles
            and self._blocks[number].level == level
            and lengths[article] >= OTHER_CHARACTERS_LEAST
        }
        return {number for number, article in holders.items() if article in other_articles}

    def comments_behind(self, article: set[int]) -> set[int]:
        """Return the blocks under a heading of comments behind what is taken: these are often longer."""
        last = max(article, default=len(self._blocks))
        says = (n for n in range(last + 1, len(self._blocks)) if self._is_heading(n))
        start = next((n for n in says if _COMMENTS.fullmatch(self._blocks[n].text)), len(self._blocks))
        return set(range(start, len(self._blocks)))

    def corrections(self, article: set[int]) -> set[int]:
        """Return what says in the article's own element that something in it was wrong, at its foot as well."""
        corrections = [
            n for n, block in enumerate(self._blocks) if _CORRECTS.match(block.text) and self._is_sentence(n)
        ]
        if not corrections:
            return set()
        lengths = Counter[Element]()
        for number in article:
            for node in self._above(number):
                if local(node) in ("article", "main"):
                    lengths[node] += self._spots[number].characters
        holders = [node for node, length in lengths.items() if 2 * length > max(lengths.values())]
        articles = [node for node in holders if local(node) == "article"] or holders
        in_article: set[int] = set()
        for number in corrections:
            above = self._above(number)
            place = next((n for n, node in enumerate(above) if node in articles), None)
            if place is not None and not any(_is_called_furniture(node, but="footer") for node in above[:place]):
                in_article.add(number)
        return in_article

    def _is_heading(self, number: int) -> bool:
        return self._blocks[number].kind is DocumentBlockKind.HEADING

    def _is_title(self, number: int) -> bool:
        key = f" {_key(self._blocks[number].text)} " if self._is_heading(number) else ""
        return any(
            min(len(key.split()), len(title.split())) >= TITLE_WORDS_LEAST and (key in title or title in key)
            for title in self._titles
        )

    def _is_like_title(self, number: int) -> bool:
        """Tell a heading of which half the words are in the page's title: its head often words it differently."""
        words = _key(self._blocks[number].text).split() if self._is_heading(number) else []
        shared = max((len(set(words) & set(title.split())) for title in self._titles), default=0)
        return shared >= TITLE_WORDS_LEAST and 2 * shared >= len(set(words))

    def _is_sentence(self, number: int) -> bool:
        text, spot = self._blocks[number].text, self._spots[number]
        whole = len(text) >= LINE_MOST and SENTENCE_END.search(text) is not None
        return whole and spot.linked < LINKED_AT_THE_EDGE_MOST * spot.characters

    def _above(self, number: int) -> list[Element]:
        element, tail = self._spots[number].first
        return [*(() if tail else (element,)), *element.iterancestors()]

    def _article_of(self, number: int) -> Element | None:
        """Return the outermost ``article`` around a block."""
        return next((node for node in reversed(self._above(number)) if local(node) == "article"), None)


def _key(text: str) -> str:
    """Return the words of a text alone: a site sets quotation marks and dashes differently in its head."""
    return " ".join(_WORD.findall(text.lower()))


def _is_called_furniture(element: Element, but: str = "") -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return any(word != but for word in _furniture_words(names))


def _furniture_words(names: str) -> Iterator[str]:
    yield from (match.group().lower() for match in FURNITURE_WORD.finditer(names))
