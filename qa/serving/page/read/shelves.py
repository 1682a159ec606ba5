"""The list of articles of the Read view: on shelves by topic, searched by words."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby

from qa.records import Article
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import href
from qa.serving.page.shared.blocks import counted, link

WHOLE_MOST = 60
"""Articles that are listed under their topics at once; more stand behind their topics, one opened at a time."""
FIND, SHELF = "find", "shelf"
"""The keys of the address: the words that were searched, and the shelf that is open."""


def shelf_namer(articles: Sequence[Article]) -> Callable[[Article], str]:
    """Return what tells the shelf of an article: its topic, or where none has any, its folder or its first letter.

    An article without what the others have is on a shelf without a name.
    """
    if any(article.topic for article in articles):
        return lambda article: article.topic
    if len({_folder(article) for article in articles}) > 1:
        return _folder
    return _letter if len(articles) > WHOLE_MOST else lambda _: ""


def _folder(article: Article) -> str:
    return article.id.rpartition("/")[0]


def _letter(article: Article) -> str:
    first = next((sign for sign in article.title if sign.isalnum()), "")
    return first.upper() if first.isalpha() else ""


def found(articles: Iterable[Article], words: str) -> list[Article]:
    """Return the articles that have all the words in title, topic, publisher or file."""
    wanted = words.casefold().split()
    return [article for article in articles if all(word in _searched(article) for word in wanted)]


def _searched(article: Article) -> str:
    return f"{article.title}\n{article.topic}\n{article.publisher}\n{article.id}".casefold()


def ordered(articles: Iterable[Article], name_of: Callable[[Article], str]) -> list[Article]:
    """Return articles by shelf, the one without a name last, and by title."""
    return sorted(
        articles,
        key=lambda article: (
            not name_of(article),
            name_of(article).casefold(),
            article.title.casefold(),
            article.id,
        ),
    )


def whole_list(articles: Iterable[Article], name_of: Callable[[Article], str]) -> str:
    """Return links to articles, under the names of their shelves."""
    parts: list[str] = []
    for name, group in groupby(ordered(articles, name_of), key=name_of):
        parts.append(f'<h2 class="cw-label">{escape(name or wording.OTHER_TOPICS)}</h2>{_links(group)}')
    return _shelves(parts)


def closed_shelves(articles: Iterable[Article], name_of: Callable[[Article], str]) -> str:
    """Return a link to each shelf, with how many articles it has."""
    counts = Counter(map(name_of, articles))
    names = sorted(counts, key=lambda name: (not name, name.casefold()))
    items = "".join(
        f"<li>{link(href({SHELF: name or wording.OTHER_TOPICS}), name or wording.OTHER_TOPICS)} "
        f'<span class="cw-details">{escape(counted(wording.ARTICLES, counts[name]))}</span></li>'
        for name in names
    )
    return _shelves([f'<h2 class="cw-label">{escape(wording.TOPICS)}</h2><ul>{items}</ul>'])


def open_shelf(articles: Iterable[Article], name_of: Callable[[Article], str], name: str) -> str:
    """Return links to the articles of one shelf, and back to all shelves."""
    on_it = [article for article in articles if (name_of(article) or wording.OTHER_TOPICS) == name]
    heading = f'<h2 class="cw-label">{escape(name)} · {escape(counted(wording.ARTICLES, len(on_it)))}</h2>'
    back = f'<p class="cw-ways">{link(href({}), wording.ALL_TOPICS)}</p>'
    return _shelves([heading, _links(ordered(on_it, name_of)), back])


def _links(articles: Iterable[Article]) -> str:
    items = "".join(f"<li>{link(href({'article': article.id}), article.title)}</li>" for article in articles)
    return f"<ul>{items}</ul>"


def _shelves(parts: Iterable[str]) -> str:
    return f'<div class="cw-shelves">{"".join(parts)}</div>'
