"""Every text of the Library view, in one table; pairs are for one and for another number."""

HEADING = "The library"
SUMMARY = ("{count} article", "{count} articles")
SUMMARY_PASSAGES = ("{count} passage", "{count} passages")
SUMMARY_BUILT = "built {when}"
EMPTY = "There are no articles here yet."
EMPTY_ADD = "Add the first ones, then build the index to ask them."
EMPTY_LATER = "Please come back later."
EMPTY_WAITS = "The articles in this library cannot be searched yet."
EMPTY_BUILD = "Their index has to be built first; the button for that is in the Library."
EMPTY_HERE = "Add articles below, then build the index to ask them."
EMPTY_BUILD_HERE = "Build their index to ask them."
OPEN_LIBRARY = "Open the Library"
SAMPLE = "Try it with {count} sample articles on backs"
UPDATED = "The articles were updated; this page now uses them."
WHEN = "{moment.day} {moment:%B %Y, %H:%M}"

TABLE = "Articles of the library"
COLUMN_STATE = "State"
COLUMN_TITLE = "Title"
COLUMN_SOURCE = "Source"
COLUMN_DATE = "Date"
COLUMN_WORDS = "Words"
COLUMN_LEFT_OUT = "Left out"
COLUMN_NOTE = "Note"
FOLDER = "Folder"
EVERY_FOLDER = "All folders"
ASK_FOLDER = "Ask only {folder}"
OPEN_ORIGINAL = "Open the original file {file}"
CHANGED_OUTSIDE = "The folder was changed from outside this page; the table shows it as it is now."
CHANGED_MEANWHILE = "The folder was changed from outside this page."
UPDATE = "Update the table"
SEARCH = "Search"
SEARCH_HELP = "Title, source or file"
SHOW = "Show"
SORT = "Sort by"
SHOWN = "{count} of {all} shown."
NONE_SHOWN = "No article matches."
CHOOSE = "Select a row to open its article. With the keyboard, use the arrow keys, then Shift and Space."
OPEN = "Read: {title}"
WHAT_WAS_CUT = "What was cut from this article"

EVERY_STATE = "All"
STATES = {
    "INDEXED": "Indexed",
    "COPY": "Copy",
    "NEW": "New",
    "CHANGED": "Changed",
    "MOVED": "Moved",
    "GONE": "Removed",
    "VANISHED": "Vanished",
    "FAILED": "Failed",
}
TAGS = {
    "INDEXED": "✓ Indexed",
    "COPY": "= Copy",
    "NEW": "+ New",
    "CHANGED": "~ Changed",
    "MOVED": "→ Moved",
    "GONE": "− Removed",
    "VANISHED": "? Vanished",
    "FAILED": "✕ Failed",
}
"""What stands for each state in the table: a sign that is told apart without its colour, and the word."""
MUCH = "⚠ {share}"
COPY_OF = "Copy of {title}"
MOVED_FROM = "Was {file}"
FAILED_FILES = ("{count} file could not be read", "{count} files could not be read")
MUCH_LEFT_OUT = (
    "{count} file of which more than a tenth was left out",
    "{count} files of which more than a tenth was left out",
)
MUCH_HARD = (
    "{count} file of which more than a tenth is hard to read in its pictures",
    "{count} files of which more than a tenth is hard to read in their pictures",
)
HARD_TO_READ = (
    "{count} word was read from a picture and may be wrong.",
    "{count} words were read from pictures and may be wrong.",
)
MORE_MUCH_LEFT_OUT = "and {count} more, in the table under “Left out”"
LEFT_OUT = "{words} of {of} words of the file were left out ({share} %)."
UNREAD = ("{count} piece of it could not be read.", "{count} pieces of it could not be read.")
MORE_FAILED = "and {count} more, in the table under “Failed”"
FAILED_AS = "Failed: {reason}"
SORTS = {
    "state": "New and failed first",
    "title": "Title",
    "newest": "Newest first",
    "longest": "Longest first",
    "left out": "Most left out first",
}

REMOVE = ("Remove {count} article", "Remove {count} articles")
REMOVED = ("Removed from the folder: {titles}", "{count} removed from the folder: {titles}")
REMOVED_HINT = "Rebuild the index to leave that out of answers."
UNDO = "Undo"
PUT_BACK = ("Put back into the folder: {titles}", "{count} put back into the folder: {titles}")

