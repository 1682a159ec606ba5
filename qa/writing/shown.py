"""What a model may see of an answer: the sentences of its passages that may be quoted, by number."""

from collections.abc import Iterator
from dataclasses import dataclass

from qa.answering.assistant import Assistant
from qa.answering.checking.sources import Source
from qa.answering.statements.sentences import PassageSentences
from qa.records import Answer, Citation, Passage

LETTERS_MOST = 24_000
"""Of all passages together; the windows of small models end near there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """A passage with its number in the answer, its title and headings, and its sentences that may be quoted."""

    number: int
    passage: Passage
    title: str
    sentences: tuple[Source, ...]
    text: str


class Quotable:
    """Tells which sentences of a generation may be quoted: no orders to machines, no myths, nothing withdrawn."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._known: dict[int, frozenset[tuple[int, int]]] = {}

    def spans(self, passage: Passage) -> frozenset[tuple[int, int]]:
        """Return the spans of the sentences of a passage that may be quoted with no other beside them."""
        if passage.id not in self._known:
            self._known[passage.id] = frozenset(self._spans(passage))
        return self._known[passage.id]

    def _spans(self, passage: Passage) -> Iterator[tuple[int, int]]:
        generation = self._assistant.generation
        first = passage.first_sentence
        vectors = generation.sentences[first : first + len(passage.sentences)]
        article = self._assistant.article(passage.article_id)
        sentences = PassageSentences(passage, article, vectors, generation.postings.terms)
        for place, sentence in enumerate(passage.sentences):
            standing = sentences.standings[place]
            if sentences.is_quotable(place) and not standing.told and not standing.heading:
                yield sentence.start, sentence.end


def shown_passages(assistant: Assistant, answer: Answer, quotable: Quotable) -> list[ShownPassage]:
    """Return what a model is shown: the passages that the answer cites or shows, by their numbers."""
    found = {hit.rank: hit.passage for hit in answer.hits}
    for citation in _cited(answer):
        if citation.number not in found and (passage := _passage_of(assistant, citation)):
            found[citation.number] = passage
    passages: list[ShownPassage] = []
    letters = 0
    for number, passage in sorted(found.items()):
        text = assistant.article(passage.article_id).text
        spans = sorted(quotable.spans(passage))
        told = " ".join(" ".join(text[start:end].split()) for start, end in spans)
        letters += len(told)
        if not told or letters > LETTERS_MOST:
            continue
        title = " › ".join([assistant.article(passage.article_id).title, *passage.headings])
        sources = tuple(Source(passage, (span,)) for span in spans)
        passages.append(ShownPassage(number=number, passage=passage, title=title, sentences=sources, text=told))
    return passages


def _cited(answer: Answer) -> Iterator[Citation]:
    urgent = (advice.statement for advice in answer.urgent if advice.statement)
    for statement in (*answer.told, *urgent):
        yield from statement.citations
        for variant in statement.variants:
            yield from variant.citations


def _passage_of(assistant: Assistant, citation: Citation) -> Passage | None:
    passages = assistant.generation.store.passages_of(citation.article_id)
    return next((passage for passage in passages if passage.start <= citation.start < passage.end), None)
