"""A question in the form of the API → its answer, in the generation that is the newest now."""

from qa.reading.folders import ids_in
from qa.records import Answer
from qa.serving import json_output
from qa.serving.api.forms import AskedForm
from qa.serving.contract import AnswerJson
from qa.serving.page.shared import resources


def asked(form: AskedForm) -> Answer:
    """Return the answer; raises what the rooms below raise."""
    generation = resources.newest()
    among = {generation.store.article(article_id).id for article_id in form.articles}
    if form.folder:
        inside = ids_in(generation.store.titles(), form.folder)
        among = among & inside if form.articles else set(inside)
    only = tuple(sorted(among)) if form.articles or form.folder else None
    return resources.answer(
        form.question, as_typed=form.as_typed, among=only, after=form.after, generation=generation.name
    )


def answer_json(answer: Answer) -> AnswerJson:
    """Return an answer in the form that every door gives."""
    assistant = resources.assistant(answer.generation)
    return AnswerJson.model_validate(json_output.of_answer(answer, assistant.rectangles))
