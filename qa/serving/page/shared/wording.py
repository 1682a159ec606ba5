"""Every text of the page, in one table."""

NAME = "Citewell"
ASK = "Ask"
READ = "Read"
LIBRARY = "Library"
VIEWS = "Views"
FOOT = (
    "This is information from the articles in this library, not a diagnosis. "
    "If you are worried about your health, ask a doctor or a pharmacist; in an emergency, call emergency services."
)

CHECK_TEXT = "Check a text"
ASK_HEADING = "Ask the articles"
ASK_LABEL = "Your question"
ASK_PLACEHOLDER = "Ask in your own words"
SUGGESTED = "Questions that the articles answer"
SPELT = "Did you mean: {spelling}"
ASKED_EARLIER = "asked in this visit"
ASK_PROMISE = (
    "Every word of an answer is quoted from the one article here, and cited to its place.",
    "Every word of an answer is quoted from one of {count} articles, and cited to its place.",
)
EXAMPLES = "For example"
COVERS = "What the articles are about"
COVERS_MORE = "and more"
ALL_ARTICLES = "See all articles"
ADD_ARTICLE = "Add an article"
ASKED_BEFORE = "Asked in this visit"
PAGE_TITLE = "{subject} · {name}"

ANSWERED = ("{count} statement; {articles} read", "{count} statements; {articles} read")
ARTICLES_READ = ("{count} article", "{count} articles")
NOT_ANSWERED = "The articles here do not seem to answer this"
UNSURE = "The articles touch on this, but may not answer it"
UNSURE_OF_PICTURE = "The articles may answer this, but what they say is hard to read in a picture"
READ_FROM_PICTURE = "read from a picture"
READ_FROM_PICTURE_HINT = "These words were recognised in a scanned page, not copied from text."
HARD_TO_READ = "Hard to read in the picture: {words}. Check the original."
NOT_FOUND_WORDS = "Not found in what they say: {words}"
UNTOLD = "What is quoted does not say {asked}"
NOT_ANSWERED_AMONG = "The chosen articles do not answer this. Their nearest passages are below"
NOTHING_AMONG = "No passage of the chosen articles is near this question"
WHAT_THEY_SAY = "What the articles say"
WHAT_ELSE_THEY_SAY = "What else they say about it"
SAID_BY = "said by {support} of {articles} articles"
CITES = "Source {number}: {title}"
PASSAGES = "The passages"
CITED_BESIDE = "Also cited"
RELATED_LOOK = "What else can I ask about this?"
RELATED_LOOKING = "Looking for questions that the articles answer"
RELATED = "You can also ask"
RELATED_NONE = "The articles answer no further question near this one."
NO_ARTICLE_HAS = "No article has: {words}."
NEAREST = "The nearest headings"
CLOSEST = "The closest passages, which may be about something else"
SHOWING = "Showing results for {searched}."
AS_TYPED = "Search “{question}” instead"
TYPED = "Searched as typed."
CORRECT = "Look for a better spelling"
TOGETHER = "Searched together with “{words}”."
ALONE = "Search “{question}” alone"
DID_YOU_MEAN = "Did you mean: {suggestion}"
IN_ANOTHER_LANGUAGE = "{told} Ask in the language of the articles."
WIDENED = "Also searched: {counterpart}, for {phrase}."
CHANGED_MEANWHILE = "The articles have changed."
UPDATE = "Update"
ARTICLES_CHANGED = "The articles changed since this question was first asked. This is what they say now."

FILTER = "Filter"
FILTERED = "Only: {chosen}"
ASK_ALL = "Ask all articles"
ASK_ARTICLE = "Ask this article"
SINCE = "since {year}"
FILTER_SOURCE = "Source"
FILTER_TOPIC = "Topic"
FILTER_FOLDER = "Folder"
IN_FOLDER = "the folder {folder}"
FILTER_SINCE = "Published since"
ANY = "Any"
FILTER_HELP = "Statements and passages come from these articles only. Warning signs are always shown."

