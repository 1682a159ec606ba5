"""The texts of the Compare view."""

NAME = "Compare"
HEADING = "The articles side by side"
PAGE_TITLE = "Compare: {question}"
COMPARE = "Compare the articles"
NOTHING_ASKED = "Ask a question first, and then choose “Compare the articles” below its answer."
NOT_ANSWERED = "The articles do not seem to answer this question, so there is nothing to compare."
ONE_ARTICLE = "Only one article has to do with this question, so there is nothing to compare it with."
ALL_COPIES = "These articles are copies of one another, and so one voice: there is nothing to compare."
NO_POINTS = "No sentence of these articles is near enough to the question to be compared."
LEAD = "In their own words, the newest first. Every sentence of these articles was looked at."
NO_DATE = "no date"
COPIES = "A copy of it, not counted: {titles}"
READ = "Read it in its place"
READ_IN = "in {title}"

ALL_AGREE = "All {count} agree"
SOME_AGREE = "{count} of {articles} agree"
DIFFER = "They differ: {values}"
DIFFER_AT_ALL = "They differ"
ALONE = "One says this; whether others agree was not found out"
ALONE_AMONG_SILENT = "Only one says this"

STANCES = {
    "says": "",
    "near": "Near this, and neither found to agree nor to differ:",
    "above": "What it says near this is shown above.",
    "silent": "Nothing found in this article.",
}
