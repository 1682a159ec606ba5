"""The folders of a corpus as collections: an article is of every folder that its file is in."""

from collections.abc import Iterable

from qa.errors import UsageError


def is_in(article_id: str, folder: str) -> bool:
    """Tell whether an article, whose id is the path of its file, is in a folder or below it; all are in ""."""
    return not folder or article_id.startswith(f"{folder}/")


def folders_of(article_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the folders that hold some of the articles and not all of them, as paths, sorted."""
    ids = set(article_ids)
    counts: dict[str, int] = {}
    for article_id in ids:
        steps = article_id.split("/")[:-1]
        for depth in range(1, len(steps) + 1):
            folder = "/".join(steps[:depth])
            counts[folder] = counts.get(folder, 0) + 1
    return tuple(sorted(folder for folder, count in counts.items() if count < len(ids)))


def ids_in(article_ids: Iterable[str], folder: str) -> frozenset[str]:
    """Return the ids of the articles in a folder, which may be written with slashes around it.

    Raises UsageError where there are none.
    """
    ids = set(article_ids)
    wanted = folder.strip("/")
    found = frozenset(article_id for article_id in ids if is_in(article_id, wanted))
    if wanted and found:
        return found
    known = folders_of(ids)
    raise UsageError(
        f"The index has no articles in a folder {wanted!r}.",
        hint=f"Name one of its folders: {', '.join(known)}." if known else "Its articles are not in folders.",
    )
