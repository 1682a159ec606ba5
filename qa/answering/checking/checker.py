"""``check_text``: each sentence of a text that somebody else wrote, held to the articles."""

import re
from collections.abc import Iterator, Sequence
from time import perf_counter

from qa.answering.assistant import Assistant
from qa.answering.checking.citing import checked_citations, checked_quotations
from qa.answering.checking.judging import Judgement, judge_by
from qa.answering.checking.pieces import SplitSentence, pieces_of
from qa.answering.checking.records import CheckedSentence, CheckVerdict, TextCheck
from qa.answering.checking.sources import Source, Sources
from qa.answering.statements.citations import Citer
from qa.errors import TextError
from qa.records import Citation, Sentence

CHARACTERS_MOST = 1_000_000
"""A longer text is refused: it is a book, to be checked by its chapters."""
SENTENCES_MOST = 2_000
"""Sentences checked of one text; what follows is left unchecked, and the check says so."""
SENTENCE_MOST = 2_000
"""Most characters of a sentence that is compared; the window of the model ends far before."""
SECONDS_MOST = 60.0
BATCH = 50
"""Sentences that are encoded at once."""


def check_text(
    assistant: Assistant, text: str, *, among: frozenset[str] | None = None, seconds_most: float = SECONDS_MOST
) -> TextCheck:
    """Hold each sentence of a text to the articles of an assistant, or to those ``among`` them.

    The sentences are checked in order, until the end, ``SENTENCES_MOST`` or ``seconds_most``; what is left out is
    told.  No model takes part but the encoder of the index, so what a verdict rests on is words, figures and
    nearness in meaning (docs/checking.md says what that cannot see).

    Raises TextError for what is no text, is empty or is longer than ``CHARACTERS_MOST`` characters.
    """
    text = _validated(text)
    started = perf_counter()
    checker = _Checker(assistant, among)
    languages = assistant.generation.store.languages()
    pieces = list(pieces_of(text, languages[0] if languages else "en", checker.stands))
    checked: list[CheckedSentence] = []
    cut = ""
    for first in range(0, min(len(pieces), SENTENCES_MOST), BATCH):
        if checked and perf_counter() - started > seconds_most:
            cut = f"In {seconds_most:g} seconds only {len(checked)} of {len(pieces)} sentences were checked."
            break
        checked += checker.check(text, pieces[first : min(first + BATCH, SENTENCES_MOST)])
    if not cut and len(pieces) > SENTENCES_MOST:
        cut = (
            f"Only the first {SENTENCES_MOST:,} of {len(pieces):,} sentences were checked, the most of one check."
        )
    return TextCheck(
        generation=assistant.generation.name,
        sentences=tuple(checked),
        checked_to=checked[-1].end if cut else len(text),
        cut=cut,
        seconds=perf_counter() - started,
    )


_NO_CHARACTERS = re.compile("[\ud800-\udfff]")


def _validated(text: object) -> str:
    """Return a text, as long as before, with U+FFFD for halves of characters, which nothing can encode."""
    if not isinstance(text, str):
        raise TextError(f"A text is needed, not {type(text).__name__}.", hint="Give the text as a string.")
    if not any(map(str.isalnum, text)):
        raise TextError("There are no words in the text.", hint="Give the text to be checked.")
    if len(text) > CHARACTERS_MOST:
        raise TextError(
            f"The text has {len(text):,} characters, and at most {CHARACTERS_MOST:,} can be checked at once.",
            hint="Check it in parts.",
        )
    return _NO_CHARACTERS.sub("\ufffd", text)


class _Checker:
    """Checks the sentences of one text, citations numbered through it."""

    def __init__(self, assistant: Assistant, among: frozenset[str] | None) -> None:
        generation = assistant.generation
        self._assistant = assistant
        self._sources = Sources(generation, assistant.encoder, assistant.article, among)
        self._citer = Citer(assistant.article, (), generation.store.first_page)
        self.stands = self._sources.stands

    def check(self, text: str, pieces: Sequence[SplitSentence]) -> Iterator[CheckedSentence]:
        """Yield the sentences of a text at some pieces of it, with their verdicts."""
        verbatim = {piece: found for piece in pieces if (found := self._verbatim(piece))}
        self._sources.make_room()
        claims = [piece for piece in pieces if piece not in verbatim and self._claims(piece)]
        judged = self._judged([piece for piece in claims if len(piece.core) <= SENTENCE_MOST])
        for piece in pieces:
            if piece in verbatim:
                judgement = Judgement(CheckVerdict.VERBATIM, verbatim[piece])
            elif piece in judged:
                judgement = judged[piece]
            else:
                is_claim = piece in claims
                judgement = Judgement(CheckVerdict.NOT_IN_ARTICLES if is_claim else CheckVerdict.NOT_A_CLAIM)
            yield self._told(text, piece, judgement)

    def _judged(self, claims: Sequence[SplitSentence]) -> dict[SplitSentence, Judgement]:
        """Judge sentences by single sentences of articles; those that no article has, by two sentences at once."""
        sources = self._sources
        sources.read_all([piece.core for piece in claims])
        near = {piece: sources.near(piece.core) for piece in claims}
        sources.read_all([sources.text_of(source) for found in near.values() for source in found])
        judged = {piece: judge_by(piece.core, found, sources) for piece, found in near.items()}
        open_ = [piece for piece in claims if judged[piece].verdict is CheckVerdict.NOT_IN_ARTICLES]
        pairs = {piece: list(sources.pairs(near[piece])) for piece in open_}
        sources.read_all([sources.text_of(source) for found in pairs.values() for source in found])
        again = {piece: judge_by(piece.core, found, sources) for piece, found in pairs.items()}
        for piece in open_:
            if piece.leads:
                judged[piece] = Judgement(CheckVerdict.NOT_A_CLAIM)
        rescued = {piece: found for piece, found in again.items() if found.verdict is CheckVerdict.SUPPORTED}
        return judged | rescued

    def _verbatim(self, piece: SplitSentence) -> Source | None:
        return next(filter(None, map(self._sources.verbatim, piece.readings)), None)

    def _claims(self, piece: SplitSentence) -> bool:
        wording = self._sources.wording(piece.core)
        return piece.claims and bool(wording.content or wording.quantities)

    def _told(self, text: str, piece: SplitSentence, judgement: Judgement) -> CheckedSentence:
        quotations = tuple(checked_quotations(text, piece, self._sources, self._citer))
        citations = tuple(checked_citations(text, piece, judgement, self._sources, self._citer))
        return CheckedSentence(
            start=piece.start,
            end=piece.end,
            text=text[piece.start : piece.end],
            verdict=judgement.verdict,
            rests_on=self._cited(judgement.source),
            differences=judgement.differences,
            citations=citations,
            quotations=quotations,
        )

    def _cited(self, source: Source | None) -> tuple[Citation, ...]:
        if source is None:
            return ()
        return tuple(self._citer(source.passage, Sentence(start=start, end=end)) for start, end in source.spans)
