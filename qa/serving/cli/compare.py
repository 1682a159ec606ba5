"""What articles say beside an answer: the command ``compare``, and the terms that ``ask --terms`` shows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from qa.serving.cli.shared import (
    AsJson,
    Corpus,
    Index,
    InFolder,
    among,
    kept_to_the_end,
    print_json,
    uncollected,
    warn_of,
)
from qa.settings import load_settings

if TYPE_CHECKING:
    from qa.answering.assistant import Assistant
    from qa.answering.glossary.lookup import DefinedTerm
    from qa.records import Answer


@uncollected()
def compare(
    question: Annotated[str, typer.Argument(help="The question, in your own words.")],
    corpus: Corpus = None,
    index: Index = None,
    article: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="An article to compare; give it twice or more. Else those of the answer."),
    ] = None,
    folder: InFolder = "",
    as_json: AsJson = False,
) -> None:
    """Compare what several articles say on a question: where they agree and differ, in their own words."""
    from qa.answering.question.parsed import tidy
    from qa.embedding.loading import begin_loading

    settings = load_settings(corpus=corpus, index=index)
    tidy(question)  # a question that cannot be asked is said at once
    load = begin_loading(settings)
    from qa.answering.assistant import Assistant
    from qa.answering.comparison import compare as compare_articles
    from qa.serving.cli.printing.comparison import print_comparison
    from qa.serving.json_output import of_comparison

    assistant = Assistant.open(settings, load=load)
    kept_to_the_end[:] = [assistant]
    warn_of(assistant.damage)
    comparison = compare_articles(assistant, question, articles=article or (), among=among(assistant, folder))
    if as_json:
        print_json(of_comparison(comparison, assistant.rectangles))
    else:
        print_comparison(comparison)


def terms_of(
    assistant: "Assistant", answer: "Answer", among: "frozenset[str] | None" = None
) -> "list[DefinedTerm]":
    """Return the terms of an answer that some article of the library defines, or one ``among`` them."""
    from qa.answering.glossary.lookup import Glossary

    store = assistant.generation.store
    articles = (article for article in store.articles() if among is None or article.id in among)
    return Glossary(articles, store.article).terms_of(answer)


def show(terms: "Sequence[DefinedTerm]") -> None:
    """Print terms with their definitions, if there are any."""
    if terms:
        from qa.serving.cli.printing.comparison import print_terms

        print_terms(terms)
