"""Is the question answered here at all?  A first rule, to be calibrated per generation later.

A bare threshold on the cosine fails: short questions on the corpus's subject score below long ones on
others.  So meaning and words are weighed together.
"""

from qa.records import Verdict

WORDS_WEIGHT = 0.5
"""Weight of the share of the question's words in the best passages, beside the best cosine, which counts 1."""
THRESHOLD = 0.55
"""Where the sum must be at least. Chosen with the weight on the bundled gold questions (``citewell eval``) so that
a question on another subject is not answered and few that the articles answer are refused; near misses on the
same subject often pass. It stands until each generation calibrates its own."""


def judge(*, best_cosine: float, words_share: float) -> Verdict:
    """Return the verdict from the best cosine and the share of the question's words in the first hits."""
    if best_cosine + WORDS_WEIGHT * words_share >= THRESHOLD:
        return Verdict.ANSWERED
    return Verdict.NOT_IN_CORPUS
