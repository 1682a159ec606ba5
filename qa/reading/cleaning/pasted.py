"""Text and Markdown may have been pasted from a web page: only what came with a page is cut from them.

No single line tells: a list of networks may be a list of providers, a date that of a meeting.  Signs of several
kinds in one file do, of which some hardly stand anywhere else ("3 mins read", a form for comments).
"""

from collections.abc import Callable, Iterable, Sequence

from qa.reading.cleaning import advertising, boilerplate
from qa.reading.document import DocumentBlock

SIGNS_LEAST = 3
"""So much speaks for a page.  The five articles from the web have 3 to 9; of some 150 other texts (our own
leaflets and documentation, recipes, rules, chats, mails, minutes) two have 1 or 2, and none has more."""

_Find = Callable[[Sequence[DocumentBlock]], Iterable[int]]
_STRONG: Sequence[_Find] = (
    boilerplate.reading_times,
    boilerplate.links_to_other_articles,
    boilerplate.comment_forms,
    boilerplate.cookie_notices,
    boilerplate.reserved_rights,
    boilerplate.run_together,
)
"""What these find counts two."""
_WEAK: Sequence[_Find] = (
    boilerplate.share_buttons,
    boilerplate.navigation_labels,
    boilerplate.generator_chatter,
    boilerplate.captions,
    boilerplate.repeated_titles,
)
"""What these find counts one."""


def is_pasted(blocks: Sequence[DocumentBlock]) -> bool:
    """Tell whether the blocks of a text are those of a web page."""
    return signs(blocks) >= SIGNS_LEAST


def signs(blocks: Sequence[DocumentBlock]) -> int:
    """Return how much speaks for a web page: kinds of furniture, and what sells, which each line of it counts."""
    strong = sum(any(True for _ in find(blocks)) for find in _STRONG)
    weak = sum(any(True for _ in find(blocks)) for find in _WEAK)
    return 2 * strong + weak + advertising.signs(blocks)
