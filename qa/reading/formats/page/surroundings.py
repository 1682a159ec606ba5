"""Where the blocks of a page stand, and which of them belong with those that are surely its article."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from qa.reading.document import DocumentBlock, DocumentBlockKind
from qa.reading.formats.archive import Element, local
from qa.reading.formats.markup import Spot, is_in_control, is_layout

_CONTAINERS = frozenset(
    "div section article main body td center details html fieldset form aside header footer".split()
)
_HOLDERS = _CONTAINERS | {"li", "dd", "blockquote"}
_WRITTEN = frozenset("code pre table".split())
"""Amid an article these are its own, whatever box they stand in."""
_QUOTED = frozenset("blockquote pre".split())
_INLINE = frozenset("a abbr b bdi big code em font i mark q s small span strong sub sup time u".split())
_STRUCTURES = frozenset("ul ol dl table blockquote pre".split())
_OUTSIDE = frozenset("aside footer form dialog figure figcaption".split())
_ARTICLES = frozenset(("article", "main"))
FURNITURE_WORD = re.compile(
    r"(?<![a-z])(comments?|respond|repl(y|ies)|related|shar(e|ing)|social|newsletter|subscri(be|ption)|promos?|sidebar|"
    r"footer|authors?|bio|cookies?|consent|caption|adverts?|ads?|sponsor(ed)?|recommend(ed|ations)?|popular|trending|tags|"
    r"meta|breadcrumbs?|nav|menu|tooltip|modal)(?![a-z])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_HEADING_TAGS = tuple(f"h{level}" for level in range(1, 7))
SENTENCE_END = re.compile(r"[.!?][\"'”’»)\]]*$")
_NOTICE_WORD = re.compile(
    r"(?<![a-z])(admonition|alert|attention|callout|caution|danger|hint|important|notice|note|tip|warning)(?![a-z])",
    re.IGNORECASE,
)
_INFORMING = re.compile(
    r"^(fig(ure|\.)?|tab(le|\.)?|abb(ildung|\.)?|chart|diagram|plate|scheme|step|tabelle|tableau) ?[\divx]+\b|"
    r"\b(must|never|should|do not|don['’]t|avoid|cannot|always|nie|niemals|muss|jamais|nunca)\b|"
    r"\d ?(%|°|mg|g|kg|ml|litres?|mm|cm|m|km|percent|degrees)(?![a-z])",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r"[A-Z][^A-Z©@|]{30,}[^A-Z©@|]*\.")
"""A sentence without a name in it tells neither who is shown nor who took the picture."""
_FOOTER_SIGN = re.compile(
    r"©|\(c\)|copyright|rights reserved|privacy|imprint|impressum|terms|cookie|contact|follow|subscri|newsletter|"
    r"sign up|about us|log ?in|sitemap|powered by|advert|categor|tags|comment|posted|share|credit|filed under",
    re.IGNORECASE,
)
"""All but 2 of the 220 parts called footers on 102 real pages have one of these."""
FIGURE_MOST = 200
"""Within so many elements a figure shows that it has a table; a hostile one has millions."""
PANEL = "data-qa-opened"
"""The attribute of a part that a control of the page opens."""
NEAR = 6
"""How many elements up a name tells what a block is."""
SIGNATURE = 3
MAIN_SHARE = 0.2
"""A container with this share of an article's text is its own; from 0.1 to 0.5 the F1 was the same."""
LINKED_MOST = 0.5
LINKED_AT_THE_EDGE_MOST = 0.2
ALL_LINKED_FROM = 0.8
"""Chosen on one half of the development pages, whose F1 rose by 0.0019; that of the other half rose by 0.0009."""
NEARLY_ALL = 0.9
LINE_MOST = 45
"""Shorter paragraphs, in characters, are lines of menus, bylines and dates when a text is looked for."""


def _is_notice(element: Element) -> bool:
    """Tell a box that warns or notes something, or a writer's own, from what a site puts beside its articles."""
    if local(element) == "aside" and not element.keys():
        return True
    names = f"{element.get('class') or ''} {element.get('role') or ''}"
    return len(names) > 1 and _NOTICE_WORD.search(names) is not None


