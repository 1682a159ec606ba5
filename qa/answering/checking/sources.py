"""The sentences of the articles that a sentence may rest on, found by meaning and by words."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from qa.answering.checking.comparing import Read, read
from qa.answering.checking.wording import Stem, Wording, wording_of
from qa.embedding.encoder import Encoder, Vectors
from qa.errors import UnknownArticleError
from qa.indexing.generations import Generation
from qa.indexing.store import Store
from qa.records import Article, Passage

PASSAGES_SEARCHED = 12
"""Passages looked into by meaning, and as many by words."""
PASSAGES_FOR_WORDS = 60
"""Passages looked into for the very words of a sentence: a sentence that many articles have is found in one."""
SENTENCES_COMPARED = 7
"""Sentences that a sentence is compared with."""
SENTENCES_KEPT = 3_000
"""Sentences whose vectors are kept, some 40 KB each."""
PASSAGES_KEPT = 2048
KEY_BYTES = 16
SENTENCES_LISTED = 500_000
"""Most sentences of a generation whose words are listed, some 200 bytes each; 17,629 take half a second."""
PASSAGES_AT_ONCE = 500
GENERATIONS_KEPT = 2


@dataclass(frozen=True, slots=True)
class Source:
    """One sentence of an article, or two that a claim may rest on together: where they stand."""

    passage: Passage
    spans: tuple[tuple[int, int], ...]


def _key(text: str) -> bytes:
    return blake2b(" ".join(text.split()).encode(errors="replace"), digest_size=KEY_BYTES).digest()


@lru_cache(maxsize=GENERATIONS_KEPT)
def _sentences_of(store: Store, sentences: int) -> Mapping[bytes, tuple[int, int]]:
    """Return the passage and the number in it of every sentence of a store, by the digest of its words.

    It is empty for more than SENTENCES_LISTED sentences: then the words are only searched.
    """
    places: dict[bytes, tuple[int, int]] = {}
    if sentences > SENTENCES_LISTED:
        return places
    _, count = store.counts()
    for first in range(0, count, PASSAGES_AT_ONCE):
        for passage in store.passages(range(first, min(first + PASSAGES_AT_ONCE, count))):
            for number, sentence in enumerate(passage.sentences):
                text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
                places.setdefault(_key(text), (passage.id, number))
    return places


class Sources:
    """Finds and reads the sentences of one generation; safe to use from several threads."""

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        article_of: Callable[[str], Article],
        among: frozenset[str] | None = None,
    ) -> None:
        """Search a generation with the encoder that made it; ``article_of`` gives its articles by their ids.

        ``among`` are the only articles to search, and the only ones that are known; None for all.
        """
        self._generation = generation
        self._encoder = encoder
        self._article_of, self._among = article_of, among
        self._searched = None if among is None else generation.store.passage_ids_of(among)
        self.passage = lru_cache(maxsize=PASSAGES_KEPT)(self._passage)
        self.about = lru_cache(maxsize=PASSAGES_KEPT)(self._about)
        self.stem: Stem = lru_cache(maxsize=2**16)(self._stem)
        self._read: dict[str, Read] = {}
        self._places = _sentences_of(generation.store, generation.manifest.sentences)
        titles = sorted(generation.store.titles().items(), reverse=True)
        titles = [(name, title) for name, title in titles if self._is_known(name)]
        self._titles = {title.partition(":")[0].strip().casefold(): name for name, title in titles}
        self._titles |= {title.casefold(): name for name, title in titles}

    def _is_known(self, article_id: str) -> bool:
        return self._among is None or article_id in self._among

    def article(self, article_id: str) -> Article:
        """Return an article; raises UnknownArticleError, too where it is not among those searched."""
        if not self._is_known(article_id):
            raise UnknownArticleError(article_id)
        return self._article_of(article_id)

    def _stem(self, word: str) -> str:
        return "".join(self._generation.postings.terms(word))

    def _passage(self, passage_id: int) -> Passage:
        return self._generation.store.passages([passage_id])[0]

    def _about(self, passage_id: int) -> frozenset[str]:
        passage = self.passage(passage_id)
        named = " ".join([self.article(passage.article_id).title, *passage.headings])
        return frozenset(self._generation.postings.terms(named))

    def read_all(self, texts: Sequence[str]) -> None:
        """Read some sentences, all that are new in one batch."""
        new = [text for text in dict.fromkeys(texts) if text not in self._read]
        for text, encoded in zip(new, self._encoder.encode_questions(new) if new else [], strict=True):
            self._read[text] = read(wording_of(text, self.stem), encoded)

    def make_room(self) -> None:
        """Forget what was read, if that is much; called where nothing of it is needed any more."""
        if len(self._read) > SENTENCES_KEPT:
            self._read.clear()

    def read(self, text: str) -> Read:
        """Return a sentence that was read."""
        return self._read[text]

    def stands(self, text: str) -> bool:
        """Tell whether a text is one whole sentence of an article, white space aside."""
        return _key(text) in self._places

    def verbatim(self, core: str) -> Source | None:
        """Return where a text is whole sentences of an article, white space aside; None where nowhere."""
        place = self._places.get(_key(core))
        if place and self._is_known(self.passage(place[0]).article_id):
            return self._source(*place)
        pattern = re.compile(r"\s+".join(map(re.escape, core.split())))
        for passage_id in self._having(core):
            passage = self.passage(passage_id)
            starts = {sentence.start for sentence in passage.sentences}
            ends = {sentence.end for sentence in passage.sentences}
            for match in pattern.finditer(passage.text):
                start, end = passage.start + match.start(), passage.start + match.end()
                if start in starts and end in ends:
                    return Source(passage, ((start, end),))
        return None

    def find(self, words: str, among: Sequence[str] = ()) -> Source | None:
        """Return where words stand in an article, white space aside; ``among`` some articles or in any."""
        pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
        for passage_id in self._having(words):
            passage = self.passage(passage_id)
            if among and passage.article_id not in among:
                continue
            match = pattern.search(self.article(passage.article_id).text)
            if match:
                return Source(self._passage_at(passage.article_id, match.start()) or passage, (match.span(),))
        return None

    def _having(self, words: str) -> list[int]:
        """Return the passages that most probably have some words as they stand, best first."""
        return self._by_words(words, PASSAGES_FOR_WORDS)

    def _by_words(self, words: str, limit: int) -> list[int]:
        postings = self._generation.postings
        if self._searched is None:
            return [passage_id for passage_id, _ in postings.search(words, limit=limit)]
        every, searched = postings.search(words, limit=len(self._generation.vectors)), set(self._searched)
        return [passage_id for passage_id, _ in every if passage_id in searched][:limit]

    def _by_meaning(self, vector: Vectors, limit: int) -> list[int]:
        vectors = self._generation.vectors
        if self._searched is None:
            return [passage_id for passage_id, _ in vectors.search(vector, limit=limit)]
        if not self._searched:
            return []
        cosines = (vectors.rows(self._searched) @ vector).tolist()
        best = sorted(zip(self._searched, cosines, strict=True), key=lambda scored: (-scored[1], scored[0]))
        return [passage_id for passage_id, _ in best[:limit]]

    def within(self, article_id: str, start: int, end: int) -> list[Source]:
        """Return the sentences of an article that a span of it touches, in order."""
        return [
            Source(passage, ((sentence.start, sentence.end),))
            for passage in self._generation.store.passages_of(article_id)
            for sentence in passage.sentences
            if sentence.start < end and start < sentence.end
        ]

    def _passage_at(self, article_id: str, position: int) -> Passage | None:
        passages = self._generation.store.passages_of(article_id)
        return next((passage for passage in passages if passage.start <= position < passage.end), None)

    def place(self, article_id: str, start: int, end: int) -> Source | None:
        """Return a span of an article as a source; None where no passage has its beginning."""
        passage = self._passage_at(article_id, start) or self._passage_at(article_id, max(start, end - 1))
        return Source(passage, ((start, end),)) if passage else None

    def titled(self, title: str) -> str:
        """Return the id of the article of a title, whole or up to its colon, case aside; else empty."""
        return self._titles.get(title.casefold(), "")

    def wording(self, text: str) -> Wording:
        """Return the wording of a sentence."""
        return wording_of(text, self.stem)

    def near(self, core: str) -> list[Source]:
        """Return the sentences nearest to one that was read, in meaning and in words, best first."""
        claim = self.read(core)
        near = self._by_meaning(claim.vector, PASSAGES_SEARCHED)
        return self._best(claim, dict.fromkeys([*near, *self._by_words(core, PASSAGES_SEARCHED)]))

    def near_in(self, core: str, article_id: str) -> list[Source]:
        """Return the sentences of one article that are nearest to one that was read, best first."""
        return self._best(self.read(core), self._generation.store.passage_ids_of([article_id]))

    def _best(self, claim: Read, found: Iterable[int]) -> list[Source]:
        words = frozenset(claim.wording.stems[place] for place in claim.wording.content)
        scored: list[tuple[float, int, int]] = []
        for passage_id in found:
            passage = self.passage(passage_id)
            first = passage.first_sentence
            vectors = self._generation.sentences[first : first + len(passage.sentences)]
            cosines = vectors @ claim.vector
            for number, stems in enumerate(self._stems_of(passage)):
                shared = len(words & stems) / len(words) if words else 0.0
                scored.append((-float(cosines[number]) - shared, passage_id, number))
        return [self._source(passage_id, number) for _, passage_id, number in sorted(scored)[:SENTENCES_COMPARED]]

    def _stems_of(self, passage: Passage) -> Iterator[frozenset[str]]:
        text = self.article(passage.article_id).text
        return (wording_of(text[sentence.start : sentence.end], self.stem).words for sentence in passage.sentences)

    def _source(self, passage_id: int, number: int) -> Source:
        passage = self.passage(passage_id)
        return Source(passage, ((passage.sentences[number].start, passage.sentences[number].end),))

    def pairs(self, sources: Sequence[Source]) -> Iterator[Source]:
        """Yield two sentences that a claim may rest on: the best with each beside it, and with the next best."""
        for source in sources[:2]:
            [(start, end)] = source.spans
            sentences = source.passage.sentences
            number = next((at for at, sentence in enumerate(sentences) if sentence.start == start), -1)
            if number > 0:
                yield Source(
                    source.passage, ((sentences[number - 1].start, sentences[number - 1].end), (start, end))
                )
            if 0 <= number < len(sentences) - 1:
                yield Source(
                    source.passage, ((start, end), (sentences[number + 1].start, sentences[number + 1].end))
                )
        if len(sources) > 1 and sources[0].passage.article_id == sources[1].passage.article_id:
            yield Source(sources[0].passage, (*sources[0].spans, *sources[1].spans))

    def text_of(self, source: Source) -> str:
        """Return the sentences of a source, a space between them."""
        text = self.article(source.passage.article_id).text
        return " ".join(text[start:end] for start, end in source.spans)
