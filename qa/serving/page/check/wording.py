"""The texts of the Check view."""

from qa.answering.checking.records import CheckVerdict

NAME = "Check"
HEADING = "Check a text"
LEAD = (
    "Paste what somebody wrote, or what a language model answered. Each sentence is held to the articles: "
    "is it there, and are its numbers right?"
)
FIELD = "The text to check"
PLACEHOLDER = "Paste the text here"
BUTTON = "Check it"
LIMITS = (
    "Up to {characters:,} characters and {sentences:,} sentences, for {seconds:g} seconds. The text is checked "
    "where this library runs, sent nowhere else, and forgotten when you close the page."
)
CAUTION = (
    "Words, numbers and nearness in meaning are compared; nothing is thought through. A sentence that passes can "
    "still be misleading, a true one can be missing here, and whether the articles are right is not checked."
)

ALL_PASS = (
    "Nothing to mend: the sentence is in the articles.",
    "Nothing to mend: all {count} sentences are in the articles.",
)
SOME_FAIL = ("{count} of {sentences} sentences needs a look.", "{count} of {sentences} sentences need a look.")
NO_CLAIMS = "There is no sentence in it that could be checked: only headings, questions or pleasantries."
COUNTS = "How the sentences stand to the articles"
ONLY_FAILING = "Only what needs a look"
RESULT = "The sentences"
SAYS = "The article says:"
NEAREST = "The nearest sentence, which does not say it:"
STANDS_IN = "Stands in"
GIVEN = "What it quotes or cites:"
LOOK = "needs a look"

REPORT = "Copy the report"
REPORT_FILE = "checked-text.txt"
REPORT_TITLE = "Held to the articles of this library ({generation}):"

VERDICTS = {
    CheckVerdict.VERBATIM: "Verbatim",
    CheckVerdict.SUPPORTED: "Supported",
    CheckVerdict.NUMBER_DIFFERS: "A number differs",
    CheckVerdict.CONTRADICTED: "Contradicted",
    CheckVerdict.NOT_IN_ARTICLES: "Not in the articles",
    CheckVerdict.NOT_A_CLAIM: "Not a claim",
}
SIGNS = {
    CheckVerdict.VERBATIM: "✓",
    CheckVerdict.SUPPORTED: "≈",
    CheckVerdict.NUMBER_DIFFERS: "≠",
    CheckVerdict.CONTRADICTED: "✕",
    CheckVerdict.NOT_IN_ARTICLES: "?",
    CheckVerdict.NOT_A_CLAIM: "–",
}
"""Told apart by their shapes, beside word and colour."""
EXPLAINED = {
    CheckVerdict.VERBATIM: "word for word as in an article",
    CheckVerdict.SUPPORTED: "an article says it in other words",
    CheckVerdict.NUMBER_DIFFERS: "an article has another number or unit",
    CheckVerdict.CONTRADICTED: "an article says otherwise",
    CheckVerdict.NOT_IN_ARTICLES: "no sentence of an article is near enough",
    CheckVerdict.NOT_A_CLAIM: "a heading, a question or the like",
}