def _is_called_for_heading(element: Element) -> bool:
    """Tell a part that has its name from its own heading: "related-work" over "Related work", not "Related".

    A part at the foot of a page that has a heading, and nothing that footers have, is called for its place.
    """
    names = _WORD.findall(f"{element.get('class') or ''} {element.get('id') or ''}".lower().replace("_", " "))
    heading = next(element.iter(*_HEADING_TAGS), None) if names else None
    words = _WORD.findall("".join(heading.itertext()).lower()) if heading is not None else []
    if "footer" in names and heading is not None and not _FOOTER_SIGN.search("".join(element.itertext())):
        return True
    terms = [word for word in words if len(word) > 2]
    return bool(terms) and set(names) <= {*words, "section"} and not all(map(FURNITURE_WORD.fullmatch, terms))


@dataclass(frozen=True, slots=True)
class _Container:
    element: Element
    signature: tuple[str, ...]
    structured: bool  # within a list, table or quotation of the container
    furniture: bool

    @property
    def called(self) -> bool:
        """Whether the signature has a class in it."""
        return any(not name.endswith(".") for name in self.signature)


class Surroundings:
    """The blocks of a page with what stands around them."""

    def __init__(self, blocks: Sequence[DocumentBlock], spots: Sequence[Spot]) -> None:
        """Look at each block's elements before the tree changes."""
        self._blocks, self._spots = blocks, spots
        self._by_element: dict[Element, _Container] = {}
        self._layout: dict[Element, bool] = {}
        self._called: dict[Element, bool] = {}
        self._headed: dict[Element, bool] = {}
        self._main = self._holding_most()
        self._containers = [self._container(spot) for spot in spots]

    def length(self, numbers: Iterable[int]) -> int:
        """Return how many characters some blocks have, those in links aside."""
        return sum(self._spots[n].characters - self._spots[n].linked for n in numbers)

    def completed(self, numbers: set[int]) -> set[int]:
        """Return an article's blocks with those that stand beside them in the same containers or in like ones."""
        if not numbers:
            return numbers
        article = set(numbers)
        alike = self._shares(article, by_signature=True)
        for number in self._plain:
            container = self._containers[number]
            if (
                container.called
                and container.signature in alike
                and not container.structured
                and self._is_text(number)
            ):
                article.add(number)
        holders = self._shares(article, by_signature=False)
        first, last = min(article), max(article)
        for number in self._plain:
            spot, container = self._spots[number], self._containers[number]
            inside = first < number < last
            beside = container.element in holders or (inside and container.signature in alike)
            inside = inside or spot.linked < LINKED_AT_THE_EDGE_MOST * spot.characters
            if beside and inside:
                article.add(number)
        article |= self._plainly_within(article)
        article |= self._bare_beside(article)
        linked = self._linked_sentences(article, holders)
        article |= linked | self._opened(article, holders)
        article |= self._heads_of(article)
        for number in reversed(self._plain):  # what leads in goes with what it leads to, whatever holds the two
            leads = self._is_heading(number) or self._blocks[number].text.endswith(":")
            if leads and number + 1 >= first and number + 1 in article:
                article.add(number)
        return article - {number for number in article - linked if self._points_elsewhere(number, holders | alike)}

    def _heads_of(self, article: set[int]) -> set[int]:
        """Return the headings right over blocks of an article in the same element, whatever that is called."""
        return {
            number
            for number in range(min(article) - 1, max(article))
            if number >= 0
            and number + 1 in article
            and self._is_heading(number)
            and self._spots[number].linked < LINKED_MOST * self._spots[number].characters
            and self._spots[number].first[0].getparent() in self._above(number + 1)
        }

    def _plainly_within(self, article: set[int]) -> set[int]:
        """Return the blocks amid an article, or right behind it, that only unnamed containers part from it.

        What a site adds to its articles has a class; a writer's own ``div`` or ``section`` has none.
        """
        core = self._holding(article)
        additions: set[int] = set()
        last = max(article)
        for number in self._plain:
            if number in article or number < min(article):
                continue
            reached, surely = self._reached(number, core)
            if reached and (number < last or (number == last + 1 and surely)):
                additions.add(number)
                last = max(last, number)
        return {
            number for number in additions if not self._is_heading(number) or number + 1 in article | additions
        }

    def _holding(self, article: set[int]) -> set[Element]:
        """Return the elements that hold most of some blocks."""
        lengths = Counter[Element]()
        for number in article:
            for element in self._above(number):
                lengths[element] += self._spots[number].characters
        whole = sum(self._spots[number].characters for number in article)
        return {element for element, length in lengths.items() if 2 * length > whole}

    def _reached(self, number: int, core: set[Element]) -> tuple[bool, bool]:
        """Tell whether no named container lies between a block and an element of a core around it.

        Also whether that is surely the article: the page calls it so, or the block stands under a heading of the
        article's kind.
        """
        headed = structured = False
        element, tail = self._spots[number].first
        for node in element.iterancestors() if tail else (element, *element.iterancestors()):
            if node in core:
                return True, headed or local(node) in _ARTICLES
            structured = structured or local(node) in _WRITTEN or node.get(PANEL) is not None
            if local(node) not in _CONTAINERS:
                continue
            headed = headed or self._is_headed(node)
            named = (node.get("class") or node.get("id")) and not (headed or structured or _is_notice(node))
            if (named or local(node) == "center") and not self._informs(number):
                return False, False
        return False, False

    def _bare_beside(self, article: set[int]) -> set[int]:
        """Return the bare texts right before, between or behind blocks of an article that one element holds.

        An extractor leaves them out, and with them what the blocks are about: "Until help comes".
        """
        additions: set[int] = set()
        for number in self._plain:
            holder = self._holder(number)
            if holder is None or number in article:
                continue
            beside = (number - 1, number + 1)
            if any(neighbour in article and holder in self._above(neighbour) for neighbour in beside):
                additions.add(number)
        return additions

    def _above(self, number: int) -> set[Element]:
        element, tail = self._spots[number].first
        return {*(() if tail else (element,)), *element.iterancestors()}

    def _holder(self, number: int) -> Element | None:
        """Return the container that holds a block's text itself, None where a paragraph or the like does."""
        element, tail = self._spots[number].first
        start = element.getparent() if tail else element
        while start is not None and local(start) in _INLINE:
            start = start.getparent()
        return start if start is not None and local(start) in _HOLDERS else None

    def _linked_sentences(self, article: set[int], holders: set[object]) -> set[int]:
        """Return the sentences amid an article that are links as a whole; a teaser seldom ends in a full stop."""
        return {
            number
            for number in range(min(article), max(article))
            if self._containers[number].element in holders
            and not self._containers[number].furniture
            and self._is_text(number)
            and SENTENCE_END.search(self._blocks[number].text)
        }

    def _opened(self, article: set[int], holders: set[object]) -> set[int]:
        """Return what stands in parts that open, right behind an article in its container, mostly in sentences.

        An extractor leaves short answers out; a list of names that opens is none.
        """
        parts: dict[Element, list[int]] = {}
        for number in self._plain:
            element, tail = self._spots[number].first
            above = [*(() if tail else (element,)), *element.iterancestors()]
            place = next((n for n, node in enumerate(above) if node.get(PANEL) is not None), None)
            if place is not None and not holders.isdisjoint(above[place:]):
                parts.setdefault(above[place], []).append(number)
        additions: set[int] = set()
        last = max(article)
        for numbers in parts.values():
            characters = sum(self._spots[n].characters for n in numbers)
            sentence_characters = (
                self._spots[n].characters for n in numbers if SENTENCE_END.search(self._blocks[n].text)
            )
            if numbers[0] <= last + 1 and 2 * sum(sentence_characters) > characters:
                additions.update(numbers)
                last = max(last, *numbers)
        return additions

    def _points_elsewhere(self, number: int, holders: set[object]) -> bool:
        """Tell a link to another page by two signs: it is nothing but a link, and stands apart from the text."""
        spot, container = self._spots[number], self._containers[number]
        places = {container.element, container.signature if container.called else None}
        return spot.linked > ALL_LINKED_FROM * spot.characters and holders.isdisjoint(places)

    def longest_without(self, article: set[int]) -> set[int]:
        """Return the longest text of one kind of container that has nothing of an article."""
        groups: dict[tuple[str, ...], set[int]] = {}
        for number in self._plain:
            if number not in article and self._is_text(number) and len(self._blocks[number].text) >= LINE_MOST:
                groups.setdefault(self._containers[number].signature, set()).add(number)
        return max(groups.values(), key=self.length, default=set())

    @cached_property
    def _plain(self) -> list[int]:
        """The blocks that neither their links nor the names around them show to be no text."""
        return [
            number
            for number, (spot, container) in enumerate(zip(self._spots, self._containers, strict=True))
            if (not container.furniture or self._informs(number))
            and spot.linked < LINKED_MOST * spot.characters
            and (not is_in_control(spot.longest) or local(spot.longest[0]) == "legend")
        ]

    def _informs(self, number: int) -> bool:
        """Tell what of a figure belongs to the text: code or a quotation in it, and some captions.

        That is a table's, one with a number, what says what to do or how much, or a sentence without a name.
        Others say who stands in a picture, and who took it.
        """
        element, tail = self._spots[number].first
        start = element.getparent() if tail else element
        near = (start, *islice(start.iterancestors(), NEAR))
        names = [local(node) for node in near]
        if "figcaption" not in names:
            return "figure" in names and not _QUOTED.isdisjoint(names[: names.index("figure")])
        figure = near[names.index("figcaption")].getparent()
        tabled = figure is not None and any(part.tag == "table" for part in islice(figure.iter(), FIGURE_MOST))
        text = self._blocks[number].text
        return tabled or _INFORMING.search(text) is not None or _NAMELESS.fullmatch(text) is not None

    def _is_heading(self, number: int) -> bool:
        return self._blocks[number].kind is DocumentBlockKind.HEADING

    def _is_text(self, number: int) -> bool:
        return self._blocks[number].kind is DocumentBlockKind.PARAGRAPH

    def _shares(self, numbers: Iterable[int], *, by_signature: bool) -> set[object]:
        """Return the containers with a good share of some blocks, by what they are called or by themselves."""
        lengths = Counter[object]()
        for number in numbers:
            container = self._containers[number]
            lengths[container.signature if by_signature else container.element] += self._spots[number].characters
        return {key for key, length in lengths.items() if length >= MAIN_SHARE * lengths.total()}

    def _container(self, spot: Spot) -> _Container:
        element, tail = spot.first
        start = element.getparent() if tail else element
        if start in self._by_element:
            return self._by_element[start]
        above = [start, *start.iterancestors()]
        places = [n for n, node in enumerate(above) if local(node) in _STRUCTURES and not self._is_layout(node)]
        place = places[-1] if places else -1
        place = next((n for n in range(place + 1, len(above)) if local(above[n]) in _CONTAINERS), len(above) - 1)
        names = {local(node) for node in above if node not in self._main}
        outside = any(
            local(node) in _OUTSIDE and node not in self._main and not _is_notice(node) for node in above
        )
        outside = outside or ("header" in names and not _ARTICLES & names)
        called = any(self._is_called_furniture(node) for node in above[:NEAR])
        container = self._by_element[start] = _Container(
            element=above[place],
            signature=tuple(
                f"{local(node)}.{node.get('class') or ''}" for node in above[place : place + SIGNATURE]
            ),
            structured=bool(places),
            furniture=outside or called,
        )
        return container

    def _is_called_furniture(self, element: Element) -> bool:
        if element not in self._called:
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            called = element not in self._main and FURNITURE_WORD.search(names) is not None
            self._called[element] = called and not self._is_headed(element)
        return self._called[element]

    def _is_headed(self, element: Element) -> bool:
        if element not in self._headed:
            self._headed[element] = _is_called_for_heading(element)
        return self._headed[element]

    def _holding_most(self) -> set[Element]:
        """Return the elements with the title and most of the text: the article is there, whatever they are called.

        Comments may be longer than the article, but have no title of a page.
        """
        lengths = Counter[Element]()
        for spot in self._spots:
            element, tail = spot.first
            unlinked = spot.characters - spot.linked
            for node in element.iterancestors() if tail else (element, *element.iterancestors()):
                lengths[node] += unlinked
        whole = max(lengths.values(), default=0)
        holders = {element for element, length in lengths.items() if length > whole / 2}
        titled = {element for element in holders if next(element.iter(*_ARTICLES, "h1"), None) is not None}
        return titled or {element for element in holders if lengths[element] > NEARLY_ALL * whole}

    def _is_layout(self, element: Element) -> bool:
        if local(element) != "table":
            return False
        if element not in self._layout:
            self._layout[element] = is_layout(element)
        return self._layout[element]
