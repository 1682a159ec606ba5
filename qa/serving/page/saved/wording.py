"""The texts of the Saved view, and of what tells of saved answers elsewhere."""

NAME = "Saved"
HEADING = "Saved answers"
PROMISE = (
    "Kept in this browser, on this device alone; the server keeps nothing of them. "
    "Clearing the data of the browser removes them."
)
REFUSED = "The articles do not seem to answer this any more."
ASKED_GONE = "The article that was asked is no longer in the library."
CANNOT_ASK = "This question can no longer be asked: {reason}"
ANSWERED_NOW = "The articles did not answer this when you saved it."
TOUCHED_NOW = (
    "The articles did not answer this when you saved it. What they say now touches on it, and may answer it."
)
UNSURE_NOW = "The articles touch on this, but no longer surely answer it."
SURE_NOW = "The articles now answer this."
SAME = ("{count} quotation stands as it did.", "{count} quotations stand as they did.")
MOVED = ("{count} quotation stands in another article now.", "{count} quotations stand in another article now.")
DATED = ("{count} quotation is of another edition now.", "{count} quotations are of another edition now.")
CHANGED = ("{count} quotation reads differently now.", "{count} quotations read differently now.")
NEW = ("{count} quotation is new.", "{count} quotations are new.")
GONE = ("{count} quotation is gone.", "{count} quotations are gone.")

SAID_CHANGED = "This reads differently now."
SAID_NEW = "This is new."
SAID_DATED = "The same words, in an edition of another date."
SAID_MOVED = "The same words, in another article."
GONE_ARTICLE = "This is gone: its article is no longer in the library."
GONE_WORDS = "This is gone: its article no longer says so."
GONE_UNQUOTED = "The article still says this, but the answer no longer quotes it."

IN_BROWSER = {
    "list": "Saved answers",
    "none": "Nothing is saved yet. Press “Save this answer” below an answer, or “Save this question” where "
    "there is none.",
    "ask": "Ask a question",
    "count": ["{count} answer", "{count} answers"],
    "room": "{count}, {size} kB. A browser keeps some 5,000 kB for a page, and {most} answers are kept at most.",
    "export": "Save all as a file",
    "import": "Take in a file",
    "removeAll": "Remove all",
    "remove": "Remove",
    "removed": "Removed: {question}",
    "removedAll": "Removed: {count}.",
    "undo": "Undo",
    "undone": "Put back: {count}.",
    "savedOn": "Saved on {day}",
    "indexOf": "from the articles of {day}",
    "unsure": "not surely answered",
    "refused": "not answered",
    "read": "Read in context",
    "original": "Original",
    "page": "p. {page}",
    "then": "Then, saved on {day}",
    "now": "Now",
    "accept": "Keep the answer as it is now",
    "accepted": "The answer is kept as it is now.",
    "changed": "Changed since you saved it.",
    "answered": "Answered now.",
    "checking": "Looking whether the articles still say so.",
    "takenIn": "Taken in: {count}. Here already: {known}. No saved answer: {wrong}.",
    "noFile": "This file holds no saved answers, so nothing was taken in. Choose one that was saved here.",
    "tooLarge": "This file is larger than {most} MB, so nothing was taken in. Choose one that was saved here.",
    "full": "There is no room left in this browser, so nothing was changed. Remove some saved answers first.",
    "blocked": "This browser does not let the page keep anything. Allow site data for it, then load it again.",
    "unreadable": "What this browser keeps here cannot be read. Save it as a file if it matters, then remove all.",
    "told": ["{count} saved answer has changed.", "{count} saved answers have changed."],
    "toldAnswered": ["{count} saved question is answered now.", "{count} saved questions are answered now."],
    "see": "See what changed",
    "fileName": "citewell-saved-answers.json",
}
"""What the browser itself writes."""
