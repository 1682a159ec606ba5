"""The bundled questions as something to calibrate on: one half of them, and only where their articles are."""

from qa.errors import UnknownArticleError
from qa.evaluation.gold import BUNDLED_GOLD, GoldQuestion, Kind, read_gold
from qa.evaluation.made_questions import KnownQuestion, Origin
from qa.files import sha256
from qa.indexing.generations import Generation


def is_seen(question_id: str) -> bool:
    """Tell whether calibrations may see a question; the other half is for measuring them."""
    return int(sha256(question_id.encode()), 16) % 2 == 0


def labelled_questions(generation: Generation) -> tuple[KnownQuestion, ...]:
    """Return the half that calibrations may see; nothing unless every quotation stands in the articles."""
    gold = read_gold(BUNDLED_GOLD)
    if not _holds_all(generation, gold):
        return ()
    return tuple(
        KnownQuestion(text=each.question, origin=_origin(each), about=each.id) for each in gold if is_seen(each.id)
    )


def _holds_all(generation: Generation, gold: tuple[GoldQuestion, ...]) -> bool:
    texts: dict[str, str] = {}
    for place in (place for question in gold for place in question.relevant):
        if place.article not in texts:
            try:
                texts[place.article] = generation.store.article(place.article).text
            except UnknownArticleError:
                return False
        if place.quote not in texts[place.article]:
            return False
    return True


def _origin(question: GoldQuestion) -> Origin:
    if question.answerable:
        return Origin.PEOPLE
    return Origin.NEAR if question.kind is Kind.NEAR_MISS else Origin.OTHER
