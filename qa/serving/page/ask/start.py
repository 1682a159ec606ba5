"""What can be asked of a library: examples out of its own headings, and what its articles are about."""

import re
from collections import Counter
from collections.abc import Iterable
from html import escape

from qa.records import Article
from qa.serving.page.read.blocks import contents
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import LIBRARY, href
from qa.serving.page.shared.blocks import heading, link

NAMED_MOST = 12
"""Topics or titles named at most; all of them stand in the reader."""

_ASKED_BY_A_PERSON = re.compile(r"\b(I|my|me)\b.*\?$")


def example_questions(articles: Iterable[Article], *, count: int) -> list[str]:
    """Return headings that are questions as a person asks them, one of an article at most, spread over them."""
    headings: dict[str, None] = {}
    for article in articles:
        questions = [heading for heading in contents(article) if _ASKED_BY_A_PERSON.search(heading)]
        if questions:
            headings[max(questions, key=len)] = None
    step = max(1, len(headings) // count)
    return list(headings)[::step][:count]


def coverage(articles: Iterable[Article], *, read_only: bool) -> str:
    """Return what a library covers: the topics of most articles first, or titles where articles have no topic.

    Links lead to all articles and, where the visitor may add one, to where that is done.
    """
    covered = list(articles)
    topics = Counter(article.topic for article in covered if article.topic)
    names = [topic for topic, _ in topics.most_common()] or [article.title for article in covered]
    named = " · ".join(escape(name) for name in names[:NAMED_MOST])
    more = f" · {wording.COVERS_MORE}" if len(names) > NAMED_MOST else ""
    ways = [link(href({}), wording.ALL_ARTICLES)]
    if not read_only:
        ways.append(link(href({}, view=LIBRARY), wording.ADD_ARTICLE))
    return (
        f'{heading(wording.COVERS)}<p class="cw-covers">{named}{more}</p><p class="cw-ways">{" ".join(ways)}</p>'
    )