ADD = "Add articles"
ADD_FILES = (
    "One or more files: web pages, PDF, Word, PowerPoint, Excel, CSV, RTF, mail, EPUB, ODT, notebooks, text"
)
ADD_ADDRESS = "An address on the web"
ADD_TEXT = "Pasted text"
ADD_BUTTON = "Add to the library"
ADDING = "Reading what was given …"
NOTHING_GIVEN = "Choose a file, or give an address or a text."
ADDED = "Added: {title}"
UPDATED_ARTICLE = "Updated: {title}"
THEN_REBUILD = "Rebuild the index to ask about what was added."
CUT = (
    "{count} piece that came with the pages was cut",
    "{count} pieces that came with the pages were cut",
)

CHANGES = {
    "NEW": ("{count} new", "{count} new"),
    "CHANGED": ("{count} changed", "{count} changed"),
    "MOVED": ("{count} moved", "{count} moved"),
    "GONE": ("{count} removed", "{count} removed"),
}
WAITING = "Since the last build: {changes}. Rebuild the index to ask what is in the folder now."
FIRST = ("{count} file waits for the first build.", "{count} files wait for the first build.")
NOTHING_WAITING = "The index is up to date with the folder."
BUILD = "Build the index"
REBUILD = "Rebuild the index"
MEANWHILE = "Questions are answered from the old index meanwhile."
STARTING = "Starting"
STOP = "Stop"
STOPPING = "Stopping …"
WHOLE_BUILD = "The whole build"
BUILDING = "The index is being rebuilt: {percent} %. {stage}."
BUILDING_START = "The index is being rebuilt."
PROGRESS = "{percent} %. {stage}: {done} of {total}"
SECONDS_LEFT = "less than a minute left"
MINUTES_LEFT = ("about {count} minute left", "about {count} minutes left")
MINUTES_LEFT_MOST = "{count} minutes left at most"
MINUTES_RANGE = "{few} to {many} minutes left"
REBUILT = "Built {passages} of {articles}; {embedded} had to be encoded."
CURRENT = "Nothing changed since the last build: {articles}, {passages}."

SOURCES = "Sources"
SOURCES_HELP = "Pages, feeds and sitemaps that are looked at again and again; what changed is then in the library."
NO_SOURCES = "There are none yet."
SOURCE_WELL = "✓ Well"
SOURCE_WAITING = "… Waiting for its first look"
SOURCE_PARTLY = "! Only in part {when}"
SOURCE_FAILED = "✗ Failed {when}"
SOURCE_TIMES = "{counts}; looked at every {every}, last {last}, next {next}"
SOURCE_SINCE = "{article}: {state} since {since}"
SOURCE_ADDRESS = "Address of a page, feed or sitemap"
SOURCE_EVERY = "Look again every"
EVERY_NAMES = {"1h": "hour", "6h": "six hours", "1d": "day", "1w": "week"}
ADD_SOURCE = "Add as a source"
LOOK_NOW = "Look now"
FORGET_SOURCE = "Remove"
SOURCE_ADDED = "Added {address}; it is looked at within half a minute, and the index is then rebuilt."
SOURCE_REMOVED = "Removed {address} from the sources. Its articles stay."
SOURCE_DUE = "{address} is looked at within half a minute."
SOURCE_BUSY = "Sources are being looked at already."

STATE = "State of the index"
GENERATION = "Generation"
BUILT = "Built"
HOLDS = "Holds"
HOLDS_COUNTS = "{articles}, {passages}, {sentences}"
SENTENCES = ("{count} sentence", "{count} sentences")
SIZE = "Size"
MODEL = "Model"
CALIBRATION = "Measured error"
NOT_CALIBRATED = "Not calibrated for these articles; answers are judged by the rule that comes with Citewell."
REFUSED = "{share} of questions that the articles answer are refused"
CALLED_UNSURE = "{share} get an answer that is called unsure"
ANSWERED_OTHER = "{share} of questions on other subjects get an answer"
ANSWERED_NEAR = "up to {share} of near misses do, the nearer they come to what the articles say"
MEASURED_ON = ("measured on {count} question", "measured on {count} questions")
DAMAGED = "The newest index, {name}, is damaged, so the one before it is used. Rebuild the index."
VERIFY = "Verify"
VERIFYING = "Reading every file of the index …"
SOUND = "Every file is as it was built, and every invariant holds."
ROLL_BACK = "Roll back"
ROLL_BACK_TO = "The index of {when} is kept: {articles}, {passages}."
ROLL_BACK_HELP = (
    "Rolling back puts it back in use, for everyone, at once. The articles in the folder stay as they are, "
    "and the next build includes them again."
)
NO_OLDER = "There is no older index to roll back to."
ROLLED_BACK = "Rolled back: this index is in use again until the next build."
