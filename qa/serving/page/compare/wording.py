"""The texts of the Compare view."""

NAME = "Compare"
HEADING = "The articles side by side"
PAGE_TITLE = "Compare: {question}"
COMPARE = "Compare the articles"
NOTHING_ASKED = "Ask a question first, and then choose “Compare the articles” below its answer."
NOT_ANSWERED = "The articles do not seem to answer this question, so there is nothing to compare."
ONE_ARTICLE = "Only one article has to do with this question, so there is nothing to compare it with."
ONE_CHOSEN = "Choose one more article to compare this one with."
NOTHING_COMMON = (
    "None of these articles says anything on a point that another makes. What each says alone is below."
)
CHOOSE = "Choose articles"
CHOOSE_HELP = "Two to four are compared. Without a choice they are those that have most to do with the question."
CHOOSE_PLACEHOLDER = "Choose two to four articles"
GONE = "An article that this address names is no longer in the library."
ALL_COPIES = "These articles are copies of one another, and so one voice: there is nothing to compare."
NO_POINTS = "No sentence of these articles is near enough to the question to be compared."
LEAD = "In their own words, the newest first. Every sentence of these articles was looked at."
NEAR = "What comes near a point was found neither to agree with it nor to differ."
NO_DATE = "no date"
COPIES = "A copy of it, not counted: {titles}"
READ = "Read it in its place"
READ_IN = "in {title}"

BOTH_AGREE = "Both agree"
ALL_AGREE = "All {count} agree"
SOME_AGREE = "{count} of {articles} agree"
DIFFER = "They differ: {values}"
DIFFER_AT_ALL = "They differ"
ALONE = "Said by one; others come near it"
ALONE_AMONG_SILENT = "Said by one alone"

STANCES = {
    "says": "",
    "near": "Near this:",
    "above": "What it says near this is shown above.",
    "silent": "Nothing found in this article.",
}
