"""What two sentences are about, by their words, headings and titles: which people, which thing."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from qa.answering.question.parsed import QuestionIntent
from qa.answering.statements.contradiction import Stems
from qa.answering.statements.sentences import SentenceSelection
from qa.reading.quantities.grammar import measured
from qa.records import Article

ARTICLES_KEPT = 64
READ_KEPT = 4096

_WHO: Mapping[str, str] = {
    word: group.split()[0]
    for group in (
        "adult adults grown-ups people persons",
        "child children kids",
        "infant infants baby babies newborn newborns",
        "toddler toddlers",
        "teenager teenagers adolescent adolescents",
        "elderly older seniors senior pensioners",
        "pregnant pregnancy",
        "breastfeeding nursing",
        "woman women",
        "man men",
        "girl girls",
        "boy boys",
        "student students",
        "member members",
        "guest guests",
        "dog dogs puppy puppies",
        "cat cats kitten kittens",
        "horse horses",
        "pet pets animal animals",
    )
    for word in group.split()
}
"""Words for people and animals, each with the first of its synonyms; "adult" stands for anyone."""
_ANYONE = frozenset(["adult"])
_ANIMALS = frozenset(["dog", "cat", "horse", "pet"])
_WHICH = frozenset(
    """morning mornings evening evenings night nights noon afternoon weekday weekdays weekend weekends summer
    winter spring autumn single return left right upper lower inner outer hot cold warm first second third last
    next previous severe mild""".split()
)
"""Words that distinguish two things of one sort."""
_KINDS_OF_TEXT = """
    advice article basics booklet brochure care complete current easy edition facts faq general guide
    guideline guides handbook help hours how info information instruction instructions introduction label
    leaflet leaflets list manual new note notes of official old opening overview owner page patient
    patients plain policy price prices recipe recipes revised revision rules season sheet simple standard
    summary table terms tips update updated use user users version visitor visitors year"""
"""Words of a title that name the sort of text, not its subject."""
_FOR = re.compile(r"\b(?:for|in|with|on)\s+(?:the |a |an )?(?P<whom>[^\W\d_][\w'’-]*)", re.IGNORECASE)


def told_of(selection: SentenceSelection) -> frozenset[str]:
    """Return the words that tell whom or which thing a sentence is about: dogs, mornings, the left."""
    words = measured(selection.quoted).without_quantities
    return (_who(words) - _ANYONE) | (_words(words) & _WHICH)


@lru_cache(maxsize=READ_KEPT)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", text.casefold()))


def _who(text: str) -> frozenset[str]:
    return frozenset(_WHO[word] for word in _words(text) & _WHO.keys())


def same_subject(
    left: SentenceSelection,
    right: SentenceSelection,
    question: QuestionIntent,
    stems: Stems,
    article_of: Callable[[str], Article],
) -> bool:
    """Tell whether two sentences may speak of one subject, as far as titles and headings tell.

    Titles that name other people or animals part them, and so do titles alike but for a word of each that the
    other article never uses ("A200 manual", "B300 manual"), and what only one is "for". Where the titles have
    nothing in common, the sentences must name what was asked about.
    """
    first, second = article_of(left.passage.article_id), article_of(right.passage.article_id)
    if _for_whom(left, first) != _for_whom(right, second):
        return False
    first_words, second_words = _foreign(first, second, stems), _foreign(second, first, stems)
    if _is_for(first, first_words, stems) or _is_for(second, second_words, stems):
        return False
    if not (first_words and second_words):
        return True
    if _title(first, stems) & _title(second, stems):
        return False
    named = max(question.rarities, key=lambda word: question.rarities[word], default="")
    return named in left.stems and named in right.stems


def is_of_other_animal(
    selection: SentenceSelection, question: QuestionIntent, article_of: Callable[[str], Article]
) -> bool:
    """Tell whether a sentence is about an animal, by its words or title, and the question names none."""
    whom = _for_whom(selection, article_of(selection.passage.article_id)) & _ANIMALS
    return bool(whom) and not (whom | {"pet"}) & _who(question.text)


def _for_whom(selection: SentenceSelection, article: Article) -> frozenset[str]:
    """Return whom a sentence is about; where it does not say, whom the nearest heading or the title names."""
    above = (measured(selection.quoted).without_quantities, *reversed(selection.passage.headings), article.title)
    return next((people for people in map(_who, above) if people), frozenset()) - _ANYONE


def _is_for(article: Article, foreign: frozenset[str], stems: Stems) -> bool:
    """Tell whether a title says what it is "for" in a word that the other article never uses."""
    return any(not foreign.isdisjoint(stems(match["whom"])) for match in _FOR.finditer(article.title))


def _foreign(article: Article, other_article: Article, stems: Stems) -> frozenset[str]:
    """Return the words of an article's title that the other article never uses."""
    return _title(article, stems) - _stems_of(other_article.title, other_article.text, stems)


def _title(article: Article, stems: Stems) -> frozenset[str]:
    return frozenset(stems(measured(article.title).without_quantities)) - _plain(stems)


@lru_cache(maxsize=8)
def _plain(stems: Stems) -> frozenset[str]:
    return frozenset(stems(f"{_KINDS_OF_TEXT} {' '.join(_WHO)}"))


@lru_cache(maxsize=ARTICLES_KEPT)
def _stems_of(title: str, text: str, stems: Stems) -> frozenset[str]:
    return frozenset(stems(f"{title}\n{text}"))
