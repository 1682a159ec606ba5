"""Every text of the Quality view and of the thumbs, in one table; pairs are singular and plural."""

NAME = "Quality"
HEADING = "Quality"
LEAD = "How well these articles answer, measured on questions whose answers are known."

THUMBS = "Does passage {rank} answer your question?"
REFUSAL_THUMBS = "Is it right that no article answers this?"
KEPT = "Kept, without your name."
TAKEN_BACK = "Taken back."

GOLD = "Measure on"
LABELS = "Thumbs ({count})"
BUNDLED = "Bundled questions ({count})"
FILE = "A file of questions"
NO_LABELS = (
    "No thumbs yet. Under each passage of an answer there are two; every question judged there counts here."
)
LABELS_OFF = "Thumbs are switched off in this library, and no measurement is kept."
LABELS_HOLD = (
    "{count} question from thumbs: {answerable} answered by a passage, {others} by no article.",
    "{count} questions from thumbs: {answerable} answered by a passage, {others} by no article.",
)
LABELS_KIND = (
    "Thumbs can only judge what was found, so these measures miss what nobody saw: use them to follow changes."
)
UNDECIDED = (
    "{count} more was judged, but no passage answers it yet.",
    "{count} more were judged, but no passage answers them yet.",
)
STALE = (
    "{count} label is left out: its words are no longer in the article.",
    "{count} labels are left out: their words are no longer in the articles.",
)
STALE_LIST = "Labels that are left out"
EXPORT = "Save as a gold file"
EXPORT_NAME = "labels.jsonl"
HIDDEN = "The questions themselves are not shown here, since this page is open to visitors."
BUNDLED_HOLD = (
    "{count} questions in people's own words on the bundled articles, with the sentences that answer them."
)
UPLOAD = "Gold file: one JSON object a line"
UPLOAD_HELP = (
    "id, question, answerable, kind and relevant (article, heading, quote), as in a saved file of thumbs."
)
TOO_MANY = "The file has {count} questions; at most {most} can be measured here."
TOO_MANY_HINT = "Upload a part of it; whoever looks after this library can measure any number."

MEASURE = "Measure"
LOADING = "Opening the index …"
PROGRESS = "{done} of {questions} asked"
MEASURED = "Each bar shows the 95% range: how far a value depends on which questions happen to be asked."
FINDING = "Finding"
REFUSING = "Refusing"
NAMES = {
    "Success@3": ("A right passage among the first three", "Success@3"),
    "R@3": ("Share of the right places in the first three passages", "R@3"),
    "R@10": ("Share of the right places in the first ten passages", "R@10"),
    "nDCG@10": ("How high the right places rank", "nDCG@10, 1 is best"),
    "RR@10": ("How high the first right place ranks", "RR@10, 1 is best"),
    "marked@1": ("The sentence marked first is a right one", "marked@1"),
    "refused": ("Refused, though an article answers", "less is better"),
    "false answers to near misses": ("Answered, though no article does: near misses", "less is better"),
    "false answers to other subjects": ("Answered, though no article does: other subjects", "less is better"),
}
"""The plain name of each measure, and the field's name."""
SHARE = "{value:.0f}%"
SHARE_RANGE = "{low:.0f} to {high:.0f}%"
RATIO = "{value:.2f}"
RATIO_RANGE = "{low:.2f} to {high:.2f}"
OF = ("{count} question", "{count} questions")

CHANGE = (
    "Compared with the index that was measured on {when}, on the {count} question asked of both.",
    "Compared with the index that was measured on {when}, on the {count} questions asked of both.",
)
NO_CHANGE_YET = "Measured for the first time. After another build, measure again to see the change here."
BETTER = "{amount} better"
WORSE = "{amount} worse"
SAME = "no change"
CHANCE = "may be chance"
POINTS = "{amount:.1f} points"
AMOUNT = "{amount:.2f}"
DAY = "{day.day} {day:%B %Y}"

WORST = "Where it fails"
WORST_NONE = "Every question that the articles answer has a right passage among the first three."
WORST_COUNT = (
    "{count} of {questions} that the articles answer has no right passage among the first three.",
    "{count} of {questions} that the articles answer have no right passage among the first three.",
)
REFUSED = "refused"
AT_RANK = "first right passage at rank {rank}"
NOT_FOUND = "nothing right among the first {count}"
MORE = ("{count} more", "{count} more")
WRONGLY = "Answered, though no article does"
SURE = "confidence {share}"

CALIBRATION = "Is its confidence right?"
CALIBRATION_LEAD = (
    "Each point is a group of questions: how sure the answers were, against the share of them that the articles "
    "do answer. On the slanted line both are the same. A larger point stands for more questions."
)
THRESHOLD = "From a confidence of {share} (the upright line), a question counts as surely answered."

CALIBRATION_ERROR = "On the whole, confidence and truth are {points} apart."
NO_CURVE = "This takes at least {least} questions: some that the articles answer and some that they do not."
AXIS_CONFIDENCE = "Confidence"
AXIS_SHARE = "Answerable"
AXIS_COUNT = "Questions"
CURVE_ALT = "Confidence against the share of answerable questions: {points}."
CURVE_POINT = "{confidence} sure, {share} answerable"
CURVE_TABLE = "The same as a table"
CURVE_COLUMNS = ("Confidence", "Questions", "Mean confidence", "Answerable", "95% range")
BUILD_ERROR = "When this index was built, its verdict was measured on questions made from the articles"
"""Introduces the calibration error that the manifest holds."""
