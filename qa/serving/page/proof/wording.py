"""Every text of the Proof view, in one table."""

from qa.reading.proof.proving import Doubt

NAME = "Proof"
SHOW = "Show on the original page"
SHOW_FILE = "Original file"
LOOKING = "Reading these words again in the original"
READ_IN_CONTEXT = "Read in context"
PAGE_TITLE = "Proof: {title}"
BAR = "Ways back"

VERIFIED = "Verified on {pages}"
READ_AGAIN = "These very words were read again at the marked place of {file}, before the page was drawn."
RECOGNISED_AGAIN = "These words were recognised again at the marked place of {file}, before the page was drawn."
NOT_VERIFIED = "Not verified: {doubt}"
DOUBTS = {
    Doubt.NO_ORIGINAL: "the original file is no longer here",
    Doubt.UNREADABLE: "the original file cannot be read now",
    Doubt.NO_PLACES: "it is not known where on its pages these words stand",
    Doubt.SOME_UNPLACED: "it is not known where on its pages some of these words stand",
    Doubt.OTHER_WORDS: "the original file does not show just these words there",
    Doubt.NOTHING_RECOGNISES: "these words are in a picture, and pictures are not read here",
}
NEXT = {
    Doubt.NO_ORIGINAL: "The quotation is still the text of the article. Ask whoever looks after this library.",
    Doubt.UNREADABLE: "The quotation is still the text of the article. Tell whoever looks after this library.",
    Doubt.NO_PLACES: "The text may have been edited since the file was added. Open the file and compare.",
    Doubt.SOME_UNPLACED: "Open the file and compare.",
    Doubt.OTHER_WORDS: "The file may have changed, or something may lie over the words. Look at the page.",
    Doubt.NOTHING_RECOGNISES: "Look at the page and compare.",
}
NO_PAGES = "A file of this kind has no pages that can be shown."
NO_PAGES_NEXT = "Open it, and look for these words there."
NOTHING_WANTED = (
    "Words are shown here on their original page: open it from a passage of an answer, or from an article."
)
NO_QUOTATION = "No words of the article are chosen, so there is nothing to mark."
CHANGED = "The article changed since this link was made, and the words it points to are no longer in it."
UNMARKED = "The page as it is, without marks:"

CLOSE_UP = "The marked words on {page}, close up: “{quotation}”"
WHOLE = "The whole of {page} of {file}, with these words marked: “{quotation}”"
WHOLE_UNMARKED = "The whole of {page} of {file}, without marks"
CAPTION = "{page} of {file}"
AS_PRINTED = "As printed"
MORE_PAGES = "The words go on on further pages, which are not shown."

SAVE = "Save as proof card"
SAVE_HELP = "One file with these words, the page and its digests, which anybody who has the original can check."
OPEN_FILE = "Save the original file"
ON_THE_WEB = "Open these words on the web"
