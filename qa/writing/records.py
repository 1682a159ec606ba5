"""What a model wrote: its sentences in order, each kept with the places it rests on, or struck with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.answering.checking.records import CheckVerdict
from qa.records import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSentence:
    """A sentence as the model wrote it, without the numbers by which it cites.

    ``cited`` are these numbers.  ``reason`` is one sentence that says why it is struck, empty where it is kept.
    ``rests_on`` are the places of the articles that it was judged by; the numbers are those of the answer.
    """

    text: str
    cited: tuple[int, ...]
    verdict: CheckVerdict
    rests_on: tuple[Citation, ...] = ()
    reason: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether what it cites, or another article, bears it out."""
        return not self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAnswer:
    """All that a model wrote to a question; ``problem`` says in a sentence what went wrong, empty for nothing."""

    model: str
    sentences: tuple[WrittenSentence, ...] = ()
    problem: str = ""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many sentences are kept and struck."""
        kept = sum(sentence.is_kept for sentence in self.sentences)
        return {"kept": kept, "struck": len(self.sentences) - kept}
