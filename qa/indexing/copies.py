"""Which articles and passages are copies of others, found from where the last build left off."""

from collections.abc import Mapping, Sequence

from qa.cache import Kept, code_digest, key_of
from qa.indexing.ingest import Contribution, Gathered, contribution_from_bytes
from qa.indexing.store import ARTICLE, PASSAGE
from qa.reading.near_duplicates import Before, CopyGroup, copied_articles, copied_passages
from qa.reading.shingles import Joined, Shingled

GONE_MOST = 500
"""Articles that went since the last build; with more of them all is compared anew."""
_KEY = 32


class Copies:
    """The search for copies in one build; ``find`` may run in another thread than the rest."""

    def __init__(self, gathered: Gathered, kept: Kept) -> None:
        """Read what the last build left in the cache."""
        self._gathered = gathered
        self._kept = kept
        self._joined: tuple[Joined, ...] = ()
        self._articles, self._passages = Before(), Before()
        self._key = key_of("copies", code_digest("embedding", "reading", "indexing"))
        (value,) = kept.get([self._key])
        if value is not None:
            self._articles, self._passages = self._before(value)

    @property
    def go_on(self) -> bool:
        """Whether there is a last build to go on from."""
        return self._articles.joined is not None

    def _before(self, value: bytes) -> tuple[Before, Before]:
        keys, articles, passages = _parts(value)
        gone = {keys[start : start + _KEY] for start in range(0, len(keys), _KEY)}.difference(self._gathered.keys)
        if len(gone) > GONE_MOST:
            return Before(), Before()
        found = [contribution_from_bytes(each) for each in self._kept.get(sorted(gone)) if each is not None]
        return (
            Before(joined=Joined.from_bytes(articles), gone=[each.shingled for each in found]),
            Before(
                joined=Joined.from_bytes(passages), gone=[its for each in found for its in each.passages_shingled]
            ),
        )

    def find(self) -> Mapping[str, tuple[CopyGroup, ...]]:
        """Return the groups of copies, by kind."""
        every = self._gathered.contributions
        published = {each.article.id: each.article.published for each in every}
        articles, joined = copied_articles(
            {each.article.id: each.shingled for each in every}, published, self._articles
        )
        texts, owners = _passages(every)
        passages, joined_passages = copied_passages(texts, owners, self._passages)
        self._joined = (joined, joined_passages)
        return {ARTICLE: articles, PASSAGE: passages}

    def keep(self) -> None:
        """Leave in the cache what the next build goes on from."""
        parts = [b"".join(self._gathered.keys), *(each.to_bytes() for each in self._joined)]
        sized = (len(part).to_bytes(8, "little") + part for part in parts)
        self._kept.put(self._key, b"".join(sized))


def _parts(value: bytes) -> list[bytes]:
    parts, start = [], 0
    while start < len(value):
        end = start + 8 + int.from_bytes(value[start : start + 8], "little")
        parts.append(value[start + 8 : end])
        start = end
    return parts


def _passages(every: Sequence[Contribution]) -> tuple[dict[str, Shingled], dict[str, str]]:
    """Return the passages by number, and when their articles were published."""
    owned = [(its, each.article.published) for each in every for its in each.passages_shingled]
    texts = {str(number): its for number, (its, _) in enumerate(owned)}
    return texts, {str(number): published for number, (_, published) in enumerate(owned)}
