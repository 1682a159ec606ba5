"""The texts of what a model writes."""

HEADING = "Written by {model}, each sentence checked"
OFFER = "Have {model} write an answer"
OFFER_HELP = (
    "The question and the passages found are sent to {model}. Each sentence that it writes is checked against the "
    "articles; what they do not bear out is struck out."
)
WRITING = "{model} is writing…"
LEAD = (
    "These are the words of a model, not of the articles. What is struck out does not stand in the passages; "
    "the check sees words and figures, and no more."
)
STRUCK = "Struck:"
AGAIN = "Write it again"
NOTHING_KEPT = "Every sentence was struck."
SOME_STRUCK = "{struck} of {all} sentences struck."
NONE_STRUCK = "No sentence was struck."
