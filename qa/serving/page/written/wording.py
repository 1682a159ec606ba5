"""The texts of what a model writes."""

HEADING = "Written by {model}, each sentence checked"
OFFER = "Have {model} write an answer"
OFFER_HELP = (
    "It is sent the question and the passages found. Each sentence that it writes is checked against the articles."
)
WRITING = "{model} is writing…"
LEAD = (
    "These are the words of a model, not of the articles. What was not found in the articles is struck out; "
    "the check compares words and figures, and no more."
)
STRUCK = "Struck:"
AGAIN = "Write it again"
NOTHING_KEPT = "Every sentence was struck."
SOME_STRUCK = "{struck} of {all} sentences struck."
NONE_STRUCK = "No sentence was struck."
