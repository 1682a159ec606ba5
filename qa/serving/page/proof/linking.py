"""The links of other views to the proof of what they show."""

from collections.abc import Sequence

from qa.indexing.generations import Generation
from qa.records import Article, Citation
from qa.serving.page.proof import blocks, looking
from qa.serving.page.shared import resources
from qa.serving.page.shared.address import here
from qa.serving.page.shared.addressing import Address, Span


def proof_link(generation: str, passage: Citation, address: Address) -> str:
    """Return the link of a passage, at its ``address`` in the reader, to its page; nothing where it has none."""
    assistant = resources.assistant(generation)
    store, article = assistant.generation.store, assistant.article(passage.article_id)
    is_placed = store.first_page(passage.article_id, passage.start, passage.end) is not None
    return blocks.open_link(address, file=looking.original_file(article), is_placed=is_placed)


def original_link(article: Article, marked: Sequence[Span], shown: Generation) -> str:
    """Return the link of the reader, at the address of the page, to what is marked in its original."""
    places = (shown.store.first_page(article.id, start, end) for start, end in marked)
    is_placed = any(place is not None for place in places)
    return blocks.file_link(here(), file=looking.original_file(article), is_placed=is_placed)
