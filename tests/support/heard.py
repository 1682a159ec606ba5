"""What a visitor of the page is told of an answer, and what an assistant that is asked alone would have drawn."""

import re
from collections.abc import Callable, Iterable

from qa.answering.assistant import Assistant
from qa.answering.glossary.lookup import Glossary
from qa.answering.question.follow_up import joined
from qa.records import Answer, Verdict
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import question_address
from qa.serving.page.terms.blocks import marked
from tests.support.visitors import Visitor

Heard = tuple[Visitor, str, str, list[str]]
"""Who asked what, the generation that answered it, and the pieces of the answer as they were drawn."""
KINDS = ("urgent", "snippet", "statements", "nearest", "card")


def pieces(answer: Answer, assistant: Assistant, after: str) -> list[str]:
    """Return what the page draws of an answer: what is urgent, what the articles say, and the passages."""
    asked = question_address(answer.question, generation=answer.generation, after=after)
    article = assistant.article
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        said = [answer_blocks.near(answer, asked)]
    else:
        terms = marked(Glossary(assistant.generation.store.articles(), article).terms_of(answer), asked)
        said = [
            answer_blocks.snippet(answer, asked, article, terms),
            answer_blocks.statements(answer, asked, article, terms),
        ]
    cards = (
        answer_blocks.card(
            hit,
            passage,
            assistant.article(passage.article_id),
            cited=answer_blocks.cited_in(answer, passage),
            also_in=[assistant.article(article_id).title for article_id in hit.also_in],
        )
        for hit, passage in zip(answer.hits, answer.passages, strict=True)
    )
    return [each for each in (answer_blocks.urgent(answer, asked, article), *said, *cards) if each]


def ask(visit: Visitor, question: str) -> Heard:
    """Ask as a visitor does, and return what was drawn, with the generation that its links name."""
    visit.type_into(wording.ASK_LABEL, question)
    of_answer = [html for html in visit.html if re.search(rf'class="cw-({"|".join(KINDS)})[" ]', html)]
    (generation,) = set(re.findall(r"[&;]g=(g-[0-9a-f-]+)", "".join(of_answer)))
    return visit, question, generation, of_answer


def wrong(heard: Iterable[Heard], assistant_of: Callable[[str], Assistant]) -> list[str]:
    """Return the questions that were not answered as an assistant answers them alone.

    A question that leans on the one before it in its own visit is searched with that one's subject.
    """
    found: list[str] = []
    before: dict[int, str] = {}
    for visit, question, generation, drawn in heard:
        assistant, shown = assistant_of(generation), before.get(id(visit), "")
        carried = assistant.carried_over(question, shown)
        after = shown if carried else ""
        if drawn != pieces(assistant.ask(question, after=after), assistant, after):
            found.append(question)
        before[id(visit)] = joined(question, carried)
    return found
