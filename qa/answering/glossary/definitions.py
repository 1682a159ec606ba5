"""Where an article defines a term in its own words: "Sciatica is pain that …", "magnetic resonance imaging (MRI)".

Definitions are recognised by closed lists of words and by their form: a term, a copula, a noun that says what sort
of thing it is, and what tells it from others of its sort.  What fits no form is passed over, since a definition
that is none is worse than one that is missed.  The forms are those of English.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.answering.glossary.abbreviations import spelled_out
from qa.answering.glossary.forms import says_what_it_is, says_what_it_means
from qa.answering.glossary.phrases import aliases_in, is_name, is_term
from qa.reading.sentences import sentence_spans
from qa.records import Article, Block, BlockKind, Section

SENTENCE_CHARACTERS_MOST = 420
"""A longer sentence tells much besides what its term is, and does not fit beside the term."""

TERM_CHARACTERS_MOST = 40
"""Of a paragraph that is a term, above the one that defines it."""

_WORD = r"[^\W_][\w'’/.-]*[\w'’]|[^\W\d_]"
_TERM = rf"(?P<term>(?:{_WORD})(?: (?:{_WORD})){{0,5}}?)"
_QUOTED = r"[\"“‘](?P<marked>[^\"“”‘’.]{2,60})[\"”’]"
_ASIDE = (
    r"(?P<aside>(?: \([^()]{1,120}\)|,? (?:also|sometimes|often|commonly) [^,.;()]{3,100},|, or [^,.;()]{3,60},)*)"
)
_OPENING = r"(?P<opening>(?:The (?:term|word|phrase|acronym|abbreviation|prefix|suffix) )?(?:(?:An?|The) )?)"
_NAMED = ("The term", "The word", "The phrase", "The acronym", "The abbreviation", "The prefix", "The suffix")
_SAYING = (
    r"(?:(?:simply|just|literally) )?"
    r"(?P<copula>is|are|means|mean|refers to|refer to|stands for|is defined as|are defined as) "
)
_STATED = re.compile(rf"{_OPENING}(?:{_QUOTED}|{_TERM}){_ASIDE} {_SAYING}(?P<saying>.+)", re.DOTALL)
_CALLED = re.compile(
    rf"(?:An?|The [^,.;:() ]+ (?:of|that|which)|Inflammation|Swelling|Loss|Pain) [^,.;:()]{{8,160}}"
    rf" is (?:called|known as|termed)"
    rf" (?:an? |the )?(?P<term>(?:{_WORD})(?: (?:{_WORD})){{0,2}})(?: \((?P<short>[A-Z][A-Za-z]+)\))?[.](?= |$)"
)
_LISTED = re.compile(
    rf"(?P<term>(?:{_WORD})(?: (?:{_WORD})){{0,4}})(?P<aside> \([^()]{{1,60}}\))?(?::| [–—-]) (?P<saying>\S.*)",
    re.DOTALL,
)
_BEGINNING = re.compile(r"(?:^|(?<=[.!?] )|(?<=[.!?][\"”)] ))(?=[\"“‘A-Z0-9])")
_COPULA = re.compile(r" (?:is|are|means?|refers? to|stands for) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A definition as it stands in an article: ``article.text[start:end]``, the words that define the ``terms``.

    The first of the terms is the one that is defined; the others are its other names.  ``is_sentence`` is false of
    a short form spelled out in passing.  ``headings`` are those that it stands under.
    """

    terms: tuple[str, ...]
    article_id: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    is_sentence: bool = True

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands: the id of its article, start and end."""
        return self.article_id, self.start, self.end


def definitions_in(article: Article) -> Iterator[Definition]:
    """Yield the definitions of an article, in order; none of one that is known not to be in English."""
    if article.language not in ("", "en"):
        return
    for section in article.sections:
        above: Block | None = None
        for block in section.blocks:
            yield from _of_block(article, section, block, above)
            above = block


def _of_block(article: Article, section: Section, block: Block, above: Block | None) -> Iterator[Definition]:
    text = article.text[block.start : block.end]
    found = [*_listed(text), *_sentences(text, article), *_below(article, text, block, above)]
    for terms, start, end in found:
        yield Definition(
            terms=tuple(dict.fromkeys(terms)),
            article_id=article.id,
            start=block.start + start,
            end=block.start + end,
            headings=section.headings,
        )
    for short, start, end in spelled_out(text):
        yield Definition(
            terms=(short,),
            article_id=article.id,
            start=block.start + start,
            end=block.start + end,
            headings=section.headings,
            is_sentence=False,
        )


Found = tuple[list[str], int, int]
"""Terms, and where in a text their definition starts and ends."""


def _sentences(text: str, article: Article) -> Iterator[Found]:
    """Yield the sentences of a block that define something."""
    if not _COPULA.search(text):
        return
    ends: dict[int, int] = {}
    for beginning in _BEGINNING.finditer(text):
        start = beginning.start()
        ahead = text[start : start + SENTENCE_CHARACTERS_MOST]
        if not (_may_state(ahead) or _CALLED.match(ahead)):
            continue
        ends = ends or dict(sentence_spans(text, "en"))  # takes more time than all else here
        end = ends.get(start, 0)
        if not end or end - start > SENTENCE_CHARACTERS_MOST:
            continue
        terms = _stated(text[start:end], article) or _called(text[start:end], article)
        if terms:
            yield terms, start, end


def _may_state(ahead: str) -> bool:
    """Tell whether a text may begin with a definition, by its beginning alone."""
    match = _STATED.match(ahead)
    return match is not None and is_term(match["marked"] or match["term"], opening=match["opening"])


def _stated(sentence: str, article: Article) -> list[str]:
    """Return the terms that a sentence defines which begins with them; none where it is no definition."""
    match = _STATED.fullmatch(sentence)
    if not match or not sentence.endswith((".", ")", "”", '"')):
        return []
    term, saying, copula = match["marked"] or match["term"], match["saying"], match["copula"]
    names = bool(match["marked"]) or match["opening"].startswith(_NAMED)
    if not is_term(term, opening=match["opening"]) or (is_name(term, article.text) and not names):
        return []
    if copula in ("is", "are"):
        fits = says_what_it_is(saying, plural=copula == "are")
    else:
        fits = says_what_it_means(saying, term) if copula in ("means", "mean") else len(saying.split()) > 2
        fits = fits and (copula != "mean" or term.endswith("s"))  # "the mean deviance" has no verb
    return [term, *aliases_in(match["aside"] or "")] if fits else []


def _called(sentence: str, article: Article) -> list[str]:
    """Return the term that a sentence ends with: "Swelling of the brain is called encephalitis."."""
    match = _CALLED.fullmatch(sentence)
    if not match or not is_term(match["term"]) or is_name(match["term"], article.text):
        return []
    return [match["term"], *([match["short"]] if match["short"] else [])]


def _listed(text: str) -> Iterator[Found]:
    """Yield the definition that an item of a list of terms is: "Stenosis: a narrowing of the canal"."""
    match = _LISTED.fullmatch(text) if len(text) <= SENTENCE_CHARACTERS_MOST else None
    if not match or not is_term(match["term"]):
        return
    said = match["saying"]
    if said.lower().removeprefix("a ").startswith(match["term"].lower()):  # a sentence that goes on to tell more
        return
    if says_what_it_is(said[0].lower() + said[1:], plural=False, listed=True):
        yield [match["term"], *aliases_in(match["aside"] or "")], 0, len(text)


def _below(article: Article, text: str, block: Block, above: Block | None) -> Iterator[Found]:
    """Yield the definition below its term, as Markdown's lists of definitions are laid out."""
    if above is None or block.kind is BlockKind.LIST_ITEM or len(text) > SENTENCE_CHARACTERS_MOST:
        return
    term = article.text[above.start : above.end]
    if len(term) > TERM_CHARACTERS_MOST or not is_term(term) or len(sentence_spans(text, "en")) > 1:
        return
    if says_what_it_is(text[0].lower() + text[1:], plural=False, listed=True):
        yield [term], above.start - block.start, len(text)
