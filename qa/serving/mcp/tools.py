"""The tools of the MCP server, without its protocol: arguments → a result, or an error in a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from qa.errors import UsageError
from qa.reading.folders import ids_in
from qa.serving import json_output
from qa.serving.mcp import told
from qa.serving.mcp.forms import AskTool, CheckTool, FindTool, ReadTool, ToolForm
from qa.serving.mcp.library import AnyLibrary
from qa.serving.mcp.results import AnswerBrief, ArticleBrief, Brief, CheckBrief, SearchBrief

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """What a model can call: when to, in a line or two; what it takes and returns; how that is told in text."""

    name: str
    description: str
    form: type[ToolForm]
    result: type[Brief]
    run: Callable[[AnyLibrary, Any], Brief]
    tell: Callable[[Any], str]

    @property
    def input_schema(self) -> Schema:
        """The schema of the arguments."""
        return _slim(self.form.model_json_schema())

    @property
    def output_schema(self) -> Schema:
        """The schema of the result."""
        return _slim(self.result.model_json_schema())

    def call(self, library: AnyLibrary, arguments: dict[str, Any]) -> tuple[Schema, str]:
        """Return the result, as JSON and as text.

        Raises UsageError for arguments of a wrong form, and what the rooms below raise.
        """
        try:
            form = self.form.model_validate(arguments)
        except ValidationError as error:
            raise self._wrong(error) from error
        result = self.run(library, form)
        return result.model_dump(mode="json"), self.tell(result)

    def _wrong(self, error: ValidationError) -> UsageError:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        fields = self.form.model_fields.items()
        taken = ", ".join(f"{name} (needed)" if field.is_required() else name for name, field in fields)
        return UsageError(f"'{place}' has a wrong form: {first['msg']}.", hint=f"{self.name} takes: {taken}.")


def _ask(library: AnyLibrary, form: AskTool) -> AnswerBrief:
    assistant = library.assistant()
    titles = assistant.generation.store.titles
    among = ids_in(titles(), form.folder) if form.folder else None
    answer = assistant.ask(form.question, among=among, after=form.after)
    return AnswerBrief.model_validate(json_output.of_answer(answer))


def _find(library: AnyLibrary, form: FindTool) -> SearchBrief:
    from qa.answering.statements.citations import Citer

    assistant = library.assistant()
    generation = assistant.generation
    hits = assistant.search(form.question, passages=form.passages)
    cite = Citer(assistant.article, hits, generation.store.first_page)
    passages = [json_output.of_passage(hit, cite(hit.passage, hit.passage)) for hit in hits]
    return SearchBrief.model_validate(
        {"question": form.question, "generation": generation.name, "passages": passages}
    )


def _read(library: AnyLibrary, form: ReadTool) -> ArticleBrief:
    article = library.generation().store.article(form.article_id)
    characters = len(article.text)
    if form.start >= characters:
        raise UsageError(f"The article has {characters:,} characters.", hint="Read on from a smaller start.")
    end = min(form.start + form.length, characters)
    part = {"text": article.text[form.start : end], "start": form.start, "end": end, "characters": characters}
    names = ("id", "title", "source", "url", "publisher", "published")
    of_article = {name: getattr(article, name) for name in names}
    return ArticleBrief.model_validate({**of_article, **part, "next_start": end if end < characters else None})


def _check(library: AnyLibrary, form: CheckTool) -> CheckBrief:
    from qa.answering.checking.checker import check_text

    return CheckBrief.model_validate(json_output.of_text_check(check_text(library.assistant(), form.text)))


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            name="ask",
            description="Answer a question from the user's articles. Call it first. Every statement is quoted "
            "word for word, with its citation; not_in_corpus: the articles do not say.",
            form=AskTool,
            result=AnswerBrief,
            run=_ask,
            tell=told.of_answer,
        ),
        Tool(
            name="find_passages",
            description="Find the passages nearest to a question or topic. Call it for more than ask quotes; "
            "a passage need not answer.",
            form=FindTool,
            result=SearchBrief,
            run=_find,
            tell=told.of_search,
        ),
        Tool(
            name="read_article",
            description="Read an article by the article_id of a citation. Call it for the text around a citation.",
            form=ReadTool,
            result=ArticleBrief,
            run=_read,
            tell=told.of_article,
        ),
        Tool(
            name="check",
            description="Check a text that you wrote against the articles. Call it before you show it: each "
            "sentence is verbatim, supported, number_differs, contradicted or not_in_articles.",
            form=CheckTool,
            result=CheckBrief,
            run=_check,
            tell=told.of_check,
        ),
    )
}


def _slim(schema: Schema) -> Schema:
    """Return a schema without what pydantic repeats for people: titles, and what the classes are for."""
    slimmed = {key: _slimmed(value) for key, value in schema.items() if key != "description"}
    slimmed.pop("title", None)
    if "$defs" in slimmed:
        slimmed["$defs"] = {name: _slim(schema["$defs"][name]) for name in slimmed["$defs"]}
    return slimmed


def _slimmed(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _slimmed(inner) for key, inner in value.items() if key != "title" or not isinstance(inner, str)
        }
    if isinstance(value, list):
        return [_slimmed(inner) for inner in value]
    return value
