"""A comparison of articles, and the terms of an answer, for a terminal."""

from collections.abc import Sequence

from rich.padding import Padding
from rich.text import Text

from qa.answering.comparison import Comparison, Relation, Said, Stance
from qa.answering.glossary.lookup import DefinedTerm
from qa.serving.cli.printing.answers import plain_console

NO_DATE = "no date"
NOTHING_COMPARED = "There are no two articles to compare on this question."
RELATIONS = {
    Relation.DIFFER: ("They differ", "bold yellow"),
    Relation.AGREE: ("They agree", "bold green"),
    Relation.ALONE: ("One says this", "bold"),
}
STANCES = {
    Stance.SAYS: "",
    Stance.NEAR: "near this, neither found to agree nor to differ: ",
    Stance.ABOVE: "what it says near this is shown above",
    Stance.SILENT: "nothing found in this article",
}


def print_comparison(comparison: Comparison) -> None:
    """Print the articles that are compared, and below each point what each of them says."""
    console = plain_console()
    if not comparison.points:
        console.print(NOTHING_COMPARED)
        return
    for letter, article in zip(_letters(comparison), comparison.articles, strict=True):
        known = ", ".join(part for part in (article.published or NO_DATE, article.publisher) if part)
        copies = f"; a copy of it, not counted: {', '.join(article.copies)}" if article.copies else ""
        console.print(f"{letter}  {article.title} ({known}){copies}")
    for point in comparison.points:
        words, style = RELATIONS[point.relation]
        console.print()
        console.print(Text(words, style=style))
        for letter, said in zip(_letters(comparison), point.said, strict=True):
            console.print(Padding(Text(f"{letter}  {_told(said)}"), (0, 0, 0, 2)))


def _letters(comparison: Comparison) -> Sequence[str]:
    return [chr(ord("A") + place) for place in range(len(comparison.articles))]


def _told(said: Said) -> str:
    return f"{STANCES[said.stance]}{said.statement.text if said.statement else ''}"


def print_terms(terms: Sequence[DefinedTerm]) -> None:
    """Print the terms of an answer with their definitions."""
    console = plain_console()
    for term in terms:
        console.print()
        console.print(Text.assemble((term.term, "bold"), f": {term.quote}"))
        console.print(Padding(Text(term.title, style="dim"), (0, 0, 0, 2)))