READ_IN_CONTEXT = "Read in context"
WHY = "Why this passage"
CITE = "Cite"
CITE_ALL = "Cite these passages"
ORIGINAL = "Original"
SAVE = "Save as a file"
MEANING = "Meaning"
MEANING_FIRST = "The nearest in meaning of all passages"
MEANING_RANK = "Number {rank} of all passages in meaning"
MEANING_FAR = "Not among the nearest in meaning"
WORDS = "Words"
WORDS_FIRST = "Shares the most words with the question of all passages"
WORDS_RANK = "Number {rank} of all passages in words shared with the question"
WORDS_NONE = "Shares no words with the question"
SENTENCE = "Sentence"
SENTENCES = ("{count} sentence", "{count} sentences")
SENTENCE_MARKED = (
    "{count} of {sentences} answers, and is marked",
    "{count} of {sentences} answer, and are marked",
)
RERANKED = "Reading"
RERANKED_BY = "Judged by a cross-encoder that reads it together with the question"

SOURCES_HERE = "Sources"
OPEN_WHOLE = "Open the whole article"
CLOSE_SOURCE = "Close the source"
SOURCE_TEXT = "Text of the source"
SOURCE_SHOWN = "{title} is shown beside the answer."

READ_HEADING = "Read an article"
CHOOSE_ARTICLE = "Find an article by its title"
CHOOSE_PLACEHOLDER = "Words of the title, topic or source"
ARTICLES = ("{count} article", "{count} articles")
ARTICLES_FOUND = ("{count} article found.", "{count} articles found.")
ARTICLES_CUT = "The first {count} are shown; add a word to find fewer."
NO_ARTICLE_FOUND = "No article has these words in its title, topic or source; try fewer or other words."
TOPICS = "Topics"
ALL_TOPICS = "All topics"
OTHER_TOPICS = "Other articles"
BACK_TO_QUESTION = "↑ Back to the question"
CONTENTS = "In this article"
SOURCES = "The facts come from"
SAME_POINT = "Other articles that make the same point"
HIT_OF = "Passage {rank} of {count}"
BESIDE_HITS = ("{count} passage", "{count} passages")
PREVIOUS_HIT = "← Previous"
NEXT_HIT = "Next →"
CITED_HERE = "The passage is highlighted"
MOVED = "The article changed since this link was made. The passage is still in it, word for word, and highlighted."
OLDER = (
    "The article changed since this link was made. This is its text as it was then, with the passage highlighted."
)
NO_SUCH_PLACE = (
    "The article changed since this link was made: the passage it points to is no longer in it, "
    "and the older text is no longer kept."
)
READ_NOW = "Read the article as it is now"

ALSO_IN = "Also in: {titles}"
PAGE = "p. {page}"

NOTHING_CUT = "Nothing had to be cut."
WHAT_WAS_CUT = "What was cut from this article"
HARD_WORD = "hard to read in its picture, page {page}"
NOT_QUOTED = "never quoted, as it may give orders to a machine"
RULE_PLACE = {"page": "page {page}", "line": "line {line}"}

URGENT_LEVELS = {"now": "Get help now", "today": "Get medical advice today", "soon": "See a doctor soon"}
URGENT_SIGNS = {"now": "!", "today": "!", "soon": "i"}
URGENT_WHY = "Your question sounds like what these articles warn of. In their words:"
OWN = "{name} says, not the articles: {line}"
OWN_BY_FLAG = {
    "self-harm": (
        "Call emergency services or a crisis line now. "
        "Stay with someone you trust, or ask someone to stay with you, until help is there."
    ),
    "overdose": (
        "Call emergency services or a poison centre now, also if nothing is felt yet. "
        "Have at hand what was taken, how much of it and when."
    ),
}
OWN_BY_FLAG_MAYBE = {
    "self-harm": (
        "If you think of ending your life or of hurting yourself, call a crisis line or emergency services, and "
        "tell someone near you. Otherwise talk to a doctor today about how you feel."
    ),
    "overdose": (
        "If more of a medicine may have been taken than its label allows, call a poison centre or emergency "
        "services, even if you feel well. Otherwise ask a pharmacist today."
    ),
}
OWN_BY_LEVEL = {
    "now": "Call emergency services now.",
    "today": "Call a doctor or an urgent care service today. If it gets worse, call emergency services.",
    "soon": "See a doctor about this soon. If it gets worse, do not wait.",
}
QUIET_HELP = "When to get help:"
DIFFER = "The articles differ:"
COMPARE_SIDE = "Compare them side by side"

DEFINITION = "Definition of {term}"
CLOSE_DEFINITION = "Close the definition"
DEFINED_IN = "Defined in"
VARIANT_ARTICLES = ("{count} article", "{count} articles")
