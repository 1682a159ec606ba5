"""What a model wrote, as JSON: ``written`` of an answer, only where it was asked for."""

from qa.serving.contract import AnswerJson, CheckVerdictJson, CitationJson, Contract
from qa.serving.json_output import Json, of_citations
from qa.writing.records import WrittenAnswer, WrittenSentence


class WrittenSentenceJson(Contract):
    """A sentence of the model: kept with the places that bear it out, or struck with the ``reason``.

    ``cited`` are the numbers by which the model cited, ``verdict`` that of the check.
    """

    text: str
    kept: bool
    reason: str | None
    verdict: CheckVerdictJson
    cited: list[int]
    rests_on: list[CitationJson]


class WrittenJson(Contract):
    """All that the model wrote; ``problem`` is a sentence on what went wrong, null for nothing."""

    model: str
    sentences: list[WrittenSentenceJson]
    problem: str | None


class WrittenEndJson(Contract):
    """The end of a stream of sentences; ``problem`` is a sentence on what went wrong, null for nothing."""

    model: str
    problem: str | None


class AnswerWithWrittenJson(AnswerJson):
    """What the articles say to a question, and what a model wrote from it."""

    written: WrittenJson


def of_written(written: WrittenAnswer) -> Json:
    """Return what a model wrote as JSON."""
    value = {
        "model": written.model,
        "sentences": [of_sentence(sentence) for sentence in written.sentences],
        "problem": written.problem or None,
    }
    return WrittenJson.model_validate(value).model_dump()


def of_sentence(sentence: WrittenSentence) -> WrittenSentenceJson:
    """Return one sentence in the form that every door gives."""
    return WrittenSentenceJson.model_validate(
        {
            "text": sentence.text,
            "kept": sentence.is_kept,
            "reason": sentence.reason or None,
            "verdict": sentence.verdict.value,
            "cited": list(sentence.cited),
            "rests_on": of_citations(sentence.rests_on),
        }
    )
