"""An address → the article and the place that it names, in the generation that has them, for every view."""

from collections.abc import Mapping

from qa.errors import UnknownArticleError
from qa.indexing.generations import Generation
from qa.records import Article
from qa.serving.page.read.locating import LinkState, Located, article_or_none, locate
from qa.serving.page.shared import resources


def opened(address: Mapping[str, str], generation: Generation) -> tuple[Located, Generation]:
    """Return the article and place that an address names, and the generation that holds them.

    An article whose file was moved to another folder since is found by what was quoted from it, or by its text.
    Raises UnknownArticleError where there is none.
    """
    wanted = address.get("article", "")
    older = resources.older(address.get("g", ""), generation.name)
    before = article_or_none(older.store.article, wanted) if older else None
    at, mark, digest = (address.get(name, "") for name in ("at", "mark", "h"))
    now = article_or_none(generation.store.article, wanted) or _moved(wanted, before, at, digest, generation)
    located = locate(now, lambda: before, at=at, mark=mark, digest=digest)
    if located is None:
        raise UnknownArticleError(wanted)
    return located, older if older and located.state is LinkState.OLDER else generation


def _moved(wanted: str, before: Article | None, at: str, digest: str, generation: Generation) -> Article | None:
    """Return the article of a file of the same name in another folder, where it has the text or the quotation."""
    name = wanted.rpartition("/")[2]
    for id_ in sorted(generation.store.titles()):
        if id_.rpartition("/")[2] != name:
            continue
        article = generation.store.article(id_)
        if before and article.text == before.text:
            return article
        found = locate(article, lambda: None, at=at, digest=digest) if at and digest else None
        if found and found.state in (LinkState.HERE, LinkState.MOVED):
            return article
    return None
